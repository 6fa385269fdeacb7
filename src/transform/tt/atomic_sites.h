// Where a kernel adds to elements of a DRAM tensor atomically, and which box of the tensor each block adds to:
//
//   for i in T.parallel(128):
//     for j in T.parallel(128):
//       T.call_extern("handle", "AtomicAdd", C[by * 128 + i, bx * 128 + j], v)     box of C at [by * 128, bx * 128],
//                                                                           ──>   128 x 128, numbered by i and j
//
// Used by serialize_atomics_tt. Tested by tests/transform/serialize_atomics_tt_test.cc.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/diagnostic.h"
#include "tir/module.h"

namespace tir2tt::transform {

struct AtomicSite {
  tir::Stmt call;              // the Evaluate
  tir::ExprKind combine = {};  // Add, Max, Min: old value with new
  tir::Buffer target;
  bool on_chip = false;          // no tensor: one core has it for itself, and `starts` are the indices of one element
  tir::Exprs starts;             // of the box, per axis of the target; free of the variables of `elements`
  tir::Exprs within;             // per axis of the target where in the box the loops are; null: extent 1
  std::vector<int64_t> extents;  // per axis of the target
  std::vector<const tir::ForNode*> elements;      // loops over elements around the call, outermost first
  std::vector<const tir::ForNode*> serial;        // loops in time around those, outermost first
  std::vector<std::pair<tir::Var, int64_t>> own;  // loops that the call stands for: to be made around its replacement
  tir::Expr value;                                // in terms of loop variables
};

/// All of them, in order. nullopt: a diagnostic (T0403) says which one has no box.
std::optional<std::vector<AtomicSite>> find_atomic_sites(const std::string& function, const tir::PrimFuncNode& func,
                                                         Diagnostics& diags);

/// Whether `call` is an atomic operation on memory.
bool is_atomic(const tir::CallNode& call);

}  // namespace tir2tt::transform
