// What the text means: the rows of docs/tvmscript.md, one test each. IR on one side, what only the text holds
// (names, declarations, opaque references) on the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tir/equal.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

using namespace tir;
using testing::ElementsAre;
using testing::HasSubstr;

Script read(const std::string& text) {
  const SourceFile file("kernel.py", text);
  Diagnostics diags;
  Script s = read_script(file, {}, diags);
  EXPECT_EQ(render(diags, &file, false), "") << text;
  return s;
}

const std::string kHead =
    "@T.prim_func\ndef f(A: T.Buffer((64, 64), \"float16\"), B: T.Buffer((64,), \"float32\"), n: T.int32):\n";

struct Function {
  Script script;
  const PrimFuncNode& f;
  explicit Function(Script s) : script(std::move(s)), f(*script.module.functions.at(0).second) {}

  Stmt at(size_t i) const {
    const auto* seq = as<SeqStmtNode>(f.body);
    return seq ? seq->seq.at(i) : f.body;
  }
  std::string name(const void* object, const std::string& own) const {
    auto it = script.info.names.find(object);
    return it == script.info.names.end() ? own : it->second;
  }
};

Function body(const std::string& lines, const std::string& head = kHead) {
  std::string text = head;
  for (size_t at = 0; at < lines.size();) {
    size_t end = lines.find('\n', at);
    text += "    " + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return Function(read(text));
}

Expr value_of(const Function& f, size_t i = 0) {
  if (const auto* e = as<EvaluateNode>(f.at(i))) return e->value;
  if (const auto* s = as<BufferStoreNode>(f.at(i))) return s->value;
  return nullptr;
}

TEST(Model, HeaderTrailerAndFinalNewline) {
  Script s = read(
      "# one\nimport os\n\n@I.ir_module\nclass M:\n    @T.prim_func\n    def f(n: T.int32):\n        pass\n\n# tail");
  EXPECT_EQ(s.info.header, "# one\nimport os\n\n");
  EXPECT_EQ(s.info.trailer, "\n# tail");
  EXPECT_FALSE(s.info.final_newline);
  EXPECT_EQ(s.info.class_name, "M");
  EXPECT_FALSE(s.info.lone_function);
  Script lone = read("@T.prim_func(private=True)\ndef f(n: T.int32):\n    pass\n");
  EXPECT_TRUE(lone.info.lone_function);
  EXPECT_TRUE(lone.info.final_newline);
  EXPECT_EQ(lone.info.trailer, "");
  EXPECT_EQ(lone.module.functions[0].second->attrs.find("global_symbol"), nullptr);
}

TEST(Model, MetadataInFrontIsKeptAsText) {
  const std::string text =
      "metadata = tvm.ir.load_json(\"\"\"{\n  \"root\": 1\n}\"\"\")\n# from tvm.script import tir as T\n\n"
      "@T.prim_func\ndef f(n: T.int32):\n    T.attr(metadata[\"k.K\"][0], \"a\", 1)\n    T.evaluate(n)\n";
  Script s = read(text);
  EXPECT_EQ(print_script(s.module, s.info), text);
  const auto* a = as<AttrStmtNode>(s.module.functions[0].second->body);
  ASSERT_TRUE(a && a->node.get_if<OpaqueRef>());
  EXPECT_EQ(a->node.get_if<OpaqueRef>()->key, "k.K");
}

TEST(Model, DeclarationsHangOnTheNextLine) {
  Function f = body("x = T.int32()\nV = T.Buffer((64,), data=B.data)\nV[x] = T.float32(1.0)\n");
  const auto& d = f.script.info.declarations;
  ASSERT_EQ(d.size(), 1u);
  auto it = d.find(Anchor{f.f.body.get(), slot::kStmt});
  ASSERT_NE(it, d.end());
  ASSERT_EQ(it->second.size(), 2u);
  EXPECT_EQ(it->second[0].vars.at(0)->name, "x");
  EXPECT_EQ(it->second[1].kind, Declaration::Kind::Buffer);
  EXPECT_EQ(it->second[1].buffer->data, f.f.buffer_map[1].second->data);
}

TEST(Model, DeclarationsAmongTheLinesOfABlock) {
  Function f = body(
      "with T.block(\"b\"):\n    x = T.int32()\n    T.reads(B[x])\n    P = T.handle(\"float16\", \"shared\")\n"
      "    T.block_attr({\"m\": {P: metadata[\"tl.Layout\"][1]}})\n    S = T.alloc_buffer((4,))\n    y = T.int32()\n"
      "    S_1 = T.alloc_buffer((4,), \"float16\", data=P, scope=\"shared\")\n    B[y] = T.float32(0.0)\n");
  const auto* r = as<BlockRealizeNode>(f.f.body);
  ASSERT_TRUE(r);
  const void* b = r->block.get();
  const auto& d = f.script.info.declarations;
  EXPECT_EQ(d.count({b, slot::kReads}), 1u);
  EXPECT_EQ(d.count({b, slot::kBlockAttr}), 1u);
  EXPECT_EQ(d.count({b, slot::kAllocBuffer + 1}), 1u);
  EXPECT_EQ(d.size(), 3u);
}

TEST(Model, EqualNameIsTheSameObject) {
  Function f = body("w = T.int32()\nx: T.int32 = w + 1\nfor w in range(4):\n    B[w] = T.float32(0.0)\n");
  const auto* let = as<LetStmtNode>(f.f.body);
  const auto* loop = as<ForNode>(let->body);
  EXPECT_EQ(as<BinaryNode>(let->value)->a.get(), loop->loop_var.get());

  Function g = body(
      "with T.block(\"b\"):\n    S = T.Buffer((4,), scope=\"shared\")\n    T.block_attr({\"m\": {S: 1}})\n"
      "    S = T.alloc_buffer((4,), data=S.data, scope=\"shared\")\n    S[0] = T.float32(0.0)\n");
  const Block b = as<BlockRealizeNode>(g.f.body)->block;
  EXPECT_EQ(as<BufferStoreNode>(b->body)->buffer, b->alloc_buffers.at(0));
  EXPECT_EQ(*(*b->annotations.find("m")->get_if<Attr::Map>())->at(0).first.get_if<Buffer>(), b->alloc_buffers[0]);
}

TEST(Model, AScopeEndsWithItsSuite) {
  Function f = body("for i in range(4):\n    B[i] = T.float32(0.0)\nfor i in range(4):\n    B[i] = T.float32(0.0)\n");
  EXPECT_NE(as<ForNode>(f.at(0))->loop_var, as<ForNode>(f.at(1))->loop_var);
}

TEST(Model, OwnNamesOfSuffixedObjects) {
  Function f = body(
      "S = T.handle(\"float32\")\nS_1 = T.decl_buffer((4,), data=S)\nS_2 = T.decl_buffer((8,), data=S)\nQ_1 = "
      "T.decl_buffer((8,), data=S)\nT_1: T.int32 = n\n");
  const auto* one = as<DeclBufferNode>(f.f.body);
  const auto* two = as<DeclBufferNode>(one->body);
  const auto* three = as<DeclBufferNode>(two->body);
  const auto* let = as<LetStmtNode>(three->body);
  EXPECT_EQ(one->buffer->name, "S");
  EXPECT_EQ(f.name(one->buffer.get(), "S"), "S_1");
  EXPECT_EQ(two->buffer->name, "S");
  EXPECT_EQ(f.name(two->buffer.get(), "S"), "S_2");
  EXPECT_EQ(three->buffer->name, "Q_1");
  EXPECT_EQ(let->var->name, "T");
}

TEST(Model, TheCommentOfTheRootBlockIsABlock) {
  Function f = body(
      "# with T.block(\"root\"):\nS = T.alloc_buffer((4,))\nfor i in range(4):\n    with T.block(\"b\"):\n        vi = "
      "T.axis.spatial(4, i)\n        S[vi] = T.float32(0.0)\n");
  const auto* root = as<BlockRealizeNode>(f.f.body);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->block->name, "root");
  EXPECT_EQ(root->block->alloc_buffers.size(), 1u);
  EXPECT_TRUE(as<ForNode>(root->block->body));
  // Without the comment there is none, unless an allocation needs one.
  EXPECT_FALSE(as<BlockRealizeNode>(
      body("for i in range(4):\n    with T.block(\"b\"):\n        B[i] = T.float32(0.0)\n").f.body));
  const auto late = body("for i in range(4):\n    S = T.alloc_buffer((4,))\n    S[i] = T.float32(0.0)\n");
  ASSERT_TRUE(as<BlockRealizeNode>(late.f.body));
  EXPECT_EQ(as<BlockRealizeNode>(late.f.body)->block->alloc_buffers.size(), 1u);
}

