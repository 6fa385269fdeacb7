// Whether the five actors of a core complete the trace with given capacities, found by executing them.
// Tested by tests/plan/network_test.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/problem.h"

namespace tir2tt::plan {

/// Reusable for many capacities of one problem, which must have passed check().
class Network {
 public:
  explicit Network(const Problem& problem);
  /// `capacity`: device pages per CB. Cost: linear in the trace for straight-line pipelines, at worst its square.
  bool completes(const std::vector<int64_t>& capacity);

 private:
  bool run_segment(size_t begin, size_t end, const std::vector<int64_t>& capacity);
  bool advance(size_t actor, size_t end, const std::vector<int64_t>& capacity);
  bool may_run(const Event& event, const std::vector<int64_t>& capacity) const;

  const Problem& problem_;
  std::vector<size_t> next_;   // the same actor's next event
  std::vector<size_t> after_;  // inside a DST section: the compute event before it; kNone otherwise
  std::vector<int64_t> fill_;
  std::vector<std::vector<int64_t>> guard_entry_;
  std::vector<uint8_t> done_;
  std::vector<size_t> at_;  // per actor, its next event
};

}  // namespace tir2tt::plan
