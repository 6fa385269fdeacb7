// What the units of a compute kernel are configured for at each of its operations, on every way through its loops.
// Two kernels that differ in nothing but configuration calls and find the units alike at every operation do the same.
//
// What a call configures, by tt-llk (llk_unpack_A.h, llk_unpack_AB_matmul.h, llk_unpack_AB_reduce.h): registers have
// formats, not circular buffers. The init of a copy programs one of two ways, into SrcA or straight into DST, by the
// format of the circular buffer that it names; that of a product or a reduction only needs the shapes of tiles.
// Tested by tests/mutation/unit_trace_test.cc.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "codegen/tt/program_spec.h"
#include "mutation/kernel_text.h"

namespace tir2tt::mutation {

/// One operation: its text, and all states in which it may find the units that it uses.
struct Operation {
  std::string text;
  std::set<std::string> states;
  friend bool operator==(const Operation&, const Operation&) = default;
};

/// All operations on tiles and DST, in the order of the text.
std::vector<Operation> unit_trace(const KernelText& kernel, const codegen::ProgramSpec& program);

}  // namespace tir2tt::mutation
