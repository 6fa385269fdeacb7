// CircularBuffer: the object form of the calls on a circular buffer, for data movement and compute. As the source of a
// transfer it stands for its read pointer, as the destination for its write pointer;
// use<CircularBuffer::AddrSelector::READ_PTR>(cb) chooses otherwise. Sources: tt-metal of early 2026,
// tt_metal/hw/inc/experimental/circular_buffer.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "experimental/lock.h"
#include "tir2tt/common.h"
#ifdef TIR2TT_DATA_MOVEMENT
#include "experimental/noc.h"
#endif

namespace experimental {

class CircularBuffer {
 public:
  enum class AddrSelector { WRITE_PTR, READ_PTR };

  explicit CircularBuffer(uint32_t cb_id) : cb_id_(cb_id) {}
  uint32_t get_cb_id() const { return cb_id_; }

  void reserve_back(int32_t num_pages, Where where = Where::here()) { cb_reserve_back(cb_id_, num_pages, where); }
  void push_back(int32_t num_pages, Where where = Where::here()) { cb_push_back(cb_id_, num_pages, where); }
  void wait_front(int32_t num_pages, Where where = Where::here()) { cb_wait_front(cb_id_, num_pages, where); }
  void pop_front(int32_t num_pages, Where where = Where::here()) { cb_pop_front(cb_id_, num_pages, where); }

  uint32_t get_tile_size() const { return ::get_tile_size(cb_id_); }
  uint32_t get_tile_hw() const { return ::get_tile_hw(cb_id_); }
  DataFormat get_dataformat() const { return ::get_dataformat(cb_id_); }

#ifdef TIR2TT_DATA_MOVEMENT
  bool pages_reservable_at_back(int32_t num_pages, Where where = Where::here()) const {
    return cb_pages_reservable_at_back(cb_id_, num_pages, where);
  }
  bool pages_available_at_front(int32_t num_pages, Where where = Where::here()) const {
    return cb_pages_available_at_front(cb_id_, num_pages, where);
  }
  uint32_t get_write_ptr(Where where = Where::here()) const { return ::get_write_ptr(cb_id_, where); }
  uint32_t get_read_ptr(Where where = Where::here()) const { return ::get_read_ptr(cb_id_, where); }
#else
  uint32_t get_tile_address(uint32_t tile_index, Where where = Where::here()) {
    return TIR2TT_RT.tile_word(cb_id_, tile_index, tir2tt::device_abi::kNone, where);
  }
  uint32_t read_tile_value(uint32_t tile_index, uint32_t element_offset, Where where = Where::here()) {
    return TIR2TT_RT.tile_word(cb_id_, tile_index, element_offset, where);
  }
#endif

  /// Tells tt-metal's checker of the NoC that nobody else uses the buffer meanwhile; here it is nothing.
  [[nodiscard]] auto scoped_lock() {
    return Lock([] {});
  }

 private:
  uint32_t cb_id_;
};

#ifdef TIR2TT_DATA_MOVEMENT
template <CircularBuffer::AddrSelector AddrSel>
struct CircularBufferView {
  const CircularBuffer& cb;
  explicit constexpr CircularBufferView(const CircularBuffer& c) : cb(c) {}
};
template <CircularBuffer::AddrSelector AddrSel>
constexpr auto use(const CircularBuffer& cb) {
  return CircularBufferView<AddrSel>(cb);
}

template <>
struct noc_traits_t<CircularBuffer> {
  using src_args_type = Tir2ttOffset;
  using dst_args_type = Tir2ttOffset;
  using dst_args_mcast_type = Tir2ttMulticastArgs;
  template <Noc::AddressType type>
  static uint32_t src_addr(const CircularBuffer& src, const Noc&, const src_args_type& args) {
    static_assert(type == Noc::AddressType::LOCAL_L1, "Noc: a CircularBuffer is in this core's L1");
    return src.get_read_ptr() + args.offset_bytes;
  }
  template <Noc::AddressType type>
  static uint32_t dst_addr(const CircularBuffer& dst, const Noc&, const dst_args_type& args) {
    static_assert(type == Noc::AddressType::LOCAL_L1, "Noc: a CircularBuffer is in this core's L1");
    return dst.get_write_ptr() + args.offset_bytes;
  }
  template <Noc::AddressType type>
  static uint64_t dst_addr_mcast(const CircularBuffer& dst, const Noc& noc, const dst_args_mcast_type& args) {
    return args.address(dst.get_write_ptr(), noc);
  }
};

template <CircularBuffer::AddrSelector AddrSel>
struct noc_traits_t<CircularBufferView<AddrSel>> {
  using src_args_type = Tir2ttOffset;
  using dst_args_type = Tir2ttOffset;
  using dst_args_mcast_type = Tir2ttMulticastArgs;
  using View = CircularBufferView<AddrSel>;
  template <Noc::AddressType type>
  static uint32_t src_addr(const View& src, const Noc&, const src_args_type& args) {
    static_assert(type == Noc::AddressType::LOCAL_L1, "Noc: a CircularBuffer is in this core's L1");
    return pointer(src) + args.offset_bytes;
  }
  template <Noc::AddressType type>
  static uint32_t dst_addr(const View& dst, const Noc&, const dst_args_type& args) {
    static_assert(type == Noc::AddressType::LOCAL_L1, "Noc: a CircularBuffer is in this core's L1");
    return pointer(dst) + args.offset_bytes;
  }
  template <Noc::AddressType type>
  static uint64_t dst_addr_mcast(const View& dst, const Noc& noc, const dst_args_mcast_type& args) {
    return args.address(pointer(dst), noc);
  }

 private:
  static uint32_t pointer(const View& view) {
    return AddrSel == CircularBuffer::AddrSelector::READ_PTR ? view.cb.get_read_ptr() : view.cb.get_write_ptr();
  }
};
#endif

}  // namespace experimental
