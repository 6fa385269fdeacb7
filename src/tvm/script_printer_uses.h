// Where the variables and buffers of a function are used.
//
// A script has to declare what nothing in it defines: `n = T.int32()`. TVM's printer puts such a line into the
// innermost scope that encloses all uses. UseTree finds that scope in one walk: it remembers the tree of statements
// that it walked through and, per object, the lowest common ancestor of the uses so far, found by jump pointers. An
// expression that is shared in memory is walked again only when a new place lifts its own common ancestor. (TVM walks
// it at its first place only, and then declares the variable twice where the second place lies outside. Rejected: a
// path per object, TVM's own way, which costs depth times objects.) Cost: O(log depth) per use; a shared expression is
// walked at most depth times, in practice once.
// Source: IRDocsifierNode::SetCommonPrefix in tvm/src/script/printer/ir_docsifier.cc.
// Tested by tests/tvm/printer_test.cc, printer_property_test.cc.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "tir/module.h"

namespace tir2tt::tvm {

class UseTree {
 public:
  explicit UseTree(const tir::PrimFuncNode& f);

  /// How often a variable or buffer was met: as parameter, key, definition or use.
  uint32_t count(const void* object) const;
  /// Is everything about `object` inside of `node`, a statement or block?
  bool encloses_all(const void* node, const void* object) const;
  /// The innermost statement, block or function around all uses for which `accept(node)`; null when there is none.
  template <class Accept>
  const void* innermost(const void* object, Accept accept) const {
    const auto use = uses_.find(object);
    if (use == uses_.end()) return nullptr;
    for (uint32_t i = use->second.scope; i != kNone; i = nodes_[i].parent) {
      if (accept(nodes_[i].object)) return nodes_[i].object;
    }
    return nullptr;
  }
  size_t block_count() const { return blocks_; }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Node {
    const void* object;
    uint32_t parent;
    uint32_t jump;  // an ancestor far up: log(depth) jumps and steps reach any other
    uint32_t depth;
  };
  struct Use {
    uint32_t scope;  // index of a Node
    uint32_t count;
  };

  void enter(const void* object);
  void leave() { current_ = nodes_[current_].parent; }
  /// False when all below `object` is known to be used at least as widely as the present place needs.
  bool first_visit(const void* object);
  void use(const void* object);
  uint32_t common_ancestor(uint32_t a, uint32_t b) const;

  void visit(const tir::Expr& e);
  void visit_fields(const tir::ExprNode& e, bool shared);
  void visit(const tir::Exprs& es);
  void visit(const tir::Buffer& b);
  void visit(const tir::Range& r);
  void visit(const std::vector<tir::Range>& rs);
  void visit(const tir::BufferRegion& r);
  void visit(const tir::IterVar& v);
  void visit(const tir::CommReducer& r);
  void visit(const tir::Attr& a);
  void visit(const tir::AttrDict& d);
  void visit(const tir::BlockNode& b);
  void visit(const tir::Stmt& s);
  /// Visits all but the innermost last statement, which it returns, so that a long row of scopes is a loop.
  const tir::Stmt* visit_fields(const tir::StmtNode& s);

  std::vector<Node> nodes_;
  std::unordered_map<const void*, Use> uses_;
  std::unordered_map<const void*, uint32_t> visited_;  // with the common ancestor of the places
  uint32_t current_ = kNone;
  size_t blocks_ = 0;
};

/// Occurrences of `var` in the fields of a buffer, as TVM counts them.
uint32_t occurrences_in_buffer(const tir::VarNode& var, const tir::BufferNode& b);
/// True when `e` contains any variable, or one of `vars`.
bool uses_any_var(const tir::Expr& e);
bool uses_var_of(const tir::Expr& e, const std::vector<const tir::VarNode*>& vars);

}  // namespace tir2tt::tvm
