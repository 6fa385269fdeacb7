// The vector unit: operations on tiles in DST, one table (include/tir2tt/sfpu.def), one function. Results are computed
// in float (transcendental functions in double, then rounded), not with the chip's polynomial approximations;
// docs/device.md says what that means. Tested by tests/device/sfpu_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "device/include/tir2tt/abi.h"
#include "device/numerics/tile.h"

namespace tir2tt::device {

/// Which of the shapes of sfpu.def an operation has: which slots it reads and writes.
enum class SfpuShape : uint8_t { Unary, Binary, Ternary, Tile };
SfpuShape sfpu_shape(device_abi::Sfpu op);
/// The operation whose init configures `op`.
device_abi::Sfpu sfpu_init(device_abi::Sfpu op);
const char* sfpu_name(device_abi::Sfpu op);
/// False: a name that only inits use, or an operation that the device does not have; apply_sfpu() must not be called
/// then.
bool sfpu_supported(device_abi::Sfpu op);

struct SfpuArguments {
  uint32_t dst0 = 0, dst1 = 0, dst2 = 0, dst_out = 0;
  uint32_t vector_mode =
      4;  // tt-metal's VectorMode: None 0 (face 0), R 1 (faces 0 and 1), C 2 (faces 0 and 2), RC 4 (all)
  uint32_t parameter[3] = {0, 0, 0};
  uint32_t format = 0;  // tt::DataFormat's value, where sfpu.def says so
};

/// What an operation keeps from one call to the next: parameters of its init, running sums, the random state. One per
/// core.
struct SfpuState {
  uint32_t init_parameter[2] = {0, 0};
  float column[32] = {};  // Cumsum, Ema
  // Welford: the registers of mean and M2, by column; any other operation may overwrite them, so they are NaN after
  // one.
  float mean[32] = {}, m2[32] = {};
  bool has_welford = false;  // that they have not been overwritten
  uint64_t random = 0;
};
/// To be called by the init of `op`.
void sfpu_configure(device_abi::Sfpu op, uint32_t parameter0, uint32_t parameter1, SfpuState& state);

/// Slots that `op` reads and writes, as bits: bit i is DST[i]. For the check of what was written since acquire.
struct SfpuSlots {
  uint32_t read = 0, written = 0;
};
SfpuSlots sfpu_slots(device_abi::Sfpu op, const SfpuArguments& arguments);

/// `slots` is the half of DST that math owns; every slot of sfpu_slots() must be in it. Float results are rounded to
/// `mode`, to nearest, ties to even. `l1` is the core's L1: ReshuffleRows reads 32 bytes at its parameter, or nothing
/// where they are not all in it.
void apply_sfpu(device_abi::Sfpu op, const SfpuArguments& arguments, std::span<Tile> slots, DstMode mode,
                std::span<const std::byte> l1, SfpuState& state);

}  // namespace tir2tt::device
