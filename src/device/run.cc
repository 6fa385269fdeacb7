#include "device/run.h"

#include <algorithm>
#include <chrono>

#include "device/resolve_deadlock.h"
#include "device/run_child.h"

namespace tir2tt::device {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

std::vector<CompileCb> compile_cbs(const Program& program, const Kernel& kernel) {
  std::map<uint8_t, CompileCb> by_index;
  for (const CircularBuffer& cb : program.circular_buffers) {
    const bool shares_a_core = std::any_of(cb.cores.begin(), cb.cores.end(), [&](const CoreRange& a) {
      return std::any_of(kernel.cores.begin(), kernel.cores.end(), [&](const CoreRange& b) {
        return a.first.x <= b.last.x && b.first.x <= a.last.x && a.first.y <= b.last.y && b.first.y <= a.last.y;
      });
    });
    if (!shares_a_core) continue;
    for (const CircularBufferIndex& i : cb.indices) by_index.try_emplace(i.index, CompileCb{i.index, i.format, i.tile});
  }
  std::vector<CompileCb> cbs;
  cbs.reserve(by_index.size());
  for (const auto& [index, cb] : by_index) cbs.push_back(cb);
  return cbs;
}

CompileJob job_of(const Program& program, const Kernel& kernel, Role role, const RunOptions& options) {
  CompileJob job;
  job.file = kernel.source.file;
  job.text = kernel.source.text;
  job.role = role;
  job.arch = std::string(program.chip->name);
  job.noc = kernel.noc;
  job.circular_buffers = compile_cbs(program, kernel);
  job.compile_arguments = kernel.compile_arguments;
  job.named_arguments = kernel.named_arguments;
  job.defines = kernel.defines;
  job.fp32_dest_acc = kernel.fp32_dest_acc;
  job.dst_full_sync = kernel.dst_full_sync;
  job.math_approx = kernel.math_approx;
  job.math_fidelity = kernel.fidelity == Fidelity::LoFi ? 0 : static_cast<uint8_t>(kernel.fidelity);
  job.include_folders = options.include_folders;
  return job;
}

std::vector<Role> roles_of(const Kernel& kernel) {
  switch (kernel.processor) {
    case Processor::Riscv0: return {Role::Brisc};
    case Processor::Riscv1: return {Role::Ncrisc};
    case Processor::Compute: return {Role::Unpack, Role::Math, Role::Pack};
  }
  return {};
}

Finding failure_finding(const CompileFailure& failure) {
  constexpr FindingKind kKinds[] = {FindingKind::NoCompiler, FindingKind::NoCacheFolder, FindingKind::KernelUnreadable,
                                    FindingKind::KernelRejected};
  Finding finding{
      kKinds[static_cast<int>(failure.kind)], failure.message, "", {failure.file, failure.line}, {}, -1, {}, 1, {}};
  for (size_t at = 0; at < failure.log.size();) {
    const size_t end = std::min(failure.log.find('\n', at), failure.log.size());
    finding.notes.push_back(failure.log.substr(at, end - at));
    at = end + 1;
  }
  return finding;
}

/// Adds findings to `result` when something does not compile.
Objects compile_all(const Program& program, const RunOptions& options, RunResult& result) {
  std::vector<std::pair<size_t, Role>> keys;
  std::vector<CompileJob> jobs;
  for (size_t i = 0; i < program.kernels.size(); ++i) {
    for (const Role role : roles_of(program.kernels[i])) {
      keys.emplace_back(i, role);
      jobs.push_back(job_of(program, program.kernels[i], role, options));
    }
  }
  const std::vector<CompileResult> compiled = compile_kernels(jobs, options.compiler);
  Objects objects;
  for (size_t i = 0; i < compiled.size(); ++i) {
    if (const auto* failure = std::get_if<CompileFailure>(&compiled[i])) {
      Finding finding = failure_finding(*failure);
      const bool known = std::any_of(result.findings.begin(), result.findings.end(), [&](const Finding& f) {
        return f.place == finding.place && f.message == finding.message;
      });
      if (!known) result.findings.push_back(std::move(finding));
      continue;
    }
    const auto& kernel = std::get<CompiledKernel>(compiled[i]);
    objects[keys[i]] = kernel.object;
    ++(kernel.from_cache ? result.statistics.kernels_from_cache : result.statistics.kernels_compiled);
  }
  return objects;
}

}  // namespace

RunResult run(const Program& program, const RunOptions& options) {
  RunResult result;
  result.findings = check(program);
  if (!result.findings.empty()) return result;
  const Clock::time_point begin = Clock::now();
  const Objects objects = compile_all(program, options, result);
  const double compile_seconds = seconds_since(begin);
  const Statistics compiled = result.statistics;
  if (result.findings.empty()) {
    const Clock::time_point start = Clock::now();
    result = run_child(program, options, objects, true);
    result.statistics.run_seconds = seconds_since(start);
    if (options.explain_deadlocks) resolve_deadlocks(program, options, objects, result);
  }
  result.statistics.compile_seconds = compile_seconds;
  result.statistics.kernels_compiled = compiled.kernels_compiled;
  result.statistics.kernels_from_cache = compiled.kernels_from_cache;
  return result;
}

}  // namespace tir2tt::device
