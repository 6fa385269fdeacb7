// A kernel whose coverage is measured: where its text is, how it is cut down, what its index tensors hold. The tables
// of them stand in corpus_table.cc and zoo.cc. Tested by tests/coverage/zoo_test.cc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tir2tt::coverage {

using Shapes = std::map<std::string, int64_t>;                   // symbolic extents
using Edits = std::vector<std::pair<std::string, std::string>>;  // text -> text, every occurrence
using Values = std::map<std::string, std::vector<double>>;       // by tensor; repeated until it is full

struct Kernel {
  std::string name;
  std::string family;
  std::filesystem::path file;
  Edits edits = {};
  Shapes shapes = {};
  Values values = {};         // what no seed draws: tables of indices, lengths
  std::string cut_down = {};  // why it is measured at a smaller size than its own
  std::string refusal = {};   // the id of the diagnostic with which it is refused; empty: it is right
};

/// "B=255,18; rows=5,63" -> values.
Values parse_values(const std::string& text);

/// The text of the file with its edits. Throws std::runtime_error where there is no such file or nothing to edit.
std::string text_of(const Kernel& kernel);

}  // namespace tir2tt::coverage
