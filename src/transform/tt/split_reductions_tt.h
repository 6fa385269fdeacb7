// SplitReductionsTT: a sum (maximum, minimum) of an expression over a loop becomes the expression, kept in a buffer,
// and the sum of that buffer, which is what the chip can do:
//
//   for i, k in T.grid(128, 64):                          for i, k in T.grid(128, 64):
//     c[i] = c[i] + a[k] * b[i, k]                ──>       c_terms[i, k] = a[k] * b[i, k]
//                                                           c[i] = c[i] + c_terms[i, k]
//
// Also of DRAM loads and of single elements. The buffer has the axes of the destination and of the sum, in the order in
// which the expression's first load of both has them; elements that a condition leaves out are what changes nothing: 0
// of a sum. Left alone: matmuls, and reductions of a buffer as it is. Under the seed's rule nothing changes. Tested by
// tests/transform/split_reductions_tt_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule split_reductions_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
