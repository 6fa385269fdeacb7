#include "coverage/outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>

#include "codegen/tt/generate.h"
#include "coverage/features.h"
#include "data/random.h"
#include "run/run_kernel.h"
#include "run/verdict_text.h"
#include "run/worst_tile.h"
#include "support/diagnostic.h"
#include "transform/tt/pipeline.h"
#include "tvm/script.h"

namespace tir2tt::coverage {
namespace {

/// What refuses a kernel: it travels as an exception so that each step can simply stop.
struct Refused : std::runtime_error {
  explicit Refused(const Diagnostic& d)
      : std::runtime_error(d.message), id(diag_info(d.id).id), interpreting(id.starts_with("T06")) {}
  std::string id;
  bool interpreting;
};

void stop_at_errors(const Diagnostics& diags) {
  for (const Diagnostic& d : diags.sorted())
    if (diag_info(d.id).severity == Severity::Error) throw Refused(d);
}

data::Array filled(const codegen::TensorSpec& tensor, const Kernel& kernel, const codegen::ProgramSpec& spec,
                   size_t stream) {
  std::vector<std::pair<const tir::VarNode*, int64_t>> extents;
  for (const codegen::ShapeVar& s : spec.shape_vars) extents.emplace_back(s.var.get(), kernel.shapes.at(s.name));
  std::vector<int64_t> shape;
  for (const tir::Expr& e : tensor.shape) shape.push_back(codegen::evaluate(e, extents).value());
  data::Array array = data::random_array(*tir::parse_dtype(tensor.dtype), shape, 1, stream);
  const auto given = kernel.values.find(tensor.tir_name);
  if (given == kernel.values.end()) return array;
  for (size_t i = 0; i < array.values.size(); ++i) array.values[i] = given->second[i % given->second.size()];
  return array;
}

/// A compiled kernel with inputs and what must come out. Outputs hold random numbers before the run as well: what
/// nobody writes is seen.
struct Ready {
  codegen::ProgramSpec spec;
  std::vector<data::Array> inputs;
  reference::Result expected;
};

Ready prepare(const Kernel& kernel, const char* arch, Outcome& outcome) {
  const SourceFile file(kernel.file.string(), text_of(kernel));
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(file, {}, diags);
  stop_at_errors(diags);
  const tir::PrimFunc& written = script.module.functions.at(0).second;
  outcome.features = features_of(*written);
  transform::PassOptions passes;
  if (outcome.features.contains("float8")) arch = "blackhole";
  outcome.arch = arch;
  passes.chip = target::find_chip(arch);
  const tir::IRModule module = transform::run_tt_pipeline(script.module, passes, diags);
  stop_at_errors(diags);
  const auto& [name, function] = module.functions.at(0);
  std::optional<codegen::ProgramSpec> spec = codegen::generate(name, function, {.source = &file}, diags);
  stop_at_errors(diags);
  Ready ready{std::move(spec).value(), {}, {}};
  for (const codegen::TensorSpec& t : ready.spec.tensors)
    ready.inputs.push_back(filled(t, kernel, ready.spec, ready.inputs.size()));
  auto expected = reference::interpret(written, ready.inputs, {.errors = run::error_model(ready.spec)}, diags);
  stop_at_errors(diags);
  ready.expected = std::move(expected).value();
  return ready;
}

std::string extents_text(const data::Array& array) {
  std::string text;
  for (const int64_t extent : array.shape) text += (text.empty() ? "" : "×") + std::to_string(extent);
  return text;
}

void note_program(const codegen::ProgramSpec& spec, Outcome& outcome) {
  outcome.cbs = spec.cbs.size();
  for (const codegen::CbSpec& cb : spec.cbs) outcome.l1_bytes += cb.bytes();
}

void note_outputs(const run::Verdict& v, Outcome& outcome) {
  outcome.unbounded = outcome.elements = 0;
  for (const run::TensorVerdict& t : v.outputs) {
    outcome.unbounded += t.unbounded;
    outcome.elements += t.elements;
    outcome.pcc = std::min(outcome.pcc, t.pcc);
    outcome.max_error = std::max(outcome.max_error, t.max_abs);
    outcome.share = std::max(outcome.share, t.worst);
  }
}

/// Empty: right. A bound grows with the number of additions until it excludes little, so no tile may be far off as a
/// whole either.
std::string what_is_wrong(const Ready& ready, const run::Verdict& v) {
  if (!v.right) return run::verdict_text(ready.spec, v, false);
  if (v.outputs.empty()) return "the kernel writes nothing";
  for (size_t i = 0; i < ready.expected.tensors.size(); ++i) {
    const double error = run::worst_tile(ready.spec, i, ready.expected.tensors[i].value, v.execution.tensors[i]);
    if (error > run::tile_error_of(ready.spec.tensors[i]))
      return fmt::format("within bounds, but a tile of {} is off by {} of the tensor", ready.spec.tensors[i].name,
                         error);
  }
  return {};
}

/// A schedule to try, on all cores or on two: then each has several blocks.
struct Run {
  device::Policy policy = device::Policy::InOrder;
  int seed = 0;
  bool two_cores = false;
};

std::vector<Run> runs_of(const Trials& trials) {
  using device::Policy;
  std::vector<Run> runs = {{Policy::InOrder, 0, false}};
  for (int seed = 0; seed < trials.adversarial; ++seed) runs.push_back({Policy::Adversarial, seed, false});
  for (int seed = 0; seed < trials.random; ++seed) runs.push_back({Policy::Random, seed, false});
  if (trials.two_cores) runs.push_back({Policy::Adversarial, 0, true});
  return runs;
}

void run_all(Ready ready, const Trials& trials, Outcome& outcome) {
  target::Chip small = *ready.spec.chip;
  small.grid_x = 2, small.grid_y = 1;
  const target::Chip* const whole = ready.spec.chip;
  constexpr const char* kNames[] = {"in order", "random", "adversarial"};
  for (const Run& r : runs_of(trials)) {
    device::RunOptions options;
    options.policy = r.policy;
    options.seed = static_cast<uint64_t>(r.seed);
    options.seconds = 600;
    ready.spec.chip = r.two_cores ? &small : whole;
    const run::Verdict v = run::judge(ready.spec, ready.expected, run::execute(ready.spec, ready.inputs, options));
    note_outputs(v, outcome);
    outcome.reason = what_is_wrong(ready, v);
    if (outcome.reason.empty()) continue;
    outcome.verdict = Verdict::Wrong;
    outcome.schedule =
        fmt::format("{}, seed {}{}", kNames[static_cast<int>(r.policy)], r.seed, r.two_cores ? ", two cores" : "");
    return;
  }
  outcome.verdict = Verdict::Right;
}

}  // namespace

const char* to_string(Verdict v) {
  constexpr const char* kNames[] = {"right", "refused", "WRONG", "FAULT"};
  return kNames[static_cast<int>(v)];
}

Outcome outcome_of(const Kernel& kernel, const Trials& trials) {
  const auto begin = std::chrono::steady_clock::now();
  Outcome outcome;
  try {
    Ready ready = prepare(kernel, trials.arch, outcome);
    note_program(ready.spec, outcome);
    outcome.shapes = extents_text(ready.inputs.front()) + ", " + extents_text(ready.inputs.back());
    run_all(std::move(ready), trials, outcome);
  } catch (const Refused& e) {
    outcome.verdict = e.interpreting ? Verdict::Fault : Verdict::Refused;
    outcome.id = e.id;
    outcome.reason = e.what();
  } catch (const std::exception& e) {
    outcome.verdict = Verdict::Fault;
    outcome.reason = e.what();
  }
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return outcome;
}

}  // namespace tir2tt::coverage
