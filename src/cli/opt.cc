#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ostream>

#include "cli/commands.h"
#include "cli/format.h"
#include "cli/io.h"
#include "driver/options.h"
#include "report/table.h"
#include "support/text.h"
#include "tir/visitor.h"

namespace tir2tt::cli {
namespace {

using transform::PassInfo;

class StatementCounter : public tir::Visitor {
 public:
  int64_t count = 0;
  void visit_stmt(const tir::Stmt& s) override {
    count += s->kind != tir::StmtKind::SeqStmt;
    visit_children(s);
  }
  void visit_expr(const tir::Expr& e) override { (void)e; }  // no statements below
};

int64_t statements_of(const tir::IRModule& module) {
  StatementCounter counter;
  for (const auto& [name, func] : module.functions) {
    if (func->body) counter.visit_stmt(func->body);
  }
  return counter.count;
}

/// What each phase took, for --time-passes.
class Stopwatch {
 public:
  void start() { started_ = Clock::now(); }
  /// Ends a phase; `module` is counted only if somebody will look.
  void stop(std::string phase, const tir::IRModule& module, bool wanted) {
    const auto took = std::chrono::duration<double, std::micro>(Clock::now() - started_);
    if (wanted) rows_.push_back({std::move(phase), took.count(), statements_of(module)});
  }
  std::string text(bool color) const {
    double total = 0;
    for (const Row& row : rows_) total += row.microseconds;
    report::Table table({{"phase"}, {"µs", true}, {"statements", true}, {"share", true}}, 0);
    const auto add = [&](const std::string& name, double us, const std::string& statements) {
      table.add(
          {name, fmt::format("{:.1f}", us), statements, fmt::format("{:.1f} %", total > 0 ? 100 * us / total : 0)});
    };
    for (const Row& row : rows_) add(row.phase, row.microseconds, with_thousands(row.statements));
    add("all", total, "");
    return table.text(100, report::Palette(color));
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Row {
    std::string phase;
    double microseconds;
    int64_t statements;  // afterwards
  };
  Clock::time_point started_;
  std::vector<Row> rows_;
};

bool shown_after(const OptArgs& args, std::string_view pass) {
  return std::any_of(args.print_after.begin(), args.print_after.end(),
                     [&](const std::string& name) { return name == "all" || name == pass; });
}

void check_print_after(const OptArgs& args, Diagnostics& diags) {
  for (const std::string& name : args.print_after) {
    if (name != "all") driver::find_passes({name}, diags);
  }
}

}  // namespace

int run_opt(const OptArgs& args, Session& session) {
  Diagnostics usage, diags;
  const std::optional<transform::PassOptions> options = driver::pass_options(args.kernel.names, usage);
  const driver::PassList passes = driver::find_passes(args.passes, usage);
  check_print_after(args, usage);
  const std::optional<Format> format = find_format(args.to, usage);
  if (usage.has_errors()) return wrong_usage(usage, session);

  Stopwatch watch;
  watch.start();
  const driver::Input kernel = read_kernel(args.kernel, session, diags);
  if (!kernel.is_read) return finish(diags, kernel, session);
  tir::IRModule module = kernel.module.module;
  watch.stop("read", module, args.time_passes);

  for (const PassInfo* pass : passes) {
    watch.start();
    module = pass->run(module, *options, diags);
    watch.stop(std::string(pass->name), module, args.time_passes);
    if (shown_after(args, pass->name)) {
      session.err << "# after " << pass->name << "\n" << tvm::print_as_script(kernel.module, module) << "\n";
    }
    if (diags.has_errors()) return finish(diags, kernel, session);
  }

  watch.start();
  const std::string text = print_as(*format, kernel.module, module, diags);
  watch.stop("print", module, args.time_passes);
  if (!diags.has_errors()) write_output(args.kernel.output, text, session.out, diags);
  if (args.time_passes) session.err << watch.text(session.color_err());
  return finish(diags, kernel, session);
}

}  // namespace tir2tt::cli
