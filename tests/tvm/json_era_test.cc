// Every era and both dialects: random modules and every kind of node there and back, and the small kernel of
// tests/tvm/json/ read, annotated and undone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "json_texts.h"
#include "random_module.h"
#include "tir/equal.h"
#include "tir/every_kind.h"
#include "tir/visitor.h"
#include "tvm/json_emitter.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

using namespace tir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::json_kernel;
using testing::kJsonKernels;
using testing::minified;
using ::testing::Not;
using testing::ReadJson;
using testing::with_first;

constexpr JsonEra kEras[] = {JsonEra::Legacy, JsonEra::Prefixed, JsonEra::ObjectGraph};

std::string written(const IRModule& module, JsonEra era) {
  Diagnostics diags;
  std::string text = write_json(module, era, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, nullptr, false);
  return text;
}

/// Empty when `module` survives the way to JSON and back, and its text the second time, too.
std::string lost_on_the_way(const IRModule& module, JsonEra era) {
  const ReadJson again(written(module, era));
  if (again.diags.has_errors()) return again.messages();
  if (again.document().era() != era || again.module().dialect != module.dialect) return "another era or dialect";
  const std::string difference = first_difference(module, again.module(), true);
  if (!difference.empty()) return difference;
  return written(again.module(), era) == again.file.text() ? "" : "another text the second time";
}

/// Statements as tirx has them: definitions for what follows them, assertions without a body.
class ToTirx : public Mutator {
 public:
  Stmt rewrite_stmt(const Stmt& s) override {
    const Stmt inner = rewrite_children(s);
    if (const auto* let = as<LetStmtNode>(inner)) return behind(bind(*let), let->body);
    if (const auto* decl = as<DeclBufferNode>(inner)) return behind(without_body(*decl), decl->body);
    if (const auto* allocate = as<AllocateNode>(inner)) return behind(flat_allocation(*allocate), allocate->body);
    if (const auto* assertion = as<AssertStmtNode>(inner)) {
      auto flat = without_body(*assertion);
      flat->error_kind = make_string("RuntimeError");
      flat->message.push_back(make_string("more"));
      return behind(flat, assertion->body);
    }
    if (const auto* loop = as<ForNode>(inner)) {
      auto stepped = std::make_shared<ForNode>(*loop);
      stepped->step = make_int(1 + steps_++ % 3, loop->extent->dtype);
      return stepped;
    }
    return inner;
  }

 private:
  static Stmt bind(const LetStmtNode& let) {
    auto s = std::make_shared<BindNode>();
    s->var = let.var;
    s->value = let.value;
    return s;
  }
  static Stmt flat_allocation(const AllocateNode& allocate) {
    auto buffer = std::make_shared<BufferNode>();
    buffer->name = allocate.var->name;
    buffer->data = allocate.var;
    buffer->dtype = allocate.dtype;
    buffer->shape = allocate.extents;
    auto s = std::make_shared<AllocBufferNode>();
    s->buffer = buffer;
    s->annotations = allocate.annotations;
    return s;
  }
  template <class Node>
  static std::shared_ptr<Node> without_body(const Node& node) {
    auto s = std::make_shared<Node>(node);
    s->body = nullptr;
    return s;
  }
  static Stmt behind(const Stmt& first, const Stmt& rest) { return rest ? make_seq({first, rest}) : first; }

  int64_t steps_ = 0;
};

IRModule to_tirx(IRModule module) {
  module.dialect = Dialect::Tirx;
  for (auto& [name, function] : module.functions) {
    auto f = std::make_shared<PrimFuncNode>(*function);
    f->body = ToTirx().rewrite_stmt(f->body);
    function = f;
  }
  return module;
}

// ------------------------------------------------------------------------------------------ random modules

class RandomJson : public ::testing::TestWithParam<JsonEra> {
 protected:
  /// What the format has no text for is left out: opaque metadata and targets need the text that they came from.
  static IRModule module(uint64_t seed, Dialect dialect = Dialect::Tir) {
    testing::RandomFeatures features;
    features.realize = dialect == Dialect::Tir;
    features.opaque = features.targets = features.allocate_const = false;
    return testing::random_module(seed, 4 + seed % 24, features);
  }
};
constexpr uint64_t kSeeds = 100;

