// Inside of NestReader: what its files share. tile_nest.cc walks the statements of a loop nest and makes one tile
// operation of every store, nest_reduction.cc tells sums and matmuls from other stores, nest_store.cc reads stores to
// DRAM, nest_hazards.cc finds dependences that forbid the split, nest_geometry.cc says which elements an access
// reaches. Tested by tests/analysis/tile_program_test.cc.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/collector.h"

namespace tir2tt::analysis {

class NestReader {
 public:
  explicit NestReader(Collector& c) : c_(c), loops_(c.threads_) {}
  void walk(const tir::Stmt& s);

 private:
  struct Access {
    int memory;  // tile buffer
    bool write;
    LinearForm flat;
    std::vector<const tir::VarNode*> loops;
  };

  // tile_nest.cc
  void walk_for(const tir::ForNode& s);
  void walk_if(const tir::IfThenElseNode& s);
  void walk_block(const tir::BlockRealizeNode& s);
  /// T.init runs once per point of the spatial loops: without the loops that only feed reduction axes.
  void walk_init(const tir::BlockRealizeNode& s);
  Scope scope() const;
  ElementAccess access(const tir::Buffer& buffer, const tir::Exprs& indices);
  /// Tiles of DST that an expression needs at once (Sethi and Ullman 1970); constants are operands of instructions.
  static int registers(const tir::Expr& e);
  static int both(int a, int b);
  void store(const tir::Stmt& stmt);
  std::string unsaid(const tir::BufferStoreNode& s, const ElementAccess& dst,
                     const std::vector<ElementAccess>& tiles) const;
  void add_operand(const ElementAccess& t, const ElementAccess& dst, TileOp* op);
  void classify(const tir::BufferStoreNode& s, const ElementAccess& dst, const std::vector<ElementAccess>& tiles,
                const std::vector<ElementAccess>& tensors, TileOp* op);

  // nest_reduction.cc
  /// Loops of the nest that the value runs over and the destination does not.
  std::vector<const tir::VarNode*> reduced_loops(const tir::BufferStoreNode& s, const ElementAccess& dst) const;
  bool is_self(const tir::Expr& e, const ElementAccess& dst);
  void classify_reduction(const tir::BufferStoreNode& s, const ElementAccess& dst,
                          const std::vector<ElementAccess>& tiles, const std::vector<const tir::VarNode*>& reduced,
                          TileOp* op);
  /// `|x|` makes a sum or a maximum one of magnitudes.
  static tir::Expr strip_abs(const tir::Expr& e, TileOp* op);
  /// 1: the reduced loop runs along the columns of the source, 0: along its rows, 2: along both.
  int reduce_axis(const ElementAccess& dst, const std::vector<ElementAccess>& tiles,
                  const std::vector<const tir::VarNode*>& reduced) const;
  /// `C[i, j] += a(i, k) * b(k, j)`, the factors in either order, each perhaps transposed.
  bool as_gemm(const tir::Expr& rest, const ElementAccess& dst, const tir::VarNode* k, TileOp* op);

  // nest_store.cc
  void store_to_dram(const tir::BufferStoreNode& s, const ElementAccess& dst, const std::vector<ElementAccess>& tiles,
                     const std::vector<ElementAccess>& tensors, TileOp op);
  /// `if i < M: C[i, j] = …` says what holds anyhow: a store outside of a tensor does nothing.
  static void drop_bounds(const tir::BufferStoreNode& s, std::vector<tir::Expr>* guards);
  static bool is_bound(const tir::BufferStoreNode& s, const tir::Expr& guard);
  /// The axis of the tensor that makes the rows of tiles follows the rows of the buffer, its columns the columns.
  bool stores_in_order(const tir::BufferStoreNode& s, const ElementAccess& source, const DramAccess& target) const;

  // nest_hazards.cc
  bool is_register(int memory) const;
  /// A register that each GPU thread has for itself, in a statement where threads differ.
  bool per_thread_register(const tir::BufferStoreNode& s, const ElementAccess& dst,
                           const std::vector<ElementAccess>& tiles);
  /// Dependences across iterations, between this store and itself or an earlier one of the nest.
  bool recurrence(const tir::BufferStoreNode& s, const ElementAccess& dst, const std::vector<ElementAccess>& tiles);
  bool refuse_recurrence(const tir::BufferStoreNode& s, int memory);
  /// A loop that nothing in the statement follows, where it matters how often it runs.
  bool repeats(const tir::BufferStoreNode& s, const ElementAccess& dst, const std::vector<ElementAccess>& reads);
  /// A condition around the store that reads what a statement under it, or under its negation, has written already.
  bool stale_guard(const tir::BufferStoreNode& s);
  bool ordered(const Access& a) const;
  static bool independent(const Access& a, const Access& b);

  // nest_geometry.cc
  /// Bounds of a linear form over the loops; false if unknown.
  bool bounds(const LinearForm& f, const Scope& s, int64_t* lo, int64_t* hi) const;
  bool provably_true(const tir::Expr& e) const;
  int64_t extent_of(const tir::VarNode* v) const;
  /// Whether the access reaches every element of its memory: compact strides 1, e1, e1*e2, … up to the size.
  bool covers(const ElementAccess& a) const;
  /// The box that an access reaches; empty if it is all of the buffer, or none.
  TileRegion region(const ElementAccess& a) const;
  Pattern pattern(const ElementAccess& src, const ElementAccess& dst) const;
  DramAccess dram(const ElementAccess& a);
  /// Per axis the elements that a nest runs over; -1: no box, or not constant.
  std::vector<int64_t> box(const ElementAccess& a, bool* gather) const;
  /// Every loop variable of the nest at its first value.
  std::vector<std::pair<tir::Var, tir::Expr>> first_element() const;
  tir::Buffer owner(const tir::BufferNode* b) const;

  Collector& c_;
  std::vector<ElementLoop> loops_;
  std::vector<tir::Expr> guards_;
  std::vector<size_t> guard_since_;  // per guard: what was written before it was tested, of `written_`
  std::vector<Memory> written_;      // by the stores of the nest so far
  std::vector<Access> earlier_;
};

}  // namespace tir2tt::analysis
