// Every era and both dialects: random modules and every kind of node, there and back.
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
using testing::ReadJson;

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

TEST(JsonFields, AnObjectGraphHasFieldsWithoutDefaultAlsoWhereTheyAreNull) {
  // ForNode's `step` has no default in the first TVMs that have it.
  auto loop = std::make_shared<ForNode>();
  loop->loop_var = make_var("i", DataType::Int(32));
  loop->min = make_int(0);
  loop->extent = make_int(4);
  loop->body = make_evaluate(make_int(0));
  auto f = std::make_shared<PrimFuncNode>();
  f->body = loop;
  IRModule one;
  one.functions.emplace_back("f", f);
  EXPECT_THAT(written(one, JsonEra::ObjectGraph), HasSubstr("\"step\": "));
  EXPECT_THAT(written(one, JsonEra::Prefixed), Not(HasSubstr("\"step\": ")));
  EXPECT_THAT(written(one, JsonEra::Legacy), Not(HasSubstr("\"step\": ")));
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

}  // namespace
}  // namespace tir2tt::tvm