TEST_P(RandomJson, ComesBackAsItWas) {
  for (uint64_t seed = 0; seed < kSeeds; ++seed) ASSERT_EQ(lost_on_the_way(module(seed), GetParam()), "") << seed;
}

TEST_P(RandomJson, OfTirxComesBackAsItWas) {
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    ASSERT_EQ(lost_on_the_way(to_tirx(module(seed, Dialect::Tirx)), GetParam()), "") << seed;
  }
}

TEST_P(RandomJson, PrintsTheSameScript) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const IRModule m = module(seed);
    ASSERT_EQ(print_script(ReadJson(written(m, GetParam())).module()), print_script(m)) << seed;
  }
}

TEST_P(RandomJson, OfAnotherBodyIsExtendedWithWhatIsNew) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const ReadJson before(written(module(seed), GetParam()));
    IRModule now = before.module();
    auto f = std::make_shared<PrimFuncNode>(*now.functions[0].second);
    f->body = make_seq({make_evaluate(make_binary(ExprKind::Add, make_int(1), make_int(2))), f->body});
    now.functions[0].second = f;
    Diagnostics diags;
    const ReadJson after(write_json(before.json, now, diags));
    ASSERT_EQ(after.messages() + render(diags, nullptr, false), "") << seed;
    ASSERT_EQ(first_difference(now, after.module(), true), "") << seed;
    ASSERT_LE(after.document().nodes().size(), before.document().nodes().size() + 12) << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Eras, RandomJson, ::testing::ValuesIn(kEras),
                         [](const auto& era) { return std::string("Era") + std::to_string(era.index); });

// ------------------------------------------------------------------------------------------ every kind

/// Tensor expressions, data that needs its text, and statements of the other dialect.
bool is_elsewhere(StmtKind kind, Dialect dialect) {
  switch (kind) {
    case StmtKind::ProducerStore:
    case StmtKind::ProducerRealize:
    case StmtKind::AllocateConst: return true;
    case StmtKind::Bind:
    case StmtKind::AllocBuffer: return dialect == Dialect::Tir;
    case StmtKind::LetStmt:
    case StmtKind::Allocate:
    case StmtKind::BufferRealize:
    case StmtKind::Prefetch: return dialect == Dialect::Tirx;
    default: return false;
  }
}

/// every_kind() without what JSON has no node for, or none without the text that it came from.
IRModule every_json_kind(Dialect dialect) {
  testing::EveryKind all = testing::every_kind();
  std::vector<Stmt> expressions, statements;
  for (const Stmt& s : testing::every_expression(all.n, all.a)) {
    const ExprKind kind = as<EvaluateNode>(s)->value->kind;
    if (kind != ExprKind::ProducerLoad && kind != ExprKind::Opaque) expressions.push_back(s);
  }
  for (const Stmt& s : testing::every_statement(all.n, all.a, make_seq(expressions))) {
    if (is_elsewhere(s->kind, dialect)) continue;
    const auto* assertion = as<AssertStmtNode>(s);
    if (!assertion) {
      statements.push_back(s);
      continue;
    }
    auto fit = std::make_shared<AssertStmtNode>(*assertion);
    if (dialect == Dialect::Tirx) fit->body = nullptr;
    if (dialect == Dialect::Tir) fit->error_kind = nullptr;
    statements.push_back(fit);
  }
  auto f = std::make_shared<PrimFuncNode>(*all.module.functions[0].second);
  f->body = make_seq(statements);
  all.module.functions[0].second = f;
  all.module.dialect = dialect;
  return all.module;
}

TEST(JsonOfEveryKind, ComesBackAsItWas) {
  for (const JsonEra era : kEras)
    for (const Dialect dialect : {Dialect::Tir, Dialect::Tirx})
      EXPECT_EQ(lost_on_the_way(every_json_kind(dialect), era), "") << to_string(era) << int(dialect);
}

