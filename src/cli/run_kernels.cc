#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/io.h"
#include "data/npy.h"
#include "driver/attr_json.h"
#include "program/folder.h"
#include "program/inputs.h"
#include "program/judgement.h"
#include "program/original.h"
#include "run/verdict_json.h"
#include "run/verdict_text.h"

namespace tir2tt::cli {
namespace {

namespace fs = std::filesystem;

struct PolicyName {
  std::string_view name;
  device::Policy policy;
};
constexpr PolicyName kPolicies[] = {{"in-order", device::Policy::InOrder},
                                    {"random", device::Policy::Random},
                                    {"adversarial", device::Policy::Adversarial}};

device::Policy find_policy(const std::string& name, Diagnostics& diags) {
  std::vector<std::string> known;
  for (const PolicyName& row : kPolicies) {
    if (row.name == name) return row.policy;
    known.emplace_back(row.name);
  }
  driver::add_unknown(DiagId::BadOption, "policy", name, known, "", diags);
  return {};
}

/// What there is to run, and what it is compared with.
struct Task {
  driver::Input module, original;
  std::vector<program::Kernel> kernels;
};

/// Diagnostics about the two texts: they have places in one of them each.
struct Said {
  Diagnostics of_module, of_original;
  bool has_errors() const { return of_module.has_errors() || of_original.has_errors(); }
};

int finish(const Said& said, const Task& task, Session& session) {
  const int of_module = finish(said.of_module, task.module, session);
  return std::max(of_module, finish(said.of_original, task.original, session));
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return path != "-" && fs::is_directory(path, ignored);
}

driver::Input read_part(const fs::path& folder, const std::string& stem, Diagnostics& diags) {
  driver::Input input = program::read_module_in(folder, stem, diags);
  if (!input.file && !diags.has_errors()) {
    diags.add(DiagId::BadFolder, {}, fmt::format("`{0}` has neither {1}.py nor {1}.json", folder.string(), stem),
              "run a folder that `tir2tt compile FILE -o DIR` wrote, or a file");
  }
  return input;
}

void read_task(const RunArgs& args, Session& session, Task& task, Said& said) {
  const bool folder = is_folder(args.kernel.file);
  task.module = folder ? read_part(args.kernel.file, "module", said.of_module)
                       : read_kernel(args.kernel, session, said.of_module);
  if (said.has_errors()) return;
  task.original = folder ? read_part(args.kernel.file, "input", said.of_original)
                         : program::find_original(task.module, args.kernel.file, said.of_original);
}

/// Kernels of all functions; in a folder their texts are its files.
void make_kernels(const RunArgs& args, const transform::PassOptions& options, Task& task, Diagnostics& diags) {
  const tir::IRModule& as_read = task.module.module.module;
  const tir::IRModule annotated = program::annotate(as_read, options, diags);
  if (diags.has_errors()) return;
  task.kernels = program::generate_kernels(task.module, annotated, options, codegen::classic_dialect(), diags);
  program::check_wishes(as_read, task.kernels, {options, args.arch_given, args.reserve_given}, diags);
  if (diags.has_errors() || !is_folder(args.kernel.file)) return;
  program::take_kernel_texts(args.kernel.file, task.kernels, diags);
}

/// Everything that one kernel needs besides itself.
struct Runner {
  const RunArgs& args;
  const program::RunWishes& wishes;
  const device::RunOptions& options;
  const Awaits& interrupt;
  const Task& task;
  Session& session;
  Said& said;
  Progress progress;

