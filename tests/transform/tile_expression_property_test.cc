// Random expressions: the program, interpreted on one element, against the expression itself. And the expressions of
// the corpus: each has a program, or a diagnostic.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "analysis/tile_program.h"
#include "transform/kernels.h"
#include "transform/tt/tile_expression.h"
#include "tvm/script.h"

namespace tir2tt::transform::test {
namespace {

using analysis::ElementRead;
using analysis::Pattern;
using analysis::TileOp;

constexpr int kBuffers = 4;  // the first is the destination

/// What an expression over buffers is, in double. Parts of constants are computed before they become floats.
struct Reference {
  struct Value {
    double v;
    bool constant;
  };
  const std::vector<double>& values;
  bool finite = true;  // no part overflowed

  double whole(const Expr& e) { return as_float(of(e)).v; }

  Value of(const Expr& e) {
    const Value x = compute(e);
    finite = finite && std::isfinite(x.v);
    return x;
  }
  Value as_float(Value x) {
    if (x.constant) x.v = static_cast<double>(static_cast<float>(x.v));
    finite = finite && std::isfinite(x.v);
    return x;
  }
  Value compute(const Expr& e) {
    if (auto* f = tir::as<tir::FloatImmNode>(e)) return {f->value, true};
    if (auto* l = tir::as<tir::BufferLoadNode>(e))
      return {values[static_cast<size_t>(l->buffer->name[1] - '0')], false};
    if (auto* s = tir::as<tir::SelectNode>(e)) return select(of(s->condition), of(s->true_value), of(s->false_value));
    if (auto* n = tir::as<tir::NotNode>(e)) {
      const Value x = of(n->a);
      return {x.v == 0 ? 1.0 : 0.0, x.constant};
    }
    if (auto* c = tir::as<tir::CallNode>(e)) {
      const Value x = of(c->args[0]);
      return {function(c->op.id(), x.v), x.constant};
    }
    auto* n = tir::as<tir::BinaryNode>(e);
    const Value a = of(n->a), b = of(n->b);
    if (n->kind == ExprKind::And || n->kind == ExprKind::Or) return logic(n->kind == ExprKind::And, a, b);
    if (a.constant && b.constant) return {binary(n->kind, a.v, b.v), true};
    return {binary(n->kind, as_float(a).v, as_float(b).v), false};
  }
  Value select(Value c, Value t, Value f) {
    if (c.constant) return c.v != 0 ? t : f;
    if (t.constant && f.constant && t.v == f.v) return t;
    return {c.v != 0 ? as_float(t).v : as_float(f).v, false};
  }
  static Value logic(bool both, Value a, Value b) {
    const double v = (both ? a.v != 0 && b.v != 0 : a.v != 0 || b.v != 0) ? 1 : 0;
    const bool decided = (a.constant && (a.v != 0) != both) || (b.constant && (b.v != 0) != both);
    return {v, decided || (a.constant && b.constant)};
  }
  static double function(tir::OpId id, double x) {
    switch (id) {
      case tir::OpId::exp: return std::exp(x);
      case tir::OpId::tanh: return std::tanh(x);
      case tir::OpId::fabs: return std::abs(x);
      default: return std::floor(x);
    }
  }
  static double binary(ExprKind kind, double a, double b) {
    switch (kind) {
      case ExprKind::Add: return a + b;
      case ExprKind::Sub: return a - b;
      case ExprKind::Mul: return a * b;
      case ExprKind::Div: return a / b;
      case ExprKind::Max: return std::max(a, b);
      case ExprKind::Min: return std::min(a, b);
      case ExprKind::EQ: return a == b;
      case ExprKind::NE: return a != b;
      case ExprKind::LT: return a < b;
      case ExprKind::LE: return a <= b;
      case ExprKind::GT: return a > b;
      default: return a >= b;
    }
  }
};

/// By Sethi and Ullman's numbering, constants and all.
int slots_needed(const Expr& e) {
  std::vector<int> needs;
  const auto add_need = [&](const Expr& x) { needs.push_back(slots_needed(x)); };
  if (auto* n = tir::as<tir::BinaryNode>(e)) add_need(n->a), add_need(n->b);
  if (auto* s = tir::as<tir::SelectNode>(e)) add_need(s->condition), add_need(s->true_value), add_need(s->false_value);
  if (auto* n = tir::as<tir::NotNode>(e)) add_need(n->a);
  if (auto* c = tir::as<tir::CallNode>(e)) add_need(c->args[0]);
  std::ranges::sort(needs, std::greater<>());
  int slots = 1;
  for (size_t i = 0; i < needs.size(); ++i) slots = std::max(slots, needs[i] + static_cast<int>(i));
  return slots;
}

double unary_value(const DstStep& s, double x) {
  const double p = s.parameters.empty() ? NAN : static_cast<double>(s.parameters[0]);
  switch (s.op) {
    case DstOp::Exp: return std::exp(x);
    case DstOp::Tanh: return std::tanh(x);
    case DstOp::Abs: return std::abs(x);
    case DstOp::Floor: return std::floor(x);
    case DstOp::Negative: return -x;
    case DstOp::Square: return x * x;
    case DstOp::Recip: return 1 / x;
    case DstOp::Relu: return std::max(x, 0.0);
    case DstOp::AddScalar: return x + p;
    case DstOp::SubScalar: return x - p;
    case DstOp::MulScalar: return x * p;
    case DstOp::RsubScalar: return p - x;
    case DstOp::RdivScalar: return p / x;
    case DstOp::MaxScalar: return std::max(x, p);
    case DstOp::MinScalar: return std::min(x, p);
    case DstOp::EqScalar: return x == p;
    case DstOp::NeScalar: return x != p;
    case DstOp::LtScalar: return x < p;
    case DstOp::LeScalar: return x <= p;
    case DstOp::GtScalar: return x > p;
    case DstOp::GeScalar: return x >= p;
    case DstOp::Eqz: return x == 0;
    case DstOp::Nez: return x != 0;
    case DstOp::Ltz: return x < 0;
    case DstOp::Lez: return x <= 0;
    case DstOp::Gtz: return x > 0;
    case DstOp::Gez: return x >= 0;
    default: throw std::runtime_error("an operation that the expression does not have");
  }
}

double binary_value(DstOp op, double a, double b) {
  switch (op) {
    case DstOp::Add: return a + b;
    case DstOp::Sub: return a - b;
    case DstOp::Mul: return a * b;
    case DstOp::Div: return a / b;
    case DstOp::Max: return std::max(a, b);
    case DstOp::Min: return std::min(a, b);
    default: throw std::runtime_error("an operation that the expression does not have");
  }
}

/// Throws where a slot is read that nothing was written to, or lies outside.
double interpret(const DstProgram& p, const std::vector<double>& inputs) {
  std::vector<std::optional<double>> slots(static_cast<size_t>(p.slots));
  const auto read = [&](int slot) { return slots.at(static_cast<size_t>(slot)).value(); };
  for (const DstStep& s : p.steps) {
    double result = 0;
    switch (arity(s.op)) {
      case DstArity::Load: result = inputs.at(static_cast<size_t>(s.input)); break;
      case DstArity::Fill: result = static_cast<double>(s.parameters.at(0)); break;
      case DstArity::Unary: result = unary_value(s, read(s.out)); break;
      case DstArity::Binary: result = binary_value(s.op, read(s.a), read(s.b)); break;
      case DstArity::Ternary: {
        const double t = read(s.b), f = read(s.c);
        result = read(s.a) != 0 ? t : f;
      }
    }
    slots.at(static_cast<size_t>(s.out)) = result;
  }
  return read(p.result);
}

/// Expressions over the buffers of an operation; every load is listed as analysis lists it.
struct RandomExpression {
  std::vector<tir::Buffer> buffers;
  tir::Exprs indices = {tir::make_var("i", tir::DataType::Int(32)), tir::make_var("j", tir::DataType::Int(32))};

