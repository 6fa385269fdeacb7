// The words that every header of the compute API shares: UNPACK, MATH and PACK, tt-metal's enumerations, and the call
// that configures an operation. The API stands in namespace ckernel, which is used everywhere, as in tt-metal. Sources:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/common_globals.h, tt-llk common/inc (ckernel_defs.h, llk_defs.h).
// Tested by tests/device/headers_test.cc.
#pragma once

#include "hostdevcommon/kernel_structs.h"
#include "tir2tt/kernel.h"

#ifndef MATH
#ifdef TRISC_UNPACK
#define UNPACK(x) x
#else
#define UNPACK(x)
#endif
#ifdef TRISC_MATH
#define MATH(x) x
#else
#define MATH(x)
#endif
#ifdef TRISC_PACK
#define PACK(x) x
#else
#define PACK(x)
#endif
#endif

namespace ckernel {

constexpr uint32_t TILE_R_DIM = 32, TILE_C_DIM = 32, FACE_R_DIM = 16, FACE_C_DIM = 16;

// Unscoped as in tt-metal: kernels write ELWADD as well as EltwiseBinaryType::ELWADD.
enum EltwiseBinaryType { ELWMUL, ELWDIV, ELWADD, ELWSUB, ELWLESS };
enum BroadcastType { NONE = 0, COL = 1, ROW = 2, SCALAR = 3 };                     // values of device_abi::Broadcast
enum PoolType { SUM, AVG, MAX, MIN };                                              // values of device_abi::Pool
enum ReduceDim { REDUCE_ROW, REDUCE_COL, REDUCE_SCALAR };                          // values of device_abi::ReduceDim
enum VectorMode { None = 0, R = 1, C = 2, RC = 4, RC_custom = 6, Invalid = 255 };  // faces 0 and 1; 0 and 2; all
enum class EltwiseBinaryReuseDestType { NONE, DEST_TO_SRCA, DEST_TO_SRCB };
enum class DataLayout { TILE, ROW_MAJOR };
enum class RoundingMode { None, Trunc, Floor };
enum class InputClamping { None, ClampToNegative };

struct p_sfpu {
  static constexpr uint16_t kCONST_1_FP16B = 0x3F80;
};

using Tir2ttOperation = tir2tt::device_abi::Operation;
inline constexpr uint32_t kTir2ttNoCb = tir2tt::device_abi::kNone;

/// What Op::Configure is told besides the operation and its circular buffers.
struct Tir2ttConfigure {
  BroadcastType broadcast = NONE;
  uint32_t transpose = 0;
  bool accumulate = false;
  PoolType pool = SUM;
  ReduceDim reduce_dim = REDUCE_ROW;
  uint32_t block_ct = 0, block_rt = 0, block_kt = 0;
};
ALWI void tir2tt_configure(Tir2ttOperation operation, uint32_t cb_a, uint32_t cb_b, Where where,
                           Tir2ttConfigure c = {}) {
  tir2tt_tile_op<Tir2ttOp::Configure>(where, operation, cb_a, cb_b, c.broadcast, c.transpose, c.accumulate, c.pool,
                                      c.reduce_dim, c.block_ct, c.block_rt, c.block_kt);
}

}  // namespace ckernel
using namespace ckernel;
