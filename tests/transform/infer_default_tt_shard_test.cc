#include "transform/tt/infer_default_tt_shard.h"

#include <gmock/gmock.h>

#include "transform/kernels.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Expr var(const std::string& name) { return tir::make_var(name, tir::DataType::Int(32)); }
tir::Stmt nothing() { return tir::make_evaluate(tir::make_int(0)); }

std::string entry(const PrimFunc& f, std::string_view tensor) {
  const Attr* e = f->attrs.find("tt_shard")->as_dict()->find(tensor);
  return e ? text(*e) : "absent";
}
std::string entry_of(const tir::Buffer& b, tir::Stmt body = nothing()) {
  return entry(run_pass(infer_default_tt_shard, make_func({b}, std::move(body), tt_attrs())), b->name);
}
tir::Buffer tensor(std::vector<int64_t> shape) { return make_buffer("A", std::move(shape)); }

TEST(InferDefaultTTShard, WholeTiles) {
  EXPECT_EQ(
      entry_of(tensor({256, 128})),
      "{layout: 'dram_interleaved', needs_padding: false, tile_shape: [32, 32], tiles_height: 8, tiles_width: 4}");
}

TEST(InferDefaultTTShard, PartTiles) {
  EXPECT_EQ(entry_of(tensor({250, 70})),
            "{layout: 'dram_interleaved', needs_padding: true, padded_shape: [256, 96], tile_shape: [32, 32], "
            "tiles_height: 8, tiles_width: 3}");
}

TEST(InferDefaultTTShard, AVectorIsOneRow) {
  EXPECT_EQ(
      entry_of(tensor({256})),
      "{layout: 'dram_interleaved', needs_padding: false, tile_shape: [32, 32], tiles_height: 1, tiles_width: 8}");
  EXPECT_EQ(entry_of(tensor({100})),
            "{layout: 'dram_interleaved', needs_padding: true, padded_shape: [32, 128], tile_shape: [32, 32], "
            "tiles_height: 1, tiles_width: 4}");
}

TEST(InferDefaultTTShard, AScalarIsOneTile) {
  EXPECT_EQ(entry_of(tensor({})),
            "{layout: 'dram_interleaved', needs_padding: true, padded_shape: [32, 32], tile_shape: [32, 32], "
            "tiles_height: 1, tiles_width: 1}");
}

TEST(InferDefaultTTShard, LeadingAxesCountMatrices) {
  EXPECT_EQ(
      entry_of(tensor({3, 5, 40, 64})),
      "{layout: 'dram_interleaved', matrices: 15, needs_padding: true, padded_shape: [64, 64], tile_axes: [2, 3], "
      "tile_shape: [32, 32], tiles_height: 2, tiles_width: 2}");
}

TEST(InferDefaultTTShard, WhatASymbolicExtentDecidesIsLeftOut) {
  const tir::Buffer b = make_buffer("A", std::vector<Expr>{var("m"), tir::make_int(64)});
  EXPECT_EQ(entry_of(b), "{layout: 'dram_interleaved', tile_shape: [32, 32], tiles_width: 2}");
  const tir::Buffer c = make_buffer("A", std::vector<Expr>{var("b"), tir::make_int(64), tir::make_int(64)});
  EXPECT_THAT(entry_of(c), testing::Not(testing::HasSubstr("matrices")));
}

TEST(InferDefaultTTShard, ARegionShowsTheTile) {
  const tir::Buffer a = tensor({2, 128, 4, 128});
  const Expr b = var("b"), h = var("h"), s = var("s");
  EXPECT_THAT(entry_of(a, region(a, {b, s, h, tir::make_int(0)}, {1, 64, 1, 128})),
              testing::AllOf(testing::HasSubstr("tile_axes: [1, 3]"), testing::HasSubstr("matrices: 8"),
                             testing::HasSubstr("tiles_height: 4")));
}

TEST(InferDefaultTTShard, ALoopNestOverATileShowsIt) {
  const tir::Buffer a = tensor({2, 128, 4, 128}),
                    local = make_buffer("L", std::vector<int64_t>{32, 128}, "local.fragment");
  const tir::Var i = tir::make_var("i", tir::DataType::Int(32)), j = tir::make_var("j", tir::DataType::Int(32)),
                 k = tir::make_var("k", tir::DataType::Int(32));
  const tir::Stmt body = store(local, {i, j}, tir::make_load(a, {k, i, k, j}));
  EXPECT_THAT(entry_of(a, loop(k, tir::make_int(2), loop(i, tir::make_int(32), loop(j, tir::make_int(128), body)))),
              testing::HasSubstr("tile_axes: [1, 3]"));
  // From tensor to tensor only T.parallel says which loops are the tile's.
  const tir::Stmt direct = store(a, {k, i, k, j}, tir::make_int(0));
  const auto parallel = tir::ForKind::Parallel;
  EXPECT_THAT(entry_of(a, loop(k, tir::make_int(2),
                               loop(i, tir::make_int(32), loop(j, tir::make_int(128), direct, parallel), parallel))),
              testing::HasSubstr("tile_axes: [1, 3]"));
}