  RandomExpression() {
    for (int i = 0; i < kBuffers; ++i) {
      buffers.push_back(make_buffer(fmt::format("b{}", i), {tir::make_int(32), tir::make_int(32)}, "local.fragment",
                                    tir::DataType::Float(32)));
    }
  }
  static int pick(int n) { return *rc::gen::inRange(0, n); }

  Expr value(int depth) const {
    const tir::DataType f32 = tir::DataType::Float(32);
    if (depth == 0 || pick(6) == 0) {
      if (pick(4) == 0) return tir::make_float(0.25 * pick(17) - 2, f32);
      return tir::make_load(buffers[static_cast<size_t>(pick(kBuffers))], indices);
    }
    if (pick(6) == 0) return select(depth);
    if (pick(4) == 0) {
      constexpr tir::OpId kFunctions[] = {tir::OpId::exp, tir::OpId::tanh, tir::OpId::fabs, tir::OpId::floor};
      return tir::make_call(f32, kFunctions[pick(4)], {value(depth - 1)});
    }
    constexpr ExprKind kKinds[] = {ExprKind::Add, ExprKind::Sub, ExprKind::Mul,
                                   ExprKind::Div, ExprKind::Max, ExprKind::Min};
    const Expr a = value(depth - 1);
    return tir::make_binary(kKinds[pick(6)], a, pick(8) == 0 ? a : value(depth - 1));
  }
  Expr condition(int depth) const {
    if (depth > 0 && pick(4) == 0) return tir::make_not(condition(depth - 1));
    if (depth > 0 && pick(3) == 0) {
      return tir::make_binary(pick(2) == 0 ? ExprKind::And : ExprKind::Or, condition(depth - 1), condition(depth - 1));
    }
    constexpr ExprKind kKinds[] = {ExprKind::EQ, ExprKind::NE, ExprKind::LT, ExprKind::LE, ExprKind::GT, ExprKind::GE};
    return tir::make_binary(kKinds[pick(6)], value(std::max(depth - 1, 0)), value(std::max(depth - 1, 0)));
  }
  Expr select(int depth) const {
    auto s = std::make_shared<tir::SelectNode>(tir::DataType::Float(32));
    s->condition = condition(depth - 1);
    s->true_value = value(depth - 1);
    s->false_value = value(depth - 1);
    return s;
  }
};

class LoadLister : public tir::Visitor {
 public:
  explicit LoadLister(TileOp& op) : op_(op) {}
  void visit_expr(const Expr& e) override {
    if (auto* l = tir::as<tir::BufferLoadNode>(e)) {
      const int buffer = l->buffer->name[1] - '0';
      op_.reads.push_back(buffer == 0 ? ElementRead{l, ElementRead::From::OldValue, -1}
                                      : ElementRead{l, ElementRead::From::Operand, buffer - 1});
      return;
    }
    visit_children(e);
  }

