// Inside of compile(): what its files share. compile.cc walks statements, compile_memory.cc finds what buffers mean,
// compile_expr.cc makes nodes, compile_call.cc reads tile operations. The first thing that has no meaning ends it.
// Tested by tests/reference/reference_test.cc.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "data/array.h"
#include "reference/program.h"
#include "support/diagnostic.h"
#include "tir/module.h"

namespace tir2tt::reference {

/// Fills in `program`; false: a diagnostic says why. `inputs` give symbolic extents their values.
bool compile(const tir::PrimFunc& func, const std::vector<data::Array>& inputs, Program* program, Diagnostics& diags);

class Compiler {
 public:
  Compiler(const tir::PrimFuncNode& func, Program* program, Diagnostics& diags)
      : func_(func), program_(*program), diags_(diags) {}
  bool run(const std::vector<data::Array>& inputs);

 private:
  /// How a buffer lies in its memory.
  struct Layout {
    Memory* memory = nullptr;
    std::vector<int64_t> extents, strides;
    const Node* offset = nullptr;
  };
  /// A buffer of a block that stands for a region of another.
  struct Alias {
    tir::Buffer source;
    std::vector<tir::Expr> mins;
  };
  /// What a variable stands for.
  struct Binding {
    enum class What : uint8_t { Slot, Constant, Let } what = What::Slot;
    int64_t value = 0;  // the slot, the constant
    tir::Expr let;
  };

  // compile.cc: statements. A null step does nothing.
  const Step* visit(tir::Stmt s);
  const Step* visit_statement(const tir::Stmt& s);
  const Step* sequence(const std::vector<tir::Stmt>& stmts);
  const Step* attribute(const tir::AttrStmtNode& s);
  const Step* block(const tir::BlockRealizeNode& s);
  const Step* loop(const tir::ForNode& s);
  const Step* branch(const tir::Expr& condition, const tir::Stmt& then_case, const tir::Stmt& else_case,
                     SourceSpan span);
  const Step* while_loop(const tir::WhileNode& s);
  const Step* store(const tir::BufferStoreNode& s);
  const Node* through_matrix_unit(const tir::BufferStoreNode& s, const Node* value);
  const Node* summed(const tir::Expr& e, const Node* value, const tir::Exprs& place, uint32_t threads = ~uint32_t{0});
  const Step* evaluate(const tir::EvaluateNode& s);
  bool launch(const std::string& tag, const tir::Var& var, const tir::Expr& extent, SourceSpan span);
  bool is_grid_of_loops(const tir::ForNode& s) const;
  void grid_axis(size_t axis, const tir::VarNode* var, int64_t extent, SourceSpan span);
  size_t new_slot(const tir::VarNode* var);
  void bind_let(const tir::VarNode* var, const tir::Expr& value);
  void read_paddings(const tir::AttrDict& annotations);
  const Step* init_step(const tir::BlockRealizeNode& s);
  /// The step, for every thread that it depends on.
  const Step* add(decltype(Step::what) what, SourceSpan span, uint32_t threads);
  const Step* for_threads(const Step* step, uint32_t threads);

  // compile_memory.cc
  bool declare_tensors(const std::vector<data::Array>& inputs);
  bool bind_shape(const tir::Buffer& buffer, const data::Array& input);
  bool bind_strides(const tir::Buffer& buffer, const data::Array& input);
  bool check_shape(const tir::Buffer& buffer, const data::Array& input, size_t axis);
  Memory& new_memory(const tir::VarNode* data, std::string name, tir::DataType dtype);
  void declare(const tir::Buffer& buffer);
  void allocate(const tir::AllocateNode& s);
  const Layout* layout(const tir::Buffer& buffer);
  bool make_layout(const tir::Buffer& buffer, Layout* out);
  const Access* access(const tir::Buffer& buffer, const tir::Exprs& indices, uint32_t* threads);
  void resolve_alias(tir::Buffer* buffer, std::vector<const Node*>* indices);
  bool is_per_thread(std::string_view scope) const;
  double padding_of_store(const tir::Buffer& buffer) const;

