#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "cli/interrupt.h"
#include "cli/run.h"
#include "support/own_stack.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string_view(value ? value : "");
  };
  tir2tt::cli::Interrupt interrupt;
  tir2tt::cli::handle_interrupts(interrupt);
  const tir2tt::cli::Environment environment{
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .no_color = !variable("NO_COLOR").empty() || variable("TERM") == "dumb",
      .interrupt = &interrupt,
  };
  int exit_code = tir2tt::cli::kInternalError;
  tir2tt::on_own_stack([&] {
    exit_code = tir2tt::cli::run({argv + 1, argv + argc}, std::cin, std::cout, std::cerr, environment);
  });
  return exit_code;
}
