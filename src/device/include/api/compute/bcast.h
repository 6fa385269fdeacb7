// Tiles combined with a broadcast tile: row 0 of B down the rows (ROW), column 0 across the columns (COL), element
// [0][0] everywhere (SCALAR); and copies into DST that broadcast. A product adds to DST. Source: tt-metal of
// 2026-03-12, tt_metal/hw/inc/api/compute/bcast.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/eltwise_binary.h"

namespace ckernel {

template <BroadcastType bcast_type>
ALWI void unary_bcast_init(uint32_t icb, uint32_t ocb, Where where = Where::here()) {
  compute_kernel_hw_startup(icb, ocb, where);
  tir2tt_configure(Tir2ttOperation::UnaryBroadcast, icb, kTir2ttNoCb, where, {.broadcast = bcast_type});
}
template <BroadcastType bcast_type>
ALWI void unary_bcast(uint32_t icb, uint32_t in_tile_index, uint32_t dst_tile_index, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::UnaryBroadcast>(where, bcast_type, icb, in_tile_index, dst_tile_index);
}
template <BroadcastType bcast_type>
ALWI void unary_bcast_uninit(uint32_t icb, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::None, kTir2ttNoCb, kTir2ttNoCb, where);
}
/// From one broadcast copy to another: formats change where the buffers' do.
template <BroadcastType old_bcast_type, BroadcastType new_bcast_type>
ALWI void reconfigure_unary_bcast(uint32_t old_icb, uint32_t new_icb, uint32_t old_ocb, uint32_t new_ocb,
                                  Where where = Where::here()) {
  reconfig_data_format(old_icb, new_icb, old_icb, new_icb, where);
  tir2tt_configure(Tir2ttOperation::UnaryBroadcast, new_icb, kTir2ttNoCb, where, {.broadcast = new_bcast_type});
  pack_reconfig_data_format(old_ocb, new_ocb, where);
}

template <EltwiseBinaryType type, BroadcastType dim>
ALWI void tir2tt_bcast_init(uint32_t icb0, uint32_t icb1, Where where) {
  tir2tt_configure(tir2tt_binary_operation<type>(false), icb0, icb1, where, {.broadcast = dim});
}
template <EltwiseBinaryType tBcastOp, BroadcastType tBcastDim>
ALWI void init_bcast(uint32_t icb0, uint32_t icb1, uint32_t ocb, Where where = Where::here()) {
  compute_kernel_hw_startup(icb0, icb1, ocb, where);
  tir2tt_bcast_init<tBcastOp, tBcastDim>(icb0, icb1, where);
}
template <EltwiseBinaryType tBcastOp, BroadcastType tBcastDim>
ALWI void any_tiles_bcast(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                          uint32_t bcast_row_idx = 0, Where where = Where::here()) {
  tir2tt_binary<tBcastOp, tBcastDim>(icb0, icb1, itile0, itile1, idst, bcast_row_idx, where);
}
template <BroadcastType tBcastDim>
ALWI void add_tiles_bcast(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                          uint32_t bcast_row_idx = 0, Where where = Where::here()) {
  any_tiles_bcast<ELWADD, tBcastDim>(icb0, icb1, itile0, itile1, idst, bcast_row_idx, where);
}
template <BroadcastType tBcastDim>
ALWI void sub_tiles_bcast(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                          uint32_t bcast_row_idx = 0, Where where = Where::here()) {
  any_tiles_bcast<ELWSUB, tBcastDim>(icb0, icb1, itile0, itile1, idst, bcast_row_idx, where);
}
template <BroadcastType tBcastDim>
ALWI void mul_tiles_bcast(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                          uint32_t bcast_row_idx = 0, Where where = Where::here()) {
  any_tiles_bcast<ELWMUL, tBcastDim>(icb0, icb1, itile0, itile1, idst, bcast_row_idx, where);
}

