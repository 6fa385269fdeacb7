// Names for the objects of a printed script: a name is unique among the objects that are defined at the same time and
// is free again when its scope ends, as TVM's printer has it. (TVM lets a declaration that it adds in front of a loop
// have the name of a variable inside that loop; here it does not, for the text could not be read back.)
// Tested by tests/tvm/printer_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tir2tt::tvm {

class NameTable {
 public:
  /// Taken for good: `I`, `T`, the name of the class.
  void reserve(std::string_view name) { names_[std::string(name)].taken = true; }
  /// `hint` as an identifier, with the lowest suffix `_1`, `_2`, … that makes it unique; taken until released. `at`
  /// is where in the text the name is defined. A name that was defined at `since` or behind is not used again: a
  /// declaration that is put in front of finished text must not capture what stands there.
  /// Amortised cost O(length), however many objects share a hint.
  std::string take(std::string_view hint, size_t at = 0, size_t since = SIZE_MAX);
  /// Exactly `name`; false when it is not free.
  bool take_exact(const std::string& name, size_t at = 0, size_t since = SIZE_MAX);
  void release(const std::string& name);

 private:
  struct Entry {
    bool taken = false;
    size_t last_defined = 0;
  };
  std::unordered_map<std::string, Entry> names_;
  /// Per base: no suffix below this one is free.
  std::unordered_map<std::string, uint64_t> next_suffix_;
};

/// Bytes that no identifier can hold become `_`; what Python could not read as a name at all gets one more `_`.
std::string to_identifier(std::string_view hint);

}  // namespace tir2tt::tvm
