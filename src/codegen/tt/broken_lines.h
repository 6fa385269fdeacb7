// Long lines of generated text, broken where a careful writer would. Tested by tests/codegen/host_program_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tir2tt::codegen {

constexpr size_t kColumns = 120;  // of generated C++

/// `before` + items + `after` and a newline, a comma behind each item but the last. A line that would be too long is
/// broken between two items; the next begins under the first item, which is where clang-format puts it.
std::string listed(const std::string& before, const std::vector<std::string>& items, const std::string& after);
/// `before` + " " + items, blanks between them, and a newline; further lines begin with `margin`.
std::string spaced(const std::string& before, const std::vector<std::string>& items, const std::string& margin);
/// A statement behind its `margin`, and a newline. One that is too long is broken: a call between its arguments,
/// anything else at a blank.
std::string fitted(const std::string& text, const std::string& margin);

}  // namespace tir2tt::codegen
