// What the three visitors share: a kernel file from the nodes of its slice. Loops, conditions, source comments,
// circular buffer calls, names and arguments are here; what only one kind of kernel does is in its visitor. The body is
// written first; what it used (arguments, tensors, headers, helpers) makes what stands in front of it. Tested by
// tests/codegen/generate_test.cc.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "codegen/tt/dialect.h"
#include "codegen/tt/program_spec.h"
#include "support/source.h"
#include "transform/tt/index_math.h"
#include "transform/tt/lower_function.h"

namespace tir2tt::codegen {

/// What the kernels of one function are written from.
struct KernelContext {
  const ProgramSpec& spec;
  const transform::Lowered& lowered;
  const Dialect& dialect;
  const SourceFile* source;
  int tensor_of(const tir::BufferNode* b) const;  // into spec.tensors, by the memory: a view is its tensor
};

class KernelWriter {
 public:
  virtual ~KernelWriter() = default;
  KernelSpec write(const transform::Nodes& slice);

 protected:
  KernelWriter(const KernelContext& context, Role role) : c_(context), role_(role) {}

  /// One node that is no loop, condition or statement.
  virtual void leaf(const transform::Node& node) = 0;
  /// Statements at the beginning of kernel_main, behind the arguments.
  virtual void prologue() {}
  /// Around loops: what has to be set up before them.
  virtual void before_loop(const transform::Node&) {}
  virtual void end_of_body() {}
  virtual void after_wait(const transform::Node&) {}
  virtual void before_else() {}
  virtual void after_loop(const transform::Node&) {}
  /// At the end of kernel_main.
  virtual void epilogue() {}

  void nodes(const transform::Nodes& nodes);
  /// `body()` in a loop over [first, last), with the variable in scope.
  template <class Body>
  void for_loop(const tir::Var& var, const std::string& wish, const std::string& first, const std::string& last,
                const Body& body);
  /// What `body()` names is forgotten behind it; the names stay taken.
  template <class Body>
  void in_own_scope(const Body& body);
  void line(const std::string& text);  // indented; empty: a blank line
  void open(const std::string& text);  // `text {`
  void close();
  void otherwise();  // `} else {`
  void call(Api api, const std::vector<std::string>& arguments);
  /// The text of an integer expression in the kernel's names.
  std::string expr(const tir::Expr& e);
  /// A constant of the loop body that is being written, for a variable of the source.
  void define(const tir::VarNode* var, const std::string& type, const std::string& value);
  /// The variable is what the kernel has under `name`.
  void rename(const tir::VarNode* var, const std::string& name) { names_[var] = name; }
  /// What has the value of `e` in the kernel: a constant, a loop variable, an argument. Empty: nothing.
  std::string known_name(const tir::Expr& e);
  /// Whether `e` can be computed here without elements of tensors: all its variables are known.
  bool resolvable(const tir::Expr& e) const;
  /// What the variables in scope can be.
  transform::Ranges& ranges() { return ranges_; }
  /// The shape in which the tensor lies in DRAM.
  const tir::Exprs& shape_of(int tensor) const;
  std::string cb(int id);  // its constant
  const CbSpec& cb_spec(int id) const { return c_.spec.cbs[static_cast<size_t>(id)]; }
  std::string tile_bytes(int cb);    // the constant with the bytes of a tile of it
  std::string accessor(int tensor);  // the TensorAccessor
  std::string tiles_high(int tensor), tiles_wide(int tensor);
  std::string unique(const std::string& name);
  void use_header(const std::string& header) { headers_.insert(header); }
  void helper(const std::string& text);
  bool in_scope(const tir::VarNode* v) const { return names_.contains(v); }
  std::string index_type() const { return signed_ ? "int32_t" : "uint32_t"; }
  bool is_signed() const { return signed_; }

  const KernelContext& c_;

 private:
  void loop(const transform::Node& node);
  void condition(const transform::Node& node);
  void statement(const transform::Node& node);
  void comment(SourceSpan span);
  void define_lets(const transform::Nodes& body);
  void define_block_indices(const transform::Nodes& body);
  void receive(const transform::Node& node);
  std::string argument_of(const tir::VarNode* v);
  transform::Bounds loop_range(const transform::Node& node) const;
  tir::Expr without_last_modulo(const tir::Expr& e) const;
  void find_sign(const transform::Nodes& slice);
  std::string extent(const tir::Expr& e, const std::string& name);
  std::string file_head() const;
  std::string arguments_text();
  std::string tensors_text();
  int argument(RuntimeArgument::Kind kind, int index, const std::string& name);

  Role role_;
  bool signed_ = false;
  int indent_ = 1;
  std::string body_;
  SourceSpan last_comment_;
  std::unordered_map<const tir::VarNode*, std::string> names_;    // in scope
  std::vector<std::pair<tir::Expr, std::string>> block_indices_;  // `tile % 8` → "bx"
  std::set<std::string> taken_;
  std::set<std::string> headers_;
  std::vector<std::string> helpers_;  // what needs another one stands behind it
  transform::Ranges ranges_;
  std::set<int> cbs_, cb_bytes_;
  std::map<std::string, std::string> constants_;  // name → value, of tensors' extents
  std::vector<int> accessors_;
  std::vector<RuntimeArgument> arguments_;
};

template <class Body>
void KernelWriter::for_loop(const tir::Var& var, const std::string& wish, const std::string& first,
                            const std::string& last, const Body& body) {
  const auto outer_taken = taken_;
  const std::string name = unique(wish);
  open("for (" + index_type() + " " + name + " = " + first + "; " + name + " < " + last + "; ++" + name + ")");
  const auto outer = names_;
  const auto outer_indices = block_indices_;
  if (var) names_[var.get()] = name;
  body();
  names_ = outer;
  block_indices_ = outer_indices;
  taken_ = outer_taken;
  close();
}

template <class Body>
void KernelWriter::in_own_scope(const Body& body) {
  const auto outer = names_;
  body();
  names_ = outer;
}

}  // namespace tir2tt::codegen
