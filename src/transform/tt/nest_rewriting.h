// What the passes in front of the schedule share when they rewrite nests: blocks that get buffers of their own, and
// which loops number elements. Tested by tests/transform/split_reductions_tt_test.cc and
// tests/transform/stage_dram_tt_test.cc.
#pragma once

#include <functional>
#include <vector>

#include "tir/stmt.h"

namespace tir2tt::transform {

/// `s`, which is `r`, with what `rewrite` makes of its body; buffers that it appends to `made` meanwhile are the
/// block's own, and `made` is afterwards what it was before. The same object if the body stays.
tir::Stmt rewrite_block(const tir::Stmt& s, const tir::BlockRealizeNode& r, std::vector<tir::Buffer>* made,
                        const std::function<tir::Stmt(const tir::Stmt&)>& rewrite);

/// A loop of constant extent from 0 in which no operation on tiles stands: it numbers elements.
bool numbers_elements(const tir::ForNode& f);

}  // namespace tir2tt::transform
