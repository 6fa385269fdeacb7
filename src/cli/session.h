// What the commands share: streams, colours, reading a kernel, printing diagnostics and results.
// Tested by tests/cli/run_test.cc.
#pragma once

#include <iosfwd>
#include <optional>
#include <string_view>

#include "cli/args.h"
#include "cli/run.h"
#include "support/diagnostic.h"
#include "tvm/script.h"

namespace tir2tt::cli {

struct Session {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Environment environment;
  ColorWhen color = ColorWhen::Auto;

  bool color_on(bool terminal) const;
  bool color_out() const { return color_on(environment.out_is_terminal); }
  bool color_err() const { return color_on(environment.err_is_terminal); }
  /// Colours of a result: none in a file, unless they were asked for.
  bool color_result(const KernelArgs& args) const;
};

/// A kernel that was read, with the text that its diagnostics point into.
struct Kernel {
  SourceFile file;
  tvm::Script script;
};

/// The pass options that the arguments stand for; nothing, with a diagnostic, for an unknown chip.
std::optional<transform::PassOptions> pass_options(const KernelArgs& args, Diagnostics& diags);

/// Reads and parses. Prints the diagnostics and returns nothing when that fails.
std::optional<Kernel> read_kernel(const KernelArgs& args, Session& session, Diagnostics& diags);

/// Prints the diagnostics; the exit code that they ask for.
int finish(const Diagnostics& diags, const SourceFile* file, Session& session);
/// Prints the diagnostics of a wrong command line.
int wrong_usage(const Diagnostics& diags, Session& session);

/// "; did you mean `x`" and the like go into the hint.
void add_unknown(DiagId id, std::string_view what, std::string_view word, const std::vector<std::string>& known,
                 std::string_view list_command, Diagnostics& diags);

}  // namespace tir2tt::cli
