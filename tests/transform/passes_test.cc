#include "transform/tt/passes.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace tir2tt::transform {
namespace {

TEST(Passes, AreFoundByName) {
  for (const PassInfo& p : all_passes()) {
    EXPECT_EQ(find_pass(p.name), &p);
    EXPECT_FALSE(p.summary.empty());
    EXPECT_NE(p.run, nullptr);
  }
  EXPECT_EQ(find_pass("no-such-pass"), nullptr);
  EXPECT_EQ(find_pass(""), nullptr);
}

TEST(Passes, FewTouchTheBody) {
  const std::set<std::string_view> bodies = {"expand-operations-tt", "forward-loads-tt",     "stage-dram-tt",
                                             "threads-to-loops-tt",  "serialize-atomics-tt", "split-reductions-tt",
                                             "grid-to-persistent-tt"};
  std::set<std::string_view> names;
  for (const PassInfo& p : all_passes()) {
    names.insert(p.name);
    EXPECT_EQ(p.attributes_only, !bodies.contains(p.name));
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre(
                         "apply-tt-defaults", "expand-operations-tt", "forward-loads-tt", "stage-dram-tt",
                         "threads-to-loops-tt", "serialize-atomics-tt", "split-reductions-tt",
                         "infer-default-tt-schedule", "infer-default-tt-shard", "grid-to-persistent-tt",
                         "tt-tiles-to-core-map", "memory-space-lower-tt", "tile-pad-tt", "verify-tt-ir"));
}

}  // namespace
}  // namespace tir2tt::transform
