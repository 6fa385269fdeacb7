// Copies of tiles within DST. The init configures nothing that this device models. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/copy_dest_values.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

ALWI void copy_dest_values_init() {}
/// DST[idst_out] = DST[idst_in]. Beware: other calls name the destination first or last, this one last.
ALWI void copy_dest_values(uint32_t idst_in, uint32_t idst_out, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::CopyDst>(where, idst_in, idst_out);
}
template <DataFormat DATA_FORMAT>
ALWI void copy_dest_values(uint32_t idst_in, uint32_t idst_out, Where where = Where::here()) {
  copy_dest_values(idst_in, idst_out, where);
}

}  // namespace ckernel
