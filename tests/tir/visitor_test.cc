#include "tir/visitor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "random_module.h"
#include "tir/equal.h"
#include "tir/every_kind.h"

namespace tir2tt::tir {
namespace {

using testing::every_kind;
using testing::random_module;

struct Collector : Visitor {
  std::set<ExprKind> exprs;
  std::set<StmtKind> stmts;
  std::vector<const VarNode*> uses;
  size_t count = 0;
  void visit_expr(const Expr& e) override {
    ++count;
    exprs.insert(e->kind);
    if (const auto* v = as<VarNode>(e)) uses.push_back(v);
    visit_children(e);
  }
  void visit_stmt(const Stmt& s) override {
    ++count;
    stmts.insert(s->kind);
    visit_children(s);
  }
  size_t uses_of(const Var& v) const { return static_cast<size_t>(std::count(uses.begin(), uses.end(), v.get())); }
};

constexpr size_t kExprKinds = 0
#define BINARY(kind, key, fn, op, prec) +1
#define EXPR(kind, key) +1
#include "tir/nodes.def"
    ;
constexpr size_t kStmtKinds = 0
#define STMT(kind, key) +1
#include "tir/nodes.def"
    ;

TEST(Visitor, ReachesEveryKind) {
  Collector c;
  c.visit_stmt(every_kind().body);
  EXPECT_EQ(c.exprs.size(), kExprKinds);
  EXPECT_EQ(c.stmts.size(), kStmtKinds);
}

/// The order of the variables' uses in one statement.
std::string order(const Stmt& s) {
  Collector c;
  c.visit_stmt(s);
  std::string out;
  for (const VarNode* v : c.uses) out += v->name;
  return out;
}

TEST(Visitor, FieldOrder) {
  const auto v = [](const char* name) { return make_var(name, DataType::Int(32)); };
  const Buffer b = testing::plain_buffer("B", DataType::Int(32), {v("shape")});
  EXPECT_EQ(order(testing::stmt_node<BufferStoreNode>([&](auto& s) {
              s.buffer = b, s.value = v("a"), s.indices = {v("b"), v("c")}, s.predicate = v("d");
            })),
            "abcd");
  EXPECT_EQ(order(testing::stmt_node<ForNode>([&](auto& s) {
              s.loop_var = v("x"), s.min = v("a"), s.extent = v("b"), s.step = v("c"), s.body = make_evaluate(v("d"));
            })),
            "abcd");
  auto block = std::make_shared<BlockNode>();
  block->iter_vars = {testing::plain_iter(v("x"), v("c"), IterType::DataPar)};
  block->reads = {{b, {{v("d"), v("e")}}}}, block->writes = {{b, {{v("f"), v("g")}}}};
  block->match_buffers = {{b, {b, {{v("h"), v("i")}}}}};
  block->init = make_evaluate(v("j")), block->body = make_evaluate(v("k"));
  EXPECT_EQ(order(testing::stmt_node<BlockRealizeNode>(
                [&](auto& s) { s.iter_values = {v("a")}, s.predicate = v("b"), s.block = block; })),
            "abcdefghijk");
}

TEST(Visitor, NullFieldsAreSkipped) {
  const auto attr = testing::stmt_node<AttrStmtNode>([](auto& s) { s.attr_key = "k", s.value = make_int(1); });
  const auto loop = testing::stmt_node<ForNode>([](auto& s) {
    s.loop_var = make_var("i", DataType::Int(32)), s.min = make_int(0), s.extent = make_int(4),
    s.body = make_evaluate(make_int(0));
  });
  Collector c;
  c.visit_stmt(attr);
  c.visit_stmt(loop);
  EXPECT_EQ(c.count, 7U);
}

TEST(Mutator, NothingChangedIsTheSameObject) {
  const auto all = every_kind();
  EXPECT_EQ(Mutator().rewrite_stmt(all.body), all.body);
  for (uint64_t seed = 0; seed < 50; ++seed)
    for (const auto& [name, f] : random_module(seed, 40).functions) EXPECT_EQ(Mutator().rewrite_stmt(f->body), f->body);
}

TEST(Mutator, SubstituteReachesEveryUse) {
  const auto all = every_kind();
  const Var m = make_var("m", DataType::Int(32));
  const Stmt after = substitute(all.body, {{all.n, m}});
  Collector before_uses, after_uses;
  before_uses.visit_stmt(all.body);
  after_uses.visit_stmt(after);
  EXPECT_GT(before_uses.uses_of(all.n), 50U);
  EXPECT_EQ(after_uses.uses_of(all.n), 0U);
  EXPECT_EQ(after_uses.uses_of(m), before_uses.uses_of(all.n));
  EXPECT_EQ(after_uses.count, before_uses.count);
  EXPECT_EQ(after_uses.exprs.size(), kExprKinds);
  EXPECT_EQ(after_uses.stmts.size(), kStmtKinds);
  const Stmt back = substitute(after, {{m, all.n}});
  EXPECT_TRUE(structural_equal(back, all.body, /*map_free_vars=*/true));
}

TEST(Mutator, SubstituteSharesWhatDoesNotUseTheVariable) {
  const Var x = make_var("x", DataType::Int(32)), y = make_var("y", DataType::Int(32));
  const Stmt with = make_evaluate(make_binary(ExprKind::Add, x, y)), without = make_evaluate(y);
  const Stmt after = substitute(make_seq({with, without}), {{x, make_int(1)}});
  const auto& seq = as<SeqStmtNode>(after)->seq;
  EXPECT_NE(seq[0], with);
  EXPECT_EQ(seq[1], without);
  EXPECT_EQ(substitute(with, {{make_var("z", DataType::Int(32)), y}}), with);
}

TEST(Mutator, SubstituteKeepsEqualBuffersOneObject) {
  const Var n = make_var("n", DataType::Int(32)), data = make_pointer("p", DataType::Float(32), "global");
  const Buffer b = testing::plain_buffer("B", DataType::Float(32), {n});
  const auto store = testing::stmt_node<BufferStoreNode>(
      [&](auto& s) { s.buffer = b, s.value = make_load(b, {make_int(0)}), s.indices = {make_int(1)}; });
  const Stmt after = substitute(Stmt(store), {{n, make_int(64)}, {b->data, data}});
  const auto* s = as<BufferStoreNode>(after);
  EXPECT_NE(s->buffer, b);
  EXPECT_EQ(s->buffer, as<BufferLoadNode>(s->value)->buffer);
  EXPECT_TRUE(is_int(s->buffer->shape[0], 64));
  EXPECT_EQ(s->buffer->data, data);
  EXPECT_EQ(b->shape[0], n) << "the old one is untouched";
}

struct Spans : Mutator {
  Expr rewrite_expr(const Expr& e) override { return is_int(e, 1) ? make_int(2) : rewrite_children(e); }
};
TEST(Mutator, KeepsSpans) {
  auto add = std::make_shared<BinaryNode>(ExprKind::Add, DataType::Int(32));
  add->a = make_int(1), add->b = make_int(1), add->span = {3, 8};
  auto stmt = std::make_shared<EvaluateNode>();
  stmt->value = add, stmt->span = {1, 9};
  auto seq = std::make_shared<SeqStmtNode>();
  seq->seq = {stmt, stmt}, seq->span = {0, 20};
  const Stmt after = Spans().rewrite_stmt(seq);
  const auto* s = as<SeqStmtNode>(after);
  ASSERT_NE(s, nullptr);
  EXPECT_EQ(s->span, (SourceSpan{0, 20}));
  EXPECT_EQ(s->seq[0]->span, (SourceSpan{1, 9}));
  EXPECT_EQ(as<EvaluateNode>(s->seq[0])->value->span, (SourceSpan{3, 8}));
}

/// Gives every definition a new variable and every use the new one: equal, but nothing is shared.
struct Renamer : Mutator {
  std::vector<std::pair<const VarNode*, Var>> map;
  Var rewrite_var_def(const Var& v) override {
    for (const auto& [from, to] : map)
      if (from == v.get()) return to;
    auto fresh = std::make_shared<VarNode>(*v);
    fresh->name += "_new";
    map.emplace_back(v.get(), fresh);
    return fresh;
  }
  Expr rewrite_expr(const Expr& e) override {
    for (const auto& [from, to] : map)
      if (from == e.get()) return to;
    return rewrite_children(e);
  }
};
TEST(Mutator, RenamedDefinitionsAreStructurallyEqual) {
  const auto all = every_kind();
  Renamer renamer;
  const Stmt after = renamer.rewrite_stmt(all.body);
  EXPECT_NE(after, all.body);
  EXPECT_GE(renamer.map.size(), 10U);
  EXPECT_TRUE(structural_equal(after, all.body));
}

TEST(Mutator, ReplacesBuffersEverywhere) {
  struct Replace : Mutator {
    Buffer from, to;
    Buffer rewrite_buffer(const Buffer& b) override { return b == from ? to : b; }
  };
  struct Finder : Visitor {
    Buffer wanted;
    size_t found = 0;
    void visit_expr(const Expr& e) override {
      if (const auto* l = as<BufferLoadNode>(e)) found += l->buffer == wanted;
      visit_children(e);
    }
    void visit_stmt(const Stmt& s) override {
      if (const auto* x = as<BufferStoreNode>(s)) found += x->buffer == wanted;
      if (const auto* x = as<PrefetchNode>(s)) found += x->buffer == wanted;
      if (const auto* x = as<BufferRealizeNode>(s)) found += x->buffer == wanted;
      if (const auto* x = as<BlockRealizeNode>(s))
        found += (x->block->reads[0].buffer == wanted) + (x->block->match_buffers[0].source.buffer == wanted);
      visit_children(s);
    }
  };
  const auto all = every_kind();
  Replace r;
  r.from = all.a, r.to = testing::plain_buffer("Z", DataType::Float(32), {make_int(8)});
  Finder before, after_old, after_new;
  before.wanted = after_old.wanted = all.a, after_new.wanted = r.to;
  before.visit_stmt(all.body);
  const Stmt after = r.rewrite_stmt(all.body);
  after_old.visit_stmt(after);
  after_new.visit_stmt(after);
  EXPECT_GT(before.found, 10U);
  EXPECT_EQ(after_old.found, 0U);
  EXPECT_EQ(after_new.found, before.found);
}

}  // namespace
}  // namespace tir2tt::tir
