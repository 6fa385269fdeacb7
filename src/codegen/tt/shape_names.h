// Expressions over a program's symbolic extents with the names that the program gives them, as text.
// Tested by tests/codegen/program_spec_test.cc.
#pragma once

#include <string>

#include "codegen/tt/program_spec.h"

namespace tir2tt::codegen {

/// cpp_expression() with ShapeVar::name for each variable, and `prefix` before it: "extents." gives "extents.m + 1".
std::string shape_expression(const ProgramSpec& spec, const tir::Expr& e, const std::string& prefix = "");
/// An extent that is one variable: its name. Empty otherwise.
std::string bare_name(const ProgramSpec& spec, const tir::Expr& e);
/// Blocks of the grid; nullopt where it is symbolic.
std::optional<int64_t> static_blocks(const ProgramSpec& spec);

}  // namespace tir2tt::codegen
