// Small statements that passes put into bodies: stores, loops over elements, buffers for what they keep on the chip.
// Tested by tests/transform/ of the passes that use them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tir/module.h"

namespace tir2tt::transform {

/// buffer[indices] = value, cast where the dtypes differ.
tir::Stmt make_store(const tir::Buffer& buffer, tir::Exprs indices, const tir::Expr& value, SourceSpan span);
/// for var in [0, extent): body. Spans are the body's.
tir::Stmt make_for(const tir::Var& var, int64_t extent, tir::ForKind kind, tir::Stmt body);
/// A buffer of fragment scope.
tir::Buffer make_fragment(std::string name, tir::DataType dtype, const std::vector<int64_t>& shape, SourceSpan span);

}  // namespace tir2tt::transform
