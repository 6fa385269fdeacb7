// How a tensor's pages lie in banks. Interleaved: by page number. Sharded: the tensor, an array of pages of some rank,
// is cut into shards of one shape; shard s is in bank s % banks, and within it pages lie in row-major order. Sources:
// tt-metal of 2026-03-12, tt_metal/hw/inc/internal/tensor/dspec.h, api/tensor/tensor_accessor.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include <cstdint>

#include "api/tensor/tensor_accessor_args.h"

namespace tensor_accessor {

inline constexpr uint32_t MAX_RANK = 8;
inline constexpr uint32_t kMostBanks = 256;

template <bool IsDram>
struct InterleavedDistribution {
  static constexpr bool is_interleaved = true;
  static constexpr bool is_dram = IsDram;
};

/// A shard and the page's place in its bank.
struct PageMapping {
  uint32_t bank_id;
  uint32_t bank_page_offset;
};

/// RankCT or NumBanksCT 0: known at run time only.
template <uint32_t RankCT, uint32_t NumBanksCT, bool IsDram>
class DistributionSpec {
 public:
  static constexpr bool is_interleaved = false;
  static constexpr bool is_dram = IsDram;
  static constexpr bool has_static_rank = RankCT != 0;
  static constexpr bool has_static_num_banks = NumBanksCT != 0;
  static constexpr uint32_t rank_ct = RankCT;
  static constexpr uint32_t kRanks = has_static_rank ? RankCT : MAX_RANK;
  static constexpr uint32_t kBanks = has_static_num_banks ? NumBanksCT : kMostBanks;
  using Shape = uint32_t[kRanks];

  template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
  explicit DistributionSpec(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>& args, Where where = Where::here())
      : rank_(args.get_rank()), banks_(args.get_num_banks()) {
    using Args = TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>;
    demand(rank_ != 0 && rank_ <= kRanks, "TensorAccessor: a rank of 0 or above 8", where);
    demand(banks_ != 0 && banks_ <= kBanks, "TensorAccessor: no banks, or more than 256", where);
    for (uint32_t i = 0; i < rank_; ++i) {
      tensor_[i] = Args::tensor_shape_is_crta ? common(args.tensor_shape_crta_offset() + i)
                                              : kernel_compile_time_args[Args::TensorShapeCTAOffset + i];
      shard_[i] = Args::shard_shape_is_crta ? common(args.shard_shape_crta_offset() + i)
                                            : kernel_compile_time_args[Args::ShardShapeCTAOffset + i];
    }
    for (uint32_t i = 0; i < banks_; ++i) {
      const uint32_t word = Args::bank_coords_is_crta ? common(args.bank_coords_crta_offset() + i / 2)
                                                      : kernel_compile_time_args[Args::BankCoordsCTAOffset + i / 2];
      bank_coordinates_[i] = static_cast<uint16_t>(i % 2 == 0 ? word : word >> 16);
    }
    derive();
    demand(shard_volume_ != 0 && tensor_volume_ != 0, "TensorAccessor: an extent of 0", where);
  }

  uint32_t rank() const { return rank_; }
  uint32_t num_banks() const { return banks_; }
  const Shape& tensor_shape() const { return tensor_; }
  const Shape& shard_shape() const { return shard_; }
  const Shape& shard_grid() const { return grid_; }
  const Shape& tensor_strides() const { return tensor_strides_; }
  const Shape& shard_strides() const { return shard_strides_; }
  const Shape& shard_grid_strides() const { return grid_strides_; }
  uint32_t tensor_volume() const { return tensor_volume_; }  // in pages
  uint32_t shard_volume() const { return shard_volume_; }
  /// x << 8 | y of the bank's core; of a DRAM bank its number << 8.
  const auto& packed_xy_coords() const { return bank_coordinates_; }

  /// Where a page is, by coordinates in pages.
  template <class Coordinates>
  PageMapping mapping_of(const Coordinates& page, Where where = Where::here()) const {
    uint32_t shard = 0;
    uint32_t offset = 0;
    for (uint32_t i = 0; i < rank_; ++i) {
      demand(page[i] < tensor_[i], "TensorAccessor: page coordinates outside of the tensor", where);
      shard += page[i] / shard_[i] * grid_strides_[i];
      offset += page[i] % shard_[i] * shard_strides_[i];
    }
    return mapping_in_shard(shard, offset);
  }
  PageMapping mapping_of_page(uint32_t page, Where where = Where::here()) const {
    demand(page < tensor_volume_, "TensorAccessor: a page number beyond the tensor", where);
    Shape coordinates;
    for (uint32_t i = rank_; i-- > 0; page /= tensor_[i]) coordinates[i] = page % tensor_[i];
    return mapping_of(coordinates, where);
  }
  PageMapping mapping_in_shard(uint32_t shard, uint32_t offset) const {
    return {shard % banks_, shard / banks_ * shard_volume_ + offset};
  }
  /// Number of the page at a place of a shard; false where the shard reaches beyond the tensor.
  bool page_in_shard(uint32_t shard, uint32_t offset, uint32_t* page) const {
    *page = 0;
    for (uint32_t i = rank_; i-- > 0; shard /= grid_[i], offset /= shard_[i]) {
      const uint32_t at = shard % grid_[i] * shard_[i] + offset % shard_[i];
      if (at >= tensor_[i]) return false;
      *page += at * tensor_strides_[i];
    }
    return true;
  }

 private:
  static void demand(bool holds, const char* message, Where where) {
    if (!holds) TIR2TT_RT.assertion_failed(message, where);
  }
  static uint32_t common(uint32_t index) { return get_common_arg_val<uint32_t>(index); }

  void derive() {
    uint32_t shards = 1;
    for (uint32_t i = rank_; i-- > 0;) {
      grid_[i] = shard_[i] == 0 ? 1 : (tensor_[i] + shard_[i] - 1) / shard_[i];
      tensor_strides_[i] = tensor_volume_;
      shard_strides_[i] = shard_volume_;
      grid_strides_[i] = shards;
      tensor_volume_ *= tensor_[i];
      shard_volume_ *= shard_[i];
      shards *= grid_[i];
    }
  }

  uint32_t rank_;
  uint32_t banks_;
  uint32_t tensor_volume_ = 1;
  uint32_t shard_volume_ = 1;
  Shape tensor_;
  Shape shard_;
  Shape grid_;
  Shape tensor_strides_;
  Shape shard_strides_;
  Shape grid_strides_;
  uint16_t bank_coordinates_[kBanks];
};

/// The distribution that some arguments describe.
template <bool sharded, class Args>
struct SelectDistribution {
  using Type = InterleavedDistribution<Args::is_dram>;
};
template <class Args>
struct SelectDistribution<true, Args> {
  using Type = DistributionSpec<Args::RankCT, Args::NumBanksCT, Args::is_dram>;
};

}  // namespace tensor_accessor
