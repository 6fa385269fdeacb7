#include "transform/tt/tile_pad_tt.h"

#include <gmock/gmock.h>

#include "transform/kernels.h"
#include "transform/tt/infer_default_tt_shard.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::ElementsAre;

tir::Stmt nothing() { return tir::make_evaluate(tir::make_int(0)); }
std::string padding_of(const tir::Buffer& b, tir::Stmt body = nothing()) {
  return text(run_pass(tile_pad_tt, run_pass(infer_default_tt_shard, make_func({b}, std::move(body), tt_attrs()))),
              "tt_padding_info");
}
std::string padding_of(std::vector<int64_t> shape) { return padding_of(make_buffer("A", std::move(shape))); }

TEST(TilePadTT, NothingToPad) {
  EXPECT_EQ(padding_of({256, 64}), "absent");
  EXPECT_EQ(padding_of({256}), "absent");
  EXPECT_EQ(padding_of({3, 64, 64}), "absent");
}

TEST(TilePadTT, TheTwoAxesOfTheTileArePadded) {
  EXPECT_EQ(
      padding_of({250, 70}),
      "{A_handle: {needs_padding: true, original_shape: [250, 70], padded_shape: [256, 96], padding_amount: [6, 26]}}");
}

TEST(TilePadTT, ABatchAxisIsNot) {
  EXPECT_EQ(padding_of({3, 40, 64}),
            "{A_handle: {needs_padding: true, original_shape: [3, 40, 64], padded_shape: [3, 64, 64], padding_amount: "
            "[0, 24, 0]}}");
}

TEST(TilePadTT, AVectorIsPaddedAsTheRowThatItIs) {
  EXPECT_EQ(
      padding_of({100}),
      "{A_handle: {needs_padding: true, original_shape: [1, 100], padded_shape: [32, 128], padding_amount: [31, 28]}}");
}

TEST(TilePadTT, TheTilesAxesAreThoseOfTheAccesses) {
  const tir::Buffer a = make_buffer("A", std::vector<int64_t>{2, 100, 4, 128});
  const Expr z = tir::make_int(0);
  EXPECT_EQ(padding_of(a, region(a, {z, z, z, z}, {1, 64, 1, 128})),
            "{A_handle: {needs_padding: true, original_shape: [2, 100, 4, 128], padded_shape: [2, 128, 4, 128], "
            "padding_amount: [0, 28, 0, 0]}}");
}

TEST(TilePadTT, ASymbolicExtentIsPaddedWhenItIsKnown) {
  const Expr m = tir::make_var("m", tir::DataType::Int(32));
  EXPECT_EQ(padding_of(make_buffer("A", std::vector<Expr>{m, tir::make_int(100)})), "absent");
}

TEST(TilePadTT, StaleMetadataGoes) {
  AttrDict attrs = tt_attrs();
  attrs.set("tt_padding_info", Attr::integer(1));
  const PrimFunc f = make_func({make_buffer("A", std::vector<int64_t>{64, 64})}, nothing(), attrs);
  EXPECT_EQ(text(run_pass(tile_pad_tt, run_pass(infer_default_tt_shard, f)), "tt_padding_info"), "absent");
}

TEST(TilePadTT, NeedsTheShards) {
  const PrimFunc f = make_func({make_buffer("A", std::vector<int64_t>{64, 64})}, nothing(), tt_attrs());
  EXPECT_THAT(ids_of(tile_pad_tt, f), ElementsAre("T0306"));
  EXPECT_THAT(ids_of(tile_pad_tt, make_func({}, nothing(), tt_attrs())), ElementsAre());
}

}  // namespace
}  // namespace tir2tt::transform::test
