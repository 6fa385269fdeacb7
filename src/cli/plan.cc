#include "driver/plan.h"

#include <ostream>

#include "cli/commands.h"
#include "cli/io.h"

namespace tir2tt::cli {

int run_plan(const PlanArgs& args, Session& session) {
  Diagnostics usage, diags;
  const std::optional<transform::PassOptions> options = driver::pass_options(args.kernel.names, usage);
  if (!options) return wrong_usage(usage, session);
  const driver::Input kernel = read_kernel(args.kernel, session, diags);
  if (!kernel.is_read) return finish(diags, kernel, session);
  const tir::IRModule& module = kernel.module.module;
  const tir::IRModule prepared = driver::prepare(module, *options, diags);
  if (diags.has_errors()) return finish(diags, kernel, session);

  const bool color = session.color_result(args.kernel);
  const driver::PlanReport report = driver::plan_functions({module, prepared, *options, args.verify, color}, diags);
  if (args.json) {
    write_output(args.kernel.output, driver::plan_json(prepared, *options), session.out, diags);
    session.err << report.verified;
  } else {
    const std::string verified = report.verified.empty() ? "" : "\n" + report.verified;
    write_output(args.kernel.output, report.text + verified, session.out, diags);
  }
  return finish(diags, kernel, session);
}

}  // namespace tir2tt::cli
