#include "cli/session.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <istream>
#include <ostream>

#include "cli/io.h"
#include "support/text.h"

namespace tir2tt::cli {
namespace {

constexpr size_t kSlowBytes = 20'000'000;

/// A line on a terminal while something takes long; gone afterwards.
class Progress {
 public:
  Progress(Session& session, const SourceFile& file)
      : err_(session.err), shown_(session.environment.err_is_terminal && file.text().size() > kSlowBytes) {
    if (!shown_) return;
    err_ << fmt::format("reading {} ({} MB) …", printable(file.name()), file.text().size() / 1'000'000);
    err_.flush();
  }
  ~Progress() {
    if (shown_) err_ << "\r\x1b[K";
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  std::ostream& err_;
  bool shown_;
};

}  // namespace

bool Session::color_on(bool terminal) const {
  if (color != ColorWhen::Auto) return color == ColorWhen::Always;
  return terminal && !environment.no_color;
}

bool Session::color_result(const KernelArgs& args) const {
  const bool to_file = !args.output.empty() && args.output != "-";
  return color_on(!to_file && environment.out_is_terminal);
}

std::optional<transform::PassOptions> pass_options(const KernelArgs& args, Diagnostics& diags) {
  transform::PassOptions options;
  options.chip = target::find_chip(args.arch);
  options.cb_rule = args.cb_rule;
  options.l1_reserve = args.l1_reserve;
  if (options.chip != nullptr) return options;
  std::vector<std::string> known;
  for (const target::Chip& chip : target::chips()) known.emplace_back(chip.name);
  add_unknown(DiagId::UnknownArch, "chip", args.arch, known, "tir2tt archs", diags);
  return std::nullopt;
}

std::optional<Kernel> read_kernel(const KernelArgs& args, Session& session, Diagnostics& diags) {
  std::optional<SourceFile> file = read_input(args.file, session.in, diags);
  if (!file) {
    finish(diags, nullptr, session);
    return std::nullopt;
  }
  const auto parse = [&] {
    const Progress progress(session, *file);
    return tvm::read_script(*file, {}, diags);
  };
  tvm::Script script = parse();
  if (diags.has_errors()) {
    finish(diags, &*file, session);
    return std::nullopt;
  }
  return Kernel{std::move(*file), std::move(script)};
}

int finish(const Diagnostics& diags, const SourceFile* file, Session& session) {
  session.err << render(diags, file, session.color_err());
  session.err.flush();
  return diags.has_errors() ? kBadInput : kDone;
}

int wrong_usage(const Diagnostics& diags, Session& session) {
  finish(diags, nullptr, session);
  return kWrongUsage;
}

void add_unknown(DiagId id, std::string_view what, std::string_view word, const std::vector<std::string>& known,
                 std::string_view list_command, Diagnostics& diags) {
  const std::optional<std::string> near = did_you_mean(word, known);
  const std::string guess = near ? fmt::format("did you mean `{}`?\n", *near) : "";
  diags.add(id, {}, fmt::format("there is no {} `{}`; known are {}", what, word, fmt::join(known, ", ")),
            guess + fmt::format("`{}` lists them", list_command));
}

}  // namespace tir2tt::cli
