// Ends of transfers that are given by plain addresses: a core, a rectangle of cores, a bank. Sources: tt-metal of early
// 2026, tt_metal/hw/inc/experimental/endpoints.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "experimental/noc.h"

namespace experimental {

struct UnicastEndpoint {
  uint64_t get_noc_unicast_addr(uint32_t noc_x, uint32_t noc_y, uint32_t addr, uint8_t noc) const {
    return ::get_noc_addr(noc_x, noc_y, addr, noc);
  }
};
struct MulticastEndpoint {
  uint64_t get_noc_multicast_addr(uint32_t noc_x_start, uint32_t noc_y_start, uint32_t noc_x_end, uint32_t noc_y_end,
                                  uint32_t addr, uint8_t noc) const {
    return ::get_noc_multicast_addr(noc_x_start, noc_y_start, noc_x_end, noc_y_end, addr, noc);
  }
};
enum AllocatorBankType { L1, DRAM };
template <AllocatorBankType bank_type>
struct AllocatorBank {
  uint64_t get_noc_addr_from_bank_id(uint32_t bank_id, uint32_t addr, uint8_t noc) const {
    return ::get_noc_addr_from_bank_id<bank_type == AllocatorBankType::DRAM>(bank_id, addr, noc);
  }
};

struct Tir2ttCoreArgs {
  uint32_t noc_x{};
  uint32_t noc_y{};
  uint32_t addr{};
};
template <>
struct noc_traits_t<UnicastEndpoint> {
  using src_args_type = Tir2ttCoreArgs;
  using dst_args_type = Tir2ttCoreArgs;
  /// As the near end of a transfer it is the address alone.
  template <Noc::AddressType type>
  static uint64_t src_addr(const UnicastEndpoint& core, const Noc& noc, const Tir2ttCoreArgs& args) {
    if constexpr (type == Noc::AddressType::LOCAL_L1) return args.addr;
    return core.get_noc_unicast_addr(args.noc_x, args.noc_y, args.addr, noc.get_noc_id());
  }
  template <Noc::AddressType type>
  static uint64_t dst_addr(const UnicastEndpoint& core, const Noc& noc, const Tir2ttCoreArgs& args) {
    return src_addr<type>(core, noc, args);
  }
};

template <>
struct noc_traits_t<MulticastEndpoint> {
  struct dst_args_mcast_type {
    uint32_t noc_x_start{};
    uint32_t noc_y_start{};
    uint32_t noc_x_end{};
    uint32_t noc_y_end{};
    uint32_t addr{};
  };
  template <Noc::AddressType type>
  static uint64_t dst_addr_mcast(const MulticastEndpoint& cores, const Noc& noc, const dst_args_mcast_type& args) {
    return cores.get_noc_multicast_addr(args.noc_x_start, args.noc_y_start, args.noc_x_end, args.noc_y_end, args.addr,
                                        noc.get_noc_id());
  }
};

struct Tir2ttBankArgs {
  uint32_t bank_id{};
  uint32_t addr{};
};
template <AllocatorBankType bank_type>
struct noc_traits_t<AllocatorBank<bank_type>> {
  using src_args_type = Tir2ttBankArgs;
  using dst_args_type = Tir2ttBankArgs;
  template <Noc::AddressType type>
  static uint64_t src_addr(const AllocatorBank<bank_type>& bank, const Noc& noc, const Tir2ttBankArgs& args) {
    static_assert(type == Noc::AddressType::NOC, "Noc: an AllocatorBank is the far end of a transfer");
    return bank.get_noc_addr_from_bank_id(args.bank_id, args.addr, noc.get_noc_id());
  }
  template <Noc::AddressType type>
  static uint64_t dst_addr(const AllocatorBank<bank_type>& bank, const Noc& noc, const Tir2ttBankArgs& args) {
    return src_addr<type>(bank, noc, args);
  }
};

}  // namespace experimental
