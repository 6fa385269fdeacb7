#include "mutation/campaign.h"

#include <atomic>
#include <map>
#include <thread>

#include "device/model/result.h"
#include "run/run_kernel.h"

namespace tir2tt::mutation {
namespace {

using device::Policy;

struct Run {
  const char* name;
  Policy policy;
  uint64_t seed;
};
// The adversarial policy starves one of the five processors, which one is the seed's choice.
constexpr Run kRuns[] = {
    {"in order", Policy::InOrder, 0},          {"random 1", Policy::Random, 1},
    {"random 2", Policy::Random, 2},           {"random 3", Policy::Random, 3},
    {"adversarial 0", Policy::Adversarial, 0}, {"adversarial 1", Policy::Adversarial, 1},
    {"adversarial 2", Policy::Adversarial, 2}, {"adversarial 3", Policy::Adversarial, 3},
    {"adversarial 4", Policy::Adversarial, 4},
};

device::RunOptions options_of(const Run& run, const CampaignOptions& campaign) {
  device::RunOptions o;
  o.policy = run.policy, o.seed = run.seed;
  o.seconds = 20, o.loop_seconds = 1;
  o.most_findings = 20;
  o.explain_deadlocks = false;
  o.compiler.cache_folder = campaign.cache;
  o.compiler.jobs = 1;
  return o;
}

Fate fate_of(const run::Verdict& verdict, const Run& run) {
  const std::vector<device::Finding>& findings = verdict.execution.result.findings;
  Fate fate;
  fate.run = run.name;
  if (!findings.empty()) {
    const device::FindingInfo& info = device::finding_info(findings[0].kind);
    fate.id = info.id;
    const std::string text = device::finding_text(findings[0]);
    fate.text = text.substr(0, text.find('\n'));
    const bool error = info.severity == device::Severity::Error;
    fate.kind = findings[0].kind == device::FindingKind::KernelRejected ? Fate::Kind::CompileError
                : error                                                 ? Fate::Kind::Finding
                                                                        : Fate::Kind::Warned;
  }
  if (!verdict.right && (findings.empty() || fate.kind == Fate::Kind::Warned)) fate.kind = Fate::Kind::WrongNumbers;
  return fate;
}

/// The first run that finds something; of warnings the first, when there is nothing worse.
Fate try_all(const Subject& subject, const codegen::ProgramSpec& program, const CampaignOptions& options) {
  Fate fate;
  for (const Run& run : kRuns) {
    run::Execution execution = run::execute(program, subject.inputs, options_of(run, options));
    Fate now = fate_of(run::judge(program, subject.expected, std::move(execution)), run);
    if (now.kind == Fate::Kind::Survived) continue;
    if (now.kind != Fate::Kind::Warned) return now;
    if (fate.kind == Fate::Kind::Survived) fate = std::move(now);
  }
  return fate;
}

std::vector<Trial> sample(const Subject& subject, size_t every) {
  std::vector<Trial> trials;
  std::map<Operator, size_t> count;
  for (Mutant& m : all_mutants(subject.program)) {
    if (count[m.op]++ % every != 0) continue;
    Trial t{&subject, std::move(m), Reason::None, {}};
    t.reason = reason_of(subject, t.mutant);
    trials.push_back(std::move(t));
  }
  return trials;
}

}  // namespace

std::string check_original(const Subject& subject, const CampaignOptions& options) {
  const Fate fate = try_all(subject, subject.program, options);
  if (fate.kind == Fate::Kind::Survived) return "";
  return subject.name + ", " + fate.run + ": " + (fate.text.empty() ? "wrong numbers" : fate.text);
}

std::vector<Trial> run_campaign(const Subject& subject, const CampaignOptions& options) {
  std::vector<Trial> trials = sample(subject, options.every);
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < trials.size(); i = next++)
      trials[i].fate = try_all(subject, apply(subject.program, trials[i].mutant), options);
  };
  std::vector<std::jthread> workers;
  for (int i = 0; i < options.jobs; ++i) workers.emplace_back(work);
  workers.clear();
  return trials;
}

}  // namespace tir2tt::mutation
