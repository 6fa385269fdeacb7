#include "transform/tt/grid_to_persistent_tt.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "transform/kernels.h"
#include "transform/tt/infer_default_tt_schedule.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::ElementsAre;

PrimFunc persistent(const PrimFunc& f) {
  return run_pass(grid_to_persistent_tt, run_pass(infer_default_tt_schedule, f));
}

const tir::ForNode& loop_of(const PrimFunc& f) {
  const auto* l = tir::as<tir::ForNode>(f->body);
  EXPECT_TRUE(l);
  return *l;
}
const tir::LetStmtNode& let_of(const PrimFunc& f) { return *tir::as<tir::LetStmtNode>(loop_of(f).body); }

/// The one store of a function.
const tir::BufferStoreNode& store_of(const PrimFunc& f) {
  struct Finder : tir::Visitor {
    const tir::BufferStoreNode* found = nullptr;
    void visit_stmt(const tir::Stmt& s) override {
      if (const auto* b = tir::as<tir::BufferStoreNode>(s)) found = b;
      visit_children(s);
    }
  } finder;
  finder.visit_stmt(f->body);
  EXPECT_TRUE(finder.found);
  return *finder.found;
}
std::string indices(const PrimFunc& f) {
  const auto& s = store_of(f);
  return text(s.indices[0]) + " | " + text(s.indices[1]) + " | " + text(s.value);
}
std::string indices(int64_t x, int64_t y, int64_t z) { return indices(persistent(GridKernel().func(x, y, z))); }

TEST(GridToPersistentTT, TheLoopCountsTheTilesOfACore) {
  const PrimFunc f = persistent(GridKernel().func(8, 4, 1));
  ASSERT_EQ(f->params.size(), 3u);
  EXPECT_EQ(f->params[1]->name, "tt_start_tile");
  EXPECT_EQ(f->params[2]->name, "tt_tile_count");
  EXPECT_EQ(f->params[1]->dtype, tir::DataType::Int(32));
  const auto& l = loop_of(f);
  EXPECT_EQ(l.loop_var->name, "tt_tile_iter");
  EXPECT_EQ(text(l.min), "0");
  EXPECT_EQ(l.extent, f->params[2]);
  EXPECT_EQ(l.for_kind, tir::ForKind::Serial);
  EXPECT_EQ(let_of(f).var->name, "tt_tile_id");
  EXPECT_EQ(text(let_of(f).value), "(tt_start_tile + tt_tile_iter)");
  // The root block is inside; nothing launches any more.
  const auto* root = tir::as<tir::BlockRealizeNode>(let_of(f).body);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->block->name, "root");
  EXPECT_TRUE(tir::as<tir::BufferStoreNode>(root->block->body));
}

TEST(GridToPersistentTT, InTirxTheTileIdIsBound) {
  tir::IRModule module;
  module.dialect = tir::Dialect::Tirx;
  module.functions.emplace_back("main", run_pass(infer_default_tt_schedule, GridKernel().func(8, 4, 1)));
  Diagnostics diags;
  const tir::IRModule out = grid_to_persistent_tt(module, PassOptions{}, diags);
  EXPECT_FALSE(diags.has_errors());
  const auto* seq = tir::as<tir::SeqStmtNode>(loop_of(out.functions[0].second).body);
  ASSERT_TRUE(seq);
  const auto* bind = tir::as<tir::BindNode>(seq->seq.at(0));
  ASSERT_TRUE(bind);
  EXPECT_EQ(bind->var->name, "tt_tile_id");
  EXPECT_EQ(text(bind->value), "(tt_start_tile + tt_tile_iter)");
  EXPECT_TRUE(tir::as<tir::BlockRealizeNode>(seq->seq.at(1)));
}

TEST(GridToPersistentTT, CoordinatesForEveryCombinationOfAxes) {
  EXPECT_EQ(indices(8, 4, 1), "((tt_tile_id % 8) * 32) | (((tt_tile_id // 8) % 4) * 32) | 0");
  EXPECT_EQ(indices(8, 4, 2), "((tt_tile_id % 8) * 32) | (((tt_tile_id // 8) % 4) * 32) | (tt_tile_id // 32)");
  EXPECT_EQ(indices(8, 1, 1), "((tt_tile_id % 8) * 32) | 0 | 0");
  EXPECT_EQ(indices(1, 4, 1), "0 | ((tt_tile_id % 4) * 32) | 0");
  EXPECT_EQ(indices(1, 1, 2), "0 | 0 | tt_tile_id");
  EXPECT_EQ(indices(8, 1, 2), "((tt_tile_id % 8) * 32) | 0 | (tt_tile_id // 8)");
  EXPECT_EQ(indices(1, 4, 2), "0 | ((tt_tile_id % 4) * 32) | (tt_tile_id // 4)");
  EXPECT_EQ(indices(1, 1, 1), "0 | 0 | 0");
}