TEST(JsonOfEveryKind, HasANodeOfEveryType) {
  std::set<JsonType> missing = {JsonType::Block};
#define NAME(kind) missing.insert(JsonType::kind);
  TIR2TT_JSON_EXPRS(NAME)
  TIR2TT_JSON_STMTS(NAME)
#undef NAME
  for (int binary = 0; binary <= static_cast<int>(ExprKind::Or); ++binary)
    missing.insert(static_cast<JsonType>(static_cast<int>(JsonType::Add) + binary));
  for (const Dialect dialect : {Dialect::Tir, Dialect::Tirx}) {
    const ReadJson json(written(every_json_kind(dialect), JsonEra::ObjectGraph));
    for (const JsonNode& node : json.document().nodes()) missing.erase(node.type);
  }
  EXPECT_THAT(missing, ElementsAre(JsonType::AllocateConst));
}

TEST(JsonOfEveryKind, StatementsOfTheOtherDialectAreRefused) {
  for (const Dialect dialect : {Dialect::Tir, Dialect::Tirx}) {
    IRModule module = every_json_kind(dialect);
    module.dialect = dialect == Dialect::Tir ? Dialect::Tirx : Dialect::Tir;
    Diagnostics diags;
    EXPECT_EQ(write_json(module, JsonEra::ObjectGraph, diags), "");
    const std::string said = render(diags, nullptr, false);
    for (const char* kind : {"LetStmt", "Allocate", "BufferRealize", "Prefetch"})
      EXPECT_EQ(said.find(std::string("a ") + kind + ", which tirx has not") != std::string::npos,
                dialect == Dialect::Tir);
    for (const char* kind : {"Bind", "AllocBuffer"})
      EXPECT_EQ(said.find(std::string("a ") + kind + ", which tir has not") != std::string::npos,
                dialect == Dialect::Tirx);
  }
}

TEST(JsonOfEveryKind, SaysWhatItCannotCarry) {
  for (const JsonEra era : kEras) {
    Diagnostics diags;
    EXPECT_EQ(write_json(testing::every_kind().module, era, diags), "");
    const std::string said = render(diags, nullptr, false);
    EXPECT_THAT(said, HasSubstr("`metadata[\"tl.Layout\"][2]` cannot be written as JSON"));
    EXPECT_THAT(said, HasSubstr("a load from a tensor expression cannot"));
    EXPECT_THAT(said, HasSubstr("a statement of tensor expressions cannot"));
    EXPECT_THAT(said, HasSubstr("the data of an AllocateConst cannot"));
    for (const Diagnostic& d : diags.all()) EXPECT_EQ(d.id, DiagId::NotInJson);
  }
}

TEST(JsonOfEveryKind, BytesThatAreNoUtf8GoIntoNodeListsOnly) {
  IRModule module = every_json_kind(Dialect::Tir);
  module.attrs.set("bytes", Attr::string("\xff"));
  EXPECT_EQ(lost_on_the_way(module, JsonEra::Legacy), "");
  EXPECT_EQ(lost_on_the_way(module, JsonEra::Prefixed), "");
  Diagnostics diags;
  EXPECT_EQ(write_json(module, JsonEra::ObjectGraph, diags), "");
  EXPECT_THAT(render(diags, nullptr, false), HasSubstr("T0125"));
}

// ------------------------------------------------------------------------------------------ the small kernel

const std::string kAttributes =
    R"({"a_bool": True, "a_float": 1.5, "an_int": -3, "b_float": T.float32(0.10000000000000001), "b_int": -7, )"
    R"("b_int64": T.int64(1099511627776), "c_empty": "", "c_text": "quo\"te", "d_none": None, )"
    R"("e_list": [1, "scale", [None, T.bool(True)]], "f_map": {"x": 1, "y": [None, T.bool(True)]}, )"
    R"("g_numbers": {1: "scale", 8: {"x": 1, "y": [None, T.bool(True)]}}, "h_layout": metadata["tl.Layout"][0], )"
    R"("i_target": T.target({"keys": ["cpu"], "kind": "llvm", "opt-level": 2, "tag": ""}), )";

