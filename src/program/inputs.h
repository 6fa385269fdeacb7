// The arrays that a kernel is run with: from .npy files, from a seed, zeros for what is only written. Symbolic extents
// come from the shapes of files or from --shape. Tested by tests/program/inputs_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "data/array.h"
#include "program/assignment.h"
#include "program/kernels.h"

namespace tir2tt::program {

struct RunWishes {
  std::vector<Assignment> in, out, shape;  // names of tensors and files; of extents and numbers
  uint64_t seed = 0;
};

/// Elements of all tensors together that are held at once, some 40 bytes each.
constexpr int64_t kMostElements = int64_t{1} << 28;

/// Diagnostics for a name that no kernel has, a file for the outputs of two kernels, and an extent that is no number.
void check_names(const std::vector<Kernel>& kernels, const RunWishes& wishes, Diagnostics& diags);

/// One array per tensor of the kernel, of its dtype. nullopt: a diagnostic says which file cannot be used or which
/// extent nobody gave.
std::optional<std::vector<data::Array>> make_inputs(const Kernel& kernel, const RunWishes& wishes, Diagnostics& diags);

}  // namespace tir2tt::program
