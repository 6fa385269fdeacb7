#include "codegen/tt/program_spec.h"

#include <algorithm>
#include <array>

#include "support/diagnostic.h"
#include "tir/visitor.h"

namespace tir2tt::codegen {
namespace {

using tir::ExprKind;
using tir::OpId;
using MaybeInt = std::optional<int64_t>;
using Values = std::vector<std::pair<const tir::VarNode*, int64_t>>;

constexpr int64_t kWord = 4;  // bytes
constexpr std::string_view kTilings[] = {"matrix", "row", "column", "dense", "rows"};
constexpr std::string_view kRoles[] = {"reader", "compute", "writer"};

template <class Operation>
MaybeInt unless_overflow(Operation operation) {
  int64_t result = 0;
  if (operation(&result)) return std::nullopt;
  return result;
}
MaybeInt add(int64_t a, int64_t b) {
  return unless_overflow([&](int64_t* r) { return __builtin_add_overflow(a, b, r); });
}
MaybeInt subtract(int64_t a, int64_t b) {
  return unless_overflow([&](int64_t* r) { return __builtin_sub_overflow(a, b, r); });
}
MaybeInt multiply(int64_t a, int64_t b) {
  return unless_overflow([&](int64_t* r) { return __builtin_mul_overflow(a, b, r); });
}
/// No quotient: by zero, and the one that int64 does not hold.
bool has_quotient(int64_t a, int64_t b) { return b != 0 && !(a == INT64_MIN && b == -1); }
MaybeInt divide(int64_t a, int64_t b) { return has_quotient(a, b) ? MaybeInt(a / b) : std::nullopt; }
MaybeInt remainder(int64_t a, int64_t b) { return has_quotient(a, b) ? MaybeInt(a % b) : std::nullopt; }
MaybeInt floor_divide(int64_t a, int64_t b) {
  if (!has_quotient(a, b)) return std::nullopt;
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}
MaybeInt floor_remainder(int64_t a, int64_t b) {
  if (!has_quotient(a, b)) return std::nullopt;
  const int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}
MaybeInt shift_left(int64_t a, int64_t b) { return b < 0 || b > 62 ? std::nullopt : multiply(a, int64_t{1} << b); }
MaybeInt shift_right(int64_t a, int64_t b) { return b < 0 || b > 63 ? std::nullopt : MaybeInt(a >> b); }

/// A binary operation: how C++ spells it, how tightly that binds, and its value. Without a symbol: a conditional.
struct Operation {
  std::string_view symbol;
  int precedence;
  MaybeInt (*value)(int64_t, int64_t);
};
constexpr int kOr = 1, kAnd = 2, kBits = 3, kEquality = 4, kOrder = 5, kShift = 6, kSum = 7, kProduct = 8, kUnary = 9,
              kAtom = 10;

// In the order of ExprKind.
constexpr Operation kOperations[] = {
    {"+", kSum, add},
    {"-", kSum, subtract},
    {"*", kProduct, multiply},
    {"/", kProduct, divide},
    {"%", kProduct, remainder},
    {"/", kProduct, floor_divide},
    {"%", kProduct, floor_remainder},
    {"", kAtom, [](int64_t a, int64_t b) -> MaybeInt { return std::min(a, b); }},
    {"", kAtom, [](int64_t a, int64_t b) -> MaybeInt { return std::max(a, b); }},
    {"==", kEquality, [](int64_t a, int64_t b) -> MaybeInt { return a == b; }},
    {"!=", kEquality, [](int64_t a, int64_t b) -> MaybeInt { return a != b; }},
    {"<", kOrder, [](int64_t a, int64_t b) -> MaybeInt { return a < b; }},
    {"<=", kOrder, [](int64_t a, int64_t b) -> MaybeInt { return a <= b; }},
    {">", kOrder, [](int64_t a, int64_t b) -> MaybeInt { return a > b; }},
    {">=", kOrder, [](int64_t a, int64_t b) -> MaybeInt { return a >= b; }},
    {"&&", kAnd, [](int64_t a, int64_t b) -> MaybeInt { return a != 0 && b != 0; }},
    {"||", kOr, [](int64_t a, int64_t b) -> MaybeInt { return a != 0 || b != 0; }},
};
static_assert(std::size(kOperations) == static_cast<size_t>(ExprKind::Or) + 1);

struct CalledOperation {
  OpId op;
  Operation operation;
};
constexpr CalledOperation kCalledOperations[] = {
    {OpId::shift_left, {"<<", kShift, shift_left}},
    {OpId::shift_right, {">>", kShift, shift_right}},
    {OpId::bitwise_and, {"&", kBits, [](int64_t a, int64_t b) -> MaybeInt { return a & b; }}},
    {OpId::bitwise_or, {"|", kBits, [](int64_t a, int64_t b) -> MaybeInt { return a | b; }}},
    {OpId::bitwise_xor, {"^", kBits, [](int64_t a, int64_t b) -> MaybeInt { return a ^ b; }}},
};

/// An operation with its two operands; `operation` is null where `e` is none.
struct Operands {
  const Operation* operation = nullptr;
  tir::Expr a, b;
};
Operands operands_of(const tir::Expr& e) {
  if (const auto* binary = tir::as<tir::BinaryNode>(e))
    return {&kOperations[static_cast<size_t>(e->kind)], binary->a, binary->b};
  const auto* call = tir::as<tir::CallNode>(e);
  if (call == nullptr || call->args.size() != 2) return {};
  const auto* row = std::ranges::find(kCalledOperations, call->op.id(), &CalledOperation::op);
  if (row == std::end(kCalledOperations)) return {};
  return {&row->operation, call->args[0], call->args[1]};
}

/// condition ? then : otherwise; `condition` is null where `e` is none.
struct Choice {
  tir::Expr condition, then, otherwise;
};
Choice choice_of(const tir::Expr& e) {
  if (const auto* select = tir::as<tir::SelectNode>(e))
    return {select->condition, select->true_value, select->false_value};
  const auto* call = tir::as<tir::CallNode>(e);
  if (call == nullptr || call->op.id() != OpId::if_then_else || call->args.size() != 3) return {};
  return {call->args[0], call->args[1], call->args[2]};
}

bool is_integer(const tir::DataType& t) { return t.is_integral() || t.is_bool(); }

/// A piece of C++ and how tightly its outermost operator binds.
struct Text {
  std::string text;
  int precedence = kAtom;
};
Text text_of(const tir::Expr& e);

std::string parenthesised(const Text& t, bool needed) { return needed ? "(" + t.text + ")" : t.text; }

/// Operators of bits and logic get parentheses around everything: nobody knows their precedences by heart.
Text text_of(const Operation& operation, const Text& a, const Text& b) {
  const bool cautious = operation.precedence < kSum;
  const auto loose = [&](const Text& t, int least) {
    const bool chain =
        t.precedence == operation.precedence && (operation.precedence == kAnd || operation.precedence == kOr);
    return t.precedence < least || (cautious && t.precedence < kSum && !chain);
  };
  return {parenthesised(a, loose(a, operation.precedence)) + " " + std::string(operation.symbol) + " " +
              parenthesised(b, loose(b, operation.precedence + 1)),
          operation.precedence};
}

Text conditional(const Text& condition, const Text& then, const Text& otherwise) {
  return {"(" + condition.text + " ? " + then.text + " : " + otherwise.text + ")"};
}

Text text_of(const tir::Expr& e) {
  if (const int64_t* value = tir::as_int(e)) return {std::to_string(*value), *value < 0 ? kUnary : kAtom};
  if (const auto* var = tir::as<tir::VarNode>(e)) return {var->name};
  if (const auto* cast = tir::as<tir::CastNode>(e); cast && is_integer(cast->value->dtype)) return text_of(cast->value);
  if (const auto* negated = tir::as<tir::NotNode>(e)) {
    const Text a = text_of(negated->a);
    return {"!" + parenthesised(a, a.precedence < kUnary), kUnary};
  }
  if (const auto* let = tir::as<tir::LetNode>(e)) return text_of(tir::substitute(let->body, {{let->var, let->value}}));
  if (const Choice c = choice_of(e); c.condition)
    return conditional(text_of(c.condition), text_of(c.then), text_of(c.otherwise));
  const Operands o = operands_of(e);
  TIR2TT_CHECK(o.operation != nullptr, "no integer expression that C++ has");
  const Text a = text_of(o.a), b = text_of(o.b);
  if (!o.operation->symbol.empty()) return text_of(*o.operation, a, b);
  const bool least = e->kind == ExprKind::Min;
  return conditional(text_of(kOperations[static_cast<size_t>(least ? ExprKind::LT : ExprKind::GT)], a, b), a, b);
}

MaybeInt value_of_cast(const tir::DataType& to, MaybeInt value) {
  if (!value || !is_integer(to)) return std::nullopt;
  return to.is_bool() ? MaybeInt(*value != 0) : value;
}

MaybeInt value_of_let(const tir::LetNode& let, Values values) {
  const MaybeInt bound = evaluate(let.value, values);
  if (!bound) return std::nullopt;
  values.insert(values.begin(), {let.var.get(), *bound});
  return evaluate(let.body, values);
}

}  // namespace

std::string_view to_string(Tiling t) { return kTilings[static_cast<size_t>(t)]; }
std::string_view to_string(Role r) { return kRoles[static_cast<size_t>(r)]; }

int64_t TensorSpec::row_bytes(int64_t extent) const {
  return std::max<int64_t>((extent * element_bytes() + kWord - 1) / kWord * kWord, kWord);
}

tir::Expr TensorSpec::page_size() const {
  if (in_tiles()) return tir::make_int(target::tile_bytes(format, {32, 32}));
  const tir::Expr& extent = dram_shape().back();
  if (const int64_t* known = tir::as_int(extent)) return tir::make_int(row_bytes(*known));
  const tir::Expr bytes = tir::make_binary(ExprKind::Mul, extent, tir::make_int(element_bytes()));
  if (element_bytes() % kWord == 0) return bytes;
  const tir::Expr up = tir::make_binary(ExprKind::Add, bytes, tir::make_int(kWord - 1));
  const tir::Expr words = tir::make_binary(ExprKind::FloorDiv, up, tir::make_int(kWord));
  return tir::make_binary(ExprKind::Mul, words, tir::make_int(kWord));
}

int64_t TensorSpec::page_bytes() const { return evaluate(page_size(), {}).value_or(-1); }

std::vector<std::pair<int64_t, int64_t>> deal_out(int64_t blocks, int64_t cores) {
  TIR2TT_CHECK(blocks >= 0 && cores > 0, "blocks are dealt out over at least one core");
  std::vector<std::pair<int64_t, int64_t>> shares;
  for (int64_t core = 0, start = 0; core < std::min(blocks, cores); ++core) {
    const int64_t count = blocks / cores + (core < blocks % cores ? 1 : 0);
    shares.emplace_back(start, count);
    start += count;
  }
  return shares;
}

std::string cpp_expression(const tir::Expr& e) { return text_of(e).text; }

std::optional<int64_t> evaluate(const tir::Expr& e, const Values& values) {
  if (const int64_t* value = tir::as_int(e)) return *value;
  if (const auto* var = tir::as<tir::VarNode>(e)) {
    const auto bound = std::ranges::find(values, var, &Values::value_type::first);
    return bound == values.end() ? std::nullopt : MaybeInt(bound->second);
  }
  if (const auto* cast = tir::as<tir::CastNode>(e)) return value_of_cast(cast->dtype, evaluate(cast->value, values));
  if (const auto* let = tir::as<tir::LetNode>(e)) return value_of_let(*let, values);
  if (const auto* negated = tir::as<tir::NotNode>(e)) {
    const MaybeInt a = evaluate(negated->a, values);
    return a ? MaybeInt(*a == 0) : std::nullopt;
  }
  if (const Choice c = choice_of(e); c.condition) {
    const MaybeInt condition = evaluate(c.condition, values);
    if (!condition) return std::nullopt;
    return evaluate(*condition != 0 ? c.then : c.otherwise, values);
  }
  const Operands o = operands_of(e);
  if (o.operation == nullptr) return std::nullopt;
  const MaybeInt a = evaluate(o.a, values), b = evaluate(o.b, values);
  return a && b ? o.operation->value(*a, *b) : std::nullopt;
}

}  // namespace tir2tt::codegen
