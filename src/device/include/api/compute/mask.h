// A tile in DST set to 0 (or to +infinity) where the mask is 0, in place. The chip takes the slot after the data for
// the mask, whatever the kernel names: naming another one is reported. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/mask.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void tir2tt_mask(Tir2ttSfpu op, uint32_t idst_data, uint32_t idst2_mask, uint32_t format, Where where) {
  if constexpr (kTir2ttMath) {
    if (idst2_mask != idst_data + 1)
      tir2tt_rt().assertion_failed("the mask of mask_tile is not in the slot after the data", where);
  }
  tir2tt_sfpu_binary(op, idst_data, idst_data + 1, idst_data, where, format);
}

ALWI void mask_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Mask, where); }
ALWI void mask_tile(uint32_t idst_data, uint32_t idst2_mask, DataFormat data_format = DataFormat::Float16_b,
                    Where where = Where::here()) {
  tir2tt_mask(Tir2ttSfpu::Mask, idst_data, idst2_mask, static_cast<uint32_t>(data_format), where);
}
ALWI void mask_posinf_tile(uint32_t idst_data, uint32_t idst2_mask, Where where = Where::here()) {
  tir2tt_mask(Tir2ttSfpu::MaskPosInf, idst_data, idst2_mask, 0, where);
}

}  // namespace ckernel
