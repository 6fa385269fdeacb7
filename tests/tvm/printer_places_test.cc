// Where things stand in printed text: places of statements, blocks, buffers, functions and expressions; and the numbers
// of opaque metadata in modules whose own indices mean something else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tir/visitor.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

using namespace tir;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

template <class T>
std::shared_ptr<T> changeable(const std::shared_ptr<const T>& node) {
  return std::const_pointer_cast<T>(node);
}

/// Gives every node a span of its own, as nodes that were read from JSON have them.
class Numbered : public Visitor {
 public:
  explicit Numbered(const IRModule& m) {
    for (const auto& [name, f] : m.functions) {
      number(f, "def " + name);
      for (const auto& [param, buffer] : f->buffer_map) number(buffer, "buffer " + buffer->name);
      visit_stmt(f->body);
    }
  }
  struct Named {
    bool is_line;
    std::string what;  // an expression as it is printed by itself
  };
  std::map<uint32_t, Named> nodes;  // by span.begin

  void visit_expr(const Expr& e) override {
    number(e, print_expr(e), false);
    visit_children(e);
  }
  void visit_stmt(const Stmt& s) override {
    number(s, "stmt");
    if (auto* r = as<BlockRealizeNode>(s)) block(r->block);
    if (auto* d = as<DeclBufferNode>(s)) number(d->buffer, "buffer " + d->buffer->name);
    visit_children(s);
  }

 private:
  void block(const Block& b) {
    number(b, "block " + b->name);
    for (const Buffer& buffer : b->alloc_buffers) number(buffer, "buffer " + buffer->name);
  }
  template <class Node>
  void number(const std::shared_ptr<const Node>& node, std::string what, bool is_line = true) {
    const uint32_t at = 10 + 10 * static_cast<uint32_t>(nodes.size());
    if (!seen_.emplace(node.get(), at).second) return;
    changeable(node)->span = {at, at + 3};
    nodes[at] = {is_line, std::move(what)};
  }
  std::map<const void*, uint32_t> seen_;
};

struct Printed {
  std::string text;
  std::vector<std::string> lines;                          // "stmt: for i in range(4):"
  std::vector<std::pair<std::string, std::string>> exprs;  // by itself, in the text
};

