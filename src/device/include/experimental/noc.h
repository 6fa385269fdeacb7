// Noc: the object form of NoC transfers. What is read or written may be of any type that noc_traits_t knows: a tensor
// accessor, a circular buffer, a piece of L1, a core. Sources: tt-metal of early 2026,
// tt_metal/hw/inc/experimental/noc.h (api/dataflow/noc.h since spring). Tested by tests/device/headers_test.cc.
#pragma once

#include <type_traits>

#include "api/dataflow/dataflow_api.h"

namespace experimental {

template <typename T>
struct noc_traits_t {
  static_assert(sizeof(T) == 0, "Noc: no transfers with objects of this type");
};

class Noc {
 public:
  enum class AddressType { NOC, LOCAL_L1 };
  enum class TxnIdMode { ENABLED, DISABLED };
  enum class ResponseMode { NON_POSTED, POSTED };
  enum class BarrierMode { TXN_ID, FULL };
  enum class McastMode { INCLUDE_SRC, EXCLUDE_SRC };
  enum class VcSelection { DEFAULT, CUSTOM };
  static constexpr uint32_t INVALID_TXN_ID = 0xFFFFFFFF;

 private:
  template <typename T>
  using src_args_t = typename noc_traits_t<T>::src_args_type;
  template <typename T>
  using dst_args_t = typename noc_traits_t<T>::dst_args_type;
  template <typename T>
  using dst_args_mcast_t = typename noc_traits_t<T>::dst_args_mcast_type;

 public:
  Noc() = default;
  explicit Noc(uint8_t noc_id) : noc_id_(noc_id) {}

  uint8_t get_noc_id() const { return noc_id_; }
  bool is_local_bank(uint32_t virtual_x, uint32_t virtual_y) const {
    return virtual_x == my_x[noc_id_] && virtual_y == my_y[noc_id_];
  }
  bool is_local_addr(uint64_t noc_addr) const {
    return is_local_bank(NOC_UNICAST_ADDR_X(noc_addr), NOC_UNICAST_ADDR_Y(noc_addr));
  }

  template <TxnIdMode txn_id_mode = TxnIdMode::DISABLED, uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1,
            bool enable_noc_tracing = true, typename Src, typename Dst>
  void async_read(const Src& src, const Dst& dst, uint32_t size_bytes, const src_args_t<Src>& src_args,
                  const dst_args_t<Dst>& dst_args, uint32_t read_req_vc = NOC_UNICAST_WRITE_VC,
                  uint32_t trid = INVALID_TXN_ID, Where where = Where::here()) const {
    if constexpr (txn_id_mode == TxnIdMode::ENABLED) noc_async_read_set_trid(trid, noc_id_);
    noc_async_read<max_page_size, enable_noc_tracing>(source<AddressType::NOC>(src, src_args),
                                                      destination<AddressType::LOCAL_L1>(dst, dst_args), size_bytes,
                                                      noc_id_, read_req_vc, where);
  }

  template <VcSelection vc_selection = VcSelection::DEFAULT, uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1,
            typename Src>
  void set_async_read_state(const Src& src, uint32_t size_bytes, const src_args_t<Src>& src_args, uint8_t vc = 0,
                            Where where = Where::here()) const {
    const uint64_t from = source<AddressType::NOC>(src, src_args);
    if constexpr (max_page_size <= NOC_MAX_BURST_SIZE) {
      noc_async_read_one_packet_set_state(from, size_bytes, vc, noc_id_, where);
    } else {
      noc_async_read_set_state(from, noc_id_, where);
    }
  }
  template <VcSelection vc_selection = VcSelection::DEFAULT, uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1,
            typename Src, typename Dst>
  void async_read_with_state(const Src& src, const Dst& dst, uint32_t size_bytes, const src_args_t<Src>& src_args,
                             const dst_args_t<Dst>& dst_args, uint8_t vc = 0, Where where = Where::here()) const {
    const uint32_t from = static_cast<uint32_t>(source<AddressType::NOC>(src, src_args));
    const uint32_t to = destination<AddressType::LOCAL_L1>(dst, dst_args);
    if constexpr (max_page_size <= NOC_MAX_BURST_SIZE) {
      noc_async_read_one_packet_with_state(from, to, vc, noc_id_, where);
    } else {
      noc_async_read_with_state(from, to, size_bytes, noc_id_, where);
    }
  }

