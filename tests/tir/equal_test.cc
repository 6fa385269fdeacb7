#include "tir/equal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "random_module.h"
#include "tir/every_kind.h"
#include "tir/visitor.h"

namespace tir2tt::tir {
namespace {

using testing::every_kind;
using ::testing::HasSubstr;
using testing::random_module;

const DataType kI32 = DataType::Int(32);

TEST(Equal, EveryKindMadeTwice) { EXPECT_EQ(first_difference(every_kind().module, every_kind().module), ""); }

TEST(Equal, RandomModulesMadeTwice) {
  for (uint64_t seed = 0; seed < 100; ++seed)
    EXPECT_EQ(first_difference(random_module(seed, 60), random_module(seed, 60)), "") << "seed " << seed;
}

TEST(Equal, DifferentSeedsDiffer) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const IRModule a = random_module(seed, 60), b = random_module(seed + 1, 60);
    EXPECT_FALSE(structural_equal(a, b));
    EXPECT_NE(first_difference(a, b), "");
  }
}

/// Changes the n-th literal of a module.
struct Nudge : Mutator {
  size_t n;
  explicit Nudge(size_t index) : n(index) {}
  Expr rewrite_expr(const Expr& e) override {
    const auto* i = as<IntImmNode>(e);
    if (i && n-- == 0) return make_int(i->value ^ 1, i->dtype);
    return rewrite_children(e);
  }
};
TEST(Equal, OneLiteralIsSeenWhereverItStands) {
  const auto all = every_kind();
  size_t changed = 0;
  for (size_t n = 0;; ++n, ++changed) {
    const Stmt other = Nudge(n).rewrite_stmt(all.body);
    if (other == all.body) break;
    EXPECT_FALSE(structural_equal(all.body, other)) << "literal " << n;
  }
  EXPECT_GT(changed, 50U);
}

TEST(Equal, VariablesCorrespondOneToOne) {
  const auto loop = [](bool swapped) {
    const Var i = make_var("i", kI32), j = make_var("j", kI32);
    const Stmt inner = testing::stmt_node<ForNode>([&](auto& s) {
      s.loop_var = j, s.min = make_int(0), s.extent = make_int(4);
      s.body = make_evaluate(swapped ? make_binary(ExprKind::Sub, j, i) : make_binary(ExprKind::Sub, i, j));
    });
    return Stmt(testing::stmt_node<ForNode>(
        [&](auto& s) { s.loop_var = i, s.min = make_int(0), s.extent = make_int(4), s.body = inner; }));
  };
  EXPECT_TRUE(structural_equal(loop(false), loop(false)));
  EXPECT_FALSE(structural_equal(loop(false), loop(true)));
}

TEST(Equal, FreeVariables) {
  const Var x = make_var("x", kI32), y = make_var("y", kI32);
  const Expr xx = make_binary(ExprKind::Add, x, x), yy = make_binary(ExprKind::Add, y, y);
  const Expr xy = make_binary(ExprKind::Add, x, y);
  EXPECT_TRUE(structural_equal(xx, xx));
  EXPECT_FALSE(structural_equal(xx, yy));
  EXPECT_TRUE(structural_equal(xx, yy, true));
  EXPECT_FALSE(structural_equal(xx, xy, true));
  EXPECT_FALSE(structural_equal(xy, xx, true)) << "one to one in both directions";
  EXPECT_FALSE(structural_equal(Expr(x), Expr(make_var("x", DataType::Int(64))), true));
  EXPECT_FALSE(structural_equal(make_seq({make_evaluate(x), make_evaluate(x)}),
                                make_seq({make_evaluate(x), make_evaluate(y)}), true));
}

TEST(Equal, LoadsOfTwoBuffersAreTwoExpressions) {
  const auto load = [](const char* name) {
    auto b = std::make_shared<BufferNode>();
    b->name = name;
    b->dtype = kI32;
    b->data = make_pointer(name, kI32, "global");
    b->shape = {make_int(4)};
    return make_load(b, {make_int(0)});
  };
  const Expr a = load("A"), b = load("B");
  EXPECT_TRUE(structural_equal(a, a));
  EXPECT_FALSE(structural_equal(a, b));
  EXPECT_TRUE(structural_equal(a, b, true));
  auto view = std::make_shared<BufferNode>(*as<BufferLoadNode>(a)->buffer);
  EXPECT_TRUE(structural_equal(a, make_load(view, {make_int(0)}))) << "the same memory, the same shape";
  view->shape = {make_int(2), make_int(2)};
  EXPECT_FALSE(structural_equal(a, make_load(view, {make_int(0)})));
}

