// From a module to the kernels of its functions. What is not planned yet goes through the default pipeline; a function
// that carries its plan is taken as it is, so that an edited plan counts.
//
//   driver::Input ─annotate─> annotated module ─generate_kernels─> one ProgramSpec per function
//
// Tested by tests/program/kernels_test.cc.
#pragma once

#include <string>
#include <vector>

#include "codegen/tt/generate.h"
#include "driver/input.h"
#include "transform/tt/options.h"

namespace tir2tt::program {

/// What the planner is told, and which of it the user said. A plan that a file carries was made with wishes of its own.
struct PlanWishes {
  transform::PassOptions options;
  bool arch_given = false;     // --arch
  bool reserve_given = false;  // --l1-reserve
};

struct Kernel {
  std::string name;  // of the function
  SourceSpan span;   // its `def` line, in the file that was read
  codegen::ProgramSpec spec;
};

/// Whether the passes have been here: there is a plan, or the body is a persistent loop.
bool is_lowered(const tir::PrimFuncNode& f);
bool has_lowered(const tir::IRModule& module);

/// Every function that is not lowered becomes so. Of no use if `diags` has errors.
tir::IRModule annotate(const tir::IRModule& module, const transform::PassOptions& options, Diagnostics& diags);

/// Kernels of every function, in order. Their comments are lines of the text that was read, for JSON of its TVMScript,
/// unless that is not the same module. `options`: with which `annotated` came about. Of no use if `diags` has errors.
std::vector<Kernel> generate_kernels(const driver::Input& input, const tir::IRModule& annotated,
                                     const transform::PassOptions& options, const codegen::Dialect& dialect,
                                     Diagnostics& diags);

/// Diagnostics where the user wished for what the carried plan of a function is not made for.
void check_wishes(const tir::IRModule& as_read, const std::vector<Kernel>& kernels, const PlanWishes& wishes,
                  Diagnostics& diags);

}  // namespace tir2tt::program
