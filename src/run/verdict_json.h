// A verdict as JSON, one object per function:
//   {"function": "matmul", "arch": "wormhole_b0", "verdict": "right",      right | wrong | violations
//    "outputs": [{"name": "C", "right": true, "pcc": …, "max_abs_error": …, "first_divergence": null, …}],
//    "violations": [findings that are errors], "warnings": [the others], "prints": ["0,0 brisc: text"],
//    "statistics": {…}}
// "violations" wins over "wrong". Numbers that JSON has not are the strings "nan", "inf" and "-inf". Times stand in
// fields named …_seconds; everything else, but how many kernels came from the cache, is the same on every run.
// Tested by tests/run/verdict_json_test.cc.
#pragma once

#include <nlohmann/json.hpp>

#include "run/run_kernel.h"

namespace tir2tt::run {

nlohmann::ordered_json verdict_json(const codegen::ProgramSpec& spec, const Verdict& verdict);

/// What the kernels read and wrote, over all tensors: tiles, and bytes of tensors that lie in rows.
struct Traffic {
  int64_t tiles_read = 0, tiles_written = 0;
  int64_t row_bytes_read = 0, row_bytes_written = 0;
};
Traffic traffic(const codegen::ProgramSpec& spec, const device::Statistics& statistics);

}  // namespace tir2tt::run