TEST(Model, NothingIsFolded) {
  Expr e = value_of(body("T.evaluate(T.Add(n, 0))\n"));
  ASSERT_TRUE(as<BinaryNode>(e));
  EXPECT_TRUE(is_int(as<BinaryNode>(e)->b, 0));
  EXPECT_EQ(value_of(body("T.evaluate(T.Mul(2, 3))\n"))->kind, ExprKind::Mul);
  EXPECT_EQ(value_of(body("T.evaluate(T.FloorDiv(n, 1))\n"))->kind, ExprKind::FloorDiv);
  EXPECT_EQ(value_of(body("T.evaluate(T.Div(n, 2))\n"))->kind, ExprKind::Div);
  EXPECT_EQ(value_of(body("T.evaluate(T.truncmod(n, 2))\n"))->kind, ExprKind::Mod);
}

TEST(Model, ComparisonsAreLeftAssociative) {
  Expr e = value_of(body("T.evaluate(n < 4 == (n > 2))\n"));
  ASSERT_EQ(e->kind, ExprKind::EQ);
  EXPECT_EQ(as<BinaryNode>(e)->a->kind, ExprKind::LT);
}

TEST(Model, TheSignBelongsToTheLiteral) {
  Expr e = value_of(body("T.evaluate(n - -1 * n)\n"));
  const auto* product = as<BinaryNode>(as<BinaryNode>(e)->b);
  EXPECT_TRUE(is_int(product->a, -1));
  EXPECT_TRUE(is_int(value_of(body("T.evaluate(-2147483648)\n")), -2147483648LL));
  EXPECT_TRUE(is_int(value_of(body("T.evaluate(T.int64(-9223372036854775808))\n")), INT64_MIN));
}

