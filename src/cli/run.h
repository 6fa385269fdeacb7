// The tool as a function: main.cc calls it with the process's streams, tests with their own.
// Tested by tests/cli/run_test.cc.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace tir2tt::cli {

struct Interrupt;

/// What the tool must know of the world besides its arguments and streams.
struct Environment {
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool no_color = false;           // NO_COLOR is set, or the terminal is dumb
  Interrupt* interrupt = nullptr;  // Ctrl-C (cli/interrupt.h); null: there is none
};

enum ExitCode : int {
  kDone = 0,
  kBadInput = 1,       // a diagnostic says why
  kWrongUsage = 2,     // of the command line
  kInternalError = 3,  // our fault
};

/// Runs `tir2tt ARGS…` (without the program's name) and returns its exit code. Does not throw.
int run(const std::vector<std::string>& args, std::istream& in, std::ostream& out, std::ostream& err,
        const Environment& environment = {});

}  // namespace tir2tt::cli
