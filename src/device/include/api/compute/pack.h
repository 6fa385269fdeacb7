// The packer: tiles from DST into a circular buffer, what format it writes, accumulation in L1, single rows.
// Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/pack.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

/// Out of order: to page `output_tile_index` counted from the write pointer; else after the tile that was packed last.
template <bool out_of_order_output = false>
ALWI void pack_tile(uint32_t ifrom_dst, uint32_t icb, uint32_t output_tile_index = 0, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::Pack>(where, ifrom_dst, icb, out_of_order_output, output_tile_index);
}
ALWI void pack_tile_block(uint32_t ifrom_dst, uint32_t icb, uint32_t ntiles, Where where = Where::here()) {
  for (uint32_t i = 0; i < ntiles; ++i) pack_tile(ifrom_dst + i, icb, 0, where);
}

template <bool is_tile_dim_reconfig_en = false>
ALWI void pack_reconfig_data_format(const uint32_t new_cb_id, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::ReconfigPack>(where, new_cb_id, kTir2ttNoCb);
}
/// Nothing where both have the same format.
template <bool is_tile_dim_reconfig_en = false>
ALWI void pack_reconfig_data_format(const uint32_t old_cb_id, const uint32_t new_cb_id, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::ReconfigPack>(where, new_cb_id, old_cb_id);
}
/// 1: what is packed is added to what the page holds. 0: it overwrites.
ALWI void pack_reconfig_l1_acc(const uint32_t l1_acc_en, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::PackL1Accumulate>(where, l1_acc_en);
}
#ifdef TRISC_PACK
/// The call below it, which kernels write as PACK((llk_pack_reconfig_l1_acc(1))).
ALWI void llk_pack_reconfig_l1_acc(const uint32_t enable, Where where = Where::here()) {
  pack_reconfig_l1_acc(enable, where);
}
#endif

ALWI void pack_rows_init(uint32_t num_rows, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::PackRowsInit>(where, num_rows);
}
ALWI void pack_rows(uint32_t idst, uint32_t ocb, uint32_t output_index = 0, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::PackRows>(where, idst, ocb, output_index);
}
ALWI void pack_rows_uninit(Where where = Where::here()) { tir2tt_tile_op<Tir2ttOp::PackRowsUninit>(where); }

}  // namespace ckernel