std::string expected_script(const std::string& kernel) {
  const bool tirx = kernel == "ffi_tirx", graph = kernel.starts_with("ffi");
  const std::string dialect = tirx ? "tirx" : "tir";
  return "# from tvm.script import ir as I\n# from tvm.script import " + dialect +
         R"( as T

@I.ir_module
class Module:
    I.module_attrs({"runtime": "scale"})
    @T.prim_func
    def main(A: T.Buffer((8,), "float32"), B: T.Buffer((8,), "float32"), n: T.int32):
        T.func_attr()" +
         kAttributes + (graph ? "\"j_type\": \"float16\", \"" : "\"") + dialect +
         R"(.noalias": T.bool(True)})
        for i in )" +
         (tirx ? R"(T.serial(0, 8, annotations={"num_stages": 2}, step=2):
            with T.sblock("scale"):)"
               : R"(T.serial(8, annotations={"num_stages": 2}):
            with T.block("scale"):)") +
         R"(
                vi = T.axis.spatial(8, i)
                T.reads(A[vi])
                T.writes(B[vi])
)" +
         (tirx ? R"(                S = T.alloc_buffer((8,))
                x: T.float32 = A[vi] * T.float32(2.5) + T.exp(T.Cast("float32", n))
                S[vi] = x
                B[vi] = S[vi]
                assert 0 < n, ("ValueError", ["too small"])
)"
               : R"(                B[vi] = A[vi] * T.float32(2.5) + T.exp(T.Cast("float32", n))
)") + "\n# Metadata omitted. Use show_meta=True in script() method to show it.\n";
}

class JsonKernel : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Eras, JsonKernel, ::testing::ValuesIn(kJsonKernels), [](const auto& p) { return p.param; });

TEST_P(JsonKernel, PrintsItsScript) {
  const ReadJson json(json_kernel(GetParam()));
  EXPECT_EQ(json.messages(), "");
  EXPECT_EQ(print_script(json.module()), expected_script(GetParam()));
}

TEST_P(JsonKernel, IsTheSameWithoutBlanks) {
  const ReadJson json(minified(json_kernel(GetParam())));
  EXPECT_EQ(json.messages(), "");
  EXPECT_THAT(json.document().is_pretty(), false);
}

/// The text of `before` again, with the values of its nodes' fields and nothing else taken from it, and how many of
/// these were needed. What stands behind the last old node is cut.
std::pair<std::string, int> undone(const JsonDocument& before, const JsonDocument& after) {
  const auto at = [](const JsonDocument& d, uint32_t from, uint32_t to) {
    return std::string(d.file().text().substr(from, to - from));
  };
  std::string out;
  uint32_t from = 0;
  int redirections = 0;
  for (NodeIndex i = 0; i < before.nodes().size(); ++i) {
    const JsonNode &old = before.nodes()[i], &now = after.nodes()[i];
    for (size_t k = 0; k < std::min(old.fields.size(), now.fields.size()); ++k) {
      const SourceSpan was = old.fields[k].value.span, is = now.fields[k].value.span;
      const std::string value = at(before, was.begin, was.end);
      if (!is.known() || at(after, is.begin, is.end) == value) continue;
      out += at(after, from, is.begin) + value;
      from = is.end;
      ++redirections;
    }
  }
  out += at(after, from, after.nodes()[before.nodes().size() - 1].span.end);
  out += after.file().text().substr(after.end_of_nodes());
  return {out, redirections};
}

IRModule with_function_attrs(const IRModule& m, const std::string& name, const std::function<void(AttrDict&)>& change) {
  IRModule now = m;
  for (auto& [other, f] : now.functions) {
    if (other != name) continue;
    AttrDict attrs = f->attrs;
    change(attrs);
    f = with_attrs(f, std::move(attrs));
  }
  return now;
}

AttrDict metadata() {
  AttrDict entry;
  entry.set("cb_id", Attr::integer(0));
  entry.set("name", Attr::string("A_shared"));
  entry.set("exact", Attr::boolean(true));
  entry.set("large", Attr::integer(int64_t{1} << 40));
  entry.set("none", Attr());
  entry.set("empty", Attr::array({}));
  entry.set("factor", Attr::floating(0.5));
  return entry;
}

/// Writes the changed module and checks all that is promised: one redirection, nothing else touched, what was set is
/// read again, and the undone text is the input.
void expect_extended(const ReadJson& before, const IRModule& now, int redirections = 1) {
  Diagnostics diags;
  const ReadJson after(write_json(before.json, now, diags));
  ASSERT_EQ(render(diags, nullptr, false), "");
  ASSERT_FALSE(after.diags.has_errors()) << after.messages() << after.file.text();
  EXPECT_EQ(first_difference(now, after.module(), true), "");
  EXPECT_EQ(after.document().era(), before.document().era());
  EXPECT_EQ(after.document().separator(), before.document().separator());
  const auto [text, redirected] = undone(before.document(), after.document());
  EXPECT_EQ(text, before.file.text());
  EXPECT_EQ(redirected, redirections);
  for (size_t i = before.document().nodes().size(); i < after.document().nodes().size(); ++i)
    EXPECT_NE(after.document().nodes()[i].type, JsonType::Int) << "boxed numbers are not for metadata";
}

