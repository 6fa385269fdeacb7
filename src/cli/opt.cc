#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ostream>

#include "cli/commands.h"
#include "cli/io.h"
#include "report/table.h"
#include "support/text.h"
#include "tir/visitor.h"
#include "transform/tt/passes.h"

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

std::vector<std::string> pass_names() {
  std::vector<std::string> names;
  for (const PassInfo& pass : transform::all_passes()) names.emplace_back(pass.name);
  return names;
}

const PassInfo* known_pass(const std::string& name, Diagnostics& diags) {
  const PassInfo* pass = transform::find_pass(name);
  if (pass == nullptr) add_unknown(DiagId::UnknownPass, "pass", name, pass_names(), "tir2tt passes", diags);
  return pass;
}

/// The passes to run; `default` stands for the whole pipeline. Unknown ones are diagnostics.
std::vector<const PassInfo*> passes_of(const OptArgs& args, Diagnostics& diags) {
  std::vector<const PassInfo*> result;
  for (const std::string& name : args.passes) {
    if (name == "default") {
      for (const PassInfo& pass : transform::all_passes()) result.push_back(&pass);
    } else if (const PassInfo* pass = known_pass(name, diags)) {
      result.push_back(pass);
    }
  }
  for (const std::string& name : args.print_after) {
    if (name != "all") known_pass(name, diags);
  }
  return result;
}

bool shown_after(const OptArgs& args, std::string_view pass) {
  return std::any_of(args.print_after.begin(), args.print_after.end(),
                     [&](const std::string& name) { return name == "all" || name == pass; });
}

}  // namespace

int run_opt(const OptArgs& args, Session& session) {
  Diagnostics usage, diags;
  const std::optional<transform::PassOptions> options = pass_options(args.kernel, usage);
  const std::vector<const PassInfo*> passes = passes_of(args, usage);
  if (usage.has_errors()) return wrong_usage(usage, session);

  Stopwatch watch;
  watch.start();
  const std::optional<Kernel> kernel = read_kernel(args.kernel, session, diags);
  if (!kernel) return kBadInput;
  tir::IRModule module = kernel->script.module;
  watch.stop("read", module, args.time_passes);

  for (const PassInfo* pass : passes) {
    watch.start();
    module = pass->run(module, *options, diags);
    watch.stop(std::string(pass->name), module, args.time_passes);
    if (shown_after(args, pass->name)) {
      session.err << "# after " << pass->name << "\n" << tvm::print_script(module, kernel->script.info) << "\n";
    }
    if (diags.has_errors()) return finish(diags, &kernel->file, session);
  }

  watch.start();
  const std::string text = tvm::print_script(module, kernel->script.info);
  watch.stop("print", module, args.time_passes);
  write_output(args.kernel.output, text, session.out, diags);
  if (args.time_passes) session.err << watch.text(session.color_err());
  return finish(diags, &kernel->file, session);
}

}  // namespace tir2tt::cli
