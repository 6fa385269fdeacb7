// The printer's insides, shared by the script_printer_*.cc files: expressions, buffers, statements, blocks and
// functions each stand in one of them. Nothing else includes this header.
//
// The model is TVM's: a stack of frames, one per scope of the text; an object is defined in a frame and its name is
// free again when the frame is closed. A use of something undefined declares it: late, in front of the line that its
// frame is at (script_printer_text.h), the frame being the innermost that encloses all uses (script_printer_uses.h).
// What the text of a module had itself comes first: names and declarations of ScriptInfo.
// Source of the layout of each construct: tvm/src/script/printer/tir/*.cc.
// Tested by tests/tvm/printer_*_test.cc, tests/corpus/identity_test.cc.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "tvm/script.h"
#include "tvm/script_printer_names.h"
#include "tvm/script_printer_text.h"
#include "tvm/script_printer_uses.h"

namespace tir2tt::tvm {

class ScriptPrinter {
 public:
  explicit ScriptPrinter(const ScriptInfo& info) : info_(info) {}

  void keep_places() { text_.keep_places(); }
  /// After module(): the places in `printed`, which is what that returned.
  Places take_places(std::string_view printed) { return text_.take_places(printed); }

  std::string module(const tir::IRModule& m);
  std::string fragment(const tir::Expr& e);
  bool printed_metadata() const { return printed_metadata_; }

 private:
  struct Frame {
    const void* node;
    uint32_t indent;
    size_t line_start;                 // where the line that is being written begins
    std::vector<const void*> defined;  // in this frame
    std::vector<const tir::VarNode*> loops;
  };
  /// How a defined object is written: its name, or a field of the buffer that brought it along.
  struct Definition {
    enum class Form : uint8_t { Name, Data, Stride, Offset };
    Form form = Form::Name;
    uint32_t index = 0;
    const tir::BufferNode* owner = nullptr;
    std::string name;
  };
  /// May a buffer's definition bring its data pointer along (`A.data`)?
  enum class DataPointer : uint8_t { Separate, Inline };

  // Frames, lines, definitions: script_printer.cc
  void open_frame(const void* node, uint32_t more_indent);
  void close_frame();
  Frame& frame() { return frames_.back(); }
  void begin_line();
  /// Declarations that stand in front of this line, then its indentation.
  void begin_line(const void* node, uint32_t slot);
  void begin_line(const tir::StmtNode& s) {
    begin_line(&s, slot::kStmt);
    place_line(s.span);
  }
  /// An object with this span is what the line is about.
  void place_line(SourceSpan node) { text_.place_line(node, frame().line_start); }
  void end_line() { text_.put('\n'); }
  void print_declarations(const void* node, uint32_t slot);
  void print_declaration(const Declaration& d);
  template <class Write>
  void late_line(size_t in_frame, Write write) {
    const Frame& f = frames_[in_frame];
    text_.late_line(f.line_start, static_cast<uint32_t>(in_frame), f.indent, write);
  }
  const Definition* find(const void* object) const;
  void define(const void* object, size_t in_frame, std::string_view own_name);
  void define_inline(const void* object, size_t in_frame, Definition d);
  void define_var(const tir::VarNode& v, size_t in_frame);
  void define_buffer(const tir::BufferNode& b, size_t in_frame);
  void put_definition(const Definition& d);
  /// The frame in which TVM would declare an undefined object.
  size_t frame_of_free(const void* object);
  size_t top() const { return frames_.size() - 1; }

  // Expressions: script_printer_expr.cc
  void expr(const tir::Expr& e) {
    if (text_.keeps_places()) return expr_with_place(e);
    put_expr(e);
  }
  void expr_with_place(const tir::Expr& e);
  void put_expr(const tir::Expr& e);
  void operand(const tir::Expr& e, int parent, bool strict);
  void binary(const tir::BinaryNode& n);
  void binary_call(const tir::BinaryNode& n);
  void var(const tir::VarNode& v);
  void int_imm(int64_t value, tir::DataType t);
  void float_imm(double value, tir::DataType t);
  void call(const tir::CallNode& c);
  void let(const tir::LetNode& n);
  void load(const tir::BufferLoadNode& n);
  void reduce(const tir::ReduceNode& n);
  void comm_reducer(const tir::CommReducer& r);
  void metadata(const std::string& key, int64_t index);
  void dtype_name(tir::DataType t);
  void dtype_string(tir::DataType t);
  void type(const tir::Type& t);
  void var_creation(const tir::VarNode& v);
  void vars_declaration(const std::vector<const tir::VarNode*>& vars);
  void expr_list(const tir::Exprs& es);
  void expr_tuple(const tir::Exprs& es);
  /// The elements with `, ` between them.
  template <class List, class Write>
  void join(const List& list, Write write) {
    bool first = true;
    for (const auto& item : list) {
      if (!first) text_.put(", ");
      first = false;
      write(item);
    }
  }

  // Attributes: script_printer_attr.cc
  void attr(const tir::Attr& a);
  void dict(const tir::AttrDict& d, std::string_view left_out = {});
  void map(const tir::AttrMap& m);
  void iter_var(const tir::IterVarNode& v);
  void range(const tir::Range& r);

