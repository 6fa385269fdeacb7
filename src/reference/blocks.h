// Runs the blocks of a kernel's grid, on several threads where the blocks are apart. Tested by
// tests/reference/blocks_test.cc.
#pragma once

#include <optional>
#include <vector>

#include "data/array.h"
#include "reference/program.h"
#include "reference/reference.h"

namespace tir2tt::reference {

/// Whether no tensor is both loaded and stored: then a block follows from the inputs alone.
bool blocks_are_apart(const Program& program);

/// `inputs` as compile() takes them; nullopt: a diagnostic says why. The result does not depend on `threads`.
std::optional<Result> run_blocks(const tir::PrimFunc& func, const std::vector<data::Array>& inputs,
                                 const Options& options, size_t threads, Diagnostics& diags);

}  // namespace tir2tt::reference
