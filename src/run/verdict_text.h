// A verdict for people, a few lines per function:
//
//   matmul on wormhole_b0, 64 cores: right
//     C  1024×1024 float16   PCC 0.999998   max |error| 0.0039 (bound 0.021; worst: 19 % of its own)   max …
//     DRAM: 65,536 tiles read, 1,024 written; 12,288 tile operations
//     compiled in 0.21 s (3 of 5 from cache), ran in 0.09 s, reference 1.2 s
//
// then, where something is wrong, the first wrong tile of each output and what the device found.
// Tested by tests/run/verdict_text_test.cc.
#pragma once

#include <string>

#include "run/run_kernel.h"

namespace tir2tt::run {

/// Ends with a line break. `color`: ANSI escapes.
std::string verdict_text(const codegen::ProgramSpec& spec, const Verdict& verdict, bool color);

}  // namespace tir2tt::run