TEST(Model, EndsOfRangesAreTurnedBack) {
  Function f = body(
      "with T.block(\"b\"):\n    T.reads(A[n:n + 4, 3:7], B[0:n])\n    T.writes(A[n, n * 2:n * 2 + 1])\n    "
      "T.evaluate(0)\n");
  const Block b = as<BlockRealizeNode>(f.f.body)->block;
  EXPECT_TRUE(is_int(b->reads[0].region[0].extent, 4));
  EXPECT_TRUE(is_int(b->reads[0].region[1].extent, 4));
  EXPECT_EQ(b->reads[1].region[0].extent.get(), f.f.params[2].get());
  EXPECT_TRUE(is_int(b->writes[0].region[0].extent, 1));
  EXPECT_TRUE(is_int(b->writes[0].region[1].extent, 1));
}

TEST(Model, ASliceInALoadOrStoreIsARamp) {
  Function f = body("B[0:8:2] = B[n * 4:n * 4 + 4]\n");
  const auto* s = as<BufferStoreNode>(f.f.body);
  const auto* to = as<RampNode>(s->indices.at(0));
  ASSERT_TRUE(to);
  EXPECT_TRUE(is_int(to->stride, 2));
  EXPECT_TRUE(is_int(to->lanes, 4));
  EXPECT_EQ(s->value->dtype, DataType::Float(32, 4));
}