TEST(Equal, NamesAndSpansDoNotCount) {
  auto a = std::make_shared<EvaluateNode>(), b = std::make_shared<EvaluateNode>();
  a->value = b->value = make_int(1);
  a->span = {1, 2};
  EXPECT_TRUE(structural_equal(Stmt(a), Stmt(b)));
}

TEST(Equal, NestedSequencesAreFlat) {
  const Stmt a = make_evaluate(make_int(1)), b = make_evaluate(make_int(2));
  auto inner = std::make_shared<SeqStmtNode>(), outer = std::make_shared<SeqStmtNode>(),
       single = std::make_shared<SeqStmtNode>();
  inner->seq = {a, b}, outer->seq = {inner, a}, single->seq = {a};
  EXPECT_TRUE(structural_equal(Stmt(outer), make_seq({a, b, a})));
  EXPECT_TRUE(structural_equal(Stmt(single), a));
  EXPECT_FALSE(structural_equal(Stmt(outer), make_seq({a, b})));
}

TEST(Equal, MissingMeansTheDefault) {
  const auto realized = [](Expr predicate) {
    auto block = std::make_shared<BlockNode>();
    block->body = make_evaluate(make_int(0));
    return Stmt(testing::stmt_node<BlockRealizeNode>([&](auto& s) { s.predicate = predicate, s.block = block; }));
  };
  EXPECT_TRUE(structural_equal(realized(nullptr), realized(make_bool(true))));
  EXPECT_FALSE(structural_equal(realized(nullptr), realized(make_bool(false))));
}

/// A store to a buffer that `change` has changed.
Stmt store_to(const std::function<void(BufferNode&)>& change) {
  auto b = std::make_shared<BufferNode>(*testing::plain_buffer("B", DataType::Float(32), {make_int(8), make_int(8)}));
  change(*b);
  return testing::stmt_node<BufferStoreNode>([&](auto& s) {
    s.buffer = b, s.value = make_float(1, DataType::Float(32)), s.indices = {make_int(0), make_int(0)};
  });
}
TEST(Equal, EveryFieldOfABufferCounts) {
  const Stmt plain = store_to([](auto&) {});
  EXPECT_TRUE(structural_equal(plain, store_to([](auto& b) { b.name = "other"; })));
  EXPECT_TRUE(structural_equal(plain, store_to([](auto& b) { b.elem_offset = make_int(0); })));
  EXPECT_FALSE(structural_equal(plain, store_to([](auto& b) { b.elem_offset = make_int(8); })));
  EXPECT_FALSE(structural_equal(plain, store_to([](auto& b) { b.dtype = DataType::Float(16); })));
  EXPECT_FALSE(structural_equal(plain, store_to([](auto& b) { b.shape[1] = make_int(9); })));
  EXPECT_FALSE(structural_equal(plain, store_to([](auto& b) { b.strides = {make_int(8), make_int(1)}; })));
  EXPECT_FALSE(structural_equal(plain, store_to([](auto& b) { b.axis_separators = {make_int(1)}; })));
  EXPECT_FALSE(structural_equal(plain, store_to([](auto& b) { b.data_alignment = 128; })));
  EXPECT_FALSE(structural_equal(plain, store_to([](auto& b) { b.offset_factor = 4; })));
  EXPECT_FALSE(structural_equal(plain, store_to([](auto& b) { b.auto_broadcast = true; })));
  EXPECT_FALSE(
      structural_equal(plain, store_to([](auto& b) { b.layout = std::make_shared<const Attr>(Attr::integer(1)); })));
  EXPECT_FALSE(structural_equal(plain, store_to([](auto& b) { b.data = make_pointer("B", b.dtype, "shared"); })));
}

Attr boxed(int64_t v) { return Attr::Value(BoxedInt{v}); }

