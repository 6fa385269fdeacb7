// NAME=VALUE of a command line, and which of a function's tensors or extents a NAME means: its own name, or
// FUNCTION.NAME where several functions have one. Tested by tests/program/assignment_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/diagnostic.h"

namespace tir2tt::program {

struct Assignment {
  std::string name, value;
};

/// Diagnostics for a word without `=`, an empty side, and a name that is given twice. `option`: "--in".
std::vector<Assignment> parse_assignments(std::string_view option, const std::vector<std::string>& words,
                                          Diagnostics& diags);

/// The value that is given for `name` in `function`. What names the function counts more.
const Assignment* find_assignment(const std::vector<Assignment>& list, const std::string& function,
                                  const std::string& name);

}  // namespace tir2tt::program
