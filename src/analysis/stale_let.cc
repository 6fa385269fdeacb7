#include "analysis/stale_let.h"

#include <algorithm>
#include <vector>

#include "tir/visitor.h"

namespace tir2tt::analysis {

using tir::as;
using tir::Expr;
using tir::Stmt;

namespace {

struct Loads : tir::Visitor {
  std::vector<const tir::VarNode*> memories;
  void visit_expr(const Expr& e) override {
    if (const auto* load = as<tir::BufferLoadNode>(e)) memories.push_back(load->buffer->data.get());
    visit_children(e);
  }
};

/// The body of one let.
class Body : public tir::Visitor {
 public:
  Body(const tir::VarNode* var, const std::vector<const tir::VarNode*>& read) : var_(var), read_(read) {}
  std::optional<SourceSpan> use;

  void visit_expr(const Expr& e) override {
    if (use) return;
    if (written_ && e.get() == var_) use = span_;
    const auto* load = as<tir::BufferLoadNode>(e);
    mentions_ = mentions_ || is_read(load ? load->buffer->data.get() : as<tir::VarNode>(e));
    visit_children(e);
  }
  void visit_stmt(const Stmt& s) override {
    if (use) return;
    if (s->span.known()) span_ = s->span;
    mentions_ = false;
    visit_children(s);
    if (as<tir::ForNode>(s)) visit_children(s);  // what the last iteration wrote, the next one finds
    const auto* store = as<tir::BufferStoreNode>(s);
    const auto* operation = as<tir::EvaluateNode>(s);
    if (store && is_read(store->buffer->data.get())) written_ = true;
    if (operation && as<tir::CallNode>(operation->value) && mentions_) written_ = true;
  }

 private:
  bool is_read(const tir::VarNode* memory) const { return memory && std::ranges::find(read_, memory) != read_.end(); }

  const tir::VarNode* var_;
  const std::vector<const tir::VarNode*>& read_;
  SourceSpan span_;
  bool written_ = false, mentions_ = false;
};

struct Finder : tir::Visitor {
  std::optional<StaleLet> found;
  void visit_expr(const Expr&) override {}
  void visit_stmt(const Stmt& s) override {
    if (found) return;
    const auto* let = as<tir::LetStmtNode>(s);
    Loads loads;
    if (let) loads.visit_expr(let->value);
    if (!loads.memories.empty()) {
      Body body(let->var.get(), loads.memories);
      body.visit_stmt(let->body);
      if (body.use) found = StaleLet{let->var.get(), *body.use};
    }
    visit_children(s);
  }
};

}  // namespace

std::optional<StaleLet> find_stale_let(const Stmt& body) {
  Finder finder;
  finder.visit_stmt(body);
  return finder.found;
}

}  // namespace tir2tt::analysis