TEST(Equal, AttributeSpellings) {
  EXPECT_TRUE(structural_equal(Attr::integer(3), boxed(3)));
  EXPECT_FALSE(structural_equal(Attr::integer(3), boxed(4)));
  EXPECT_TRUE(structural_equal(Attr::string("a"), Attr(Attr::Value(StringImmValue{"a"}))));
  EXPECT_TRUE(structural_equal(Attr::integer(3), Attr(Attr::Value(make_int(3)))));
  EXPECT_FALSE(structural_equal(Attr(Attr::Value(BoxedBool{true})), Attr::boolean(true))) << "they print differently";
  EXPECT_FALSE(structural_equal(Attr(Attr::Value(BoxedFloat{1})), Attr::floating(1)));
  EXPECT_FALSE(structural_equal(Attr::integer(3), Attr(Attr::Value(IntValue{3, DataType::Int(64)}))));
  EXPECT_TRUE(
      structural_equal(Attr(Attr::Value(OpaqueRef{"tl.Layout", 0})), Attr(Attr::Value(OpaqueRef{"tl.Layout", 5}))));
  EXPECT_FALSE(
      structural_equal(Attr(Attr::Value(OpaqueRef{"tl.Layout", 0})), Attr(Attr::Value(OpaqueRef{"tl.Fragment", 0}))));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(structural_equal(Attr::floating(nan), Attr::floating(nan)));
  EXPECT_FALSE(structural_equal(Attr::floating(0.0), Attr::floating(-0.0)));
}

TEST(Equal, OrderOfDictAndMapDoesNotCount) {
  AttrDict a, b;
  a.set("x", Attr::integer(1)), a.set("y", Attr::integer(2));
  b.set("y", Attr::integer(2)), b.set("x", Attr::integer(1));
  EXPECT_TRUE(structural_equal(Attr::dict(a), Attr::dict(b)));
  b.set("x", Attr::integer(3));
  EXPECT_FALSE(structural_equal(Attr::dict(a), Attr::dict(b)));
  const auto map = [](AttrMap m) { return Attr(Attr::Value(std::make_shared<const AttrMap>(std::move(m)))); };
  const Attr one = Attr::integer(1), two = Attr::integer(2), s = Attr::string("s");
  EXPECT_TRUE(structural_equal(map({{one, s}, {two, one}}), map({{two, one}, {one, s}})));
  EXPECT_FALSE(structural_equal(map({{one, s}, {one, one}}), map({{one, s}, {two, one}})));
  EXPECT_FALSE(structural_equal(Attr::array({one, two}), Attr::array({two, one})));
}

TEST(Equal, CopyWithOtherAttributesIsCheapAndSeen) {
  const IRModule m = random_module(7, 2000);
  IRModule changed = m;
  AttrDict attrs = m.functions[0].second->attrs;
  attrs.set("tt_num_cbs", Attr::integer(3));
  changed.functions[0].second = with_attrs(m.functions[0].second, attrs);
  EXPECT_EQ(first_difference(m, changed), "function[\"main\"].attrs: key \"tt_num_cbs\" only in the second");
}

TEST(FirstDifference, NamesThePlace) {
  const auto with_buffer = [](DataType t) {
    auto block = std::make_shared<BlockNode>();
    block->alloc_buffers = {testing::plain_buffer("A", DataType::Float(32), {make_int(4)}),
                            testing::plain_buffer("B", t, {make_int(4)})};
    block->body = make_evaluate(make_int(0));
    auto f = std::make_shared<PrimFuncNode>();
    f->body = testing::stmt_node<BlockRealizeNode>([&](auto& s) { s.block = block; });
    IRModule m;
    m.functions.emplace_back("main", f);
    return m;
  };
  const std::string text = first_difference(with_buffer(DataType::Float(16)), with_buffer(DataType::Float(32)));
  EXPECT_THAT(text, HasSubstr("body.block.alloc_buffers[1]"));
  EXPECT_THAT(text, HasSubstr("float16 against float32"));
}

TEST(FirstDifference, Functions) {
  IRModule a = random_module(1, 10), b = a;
  b.functions[0].first = "renamed";
  EXPECT_EQ(first_difference(a, b), "function \"main\": only in the first module");
  IRModule c = a;
  std::reverse(c.functions.begin(), c.functions.end());
  EXPECT_EQ(first_difference(a, c), "") << "order does not count";
  c.functions.emplace_back("more", a.functions[0].second);
  EXPECT_EQ(first_difference(a, c), "function \"more\": only in the second module");
}

}  // namespace
}  // namespace tir2tt::tir
