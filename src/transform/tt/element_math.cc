#include "transform/tt/element_math.h"

#include <algorithm>
#include <iterator>

#include "tir/equal.h"
#include "tir/visitor.h"

namespace tir2tt::transform {

using tir::as;
using tir::DataType;
using tir::Expr;
using tir::ExprKind;
using tir::OpId;
using tir::TypeCode;

namespace {

constexpr OpId kBits[] = {OpId::bitwise_and, OpId::bitwise_or, OpId::bitwise_xor,
                          OpId::bitwise_not, OpId::shift_left, OpId::shift_right};
constexpr OpId kAnyType[] = {OpId::if_then_else, OpId::likely, OpId::fabs};
constexpr OpId kConstants[] = {OpId::large_uint_imm, OpId::tl_infinity};

template <class List>
bool contains(const List& list, OpId op) {
  return std::find(std::begin(list), std::end(list), op) != std::end(list);
}

bool is_whole(DataType t) { return t.is_integral() || t.is_bool(); }

bool binary_is_known(const tir::BinaryNode& e) {
  const bool whole_only = e.kind == ExprKind::Mod || e.kind == ExprKind::FloorDiv || e.kind == ExprKind::FloorMod ||
                          e.kind == ExprKind::And || e.kind == ExprKind::Or;
  return !whole_only || (is_whole(e.a->dtype) && is_whole(e.b->dtype));
}

bool call_is_known(const tir::CallNode& e) {
  const OpId op = e.op.id();
  if (contains(kConstants, op)) return true;
  if (e.args.empty()) return false;
  if (op == OpId::reinterpret) return e.args[0]->dtype.bits == e.dtype.bits && !e.dtype.is_bool();
  const bool whole = std::all_of(e.args.begin(), e.args.end(), [](const Expr& a) { return a && is_whole(a->dtype); });
  if (op == OpId::bitwise_not && !e.dtype.is_integral()) return false;
  return contains(kAnyType, op) || (contains(kBits, op) && whole);
}

/// Looks through lets and stops at what is not known.
class Probe : public tir::Visitor {
 public:
  explicit Probe(const Lets& lets) : lets_(lets) {}
  bool known = true;

  void visit_expr(const Expr& e) override {
    if (!known) return;
    if (e->kind == ExprKind::StringImm) return;  // how a call rounds
    if (auto* v = as<tir::VarNode>(e)) {
      if (const Expr value = let_value(v, lets_)) return visit_expr(value);
    }
    known = node_is_known(e);
    if (known) visit_children(e);
  }

 private:
  static bool node_is_known(const Expr& e) {
    if (!can_compute_on_data_movement(e->dtype)) return false;
    if (auto* v = as<tir::VarNode>(e)) return is_whole(v->dtype);
    if (auto* b = as<tir::BinaryNode>(e)) return binary_is_known(*b);
    if (auto* c = as<tir::CallNode>(e)) return call_is_known(*c);
    if (auto* l = as<tir::BufferLoadNode>(e)) return !l->predicate;
    constexpr ExprKind kKnown[] = {ExprKind::IntImm, ExprKind::FloatImm, ExprKind::Cast,
                                   ExprKind::Not,    ExprKind::Select,   ExprKind::Let};
    return std::find(std::begin(kKnown), std::end(kKnown), e->kind) != std::end(kKnown);
  }
  const Lets& lets_;
};

class Loads : public tir::Visitor {
 public:
  explicit Loads(const Lets& lets) : lets_(lets) {}
  std::vector<const tir::BufferLoadNode*> found;

  void visit_expr(const Expr& e) override {
    if (auto* v = as<tir::VarNode>(e)) {
      if (const Expr value = let_value(v, lets_)) visit_expr(value);
    }
    if (auto* l = as<tir::BufferLoadNode>(e)) add(e, l);
    visit_children(e);
  }

 private:
  void add(const Expr& e, const tir::BufferLoadNode* load) {
    const bool known = std::any_of(exprs_.begin(), exprs_.end(), [&](const Expr& other) {
      return as<tir::BufferLoadNode>(other)->buffer == load->buffer && tir::structural_equal(other, e);
    });
    if (known) return;
    exprs_.push_back(e);
    found.push_back(load);
  }
  const Lets& lets_;
  tir::Exprs exprs_;
};

}  // namespace

bool can_compute_on_data_movement(DataType t) {
  if (!t.is_scalar()) return false;
  if (is_whole(t)) return t.is_bool() || (t.bits >= 8 && t.bits <= 64);
  if (t.code == TypeCode::Float) return t.bits == 16 || t.bits == 32;
  constexpr TypeCode kSmall[] = {TypeCode::BFloat, TypeCode::Float8_e4m3, TypeCode::Float8_e4m3fn,
                                 TypeCode::Float8_e5m2};
  return std::find(std::begin(kSmall), std::end(kSmall), t.code) != std::end(kSmall);
}

bool can_compute_on_data_movement(const Expr& e, const Lets& lets) {
  Probe probe(lets);
  probe.visit_expr(e);
  return probe.known;
}

std::vector<const tir::BufferLoadNode*> distinct_loads(const Expr& e, const Lets& lets) {
  return distinct_loads(tir::Exprs{e}, lets);
}

std::vector<const tir::BufferLoadNode*> distinct_loads(const tir::Exprs& es, const Lets& lets) {
  Loads loads(lets);
  for (const Expr& e : es) {
    if (e) loads.visit_expr(e);
  }
  return loads.found;
}

}  // namespace tir2tt::transform
