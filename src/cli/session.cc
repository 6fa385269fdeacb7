#include "cli/session.h"

#include <fmt/format.h>

#include <istream>
#include <ostream>

#include "cli/io.h"
#include "driver/messages.h"
#include "support/text.h"

namespace tir2tt::cli {
namespace {

constexpr size_t kSlowBytes = 20'000'000;

}  // namespace

void Progress::show(const std::string& text) {
  if (!shown_) return;
  err_ << "\r\x1b[K" << printable(text) << " …";
  err_.flush();
}

void Progress::clear() {
  if (!shown_) return;
  err_ << "\r\x1b[K";
  err_.flush();
}

bool Session::color_on(bool terminal) const {
  if (color != ColorWhen::Auto) return color == ColorWhen::Always;
  return terminal && !environment.no_color;
}

bool Session::color_result(const KernelArgs& args) const {
  const bool to_file = !args.output.empty() && args.output != "-";
  return color_on(!to_file && environment.out_is_terminal);
}

driver::Input read_kernel(const KernelArgs& args, Session& session, Diagnostics& diags) {
  std::optional<SourceFile> file = read_input(args.file, session.in, diags);
  if (!file) return {};
  Progress progress(session, file->text().size() > kSlowBytes);
  progress.show(fmt::format("reading {} ({} MB)", file->name(), file->text().size() / 1'000'000));
  return driver::read_input(std::move(*file), diags);
}

int finish(const Diagnostics& diags, const driver::Input& input, Session& session) {
  session.err << driver::messages_text(driver::locate(diags, input), session.color_err());
  session.err.flush();
  return diags.has_errors() ? kBadInput : kDone;
}

int wrong_usage(const Diagnostics& diags, Session& session) {
  finish(diags, {}, session);
  return kWrongUsage;
}

}  // namespace tir2tt::cli
