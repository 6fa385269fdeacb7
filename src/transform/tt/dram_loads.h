// Loads of tensors in DRAM within index expressions, conditions and values: which there are, and expressions rewritten
// so that lets do not hide them. Tested by tests/transform/dram_loads_test.cc.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "analysis/tile_program.h"
#include "tir/expr.h"

namespace tir2tt::transform {

/// The parameter whose memory `b` is: index into TileProgram::tensors; -1 = it is on the chip.
int tensor_of(const analysis::TileProgram& p, const tir::BufferNode& b);

/// The loads of tensors in `e`, lets looked through, in the order of a walk from the outside; equal ones once.
std::vector<tir::Expr> dram_loads(const tir::Expr& e, const analysis::TileProgram& p);
bool reads_dram(const tir::Expr& e, const analysis::TileProgram& p);
/// Whether `e` reads a buffer on the chip, lets looked through.
bool reads_tiles(const tir::Expr& e, const analysis::TileProgram& p);

using VarMap = std::vector<std::pair<tir::Var, tir::Expr>>;

/// `e` with variables replaced. Lets that mention one of them, and lets that read DRAM, are written out.
tir::Expr rewritten(const tir::Expr& e, const VarMap& map, const analysis::TileProgram& p);

/// `e` with every outermost load of a tensor for which `word(load)` gives an expression replaced by that. Loads within
/// the indices of those that stay are asked as well. Lets that read DRAM are written out first.
using WordOfLoad = std::function<tir::Expr(const tir::Expr& load)>;
tir::Expr replace_loads(const tir::Expr& e, const analysis::TileProgram& p, const WordOfLoad& word);

}  // namespace tir2tt::transform
