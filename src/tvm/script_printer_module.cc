// Modules and functions.
#include <algorithm>

#include "tvm/script_printer_impl.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

constexpr std::string_view kGlobalSymbol = "global_symbol";

/// Can the parameter's annotation alone say everything about the buffer?
bool is_simple(const BufferNode& b) {
  if (!b.strides.empty() || !b.axis_separators.empty() || b.auto_broadcast || b.layout) return false;
  if (b.elem_offset && !is_int(b.elem_offset, 0)) return false;
  if (b.scope() != "global" || b.data_alignment != 64 || b.offset_factor != 1) return false;
  return std::none_of(b.shape.begin(), b.shape.end(), uses_any_var);
}

const BufferNode* buffer_of(const PrimFuncNode& f, const Var& param) {
  for (const auto& [var, buffer] : f.buffer_map) {
    if (var == param) return buffer.get();
  }
  return nullptr;
}

size_t buffers_on(const PrimFuncNode& f, const Var& data) {
  return static_cast<size_t>(std::count_if(f.buffer_map.begin(), f.buffer_map.end(),
                                           [&](const auto& entry) { return entry.second->data == data; }));
}

}  // namespace

std::string ScriptPrinter::module(const IRModule& m) {
  tirx_ = m.dialect == Dialect::Tirx;
  for (const std::string_view name : {"I", "T", "R", "cls"}) names_.reserve(name);
  open_frame(nullptr, 0);
  if (info_.lone_function) {
    functions(m);
    return text_.finish();
  }
  module_prefix_ = info_.class_name + ".";
  names_.reserve(info_.class_name);
  text_.put("@I.ir_module\nclass ");
  text_.put(info_.class_name);
  text_.put(":\n");
  open_frame(&m, 1);
  if (!m.attrs.empty()) {
    begin_line();
    text_.put("I.module_attrs(");
    dict(m.attrs);
    text_.put(")\n");
  }
  functions(m);
  if (m.attrs.empty() && m.functions.empty()) begin_line(), text_.put("pass\n");
  return text_.finish();
}

void ScriptPrinter::functions(const IRModule& m) {
  for (size_t i = 0; i < m.functions.size(); ++i) {
    if (i > 0) end_line();
    function(m.functions[i].first, *m.functions[i].second);
  }
}

void ScriptPrinter::function(const std::string& name, const PrimFuncNode& f) {
  uses_.emplace(f);
  begin_line();
  text_.put(f.attrs.find(kGlobalSymbol) ? "@T.prim_func\n" : "@T.prim_func(private=True)\n");
  text_.place_line(f.span, text_.size());
  text_.put_indent(frame().indent);
  text_.put("def ");
  text_.put(name);
  text_.put('(');
  const size_t head = frame().line_start;
  open_frame(&f, 1);
  frame().line_start = head;
  const std::vector<const BufferNode*> inlined = parameters(f);
  text_.put(')');
  if (f.ret_type.kind == Type::Kind::Prim || f.ret_type.kind == Type::Kind::Pointer) {
    text_.put(" -> ");
    type(f.ret_type);
  }
  text_.put(":\n");
  frame().line_start = text_.size();
  func_attr(name, f);
  buffer_map(f, inlined);
  print_declarations(&f, slot::kBody);
  if (const BlockNode* root = implicit_root(f)) {
    begin_line(*f.body);
    place_line(root->span);
    text_.put(tirx_ ? "# with T.sblock(\"root\"):\n" : "# with T.block(\"root\"):\n");
    alloc_buffers(*root);
    print_declarations(root, slot::kBody);
    body(root->body);
  } else {
    body(f.body);
  }
  close_frame();
}

/// Prints the parameters; the result holds the buffers that stand among them.
std::vector<const BufferNode*> ScriptPrinter::parameters(const PrimFuncNode& f) {
  std::vector<const BufferNode*> inlined;
  join(f.params, [&](const Var& param) {
    const BufferNode* b = buffer_of(f, param);
    // Met twice: as a parameter and as a key, but nowhere in the body.
    if (b && uses_->count(param.get()) == 2 && is_simple(*b) && buffers_on(f, b->data) == 1) {
      const size_t begin = text_.size();
      define_buffer(*b, top());
      buffer(*b);
      text_.put(": ");
      buffer_annotation(*b);
      text_.place(b->span, begin);
      inlined.push_back(b);
      return;
    }
    define_var(*param, top());
    var(*param);
    text_.put(": ");
    type(param->type);
  });
  return inlined;
}

void ScriptPrinter::func_attr(const std::string& name, const PrimFuncNode& f) {
  const Attr* symbol = f.attrs.find(kGlobalSymbol);
  const std::string* text = symbol ? symbol->as_string() : nullptr;
  const bool implied = text && *text == name;
  if (f.attrs.size() <= (implied ? 1u : 0u)) return;
  begin_line(&f, slot::kFuncAttr);
  text_.put("T.func_attr(");
  dict(f.attrs, implied ? kGlobalSymbol : std::string_view());
  text_.put(")\n");
}

void ScriptPrinter::buffer_map(const PrimFuncNode& f, const std::vector<const BufferNode*>& inlined) {
  for (size_t i = 0; i < f.buffer_map.size(); ++i) {
    const auto& [param, b] = f.buffer_map[i];
    if (std::find(inlined.begin(), inlined.end(), b.get()) != inlined.end()) continue;
    begin_line(&f, slot::kBufferMap + static_cast<uint32_t>(i));
    place_line(b->span);
    define_buffer(*b, top());
    buffer(*b);
    text_.put(" = T.match_buffer(");
    var(*param);
    text_.put(", ");
    buffer_arguments(*b, DataPointer::Inline, top());
    end_line();
  }
}

/// The block around the whole body that the text shows as a comment only; null when there is none.
const BlockNode* ScriptPrinter::implicit_root(const PrimFuncNode& f) const {
  const auto* realize = as<BlockRealizeNode>(f.body);
  if (!realize || !realize->iter_values.empty() || !is_one_or_none(realize->predicate)) return nullptr;
  const BlockNode& b = *realize->block;
  if (!b.annotations.empty() || !b.match_buffers.empty() || !b.reads.empty() || !b.writes.empty() || b.init) {
    return nullptr;
  }
  const auto* child = as<BlockRealizeNode>(b.body);
  const bool needed = !b.alloc_buffers.empty() || (child ? !child->block->iter_vars.empty() : uses_->block_count() > 1);
  return needed ? &b : nullptr;
}

}  // namespace tir2tt::tvm
