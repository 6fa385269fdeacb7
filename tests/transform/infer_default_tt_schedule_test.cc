#include "transform/tt/infer_default_tt_schedule.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "transform/kernels.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::ElementsAre;

std::vector<std::pair<int64_t, int64_t>> shares(const PrimFunc& f) {
  std::vector<std::pair<int64_t, int64_t>> out;
  for (const Attr& core : *f->attrs.find("tt_tiles_per_core")->as_array()) {
    int64_t start = 0, count = 0;
    (*core.as_array())[0].as_integer(&start);
    (*core.as_array())[1].as_integer(&count);
    out.emplace_back(start, count);
  }
  return out;
}

TEST(InferDefaultTTSchedule, DealsOutEvenlyAndTheFirstCoresGetOneMore) {
  const PrimFunc f = run_pass(infer_default_tt_schedule, GridKernel().func(70, 1, 2));
  EXPECT_EQ(text(f, "tt_grid_x"), "70");
  EXPECT_EQ(text(f, "tt_grid_y"), "1");
  EXPECT_EQ(text(f, "tt_grid_z"), "2");
  EXPECT_EQ(text(f, "tt_num_tiles"), "140");
  EXPECT_EQ(text(f, "tt_num_cores"), "64");
  const auto s = shares(f);
  ASSERT_EQ(s.size(), 64u);
  EXPECT_EQ(s[0], (std::pair<int64_t, int64_t>(0, 3)));
  EXPECT_EQ(s[11], (std::pair<int64_t, int64_t>(33, 3)));
  EXPECT_EQ(s[12], (std::pair<int64_t, int64_t>(36, 2)));
  EXPECT_EQ(s[63], (std::pair<int64_t, int64_t>(138, 2)));
}

TEST(InferDefaultTTSchedule, IdleCoresStartAtTheEnd) {
  const PrimFunc f = run_pass(infer_default_tt_schedule, GridKernel().func(3, 1, 1));
  const auto s = shares(f);
  EXPECT_EQ(s[2], (std::pair<int64_t, int64_t>(2, 1)));
  EXPECT_EQ(s[3], (std::pair<int64_t, int64_t>(3, 0)));
  EXPECT_EQ(s[63], (std::pair<int64_t, int64_t>(3, 0)));
}

TEST(InferDefaultTTSchedule, TheDictSaysTheSame) {
  const PrimFunc f = run_pass(infer_default_tt_schedule, GridKernel().func(2, 1, 1));
  const std::string schedule = text(f, "tt_schedule");
  EXPECT_THAT(schedule,
              testing::StartsWith("{assignments: [{core_id: 0, start_tile: 0, tile_count: 1}, {core_id: 1, "
                                  "start_tile: 1, tile_count: 1}, {core_id: 2, start_tile: 2, tile_count: 0}"));
  EXPECT_THAT(schedule, testing::EndsWith("], grid_shape: [2, 1, 1], num_cores: 64, order: 'row_major', policy: "
                                          "'contiguous', total_tiles: 2}"));
}

TEST(InferDefaultTTSchedule, CoresAreThoseOfTheChip) {
  const PrimFunc f = run_pass(infer_default_tt_schedule, GridKernel().func(2, 1, 1), options_for("blackhole"));
  EXPECT_EQ(text(f, "tt_num_cores"), "130");
  EXPECT_EQ(shares(f).size(), 130u);
}

TEST(InferDefaultTTSchedule, AnUnsetOrderStaysUnset) {
  AttrDict attrs;
  attrs.set("tt_schedule_policy", Attr::string("contiguous"));
  const PrimFunc f = run_pass(infer_default_tt_schedule, GridKernel().func(2, 1, 1, attrs));
  EXPECT_THAT(text(f, "tt_schedule"), testing::Not(testing::HasSubstr("order")));
}

TEST(InferDefaultTTSchedule, TheAuthorsGridComesFirst) {
  AttrDict attrs = tt_attrs();
  attrs.set("tl.grid_x", Attr::integer(8));
  attrs.set("tt_grid_x", Attr::integer(5));
  attrs.set("tt_grid_y", Attr::integer(4));
  const PrimFunc f = run_pass(infer_default_tt_schedule, make_func({}, tir::make_evaluate(tir::make_int(0)), attrs));
  EXPECT_EQ(text(f, "tt_num_tiles"), "32");
  EXPECT_EQ(text(f, "tt_grid_x"), "8");
}

TEST(InferDefaultTTSchedule, AnAttributeForOneAxisLeavesTheOthersToTheBody) {
  AttrDict attrs = tt_attrs();
  attrs.set("tl.grid_x", Attr::integer(8));
  EXPECT_EQ(text(run_pass(infer_default_tt_schedule, GridKernel().func(8, 4, 1, attrs)), "tt_num_tiles"), "32");
}

TEST(InferDefaultTTSchedule, ABodyWithoutGridIsOneBlock) {
  const PrimFunc f =
      run_pass(infer_default_tt_schedule, make_func({}, tir::make_evaluate(tir::make_int(0)), tt_attrs()));
  EXPECT_EQ(text(f, "tt_num_tiles"), "1");
}

TEST(InferDefaultTTSchedule, BoundLoopsAreAGrid) {
  const GridKernel k;
  const tir::Stmt body =
      loop(k.by, tir::make_int(3), loop(k.bx, tir::make_int(5), k.inner, tir::ForKind::ThreadBinding, "blockIdx.x"),
           tir::ForKind::ThreadBinding, "blockIdx.y");
  const PrimFunc f = run_pass(infer_default_tt_schedule, make_func({k.out}, body, tt_attrs()));
  EXPECT_EQ(text(*f->attrs.find("tt_schedule")->as_dict()->find("grid_shape")), "[5, 3, 1]");
}