TEST(Model, LiteralKinds) {
  Function f = body(
      "T.func_attr({\"a\": True, \"b\": T.bool(True), \"c\": 3, \"d\": T.int64(3), \"e\": 1.5, \"f\": T.float32(1.5), "
      "\"g\": \"s\", \"h\": None, \"i\": [1, {\"z\": 2}], \"j\": 3000000000})\nT.evaluate(0)\n");
  auto has = [&]<class T>(const char* key, T) { return f.f.attrs.find(key)->template get_if<T>() != nullptr; };
  EXPECT_TRUE(has("a", BoxedBool{}));
  EXPECT_TRUE(has("b", IntValue{}) && f.f.attrs.find("b")->get_if<IntValue>()->dtype.is_bool());
  EXPECT_TRUE(has("c", IntValue{}));
  EXPECT_TRUE(has("d", IntValue{}) && f.f.attrs.find("d")->get_if<IntValue>()->dtype == DataType::Int(64));
  EXPECT_TRUE(has("e", BoxedFloat{}));
  EXPECT_TRUE(has("f", FloatValue{}));
  EXPECT_TRUE(has("g", std::string()));
  EXPECT_TRUE(f.f.attrs.find("h")->is_none());
  EXPECT_EQ(f.f.attrs.find("i")->as_array()->size(), 2u);
  EXPECT_TRUE(has("j", BoxedInt{}));
}

TEST(Model, FloatsKeepTheirDigits) {
  auto number = [](const std::string& line) { return as<FloatImmNode>(value_of(body(line)))->value; };
  EXPECT_EQ(number("B[0] = T.float32(0.10000000000000001)\n"), 0.1);
  EXPECT_EQ(value_of(body("B[0] = T.float32(0.1)\n"))->dtype, DataType::Float(32));
  EXPECT_TRUE(std::signbit(number("B[0] = T.float32(-0.0)\n")));
  EXPECT_EQ(number("B[0] = T.float32(\"-inf\")\n"), -std::numeric_limits<double>::infinity());
}

TEST(Model, ResultTypesOfCalls) {
  EXPECT_EQ(value_of(body("T.evaluate(T.exp(B[0]))\n"))->dtype, DataType::Float(32));
  EXPECT_EQ(value_of(body("T.tvm_storage_sync(\"shared\")\n"))->dtype, DataType::Int(32));
  EXPECT_EQ(value_of(body("T.call_extern(\"float16\", \"f\", n)\n"))->dtype, DataType::Float(16));
  EXPECT_EQ(value_of(body("T.evaluate(T.reinterpret(\"uint32\", B[0]))\n"))->dtype, DataType::UInt(32));
  Expr ret = value_of(body("return 7\n"));
  EXPECT_EQ(ret->dtype, DataType::Int(32));
  EXPECT_EQ(as<CallNode>(ret)->op.name(), "tir.ret");
}

TEST(Model, BufferDefaults) {
  Function f = body(
      "with T.block(\"b\"):\n    S = T.alloc_buffer((4, 8))\n    M = T.match_buffer(A[0:4, 0:4], (4, 4), \"float16\", "
      "strides=(\"s0\", 1), align=128, offset_factor=4)\n    F = T.alloc_buffer((4,), \"bool\", scope=\"local\")\n    "
      "M[0, 0] = T.float16(0.0)\n");
  const Block b = as<BlockRealizeNode>(f.f.body)->block;
  const Buffer s = b->alloc_buffers[0], m = b->match_buffers[0].buffer, flag = b->alloc_buffers[1];
  EXPECT_EQ(s->dtype, DataType::Float(32));
  EXPECT_EQ(s->data_alignment, 64);
  EXPECT_EQ(s->offset_factor, 1);
  EXPECT_EQ(s->elem_offset, nullptr);
  EXPECT_EQ(s->scope(), "global");
  EXPECT_EQ(s->data->name, "S");
  EXPECT_EQ(m->data_alignment, 128);
  EXPECT_EQ(m->offset_factor, 4);
  ASSERT_TRUE(as<VarNode>(m->elem_offset));
  EXPECT_EQ(m->elem_offset->dtype, DataType::Int(32));
  EXPECT_EQ(as<VarNode>(m->strides[0])->name, "s0");
  EXPECT_EQ(flag->data->type.dtype, DataType::Int(8));
}

