// Statements and expressions that TIR has no kind for, as TVM's JSON may hold them: refused by name where they could
// matter, never skipped and never taken for a number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/tile_program.h"
#include "tvm/script.h"

namespace tir2tt::analysis {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kCopy =
    "T.copy(T.region(A[0, 0], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)\n";

struct Collected {
  TileProgram program;
  Diagnostics diags;
  std::string messages;
};

Collected collect(const std::string& body) {
  const SourceFile file("k.py",
                        "@T.prim_func\n"
                        "def main(A: T.Buffer((256, 256), \"float16\"), n: T.int32):\n"
                        "    with T.block(\"root\"):\n"
                        "        T.reads()\n"
                        "        T.writes()\n"
                        "        x = T.alloc_buffer((32, 64), \"float16\", scope=\"shared\")\n" +
                            body);
  Collected out;
  const tvm::Script script = tvm::read_script(file, {}, out.diags);
  EXPECT_FALSE(out.diags.has_errors()) << render(out.diags, &file, false);
  out.program = collect_tile_program(script.module.functions.at(0).second, out.diags);
  out.messages = render(out.diags, &file, false);
  return out;
}

void expect_refused(const std::string& body, DiagId id, const std::string& what) {
  const Collected k = collect(body);
  EXPECT_FALSE(k.program.complete) << body;
  ASSERT_FALSE(k.diags.all().empty()) << body;
  for (const Diagnostic& d : k.diags.all()) EXPECT_EQ(d.id, id) << k.messages;
  EXPECT_THAT(k.messages, HasSubstr(what + " of unknown kind `tl.Foo`")) << body;
}

TEST(UnknownKinds, AStatementIsRefusedByName) {
  const auto refused = [](const std::string& body) {
    expect_refused(body, DiagId::UnsupportedStatement, "a statement");
  };
  refused("        T.evaluate(metadata[\"tl.Foo\"][7])\n");
  refused("        for k in range(4):\n            T.evaluate(metadata[\"tl.Foo\"][0])\n");
  refused("        if n > 3:\n            T.evaluate(metadata[\"tl.Foo\"][0])\n");
}

TEST(UnknownKinds, AStatementIsNotLostInALoopOverElements) {
  expect_refused(
      "        for i, j in T.grid(32, 64):\n"
      "            x[i, j] = A[i, j]\n"
      "            T.evaluate(metadata[\"tl.Foo\"][0])\n",
      DiagId::UnsupportedStatement, "a statement");
}

TEST(UnknownKinds, AnExpressionInAStatementIsRefusedByName) {
  const auto refused = [](const std::string& body) {
    expect_refused(body, DiagId::UnsupportedStatement, "an expression");
  };
  const std::string unknown = "metadata[\"tl.Foo\"][0]", loops = "        for i, j in T.grid(32, 64):\n            ";
  refused(loops + "x[i, j] = " + unknown + "\n");
  refused(loops + "x[i, j] = A[" + unknown + ", j]\n");
  refused(loops + "x[i, " + unknown + "] = A[i, j]\n");
  refused(loops + "x[i, j] = T.if_then_else(" + unknown + ", A[i, j], T.float16(0.0))\n");
  refused("        y: T.handle = " + unknown + "\n" + loops + "x[i, j] = A[i + y, j]\n");
  refused("        for i in range(32):\n            for j in T.parallel(T.Cast(\"int32\", " + unknown + ")):\n" +
          "                x[i, j] = A[i, j]\n");
  refused("        T.copy(T.region(A[" + unknown + ", 0], 1, 32, 64), T.region(x[0, 0], 2, 32, 64))\n");
  refused("        T.call_extern(\"int32\", \"f\", T.Cast(\"int32\", " + unknown + "))\n");
  refused("        T.evaluate(T.Cast(\"int32\", " + unknown + "))\n");
}

TEST(UnknownKinds, AConditionIsNoConstant) {
  const auto refused = [](const std::string& head) {
    expect_refused("        " + head + "\n            " + kCopy, DiagId::DataDependentControl, "an expression");
  };
  refused("if metadata[\"tl.Foo\"][0]:");
  refused("if n + metadata[\"tl.Foo\"][0] > 3:");
  refused("for k in range(T.Cast(\"int32\", metadata[\"tl.Foo\"][0])):");
}

TEST(UnknownKinds, AStringThatTheTextOnlyRefersToIsKnownWellEnough) {
  const Collected k =
      collect(std::string("        T.call_extern(\"int32\", metadata[\"tir.StringImm\"][0])\n        ") +
              "T.evaluate(metadata[\"tir.StringImm\"][1])\n        " + kCopy);
  EXPECT_TRUE(k.program.complete) << k.messages;
  EXPECT_EQ(k.program.ops.size(), 1u);
}

TEST(UnknownKinds, AttributesMayHoldAnything) {
  const Collected k = collect(std::string("        T.attr(metadata[\"tl.Foo\"][0], \"layout\", 0)\n        ") + kCopy);
  EXPECT_TRUE(k.program.complete) << k.messages;
  EXPECT_THAT(k.diags.all(), IsEmpty());
}

TEST(UnknownKinds, AConditionThroughALetReadsWhatTheLetReads) {
  const Collected k =
      collect(std::string("        y: T.float16 = x[0, 0]\n        if y > T.float16(0.0):\n            ") + kCopy);
  EXPECT_THAT(k.messages, HasSubstr("the condition reads `x`, which lives on the chip"));
}

TEST(UnknownKinds, AreFoundAtTheEndOfALongChainOfLets) {
  auto unknown = std::make_shared<tir::OpaqueNode>(tir::DataType::Int(32));
  unknown->key = "tl.Foo";
  std::vector<tir::Stmt> row;
  tir::Expr last = unknown;
  for (int i = 0; i < 5000; ++i) {
    auto bind = std::make_shared<tir::BindNode>();
    bind->var = tir::make_var("v", tir::DataType::Int(32));
    bind->value = tir::make_binary(tir::ExprKind::Add, last, tir::make_int(1));
    last = bind->var;
    row.push_back(bind);
  }
  row.push_back(tir::make_evaluate(tir::make_cast(tir::DataType::Int(64), last)));
  auto f = std::make_shared<tir::PrimFuncNode>();
  f->body = tir::make_seq(row);
  Diagnostics diags;
  EXPECT_FALSE(collect_tile_program(f, diags).complete);
  EXPECT_EQ(diags.error_count(), 1u);
}

TEST(UnknownKinds, AnUnknownCallFindsItsBuffersThroughCastsAndLets) {
  for (const char* call : {"T.call_extern(\"int32\", \"f\", T.Cast(\"int32\", x[0, 0]))",
                           "T.call_extern(\"int32\", \"f\", T.Select(n > 0, x.data, x.data))"}) {
    const Collected k = collect("        " + std::string(call) + "\n");
    EXPECT_THAT(k.messages, HasSubstr("`f` works on tile buffers")) << call;
  }
}

}  // namespace
}  // namespace tir2tt::analysis
