// A module and the text that it came from, TVMScript or JSON. What no module can look like is refused before it is
// read. Tested by tests/driver/input_test.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "support/diagnostic.h"
#include "tvm/module_file.h"

namespace tir2tt::driver {

constexpr int64_t kMaxInputBytes = int64_t{1} << 30;

// Each says so, and is false, when a text that is called `name` cannot be read whatever its details.
bool is_small_enough(int64_t bytes, const std::string& name, Diagnostics& diags);
/// `offset`: where `piece` stands in the whole text.
bool has_no_nul(std::string_view piece, size_t offset, const std::string& name, Diagnostics& diags);
bool is_not_blank(std::string_view text, const std::string& name, Diagnostics& diags);
/// All three.
bool is_text(std::string_view text, const std::string& name, Diagnostics& diags);

struct Input {
  std::shared_ptr<const SourceFile> file;  // at an address of its own: the module points into it; null: there is none
  tvm::ModuleFile module = {};
  bool is_read = false;  // else the module is worth nothing, and the diagnostics say why
};

Input read_input(SourceFile file, Diagnostics& diags);

}  // namespace tir2tt::driver