TEST(Model, DeclBufferWithAndWithoutMemory) {
  Function f = body(
      "S = T.decl_buffer((4,), scope=\"shared\")\nV = T.decl_buffer((2, 2), data=S.data, scope=\"shared\")\nV[0, 0] = "
      "T.float32(0.0)\n");
  const auto* a = as<AllocateNode>(f.f.body);
  ASSERT_TRUE(a);
  const auto* d = as<DeclBufferNode>(a->body);
  ASSERT_TRUE(d);
  EXPECT_EQ(a->var, d->buffer->data);
  const auto* v = as<DeclBufferNode>(d->body);
  ASSERT_TRUE(v);
  EXPECT_EQ(v->buffer->data, a->var);
}

TEST(Model, ThreadsHaveDomainsAndBoundLoopsHaveNone) {
  Function f = body(
      "bx = T.launch_thread(\"blockIdx.x\", 8)\nv = T.launch_thread(\"vthread.x\", 2)\nfor i in T.thread_binding(4, "
      "thread=\"threadIdx.x\"):\n    B[i] = T.float32(0.0)\n");
  const auto* a = as<AttrStmtNode>(f.f.body);
  EXPECT_EQ(a->attr_key, "thread_extent");
  EXPECT_TRUE(is_int((*a->node.get_if<IterVar>())->dom.extent, 8));
  const auto* v = as<AttrStmtNode>(a->body);
  EXPECT_EQ(v->attr_key, "virtual_thread");
  const auto* loop = as<ForNode>(v->body);
  EXPECT_EQ(loop->thread_binding->dom.extent, nullptr);
  EXPECT_EQ(loop->thread_binding->var->name, "");
  Function g = body(
      "tx = T.env_thread(\"threadIdx.x\")\nwith T.launch_thread(tx, 4):\n    B[tx] = T.float32(0.0)\nwith "
      "T.launch_thread(tx, 4):\n    B[tx] = T.float32(1.0)\n");
  EXPECT_EQ(*as<AttrStmtNode>(g.at(0))->node.get_if<IterVar>(), *as<AttrStmtNode>(g.at(1))->node.get_if<IterVar>());
}

TEST(Model, RemapTakesTheLoopsDomains) {
  Function f = body(
      "for i in range(2, 8):\n    for j in range(4):\n        with T.block(\"b\"):\n            vi, vj = "
      "T.axis.remap(\"SR\", [i, j])\n            vk = T.axis.opaque((1, 5), j + 1)\n            T.where(i < n)\n       "
      "     B[vi] = T.float32(0.0)\n");
  const auto* r = as<BlockRealizeNode>(as<ForNode>(as<ForNode>(f.f.body)->body)->body);
  ASSERT_EQ(r->block->iter_vars.size(), 3u);
  EXPECT_TRUE(is_int(r->block->iter_vars[0]->dom.min, 2));
  EXPECT_TRUE(is_int(r->block->iter_vars[0]->dom.extent, 6));
  EXPECT_EQ(r->block->iter_vars[1]->type, IterType::CommReduce);
  EXPECT_EQ(r->block->iter_vars[2]->type, IterType::Opaque);
  EXPECT_TRUE(is_int(r->block->iter_vars[2]->dom.extent, 4));
  EXPECT_TRUE(r->predicate);
}

TEST(Model, FlatScopesHoldTheRestOfTheirSuite) {
  Function f = body(
      "T.attr(None, \"k\", 1)\nx: T.int32 = n\nassert x > 0, \"why\"\nB[x] = T.float32(0.0)\nB[0] = T.float32(1.0)\n");
  const auto* a = as<AttrStmtNode>(f.f.body);
  const auto* let = as<LetStmtNode>(a->body);
  const auto* check = as<AssertStmtNode>(let->body);
  EXPECT_EQ(as<SeqStmtNode>(check->body)->seq.size(), 2u);
}

TEST(Model, CallsOfTheModule) {
  Script s = read(
      "@I.ir_module\nclass Module:\n    @T.prim_func\n    def g(n: T.int32) -> T.int32:\n        return n\n\n    "
      "@T.prim_func\n    def f(n: T.int32):\n        Module.g(n)\n");
  const auto* c = as<CallNode>(as<EvaluateNode>(s.module.functions[1].second->body)->value);
  EXPECT_TRUE(c->global);
  EXPECT_EQ(c->op.name(), "g");
  EXPECT_EQ(c->dtype, DataType::Int(32));
}

