// Runs a generated program on the embedded device and compares it with the reference: arrays in, verdict out.
// Tested by tests/run/run_kernel_test.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "codegen/tt/program_spec.h"
#include "data/array.h"
#include "device/run.h"
#include "reference/reference.h"

namespace tir2tt::run {

/// The device's program: tensors tilized as their TensorSpec says, circular buffers, kernels, arguments of every core.
/// `inputs`: one array per tensor of the spec, of its dtype and of shapes that agree on the symbolic extents.
device::Program make_program(const codegen::ProgramSpec& spec, const std::vector<data::Array>& inputs);

struct Execution {
  device::RunResult result;
  std::vector<data::Array> tensors;  // after the run; empty where the run did not end
  int cores = 0;                     // with work
};
Execution execute(const codegen::ProgramSpec& spec, const std::vector<data::Array>& inputs,
                  const device::RunOptions& options);

/// The errors of a Tensix core that runs this program, for the reference's bounds.
reference::ErrorModel error_model(const codegen::ProgramSpec& spec);

/// One output tensor beside the reference.
struct TensorVerdict {
  std::string name;
  bool right = false;               // every element within its bound (compare.h says what that is)
  bool written = true;              // the reference wrote into it
  double pcc = 1;                   // Pearson correlation; 1 where both are constant and equal
  double max_abs = 0, max_rel = 0;  // largest |difference|, and that over |reference|; elements that are finite in both
  double max_bound = 0;             // largest finite bound
  double worst = 0;                 // largest difference / bound
  int64_t outside = 0;              // elements out of bounds
  int64_t unbounded = 0;            // elements whose bound is infinite: nobody can tell, they count as right
  int64_t elements = 0;
  /// The first diverging tile, in the order of pages: where, which core and which of its blocks wrote it, and its first
  /// wrong element.
  struct Divergence {
    std::vector<int64_t> tile;     // first element of the tile, per axis of the tensor
    std::vector<int64_t> element;  // per axis
    double expected = 0, actual = 0, bound = 0;
    int64_t block = -1;  // of the grid; -1: no block writes there
    int core_x = -1, core_y = -1;
    int64_t iteration = -1;  // of that core
  };
  std::optional<Divergence> first;
};

struct Verdict {
  bool right = false;                  // ran to its end, no finding is an error, every output right
  std::vector<TensorVerdict> outputs;  // tensors that the kernel writes
  Execution execution;
  double reference_seconds = 0;
};
Verdict judge(const codegen::ProgramSpec& spec, const reference::Result& reference, Execution execution);

}  // namespace tir2tt::run
