#include "codegen/tt/slice.h"

namespace tir2tt::codegen {
namespace {

using plan::Actor;
using transform::Node;
using transform::Nodes;

Role role_of(Actor a) {
  constexpr Role kRoles[] = {Role::Reader, Role::Compute, Role::Compute, Role::Compute, Role::Writer};
  return kRoles[static_cast<size_t>(a)];
}

bool is_container(Node::Kind k) {
  return k == Node::Kind::Loop || k == Node::Kind::If || k == Node::Kind::Section || k == Node::Kind::Statement;
}

void take(const Node& n, Role role, Nodes* out) {
  if (!is_container(n.kind)) {
    if (role_of(n.actor) == role) out->push_back(n);
    return;
  }
  Node copy = n;
  copy.body = slice(n.body, role);
  copy.otherwise = slice(n.otherwise, role);
  if (copy.body.empty() && copy.otherwise.empty()) return;
  if (n.kind == Node::Kind::Section && role != Role::Compute) {
    // The hand-over of DST is compute's alone; others only go through the loops inside.
    out->insert(out->end(), copy.body.begin(), copy.body.end());
    out->insert(out->end(), copy.otherwise.begin(), copy.otherwise.end());
    return;
  }
  out->push_back(std::move(copy));
}

void collect(const Node& n, std::vector<tir::Expr>* out) {
  const auto add = [&](const tir::Expr& e) {
    if (e) out->push_back(e);
  };
  add(n.min);
  add(n.extent);
  add(n.condition);
  add(n.value);
  add(n.slot);
  if (n.transfer) {
    for (const tir::Expr& e : n.transfer->starts) add(e);
    if (const auto& e = n.transfer->elements) {
      add(e->value), add(e->guard);
      for (const tir::Expr& index : e->target) add(index);
    }
    for (const tir::Expr& e : n.transfer->tensor ? n.transfer->tensor->shape : tir::Exprs()) add(e);
    add(n.transfer->row);
    add(n.transfer->col);
  }
  if (n.step) add(n.step->tile), add(n.step->tile_b), add(n.step->slot);
  for (const Node& child : n.body) collect(child, out);
  for (const Node& child : n.otherwise) collect(child, out);
}

}  // namespace

Nodes slice(const Nodes& nodes, Role role) {
  Nodes out;
  for (const Node& n : nodes) take(n, role, &out);
  return out;
}

std::vector<tir::Expr> expressions(const Nodes& nodes) {
  std::vector<tir::Expr> out;
  for (const Node& n : nodes) collect(n, &out);
  return out;
}

}  // namespace tir2tt::codegen