TEST(Model, Tirx) {
  const std::string text =
      "# from tvm.script import ir as I\n# from tvm.script import tirx as T\n\n@I.ir_module\nclass Module:\n    "
      "@T.prim_func\n"
      "    def f(A: T.Buffer((64,), \"float32\"), n: T.int32):\n        x: T.int32 = n + 1\n"
      "        S = T.alloc_buffer((4,), scope=\"shared\", annotations={\"k\": 1})\n"
      "        V = T.decl_buffer((2, 2), data=S.data, scope=\"shared\")\n        T.attr(None, \"k\", 1)\n"
      "        assert x > 0, (\"ValueError\", [\"a\", \"b\"])\n"
      "        for bx in T.thread_binding(8, thread=\"blockIdx.x\"):\n            with T.sblock(\"b\"):\n"
      "                T.reads()\n                T.writes()\n                L = T.sblock_alloc_buffer((4,), "
      "scope=\"local\")\n"
      "                L[0] = V[0, 0]\n                A[x] = L[0]\n";
  Script s = read(text);
  EXPECT_EQ(s.module.dialect, Dialect::Tirx);
  const auto* seq = as<SeqStmtNode>(s.module.functions[0].second->body);
  ASSERT_TRUE(seq);
  auto kinds = [](const SeqStmtNode* of) {
    std::vector<StmtKind> out;
    for (const Stmt& x : of->seq) out.push_back(x->kind);
    return out;
  };
  // Lets and declarations are flat there; an attribute still scopes over the rest.
  ASSERT_THAT(kinds(seq), ElementsAre(StmtKind::Bind, StmtKind::AllocBuffer, StmtKind::DeclBuffer, StmtKind::AttrStmt));
  EXPECT_EQ(as<DeclBufferNode>(seq->seq[2])->body, nullptr);
  const auto* rest = as<SeqStmtNode>(as<AttrStmtNode>(seq->seq[3])->body);
  ASSERT_TRUE(rest);
  ASSERT_THAT(kinds(rest), ElementsAre(StmtKind::AssertStmt, StmtKind::For));
  EXPECT_EQ(as<AssertStmtNode>(rest->seq[0])->message.size(), 2u);
  EXPECT_EQ(print_script(s.module, s.info), text);
}

TEST(Model, SpansAreFirstLines) {
  const std::string text = kHead + "    for i in range(4):\n        B[i] = T.float32(0.0)\n";
  Script s = read(text);
  const auto* loop = as<ForNode>(s.module.functions[0].second->body);
  EXPECT_EQ(text.substr(loop->span.begin, loop->span.end - loop->span.begin), "for i in range(4):");
  EXPECT_EQ(text.substr(loop->body->span.begin, loop->body->span.end - loop->body->span.begin),
            "B[i] = T.float32(0.0)");
}

TEST(Model, LettersInStringsAreBytes) {
  Expr call = value_of(body("T.call_extern(\"int32\", \"\\xC3\\xBC\\n\")\n"));
  EXPECT_EQ(as<StringImmNode>(as<CallNode>(call)->args.at(0))->value, "\xC3\xBC\n");
}

// Everything that TVM and TileLang printed is read without a word.
TEST(Model, TheCorpusIsReadWithoutDiagnostics) {
  namespace fs = std::filesystem;
  const fs::path corpus = fs::path(TIR2TT_SOURCE_DIR) / ".." / "shared" / "corpus";
  if (!fs::exists(corpus)) GTEST_SKIP() << "no corpus at " << corpus;
  size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".py") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const SourceFile file(entry.path().string(), text.str());
    Diagnostics diags;
    read_script(file, {}, diags);
    EXPECT_TRUE(diags.all().empty()) << render(diags, &file, false);
    ++count;
  }
  EXPECT_GT(count, 100u);
}

}  // namespace
}  // namespace tir2tt::tvm
