// A module in the format in which it came, TVMScript or JSON: who reads a kernel and gives it back needs not know
// which. Tested by tests/tvm/module_file_test.cc.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "tvm/json.h"
#include "tvm/script.h"

namespace tir2tt::tvm {

struct ModuleFile {
  tir::IRModule module;
  std::variant<ScriptInfo, std::shared_ptr<const JsonDocument>> form;

  /// Null for a script.
  const JsonDocument* json() const {
    const auto* document = std::get_if<std::shared_ptr<const JsonDocument>>(&form);
    return document ? document->get() : nullptr;
  }
};

/// JSON when the text begins with a brace, else TVMScript. `file` must outlive the result. Meaningful only if `diags`
/// has no errors.
ModuleFile read_module(const SourceFile& file, const ReadOptions& options, Diagnostics& diags);

/// `now`, which passes made of `as_read.module`, in the format in which it came.
std::string print_module(const ModuleFile& as_read, const tir::IRModule& now, Diagnostics& diags);

/// `now` as TVMScript, whatever it came as.
std::string print_as_script(const ModuleFile& as_read, const tir::IRModule& now);

/// Diagnostics about a module that came as JSON, moved to where a person can read them: places are in the module's
/// TVMScript, and each diagnostic names its node (`Diagnostic::node`). One about a node that the script does not show
/// has no place. In the order of `diags`. For what is said about a module that was read without errors. Mistakes of the
/// JSON itself (T0117 to T0122) stay where they are, in `file`: there is no module to print.
struct Located {
  SourceFile file;  // "gemm.json, as TVMScript"
  Diagnostics diags;
};
/// Nothing for a module that came as a script: its diagnostics are where they belong.
std::optional<Located> locate_in_script(const ModuleFile& as_read, const SourceFile& file, const Diagnostics& diags);

}  // namespace tir2tt::tvm
