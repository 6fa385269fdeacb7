// The linear form of an index over the loop variables of a tile nest:
//
//   by * 128 + i * 32 + j + 3   with element variables i, j   ──>   {i: 32, j: 1}, constant 3, rest a multiple of 128
//
// Everything that is not an element variable or a constant is the *rest*: only a divisor of it is kept, which is what
// alignment questions need. Tested by tests/analysis/linear_form_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "tir/expr.h"

namespace tir2tt::analysis {

/// One loop of a tile nest, [min, min + extent).
struct ElementLoop {
  const tir::VarNode* var = nullptr;
  int64_t min = 0;
  int64_t extent = 0;   // elements; -1 = not constant
  bool ordered = true;  // false: all iterations are independent (T.parallel, vectorized)
};

/// A let in scope: the name stands for the expression.
struct LetBinding {
  const tir::VarNode* var = nullptr;
  tir::Expr value;
};

struct Scope {
  std::span<const ElementLoop> loops;
  std::span<const LetBinding> lets;
};

struct LinearForm {
  static constexpr int kMaxTerms = 8;
  struct Term {
    const tir::VarNode* var = nullptr;
    int64_t coefficient = 0;
  };
  bool linear = true;  // false: the rest of the fields say nothing
  int64_t constant = 0;
  int64_t rest_divisor = 0;  // greatest known divisor of the rest; 0 = there is no rest
  int size = 0;
  std::array<Term, kMaxTerms> terms{};

  std::span<const Term> view() const { return {terms.data(), static_cast<size_t>(size)}; }
  int64_t coefficient(const tir::VarNode* v) const;
  /// The largest d such that the form without its element variables is known to be a multiple of d (0: it is 0).
  int64_t divisor() const;
  void add(const LinearForm& other, int64_t factor);
};

LinearForm linear_form(const tir::Expr& e, const Scope& scope);

/// Whether an element variable of the scope occurs anywhere in `e`.
bool uses_element_var(const tir::Expr& e, const Scope& scope);

}  // namespace tir2tt::analysis
