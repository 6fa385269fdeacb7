#include "program/judgement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "support/text.h"

namespace tir2tt::program {
namespace {

using Outputs = run::TensorVerdict;

/// A NaN has a sign that means nothing.
std::string number(double value) { return std::isnan(value) ? "nan" : fmt::format("{:.9g}", value); }

std::string divergence(const Outputs::Divergence& d) {
  std::string text = fmt::format("the first wrong tile begins at [{}], ", fmt::join(d.tile, ", "));
  if (d.iteration < 0) {
    text += "which no block writes";
  } else {
    text += fmt::format("written by core ({},{}) in iteration {} (block {})", d.core_x, d.core_y, d.iteration, d.block);
  }
  return text + fmt::format("\nthere [{}] is {}; {} is expected, within {:.3g}", fmt::join(d.element, ", "),
                            number(d.actual), number(d.expected), d.bound);
}

void add_wrong(const Kernel& kernel, const Outputs& output, SourceSpan place, Diagnostics& diags) {
  diags.add({DiagId::ResultsDiffer, place,
             fmt::format("{} of {} elements of `{}` are not what the kernel computes", with_thousands(output.outside),
                         with_thousands(output.elements), output.name),
             output.first ? divergence(*output.first) : "", kernel.name});
}

void add_violations(const Kernel& kernel, const device::RunResult& result, SourceSpan place, Diagnostics& diags) {
  const auto is_error = [](const device::Finding& f) {
    return device::finding_info(f.kind).severity == device::Severity::Error;
  };
  const auto errors = std::ranges::count_if(result.findings, is_error);
  const auto first = std::ranges::find_if(result.findings, is_error);
  std::string message = "the run did not end";
  if (first != result.findings.end()) {
    message = fmt::format("the device found {} violation{}; the first is {}: {}", errors, errors == 1 ? "" : "s",
                          device::finding_info(first->kind).id, first->message);
  }
  std::string hint;
  if (first != result.findings.end() && first->place.line != 0) {
    hint = fmt::format("look at {}:{}", first->place.file, first->place.line);
  }
  diags.add({DiagId::KernelViolation, place, std::move(message), std::move(hint), kernel.name});
}

void add_never_written(const Kernel& kernel, const std::string& what, SourceSpan place, Diagnostics& diags) {
  diags.add({DiagId::OutputNeverWritten, place, what + "; there is nothing to compare with",
             "run it with shapes for which it writes something", kernel.name});
}

}  // namespace

std::optional<Reference> compute_reference(const Kernel& kernel, const tir::PrimFunc& original,
                                           const std::vector<data::Array>& inputs, const std::atomic<bool>* stop,
                                           Diagnostics& diags) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  Diagnostics own;
  auto result = reference::interpret(original, inputs, {run::error_model(kernel.spec), stop}, own);
  for (Diagnostic d : own.all()) {
    if (d.function.empty()) d.function = kernel.name;
    diags.add(std::move(d));
  }
  if (!result) return std::nullopt;
  return Reference{std::move(*result), std::chrono::duration<double>(Clock::now() - begin).count()};
}

run::Verdict judge_unfinished(const Kernel& kernel, run::Execution execution) {
  reference::Result nothing;
  nothing.tensors.resize(kernel.spec.tensors.size());
  return run::judge(kernel.spec, nothing, std::move(execution));
}

void add_judgement(const Kernel& kernel, const run::Verdict& verdict, SourceSpan place, Diagnostics& diags) {
  if (!verdict.execution.result.ok()) add_violations(kernel, verdict.execution.result, place, diags);
  if (!verdict.execution.result.completed) return;
  const bool writes = std::ranges::any_of(kernel.spec.tensors, &codegen::TensorSpec::written);
  if (!writes)
    add_never_written(kernel, fmt::format("`{}` writes into none of its tensors", kernel.name), place, diags);
  for (const Outputs& output : verdict.outputs) {
    if (!output.right) {
      add_wrong(kernel, output, place, diags);
    } else if (!output.written) {
      add_never_written(kernel, fmt::format("no block writes into `{}`", output.name), place, diags);
    }
  }
}

void add_interrupted(const Kernel& kernel, Diagnostics& diags) {
  diags.add({DiagId::Interrupted, {}, "the run was interrupted; nothing is known about its results", "", kernel.name});
}

}  // namespace tir2tt::program
