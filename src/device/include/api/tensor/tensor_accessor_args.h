// TensorAccessorArgs: reads the compile-time (and common runtime) arguments that describe a tensor's distribution. In
// compile-time words: interleaved [config, aligned page size]; sharded [config, aligned page size, rank, banks, tensor
// shape, shard shape, bank coordinates: two of 16 bits in a word], where a bit of config moves a field to the common
// runtime arguments. Sources: tt-metal of 2026-03-12, tt_metal/hw/inc/api/tensor/tensor_accessor_args.h,
// hostdevcommon/tensor_accessor/arg_config.hpp. Tested by tests/device/headers_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tir2tt/common.h"

namespace tensor_accessor {

inline constexpr std::size_t UNKNOWN = static_cast<std::size_t>(-1);

/// Bits of the first word.
enum class ArgConfig : uint8_t {
  None = 0,
  Sharded = 1,
  IsDram = 2,
  RuntimeRank = 4,
  RuntimeNumBanks = 8,
  RuntimeTensorShape = 16,
  RuntimeShardShape = 32,
  RuntimeBankCoords = 64
};

}  // namespace tensor_accessor

template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET = tensor_accessor::UNKNOWN>
struct TensorAccessorArgs {
 private:
  static constexpr bool test(tensor_accessor::ArgConfig bit) {
    return (get_compile_time_arg_val(CTA_OFFSET) & static_cast<uint32_t>(bit)) != 0;
  }
  /// Word `offset` where it is a field of this tensor, else 0.
  template <bool present, uint32_t offset>
  static constexpr uint32_t word() {
    if constexpr (present) {
      return get_compile_time_arg_val(offset);
    } else {
      return 0;
    }
  }

 public:
  static constexpr bool is_sharded = test(tensor_accessor::ArgConfig::Sharded);
  static constexpr bool is_dram = test(tensor_accessor::ArgConfig::IsDram);
  static constexpr bool rank_is_crta = test(tensor_accessor::ArgConfig::RuntimeRank);
  static constexpr bool num_banks_is_crta = test(tensor_accessor::ArgConfig::RuntimeNumBanks);
  static constexpr bool tensor_shape_is_crta = test(tensor_accessor::ArgConfig::RuntimeTensorShape);
  static constexpr bool shard_shape_is_crta = test(tensor_accessor::ArgConfig::RuntimeShardShape);
  static constexpr bool bank_coords_is_crta = test(tensor_accessor::ArgConfig::RuntimeBankCoords);
  static_assert(!is_sharded || !rank_is_crta || (tensor_shape_is_crta && shard_shape_is_crta),
                "TensorAccessorArgs: with a rank of run time the shapes are of run time too");
  static_assert(!is_sharded || !num_banks_is_crta || bank_coords_is_crta,
                "TensorAccessorArgs: with a number of banks of run time their coordinates are of run time too");

  static constexpr uint32_t AlignedPageSizeCTAOffset = CTA_OFFSET + 1;
  static constexpr uint32_t AlignedPageSize = get_compile_time_arg_val(AlignedPageSizeCTAOffset);
  static constexpr uint32_t RankCTAOffset = CTA_OFFSET + 2;
  static constexpr uint32_t NumBanksCTAOffset = RankCTAOffset + (rank_is_crta ? 0 : 1);
  static constexpr uint32_t RankCT = word < is_sharded && !rank_is_crta, RankCTAOffset > ();
  static constexpr uint32_t NumBanksCT = word < is_sharded && !num_banks_is_crta, NumBanksCTAOffset > ();
  static_assert(!is_sharded || rank_is_crta || RankCT > 0, "TensorAccessorArgs: a sharded tensor of rank 0");
  static_assert(!is_sharded || num_banks_is_crta || NumBanksCT > 0, "TensorAccessorArgs: a sharded tensor on 0 banks");
  static constexpr uint32_t PhysicalNumBanksCT = (NumBanksCT + 1) / 2;
  static constexpr uint32_t TensorShapeCTAOffset = NumBanksCTAOffset + (num_banks_is_crta ? 0 : 1);
  static constexpr uint32_t ShardShapeCTAOffset = TensorShapeCTAOffset + (tensor_shape_is_crta ? 0 : RankCT);
  static constexpr uint32_t BankCoordsCTAOffset = ShardShapeCTAOffset + (shard_shape_is_crta ? 0 : RankCT);
  static constexpr uint32_t NumArgsCT =
      is_sharded ? BankCoordsCTAOffset + (bank_coords_is_crta ? 0 : PhysicalNumBanksCT) - CTA_OFFSET : 2;

  constexpr TensorAccessorArgs() = default;
  /// `crta_offset`: index of this tensor's first common runtime argument.
  constexpr explicit TensorAccessorArgs(uint32_t crta_offset) : crta_offset_(crta_offset) {
    static_assert(CRTA_OFFSET == tensor_accessor::UNKNOWN, "TensorAccessorArgs: CRTA_OFFSET is given twice");
  }
  constexpr uint32_t crta_offset() const {
    return CRTA_OFFSET == tensor_accessor::UNKNOWN ? crta_offset_ : static_cast<uint32_t>(CRTA_OFFSET);
  }

  static constexpr uint32_t get_aligned_page_size() { return AlignedPageSize; }
  static constexpr uint32_t num_compile_time_args() { return NumArgsCT; }
  static constexpr uint32_t next_compile_time_args_offset() { return CTA_OFFSET + NumArgsCT; }

  constexpr uint32_t rank_crta_offset() const { return crta_offset(); }
  constexpr uint32_t num_banks_crta_offset() const { return crta_offset() + rank_is_crta; }
  constexpr uint32_t get_rank() const {
    if constexpr (rank_is_crta) {
      return get_common_arg_val<uint32_t>(rank_crta_offset());
    } else {
      return RankCT;
    }
  }
  constexpr uint32_t get_num_banks() const {
    if constexpr (num_banks_is_crta) {
      return get_common_arg_val<uint32_t>(num_banks_crta_offset());
    } else {
      return NumBanksCT;
    }
  }
  constexpr uint32_t get_physical_num_banks() const { return (get_num_banks() + 1) / 2; }
  constexpr uint32_t tensor_shape_crta_offset() const { return num_banks_crta_offset() + num_banks_is_crta; }
  constexpr uint32_t shard_shape_crta_offset() const {
    return tensor_shape_crta_offset() + (tensor_shape_is_crta ? get_rank() : 0);
  }
  constexpr uint32_t bank_coords_crta_offset() const {
    return shard_shape_crta_offset() + (shard_shape_is_crta ? get_rank() : 0);
  }
  constexpr uint32_t num_common_runtime_args() const {
    if constexpr (!is_sharded) return 0;
    return bank_coords_crta_offset() + (bank_coords_is_crta ? get_physical_num_banks() : 0) - crta_offset();
  }
  constexpr uint32_t next_common_runtime_args_offset() const { return crta_offset() + num_common_runtime_args(); }

 private:
  uint32_t crta_offset_ = 0;
};
