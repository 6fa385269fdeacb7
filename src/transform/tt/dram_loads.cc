#include "transform/tt/dram_loads.h"

#include <algorithm>
#include <unordered_map>

#include "tir/equal.h"
#include "tir/visitor.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {
namespace {

using analysis::TileProgram;
using tir::Expr;

class LoadFinder : public tir::Visitor {
 public:
  explicit LoadFinder(const TileProgram& p) : p_(p) {}
  std::vector<Expr> found;
  bool tiles = false;  // and something on the chip

  void visit_expr(const Expr& e) override {
    auto* load = tir::as<tir::BufferLoadNode>(e);
    if (load) tensor_of(p_, *load->buffer) >= 0 ? note(e) : void(tiles = true);
    if (auto* v = tir::as<tir::VarNode>(e); v && enter(v)) {
      if (const Expr value = let_value(v, p_.lets)) visit_expr(value);
    }
    visit_children(e);
  }

 private:
  void note(const Expr& e) {
    if (std::none_of(found.begin(), found.end(), [&](const Expr& f) { return tir::structural_equal(e, f); })) {
      found.push_back(e);
    }
  }
  bool enter(const tir::VarNode* v) {
    if (std::find(entered_.begin(), entered_.end(), v) != entered_.end()) return false;
    entered_.push_back(v);
    return true;
  }
  const TileProgram& p_;
  std::vector<const tir::VarNode*> entered_;
};

/// Each let is written out once; what comes of it is shared.
class Rewriter : public tir::Mutator {
 public:
  Rewriter(const VarMap& map, const TileProgram& p) : map_(map), p_(p) {}

  Expr rewrite_expr(const Expr& e) override {
    auto* v = tir::as<tir::VarNode>(e);
    if (!v) return rewrite_children(e);
    for (const auto& [from, to] : map_) {
      if (from.get() == v) return to;
    }
    const Expr value = let_value(v, p_.lets);
    if (!value) return e;
    const auto [it, is_new] = lets_.try_emplace(v, e);
    if (!is_new) return it->second;
    const bool mentioned = std::any_of(map_.begin(), map_.end(),
                                       [&](const auto& entry) { return mentions(value, entry.first.get(), p_.lets); });
    if (!mentioned && !reads_dram(value, p_)) return e;
    return lets_[v] = rewrite_expr(value);
  }

 private:
  const VarMap& map_;
  const TileProgram& p_;
  std::unordered_map<const tir::VarNode*, Expr> lets_;
};

class Replacer : public tir::Mutator {
 public:
  Replacer(const TileProgram& p, const WordOfLoad& word) : p_(p), word_(word) {}
  Expr rewrite_expr(const Expr& e) override {
    auto* load = tir::as<tir::BufferLoadNode>(e);
    if (load && tensor_of(p_, *load->buffer) >= 0) {
      if (Expr w = word_(e)) return w;
    }
    return rewrite_children(e);
  }

 private:
  const TileProgram& p_;
  const WordOfLoad& word_;
};

}  // namespace

int tensor_of(const TileProgram& p, const tir::BufferNode& b) {
  const auto it = std::find_if(p.tensors.begin(), p.tensors.end(), [&](const auto& t) { return t->data == b.data; });
  return it == p.tensors.end() ? -1 : static_cast<int>(it - p.tensors.begin());
}

std::vector<Expr> dram_loads(const Expr& e, const TileProgram& p) {
  if (!e) return {};
  LoadFinder f(p);
  f.visit_expr(e);
  return std::move(f.found);
}

bool reads_tiles(const Expr& e, const TileProgram& p) {
  LoadFinder f(p);
  if (e) f.visit_expr(e);
  return f.tiles;
}

bool reads_dram(const Expr& e, const TileProgram& p) { return !dram_loads(e, p).empty(); }

Expr rewritten(const Expr& e, const VarMap& map, const TileProgram& p) {
  return e ? Rewriter(map, p).rewrite_expr(e) : nullptr;
}

Expr replace_loads(const Expr& e, const TileProgram& p, const WordOfLoad& word) {
  return e ? Replacer(p, word).rewrite_expr(rewritten(e, {}, p)) : nullptr;
}

}  // namespace tir2tt::transform
