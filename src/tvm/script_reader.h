// The reader's insides, shared by the script_reader_*.cc files: one file per subject, each with its table of handlers.
// Nothing else includes this header.
//
// The text is read line by line (python_parser.h) and becomes TIR at once. A suite gathers its statements; a line
// that scopes over the rest of its suite (`x: T.int32 = v`, `T.attr(…)`, `T.decl_buffer(…)`) leaves its body open, and
// the bodies are filled from the last to the first when the suite ends. So a thousand nested declarations take no
// recursion here, and the work is linear.
// Nodes are made before what stands inside them, because declarations in front of a line are filed under its node.
// A mistake throws Abandoned after its diagnostic; the line is given up, and the names it would have defined become
// poisoned, so that it is reported once.
// Tested by tests/tvm/reader_*_test.cc.
#pragma once

#include <array>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tvm/python_parser.h"
#include "tvm/script.h"
#include "tvm/script_value.h"

namespace tir2tt::tvm {

class ScriptReader;

/// A call's arguments by parameter: positional ones first, then by keyword.
class Args {
 public:
  static constexpr size_t kMax = 14;
  const PyExpr* operator[](size_t i) const { return values_[i]; }
  const PyExpr& call() const { return *call_; }

 private:
  friend class ScriptReader;
  const PyExpr* call_ = nullptr;
  std::array<const PyExpr*, kMax> values_{};
};
using Names = std::initializer_list<std::string_view>;

class ScriptReader {
 public:
  ScriptReader(const SourceFile& file, const ReadOptions& options, Diagnostics& diags);
  Script read();

 private:
  struct Abandoned {};
  template <class Node>
  using Making = std::shared_ptr<Node>;  // a node whose fields are still being filled

  /// The statements of one suite, in order, and those of them whose bodies are the rest of the suite.
  struct Suite {
    struct Open {
      size_t rest = 0;  // index of the first statement inside
      tir::Stmt* body = nullptr;
    };
    std::vector<tir::Stmt> stmts;
    std::vector<Open> open;
    std::vector<Declaration> pending;  // wait for the next line
    size_t scope = 0;                  // names to forget at the end
  };
  struct BlockContext {
    Making<tir::BlockNode> block;
    Making<tir::BlockRealizeNode> realize;  // null for the implicit root block made at the function's end
  };
  struct BufferMapEntry {
    tir::Var param;
    tir::Buffer buffer;
    std::vector<Declaration> declared;
  };
  struct FunctionContext {
    Making<tir::PrimFuncNode> func;
    std::vector<BufferMapEntry> buffer_map;
    BlockContext late_root;                     // T.alloc_buffer outside any block: a root block around everything
    std::vector<Making<tir::VarNode>> threads;  // of T.Kernel
  };

  // ---- diagnostics, arguments, names: script_reader_context.cc
  [[noreturn]] void fail(DiagId id, SourceSpan span, std::string message, std::string hint = {});
  /// The same without temporaries in the caller's frame: the functions that call it are recursive.
  [[noreturn]] void fail(DiagId id, SourceSpan span, const char* message, const char* hint = "");
  void warn(DiagId id, SourceSpan span, std::string message, std::string hint = {});
  Args bind(const PyExpr& call, Names params, size_t required, std::string_view what);
  [[noreturn]] void unknown_name(const PyExpr& n);
  const Symbol* find(std::string_view name) const;
  void define(std::string_view name, Symbol symbol);
  void poison(const PyExpr* target);
  void leave_scope(size_t mark);
  /// What the object was called before TVM's printer made its name unique: `A_1` is `A` where `A` is taken.
  std::string_view own_name(std::string_view name) const;
  void remember_name(const void* object, std::string_view text, std::string_view own);
  void define_var(std::string_view name, const tir::Var& v, std::string_view own);
  /// The variable that the name stands for already, if it has this type; else a new one.
  tir::Var var_for(const PyExpr& target, const tir::Type& type, tir::DataType t);
  tir::Var new_var(const PyExpr& target, const tir::Type& type, tir::DataType t);
  std::string_view target_name(const PyExpr& target);
  void anchor(const void* node, uint32_t where);
  void deeper(SourceSpan span);

