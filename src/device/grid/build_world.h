// A program -> cores with circular buffers, semaphores, arguments and actors. Tested by tests/device/run_test.cc.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "device/grid/kernel_image.h"
#include "device/grid/world.h"

namespace tir2tt::device {

/// The compiled object of a kernel (its place in the program) for each processor that runs it.
using Objects = std::map<std::pair<size_t, Role>, std::filesystem::path>;
using Images = std::map<std::filesystem::path, std::unique_ptr<KernelImage>>;

/// Maps memory, lays out every core of the grid and starts the actors. False: a finding says why not.
bool build_world(World& world, const Objects& objects, Images& images);
/// Copies the tensors in L1 back into the program.
void read_back_l1(World& world);

}  // namespace tir2tt::device
