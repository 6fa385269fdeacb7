#include "transform/tt/apply_tt_defaults.h"

#include <gmock/gmock.h>

#include "transform/kernels.h"

namespace tir2tt::transform::test {
namespace {

TEST(ApplyTTDefaults, GivesTheFiveDefaults) {
  AttrDict attrs;
  attrs.set("global_symbol", Attr::string("k"));
  const PrimFunc before = GridKernel().func(2, 2, 1, attrs);
  const PrimFunc f = run_pass(apply_tt_defaults, before);
  EXPECT_EQ(text(f->attrs),
            "{global_symbol: 'k', tt_layout_type: 'dram_interleaved', tt_schedule_order: 'row_major', "
            "tt_schedule_policy: 'contiguous', tt_tile_height: boxed 32, tt_tile_width: boxed 32}");
  EXPECT_EQ(f->body, before->body);
}

TEST(ApplyTTDefaults, LeavesAFunctionWithAnyTtAttributeAlone) {
  AttrDict attrs;
  attrs.set("tt_grid_x", Attr::integer(3));
  const PrimFunc before = GridKernel().func(3, 1, 1, attrs);
  EXPECT_EQ(run_pass(apply_tt_defaults, before), before);
}

TEST(ApplyTTDefaults, AnAttributeOfAnotherPrefixDoesNotCount) {
  AttrDict attrs;
  attrs.set("tl.grid_x", Attr::integer(3));
  attrs.set("ttx", Attr::integer(3));
  EXPECT_EQ(text(run_pass(apply_tt_defaults, GridKernel().func(3, 1, 1, attrs)), "tt_schedule_policy"), "'contiguous'");
}

}  // namespace
}  // namespace tir2tt::transform::test