  // ---- modules and functions: script_reader_module.cc
  void check_text();
  void top_level(const PyStmt& s);
  void decorator(const PyStmt& s);
  void class_line(const PyStmt& s);
  void constant(const PyStmt& s);
  void imports(const PyStmt& s);
  void class_body();
  void module_attrs(const PyExpr& call);
  void function(const PyStmt& s);
  bool decorators(SourceSpan def, bool* is_private);
  void parameter(const PyParam& p);
  void buffer_parameter(const PyParam& p, bool with_strides);
  void subscript_parameter(const PyParam& p, bool with_strides);
  void return_type(const PyExpr* annotation);
  void finish_function(std::string_view name, bool is_private, tir::Stmt body);
  void trailer(uint32_t from);

  // ---- statements: script_reader_stmt.cc, script_reader_assign.cc, script_reader_loop.cc, script_reader_with.cc
  tir::Stmt suite();
  tir::Stmt close(Suite& s);
  void line(const PyStmt& s);
  void dispatch(const PyStmt& s);
  void emit(tir::Stmt s) { suite_->stmts.push_back(std::move(s)); }
  /// The rest of the suite is this statement's body.
  void emit_open(const tir::Stmt& s, tir::Stmt* body);
  template <class Node>
  Making<Node> make(SourceSpan span) {
    auto n = std::make_shared<Node>();
    n->span = span;
    anchor(n.get(), slot::kStmt);
    return n;
  }
  void expression_line(const PyStmt& s);
  void evaluate(tir::Expr value, SourceSpan span);
  void return_line(const PyStmt& s);
  void assert_line(const PyStmt& s);
  void if_line(const PyStmt& s);
  void static_if(bool taken);
  void while_line(const PyStmt& s);
  void root_comment(const PyStmt& s);
  void assign_line(const PyStmt& s);
  void tuple_assign(const PyStmt& s);
  void assign_value(const PyExpr& target, const PyExpr& value, SourceSpan span);
  void annotated_line(const PyStmt& s);
  void augmented_line(const PyStmt& s);
  void store(const PyExpr& target, Value value, SourceSpan span);
  void let(const tir::Var& v, tir::Expr value, SourceSpan span);
  tir::Var declared_var(const PyExpr& target, const PyExpr& call);
  void for_line(const PyStmt& s);
  void with_line(const PyStmt& s);
  void with_item(const PyStmt& s, size_t i);
  void block(const PyStmt& s, size_t i, const PyExpr& call);
  void init_block(const PyStmt& s, size_t i, const PyExpr& call);
  /// The suite of `with`, or its next item.
  tir::Stmt with_body(const PyStmt& s, size_t next_item);
  BlockContext& enclosing_block(SourceSpan span, std::string_view what);
  tir::IterVar launch(const PyExpr& call, const PyExpr* target);
  Making<tir::AttrStmtNode> launch_stmt(const tir::IterVar& iv, tir::Expr extent, SourceSpan span);

  // ---- loops
  struct Loop {
    tir::ForKind kind = tir::ForKind::Serial;
    tir::Expr min, extent, step;
    std::string thread_tag;
    tir::AttrDict annotations;
  };
  using LoopHandler = void (ScriptReader::*)(const PyExpr& call, std::vector<Loop>& loops);
  template <tir::ForKind kKind>
  void plain_loop(const PyExpr& call, std::vector<Loop>& loops);
  void thread_loop(const PyExpr& call, std::vector<Loop>& loops);
  void grid_loop(const PyExpr& call, std::vector<Loop>& loops);
  void parallel_loop(const PyExpr& call, std::vector<Loop>& loops);
  void pipelined_loop(const PyExpr& call, std::vector<Loop>& loops);
  Loop loop_range(const PyExpr* first, const PyExpr* second, const PyExpr* step);
  void loop_nest(const PyStmt& s, const std::vector<Loop>& loops);