TEST(InferDefaultTTShard, ALetIsANameForAnExpression) {
  const tir::Buffer a = tensor({2, 128, 4, 128}),
                    local = make_buffer("L", std::vector<int64_t>{32, 128}, "local.fragment");
  const tir::Var i = tir::make_var("i", tir::DataType::Int(32)), j = tir::make_var("j", tir::DataType::Int(32)),
                 row = tir::make_var("row", tir::DataType::Int(32));
  auto let = std::make_shared<tir::LetStmtNode>();
  let->var = row;
  let->value = add(i, tir::make_int(64));
  let->body = store(local, {i, j}, tir::make_load(a, {tir::make_int(0), row, tir::make_int(0), j}));
  EXPECT_THAT(entry_of(a, loop(i, tir::make_int(32), loop(j, tir::make_int(128), let))),
              testing::HasSubstr("tile_axes: [1, 3]"));
}

TEST(InferDefaultTTShard, OneSpannedAxisDecidesOnlyOutsideTheLastTwo) {
  const tir::Buffer a = tensor({2, 128, 4, 128});
  const Expr z = tir::make_int(0);
  EXPECT_THAT(entry_of(a, region(a, {z, z, z, z}, {1, 1, 1, 128})), testing::HasSubstr("tile_axes: [2, 3]"));
  EXPECT_THAT(entry_of(a, region(a, {z, z, z, z}, {1, 64, 1, 1})), testing::HasSubstr("tile_axes: [1, 3]"));
  EXPECT_THAT(entry_of(a, region(a, {z, z, z, z}, {1, 64, 4, 128})), testing::HasSubstr("tile_axes: [2, 3]"));
}

TEST(InferDefaultTTShard, ReadsOfABlockAreNoAccess) {
  const tir::Buffer a = tensor({2, 128, 4, 128});
  auto b = std::make_shared<tir::BlockNode>();
  const tir::Range one{tir::make_int(0), tir::make_int(1)}, many{tir::make_int(0), tir::make_int(2)};
  b->reads = {{a, {many, many, one, one}}};
  b->body = nothing();
  auto r = std::make_shared<tir::BlockRealizeNode>();
  r->block = b;
  EXPECT_THAT(entry_of(a, r), testing::HasSubstr("tile_axes: [2, 3]"));
}

TEST(InferDefaultTTShard, DisagreementIsAWarningAndTheFirstStands) {
  const tir::Buffer a = tensor({2, 128, 4, 128});
  const Expr z = tir::make_int(0);
  const tir::Stmt body =
      tir::make_seq({region(a, {z, z, z, z}, {1, 64, 1, 128}), region(a, {z, z, z, z}, {1, 1, 4, 128})});
  EXPECT_THAT(entry_of(a, body), testing::HasSubstr("tile_axes: [1, 3]"));
  EXPECT_THAT(ids_of(infer_default_tt_shard, make_func({a}, body, tt_attrs())), ElementsAre("T0307"));
}

TEST(InferDefaultTTShard, FlatAttributesSayTheSameAndStaleOnesGo) {
  AttrDict attrs = tt_attrs();
  attrs.set("tt_buffer_A_padded_shape", Attr::integer(1));
  const PrimFunc f = run_pass(infer_default_tt_shard, make_func({tensor({64, 96})}, nothing(), attrs));
  EXPECT_EQ(text(f, "tt_buffer_A_layout"), "'dram_interleaved'");
  EXPECT_EQ(text(f, "tt_buffer_A_tile_shape"), "[32, 32]");
  EXPECT_EQ(text(f, "tt_buffer_A_num_tiles_height"), "2");
  EXPECT_EQ(text(f, "tt_buffer_A_num_tiles_width"), "3");
  EXPECT_EQ(text(f, "tt_buffer_A_needs_padding"), "false");
  EXPECT_EQ(text(f, "tt_buffer_A_padded_shape"), "absent");
}

TEST(InferDefaultTTShard, TwoTensorsOfOneNameHaveTwoEntries) {
  const PrimFunc f =
      run_pass(infer_default_tt_shard, make_func({tensor({32, 32}), tensor({64, 32})}, nothing(), tt_attrs()));
  EXPECT_THAT(entry(f, "A"), testing::HasSubstr("tiles_height: 1"));
  EXPECT_THAT(entry(f, "A_1"), testing::HasSubstr("tiles_height: 2"));
}

TEST(InferDefaultTTShard, AHugeExtentDoesNotOverflow) {
  EXPECT_THAT(entry_of(tensor({INT64_MAX, INT64_MAX, 64})), testing::Not(testing::HasSubstr("matrices: -")));
}

TEST(InferDefaultTTShard, AFunctionWithoutPolicyIsLeftAlone) {
  EXPECT_THAT(ids_of(infer_default_tt_shard, make_func({tensor({32, 32})}, nothing())), ElementsAre("T0400"));
  const PrimFunc f = make_func({tensor({32, 32})}, nothing());
  EXPECT_EQ(run_pass(infer_default_tt_shard, f), f);
}

}  // namespace
}  // namespace tir2tt::transform::test
