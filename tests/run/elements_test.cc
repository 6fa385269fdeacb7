// Elements between row-major tensors and tiles, on the embedded device: programs of a reader and a writer, generated
// from nodes made by hand, that take every element through a circular buffer. The device checks alignments and windows.
#include "run/elements_kit.h"

namespace tir2tt::run {
namespace {

using testing::ElementsAre;
using tir::DataType;
using tir::Expr;
using tir::ExprKind;
using tir::make_binary;
using tir::make_int;
using tir::OpId;

const DataType kHalf = DataType::Float(16), kFloat = DataType::Float(32), kInt = DataType::Int(32);

Expr add(const Expr& a, const Expr& b) { return make_binary(ExprKind::Add, a, b); }
Expr mul(const Expr& a, int64_t b) { return make_binary(ExprKind::Mul, a, make_int(b)); }

/// Blocks of 48 x 40 of 100 x 77 elements, those at the edges in part: copied to the same place.
TEST(Elements, BlocksThatNothingAligns) {
  for (const char* dtype : {"float16", "float32", "int8", "uint16", "bool"}) {
    const DataType t = *tir::parse_dtype(dtype);
    ElementProgram p;
    const tir::Buffer a = p.tensor("A", t, {100, 77}), c = p.tensor("C", t, {100, 77});
    p.blocks = 6;
    p.rows = 48, p.cols = 40;
    p.format = *target::format_of_dtype(dtype);
    const Expr row = add(mul(make_binary(ExprKind::FloorDiv, p.block, make_int(2)), 48), p.row);
    const Expr col = add(mul(make_binary(ExprKind::FloorMod, p.block, make_int(2)), 40), p.col);
    p.value = tir::make_load(a, {row, col});
    p.target = {row, col};
    const data::Array in = data::random_array(t, {100, 77}, 1, 0);
    const auto out = p.run({in, data::make_array(t, {100, 77})});
    EXPECT_EQ(out.findings, "") << dtype << "\n" << out.kernels;
    EXPECT_EQ(differences(out.tensors.at(1), in), "") << dtype << "\n" << out.kernels;
  }
}

}  // namespace
}  // namespace tir2tt::run
