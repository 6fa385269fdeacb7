#include "tir/op.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "tir/expr.h"

namespace tir2tt::tir {
namespace {

TEST(Op, TableIsInOrderOfIdsAndFoundByName) {
  size_t i = 0;
  for (const OpInfo& info : all_ops()) {
    EXPECT_EQ(static_cast<size_t>(info.id), i++);
    EXPECT_EQ(Op::named(info.name).info(), &info);
    EXPECT_EQ(Op(info.id).info(), &info);
  }
  EXPECT_EQ(static_cast<size_t>(OpId::Unknown), i);
}

TEST(Op, FirstRowOfAPrintNameWins) {
  std::set<std::string_view> seen;
  for (const OpInfo& info : all_ops())
    if (seen.insert(info.print_name).second) {
      EXPECT_EQ(find_op_by_print_name(info.print_name), &info);
    }
  EXPECT_EQ(find_op_by_print_name("copy")->name, "tl.copy");
  EXPECT_EQ(find_op_by_print_name("ptx_ldmatrix")->name, "tir.ptx_ldmatrix");
  EXPECT_EQ(find_op_by_print_name("tir.isinf")->name, "tir.isinf");
  EXPECT_EQ(find_op_by_print_name("call_packed")->name, "tir.tvm_call_packed");
  EXPECT_EQ(find_op_by_print_name("no_such_op"), nullptr);
  EXPECT_EQ(find_op_by_print_name(""), nullptr);
}

TEST(Op, UnknownNamesAreKept) {
  const Op op = Op::named("my.op");
  EXPECT_EQ(op.id(), OpId::Unknown);
  EXPECT_EQ(op.info(), nullptr);
  EXPECT_EQ(op.name(), "my.op");
  EXPECT_EQ(op, Op::named("my.op"));
  EXPECT_FALSE(op == Op::named("my.other"));
  EXPECT_EQ(Op(OpId::Unknown).name(), "");
  EXPECT_EQ(Op().name(), "");
}

TEST(Op, NineteenPrintTheirResultType) {
  int first = 0, last = 0;
  for (const OpInfo& info : all_ops()) {
    first += info.print == DtypePrint::First;
    last += info.print == DtypePrint::Last;
    EXPECT_EQ(info.rule == DtypeRule::Printed, info.print != DtypePrint::No) << info.name;
  }
  EXPECT_EQ(first, 18);
  EXPECT_EQ(last, 1);
  EXPECT_EQ(Op::named("tir.tvm_struct_get").info()->print, DtypePrint::Last);
}

DataType result(OpId id, Exprs args) { return result_dtype(Op(id).info()->rule, args); }

TEST(Op, ResultTypes) {
  const Expr h = make_var("h", DataType::Float(16)), i = make_int(1), b = make_bool(true);
  const Expr wide = make_var("w", DataType::Float(32, 4));
  EXPECT_EQ(result(OpId::exp, {h}), DataType::Float(16));
  EXPECT_EQ(result(OpId::if_then_else, {b, h, h}), DataType::Float(16));
  EXPECT_EQ(result(OpId::tl_copy, {h}), DataType::Handle());
  EXPECT_EQ(result(OpId::tvm_storage_sync, {i}), DataType::Int(32));
  EXPECT_EQ(result(OpId::ret, {i}), DataType::Int(32));
  EXPECT_EQ(result(OpId::tvm_warp_shuffle, {i, h, i}), DataType::Float(16));
  EXPECT_EQ(result(OpId::isnan, {wide}), DataType::Bool(4));
  EXPECT_EQ(result(OpId::tl_infinity, {make_string("float16")}), DataType::Float(16));
  EXPECT_EQ(result(OpId::ptx_commit_group, {}), DataType::Void());
  EXPECT_EQ(result(OpId::call_extern, {}), DataType::Void());
  EXPECT_EQ(result(OpId::exp, {}), DataType::Void()) << "a missing argument is the caller's to report";
}

// Every `T.name(` of the corpus is an operator of the table or one of the names that are syntax.
TEST(Op, CorpusHasNoOtherOperators) {
  const std::filesystem::path corpus = TIR2TT_SOURCE_DIR "/../shared/corpus";
  if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no corpus at " << corpus;
  const std::set<std::string> syntax = {
      "Buffer",         "Cast",          "Div",          "LetStmt",      "alloc_buffer",
      "allocate",       "attr",          "axis.remap",   "axis.spatial", "block",
      "block_attr",     "bool",          "decl_buffer",  "evaluate",     "float16",
      "float32",        "func_attr",     "grid",         "handle",       "init",
      "int32",          "launch_thread", "match_buffer", "max",          "min",
      "parallel",       "prim_func",     "reads",        "serial",       "target",
      "thread_binding", "truncmod",      "uint16",       "uint32",       "uint8",
      "unroll",         "vectorized",    "where",        "writes"};
  const std::regex call(R"(\bT\.([A-Za-z_0-9.]+)\()");
  size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".py") continue;
    ++files;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);)
      for (std::sregex_iterator it(line.begin(), line.end(), call), end; it != end; ++it)
        EXPECT_TRUE(syntax.contains((*it)[1]) || find_op_by_print_name((*it)[1].str())) << entry.path() << ": " << line;
  }
  EXPECT_GT(files, 50U);
}

}  // namespace
}  // namespace tir2tt::tir
