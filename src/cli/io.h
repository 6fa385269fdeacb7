// Files in and out, with every failure as a diagnostic. Tested by tests/cli/io_test.cc.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "support/diagnostic.h"

namespace tir2tt::cli {

/// The whole text of a file, or of `in` when `path` is "-". Nothing, with a diagnostic: unreadable, a directory,
/// empty, binary (has a NUL byte), larger than driver::kMaxInputBytes.
std::optional<SourceFile> read_input(const std::string& path, std::istream& in, Diagnostics& diags);

/// Writes all of `text`, or nothing: a regular file is written under another name beside it and renamed. An empty path
/// or "-" is `out`. False, with a diagnostic, when that fails.
bool write_output(const std::string& path, std::string_view text, std::ostream& out, Diagnostics& diags);

}  // namespace tir2tt::cli