// The same by name.
ALWI void add_tiles_bcast_rows(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                               uint32_t bcast_row_idx = 0, Where where = Where::here()) {
  add_tiles_bcast<BroadcastType::ROW>(icb0, icb1, itile0, itile1, idst, bcast_row_idx, where);
}
ALWI void add_tiles_bcast_cols(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                               Where where = Where::here()) {
  add_tiles_bcast<BroadcastType::COL>(icb0, icb1, itile0, itile1, idst, 0, where);
}
ALWI void add_tiles_bcast_scalar(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                                 Where where = Where::here()) {
  add_tiles_bcast<BroadcastType::SCALAR>(icb0, icb1, itile0, itile1, idst, 0, where);
}
ALWI void sub_tiles_bcast_cols(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                               Where where = Where::here()) {
  sub_tiles_bcast<BroadcastType::COL>(icb0, icb1, itile0, itile1, idst, 0, where);
}
ALWI void sub_tiles_bcast_scalar(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                                 Where where = Where::here()) {
  sub_tiles_bcast<BroadcastType::SCALAR>(icb0, icb1, itile0, itile1, idst, 0, where);
}
ALWI void mul_tiles_bcast_rows(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                               uint32_t bcast_row_idx = 0, Where where = Where::here()) {
  mul_tiles_bcast<BroadcastType::ROW>(icb0, icb1, itile0, itile1, idst, bcast_row_idx, where);
}
ALWI void mul_tiles_bcast_cols(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                               Where where = Where::here()) {
  mul_tiles_bcast<BroadcastType::COL>(icb0, icb1, itile0, itile1, idst, 0, where);
}
ALWI void mul_tiles_bcast_scalar(uint32_t icb0, uint32_t icb1, uint32_t itile0, uint32_t itile1, uint32_t idst,
                                 Where where = Where::here()) {
  mul_tiles_bcast<BroadcastType::SCALAR>(icb0, icb1, itile0, itile1, idst, 0, where);
}

// Inits that change no formats.
ALWI void add_bcast_rows_init_short(uint32_t icb0, uint32_t icb1, Where where = Where::here()) {
  tir2tt_bcast_init<ELWADD, BroadcastType::ROW>(icb0, icb1, where);
}
ALWI void add_bcast_cols_init_short(uint32_t icb0, uint32_t icb1, Where where = Where::here()) {
  tir2tt_bcast_init<ELWADD, BroadcastType::COL>(icb0, icb1, where);
}
ALWI void add_bcast_scalar_init_short(uint32_t icb0, uint32_t icb1, Where where = Where::here()) {
  tir2tt_bcast_init<ELWADD, BroadcastType::SCALAR>(icb0, icb1, where);
}
ALWI void sub_bcast_cols_init_short(uint32_t icb0, uint32_t icb1, Where where = Where::here()) {
  tir2tt_bcast_init<ELWSUB, BroadcastType::COL>(icb0, icb1, where);
}
ALWI void sub_tiles_bcast_scalar_init_short(uint32_t icb0, uint32_t icb1, Where where = Where::here()) {
  tir2tt_bcast_init<ELWSUB, BroadcastType::SCALAR>(icb0, icb1, where);
}
ALWI void mul_bcast_rows_init_short(uint32_t icb0, uint32_t icb1, Where where = Where::here()) {
  tir2tt_bcast_init<ELWMUL, BroadcastType::ROW>(icb0, icb1, where);
}
ALWI void mul_bcast_cols_init_short(uint32_t icb0, uint32_t icb1, Where where = Where::here()) {
  tir2tt_bcast_init<ELWMUL, BroadcastType::COL>(icb0, icb1, where);
}
ALWI void mul_tiles_bcast_scalar_init_short(uint32_t icb0, uint32_t icb1, Where where = Where::here()) {
  tir2tt_bcast_init<ELWMUL, BroadcastType::SCALAR>(icb0, icb1, where);
}

}  // namespace ckernel
