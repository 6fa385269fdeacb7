// The printer on IR that was built by hand: no text, no ScriptInfo, so that names, places and header are the
// printer's own choice.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tvm/constant_fold.h"
#include "tvm/script.h"
#include "tvm/script_printer_names.h"
#include "tvm/script_printer_text.h"

namespace tir2tt::tvm {
namespace {

using namespace tir;

const DataType kInt = DataType::Int(32);
const DataType kFloat = DataType::Float(32);

Expr i(int64_t v) { return make_int(v); }
Expr f(double v) { return make_float(v, kFloat); }
Var iv(const char* name) { return make_var(name, kInt); }
Expr add(Expr a, Expr b) { return make_binary(ExprKind::Add, std::move(a), std::move(b)); }
Expr mul(Expr a, Expr b) { return make_binary(ExprKind::Mul, std::move(a), std::move(b)); }
Expr sub(Expr a, Expr b) { return make_binary(ExprKind::Sub, std::move(a), std::move(b)); }

std::shared_ptr<BufferNode> buffer(const char* name, Exprs shape, DataType t = kFloat, const char* scope = "global") {
  auto b = std::make_shared<BufferNode>();
  b->name = name;
  b->data = make_pointer(name, t, scope);
  b->dtype = t;
  b->shape = std::move(shape);
  return b;
}

Stmt store(Buffer b, Exprs indices, Expr value) {
  auto s = std::make_shared<BufferStoreNode>();
  s->buffer = std::move(b);
  s->indices = std::move(indices);
  s->value = std::move(value);
  return s;
}

Stmt loop(Var v, Expr extent, Stmt body, ForKind kind = ForKind::Serial) {
  auto s = std::make_shared<ForNode>();
  s->loop_var = std::move(v);
  s->min = make_int(0, extent->dtype);
  s->extent = std::move(extent);
  s->for_kind = kind;
  s->body = std::move(body);
  return s;
}

Stmt let(Var v, Expr value, Stmt body) {
  auto s = std::make_shared<LetStmtNode>();
  s->var = std::move(v);
  s->value = std::move(value);
  s->body = std::move(body);
  return s;
}

Stmt launch(Var v, const char* tag, Expr extent, Stmt body) {
  auto iter = std::make_shared<IterVarNode>();
  iter->var = std::move(v);
  iter->dom = {i(0), extent};
  iter->type = IterType::ThreadIndex;
  iter->thread_tag = tag;
  auto s = std::make_shared<AttrStmtNode>();
  s->node = Attr(Attr::Value(IterVar(iter)));
  s->attr_key = "thread_extent";
  s->value = std::move(extent);
  s->body = std::move(body);
  return s;
}

IRModule module_of(Stmt body, std::vector<Buffer> params = {}) {
  auto fn = std::make_shared<PrimFuncNode>();
  for (const Buffer& b : params) {
    Var handle = make_var(b->name + "_handle", DataType::Handle());
    fn->params.push_back(handle);
    fn->buffer_map.emplace_back(handle, b);
  }
  fn->attrs.set("global_symbol", Attr::string("main"));
  fn->body = std::move(body);
  IRModule m;
  m.functions.emplace_back("main", fn);
  return m;
}

/// What stands in the function, without its indentation.
std::string body_text(const IRModule& m) {
  const std::string text = print_script(m);
  std::string body;
  size_t at = text.find(":\n", text.find("def "));
  for (at += 2; at < text.size();) {
    const size_t end = text.find('\n', at);
    body += text.substr(std::min(at + 8, end), end - std::min(at + 8, end)) + "\n";
    at = end + 1;
  }
  return body;
}

TEST(PrintExpr, UsesAsFewParenthesesAsPossible) {
  const Expr a = iv("a"), b = iv("b"), c = iv("c");
  EXPECT_EQ(print_expr(sub(sub(a, b), c)), "a - b - c");
  EXPECT_EQ(print_expr(sub(a, sub(b, c))), "a - (b - c)");
  EXPECT_EQ(print_expr(mul(add(a, b), c)), "(a + b) * c");
  EXPECT_EQ(print_expr(add(a, mul(b, c))), "a + b * c");
  EXPECT_EQ(print_expr(mul(a, make_binary(ExprKind::FloorDiv, b, c))), "a * (b // c)");
  EXPECT_EQ(print_expr(sub(a, mul(i(-1), b))), "a - -1 * b");
  const Expr lt = make_binary(ExprKind::LT, a, b), gt = make_binary(ExprKind::GT, b, c);
  EXPECT_EQ(print_expr(make_binary(ExprKind::EQ, lt, gt)), "a < b == (b > c)");
  EXPECT_EQ(print_expr(make_binary(ExprKind::Or, make_binary(ExprKind::And, lt, gt), lt)), "a < b and b > c or a < b");
  EXPECT_EQ(print_expr(make_binary(ExprKind::And, lt, make_binary(ExprKind::Or, gt, lt))),
            "a < b and (b > c or a < b)");
  EXPECT_EQ(print_expr(make_not(lt)), "not a < b");
  EXPECT_EQ(print_expr(make_not(make_binary(ExprKind::And, lt, gt))), "not (a < b and b > c)");
  EXPECT_EQ(print_expr(make_not(make_bool(true))), "not T.bool(True)");
  EXPECT_EQ(print_expr(make_not(i(1))), "T.Not(1)");
}

TEST(PrintExpr, WritesALongSumWithoutRecursion) {
  Expr sum = iv("a");
  for (int k = 0; k < 2000; ++k) sum = add(sum, iv("a"));
  EXPECT_EQ(print_expr(sum).substr(0, 9), "a + a_1 +");
}

TEST(PrintExpr, WritesLiteralsOfEachType) {
  EXPECT_EQ(print_expr(i(-3)), "-3");
  EXPECT_EQ(print_expr(make_int(5, DataType::Int(64))), "T.int64(5)");
  EXPECT_EQ(print_expr(make_bool(false)), "T.bool(False)");
  EXPECT_EQ(print_expr(f(2)), "T.float32(2.0)");
  EXPECT_EQ(print_expr(f(-0.0)), "T.float32(-0.0)");
  EXPECT_EQ(print_expr(f(0.1)), "T.float32(0.10000000000000001)");
  EXPECT_EQ(print_expr(f(1e20)), "T.float32(100000000000000000000.0)");
  EXPECT_EQ(print_expr(f(1.5e-9)), "T.float32(1.5e-09)");
  EXPECT_EQ(print_expr(f(std::numeric_limits<double>::infinity())), "T.float32(\"inf\")");
  EXPECT_EQ(print_expr(f(-std::numeric_limits<double>::infinity())), "T.float32(\"-inf\")");
  EXPECT_EQ(print_expr(f(std::nan(""))), "T.float32(\"nan\")");
  EXPECT_EQ(print_expr(make_string("a\"\\\n\t\x01\xC3\xBC\x7F")), "\"a\\\"\\\\\\n\\t\\x01\\xC3\\xBC\\x7F\"");
}

TEST(PrintExpr, UsesTheCallFormWhereTheOperatorWouldFold) {
  const Expr a = iv("a");
  EXPECT_EQ(print_expr(add(a, i(0))), "T.Add(a, 0)");
  EXPECT_EQ(print_expr(mul(i(2), i(3))), "T.Mul(2, 3)");
  EXPECT_EQ(print_expr(make_binary(ExprKind::FloorDiv, a, i(1))), "T.FloorDiv(a, 1)");
  EXPECT_EQ(print_expr(add(a, make_int(1, DataType::Int(64)))), "T.Add(a, T.int64(1))");
  EXPECT_EQ(print_expr(make_binary(ExprKind::Div, a, i(2))), "T.Div(a, 2)");
  EXPECT_EQ(print_expr(make_binary(ExprKind::Div, make_var("x", kFloat), f(2))), "x / T.float32(2.0)");
  EXPECT_EQ(print_expr(make_binary(ExprKind::Mod, a, i(8))), "T.truncmod(a, 8)");
  EXPECT_EQ(print_expr(make_binary(ExprKind::Max, a, i(8))), "T.max(a, 8)");
  EXPECT_EQ(print_expr(sub(i(0), a)), "0 - a");
}

TEST(PrintExpr, PutsTheDtypeOfACallWhereTvmDoes) {
  EXPECT_EQ(print_expr(make_call(kFloat, Op::named("tir.call_extern"), {make_string("f"), i(1)})),
            "T.call_extern(\"float32\", \"f\", 1)");
  EXPECT_EQ(print_expr(make_call(kInt, Op::named("tir.tvm_struct_get"), {i(1)})), "T.tvm_struct_get(1, \"int32\")");
  EXPECT_EQ(print_expr(make_call(kFloat, Op::named("tir.exp"), {f(2.5)})), "T.exp(T.float32(2.5))");
  EXPECT_EQ(print_expr(make_call(kFloat, Op::named("my.op"), {})), "T.my.op()");
}

TEST(PrintExpr, WritesRampsAsSlicesOfLoadsOnly) {
  auto ramp = std::make_shared<RampNode>(kInt.with_lanes(4));
  ramp->base = mul(iv("a"), i(4));
  ramp->stride = i(2);
  ramp->lanes = i(4);
  EXPECT_EQ(print_expr(ramp), "T.Ramp(a * 4, 2, 4)");
  // A lone expression declares nothing, it only names.
  EXPECT_EQ(print_expr(make_load(buffer("A", {i(64)}), {ramp})), "A[a * 4:a * 4 + 8:2]");
}

TEST(ConstantFold, KnowsTheRulesForHalfFloats) {
  const DataType half = DataType::Float(16);
  const Expr two = make_float(2, half), zero = make_float(0, half);
  EXPECT_FALSE(would_fold(ExprKind::Add, two, two));
  EXPECT_TRUE(would_fold(ExprKind::Add, two, zero));
  EXPECT_TRUE(would_fold(ExprKind::LT, two, two));
  EXPECT_TRUE(would_fold(ExprKind::Add, f(2), f(2)));
  EXPECT_FALSE(would_fold(ExprKind::Sub, i(0), iv("a")));
}

TEST(ConstantFold, WrapsAndSkipsNeutralElements) {
  EXPECT_EQ(*as_int(fold_add(i(2147483647), i(1))), -2147483648LL);
  const Var a = iv("a");
  EXPECT_EQ(fold_add(a, i(0)), a);
  EXPECT_EQ(fold_mul(i(1), a), a);
  EXPECT_EQ(print_expr(fold_add(a, i(4))), "a + 4");
}

TEST(NameTable, GivesTheLowestFreeSuffix) {
  NameTable names;
  names.reserve("T");
  EXPECT_EQ(names.take("T"), "T_1");
  EXPECT_EQ(names.take("a"), "a");
  EXPECT_EQ(names.take("a"), "a_1");
  EXPECT_EQ(names.take("a_2"), "a_2");
  EXPECT_EQ(names.take("a"), "a_3");
  names.release("a_1");
  EXPECT_EQ(names.take("a"), "a_1");
  names.release("a");
  EXPECT_EQ(names.take("a"), "a");
}

TEST(NameTable, MakesIdentifiers) {
  EXPECT_EQ(to_identifier("blockIdx.x"), "blockIdx_x");
  EXPECT_EQ(to_identifier("2nd"), "_2nd");
  EXPECT_EQ(to_identifier("for"), "for_");
  EXPECT_EQ(to_identifier(""), "_");
}

TEST(ScriptText, WeavesLateLinesInOuterScopesFirst) {
  ScriptText t;
  t.put("a\n");
  const size_t at = t.size();
  t.put("b\n");
  t.late_line(at, 2, 1, [&] { t.put("inner"); });
  t.late_line(at, 1, 0, [&] { t.put("outer"); });
  t.put("c\n");
  EXPECT_EQ(t.finish(), "a\nouter\n    inner\nb\nc\n");
}

TEST(PrintScript, WritesHeaderClassAndFunction) {
  const Buffer a = buffer("A", {i(16), i(64)});
  const Var x = iv("i"), y = iv("j");
  const IRModule m = module_of(loop(x, i(16), loop(y, i(64), store(a, {x, y}, f(0)))), {a});
  EXPECT_EQ(print_script(m),
            "# from tvm.script import ir as I\n"
            "# from tvm.script import tir as T\n"
            "\n"
            "@I.ir_module\n"
            "class Module:\n"
            "    @T.prim_func\n"
            "    def main(A: T.Buffer((16, 64), \"float32\")):\n"
            "        for i, j in T.grid(16, 64):\n"
            "            A[i, j] = T.float32(0.0)\n");
}

TEST(PrintScript, SortsFunctionsWithMainLast) {
  IRModule m = module_of(make_evaluate(i(0)));
  auto helper = std::make_shared<PrimFuncNode>();
  helper->body = make_evaluate(i(1));
  m.functions.emplace_back("zoo", helper);
  m.functions.emplace_back("ape", helper);
  const std::string text = print_script(m);
  EXPECT_LT(text.find("def ape"), text.find("def zoo"));
  EXPECT_LT(text.find("def zoo"), text.find("def main"));
  EXPECT_NE(text.find("    @T.prim_func(private=True)\n    def ape():\n        T.evaluate(1)\n\n    @T.prim_func"),
            std::string::npos);
}

TEST(PrintScript, MatchesBuffersThatTheAnnotationCannotDescribe) {
  auto a = buffer("A", {i(16)}, DataType::Float(16));
  a->strides = {i(1)};
  const Var n = iv("n");
  auto b = buffer("B", {n});
  EXPECT_EQ(body_text(module_of(make_evaluate(i(0)), {a, b})),
            "A = T.match_buffer(A_handle, (16,), \"float16\", strides=(1,))\n"
            "n = T.int32()\n"
            "B = T.match_buffer(B_handle, (n,))\n"
            "T.evaluate(0)\n");
}

TEST(PrintScript, OpensScopesConciselyOnlyAtTheEnd) {
  const Buffer a = buffer("A", {i(16)});
  const Var x = iv("x"), y = iv("x");
  const Stmt first = let(x, i(3), store(a, {x}, f(1)));
  const Stmt second = let(y, i(4), store(a, {y}, f(2)));
  EXPECT_EQ(body_text(module_of(make_seq({first, second}), {a})),
            "with T.LetStmt(3) as x:\n"
            "    A[x] = T.float32(1.0)\n"
            "x: T.int32 = 4\n"
            "A[x] = T.float32(2.0)\n");
}

TEST(PrintScript, RenamesWhatIsDefinedAtTheSameTime) {
  const Buffer a = buffer("A", {i(16)});
  const Var x = iv("A"), y = iv("T");
  EXPECT_EQ(body_text(module_of(let(x, i(3), let(y, i(4), store(a, {add(x, y)}, f(1)))), {a})),
            "A_1: T.int32 = 3\n"
            "T_1: T.int32 = 4\n"
            "A[A_1 + T_1] = T.float32(1.0)\n");
}

TEST(PrintScript, DeclaresAFreeVariableAroundAllItsUses) {
  const Buffer a = buffer("A", {i(16)});
  const Var n = iv("n"), x = iv("x"), y = iv("y");
  const Stmt inner = loop(y, i(4), make_seq({store(a, {n}, f(1)), store(a, {add(n, y)}, f(2))}), ForKind::Parallel);
  EXPECT_EQ(body_text(module_of(loop(x, i(4), make_seq({store(a, {i(0)}, f(0)), inner}), ForKind::Parallel), {a})),
            "for x in T.parallel(4):\n"
            "    A[0] = T.float32(0.0)\n"
            "    for y in T.parallel(4):\n"
            "        n = T.int32()\n"
            "        A[n] = T.float32(1.0)\n"
            "        A[n + y] = T.float32(2.0)\n");
}

TEST(PrintScript, DeclaresWhatALoopHeaderNeedsInFrontOfTheLoop) {
  const Buffer a = buffer("A", {i(16)});
  const Var n = iv("n"), x = iv("x");
  EXPECT_EQ(body_text(module_of(make_seq({store(a, {i(0)}, f(0)), loop(x, n, store(a, {n}, f(1)))}), {a})),
            "A[0] = T.float32(0.0)\n"
            "n = T.int32()\n"
            "for x in range(n):\n"
            "    A[n] = T.float32(1.0)\n");
}

TEST(PrintScript, DeclaresFreeBuffersAndTheirPointers) {
  const Buffer a = buffer("A", {i(64)}, DataType::Float(16));
  auto flat = buffer("A", {i(8), i(8)}, DataType::Float(16));
  flat->data = a->data;
  auto alone = buffer("S", {i(8)}, DataType::Float(16), "shared");
  auto view = buffer("V", {i(4)}, DataType::Float(16), "shared");
  view->data = make_pointer("p", DataType::Float(16), "shared");
  auto decl = std::make_shared<DeclBufferNode>();
  decl->buffer = view;
  decl->body =
      make_seq({store(flat, {i(0), i(1)}, make_load(alone, {i(0)})), store(view, {i(0)}, make_load(a, {i(0)}))});
  EXPECT_EQ(body_text(module_of(decl, {a})),
            "p = T.handle(\"float16\", \"shared\")\n"
            "V = T.decl_buffer((4,), \"float16\", data=p, scope=\"shared\")\n"
            "A_1 = T.Buffer((8, 8), \"float16\", data=A.data)\n"
            "S = T.Buffer((8,), \"float16\", scope=\"shared\")\n"
            "A_1[0, 1] = S[0]\n"
            "V[0] = A[0]\n");
}

TEST(PrintScript, LaunchesThreads) {
  const Buffer a = buffer("A", {i(64)});
  const Var tx = iv("tx");
  EXPECT_EQ(body_text(module_of(launch(tx, "threadIdx.x", i(64), store(a, {tx}, f(0))), {a})),
            "tx = T.launch_thread(\"threadIdx.x\", 64)\n"
            "A[tx] = T.float32(0.0)\n");
}

TEST(PrintScript, DeclaresAThreadThatIsLaunchedTwice) {
  const Buffer a = buffer("A", {i(64)});
  const Var tx = iv("tx");
  const Stmt one = launch(tx, "threadIdx.x", i(64), store(a, {tx}, f(0)));
  const Stmt two = launch(tx, "threadIdx.x", i(64), store(a, {tx}, f(1)));
  EXPECT_EQ(body_text(module_of(make_seq({one, two}), {a})),
            "tx = T.env_thread(\"threadIdx.x\")\n"
            "with T.launch_thread(tx, 64):\n"
            "    A[tx] = T.float32(0.0)\n"
            "T.launch_thread(tx, 64)\n"
            "A[tx] = T.float32(1.0)\n");
}

TEST(PrintScript, SortsAttributesAtEveryLevel) {
  IRModule m = module_of(make_evaluate(i(0)));
  AttrDict inner;
  inner.set("b", Attr(BoxedBool{true}));
  inner.set("a", Attr::boolean(false));
  AttrDict attrs = m.functions[0].second->attrs;
  attrs.set("z", Attr::dict(inner));
  attrs.set("k", Attr::array({Attr::integer(1), Attr::string("s"), Attr(BoxedFloat{1.5}), Attr()}));
  m.functions[0].second = with_attrs(m.functions[0].second, attrs);
  EXPECT_EQ(body_text(m),
            "T.func_attr({\"k\": [1, \"s\", 1.5, None], \"z\": {\"a\": T.bool(False), \"b\": True}})\nT.evaluate(0)\n");
  m.functions[0].first = "other";
  EXPECT_NE(print_script(m).find("{\"global_symbol\": \"main\", \"k\""), std::string::npos);
}

TEST(PrintScript, NeverCollidesWithKeptNames) {
  const Buffer a = buffer("A", {i(16)});
  const Var fresh = iv("k_1"), kept = iv("k");
  const IRModule m = module_of(let(fresh, i(3), let(kept, i(4), store(a, {add(fresh, kept)}, f(1)))), {a});
  ScriptInfo info;
  info.names[kept.get()] = "k_1";
  EXPECT_NE(print_script(m, info).find("k_1: T.int32 = 3\n        k: T.int32 = 4\n        A[k_1 + k]"),
            std::string::npos);
}

TEST(PrintScript, WritesEmptyBodies) {
  EXPECT_EQ(body_text(module_of(std::make_shared<SeqStmtNode>())), "pass\n");
  EXPECT_EQ(
      print_script(IRModule{}),
      "# from tvm.script import ir as I\n# from tvm.script import tir as T\n\n@I.ir_module\nclass Module:\n    pass\n");
}

TEST(PrintScript, SpeaksTirx) {
  const Buffer a = buffer("A", {i(16)});
  const Buffer local = buffer("L", {i(16)}, kFloat, "local");
  auto bind = std::make_shared<BindNode>();
  bind->var = iv("x");
  bind->value = i(3);
  auto alloc = std::make_shared<AllocBufferNode>();
  alloc->buffer = local;
  auto block = std::make_shared<BlockNode>();
  block->name = "root";
  block->alloc_buffers = {buffer("S", {i(4)})};
  block->body = make_seq({bind, alloc, store(a, {bind->var}, make_load(local, {i(0)}))});
  auto realize = std::make_shared<BlockRealizeNode>();
  realize->block = block;
  IRModule m = module_of(realize, {a});
  m.dialect = Dialect::Tirx;
  EXPECT_EQ(print_script(m).find("# from tvm.script import ir as I\n# from tvm.script import tirx as T\n\n"), 0u);
  EXPECT_EQ(body_text(m),
            "# with T.sblock(\"root\"):\n"
            "S = T.sblock_alloc_buffer((4,))\n"
            "x: T.int32 = 3\n"
            "L = T.alloc_buffer((16,), scope=\"local\")\n"
            "A[x] = L[0]\n");
}

}  // namespace
}  // namespace tir2tt::tvm
