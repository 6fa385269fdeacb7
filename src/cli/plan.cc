#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "cli/attr_json.h"
#include "cli/commands.h"
#include "cli/io.h"
#include "report/plan_report.h"
#include "transform/tt/memory_space_lower_tt.h"
#include "transform/tt/passes.h"

namespace tir2tt::cli {
namespace {

constexpr std::string_view kPlanningPass = "memory-space-lower-tt";
constexpr const char* kMetadata[] = {"tt_circular_buffers", "tt_num_cbs", "tt_cb_plan"};

/// What the planner needs to know, worked out by the passes in front of it.
tir::IRModule prepare(tir::IRModule module, const transform::PassOptions& options, Diagnostics& diags) {
  for (const transform::PassInfo& pass : transform::all_passes()) {
    if (pass.name == kPlanningPass || diags.has_errors()) break;
    module = pass.run(module, options, diags);
  }
  return module;
}

/// "64 blocks on 56 cores, at most 2 each", from the arguments that the cores get; empty when they are not known.
std::string work_of(const tir::PrimFuncNode& func) {
  const tir::Attr* attr = func.attrs.find("tt_core_runtime_args");
  const tir::AttrArray* cores = attr ? attr->as_array() : nullptr;
  int64_t blocks = 0, busy = 0, most = 0;
  for (size_t i = 0; cores != nullptr && i < cores->size(); ++i) {
    const tir::AttrArray* start_and_count = (*cores)[i].as_array();
    int64_t count = 0;
    if (!start_and_count || start_and_count->size() != 2 || !(*start_and_count)[1].as_integer(&count)) return {};
    blocks += count;
    busy += count > 0;
    most = std::max(most, count);
  }
  if (busy == 0) return {};
  return fmt::format("{} block{} on {} core{}, at most {} each", blocks, blocks == 1 ? "" : "s", busy,
                     busy == 1 ? "" : "s", most);
}

/// The metadata as it stands on the functions; null where a diagnostic says why there is none.
std::string as_json(const tir::IRModule& annotated) {
  nlohmann::ordered_json functions = nlohmann::ordered_json::array();
  for (const auto& [name, func] : annotated.functions) {
    nlohmann::ordered_json object = {{"name", name}};
    for (const char* key : kMetadata) {
      const tir::Attr* attr = func->attrs.find(key);
      object[key] = attr ? to_json(*attr) : nlohmann::ordered_json(nullptr);
    }
    functions.push_back(std::move(object));
  }
  return json_text({{"functions", functions}});
}

/// What was verified: the plan that the file carries on this function, or, where it has none, the one just made.
struct Verdict {
  std::string_view which;
  std::vector<plan::Violation> violations;
};

std::optional<Verdict> verify(const std::string& name, const tir::IRModule& as_read, const plan::FunctionPlan& plan,
                              Diagnostics& diags) {
  for (const auto& [other, func] : as_read.functions) {
    if (other != name || func->attrs.find("tt_cb_plan") == nullptr) continue;
    Diagnostics own;  // its notes and warnings were given when the plan was made
    auto violations = transform::verify_annotated(name, func, own);
    if (violations) return Verdict{"the plan that the file carries", std::move(*violations)};
    for (const Diagnostic& d : own.all()) diags.add(d);
    return std::nullopt;
  }
  if (!plan.feasible) return std::nullopt;
  return Verdict{"the plan", plan::verify(plan.problem, plan.plan)};
}

void add_violations(const plan::FunctionPlan& plan, const Verdict& verdict, Diagnostics& diags) {
  if (verdict.violations.empty()) return;
  const std::string text = fmt::format("{} breaks {} rules; {}: {}", verdict.which, verdict.violations.size(),
                                       verdict.violations[0].rule, verdict.violations[0].text);
  diags.add({DiagId::PlanRejected, {}, text, "run memory-space-lower-tt again", plan.function});
}

struct Shown {
  std::string text;      // for people
  std::string verified;  // what the verifier said
};

struct Task {
  const tir::IRModule& as_read;   // what the file says
  const tir::IRModule& prepared;  // after the passes in front of the planner
  const transform::PassOptions& options;
  bool verify, color;
};

Shown show_functions(const Task& task, Diagnostics& diags) {
  Shown shown;
  for (const auto& [name, func] : task.prepared.functions) {
    const std::optional<plan::FunctionPlan> plan = transform::plan_function(name, func, task.options, diags);
    if (!shown.text.empty()) shown.text += "\n";
    if (!plan) {
      shown.text += name + ": no plan; the diagnostics say why\n";
      continue;
    }
    const report::ReportOptions look{.color = task.color, .work = work_of(*func)};
    shown.text += report::plan_report(*plan, look);
    if (!task.verify) continue;
    const std::optional<Verdict> verdict = verify(name, task.as_read, *plan, diags);
    if (!verdict) continue;
    shown.verified += report::verify_report(*plan, verdict->which, verdict->violations, look);
    add_violations(*plan, *verdict, diags);
  }
  return shown;
}

}  // namespace

int run_plan(const PlanArgs& args, Session& session) {
  Diagnostics usage, diags;
  const std::optional<transform::PassOptions> options = pass_options(args.kernel, usage);
  if (usage.has_errors()) return wrong_usage(usage, session);
  const std::optional<Kernel> kernel = read_kernel(args.kernel, session, diags);
  if (!kernel) return kBadInput;
  const tir::IRModule module = prepare(kernel->script.module, *options, diags);
  if (diags.has_errors()) return finish(diags, &kernel->file, session);

  const bool color = session.color_result(args.kernel);
  const Shown shown = show_functions({kernel->script.module, module, *options, args.verify, color}, diags);
  if (args.json) {
    Diagnostics again;  // the same as in `diags`
    write_output(args.kernel.output, as_json(transform::memory_space_lower_tt(module, *options, again)), session.out,
                 diags);
    session.err << shown.verified;
  } else {
    const std::string verified = shown.verified.empty() ? "" : "\n" + shown.verified;
    write_output(args.kernel.output, shown.text + verified, session.out, diags);
  }
  return finish(diags, &kernel->file, session);
}

}  // namespace tir2tt::cli