  template <TxnIdMode txn_id_mode = TxnIdMode::DISABLED, ResponseMode response_mode = ResponseMode::NON_POSTED,
            uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, bool enable_noc_tracing = true, typename Src, typename Dst>
  void async_write(const Src& src, const Dst& dst, uint32_t size_bytes, const src_args_t<Src>& src_args,
                   const dst_args_t<Dst>& dst_args, uint32_t vc = NOC_UNICAST_WRITE_VC, uint32_t trid = INVALID_TXN_ID,
                   Where where = Where::here()) const {
    Tir2ttNocRequest request = {.kind = Tir2ttNocKind::Write,
                                .noc = noc_id_,
                                .posted = response_mode == ResponseMode::POSTED,
                                .remote = destination<AddressType::NOC>(dst, dst_args),
                                .local = source<AddressType::LOCAL_L1>(src, src_args),
                                .bytes = size_bytes};
    if constexpr (txn_id_mode == TxnIdMode::ENABLED) request.transaction_id = static_cast<uint8_t>(trid);
    if constexpr (max_page_size <= NOC_MAX_BURST_SIZE) {
      tir2tt_one_packet(size_bytes, "Noc::async_write: more bytes than its max_page_size of one packet", where);
    }
    tir2tt_noc_issue(request, where);
  }

  template <McastMode mcast_mode = McastMode::EXCLUDE_SRC, TxnIdMode txn_id_mode = TxnIdMode::DISABLED,
            ResponseMode response_mode = ResponseMode::NON_POSTED, uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1,
            bool enable_noc_tracing = true, typename Src, typename Dst>
  void async_write_multicast(const Src& src, const Dst& dst, uint32_t size_bytes, uint32_t num_dsts,
                             const src_args_t<Src>& src_args, const dst_args_mcast_t<Dst>& dst_args,
                             bool linked = false, uint32_t trid = INVALID_TXN_ID, Where where = Where::here()) const {
    static_assert(txn_id_mode == TxnIdMode::DISABLED, "Noc::async_write_multicast: no transaction ids");
    static_assert(response_mode == ResponseMode::NON_POSTED, "Noc::async_write_multicast: no posted writes");
    tir2tt_multicast(source<AddressType::LOCAL_L1>(src, src_args),
                     noc_traits_t<Dst>::template dst_addr_mcast<AddressType::NOC>(dst, *this, dst_args), size_bytes,
                     num_dsts, linked, noc_id_, mcast_mode == McastMode::INCLUDE_SRC, false, where);
  }

  template <ResponseMode response_mode = ResponseMode::NON_POSTED, uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1,
            typename Dst>
  void set_async_write_state(const Dst& dst, uint32_t size_bytes, const dst_args_t<Dst>& dst_args,
                             uint8_t vc = NOC_UNICAST_WRITE_VC, Where where = Where::here()) const {
    *TIR2TT_RT.noc_state(Tir2ttNocKind::Write) = {.kind = Tir2ttNocKind::Write,
                                                  .noc = noc_id_,
                                                  .posted = response_mode == ResponseMode::POSTED,
                                                  .remote = destination<AddressType::NOC>(dst, dst_args),
                                                  .bytes = size_bytes};
  }
  template <ResponseMode response_mode = ResponseMode::NON_POSTED, uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1,
            typename Src, typename Dst>
  void async_write_with_state(const Src& src, const Dst& dst, uint32_t size_bytes, const src_args_t<Src>& src_args,
                              const dst_args_t<Dst>& dst_args, uint8_t vc = NOC_UNICAST_WRITE_VC,
                              Where where = Where::here()) const {
    Tir2ttNocRequest request =
        tir2tt_stored_request(Tir2ttNocKind::Write, noc_id_,
                              "Noc::async_write_with_state: no set_async_write_state on this NoC before", where);
    request.posted = response_mode == ResponseMode::POSTED;
    request.remote =
        tir2tt_with_low_word(request.remote, static_cast<uint32_t>(destination<AddressType::NOC>(dst, dst_args)));
    request.local = source<AddressType::LOCAL_L1>(src, src_args);
    if constexpr (max_page_size > NOC_MAX_BURST_SIZE) request.bytes = size_bytes;
    tir2tt_noc_issue(request, where);
  }