Script read(const std::string& text) {
  const SourceFile file("k.py", text);
  Diagnostics diags;
  Script script = read_script(file, {}, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  return script;
}

Printed print(const Script& script) {
  const Numbered numbered(script.module);
  Places places;
  Printed out;
  out.text = print_script(script.module, script.info, &places);
  EXPECT_EQ(out.text, print_script(script.module, script.info));
  for (const Place& p : places) {
    const auto& [is_line, what] = numbered.nodes.at(p.node.begin);
    const std::string shown = out.text.substr(p.text.begin, p.text.end - p.text.begin);
    if (is_line)
      out.lines.push_back(what + ": " + shown);
    else
      out.exprs.emplace_back(what, shown);
  }
  return out;
}

Printed print(const std::string& body) {
  return print(read("@T.prim_func\ndef main(A: T.Buffer((64, 64), \"float16\"), n: T.int32):\n" + body));
}

TEST(PrinterPlaces, LinesAreThoseOfStatementsBlocksBuffersAndFunctions) {
  const Printed p = print(
      "    with T.block(\"main\"):\n"
      "        T.reads(A[0:64, 0:64])\n"
      "        T.writes()\n"
      "        X = T.alloc_buffer((64,), \"float16\", scope=\"shared\")\n"
      "        for i, j in T.grid(4, n):\n"
      "            if i < n:\n"
      "                X[i] = A[i, j]\n"
      "            else:\n"
      "                T.evaluate(0)\n"
      "        for k in T.serial(4, annotations={\"num_stages\": 2}):\n"
      "            y: T.int32 = k + 1\n"
      "            while y < n:\n"
      "                T.call_extern(\"int32\", \"f\", y)\n");
  EXPECT_THAT(p.lines,
              ElementsAre("def main: def main(A: T.Buffer((64, 64), \"float16\"), n: T.int32):",
                          "buffer A: A: T.Buffer((64, 64), \"float16\")",
                          "stmt: with T.block(\"main\"):", "block main: with T.block(\"main\"):",
                          "buffer X: X = T.alloc_buffer((64,), \"float16\", scope=\"shared\")",
                          "stmt: for i, j in T.grid(4, n):",  // the row that begins with the two loops
                          "stmt: for i, j in T.grid(4, n):", "stmt: for i, j in T.grid(4, n):", "stmt: if i < n:",
                          "stmt: X[i] = A[i, j]", "stmt: T.evaluate(0)",
                          "stmt: for k in T.serial(4, annotations={\"num_stages\": 2}):", "stmt: y: T.int32 = k + 1",
                          "stmt: while y < n:", "stmt: T.call_extern(\"int32\", \"f\", y)"));
}

TEST(PrinterPlaces, AnExpressionHasExactlyItsText) {
  const Printed p = print(
      "    A[n % 8, (n - (n - 1)) * 2 + n // 4] = A[0, n] * (A[1, n] + T.exp(A[2, n]))\n"
      "    A[0, 0:8] = T.Broadcast(T.float16(0.0), 8)\n"
      "    T.evaluate(T.Select(not n == 3, T.min(n, 4), T.Let(n, where={n: 2})))\n"
      "    assert n > 3, \"small\"\n"
      "    with T.LetStmt(n * 5) as z:\n"
      "        A[z, n + z] = T.float16(1.0)\n"
      "    T.evaluate(n + 1)\n");
  for (const auto& [alone, shown] : p.exprs) {
    if (!alone.starts_with("T.Ramp(")) EXPECT_EQ(shown, alone);
  }
  EXPECT_THAT(p.exprs, testing::Contains(testing::Pair("T.Ramp(0, 1, 8)", "0:8")));
  EXPECT_THAT(p.exprs, testing::Contains(testing::Pair("(n - (n - 1)) * 2 + n // 4", "(n - (n - 1)) * 2 + n // 4")));
  EXPECT_THAT(p.exprs, testing::Contains(testing::Pair("n - (n - 1)", "n - (n - 1)")));
  EXPECT_THAT(p.exprs, testing::Contains(testing::Pair("A[0, n] * (A[1, n] + T.exp(A[2, n]))",
                                                       "A[0, n] * (A[1, n] + T.exp(A[2, n]))")));
  EXPECT_GT(p.exprs.size(), 40u);
}

TEST(PrinterPlaces, ReturnIsTheCall) {
  Printed p = print("    return n + 1\n");
  EXPECT_THAT(p.exprs, testing::Contains(testing::Pair(HasSubstr("ret("), "return n + 1")));
}

TEST(PrinterPlaces, ThreeNamesForOneLine) {
  const Printed p = print(
      "    flat = T.decl_buffer((32, 32), \"float16\", scope=\"shared\")\n"
      "    flat[0, 0] = T.float16(0.0)\n");
  const std::string line = "flat = T.decl_buffer((32, 32), \"float16\", scope=\"shared\")";
  EXPECT_THAT(p.lines, testing::IsSupersetOf({"stmt: " + line, "buffer flat: " + line}));
}

/// A kernel without side information, so that undeclared things get late lines.
struct Late {
  Var m = make_var("m", DataType::Int(32)), k = make_var("k", DataType::Int(32));
  std::shared_ptr<BufferNode> outside = std::make_shared<BufferNode>();
  std::shared_ptr<BufferStoreNode> first = std::make_shared<BufferStoreNode>();
  std::shared_ptr<BufferStoreNode> second = std::make_shared<BufferStoreNode>();
  Expr sum = make_binary(ExprKind::Add, m, k), difference = make_binary(ExprKind::Sub, k, m);
  IRModule module;

  Late() {
    outside->name = "X";
    outside->data = make_pointer("X", DataType::Int(32), "shared");
    outside->dtype = DataType::Int(32);
    outside->shape = {make_binary(ExprKind::Mul, m, make_int(2))};
    changeable(outside->shape[0])->span = {60, 61};
    outside->span = {50, 51};
    first->buffer = second->buffer = outside;
    first->indices = {sum}, first->value = make_int(1), first->span = {10, 11};
    second->indices = {sum}, second->value = difference, second->span = {20, 21};
    changeable(sum)->span = {30, 31};
    changeable(difference)->span = {40, 41};
    auto f = std::make_shared<PrimFuncNode>();
    f->body = make_seq({first, second});
    f->span = {70, 71};
    module.functions = {{"main", f}};
  }
};

std::map<uint32_t, std::string> texts(const Places& places, const std::string& text) {
  std::map<uint32_t, std::string> out;
  for (const Place& p : places) out[p.node.begin] = text.substr(p.text.begin, p.text.end - p.text.begin);
  return out;
}

TEST(PrinterPlaces, LateLinesMoveWhatIsBehindThem) {
  const Late k;
  Places places;
  const std::string text = print_script(k.module, &places);
  ASSERT_THAT(text, HasSubstr("m = T.int32()\n"));
  auto at = texts(places, text);
  EXPECT_EQ(at[10], "X[m + k] = 1");
  EXPECT_EQ(at[20], "X[m + k] = k - m");
  EXPECT_EQ(at[30], "m + k");
  EXPECT_EQ(at[40], "k - m");
  EXPECT_EQ(at[50], "X = T.Buffer((m * 2,), \"int32\", scope=\"shared\")") << text;
  EXPECT_EQ(at[60], "m * 2");
  EXPECT_EQ(at[70], "def main():");
  EXPECT_EQ(at.size(), places.size());
}

TEST(PrinterPlaces, ASharedExpressionStandsAtItsFirstPlace) {
  const Late k;
  Places places;
  const std::string text = print_script(k.module, &places);
  for (const Place& p : places) {
    if (p.node.begin == 30) EXPECT_EQ(p.text.begin, text.find("X[m + k] = 1") + 2);
  }
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end(),
                             [](const Place& a, const Place& b) { return a.node.begin < b.node.begin; }));
}