TEST_P(JsonKernel, WithoutAChangeIsTheTextItself) {
  for (const std::string& text : {json_kernel(GetParam()), minified(json_kernel(GetParam()))}) {
    const ReadJson json(text);
    Diagnostics diags;
    EXPECT_EQ(write_json(json.json, json.module(), diags), text);
    const IRModule copy = with_function_attrs(json.module(), "main", [](AttrDict&) {});
    EXPECT_EQ(write_json(json.json, copy, diags), text) << "attributes that are equal need no nodes";
  }
}

TEST_P(JsonKernel, IsAnnotated) {
  for (const std::string& text : {json_kernel(GetParam()), minified(json_kernel(GetParam()))}) {
    const ReadJson json(text);
    expect_extended(json, with_function_attrs(json.module(), "main", [](AttrDict& attrs) {
                      attrs.set("tt_circular_buffers", Attr::array({Attr::dict(metadata()), Attr::dict({})}));
                      attrs.set("tt_num_cbs", Attr::integer(2));
                    }));
  }
}

TEST_P(JsonKernel, AnAttributeIsReplacedAndOneIsRemoved) {
  const ReadJson json(json_kernel(GetParam()));
  expect_extended(json, with_function_attrs(json.module(), "main",
                                            [](AttrDict& attrs) { attrs.set("b_int", Attr::string("text")); }));
  expect_extended(json, with_function_attrs(json.module(), "main", [](AttrDict& attrs) {
                    attrs.erase("h_layout");
                    attrs.erase("global_symbol");
                  }));
  expect_extended(json, with_function_attrs(json.module(), "main", [](AttrDict& attrs) { attrs = {}; }));
}

TEST_P(JsonKernel, OldValuesKeepTheirNodes) {
  const ReadJson json(json_kernel(GetParam()));
  const IRModule now =
      with_function_attrs(json.module(), "main", [](AttrDict& attrs) { attrs.set("new", Attr::integer(1)); });
  Diagnostics diags;
  const ReadJson after(write_json(json.json, now, diags));
  EXPECT_THAT(print_script(after.module()), HasSubstr("\"h_layout\": metadata[\"tl.Layout\"][0]"));
  const auto added = after.document().nodes().size() - json.document().nodes().size();
  EXPECT_EQ(added, json.document().is_graph() ? 3u : 2u) << "the number, the map, and in graphs the key";
}

TEST_P(JsonKernel, AFunctionWithoutAttributesGetsSome) {
  for (const bool absent : {false, true}) {
    std::string text = json_kernel(GetParam());
    const ReadJson whole(text);
    const NodeIndex function = whole.document().origin.functions[0].second;
    const SourceSpan attrs = whole.document().nodes()[function].field("attrs").span;
    const bool graph = whole.document().is_graph();
    const std::string null = graph ? "0" : GetParam() == "legacy" ? "\"0\"" : "\"null\"";
    text.replace(attrs.begin, attrs.end - attrs.begin, null);
    if (absent) text = with_first(text, "\"attrs\": " + null + (graph ? "," : ", "), "");
    const ReadJson json(text);
    ASSERT_EQ(json.messages(), "");
    EXPECT_TRUE(json.function()->attrs.empty());
    const IRModule now =
        with_function_attrs(json.module(), "main", [](AttrDict& a) { a.set("new", Attr::integer(1)); });
    if (!absent) expect_extended(json, now);
    Diagnostics diags;
    const ReadJson after(write_json(json.json, now, diags));
    EXPECT_EQ(first_difference(now, after.module(), true), "") << after.messages() << after.file.text();
  }
}