  // Buffers: script_printer_buffer.cc
  void buffer(const tir::BufferNode& b);
  void declare_free_buffer(const tir::BufferNode& b);
  /// `shape, dtype, data=…, …)`: the arguments of alloc_buffer, match_buffer, decl_buffer and Buffer.
  void buffer_arguments(const tir::BufferNode& b, DataPointer data, size_t in_frame);
  void buffer_shape(const tir::BufferNode& b, size_t in_frame, std::vector<const tir::VarNode*>& fresh);
  void buffer_data(const tir::BufferNode& b, DataPointer data, size_t in_frame,
                   std::vector<const tir::VarNode*>& fresh);
  void buffer_strides(const tir::BufferNode& b, size_t in_frame, std::vector<const tir::VarNode*>& fresh);
  bool buffer_offset(const tir::BufferNode& b, size_t in_frame, std::vector<const tir::VarNode*>& fresh);
  void buffer_annotation(const tir::BufferNode& b);
  /// Null unless `e` is a variable that nothing has defined yet.
  const tir::VarNode* undefined_var(const tir::Expr& e) const;
  /// The variable becomes a field of the buffer if it stands there once; else it is declared on its own.
  bool define_by_buffer(const tir::VarNode& v, const tir::BufferNode& b, Definition form, size_t in_frame,
                        std::vector<const tir::VarNode*>& fresh);
  void indices(const tir::Exprs& es);
  void region(const tir::BufferRegion& r, bool always_slices = false);

  // Statements: script_printer_stmt.cc
  void body(const tir::Stmt& s);
  /// Statements at the present indentation; `concise`: the last of them may leave its scope open to the end.
  void statements(const tir::Stmt& s, bool concise);
  /// Prints one; a scope that stays open to the end of its body leaves its frame open and returns what is inside.
  const tir::Stmt* stmt(const tir::Stmt& s, bool concise);
  template <class Rhs, class Lhs>
  const tir::Stmt* scope(const tir::StmtNode& s, bool concise, Rhs rhs, Lhs lhs, const tir::Stmt& inner);
  const tir::Stmt* let_stmt(const tir::LetStmtNode& s, bool concise);
  void bind(const tir::BindNode& s);
  const tir::Stmt* attr_stmt(const tir::AttrStmtNode& s, bool concise);
  bool launch_thread(const tir::AttrStmtNode& s, const tir::IterVarNode& iv);
  const tir::Stmt* assert_stmt(const tir::AssertStmtNode& s, bool concise);
  void store(const tir::BufferStoreNode& s);
  void realize(const tir::BufferRealizeNode& s, const tir::Expr& value);
  void producer_store(const tir::ProducerStoreNode& s);
  const tir::Stmt* producer_realize(const tir::ProducerRealizeNode& s, bool concise);
  void prefetch(const tir::PrefetchNode& s);
  const tir::Stmt* allocate(const tir::AllocateNode& s, bool concise);
  const tir::Stmt* allocate_const(const tir::AllocateConstNode& s, bool concise);
  const tir::Stmt* decl_buffer(const tir::StmtNode& s, const tir::DeclBufferNode& decl, DataPointer data, bool concise);
  void alloc_buffer(const tir::AllocBufferNode& s);
  void evaluate(const tir::EvaluateNode& s);
  void if_then_else(const tir::IfThenElseNode& s);
  void while_stmt(const tir::WhileNode& s);
  void branch(const tir::Stmt& s);
  void for_stmt(const tir::ForNode& s);
  void for_header(const tir::ForNode& s);

  // Blocks, functions, modules: script_printer_block.cc, script_printer_module.cc
  void block_stmt(const tir::BlockRealizeNode& s);
  void iter_vars(const tir::BlockRealizeNode& s);
  bool is_remapped(const tir::IterVarNode& iv, const tir::Expr& value) const;
  void remap(const tir::BlockRealizeNode& s, size_t first, size_t last);
  void block_iter_var(const tir::BlockRealizeNode& s, size_t i);
  void access_line(std::string_view name, const std::vector<tir::BufferRegion>& regions);
  void alloc_buffers(const tir::BlockNode& b);
  void match_buffer_line(const tir::BlockNode& b, size_t i);
  void init(const tir::BlockNode& b);
  void functions(const tir::IRModule& m);
  void function(const std::string& name, const tir::PrimFuncNode& f);
  std::vector<const tir::BufferNode*> parameters(const tir::PrimFuncNode& f);
  void func_attr(const std::string& name, const tir::PrimFuncNode& f);
  void buffer_map(const tir::PrimFuncNode& f, const std::vector<const tir::BufferNode*>& inlined);
  const tir::BlockNode* implicit_root(const tir::PrimFuncNode& f) const;

  const ScriptInfo& info_;
  ScriptText text_;
  NameTable names_;
  std::vector<Frame> frames_;
  std::unordered_map<const void*, size_t> open_;  // node of a frame -> the outermost such frame
  std::unordered_map<const void*, Definition> definitions_;
  std::unordered_map<const tir::VarNode*, const tir::ForNode*> loops_;  // loops around the present line
  std::optional<UseTree> uses_;
  std::string module_prefix_;  // "Module." in front of calls of the module's functions
  std::unordered_map<std::string, std::unordered_map<int64_t, int64_t>> metadata_numbers_;  // by key: index -> number
  bool tirx_ = false;
  bool printed_metadata_ = false;
};

/// True for the constant one, of whatever dtype; a null condition is true as well.
inline bool is_one_or_none(const tir::Expr& e) { return !e || tir::is_int(e, 1); }

}  // namespace tir2tt::tvm