TEST(GridToPersistentTT, ASymbolicGridIsComputedFromItsExtents) {
  const tir::Var m = tir::make_var("m", tir::DataType::Int(32)), n = tir::make_var("n", tir::DataType::Int(64));
  const GridKernel k;
  EXPECT_EQ(indices(persistent(k.func(m, n, tir::make_int(2)))),
            "((tt_tile_id % m) * 32) | (((tt_tile_id // m) % int32(n)) * 32) | (tt_tile_id // (m * int32(n)))");
  const PrimFunc f = persistent(k.func(tir::make_int(1), m, tir::make_int(2)));
  EXPECT_EQ(indices(f), "0 | ((tt_tile_id % m) * 32) | (tt_tile_id // m)");
  EXPECT_EQ(text(f, "tt_persistent_iteration_ndims"), "3");
  EXPECT_THAT(text(f, "tt_runtime_args"), testing::Not(testing::HasSubstr("grid_shape")));
  EXPECT_EQ(text(f, "tt_grid_expr"), "['1', 'm', '2']");
  // The schedule of a function whose grid is gone stays what it was.
  EXPECT_EQ(text(run_pass(infer_default_tt_schedule, f)->attrs), text(f->attrs));
}

TEST(GridToPersistentTT, Metadata) {
  const PrimFunc f = persistent(GridKernel().func(8, 1, 2));
  EXPECT_EQ(text(f, "tt_persistent_loop"), "true");
  EXPECT_EQ(text(f, "tt_persistent_iteration_ndims"), "2");
  EXPECT_EQ(
      text(f, "tt_runtime_args"),
      "{grid_shape: [8, 1, 2], iteration_ndims: 2, iteration_order: 'row_major_xyz', iteration_symbols: ['bx', 'bz'], "
      "param_order: ['tt_start_tile', 'tt_tile_count'], start_tile: {dtype: 'int32', name: 'tt_start_tile', semantic: "
      "'tile_start'}, tile_count: {dtype: 'int32', name: 'tt_tile_count', semantic: 'tile_count'}}");
}

TEST(GridToPersistentTT, BoundLoopsAndTheirStart) {
  const GridKernel k;
  const auto bound = tir::ForKind::ThreadBinding;
  const tir::Stmt body =
      loop(k.by, tir::make_int(3), loop(k.bx, tir::make_int(5), k.inner, bound, "blockIdx.x", tir::make_int(7)), bound,
           "blockIdx.y");
  const PrimFunc f = persistent(make_func({k.out}, body, tt_attrs()));
  EXPECT_EQ(indices(f), "((7 + (tt_tile_id % 5)) * 32) | (((tt_tile_id // 5) % 3) * 32) | bz");
  EXPECT_TRUE(tir::as<tir::BufferStoreNode>(let_of(f).body));
}

TEST(GridToPersistentTT, CpuFrames) {
  const GridKernel k;
  AttrDict mark;
  mark.set("tilelang.is_cpu_kernel_frame", Attr(Attr::Value(tir::BoxedBool{true})));
  const tir::Stmt body =
      block("root", loop(k.bx, tir::make_int(5), loop(k.by, tir::make_int(3), block("tilelang_root", k.inner, mark))));
  EXPECT_EQ(indices(persistent(make_func({k.out}, body, tt_attrs()))),
            "((tt_tile_id % 5) * 32) | (((tt_tile_id // 5) % 3) * 32) | bz");
}

TEST(GridToPersistentTT, ThreadsAndOtherLoopsStay) {
  const GridKernel k;
  const tir::Var tx = tir::make_var("tx", tir::DataType::Int(32)), i = tir::make_var("i", tir::DataType::Int(32));
  const tir::Stmt body = launch(k.bx, "blockIdx.x", tir::make_int(2),
                                launch(tx, "threadIdx.x", tir::make_int(128), loop(i, tir::make_int(4), k.inner)));
  const PrimFunc f = persistent(make_func({k.out}, body, tt_attrs()));
  const auto* threads = tir::as<tir::AttrStmtNode>(let_of(f).body);
  ASSERT_TRUE(threads);
  EXPECT_TRUE(tir::as<tir::ForNode>(threads->body));
}

