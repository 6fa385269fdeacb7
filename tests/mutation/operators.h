// What is done to a program: each operator at each of its sites, one change per mutant.
//
//   operator   sites
//   drop       a call, or the step of an address                                       removed
//   cb         a name of a circular buffer in a statement                              each other name of the kernel
//              a call with two circular buffers; two constants of the kernel           exchanged
//   count      the tiles of reserve, push, wait, pop; the bytes of a tile              +1, -1
//   shrink     the pages of a circular buffer                                          less one; less one push or pop
//   index      a tile number, a slot, an argument's place; a variable; a loop's ends   +1, -1
//   barrier    a barrier                                        removed; behind the next statement; before the last
//   wait       a call that blocks                               exchanged with the next one; behind the first use
//
// Tested by tests/mutation/operators_test.cc.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "codegen/tt/program_spec.h"

namespace tir2tt::mutation {

enum class Operator { Drop, Cb, Count, Shrink, Index, Barrier, Wait };
inline constexpr std::array<const char*, 7> kOperatorNames = {"drop",  "cb",      "count", "shrink",
                                                              "index", "barrier", "wait"};

inline constexpr const char *kDrop = "drop", *kExchange = "exchange", *kBehindUse = "behind the use";

struct Mutant {
  Operator op = Operator::Drop;
  std::string what;           // "drop", "+1", "exchange" …
  int kernel = -1;            // into ProgramSpec::kernels; -1: a circular buffer
  std::string file;           // "compute.cpp"; "plan" for a circular buffer
  size_t line = 0;            // 1-based; 0: none
  std::string before, after;  // the lines that differ
  std::string text;           // of the whole kernel
  int cb = -1;                // into ProgramSpec::cbs
  int64_t pages = 0;          // of that circular buffer
};

/// In the order of operators within a line, of lines within a kernel; no two with the same text.
std::vector<Mutant> all_mutants(const codegen::ProgramSpec& program);

codegen::ProgramSpec apply(const codegen::ProgramSpec& program, const Mutant& mutant);

}  // namespace tir2tt::mutation
