#include "transform/tt/grid.h"

#include <gmock/gmock.h>

#include "transform/kernels.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform::test {
namespace {

using tir::make_int;

TEST(Grid, LaunchesInTheOrderOfTheBody) {
  const auto launches = find_launches(*GridKernel().func(4, 5, 6));
  ASSERT_EQ(launches.size(), 3u);
  EXPECT_EQ(launches[1].axis, 1);
  EXPECT_EQ(launches[1].var->name, "by");
  EXPECT_EQ(text(launches[2].extent), "6");
}

TEST(Grid, OtherThreadsAndVirtualThreadsAreNoGrid) {
  const GridKernel k;
  const auto tx = launch(k.bx, "threadIdx.x", make_int(4), launch(k.by, "vthread.x", make_int(4), k.inner));
  EXPECT_TRUE(find_launches(*make_func({}, tx)).empty());
}

TEST(ConstantValue, FoldsAsTirComputes) {
  const auto value = [](ExprKind k, int64_t a, int64_t b) {
    return constant_value(tir::make_binary(k, make_int(a), make_int(b)));
  };
  EXPECT_EQ(value(ExprKind::FloorDiv, -7, 2), -4);
  EXPECT_EQ(value(ExprKind::Div, -7, 2), -3);
  EXPECT_EQ(value(ExprKind::FloorMod, -7, 2), 1);
  EXPECT_EQ(value(ExprKind::Mod, -7, 2), -1);
  EXPECT_EQ(value(ExprKind::Min, 3, 2), 2);
  EXPECT_EQ(value(ExprKind::FloorDiv, 3, 0), std::nullopt);
  EXPECT_EQ(value(ExprKind::Mul, INT64_MAX, 2), std::nullopt);
  EXPECT_EQ(value(ExprKind::FloorDiv, INT64_MIN, -1), std::nullopt);
  EXPECT_EQ(value(ExprKind::EQ, 1, 1), std::nullopt);
  EXPECT_EQ(constant_value(tir::make_var("n", tir::DataType::Int(32))), std::nullopt);
  EXPECT_EQ(constant_value(tir::make_cast(tir::DataType::Int(64), make_int(5))), 5);
}

TEST(ConstantValue, ADeepExpressionIsSymbolic) {
  Expr e = make_int(1);
  for (int i = 0; i < 100000; ++i) e = add(e, make_int(1));
  EXPECT_EQ(constant_value(e), std::nullopt);
  // Taken apart by hand: the nodes' own destructors recurse.
  while (const auto* b = tir::as<tir::BinaryNode>(e)) e = Expr(b->a);
}

}  // namespace
}  // namespace tir2tt::transform::test
