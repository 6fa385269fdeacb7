// The calls behind every header of vector operations: they tell the device which operation of sfpu.def is configured,
// or applied to which slots of DST. In other roles than math they are nothing. Not for kernels. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

using Tir2ttSfpu = tir2tt::device_abi::Sfpu;

inline constexpr uint32_t kTir2ttInt32 = static_cast<uint32_t>(DataFormat::Int32);
inline constexpr uint32_t kTir2ttUInt32 = static_cast<uint32_t>(DataFormat::UInt32);
inline constexpr uint32_t kTir2ttUInt16 = static_cast<uint32_t>(DataFormat::UInt16);

/// Parameters as sfpu.def names them; `format` is a value of DataFormat.
struct Tir2ttSfpuParameters {
  uint32_t p0 = 0, p1 = 0, p2 = 0, vector_mode = VectorMode::RC, format = 0;
};

ALWI void tir2tt_sfpu_init(Tir2ttSfpu op, Where where, uint32_t p0 = 0, uint32_t p1 = 0) {
  tir2tt_tile_op<Tir2ttOp::SfpuInit>(where, op, p0, p1);
}
ALWI void tir2tt_sfpu_op(Tir2ttSfpu op, uint32_t dst0, uint32_t dst1, uint32_t dst2, uint32_t dst_out, Where where,
                         Tir2ttSfpuParameters p = {}) {
  tir2tt_tile_op<Tir2ttOp::SfpuOp>(where, op, dst0, dst1, dst2, dst_out, p.vector_mode, p.p0, p.p1, p.p2, p.format);
}
ALWI void tir2tt_sfpu_unary(Tir2ttSfpu op, uint32_t idst, Where where, Tir2ttSfpuParameters p) {
  tir2tt_sfpu_op(op, idst, 0, 0, idst, where, p);
}
ALWI void tir2tt_sfpu_unary(Tir2ttSfpu op, uint32_t idst, Where where, uint32_t p0 = 0, uint32_t p1 = 0,
                            uint32_t p2 = 0) {
  tir2tt_sfpu_op(op, idst, 0, 0, idst, where, {.p0 = p0, .p1 = p1, .p2 = p2});
}
ALWI void tir2tt_sfpu_binary(Tir2ttSfpu op, uint32_t dst0, uint32_t dst1, uint32_t dst_out, Where where,
                             uint32_t format = 0, uint32_t vector_mode = VectorMode::RC) {
  tir2tt_sfpu_op(op, dst0, dst1, 0, dst_out, where, {.vector_mode = vector_mode, .format = format});
}
ALWI void tir2tt_sfpu_ternary(Tir2ttSfpu op, uint32_t dst0, uint32_t dst1, uint32_t dst2, uint32_t dst_out, Where where,
                              uint32_t format, uint32_t p0 = 0) {
  tir2tt_sfpu_op(op, dst0, dst1, dst2, dst_out, where, {.p0 = p0, .format = format});
}

}  // namespace ckernel
