// The formats that SrcA and SrcB are unpacked in, changed between operations on circular buffers of different formats.
// The forms that name the old buffer do nothing where its format is the new one's. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/reconfig_data_format.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
ALWI void reconfig_data_format_srca(const uint32_t srca_new_operand, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::ReconfigSrcA>(where, srca_new_operand, kTir2ttNoCb);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
ALWI void reconfig_data_format_srca(const uint32_t srca_old_operand, const uint32_t srca_new_operand,
                                    Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::ReconfigSrcA>(where, srca_new_operand, srca_old_operand);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
ALWI void reconfig_data_format_srcb(const uint32_t srcb_new_operand, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::ReconfigSrcB>(where, srcb_new_operand, kTir2ttNoCb);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
ALWI void reconfig_data_format_srcb(const uint32_t srcb_old_operand, const uint32_t srcb_new_operand,
                                    Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::ReconfigSrcB>(where, srcb_new_operand, srcb_old_operand);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
ALWI void reconfig_data_format(const uint32_t srca_new_operand, const uint32_t srcb_new_operand,
                               Where where = Where::here()) {
  reconfig_data_format_srca(srca_new_operand, where);
  reconfig_data_format_srcb(srcb_new_operand, where);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
ALWI void reconfig_data_format(const uint32_t srca_old_operand, const uint32_t srca_new_operand,
                               const uint32_t srcb_old_operand, const uint32_t srcb_new_operand,
                               Where where = Where::here()) {
  reconfig_data_format_srca(srca_old_operand, srca_new_operand, where);
  reconfig_data_format_srcb(srcb_old_operand, srcb_new_operand, where);
}

}  // namespace ckernel