  // ---- lines that are calls: `T.reads(…)`, `x = T.alloc_buffer(…)`, `with T.attr(…)`
  struct CallLine {
    const PyExpr& call;
    const PyExpr* target;  // what it is assigned to; null where it stands alone
    SourceSpan span;
  };
  using LineHandler = void (ScriptReader::*)(const CallLine& l);
  using WithHandler = void (ScriptReader::*)(const PyStmt& s, size_t item, const PyExpr& call);
  static LineHandler find_line_handler(std::string_view name);
  static LineHandler find_assign_handler(std::string_view name);
  static WithHandler find_with_handler(std::string_view name);
  static LoopHandler find_loop_handler(std::string_view name);

  // Alone on the line.
  void reads_line(const CallLine& l);
  void writes_line(const CallLine& l);
  void access_regions(const CallLine& l, std::vector<tir::BufferRegion>& out);
  void where_line(const CallLine& l);
  void block_attr_line(const CallLine& l);
  void func_attr_line(const CallLine& l);
  void attr_line(const CallLine& l);
  void launch_line(const CallLine& l);
  void evaluate_line(const CallLine& l);
  void prefetch_line(const CallLine& l);
  void producer_store_line(const CallLine& l);
  void swizzle_line(const CallLine& l);
  void hint_line(const CallLine& l);
  void realize_line(const CallLine& l);
  void producer_realize_line(const CallLine& l);
  // Behind `=`.
  void alloc_buffer_line(const CallLine& l);
  void decl_buffer_line(const CallLine& l);
  void buffer_line(const CallLine& l);
  void match_buffer_line(const CallLine& l);
  void allocate_line(const CallLine& l);
  void allocate_const_line(const CallLine& l);
  void env_thread_line(const CallLine& l);
  template <tir::IterType kType>
  void axis_line(const CallLine& l);
  void remap_line(const CallLine& l);
  void new_axis(const PyExpr& target, tir::IterType type, const PyExpr& dom, const PyExpr* binding);
  void add_iter_var(const PyExpr& target, tir::IterType type, tir::Range dom, tir::Expr value);
  template <size_t kScope>
  void tile_alloc_line(const CallLine& l);
  void alloc_var_line(const CallLine& l);
  void reshape_line(const CallLine& l);
  void thread_binding_line(const CallLine& l);
  void let_stmt_line(const CallLine& l);
  // Behind `with`.
  void attr_with(const PyStmt& s, size_t i, const PyExpr& call);
  void launch_with(const PyStmt& s, size_t i, const PyExpr& call);
  void let_with(const PyStmt& s, size_t i, const PyExpr& call);
  void assert_with(const PyStmt& s, size_t i, const PyExpr& call);
  void allocate_with(const PyStmt& s, size_t i, const PyExpr& call);
  void allocate_const_with(const PyStmt& s, size_t i, const PyExpr& call);
  void decl_buffer_with(const PyStmt& s, size_t i, const PyExpr& call);
  void realize_with(const PyStmt& s, size_t i, const PyExpr& call);
  void producer_realize_with(const PyStmt& s, size_t i, const PyExpr& call);
  void kernel_with(const PyStmt& s, size_t i, const PyExpr& call);
  struct KernelLaunch {
    tir::Exprs grid, threads;
    std::vector<const PyExpr*> names;
    bool cpu = false;
  };
  KernelLaunch kernel_launch(const PyExpr& call, const PyExpr* target);
  Making<tir::BlockRealizeNode> new_block(std::string name, SourceSpan span);

  Making<tir::AttrStmtNode> attr_stmt(const PyExpr& call, SourceSpan span);
  Making<tir::AllocateNode> allocate(const PyExpr& call, const PyExpr* target, SourceSpan span);
  Making<tir::AllocateConstNode> allocate_const(const PyExpr& call, const PyExpr* target, SourceSpan span);
  /// The outermost statement of a line, and the place of the innermost one's body.
  using Opened = std::pair<tir::Stmt, tir::Stmt*>;
  Opened realize(const PyExpr& call, SourceSpan span);
  Opened producer_realize(const PyExpr& call, SourceSpan span);
  Opened decl_buffer(const PyExpr& call, const PyExpr* target, SourceSpan span);