TEST(InferDefaultTTSchedule, LoopsAroundACpuFrameAreAGrid) {
  const GridKernel k;
  AttrDict mark;
  mark.set("tilelang.is_cpu_kernel_frame", Attr(Attr::Value(tir::BoxedBool{true})));
  const tir::Stmt body =
      block("root", loop(k.bx, tir::make_int(5), loop(k.by, tir::make_int(3), block("tilelang_root", k.inner, mark))));
  const PrimFunc f = run_pass(infer_default_tt_schedule, make_func({k.out}, body, tt_attrs()));
  EXPECT_EQ(text(*f->attrs.find("tt_schedule")->as_dict()->find("grid_shape")), "[5, 3, 1]");
  const tir::Stmt unmarked =
      block("root", loop(k.bx, tir::make_int(5), loop(k.by, tir::make_int(3), block("tilelang_root", k.inner))));
  const PrimFunc g = run_pass(infer_default_tt_schedule, make_func({k.out}, unmarked, tt_attrs()));
  EXPECT_EQ(text(g, "tt_num_tiles"), "1");
}

TEST(InferDefaultTTSchedule, AConstantExpressionIsKnown) {
  const Expr x = tir::make_binary(ExprKind::FloorDiv, add(tir::make_int(100), tir::make_int(31)), tir::make_int(32));
  EXPECT_EQ(
      text(run_pass(infer_default_tt_schedule, GridKernel().func(x, tir::make_int(1), tir::make_int(1))), "tt_grid_x"),
      "4");
}

TEST(InferDefaultTTSchedule, ASymbolicGridIsWrittenAsText) {
  const tir::Var m = tir::make_var("m", tir::DataType::Int(32));
  AttrDict attrs = tt_attrs();
  attrs.set("tt_num_tiles", Attr::integer(7));  // of an earlier life
  const PrimFunc f =
      run_pass(infer_default_tt_schedule, GridKernel().func(m, tir::make_int(8), tir::make_int(1), attrs));
  EXPECT_EQ(text(f, "tt_grid_expr"), "['m', '8', '1']");
  EXPECT_EQ(text(f, "tt_grid_x"), "absent");
  EXPECT_EQ(text(f, "tt_grid_y"), "8");
  EXPECT_EQ(text(f, "tt_num_tiles"), "absent");
  EXPECT_EQ(text(f, "tt_tiles_per_core"), "absent");
  EXPECT_EQ(text(f, "tt_num_cores"), "64");
  EXPECT_EQ(text(f, "tt_schedule"), "{num_cores: 64, order: 'row_major', policy: 'contiguous'}");
}

TEST(InferDefaultTTSchedule, SaysWhatIsWrong) {
  const GridKernel k;
  AttrDict strided = tt_attrs(), wrong = tt_attrs(), other = tt_attrs(), none;
  strided.set("tt_schedule_policy", Attr::string("strided"));
  wrong.set("tt_grid_x", Attr::integer(0));
  other.set("tl.grid_x", Attr::integer(4));
  EXPECT_THAT(ids_of(infer_default_tt_schedule, k.func(2, 1, 1, strided)), ElementsAre("T0301"));
  EXPECT_THAT(ids_of(infer_default_tt_schedule, make_func({}, tir::make_evaluate(tir::make_int(0)), wrong)),
              ElementsAre("T0302"));
  EXPECT_THAT(ids_of(infer_default_tt_schedule, k.func(2, 1, 1, other)), ElementsAre("T0303"));
  EXPECT_THAT(ids_of(infer_default_tt_schedule, k.func(0, 1, 1)), ElementsAre("T0305"));
  EXPECT_THAT(ids_of(infer_default_tt_schedule, k.func(65536, 32768, 1)), ElementsAre("T0305"));
  EXPECT_THAT(ids_of(infer_default_tt_schedule, k.func(int64_t{1} << 40, int64_t{1} << 40, 1)), ElementsAre("T0305"));
  EXPECT_THAT(ids_of(infer_default_tt_schedule, k.func(2, 1, 1, none)), ElementsAre("T0400"));
  const tir::Stmt twice = tir::make_seq(
      {launch(k.bx, "blockIdx.x", tir::make_int(2), k.inner), launch(k.by, "blockIdx.x", tir::make_int(2), k.inner)});
  EXPECT_THAT(ids_of(infer_default_tt_schedule, make_func({k.out}, twice, tt_attrs())), ElementsAre("T0304"));
}

RC_GTEST_PROP(InferDefaultTTSchedule, EveryTileBelongsToOneCore, ()) {
  const auto x = *rc::gen::inRange<int64_t>(1, 300), y = *rc::gen::inRange<int64_t>(1, 20),
             z = *rc::gen::inRange<int64_t>(1, 4);
  const PrimFunc f = run_pass(infer_default_tt_schedule, GridKernel().func(x, y, z));
  int64_t next = 0, most = 0, least = x * y * z;
  for (const auto& [start, count] : shares(f)) {
    RC_ASSERT(start == next);
    next += count;
    most = std::max(most, count);
    least = std::min(least, count);
  }
  RC_ASSERT(next == x * y * z);
  RC_ASSERT(most - least <= 1);
}

}  // namespace
}  // namespace tir2tt::transform::test