  // compile_expr.cc: never null
  const Node* expr(const tir::Expr& e);
  Node make(const tir::Expr& e);
  Node variable(const tir::VarNode& v);
  Node load(const tir::BufferLoadNode& e);
  Node cast(const tir::CastNode& e);
  Node binary(const tir::BinaryNode& e);
  Node call(const tir::CallNode& e);
  Node ramp(const tir::RampNode& e);
  Node let(const tir::LetNode& e);
  Node select(const tir::Expr& condition, const tir::Expr& a, const tir::Expr& b, tir::DataType dtype);
  Node intrinsic(const tir::CallNode& e);
  Node with_operands(tir::DataType dtype, const tir::Exprs& operands);
  void adopt(Node* n, const Node* operand);
  const Node* number(int64_t value);
  const Node* sum(const Node* a, const Node* b);
  const Node* keep(Node n);
  /// The value of an expression without variables.
  bool constant(const tir::Expr& e, int64_t* out);

  // compile_call.cc
  const Step* call_step(const tir::CallNode& call);
  bool region(const tir::Expr& e, Region* out, uint32_t* threads);
  bool read_region(const tir::Expr& e, Region* out, uint32_t* threads);
  bool region_of_load(const tir::BufferLoadNode& load, Region* out, uint32_t* threads);
  bool region_of_memory(const tir::VarNode* data, const tir::Expr& offset, Region* out, uint32_t* threads);
  const Step* copy(const tir::CallNode& call, AtomicKind kind = AtomicKind::Add);
  const Step* im2col(const tir::CallNode& call);
  const Step* fill(const tir::CallNode& call);
  const Step* gemm(const tir::CallNode& call);
  const Step* reduce(const tir::CallNode& call);
  const Step* cumsum(const tir::CallNode& call);
  const Step* atomic(AtomicKind kind, const tir::Expr& target, const tir::Expr& value);
  const Step* extern_call(const tir::CallNode& call);
  const Step* atomic_lanes(const tir::Expr& to, const tir::Expr& from, int lanes);
  bool truth(const tir::CallNode& call, size_t index, bool otherwise);
  const Node* argument(const tir::CallNode& call, size_t index, int64_t otherwise, uint32_t* threads);

  void fail(std::string message, std::string hint = {}) {
    fail(DiagId::CannotInterpret, std::move(message), std::move(hint));
  }
  void fail(DiagId id, std::string message, std::string hint = {});

  const tir::PrimFuncNode& func_;
  Program& program_;
  Diagnostics& diags_;
  bool failed_ = false;
  SourceSpan span_;
  std::unordered_map<const tir::VarNode*, Binding> bindings_;
  std::map<std::pair<const tir::VarNode*, double>, const Node*> let_nodes_;  // by variable and padding
  std::unordered_map<const tir::VarNode*, Memory*> memory_;
  std::unordered_map<const tir::VarNode*, tir::Buffer> whole_;  // the first buffer of a data variable
  std::unordered_map<const tir::BufferNode*, Layout> layouts_;
  std::unordered_map<const tir::BufferNode*, Alias> aliases_;
  std::unordered_map<const tir::VarNode*, double> store_padding_, load_padding_;  // by data variable
  double padding_ = 0;                                                            // of loads in what is compiled
  const Node* lane_ = nullptr;                                                    // of the vector that is compiled
  bool threads_matter_ = false;                                                   // some expression uses a thread axis
  uint32_t inside_threads_ = 0;  // axes that a step around has a loop for already
  size_t cpu_axes_ = 0;
  bool grid_set_[3] = {false, false, false};
  int loops_ = 0;
  std::vector<const tir::VarNode*> loop_vars_;  // around what is compiled
  int expr_depth_ = 0;
};

/// `tl.copy`, `tl.tileop.copy` → "copy".
std::string_view short_name(const tir::Op& op);

}  // namespace tir2tt::reference