TEST(PrinterPlaces, NodesWithoutSpanHaveNone) {
  Late k;
  k.first->span = {};
  changeable(k.sum)->span = {};
  Places places = {{{1, 2}, {3, 4}}};  // what was there is gone
  (void)print_script(k.module, &places);
  std::vector<uint32_t> begins;
  for (const Place& p : places) begins.push_back(p.node.begin);
  EXPECT_THAT(begins, ElementsAre(20, 40, 50, 60, 70));
}

Expr opaque(std::string key, int64_t index) {
  auto e = std::make_shared<OpaqueNode>(DataType::Handle());
  e->key = std::move(key), e->index = index;
  return e;
}

IRModule with_metadata() {
  auto f = std::make_shared<PrimFuncNode>();
  f->attrs.set("z", Attr(OpaqueRef{"tl.Layout", 40}));
  f->attrs.set("a", Attr(OpaqueRef{"tl.Layout", 70}));
  f->body = make_seq({make_evaluate(opaque("tl.Foo", 9)), make_evaluate(opaque("tl.Layout", 40)),
                      make_evaluate(opaque("tl.Foo", 2)), make_evaluate(opaque("tl.Foo", 9))});
  IRModule module;
  module.functions = {{"main", f}};
  return module;
}

TEST(PrinterMetadata, IsNumberedAsItIsPrintedForEachKey) {
  const std::string text = print_script(with_metadata());
  EXPECT_THAT(text, HasSubstr("{\"a\": metadata[\"tl.Layout\"][0], \"z\": metadata[\"tl.Layout\"][1]}"));
  EXPECT_THAT(text, HasSubstr("    T.evaluate(metadata[\"tl.Foo\"][0])\n"
                              "        T.evaluate(metadata[\"tl.Layout\"][1])\n"
                              "        T.evaluate(metadata[\"tl.Foo\"][1])\n"
                              "        T.evaluate(metadata[\"tl.Foo\"][0])\n"));
  EXPECT_TRUE(text.ends_with("\n# Metadata omitted. Use show_meta=True in script() method to show it.\n"));
}

TEST(PrinterMetadata, OfATextThatWasReadStaysAsItIs) {
  const ScriptInfo info;
  const std::string text = print_script(with_metadata(), info);
  EXPECT_THAT(text, HasSubstr("metadata[\"tl.Layout\"][70]"));
  EXPECT_THAT(text, HasSubstr("metadata[\"tl.Foo\"][9]"));
  EXPECT_THAT(text, Not(HasSubstr("Metadata omitted")));
}

TEST(PrinterDefaults, ALoneFunctionHasNoModuleAroundIt) {
  const IRModule module = with_metadata();
  const std::string text = print_script(module, default_script_info(module, true));
  EXPECT_TRUE(text.starts_with("# from tvm.script import tir as T\n\n@T.prim_func(private=True)\ndef main():\n"))
      << text;
  EXPECT_EQ(print_script(module, default_script_info(module)), print_script(module));
}

TEST(PrinterDefaults, PlacesFollowTheOrderOfTheText) {
  IRModule module;
  for (const char* name : {"main", "b", "a"}) {
    auto f = std::make_shared<PrimFuncNode>();
    f->body = make_evaluate(make_int(0));
    f->span = {static_cast<uint32_t>(10 * (module.functions.size() + 1)), 100};
    module.functions.emplace_back(name, f);
  }
  Places places;
  const std::string text = print_script(module, &places);
  auto at = texts(places, text);
  EXPECT_EQ(at[10], "def main():");
  EXPECT_EQ(at[20], "def b():");
  EXPECT_EQ(at[30], "def a():");
  ASSERT_EQ(places.size(), 3u);
  EXPECT_LT(places[2].text.begin, places[1].text.begin);
  EXPECT_LT(places[1].text.begin, places[0].text.begin);
}

}  // namespace
}  // namespace tir2tt::tvm
