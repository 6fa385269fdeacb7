#include "device/model/finding_log.h"

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

namespace {

/// The roles of a compute kernel find the same thing at the same place: one finding with the names of all.
void merge_roles(std::vector<Finding>& findings) {
  std::vector<Finding> merged;
  for (Finding& f : findings) {
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const Finding& m) {
      return m.kind == f.kind && m.place == f.place && m.message == f.message && m.cores == f.cores &&
             m.circular_buffer == f.circular_buffer && f.place.line != 0;
    });
    if (same == merged.end()) {
      merged.push_back(std::move(f));
    } else {
      same->role += ", " + f.role;
      same->count = std::max(same->count, f.count);
    }
  }
  findings = std::move(merged);
}

}  // namespace

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
  merge_roles(findings_);
  by_core_.clear();
  by_message_.clear();
  return std::exchange(findings_, {});
}

}  // namespace tir2tt::device
