// What the commands share: streams, colours, reading a kernel, printing diagnostics and results.
// Tested by tests/cli/run_test.cc.
#pragma once

#include <iosfwd>
#include <string>

#include "cli/args.h"
#include "cli/run.h"
#include "driver/input.h"
#include "support/diagnostic.h"

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

/// A line on a terminal while something takes long; gone afterwards.
class Progress {
 public:
  Progress(Session& session, bool wanted) : err_(session.err), shown_(wanted && session.environment.err_is_terminal) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// In place of what stood there.
  void show(const std::string& text);
  void clear();

 private:
  std::ostream& err_;
  bool shown_;
};

/// Reads and parses. What cannot be read is not `is_read`, and the diagnostics say why.
driver::Input read_kernel(const KernelArgs& args, Session& session, Diagnostics& diags);

/// Prints the diagnostics, placed in what they are about (`{}`: no kernel); the exit code that they ask for.
int finish(const Diagnostics& diags, const driver::Input& input, Session& session);
/// Prints the diagnostics of a wrong command line.
int wrong_usage(const Diagnostics& diags, Session& session);

}  // namespace tir2tt::cli
