// How a kernel is compiled: which compiler, with which arguments, and what that depends on.
// Sources of the values of tt::DataFormat: tt_backend_api_types.hpp of tt-metal. Tested by
// tests/device/compile_command_test.cc.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "device/compile/compiler.h"
#include "device/compile/content_hash.h"

namespace tir2tt::device {

struct Compiler {
  std::vector<std::string> words;  // path of the program and arguments that always follow ($CXX may have some)
  std::string identity;  // changes when another program answers to these words, or another search path for headers
};
/// Kind NoCompiler: what was looked for and how to get one.
std::variant<Compiler, CompileFailure> find_compiler(const std::string& requested);

/// The arguments that depend on nothing but the job and the options. nullopt: no such chip.
std::optional<std::vector<std::string>> job_flags(const CompileJob& job, const std::vector<std::string>& extra);

/// The folders in which a kernel's own #include "…" are looked for, in order: that of its file, the job's.
std::vector<std::string> search_folders(const CompileJob& job);

/// `text` as it is given to the compiler: its lines are those of `name` (messages, __FILE__, __builtin_FILE, debugging
/// information).
std::string named_source(std::string_view text, std::string_view name);

struct CommandPaths {
  std::filesystem::path headers;       // the unpacked headers
  std::filesystem::path source;        // a named_source
  std::filesystem::path object;        // is written
  std::filesystem::path dependencies;  // is written
};
/// argv. `flags` are those of job_flags.
std::vector<std::string> compile_command(const Compiler& compiler, const CompileJob& job,
                                         const std::vector<std::string>& flags, const CommandPaths& paths);

/// Everything that decides how the object will be, except what the source includes. `headers`: hash of the embedded
/// ones.
Hash128 compile_key(const Compiler& compiler, const CompileJob& job, const std::vector<std::string>& flags,
                    std::string_view source, Hash128 headers);

/// The files that a Makefile rule as of -MMD names behind its colon.
std::vector<std::string> dependencies_of(std::string_view rule);

}  // namespace tir2tt::device