  // ---- expressions: script_reader_expr.cc, script_reader_call.cc
  Value eval(const PyExpr& n);
  tir::Expr expr(const PyExpr& n) { return to_expr(eval(n), n.span); }
  tir::Expr condition(const PyExpr& n) { return condition(eval(n), n.span); }
  tir::Expr condition(Value v, SourceSpan span);
  static bool to_bool(const Value& v);
  tir::Expr to_expr(Value v, SourceSpan span);
  /// A Python number becomes a literal of type `t`; an expression of another type is cast.
  tir::Expr to_type(Value v, tir::DataType t, SourceSpan span);
  tir::Expr literal(const Value& v, tir::DataType t, SourceSpan span);
  Value eval_name(const PyExpr& n);
  Value eval_attribute(const PyExpr& n);
  Value buffer_attribute(const tir::Buffer& b, const PyExpr& n);
  Value eval_subscript(const PyExpr& n);
  Value buffer_access(const tir::Buffer& b, const PyExpr& n);
  Value eval_unary(const PyExpr& n);
  Value eval_binary(const PyExpr& n);
  Value binary(PyOp op, Value a, Value b, SourceSpan span);
  Value python_arithmetic(PyOp op, const Value& a, const Value& b, SourceSpan span);
  Value eval_sequence(const PyExpr& n);
  Value eval_conditional(const PyExpr& n);
  void match_types(Value& a, Value& b, SourceSpan span, tir::Expr* out_a, tir::Expr* out_b);
  int64_t integer(const PyExpr& n, std::string_view what);
  bool truth(const PyExpr& n, std::string_view what);
  std::string string(const PyExpr& n, std::string_view what);
  tir::DataType dtype(const PyExpr& n);
  static std::optional<tir::DataType> dtype_named(std::string_view name);
  tir::Exprs expr_list(const PyExpr& n);
  std::optional<int64_t> parse_int(std::string_view digits, SourceSpan span, bool allow_unsigned);
  double parse_float(std::string_view digits);

  /// The words behind `T.`, empty when `n` does not begin with that namespace.
  std::string_view tir_name(const PyExpr& n) const;
  std::string_view tir_call(const PyExpr& n) const { return n.kind == PyKind::Call ? tir_name(*n.a) : ""; }
  Value eval_call(const PyExpr& n);
  Value call_method(const PyExpr& n);
  Value call_python(const PyExpr& n);
  Value call_global(std::string_view name, const PyExpr& n);
  Value call_op(const tir::OpInfo& info, const PyExpr& n);
  Value call_unknown(std::string_view name, const PyExpr& n);
  Value call_dtype(tir::DataType t, const PyExpr& n);
  Value call_binary(tir::ExprKind kind, const PyExpr& n);
  std::vector<std::pair<std::string, std::shared_ptr<const tir::Attr>>> call_annotations(const PyExpr& n);
  using CallHandler = Value (ScriptReader::*)(const PyExpr& n);
  static CallHandler find_call_handler(std::string_view name);
  static CallHandler find_tile_handler(std::string_view name);
  Value cast_call(const PyExpr& n);
  Value cast_value_call(const PyExpr& n);
  Value not_call(const PyExpr& n);
  Value select_call(const PyExpr& n);
  Value ramp_call(const PyExpr& n);
  Value broadcast_call(const PyExpr& n);
  Value shuffle_call(const PyExpr& n);
  Value let_call(const PyExpr& n);
  Value reduce_call(const PyExpr& n);
  Value comm_reducer_call(const PyExpr& n);
  Value iter_var_call(const PyExpr& n);
  Value any_call(const PyExpr& n);
  Value if_then_else_call(const PyExpr& n);
  Value ceildiv_call(const PyExpr& n);
  Value infinity_call(const PyExpr& n);
  template <bool kMax>
  Value limit_call(const PyExpr& n);
  Value abs_call(const PyExpr& n);
  Value meta_var_call(const PyExpr& n);
  Value symbolic_call(const PyExpr& n);
  Value tvm_access_ptr_of(const tir::Buffer& b, int mask, tir::Expr offset, SourceSpan span);
  tir::Expr load(const tir::Buffer& b, tir::Exprs indices, SourceSpan span);

