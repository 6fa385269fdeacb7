#include "tir/stmt.h"

namespace tir2tt::tir {
namespace {

void append_flat(const Stmt& s, std::vector<Stmt>& out) {
  if (const auto* seq = as<SeqStmtNode>(s)) {
    for (const Stmt& child : seq->seq) append_flat(child, out);
  } else if (s) {
    out.push_back(s);
  }
}

}  // namespace

Stmt make_evaluate(Expr value) {
  auto n = std::make_shared<EvaluateNode>();
  n->value = std::move(value);
  return n;
}

Stmt make_seq(const std::vector<Stmt>& stmts) {
  std::vector<Stmt> flat;
  flat.reserve(stmts.size());
  for (const Stmt& s : stmts) append_flat(s, flat);
  if (flat.empty()) return make_evaluate(make_int(0));
  if (flat.size() == 1) return flat.front();
  auto n = std::make_shared<SeqStmtNode>();
  n->seq = std::move(flat);
  return n;
}

}  // namespace tir2tt::tir
