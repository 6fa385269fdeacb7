#include "device/model/result.h"

#include <fmt/format.h>

#include <algorithm>

namespace tir2tt::device {
namespace {

/// Cores as rectangles of full rows where they are one, else one by one, at most eight.
std::string cores_text(const std::vector<CoreCoord>& cores) {
  const auto [left, right] =
      std::minmax_element(cores.begin(), cores.end(), [](CoreCoord a, CoreCoord b) { return a.x < b.x; });
  const CoreCoord first{left->x, cores.front().y}, last{right->x, cores.back().y};
  if (cores.size() == 1) return fmt::format("core ({},{})", first.x, first.y);
  const auto area = static_cast<size_t>(last.x - first.x + 1) * static_cast<size_t>(last.y - first.y + 1);
  if (area == cores.size()) return fmt::format("cores ({},{})-({},{})", first.x, first.y, last.x, last.y);
  std::string text = fmt::format("{} cores:", cores.size());
  for (size_t i = 0; i < std::min<size_t>(cores.size(), 8); ++i)
    text += fmt::format(" ({},{})", cores[i].x, cores[i].y);
  return cores.size() > 8 ? text + " …" : text;
}

}  // namespace

const std::vector<FindingInfo>& finding_kinds() {
  static const std::vector<FindingInfo> kKinds = {
#define FINDING(name, id, severity, what) {FindingKind::name, #name, id, Severity::severity, what},
#include "device/model/findings.def"
#undef FINDING
  };
  return kKinds;
}

const FindingInfo& finding_info(FindingKind kind) { return finding_kinds()[static_cast<size_t>(kind)]; }

bool RunResult::ok() const {
  return completed && std::none_of(findings.begin(), findings.end(),
                                   [](const Finding& f) { return finding_info(f.kind).severity == Severity::Error; });
}

std::string finding_text(const Finding& finding) {
  const FindingInfo& info = finding_info(finding.kind);
  std::string where;
  const auto add = [&](const std::string& text) { where += (where.empty() ? "" : ", ") + text; };
  if (finding.place.line != 0) add(fmt::format("{}:{}", finding.place.file, finding.place.line));
  if (!finding.role.empty()) add(finding.role);
  if (!finding.cores.empty()) add(cores_text(finding.cores));
  if (finding.count > static_cast<int64_t>(std::max<size_t>(finding.cores.size(), 1)))
    add(fmt::format("{} times", finding.count));
  std::string text =
      fmt::format("{}[{}]: {}", info.severity == Severity::Error ? "error" : "warning", info.id, finding.message);
  if (!where.empty()) text += fmt::format("\n  at: {}", where);
  for (const std::string& note : finding.notes) text += fmt::format("\n  note: {}", note);
  return text;
}

}  // namespace tir2tt::device
