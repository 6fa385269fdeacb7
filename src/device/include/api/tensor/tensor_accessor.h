// TensorAccessor: the NoC addresses of a tensor's pages, for interleaved and for sharded tensors, from the arguments
// that the host's TensorAccessorArgs wrote. Sources: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/tensor/tensor_accessor.h. Tested by tests/device/headers_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "api/tensor/tensor_accessor_args.h"
#include "tir2tt/distribution.h"
#include "tir2tt/page_ranges.h"

/// A sharded tensor.
template <typename DSpecT>
class TensorAccessor {
 public:
  using DSpec = DSpecT;
  using PageMapping = tensor_accessor::PageMapping;
  static constexpr bool is_dram = DSpec::is_dram;

  template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
  TensorAccessor(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>& args, std::size_t bank_base_address,
                 uint32_t page_size = TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>::AlignedPageSize,
                 Where where = Where::here())
      : spec_(args, where),
        bank_base_address_(static_cast<uint32_t>(bank_base_address)),
        aligned_page_size_(page_size) {}

  const DSpec& dspec() const { return spec_; }
  uint32_t get_aligned_page_size() const { return aligned_page_size_; }
  uint32_t get_bank_base_address() const { return bank_base_address_; }
  PageMapping get_bank_and_offset(uint32_t page_id) const { return spec_.mapping_of_page(page_id); }
  template <class Coordinates>
  requires requires(const Coordinates& c) { c[0]; }
  PageMapping get_bank_and_offset(const Coordinates& page_coord) const { return spec_.mapping_of(page_coord); }

  uint64_t get_noc_addr(uint32_t page_id, uint32_t offset = 0, uint8_t noc = noc_index,
                        Where where = Where::here()) const {
    return address_of(spec_.mapping_of_page(page_id, where), offset, noc, where);
  }
  /// By coordinates in pages.
  template <class Coordinates>
  requires requires(const Coordinates& c) { c[0]; }
  uint64_t get_noc_addr(const Coordinates& page_coord, uint32_t offset = 0, uint8_t noc = noc_index,
                        Where where = Where::here()) const {
    return address_of(spec_.mapping_of(page_coord, where), offset, noc, where);
  }
  uint64_t get_shard_noc_addr(uint32_t shard_id, uint32_t offset = 0, uint8_t noc = noc_index,
                              Where where = Where::here()) const {
    return address_of(spec_.mapping_in_shard(shard_id, 0), offset, noc, where);
  }

  // Is it in this core's L1?
  bool is_local_bank(uint32_t virtual_x, uint32_t virtual_y, uint8_t noc = noc_index) const {
    return virtual_x == my_x[noc] && virtual_y == my_y[noc];
  }
  bool is_local_addr(uint64_t noc_addr, uint8_t noc = noc_index) const {
    return is_local_bank(NOC_UNICAST_ADDR_X(noc_addr), NOC_UNICAST_ADDR_Y(noc_addr), noc);
  }
  bool is_local_page(uint32_t page_id, uint8_t noc = noc_index) const {
    return is_bank_of_this_core(spec_.mapping_of_page(page_id).bank_id, noc);
  }
  bool is_local_shard(uint32_t shard_id, uint8_t noc = noc_index) const {
    return is_bank_of_this_core(spec_.mapping_in_shard(shard_id, 0).bank_id, noc);
  }

  /// Pages [start, end), end 0: to the last one.
  tensor_accessor::Pages<TensorAccessor> pages(uint32_t start_page_id = 0, uint32_t end_page_id = 0,
                                               uint8_t noc = noc_index, Where where = Where::here()) const {
    return {{this, noc, where}, start_page_id, end_page_id == 0 ? spec_.tensor_volume() : end_page_id};
  }
  tensor_accessor::ShardPages<TensorAccessor> shard_pages(uint32_t shard_id, uint32_t start_page_offset = 0,
                                                          uint32_t end_page_offset = 0, uint8_t noc = noc_index,
                                                          Where where = Where::here()) const {
    return {
        {this, shard_id, noc, where}, start_page_offset, end_page_offset == 0 ? spec_.shard_volume() : end_page_offset};
  }

 private:
  uint64_t address_of(const PageMapping& page, uint32_t offset, uint8_t noc, Where where) const {
    const uint16_t bank = spec_.packed_xy_coords()[page.bank_id];
    const uint32_t address = bank_base_address_ + page.bank_page_offset * aligned_page_size_ + offset;
    if constexpr (is_dram) return get_noc_addr_from_bank_id<true>(bank >> 8, address, noc, where);
    return NOC_XY_ADDR(bank >> 8, bank & 0xFF, address);
  }
  bool is_bank_of_this_core(uint32_t bank_id, uint8_t noc) const {
    const uint16_t bank = spec_.packed_xy_coords()[bank_id];
    return is_local_bank(bank >> 8, bank & 0xFF, noc);
  }

  DSpec spec_;
  uint32_t bank_base_address_;
  uint32_t aligned_page_size_;
};

/// An interleaved tensor. It does not know how many pages there are.
template <bool IsDram>
class TensorAccessor<tensor_accessor::InterleavedDistribution<IsDram>> : public InterleavedAddrGen<IsDram> {
 public:
  using DSpec = tensor_accessor::InterleavedDistribution<IsDram>;

  template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
  TensorAccessor(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>&, std::size_t bank_base_address,
                 uint32_t page_size = TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>::AlignedPageSize)
      : InterleavedAddrGen<IsDram>{.bank_base_address = static_cast<uint32_t>(bank_base_address),
                                   .page_size = page_size} {}

  uint32_t get_aligned_page_size() const { return this->page_size; }
  uint32_t get_bank_base_address() const { return this->bank_base_address; }
  tensor_accessor::Pages<TensorAccessor> pages(uint32_t start_page_id, uint32_t end_page_id, uint8_t noc = noc_index,
                                               Where where = Where::here()) const {
    return {{this, noc, where}, start_page_id, end_page_id};
  }
};

template <class Args>
using Tir2ttDistribution = typename tensor_accessor::SelectDistribution<Args::is_sharded, Args>::Type;

template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
TensorAccessor(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>& args, std::size_t)
    -> TensorAccessor<Tir2ttDistribution<TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>>>;
template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
TensorAccessor(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>& args, std::size_t, uint32_t)
    -> TensorAccessor<Tir2ttDistribution<TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>>>;

// --- What the object form of the NoC takes: pages or shards of an accessor.
template <typename Accessor>
struct PageView {
  const Accessor& accessor;
  explicit PageView(const Accessor& a) : accessor(a) {}
  uint64_t get_noc_addr(uint32_t page_id, uint32_t offset, uint8_t noc, Where where = Where::here()) const {
    return accessor.get_noc_addr(page_id, offset, noc, where);
  }
};
template <typename Accessor>
struct ShardView {
  const Accessor& accessor;
  explicit ShardView(const Accessor& a) : accessor(a) {}
  uint64_t get_noc_addr(uint32_t shard_id, uint32_t offset, uint8_t noc, Where where = Where::here()) const {
    return accessor.get_shard_noc_addr(shard_id, offset, noc, where);
  }
  bool is_local_shard(uint32_t shard_id, uint8_t noc) const { return accessor.is_local_shard(shard_id, noc); }
};
