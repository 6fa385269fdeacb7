// What the passes can be told. A value; each pass reads the fields that concern it.
// Tested by tests/transform/memory_space_lower_tt_test.cc, tests/transform/pipeline_test.cc.
#pragma once

#include <cstdint>

#include "target/chip.h"

namespace tir2tt::transform {

/// Which local buffers become circular buffers, and with how many pages: by what the IR does (default), or by the
/// seed's text to the letter (static 2-D, both <= 64; 1 page for accumulators, 2 for everything else).
enum class CbRule : uint8_t { Dataflow, Seed };

struct PassOptions {
  const target::Chip* chip = nullptr;  // never null in a pass
  CbRule cb_rule = CbRule::Dataflow;
  int64_t l1_reserve = 0;  // bytes that the caller keeps in L1
};

}  // namespace tir2tt::transform
