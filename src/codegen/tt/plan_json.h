// plan.json: all that a generated program is, as data, for hosts that are not main.cpp. docs/plan.schema.json says what
// each key means. Tested by tests/codegen/plan_json_test.cc.
#pragma once

#include <string>

#include "codegen/tt/program_spec.h"

namespace tir2tt::codegen {

/// Indented by two, with a final newline; a list of numbers and short texts stays on one line. Broken UTF-8 is
/// replaced.
std::string plan_json(const ProgramSpec& spec);

}  // namespace tir2tt::codegen
