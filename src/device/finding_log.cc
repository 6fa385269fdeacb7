#include "device/finding_log.h"

#include <algorithm>
#include <utility>

namespace tir2tt::device {

void FindingLog::add(Finding finding) {
  const Key key{finding.kind, finding.role, finding.place, finding.circular_buffer};
  const CoreCoord core = finding.cores.empty() ? CoreCoord{-1, -1} : finding.cores[0];
  const auto [seen, is_new_here] = by_core_.try_emplace(std::pair(key, core), findings_.size());
  if (!is_new_here) {
    ++findings_[seen->second].count;
    return;
  }
  const auto [group, is_new] = by_message_.try_emplace(std::pair(key, finding.message), findings_.size());
  seen->second = group->second;
  if (is_new) {
    findings_.push_back(std::move(finding));
    return;
  }
  Finding& first = findings_[group->second];
  ++first.count;
  first.cores.insert(first.cores.end(), finding.cores.begin(), finding.cores.end());
}

bool FindingLog::has(FindingKind kind) const {
  return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& f) { return f.kind == kind; });
}

std::vector<Finding> FindingLog::take() {
  for (Finding& f : findings_) {
    std::sort(f.cores.begin(), f.cores.end(),
              [](CoreCoord a, CoreCoord b) { return std::pair(a.y, a.x) < std::pair(b.y, b.x); });
  }
  const auto order = [](const Finding& f) {
    const FindingInfo& info = finding_info(f.kind);
    return std::tuple(info.severity, f.place, info.id, f.role, f.circular_buffer, f.message);
  };
  std::stable_sort(findings_.begin(), findings_.end(),
                   [&](const Finding& a, const Finding& b) { return order(a) < order(b); });
  by_core_.clear();
  by_message_.clear();
  return std::exchange(findings_, {});
}

}  // namespace tir2tt::device
