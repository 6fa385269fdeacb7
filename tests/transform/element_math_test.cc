// What a data-movement RISC can compute, operator by operator, and which elements a value reads.
#include "transform/tt/element_math.h"

#include <gtest/gtest.h>

#include "transform/kernels.h"

namespace tir2tt::transform::test {
namespace {

using tir::DataType;
using tir::Expr;
using tir::ExprKind;
using tir::make_binary;
using tir::make_cast;
using tir::make_float;
using tir::make_int;
using tir::OpId;

const tir::Var kI = tir::make_var("i", DataType::Int(32)), kJ = tir::make_var("j", DataType::Int(32));

tir::Buffer tensor(const std::string& name, DataType t) {
  auto b = std::make_shared<tir::BufferNode>();
  b->name = name;
  b->dtype = t;
  b->data = tir::make_pointer(name, t, "global");
  b->shape = {make_int(64), make_int(64)};
  return b;
}
bool known(const Expr& e) { return can_compute_on_data_movement(e, {}); }

TEST(CanComputeOnDataMovement, TypesAreIntegersAndFloatsOfUpTo32Bits) {
  for (DataType t : {DataType::Bool(), DataType::Int(8), DataType::UInt(16), DataType::Int(64), DataType::Float(16),
                     DataType::BFloat16(), DataType::Float(32)}) {
    EXPECT_TRUE(can_compute_on_data_movement(t)) << to_string(t);
  }
  for (DataType t : {DataType::Float(64), DataType::Int(4), DataType::Float(16, 2), DataType::Handle(),
                     DataType{tir::TypeCode::Float8_e8m0fnu, 8}, DataType{tir::TypeCode::Float4_e2m1fn, 4}}) {
    EXPECT_FALSE(can_compute_on_data_movement(t)) << to_string(t);
  }
}

TEST(CanComputeOnDataMovement, ArithmeticComparisonsBitsAndCasts) {
  const Expr x = make_float(2, DataType::Float(32)), u = make_cast(DataType::UInt(16), kI);
  EXPECT_TRUE(known(make_binary(ExprKind::FloorMod, kI, kJ)));
  EXPECT_TRUE(known(make_binary(ExprKind::Div, x, make_cast(DataType::Float(32), kI))));
  EXPECT_TRUE(known(make_binary(ExprKind::Or, make_binary(ExprKind::LT, kI, kJ), make_binary(ExprKind::GE, x, x))));
  EXPECT_TRUE(known(tir::make_call(DataType::Float(16), OpId::reinterpret, {u})));
  EXPECT_TRUE(known(tir::make_call(DataType::UInt(16), OpId::shift_right, {u, u})));
  EXPECT_TRUE(
      known(tir::make_call(DataType::Float(32), OpId::if_then_else, {make_binary(ExprKind::LT, kI, kJ), x, x})));
}

TEST(CanComputeOnDataMovement, FunctionsAndRemaindersOfFloatsAreComputes) {
  const Expr x = make_float(2, DataType::Float(32));
  EXPECT_FALSE(known(tir::make_call(DataType::Float(32), OpId::exp, {x})));
  EXPECT_FALSE(known(make_binary(ExprKind::Mod, x, x)));
  EXPECT_FALSE(known(tir::make_call(DataType::Float(32), OpId::bitwise_and, {x, x})));
  EXPECT_FALSE(known(tir::make_call(DataType::Float(16), OpId::reinterpret, {x})));
  EXPECT_FALSE(known(make_cast(DataType::Float(64), kI)));
  EXPECT_FALSE(known(tir::make_var("x", DataType::Float(32)))) << "nobody says what it is";
}

TEST(CanComputeOnDataMovement, LooksThroughLets) {
  const tir::Var good = tir::make_var("good", DataType::Float(32)), bad = tir::make_var("bad", DataType::Float(32));
  const Expr x = make_float(2, DataType::Float(32));
  const Lets lets{{good.get(), make_binary(ExprKind::Add, x, x)},
                  {bad.get(), tir::make_call(DataType::Float(32), OpId::sin, {good})}};
  EXPECT_TRUE(can_compute_on_data_movement(good, lets));
  EXPECT_FALSE(can_compute_on_data_movement(bad, lets));
}

TEST(DistinctLoads, EachOnceInTheOrderOfAWalkFromTheRoot) {
  const tir::Buffer a = tensor("A", DataType::Float(32)), index = tensor("index", DataType::Int(32));
  const Expr at = tir::make_load(index, {make_int(0), kJ});
  const tir::Var row = tir::make_var("row", DataType::Int(32));
  const Lets lets{{row.get(), at}};
  const Expr gather = tir::make_load(a, {row, kJ}), same = tir::make_load(a, {at, kJ}),
             other = tir::make_load(a, {kI, kJ});
  const Expr e =
      make_binary(ExprKind::Add, make_binary(ExprKind::Add, gather, other), make_binary(ExprKind::Mul, other, gather));
  const auto loads = distinct_loads(e, lets);
  ASSERT_EQ(loads.size(), 3u);
  EXPECT_EQ(loads[0], gather.get());
  EXPECT_EQ(loads[1]->buffer, index) << "loads in indices come behind the load";
  EXPECT_EQ(loads[2], other.get());
  EXPECT_EQ(distinct_loads(same, lets).size(), 2u);
  const Expr elsewhere = tir::make_load(a, {tir::make_load(tensor("index", DataType::Int(32)), {make_int(0), kJ}), kJ});
  EXPECT_EQ(distinct_loads(make_binary(ExprKind::Add, same, elsewhere), lets).size(), 4u)
      << "another tensor of indices";
}

}  // namespace
}  // namespace tir2tt::transform::test
