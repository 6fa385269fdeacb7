// The hand-over of DST between math and packer: acquire, commit (math), wait, release (packer, which also zeroes it).
// Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/reg_api.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

ALWI void tile_regs_acquire(Where where = Where::here()) { tir2tt_tile_op<Tir2ttOp::DstAcquire>(where); }
ALWI void tile_regs_commit(Where where = Where::here()) { tir2tt_tile_op<Tir2ttOp::DstCommit>(where); }
ALWI void tile_regs_wait(Where where = Where::here()) { tir2tt_tile_op<Tir2ttOp::DstWait>(where); }
ALWI void tile_regs_release(Where where = Where::here()) { tir2tt_tile_op<Tir2ttOp::DstRelease>(where); }

/// Deprecated in tt-metal: acquire and wait.
ALWI void acquire_dst(Where where = Where::here()) {
  tile_regs_acquire(where);
  tile_regs_wait(where);
}
/// Deprecated in tt-metal: commit and release.
ALWI void release_dst(Where where = Where::here()) {
  tile_regs_commit(where);
  tile_regs_release(where);
}

}  // namespace ckernel