// A second function with the body, parameters and attributes of the first, by reference: what TVM's `with_attr`
// leaves of two functions that were made together.
std::string with_a_second_function(const std::string& kernel) {
  const ReadJson json(json_kernel(kernel));
  const JsonDocument& d = json.document();
  const auto node_text = [&](NodeIndex i) {
    return std::string(
        json.file.text().substr(d.nodes()[i].span.begin, d.nodes()[i].span.end - d.nodes()[i].span.begin));
  };
  const NodeIndex function = d.origin.functions[0].second;
  NodeIndex var = kNoNode, map = kNoNode;
  for (NodeIndex i = 0; i < d.nodes().size(); ++i) {
    if (d.nodes()[i].type == JsonType::GlobalVar) var = i;
    if (d.nodes()[i].type == JsonType::IRModule) map = *d.reference(d.nodes()[i].field("functions"));
  }
  const std::string name = d.is_graph() ? R"({"type": "ffi.String", "data": "other"})"
                                        : R"({"type_key": ")" + json_type_name(JsonType::String, d.era(), d.dialect()) +
                                              R"(", "repr_str": "other"})";
  const size_t n = d.nodes().size();
  const auto number = [&](size_t i) { return d.is_graph() ? std::to_string(i) : "\"" + std::to_string(i) + "\""; };
  const SourceSpan hint = d.nodes()[var].field("name_hint").span;
  std::string other_var = node_text(var);
  other_var.replace(hint.begin - d.nodes()[var].span.begin, hint.end - hint.begin, number(n));
  const std::string separator(d.separator());
  std::string added = separator + name + separator + other_var + separator + node_text(function);
  std::string text(json.file.text());
  text.insert(d.end_of_nodes(), added);
  const std::string entries = node_text(map);
  const size_t bracket = entries.rfind(']');
  const std::string more = ", " + std::to_string(n + 1) + ", " + std::to_string(n + 2);
  return text.insert(d.nodes()[map].span.begin + bracket, more);
}

TEST_P(JsonKernel, SharedAttributesAreOfEachFunctionItsOwnAfterAChange) {
  const ReadJson json(with_a_second_function(GetParam()));
  ASSERT_EQ(json.messages(), "");
  ASSERT_EQ(json.module().functions.size(), 2u);
  const auto set = [](AttrDict& attrs) { attrs.set("new", Attr::integer(7)); };
  for (const char* name : {"main", "other"}) {
    const IRModule now = with_function_attrs(json.module(), name, set);
    expect_extended(json, now);
    Diagnostics diags;
    const ReadJson after(write_json(json.json, now, diags));
    for (const char* other : {"main", "other"})
      EXPECT_EQ(after.function(other)->attrs.find("new") != nullptr, std::string(other) == name);
  }
  expect_extended(json, with_function_attrs(with_function_attrs(json.module(), "main", set), "other", set), 2);
}

TEST_P(JsonKernel, AFunctionOfTwoNamesIsWrittenOnce) {
  std::string text = with_a_second_function(GetParam());
  const ReadJson two(text);
  const auto& functions = two.document().origin.functions;
  const std::string pair = std::to_string(functions[1].second - 1) + ", ";
  text = with_first(text, ", " + pair + std::to_string(functions[1].second),
                    ", " + pair + std::to_string(functions[0].second));
  const ReadJson json(text);
  ASSERT_EQ(json.messages(), "");
  const auto set = [](AttrDict& attrs) { attrs.set("new", Attr::integer(7)); };
  expect_extended(json, with_function_attrs(with_function_attrs(json.module(), "main", set), "other", set));
  for (const char* name : {"main", "other"}) {
    Diagnostics diags;
    (void)write_json(json.json, with_function_attrs(json.module(), name, set), diags);
    EXPECT_THAT(render(diags, nullptr, false), HasSubstr("T0125"));
  }
}