 private:
  TileOp& op_;
};

RC_GTEST_PROP(TileExpression, ProgramsComputeTheExpression, ()) {
  const RandomExpression random;
  TileOp op;
  op.dst = 0;
  for (int i = 1; i < kBuffers; ++i) op.srcs.push_back({i, Pattern::Same});
  const Expr e = random.value(RandomExpression::pick(5));
  op.stmt = store(random.buffers[0], random.indices, e);
  Expr guarded = e;
  if (RandomExpression::pick(3) == 0) {
    op.guards = {random.condition(1)};
    auto s = std::make_shared<tir::SelectNode>(tir::DataType::Float(32));
    s->condition = op.guards[0], s->true_value = e, s->false_value = tir::make_load(random.buffers[0], random.indices);
    guarded = s;
  }
  LoadLister lister(op);
  lister.visit_expr(e);
  for (const Expr& g : op.guards) lister.visit_expr(g);

  Diagnostics diags;
  const auto program = compile_expression(op, {}, diags);
  if (diags.has_errors()) {
    RC_ASSERT(diags.all()[0].message.find("more than") != std::string::npos);
    RC_DISCARD("too large");
  }
  RC_ASSERT(program->slots <= slots_needed(guarded));

  std::vector<double> values;
  for (int i = 0; i < kBuffers; ++i) values.push_back(0.25 * RandomExpression::pick(17) - 2);
  std::vector<double> inputs;
  for (const TileInput& input : program->inputs) {
    inputs.push_back(values[input.from == ElementRead::From::OldValue ? 0 : static_cast<size_t>(input.index) + 1]);
  }
  Reference reference{values};
  const double expected = reference.whole(guarded), actual = interpret(*program, inputs);
  RC_PRE(reference.finite);
  RC_ASSERT(expected == actual);
}

namespace fs = std::filesystem;

struct Tally {
  int programs = 0, refused = 0;
};

void compile_file(const fs::path& path, Tally& tally) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  const SourceFile file(path.string(), text.str());
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(file, {}, diags);
  if (diags.has_errors()) return;
  for (const auto& [name, f] : script.module.functions) {
    Diagnostics ignored;
    const analysis::TileProgram program = analysis::collect_tile_program(f, ignored);
    for (const TileOp& op : program.ops) {
      if (op.kind != analysis::OpKind::Elementwise) continue;
      Diagnostics refusals;
      const auto compiled = compile_expression(op, program.lets, refusals);
      EXPECT_EQ(compiled.has_value(), !refusals.has_errors()) << path;
      compiled ? ++tally.programs : ++tally.refused;
      if (compiled) EXPECT_LE(compiled->slots, 4) << path;
      if (!compiled) EXPECT_EQ(refusals.all()[0].id, DiagId::UnsupportedExpression) << path;
    }
  }
}

TEST(TileExpressionCorpus, EveryExpressionHasAProgramOrADiagnostic) {
  const fs::path corpus = fs::path(TIR2TT_SOURCE_DIR) / "../shared/corpus";
  if (!fs::exists(corpus)) GTEST_SKIP() << "no corpus";
  Tally tally;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() == ".py") compile_file(entry.path(), tally);
  }
  EXPECT_GT(tally.programs, 20);
  EXPECT_GT(tally.programs, tally.refused);
}

}  // namespace
}  // namespace tir2tt::transform::test
