#include "transform/tt/nest_rewriting.h"

#include <memory>
#include <utility>

#include "tir/visitor.h"

namespace tir2tt::transform {

using tir::as;
using tir::Stmt;

namespace {

bool holds_tile_operation(const Stmt& s) {
  struct Probe : tir::Visitor {
    bool found = false;
    void visit_expr(const tir::Expr&) override {}
    void visit_stmt(const Stmt& s) override {
      const auto* e = as<tir::EvaluateNode>(s);
      found = found || (e && as<tir::CallNode>(e->value));
      visit_children(s);
    }
  } probe;
  probe.visit_stmt(s);
  return probe.found;
}

}  // namespace

Stmt rewrite_block(const Stmt& s, const tir::BlockRealizeNode& r, std::vector<tir::Buffer>* made,
                   const std::function<Stmt(const Stmt&)>& rewrite) {
  std::vector<tir::Buffer> own;
  std::swap(own, *made);
  const Stmt body = rewrite(r.block->body);
  std::swap(own, *made);
  if (body == r.block->body) return s;
  auto block = std::make_shared<tir::BlockNode>(*r.block);
  block->body = body;
  block->alloc_buffers.insert(block->alloc_buffers.end(), own.begin(), own.end());
  auto out = std::make_shared<tir::BlockRealizeNode>(r);
  out->block = std::move(block);
  return out;
}

bool numbers_elements(const tir::ForNode& f) {
  return tir::as_int(f.extent) && tir::is_int(f.min, 0) && !f.step && !holds_tile_operation(f.body);
}

}  // namespace tir2tt::transform