  // ---- slices and regions: script_reader_region.cc
  tir::Expr slice_load(const BufferSlice& s, SourceSpan span);
  std::vector<tir::Range> slice_region(const BufferSlice& s, bool simplify);
  tir::BufferRegion region(const PyExpr& n);
  tir::BufferRegion to_region(const Value& v, SourceSpan span, bool simplify);
  /// hi - lo, the inverse of TVM's printing of `lo + extent`.
  static tir::Expr extent_between(const tir::Expr& lo, const tir::Expr& hi);
  tir::Range range_of(const PyExpr& n);

  // ---- buffers: script_reader_buffer.cc
  tir::Buffer make_buffer(std::string_view name, const Args& a, size_t first, bool* explicit_data);
  tir::Buffer define_buffer(const PyExpr& target, const Args& a, size_t first);
  tir::Buffer define_new_buffer(const PyExpr& target, tir::Exprs shape, tir::DataType t, std::string scope,
                                tir::Var data, bool strided);
  tir::Exprs shape(const PyExpr& n);
  tir::Exprs strides(const PyExpr& n, tir::DataType index);
  void check_shape(const tir::Exprs& shape, SourceSpan span);
  static tir::Expr element_count(const tir::Exprs& shape);
  static bool same_buffer(const tir::BufferNode& a, const tir::BufferNode& b);
  BlockContext& allocating_block();

  // ---- attributes: script_reader_attr.cc
  tir::Attr attr(const PyExpr& n);
  tir::Attr attr_of(const Value& v, SourceSpan span);
  tir::AttrDict attr_dict(const PyExpr& n);
  tir::Attr dict_attr(const PyExpr& n);
  std::optional<tir::OpaqueRef> metadata_ref(const PyExpr& n);

  // ---- TileLang's tile operations: script_reader_tile.cc
  Value copy_call(const PyExpr& n);
  Value fill_call(const PyExpr& n);
  Value clear_call(const PyExpr& n);
  Value gemm_call(const PyExpr& n);
  /// An operand of a product: the last two axes of a region; the axes in front have extent one.
  struct Matrix {
    tir::BufferRegion region;
    tir::Expr rows, columns, pitch;
    tir::Expr offset;  // of the leading axes, in elements
    tir::Expr start;   // on the last axis
  };
  static Matrix matrix_of(tir::BufferRegion r);
  void check_product(const std::vector<Matrix>& m, bool ta, bool tb, SourceSpan span);
  template <size_t kKind>
  Value reduce_kind_call(const PyExpr& n);
  Value reduce_tile_call(const PyExpr& n);
  Value cumsum_call(const PyExpr& n);
  Value atomic_add_call(const PyExpr& n);
  Value tile_reduce(const PyExpr& n, const PyExpr& src, const PyExpr& dst, std::string kind, int64_t dim, bool clear);
  tir::Buffer whole_buffer(const PyExpr& n, std::string_view what);
  tir::Expr whole_pointer(const PyExpr& n, int mask, std::string_view what);
  bool is_sugar(const PyExpr& n);
  Value verbatim(const PyExpr& n);

  const SourceFile& file_;
  std::string_view text_;
  ReadOptions options_;
  Diagnostics& diags_;
  PythonParser parser_;
  tir::IRModule module_;
  ScriptInfo info_;

  std::unordered_map<std::string_view, Symbol> symbols_;
  struct Undo {
    std::string_view name;
    Symbol previous;
    bool existed;
  };
  std::vector<Undo> undo_;

  Suite* suite_ = nullptr;
  std::vector<BlockContext> blocks_;
  std::optional<FunctionContext> function_;
  std::string function_name_;
  std::unordered_map<const tir::VarNode*, tir::Range> loops_;  // for T.axis.remap
  std::unordered_map<const tir::VarNode*, tir::IterVar> env_threads_;
  std::unordered_map<const tir::VarNode*, std::string> thread_tags_;
  struct DecoratorLine {
    std::string name;
    SourceSpan span;
    bool is_prim_func = false, is_private = false, is_ir_module = false;
  };
  std::vector<DecoratorLine> decorators_;
  std::optional<uint32_t> first_definition_;
  bool seen_class_ = false;
  size_t depth_ = 0;  // of the IR around the present line
  bool too_deep_ = false;
  mutable std::unordered_set<std::string> spaced_names_;  // `T . copy`, joined
};

}  // namespace tir2tt::tvm
