// Runs another program (the compiler, addr2line) without a shell and collects what it says.
// Tested by tests/device/run_program_test.cc.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tir2tt::device {

struct ProgramRun {
  int start_error = 0;     // errno: the program did not start
  bool timed_out = false;  // it was ended, with all that it had started
  int exit_code = -1;      // 128 + n: ended by signal n; -1: nobody knows (the host process ignores SIGCHLD)
  std::string output;      // stdout and stderr as they came, at most 4 MiB
};

/// argv[0] is the path of the program. It gets an empty stdin, LC_ALL=C and the rest of our environment except
/// LD_PRELOAD and what would make a compiler write files of its own; it runs in a process group of its own.
ProgramRun run_program(const std::vector<std::string>& argv, std::chrono::milliseconds time_limit);

/// Where a program is: `name` itself when it has a slash, else from $PATH; "" when there is no such executable file.
std::string find_program(std::string_view name);

}  // namespace tir2tt::device
