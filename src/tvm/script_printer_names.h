// Names for the objects of a printed script: a name is unique among the objects that are defined at the same time and
// is free again when its scope ends, as TVM's printer has it.
// Tested by tests/tvm/printer_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace tir2tt::tvm {

class NameTable {
 public:
  /// Taken for good: `I`, `T`, the name of the class.
  void reserve(std::string_view name) { taken_.insert(std::string(name)); }
  /// `hint` as an identifier, with the lowest suffix `_1`, `_2`, … that makes it unique; it is taken until released.
  /// Amortised cost O(length), however many objects share a hint.
  std::string take(std::string_view hint);
  /// Exactly `name`; false when it is taken.
  bool take_exact(const std::string& name) { return taken_.insert(name).second; }
  void release(const std::string& name);

 private:
  std::unordered_set<std::string> taken_;
  /// Per base: no suffix below this one is free.
  std::unordered_map<std::string, uint64_t> next_suffix_;
};

/// Bytes that no identifier can hold become `_`; what Python could not read as a name at all gets one more `_`.
std::string to_identifier(std::string_view hint);

}  // namespace tir2tt::tvm
