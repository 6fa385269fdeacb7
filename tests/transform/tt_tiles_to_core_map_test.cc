#include "transform/tt/tt_tiles_to_core_map.h"

#include <gmock/gmock.h>

#include "transform/kernels.h"
#include "transform/tt/infer_default_tt_schedule.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::ElementsAre;

PrimFunc mapped(const PrimFunc& f, std::string_view chip = "wormhole_b0") {
  const PassOptions o = options_for(chip);
  return run_pass(tt_tiles_to_core_map, run_pass(infer_default_tt_schedule, f, o), o);
}

TEST(TTTilesToCoreMap, OnlyCoresWithWorkHaveARange) {
  const PrimFunc f = mapped(GridKernel().func(10, 1, 1));
  EXPECT_EQ(text(f, "tt_core_ranges"),
            "[[0, 0, 0, 0, 0, 1], [1, 0, 1, 0, 1, 1], [2, 0, 2, 0, 2, 1], [3, 0, 3, 0, 3, 1], [4, 0, 4, 0, 4, 1], "
            "[5, 0, 5, 0, 5, 1], [6, 0, 6, 0, 6, 1], [7, 0, 7, 0, 7, 1], [0, 1, 0, 1, 8, 1], [1, 1, 1, 1, 9, 1]]");
  EXPECT_EQ(text(f, "tt_core_runtime_args"), text(f, "tt_tiles_per_core"));
  EXPECT_EQ(f->attrs.find("tt_core_runtime_args")->as_array()->size(), 64u);
}

TEST(TTTilesToCoreMap, TheRowsAreAsWideAsTheChip) {
  const PrimFunc f = mapped(GridKernel().func(40, 10, 1), "blackhole");
  const int width = options_for("blackhole").chip->grid_x;
  const auto& ranges = *f->attrs.find("tt_core_ranges")->as_array();
  ASSERT_EQ(ranges.size(), 130u);
  int64_t x = 0, y = 0;
  (*ranges[static_cast<size_t>(width)].as_array())[0].as_integer(&x);
  (*ranges[static_cast<size_t>(width)].as_array())[1].as_integer(&y);
  EXPECT_EQ(x, 0);
  EXPECT_EQ(y, 1);
}

TEST(TTTilesToCoreMap, ASymbolicGridHasNoRanges) {
  const tir::Var m = tir::make_var("m", tir::DataType::Int(32));
  const PrimFunc f = mapped(GridKernel().func(m, tir::make_int(1), tir::make_int(1)));
  EXPECT_EQ(text(f, "tt_core_ranges"), "absent");
  EXPECT_EQ(text(f, "tt_core_runtime_args"), "absent");
}

TEST(TTTilesToCoreMap, SaysWhatIsWrong) {
  EXPECT_THAT(ids_of(tt_tiles_to_core_map, GridKernel().func(2, 1, 1)), ElementsAre("T0306"));
  const PrimFunc f = run_pass(infer_default_tt_schedule, GridKernel().func(2, 1, 1));
  EXPECT_THAT(ids_of(tt_tiles_to_core_map, f, options_for("blackhole")), ElementsAre("T0311"));
  AttrDict attrs = f->attrs;
  attrs.set("tt_tiles_per_core", Attr::string("all of them"));
  EXPECT_THAT(ids_of(tt_tiles_to_core_map, with_attrs(f, attrs)), ElementsAre("T0302"));
}

}  // namespace
}  // namespace tir2tt::transform::test