  template <TxnIdMode txn_id_mode = TxnIdMode::DISABLED, InlineWriteDst dst_type = InlineWriteDst::DEFAULT,
            ResponseMode response_mode = ResponseMode::NON_POSTED, typename Dst>
  void inline_dw_write(const Dst& dst, uint32_t val, const dst_args_t<Dst>& dst_args, uint8_t be = 0xF,
                       uint32_t vc = NOC_UNICAST_WRITE_VC, uint32_t trid = INVALID_TXN_ID,
                       Where where = Where::here()) const {
    static_assert(txn_id_mode == TxnIdMode::DISABLED, "Noc::inline_dw_write: no transaction ids");
    noc_inline_dw_write<dst_type, response_mode == ResponseMode::POSTED>(
        destination<AddressType::NOC>(dst, dst_args), val, be, noc_id_, static_cast<uint8_t>(vc), 0, where);
  }

  template <BarrierMode barrier_type = BarrierMode::FULL>
  void async_read_barrier(uint32_t trid = INVALID_TXN_ID, Where where = Where::here()) const {
    tir2tt_noc_barrier(Tir2ttNocBarrier::Reads, noc_id_, id_of<barrier_type>(trid), where);
  }
  template <BarrierMode barrier_type = BarrierMode::FULL>
  void async_write_barrier(uint32_t trid = INVALID_TXN_ID, Where where = Where::here()) const {
    tir2tt_noc_barrier(Tir2ttNocBarrier::Writes, noc_id_, id_of<barrier_type>(trid), where);
  }
  template <ResponseMode response_mode = ResponseMode::NON_POSTED, BarrierMode barrier_type = BarrierMode::FULL>
  void async_writes_flushed(uint32_t trid = INVALID_TXN_ID, Where where = Where::here()) const {
    constexpr bool posted = response_mode == ResponseMode::POSTED;
    static_assert(!posted || barrier_type == BarrierMode::FULL, "Noc::async_writes_flushed: posted writes have no ids");
    tir2tt_noc_barrier(posted ? Tir2ttNocBarrier::PostedFlushed : Tir2ttNocBarrier::WritesFlushed, noc_id_,
                       id_of<barrier_type>(trid), where);
  }
  void async_atomic_barrier(Where where = Where::here()) const { noc_async_atomic_barrier(noc_id_, where); }
  void async_full_barrier(Where where = Where::here()) const { noc_async_full_barrier(noc_id_, where); }

 private:
  template <AddressType type>
  using Address = std::conditional_t<type == AddressType::LOCAL_L1, uint32_t, uint64_t>;

  template <AddressType type, typename Src>
  auto source(const Src& src, const src_args_t<Src>& args) const {
    return static_cast<Address<type>>(noc_traits_t<Src>::template src_addr<type>(src, *this, args));
  }
  template <AddressType type, typename Dst>
  auto destination(const Dst& dst, const dst_args_t<Dst>& args) const {
    return static_cast<Address<type>>(noc_traits_t<Dst>::template dst_addr<type>(dst, *this, args));
  }
  template <BarrierMode mode>
  static uint32_t id_of(uint32_t trid) {
    return mode == BarrierMode::TXN_ID ? trid : tir2tt::device_abi::kNone;
  }

  uint8_t noc_id_ = noc_index;
};

/// A rectangle of cores and an offset: where a local object stands on each of them.
struct Tir2ttMulticastArgs {
  uint32_t noc_x_start{};
  uint32_t noc_y_start{};
  uint32_t noc_x_end{};
  uint32_t noc_y_end{};
  uint32_t offset_bytes{};
  uint64_t address(uint32_t local, const Noc& noc) const {
    return ::get_noc_multicast_addr(noc_x_start, noc_y_start, noc_x_end, noc_y_end, local + offset_bytes,
                                    noc.get_noc_id());
  }
};
struct Tir2ttOffset {
  uint32_t offset_bytes{};
};

}  // namespace experimental
