// What a kernel means: an interpreter of the TIR that the user wrote, before any pass. It computes in double, rounds
// where the IR stores, and carries along with every value how far a Tensix core may be from it (a running error
// analysis, Wilkinson 1963; Higham 2002, 3.3): the bound that `run` compares with. Semantics: TileLang's (lets are
// names for expressions, loads outside a tensor give 0, stores outside are skipped). Tile operations are done block by
// block. Tested by tests/reference/reference_test.cc.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/array.h"
#include "support/diagnostic.h"
#include "tir/module.h"

namespace tir2tt::reference {

/// Relative errors of the machine that the result is compared with. Each is the largest |error| / |value| of one step.
struct ErrorModel {
  double product_float16 = 0x1p-10;  // one product in the matrix unit, by the dtype of the operands
  double product_bfloat16 = 0;
  double product_float32 = 3 * 0x1p-10;  // TF32, truncated
  double maximum_narrow = 0;             // a value of at most 16 bits that a maximum is taken of
  double maximum_float32 = 3 * 0x1p-10;  // 0 where the vector unit does it
  double accumulate = 0x1p-23;           // one addition in DST: 2^-23 with fp32 DST, 2^-8 bfloat16, 2^-10 float16
  double step = 0x1p-20;                 // one element-wise operation; at least `accumulate`
  double pass = 0;                       // any value that goes through DST once: 0 with fp32 DST, else as `accumulate`
};

struct Options {
  ErrorModel errors;
  const std::atomic<bool>* stop = nullptr;  // set by a signal handler: ends with a diagnostic
};

/// One tensor after the kernel.
struct Tensor {
  std::string name;
  data::Array value;
  std::vector<float> bound;     // per element: how far a right result may be away; infinity: cannot be told
  std::vector<int32_t> writer;  // per element: the block of the grid (x + X*(y + Y*z)) that wrote it last; -1: none did
  bool written = false;         // some block stored into it
};

struct Result {
  std::vector<Tensor> tensors;  // per entry of buffer_map
  std::vector<int64_t> grid;    // extents x, y, z
};

/// `inputs`: one array per entry of func.buffer_map, in order, with the parameter's dtype; symbolic extents are bound
/// by their shapes. nullopt: a diagnostic names the statement (an operation without meaning here, an access outside a
/// buffer on the chip, a shape that does not fit).
std::optional<Result> interpret(const tir::PrimFunc& func, const std::vector<data::Array>& inputs,
                                const Options& options, Diagnostics& diags);

}  // namespace tir2tt::reference
