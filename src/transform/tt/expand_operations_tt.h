// ExpandOperationsTT: operations that no tile operation of the chip stands for, written out in those that do.
//
//   T.c2d_im2col(img, col, m0, k0, 3, 1, 1, 1)     for p, q: col[p, q] = if_then_else(inside, img[n, h, w, c], 0)
//   T.cumsum(x, y, 1)                              for k, j: y_ones[k, j] = if_then_else(k <= j, 1, 0)
//                                                  for i, j, k: y_sums[i, j] += x[i, k] * y_ones[k, j];  y = y_sums
//   if 9 <= w * 5 + bx: T.loop_break()             if w * 5 + bx < 9: what follows
//   T.copy(A[…], C[…]) of two tensors              by way of a buffer; T.fill(C[…], v) as stores
//
// A loop may only be left early if its condition, once true, stays true in the iterations that are skipped: where it
// compares linear forms that the loop moves that way, or does not depend on the loop. Others are left as they are, and
// refused later. Under the seed's rule nothing changes. Tested by tests/transform/expand_operations_tt_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule expand_operations_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
