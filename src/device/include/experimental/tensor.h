// Tensors as ends of transfers: accessors, their pages, views of pages and shards. Sources: tt-metal of early 2026,
// tt_metal/hw/inc/experimental/tensor.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/tensor/tensor_accessor.h"
#include "experimental/noc.h"

namespace experimental {

/// As the near end of a transfer, the page must be in this core's L1.
template <Noc::AddressType type>
uint64_t tir2tt_end(uint64_t noc_addr, const Noc& noc) {
  if constexpr (type == Noc::AddressType::LOCAL_L1) {
    ASSERT(noc.is_local_addr(noc_addr));
    return static_cast<uint32_t>(noc_addr);
  }
  return noc_addr;
}

struct Tir2ttPageArgs {
  uint32_t page_id{};
  uint32_t offset_bytes = 0;
  uint32_t number() const { return page_id; }
};
struct Tir2ttShardArgs {
  uint32_t shard_id{};
  uint32_t offset_bytes = 0;
  uint32_t number() const { return shard_id; }
};

/// Traits of what has get_noc_addr(number, offset, noc).
template <class Pages, class Args>
struct Tir2ttPagesTraits {
  using src_args_type = Args;
  using dst_args_type = Args;
  template <Noc::AddressType type>
  static uint64_t src_addr(const Pages& pages, const Noc& noc, const Args& args) {
    return tir2tt_end<type>(pages.get_noc_addr(args.number(), args.offset_bytes, noc.get_noc_id()), noc);
  }
  template <Noc::AddressType type>
  static uint64_t dst_addr(const Pages& pages, const Noc& noc, const Args& args) {
    return src_addr<type>(pages, noc, args);
  }
};
template <typename DSpec>
struct noc_traits_t<TensorAccessor<DSpec>> : Tir2ttPagesTraits<TensorAccessor<DSpec>, Tir2ttPageArgs> {};
template <typename Accessor>
struct noc_traits_t<PageView<Accessor>> : Tir2ttPagesTraits<PageView<Accessor>, Tir2ttPageArgs> {};
template <typename Accessor>
struct noc_traits_t<ShardView<Accessor>> : Tir2ttPagesTraits<ShardView<Accessor>, Tir2ttShardArgs> {};

template <>
struct noc_traits_t<tensor_accessor::Page> {
  using src_args_type = Tir2ttOffset;
  using dst_args_type = Tir2ttOffset;
  template <Noc::AddressType type>
  static uint64_t src_addr(const tensor_accessor::Page& page, const Noc& noc, const Tir2ttOffset& args) {
    return tir2tt_end<type>(page.noc_addr() + args.offset_bytes, noc);
  }
  template <Noc::AddressType type>
  static uint64_t dst_addr(const tensor_accessor::Page& page, const Noc& noc, const Tir2ttOffset& args) {
    return src_addr<type>(page, noc, args);
  }
};

}  // namespace experimental
