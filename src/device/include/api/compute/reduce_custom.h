// The maximum along each row of a block of tiles, in one call. The forms with `_runtime` take the block's width in
// their init; here it goes into the configuration, and a width of 0 in the operation means "as configured".
// `respect_trigger` splits the unpacker's work around a semaphore that the packer posts: not supported. Source:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/reduce_custom.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

ALWI void tir2tt_reduce_block_max_row_init(uint32_t block_ct_dim, Where where) {
  tir2tt_configure(Tir2ttOperation::ReduceBlockMax, kTir2ttNoCb, kTir2ttNoCb, where,
                   {.pool = MAX, .reduce_dim = REDUCE_ROW, .block_ct = block_ct_dim});
  tir2tt_tile_op<Tir2ttOp::PackReduce>(where, 1u, REDUCE_ROW);
}
ALWI void tir2tt_reduce_block_max_row_uninit(Where where) {
  tir2tt_configure(Tir2ttOperation::None, kTir2ttNoCb, kTir2ttNoCb, where);
  tir2tt_tile_op<Tir2ttOp::PackReduce>(where, 0u, 0u);
}
/// Whether the kernel asked for what this device does not have is known at run time here: it is reported then.
ALWI void tir2tt_no_trigger(bool respect_trigger, Where where) {
  if (respect_trigger) tir2tt_rt().assertion_failed("reduce_block_max_row: respect_trigger is not supported", where);
}

template <uint32_t block_ct_dim, bool respect_trigger = false>
ALWI void reduce_block_max_row_init(Where where = Where::here()) {
  static_assert(!respect_trigger, "reduce_block_max_row_init: respect_trigger is not supported");
  tir2tt_reduce_block_max_row_init(block_ct_dim, where);
}
template <uint32_t block_ct_dim, bool respect_trigger = false>
ALWI void reduce_block_max_row(uint32_t icb, uint32_t icb_scaler, uint32_t row_start_index, uint32_t idst,
                               Where where = Where::here()) {
  static_assert(!respect_trigger, "reduce_block_max_row: respect_trigger is not supported");
  tir2tt_tile_op<Tir2ttOp::ReduceBlockMax>(where, icb, icb_scaler, row_start_index, idst, block_ct_dim);
}
template <bool clear_fp32_accumulation = false, bool respect_trigger = false>
ALWI void reduce_block_max_row_uninit(uint32_t icb, Where where = Where::here()) {
  static_assert(!respect_trigger, "reduce_block_max_row_uninit: respect_trigger is not supported");
  tir2tt_reduce_block_max_row_uninit(where);
}

ALWI void reduce_block_max_row_init_runtime(uint32_t block_ct_dim, bool respect_trigger = false,
                                            Where where = Where::here()) {
  tir2tt_no_trigger(respect_trigger, where);
  tir2tt_reduce_block_max_row_init(block_ct_dim, where);
}
ALWI void reduce_block_max_row_runtime(uint32_t icb, uint32_t icb_scaler, uint32_t row_start_index, uint32_t idst,
                                       bool respect_trigger = false, Where where = Where::here()) {
  tir2tt_no_trigger(respect_trigger, where);
  tir2tt_tile_op<Tir2ttOp::ReduceBlockMax>(where, icb, icb_scaler, row_start_index, idst, 0u);
}
ALWI void reduce_block_max_row_uninit_runtime(uint32_t icb, bool respect_trigger = false, Where where = Where::here()) {
  tir2tt_no_trigger(respect_trigger, where);
  tir2tt_reduce_block_max_row_uninit(where);
}

#ifdef ARCH_BLACKHOLE
// Shorter inits after particular operations: the same configuration.
template <uint32_t block_ct_dim, bool respect_trigger = false>
ALWI void reduce_block_max_row_reinit_short(Where where = Where::here()) {
  reduce_block_max_row_init<block_ct_dim, respect_trigger>(where);
}
template <uint32_t block_ct_dim, bool respect_trigger = false>
ALWI void reduce_block_max_row_reinit_minimal(Where where = Where::here()) {
  reduce_block_max_row_init<block_ct_dim, respect_trigger>(where);
}
ALWI void reduce_block_max_row_reinit_short_runtime(uint32_t block_ct_dim, bool respect_trigger = false,
                                                    Where where = Where::here()) {
  reduce_block_max_row_init_runtime(block_ct_dim, respect_trigger, where);
}
ALWI void reduce_block_max_row_reinit_minimal_runtime(uint32_t block_ct_dim, bool respect_trigger = false,
                                                      Where where = Where::here()) {
  reduce_block_max_row_init_runtime(block_ct_dim, respect_trigger, where);
}
#endif

}  // namespace ckernel
