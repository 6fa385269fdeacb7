// Sum, difference and product of two tiles, and of a tile with what stands in DST. A product always adds to DST; a sum
// or a difference does where the init says `acc_to_dest`. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_binary.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

/// The operation of device_abi::Operation: with two circular buffers, or with one and DST.
template <EltwiseBinaryType type>
constexpr Tir2ttOperation tir2tt_binary_operation(bool reuse_dest) {
  static_assert(type == ELWADD || type == ELWSUB || type == ELWMUL, "ELWADD, ELWSUB and ELWMUL are supported");
  if (type == ELWADD) return reuse_dest ? Tir2ttOperation::ReuseAdd : Tir2ttOperation::Add;
  if (type == ELWSUB) return reuse_dest ? Tir2ttOperation::ReuseSub : Tir2ttOperation::Sub;
  return reuse_dest ? Tir2ttOperation::ReuseMul : Tir2ttOperation::Mul;
}
template <EltwiseBinaryType type, BroadcastType dim>
ALWI void tir2tt_binary(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst, uint32_t row,
                        Where where) {
  tir2tt_tile_op<Tir2ttOp::Binary>(where, tir2tt_binary_operation<type>(false), icb0, icb1, itile0, itile1, idst, dim,
                                   row);
}

/// Configures the unpacker for operations with two operands as well: to it, sum, difference and product are one.
ALWI void binary_op_init_common(uint32_t icb0, uint32_t icb1, uint32_t ocb, Where where = Where::here()) {
  compute_kernel_hw_startup(icb0, icb1, ocb, where);
  if constexpr (kTir2ttUnpack) tir2tt_configure(Tir2ttOperation::Add, icb0, icb1, where);
}

/// Not `full_init`: math alone is configured, the unpacker stays as it is.
template <bool full_init, EltwiseBinaryType eltwise_binary_type>
ALWI void binary_tiles_init(uint32_t icb0, uint32_t icb1, bool acc_to_dest = false, Where where = Where::here()) {
  if constexpr (full_init || kTir2ttMath) {
    tir2tt_configure(tir2tt_binary_operation<eltwise_binary_type>(false), icb0, icb1, where,
                     {.accumulate = acc_to_dest});
  }
}
ALWI void mul_tiles_init(uint32_t icb0, uint32_t icb1, Where where = Where::here()) {
  binary_tiles_init<true, ELWMUL>(icb0, icb1, false, where);
}
ALWI void add_tiles_init(uint32_t icb0, uint32_t icb1, bool acc_to_dest = false, Where where = Where::here()) {
  binary_tiles_init<true, ELWADD>(icb0, icb1, acc_to_dest, where);
}
ALWI void sub_tiles_init(uint32_t icb0, uint32_t icb1, bool acc_to_dest = false, Where where = Where::here()) {
  binary_tiles_init<true, ELWSUB>(icb0, icb1, acc_to_dest, where);
}
ALWI void mul_tiles(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                    Where where = Where::here()) {
  tir2tt_binary<ELWMUL, NONE>(icb0, icb1, itile0, itile1, idst, 0, where);
}
ALWI void add_tiles(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                    Where where = Where::here()) {
  tir2tt_binary<ELWADD, NONE>(icb0, icb1, itile0, itile1, idst, 0, where);
}
ALWI void sub_tiles(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                    Where where = Where::here()) {
  tir2tt_binary<ELWSUB, NONE>(icb0, icb1, itile0, itile1, idst, 0, where);
}

template <EltwiseBinaryType eltwise_binary_type = ELWADD,
          EltwiseBinaryReuseDestType binary_reuse_dest = EltwiseBinaryReuseDestType::NONE>
ALWI void binary_dest_reuse_tiles_init(uint32_t icb0, Where where = Where::here()) {
  static_assert(binary_reuse_dest != EltwiseBinaryReuseDestType::NONE,
                "binary_dest_reuse_tiles_init: DEST_TO_SRCA or _SRCB");
  tir2tt_configure(tir2tt_binary_operation<eltwise_binary_type>(true), icb0, kTir2ttNoCb, where);
}
/// DEST_TO_SRCA: DST op tile. DEST_TO_SRCB: tile op DST. The result replaces what DST[dst_tile_index] held.
template <EltwiseBinaryType eltwise_binary_type = ELWADD,
          EltwiseBinaryReuseDestType binary_reuse_dest = EltwiseBinaryReuseDestType::NONE>
ALWI void binary_dest_reuse_tiles(uint32_t in_cb_id, uint32_t in_tile_index, uint32_t dst_tile_index,
                                  Where where = Where::here()) {
  static_assert(binary_reuse_dest != EltwiseBinaryReuseDestType::NONE,
                "binary_dest_reuse_tiles: DEST_TO_SRCA or _SRCB");
  tir2tt_tile_op<Tir2ttOp::BinaryReuse>(where, tir2tt_binary_operation<eltwise_binary_type>(true),
                                        binary_reuse_dest == EltwiseBinaryReuseDestType::DEST_TO_SRCA, in_cb_id,
                                        in_tile_index, dst_tile_index);
}

}  // namespace ckernel
