// ForwardLoadsTT: packed integers are taken apart element by element, which the reader does while it loads them. A
// buffer of integers that only holds a block of a tensor, and that loop nests read at other places than tiles do, is
// read in DRAM:
//
//   T.copy(B[bx * 32, k * 16], B_s);  T.copy(B_s, B_l)           (nothing)
//   for i, j in T.parallel(32, 32):                        ──>   for i, j in T.parallel(32, 32):
//     W[i, j] = B_l[i, j // 2] >> j % 2 * 4 & 15                   W[i, j] = B[bx * 32 + i, k * 16 + j // 2] >> …
//
// Only of tensors that the kernel does not write, of whole buffers with one copy into them, and where every read
// follows that copy in the same loops and conditions. Under the seed's rule nothing changes. Tested by
// tests/transform/forward_loads_tt_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule forward_loads_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
