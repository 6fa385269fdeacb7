// The table of functions that compiled kernels call. They find the running program through one pointer, which is set in
// the child process of a run before the first kernel is loaded: kernels are shared objects and know no other way.
// Tested by tests/device/run_test.cc.
#pragma once

#include "device/grid/world.h"
#include "device/include/tir2tt/abi.h"

namespace tir2tt::device {

/// From now on kernels of this process act on `world`, which must outlive them.
const device_abi::Runtime& bind_runtime(World& world);
/// The one that was bound last; nullptr before.
World* bound_world();

}  // namespace tir2tt::device
