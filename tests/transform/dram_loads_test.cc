// Which loads of tensors an expression holds, and the expression without lets that hide them.
#include "transform/tt/dram_loads.h"

#include <gtest/gtest.h>

#include "tvm/script.h"

namespace tir2tt::transform {
namespace {

using tir::Expr;
using tir::make_int;

tir::Buffer buffer(const char* name, const char* scope) {
  auto b = std::make_shared<tir::BufferNode>();
  b->name = name;
  b->dtype = tir::DataType::Int(32);
  b->data = tir::make_pointer(name, b->dtype, scope);
  b->shape = {make_int(64)};
  return b;
}

class DramLoads : public testing::Test {
 protected:
  DramLoads() {
    p_.tensors = {table_, view_of_};
    p_.lets = {{row_.get(), load(table_, k_)}, {twice_.get(), sum(row_, row_)}, {plain_.get(), sum(k_, make_int(1))}};
  }
  static Expr load(const tir::Buffer& b, const Expr& at) { return tir::make_load(b, {at}); }
  static Expr sum(const Expr& a, const Expr& b) { return tir::make_binary(tir::ExprKind::Add, a, b); }
  static std::string text(const Expr& e) { return tvm::print_expr(e); }

  tir::Buffer table_ = buffer("table", "global"), view_of_ = buffer("other", "global"), tile_ = buffer("x", "shared");
  tir::Var k_ = tir::make_var("k", tir::DataType::Int(32)), row_ = tir::make_var("row", tir::DataType::Int(32)),
           twice_ = tir::make_var("twice", tir::DataType::Int(32)),
           plain_ = tir::make_var("plain", tir::DataType::Int(32));
  analysis::TileProgram p_;
};

TEST_F(DramLoads, TensorsAreFoundThroughViews) {
  auto view = std::make_shared<tir::BufferNode>(*view_of_);
  view->name = "view";
  EXPECT_EQ(tensor_of(p_, *view), 1);
  EXPECT_EQ(tensor_of(p_, *tile_), -1);
}

TEST_F(DramLoads, LetsAreLookedThroughAndEqualLoadsCountOnce) {
  const std::vector<Expr> found = dram_loads(sum(twice_, load(table_, k_)), p_);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(text(found[0]), "table[k]");
}

TEST_F(DramLoads, OuterLoadsComeBeforeThoseInTheirIndices) {
  const std::vector<Expr> found = dram_loads(load(view_of_, load(table_, make_int(3))), p_);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(text(found[0]), "other[table[3]]");
  EXPECT_EQ(text(found[1]), "table[3]");
}

TEST_F(DramLoads, TilesAreNoDram) {
  EXPECT_FALSE(reads_dram(load(tile_, k_), p_));
  EXPECT_TRUE(reads_tiles(load(tile_, k_), p_));
  EXPECT_FALSE(reads_tiles(sum(twice_, k_), p_));
}

TEST_F(DramLoads, OnlyLetsThatMatterAreWrittenOut) {
  EXPECT_EQ(text(rewritten(sum(twice_, plain_), {}, p_)), "table[k] + table[k] + plain");
  EXPECT_EQ(text(rewritten(plain_, {{k_, make_int(7)}}, p_)), "T.Add(7, 1)");
}

TEST_F(DramLoads, LoadsAreReplacedFromTheOutside) {
  const Expr nested = load(view_of_, row_);
  const auto word = [&](const Expr& e) { return text(e) == "table[k]" ? Expr(k_) : nullptr; };
  EXPECT_EQ(text(replace_loads(nested, p_, word)), "other[k]");
  EXPECT_EQ(text(replace_loads(nested, p_, [&](const Expr&) { return Expr(k_); })), "k");
}

}  // namespace
}  // namespace tir2tt::transform