TEST(GridToPersistentTT, TheAuthorsOwnZerosAreNotFolded) {
  const GridKernel k;
  const Expr own = add(mul(tir::make_int(0), tir::make_int(3)), k.bx);
  const tir::Stmt inner = store(k.out, {own, add(k.bx, tir::make_int(0))}, tir::make_int(0));
  const PrimFunc f = persistent(make_func({k.out}, launch(k.bx, "blockIdx.x", tir::make_int(2), inner), tt_attrs()));
  EXPECT_EQ(indices(f), "((0 * 3) + (tt_tile_id % 2)) | ((tt_tile_id % 2) + 0) | 0");
}

TEST(GridToPersistentTT, TheIndexKeepsItsType) {
  const GridKernel k;
  const tir::Var wide = tir::make_var("bx", tir::DataType::Int(64));
  const tir::Stmt inner = store(k.out, {wide, tir::make_int(0)}, tir::make_int(0));
  const auto x = tir::make_int(4, tir::DataType::Int(64));
  EXPECT_EQ(indices(persistent(make_func({k.out}, launch(wide, "blockIdx.x", x, inner), tt_attrs()))),
            "int64((tt_tile_id % 4)) | 0 | 0");
  const auto one = tir::make_int(1, tir::DataType::Int(64));
  EXPECT_EQ(indices(persistent(make_func({k.out}, launch(wide, "blockIdx.x", one, inner), tt_attrs()))),
            "0:int64 | 0 | 0");
}

TEST(GridToPersistentTT, StatementsKeepTheirPlaceInTheSource) {
  const PrimFunc f = persistent(GridKernel().func(8, 4, 1));
  EXPECT_EQ(store_of(f).span, (SourceSpan{100, 110}));
  EXPECT_EQ(loop_of(f).span, (SourceSpan{20, 30}));  // where the grid was launched
}

TEST(GridToPersistentTT, WhatDoesNotUseTheGridIsTheSameObject) {
  const GridKernel k;
  const tir::Stmt other = store(k.out, {tir::make_int(1), tir::make_int(2)}, tir::make_int(3));
  const tir::Stmt body = launch(k.bx, "blockIdx.x", tir::make_int(2), tir::make_seq({other, k.inner}));
  const PrimFunc f = persistent(make_func({k.out}, body, tt_attrs()));
  const auto* seq = tir::as<tir::SeqStmtNode>(let_of(f).body);
  ASSERT_TRUE(seq);
  EXPECT_EQ(seq->seq[0], other);
}

TEST(GridToPersistentTT, WithoutASchedule) {
  EXPECT_THAT(ids_of(grid_to_persistent_tt, GridKernel().func(2, 2, 1)), ElementsAre("T0306"));
  EXPECT_THAT(ids_of(grid_to_persistent_tt, GridKernel().func(2, 2, 1, {})), ElementsAre("T0400"));
}

int64_t value(const Expr& e, int64_t id) {
  if (const int64_t* v = tir::as_int(e)) return *v;
  const auto* b = tir::as<tir::BinaryNode>(e);
  if (!b) return id;
  const int64_t x = value(b->a, id), y = value(b->b, id);
  return b->kind == ExprKind::Mul ? x * y : b->kind == ExprKind::FloorDiv ? x / y : x % y;
}

RC_GTEST_PROP(GridToPersistentTT, EveryBlockOfTheGridRunsOnce, ()) {
  const auto x = *rc::gen::inRange<int64_t>(1, 9), y = *rc::gen::inRange<int64_t>(1, 9),
             z = *rc::gen::inRange<int64_t>(1, 5);
  const PrimFunc f = persistent(GridKernel().func(x, y, z));
  const auto& s = store_of(f);
  std::map<std::tuple<int64_t, int64_t, int64_t>, int> seen;
  for (int64_t id = 0; id < x * y * z; ++id) {
    const auto bx = value(s.indices[0], id) / 32, by = value(s.indices[1], id) / 32, bz = value(s.value, id);
    RC_ASSERT(bx < x && by < y && bz < z);
    RC_ASSERT(id == bx + x * (by + y * bz));
    ++seen[{bx, by, bz}];
  }
  RC_ASSERT(static_cast<int64_t>(seen.size()) == x * y * z);
}

}  // namespace
}  // namespace tir2tt::transform::test
