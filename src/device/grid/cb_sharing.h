// Circular buffers whose indices share memory: what one index holds must not be written through another one. Source:
// facts sections 2.1 and 7 (R9: the result and the partials of a matmul in one memory, at positions that go round
// together). Tested by tests/device/compute_wrong_test.cc.
#pragma once

#include <cstdint>

#include "device/grid/world.h"

namespace tir2tt::device {

/// The running actor writes `bytes` at offset `begin` of `core`'s L1 through `written`: a finding (D0118) when another
/// index has pages there that were pushed and not popped. Globally allocated buffers are let be: programs work in place
/// in them.
void check_sharing(World& world, const Core& core, const CircularBufferState& written, uint64_t begin, uint64_t bytes);

}  // namespace tir2tt::device
