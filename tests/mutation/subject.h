// A kernel whose emitted program is mutated: read, lowered, emitted, with inputs and what they should yield.
// Tested by tests/mutation/mutation_test.cc.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "codegen/tt/program_spec.h"
#include "data/array.h"
#include "reference/reference.h"
#include "target/chip.h"
#include "tir/module.h"

namespace tir2tt::mutation {

struct Subject {
  std::string name;                    // of the function
  tir::PrimFunc function;              // annotated
  std::unique_ptr<target::Chip> chip;  // a wormhole of few cores, so that each has several blocks
  codegen::ProgramSpec program;        // for `chip`
  std::vector<data::Array> inputs;     // one per tensor
  reference::Result expected;
};

/// Throws std::runtime_error with the diagnostics when the file is no such kernel.
Subject load_subject(const std::string& path);

}  // namespace tir2tt::mutation