  /// nullopt: a diagnostic says why there is none, or the run was interrupted.
  std::optional<run::Verdict> run(const program::Kernel& kernel);
  void save(const program::Kernel& kernel, const run::Verdict& verdict);
};

std::optional<run::Verdict> Runner::run(const program::Kernel& kernel) {
  const tir::PrimFunc* original = program::original_function(task.original, kernel, said.of_original);
  const auto inputs = program::make_inputs(kernel, wishes, said.of_module);
  if (original == nullptr || !inputs) return std::nullopt;

  progress.show(kernel.name + ": on the device");
  run::Execution execution = run::execute(kernel.spec, *inputs, options);
  std::optional<program::Reference> reference;
  Diagnostics of_reference;
  const bool completed = execution.result.completed;
  if (completed && !interrupt.asked()) {
    progress.show(kernel.name + ": reference");
    reference = program::compute_reference(kernel, *original, *inputs, interrupt.flag(), of_reference);
  }
  progress.clear();
  if (interrupt.asked()) return std::nullopt;
  for (const Diagnostic& d : of_reference.all()) said.of_original.add(d);
  if (completed && !reference) return std::nullopt;
  run::Verdict verdict = reference ? run::judge(kernel.spec, reference->result, std::move(execution))
                                   : program::judge_unfinished(kernel, std::move(execution));
  if (reference) verdict.reference_seconds = reference->seconds;
  program::add_judgement(kernel, verdict, (*original)->span, said.of_original);
  return verdict;
}

void Runner::save(const program::Kernel& kernel, const run::Verdict& verdict) {
  for (size_t i = 0; i < verdict.execution.tensors.size(); ++i) {
    const auto* file = program::find_assignment(wishes.out, kernel.name, kernel.spec.tensors[i].tir_name);
    if (file == nullptr) continue;
    write_output(file->value, data::write_npy(verdict.execution.tensors[i]), session.out, said.of_module);
  }
}

nlohmann::ordered_json not_run(const program::Kernel& kernel) {
  return {{"function", kernel.spec.function}, {"arch", kernel.spec.chip->name}, {"verdict", "not run"}};
}

void run_all(Runner& runner) {
  nlohmann::ordered_json functions = nlohmann::ordered_json::array();
  std::string text;
  bool interrupted = false;
  for (const program::Kernel& kernel : runner.task.kernels) {
    std::optional<run::Verdict> verdict;
    if (!interrupted) verdict = runner.run(kernel);
    functions.push_back(verdict ? run::verdict_json(kernel.spec, *verdict) : not_run(kernel));
    if (verdict) {
      text += (text.empty() ? "" : "\n") + run::verdict_text(kernel.spec, *verdict, runner.session.color_out());
      runner.save(kernel, *verdict);
    } else if (runner.interrupt.asked() && !interrupted) {
      interrupted = true;
      program::add_interrupted(kernel, runner.said.of_original);
    }
  }
  if (runner.args.json) text = driver::json_text({{"functions", functions}});
  write_output("", text, runner.session.out, runner.said.of_module);
}

program::RunWishes parse_wishes(const RunArgs& args, Diagnostics& diags) {
  return {program::parse_assignments("--in", args.in, diags), program::parse_assignments("--out", args.out, diags),
          program::parse_assignments("--shape", args.shapes, diags), args.seed};
}

device::RunOptions run_options(const RunArgs& args, Diagnostics& diags) {
  device::RunOptions options;
  options.policy = find_policy(args.policy, diags);
  options.seed = args.seed;
  return options;
}

}  // namespace

int run_kernels(const RunArgs& args, Session& session) {
  Diagnostics usage;
  const std::optional<transform::PassOptions> passes = driver::pass_options(args.kernel.names, usage);
  const program::RunWishes wishes = parse_wishes(args, usage);
  device::RunOptions options = run_options(args, usage);
  if (usage.has_errors()) return wrong_usage(usage, session);

  Task task;
  Said said;
  read_task(args, session, task, said);
  if (!said.has_errors()) make_kernels(args, *passes, task, said.of_module);
  if (said.has_errors()) return finish(said, task, session);
  program::check_names(task.kernels, wishes, usage);
  if (usage.has_errors()) return wrong_usage(usage, session);

  const Awaits interrupt(session.environment.interrupt);
  options.stop = interrupt.flag();
  Runner runner{args, wishes, options, interrupt, task, session, said, Progress(session, true)};
  run_all(runner);
  return finish(said, task, session);
}

}  // namespace tir2tt::cli
