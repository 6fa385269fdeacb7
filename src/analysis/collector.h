// Inside of collect_tile_program: what its files share. collect.cc walks statements and finds the memory, tile_call.cc
// reads tile operations (`T.copy`, `T.gemm`, …), nest_reader.h and its files read loop nests over elements.
// Tested by tests/analysis/tile_program_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analysis/linear_form.h"
#include "analysis/tile_program.h"
#include "tir/visitor.h"

namespace tir2tt::analysis {

/// What a data variable points to.
struct Memory {
  enum class Kind : uint8_t { None, Dram, Tile };
  Kind kind = Kind::None;
  int index = -1;  // Tile: into TileProgram::buffers
};

/// One load or store of a nest, with its index flattened over the memory (row-major, in elements).
struct ElementAccess {
  const tir::BufferNode* buffer = nullptr;
  const tir::Exprs* indices = nullptr;
  Memory memory;
  LinearForm flat;
  const tir::BufferLoadNode* load = nullptr;  // null: the destination
};

/// What expressions read. Lets are looked through, each of them once; a long chain of them waits for its turn rather
/// than going ever deeper.
class Reads : public tir::Visitor {
 public:
  explicit Reads(const std::vector<LetBinding>& lets) : lets_(lets) {}
  std::vector<const tir::BufferLoadNode*> loads;
  /// The first that is of no kind of TIR's, so that nobody knows what it reads.
  const tir::OpaqueNode* unknown = nullptr;

  void visit_expr(const tir::Expr& e) override;

 private:
  void enter(const tir::VarNode* v);
  const std::vector<LetBinding>& lets_;
  std::unordered_set<const tir::VarNode*> entered_;
  std::vector<tir::Expr> waiting_;
  int depth_ = 0;
};

class Collector {
 public:
  Collector(const tir::PrimFuncNode& func, Diagnostics& diags) : func_(func), diags_(diags) {}
  TileProgram run();

 private:
  // collect.cc
  void declare_tensors();
  void declare(const tir::Buffer& buffer, TileBuffer::Declared how);
  void declare_allocation(const tir::AllocateNode& alloc);
  void add_view(TileBuffer& memory, const tir::Buffer& view);
  Memory memory_of(const tir::Buffer& buffer);
  Memory memory_of(const tir::VarNode* data) const;
  int touch(const tir::Buffer& buffer);
  /// Whether a view of tile memory has another shape than the memory was declared with.
  bool is_reshaped(const tir::BufferNode& view, Memory m) const;
  void visit(const tir::Stmt& s);
  void visit_evaluate(const tir::EvaluateNode& s, const tir::Stmt& stmt);
  void visit_attr(const tir::AttrStmtNode& s);
  void visit_block(const tir::BlockRealizeNode& s);
  void visit_for(const tir::ForNode& s, const tir::Stmt& stmt);
  void visit_if(const tir::IfThenElseNode& s, const tir::Stmt& stmt);
  void launch(const tir::IterVarNode& iv, const tir::Expr& extent);
  void begin_loop(const tir::ForNode& s, const tir::Stmt& stmt);
  void end_loop();
  bool is_grid_loop(const tir::ForNode& s) const;
  bool is_tile_nest(const tir::Stmt& s, const tir::VarNode* var, tir::ForKind kind) const;
  bool uses_thread(const tir::Stmt& s) const;
  std::vector<tir::Buffer> condition_tensors(const tir::Expr& e, SourceSpan span);
  void emit(TileOp op);
  void add_let(const tir::VarNode* var, const tir::Expr& value);
  void refuse(DiagId id, SourceSpan span, std::string message, std::string hint = {});
  void refuse_unknown(const tir::OpaqueNode& unknown, SourceSpan span);
  /// Refuses what is `span` when one of its expressions is of unknown kind; null ones are skipped.
  bool refuse_unknown(const tir::Exprs& es, SourceSpan span);
  Scope scope(const std::vector<ElementLoop>& loops) const { return {loops, lets_}; }

  // tile_call.cc
  void visit_call(const tir::CallNode& call, const tir::Stmt& stmt);
  struct RegionArg;
  bool read_region(const tir::Expr& e, RegionArg* out);
  void copy_call(const tir::CallNode& call, const tir::Stmt& stmt);
  void fill_call(const tir::CallNode& call, const tir::Stmt& stmt);
  void gemm_call(const tir::CallNode& call, const tir::Stmt& stmt);
  void reduce_call(const tir::CallNode& call, const tir::Stmt& stmt);
  DramAccess dram_access(const RegionArg& r) const;
  std::string part_of_operand(const tir::CallNode& call, const RegionArg& a, const RegionArg& b, const RegionArg& c,
                              const TileOp& op) const;

  // tile_nest.cc
  friend class NestReader;
  void visit_nest(const tir::Stmt& s);

  const tir::PrimFuncNode& func_;
  Diagnostics& diags_;
  TileProgram out_;
  std::unordered_map<const tir::VarNode*, Memory> memory_;
  std::vector<LetBinding> lets_;
  std::vector<ElementLoop> threads_;   // threadIdx axes of extent > 1
  std::vector<ElementLoop> temporal_;  // enclosing loops that are steps, for bounds
  std::vector<int> open_;              // steps that wait for their end
  int loop_depth_ = 0;
  SourceSpan span_;  // the statement at hand, for declarations without a place of their own
};

/// `tl.copy`, `tl.tileop.copy` → "copy".
std::string_view short_name(const tir::Op& op);
/// Row and column axis, alignment and divisor of a block of `tensor` whose axis k starts at starts[k] and spans
/// extents[k] elements.
DramAccess describe_dram_block(const tir::Buffer& tensor, const std::vector<LinearForm>& starts,
                               const std::vector<int64_t>& extents);

}  // namespace tir2tt::analysis
