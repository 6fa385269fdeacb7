#include "driver/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "driver/attr_json.h"
#include "driver/run_passes.h"
#include "report/plan_report.h"
#include "transform/tt/memory_space_lower_tt.h"

namespace tir2tt::driver {
namespace {

constexpr std::string_view kPlanningPass = "memory-space-lower-tt";
constexpr const char* kMetadata[] = {"tt_circular_buffers", "tt_num_cbs", "tt_cb_plan"};

/// Blocks of the launch that add to the same elements: "; those along bz run one after another on one core".
std::string serial_axes_of(const tir::PrimFuncNode& func) {
  const tir::Attr* attr = func.attrs.find("tt_serial_axes");
  const tir::AttrArray* axes = attr ? attr->as_array() : nullptr;
  std::string names;
  for (size_t i = 0; axes != nullptr && i < axes->size(); ++i) {
    const std::string* name = (*axes)[i].as_string();
    if (name) names += (names.empty() ? "" : ", ") + *name;
  }
  return names.empty() ? "" : fmt::format("; those along {} run one after another on one core", names);
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
  return fmt::format("{} block{} on {} core{}, at most {} each{}", blocks, blocks == 1 ? "" : "s", busy,
                     busy == 1 ? "" : "s", most, serial_axes_of(func));
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

}  // namespace

tir::IRModule prepare(const tir::IRModule& module, const transform::PassOptions& options, Diagnostics& diags) {
  PassList passes;
  for (const transform::PassInfo& pass : transform::all_passes()) {
    if (pass.name == kPlanningPass) break;
    passes.push_back(&pass);
  }
  return run_passes(module, passes, options, diags);
}

PlanReport plan_functions(const PlanTask& task, Diagnostics& diags) {
  PlanReport shown;
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

std::string plan_json(const tir::IRModule& prepared, const transform::PassOptions& options) {
  Diagnostics again;  // what plan_functions has reported already
  const tir::IRModule annotated = transform::memory_space_lower_tt(prepared, options, again);
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

}  // namespace tir2tt::driver
