// Names from the source as C++ identifiers. Tested by tests/codegen/generate_test.cc.
#pragma once

#include <set>
#include <string>

namespace tir2tt::codegen {

/// Letters, digits and underscores; no digit first, no keyword; one that `taken` has gets a number. Into `taken`.
std::string new_identifier(const std::string& name, std::set<std::string>* taken);

}  // namespace tir2tt::codegen