TEST_P(JsonKernel, FunctionsOfOtherDialectsStayAsTheyAre) {
  std::string text = with_a_second_function(GetParam());
  const ReadJson both(text);
  const NodeIndex other = both.document().origin.functions[1].second;
  const SourceSpan at = both.document().nodes()[other].span;
  const std::string function =
      both.document().is_graph()
          ? R"({"type": "relax.Function", "data": {"body": 1, "params": [3, {"x": null}], "is_pure": true}})"
          : R"({"type_key": "relax.expr.Function", "attrs": {"body": "1", "is_pure": "1"}, "more": [[]]})";
  text.replace(at.begin, at.end - at.begin, function);
  const ReadJson json(text);
  EXPECT_FALSE(json.diags.has_errors()) << json.messages();
  ASSERT_EQ(json.diags.all().size(), 1u);
  EXPECT_EQ(json.diags.all()[0].id, DiagId::ForeignFunction);
  EXPECT_THAT(json.diags.all()[0].message, HasSubstr("`other` is node " + std::to_string(other) + " (relax."));
  ASSERT_EQ(json.module().functions.size(), 1u);
  expect_extended(json,
                  with_function_attrs(json.module(), "main", [](AttrDict& a) { a.set("new", Attr::integer(1)); }));
}

TEST_P(JsonKernel, AFunctionByItselfIsAModule) {
  std::string text = json_kernel(GetParam());
  const ReadJson whole(text);
  const std::string key = whole.document().is_graph() ? "\"root_index\": " : "\"root\": ";
  text = with_first(text, key + std::to_string(whole.document().root()),
                    key + std::to_string(whole.document().origin.functions[0].second));
  const ReadJson json(text);
  EXPECT_EQ(json.messages(), "");
  ASSERT_EQ(json.module().functions.size(), 1u);
  EXPECT_EQ(json.module().functions[0].first, "main") << "its global symbol";
  EXPECT_TRUE(structural_equal(json.function(), whole.function(), true));
  expect_extended(json,
                  with_function_attrs(json.module(), "main", [](AttrDict& a) { a.set("new", Attr::integer(1)); }));
}

// ------------------------------------------------------------------------------------------ attributes alone

TEST_P(JsonKernel, TheAttributesAloneAreAMapOfMaps) {
  const ReadJson json(with_a_second_function(GetParam()));
  const IRModule now = with_function_attrs(json.module(), "other", [](AttrDict& attrs) {
    attrs.set("tt_num_cbs", Attr::integer(2));
    attrs.set("b_int", Attr::dict(metadata()));
    attrs.erase("c_text");
  });
  Diagnostics diags;
  const SourceFile file("attributes.json", write_json_attributes(json.json, now, diags));
  const std::optional<JsonDocument> d = JsonDocument::parse(file, diags);
  ASSERT_TRUE(d.has_value()) << render(diags, &file, false);
  EXPECT_EQ(d->era(), json.document().era());
  EXPECT_EQ(d->tvm_version(), json.document().tvm_version());

  const auto entries = [&](NodeIndex map) {
    const JsonNode& n = d->nodes()[map];
    EXPECT_EQ(n.type, JsonType::Map);
    std::map<std::string, NodeIndex> out;
    for (size_t i = 0; i < n.items.size(); i += d->is_graph() ? 2 : 1) {
      const std::string key(d->is_graph() ? d->nodes()[n.items[i]].value.text : n.keys[i]);
      out[key] = d->reference(n.items[i + (d->is_graph() ? 1 : 0)]).value();
    }
    return out;
  };
  const auto functions = entries(*d->reference(d->root()));
  ASSERT_EQ(functions.size(), 1u);
  const auto attributes = entries(functions.at("other"));
  ASSERT_EQ(attributes.size(), 3u);
  EXPECT_EQ(attributes.at("c_text"), kNoNode);
  EXPECT_EQ(d->nodes()[attributes.at("tt_num_cbs")].type, JsonType::IntImm);
  EXPECT_EQ(d->as_integer(d->nodes()[attributes.at("tt_num_cbs")].field("value")), 2);
  EXPECT_EQ(entries(attributes.at("b_int")).size(), metadata().size());
}

TEST_P(JsonKernel, TheAttributesOfAnUnchangedModuleAreAnEmptyMap) {
  const ReadJson json(json_kernel(GetParam()));
  Diagnostics diags;
  const SourceFile file("attributes.json", write_json_attributes(json.json, json.module(), diags));
  const std::optional<JsonDocument> d = JsonDocument::parse(file, diags);
  ASSERT_TRUE(d.has_value()) << render(diags, &file, false);
  const JsonNode& root = d->nodes()[*d->reference(d->root())];
  EXPECT_EQ(root.type, JsonType::Map);
  EXPECT_THAT(root.items, IsEmpty());
}

}  // namespace
}  // namespace tir2tt::tvm
