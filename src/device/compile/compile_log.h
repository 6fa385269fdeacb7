// What a compiler and a linker said -> the one line that a kernel's author needs, and the place in the kernel.
// Tested by tests/device/compile_log_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "device/compile/compiler.h"

namespace tir2tt::device {

/// The folder of the unpacked kernel headers is called this and the hash of the headers.
inline constexpr std::string_view kHeaderFolderPrefix = "tir2tt-headers-";
/// What debugging information and linker say in place of the folder in which the compiler ran.
inline constexpr std::string_view kCompilationFolder = "/tir2tt.cwd";

/// Is this a file of the device's own headers, of the C++ library or of the compiler itself: not a kernel's?
bool is_foreign(std::string_view path);

/// A place as a tool prints it, as the kernel's author knows it: without kCompilationFolder.
std::string_view shown_path(std::string_view path);

/// Kind Rejected, from the output of g++ or clang++ and ld. `source` is the path that was compiled, `name` what the
/// author calls it. An error in a header of ours gets the nearest place in the kernel that led there: instantiated,
/// expanded or included from. `exit_code` matters when the output says nothing.
CompileFailure explain_log(std::string_view output, std::string_view source, std::string_view name, int exit_code);

/// File and line from what addr2line -i said, which begins with the innermost place: the first that is not foreign.
std::optional<std::pair<std::string, uint32_t>> innermost_place(std::string_view output);

}  // namespace tir2tt::device
