// The formats of `opt --to`. Tested by tests/cli/format_test.cc.
#pragma once

#include <optional>
#include <string>

#include "support/diagnostic.h"
#include "tvm/module_file.h"

namespace tir2tt::cli {

enum class Format : uint8_t { Same, Script, Json, JsonLegacy, JsonPrefixed, JsonObjectGraph };

/// Nothing, with a diagnostic, when there is no such format.
std::optional<Format> find_format(const std::string& name, Diagnostics& diags);

/// `now`, which passes made of `as_read.module`. JSON that is in the wanted era already keeps its own text, but for
/// what passes changed.
std::string print_as(Format format, const tvm::ModuleFile& as_read, const tir::IRModule& now, Diagnostics& diags);

}  // namespace tir2tt::cli
