// Collects findings while a program runs: equal ones of several cores become one. Tested by
// tests/device/finding_log_test.cc.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "device/model/result.h"

namespace tir2tt::device {

class FindingLog {
 public:
  /// `finding` names one core at most. What happened at one place of one core before is counted, with the numbers of
  /// its first time.
  void add(Finding finding);
  size_t size() const { return findings_.size(); }
  bool has(FindingKind kind) const;
  /// Errors first, then by file, line and id; cores by rows.
  std::vector<Finding> take();

 private:
  using Key = std::tuple<FindingKind, std::string, KernelPlace, int64_t>;
  std::map<std::pair<Key, CoreCoord>, size_t> by_core_;
  std::map<std::pair<Key, std::string>, size_t> by_message_;
  std::vector<Finding> findings_;
};

}  // namespace tir2tt::device
