// The command line as values. args.cc is the only file that knows the library that parses it.
// Tested by tests/cli/run_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "driver/options.h"

namespace tir2tt::cli {

enum class ColorWhen : uint8_t { Auto, Always, Never };

/// What every command that reads a kernel takes.
struct KernelArgs {
  std::string file;  // "-": standard input
  driver::OptionNames names;
  std::string output;  // empty or "-": standard output
};

struct PlanArgs {
  KernelArgs kernel;
  bool json = false;
  bool verify = false;
};
struct OptArgs {
  KernelArgs kernel;
  std::vector<std::string> passes;
  std::vector<std::string> print_after;  // pass names, or "all"
  std::string to = "same";               // cli/format.h
  bool time_passes = false;
};
struct CompileArgs {
  KernelArgs kernel;  // output: a folder
  bool arch_given = false, reserve_given = false;
  std::string dialect = "classic";
  bool json = false;
};
struct RunArgs {
  KernelArgs kernel;  // file: or a folder
  bool arch_given = false, reserve_given = false;
  std::vector<std::string> in, out, shapes;  // NAME=VALUE
  uint64_t seed = 0;
  std::string policy = "in-order";
  bool json = false;
};
struct PassesArgs {
  bool json = false;
};
struct ArchsArgs {
  bool json = false;
};
/// The command line itself said all there is to say: --help, --version, a mistake.
struct Finished {
  int exit_code = 0;
  std::string out, err;
};

struct CommandLine {
  ColorWhen color = ColorWhen::Auto;
  std::variant<Finished, PlanArgs, OptArgs, CompileArgs, RunArgs, PassesArgs, ArchsArgs> command;
};

CommandLine parse_command_line(std::vector<std::string> args);

}  // namespace tir2tt::cli
