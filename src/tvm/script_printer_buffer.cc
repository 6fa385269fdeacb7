// Buffers: their definitions, with the variables that a definition brings along, and how they are indexed.
#include "tvm/constant_fold.h"
#include "tvm/script_printer_impl.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

constexpr int kDefaultAlignment = 64;  // bytes, TVM's kAllocAlignment

}  // namespace

void ScriptPrinter::buffer(const BufferNode& b) {
  if (!find(&b)) declare_free_buffer(b);
  put_definition(*find(&b));
}

void ScriptPrinter::declare_free_buffer(const BufferNode& b) {
  const size_t home = frame_of_free(&b);
  define_buffer(b, home);
  late_line(home, [&] {
    text_.place_line(b.span, text_.size());
    put_definition(*find(&b));
    text_.put(" = T.Buffer(");
    buffer_arguments(b, DataPointer::Inline, home);
  });
}

const VarNode* ScriptPrinter::undefined_var(const Expr& e) const {
  const auto* v = as<VarNode>(e);
  return v && !find(v) ? v : nullptr;
}

bool ScriptPrinter::define_by_buffer(const VarNode& v, const BufferNode& b, Definition form, size_t in_frame,
                                     std::vector<const VarNode*>& fresh) {
  if (occurrences_in_buffer(v, b) == 1) {
    form.owner = &b;
    define_inline(&v, in_frame, std::move(form));
    return true;
  }
  define_var(v, in_frame);
  fresh.push_back(&v);
  return false;
}

void ScriptPrinter::buffer_arguments(const BufferNode& b, DataPointer data, size_t in_frame) {
  std::vector<const VarNode*> fresh;  // variables that get a line of their own in front
  buffer_shape(b, in_frame, fresh);
  if (b.dtype != DataType::Float(32)) text_.put(", "), dtype_string(b.dtype);
  buffer_data(b, data, in_frame, fresh);
  if (!b.strides.empty()) buffer_strides(b, in_frame, fresh);
  const bool variable_offset = buffer_offset(b, in_frame, fresh);
  if (b.scope() != "global") text_.put(", scope="), text_.put_string(b.scope());
  if (b.data_alignment != kDefaultAlignment) text_.put(", align="), text_.put_int(b.data_alignment);
  if (variable_offset || b.offset_factor != 1) text_.put(", offset_factor="), text_.put_int(b.offset_factor);
  if (b.auto_broadcast) text_.put(", buffer_type=\"auto\"");
  if (!b.axis_separators.empty()) text_.put(", axis_separators="), expr_list(b.axis_separators);
  if (b.layout) text_.put(", layout="), attr(*b.layout);
  text_.put(')');
  if (!fresh.empty()) late_line(in_frame, [&] { vars_declaration(fresh); });
}

void ScriptPrinter::buffer_shape(const BufferNode& b, size_t in_frame, std::vector<const VarNode*>& fresh) {
  text_.put('(');
  join(b.shape, [&](const Expr& e) {
    if (const VarNode* v = undefined_var(e)) {
      define_var(*v, in_frame);
      fresh.push_back(v);
    }
    expr(e);
  });
  text_.put(b.shape.size() == 1 ? ",)" : ")");
}

void ScriptPrinter::buffer_data(const BufferNode& b, DataPointer data, size_t in_frame,
                                std::vector<const VarNode*>& fresh) {
  if (!b.data) return;
  if (!find(b.data.get())) {
    Definition form;
    form.form = Definition::Form::Data;
    if (data == DataPointer::Inline) {
      if (define_by_buffer(*b.data, b, std::move(form), in_frame, fresh)) return;
    } else {
      define_var(*b.data, in_frame);
      fresh.push_back(b.data.get());
    }
  }
  text_.put(", data=");
  var(*b.data);
}

void ScriptPrinter::buffer_strides(const BufferNode& b, size_t in_frame, std::vector<const VarNode*>& fresh) {
  text_.put(", strides=(");
  uint32_t index = 0;
  join(b.strides, [&](const Expr& e) {
    Definition form;
    form.form = Definition::Form::Stride;
    form.index = index++;
    const VarNode* v = undefined_var(e);
    if (v && define_by_buffer(*v, b, std::move(form), in_frame, fresh))
      text_.put_string(v->name);
    else
      expr(e);
  });
  text_.put(b.strides.size() == 1 ? ",)" : ")");
}

/// True when the offset is a variable that the buffer brings along; it is not printed then, its factor is.
bool ScriptPrinter::buffer_offset(const BufferNode& b, size_t in_frame, std::vector<const VarNode*>& fresh) {
  if (!b.elem_offset || is_int(b.elem_offset, 0)) return false;
  if (const VarNode* v = undefined_var(b.elem_offset)) {
    Definition form;
    form.form = Definition::Form::Offset;
    if (define_by_buffer(*v, b, std::move(form), in_frame, fresh)) return true;
  }
  text_.put(", elem_offset=");
  expr(b.elem_offset);
  return false;
}

/// A parameter: `T.Buffer((16, 64), "float32")`, always with its dtype.
void ScriptPrinter::buffer_annotation(const BufferNode& b) {
  if (b.data && !find(b.data.get())) {
    Definition form;
    form.form = Definition::Form::Data;
    form.owner = &b;
    define_inline(b.data.get(), top(), std::move(form));
  }
  text_.put("T.Buffer(");
  expr_tuple(b.shape);
  text_.put(", ");
  dtype_string(b.dtype);
  text_.put(')');
}

/// `[i, 0:8:2]` of a load or store: a Ramp with a constant stride is a slice.
void ScriptPrinter::indices(const Exprs& es) {
  if (es.empty()) return text_.put("[()]");
  text_.put('[');
  join(es, [this](const Expr& e) {
    const auto* ramp = as<RampNode>(e);
    const int64_t* stride = ramp ? as_int(ramp->stride) : nullptr;
    if (!stride) return expr(e);
    const size_t begin = text_.size();
    expr(ramp->base);
    text_.put(':');
    expr(fold_add(ramp->base, fold_mul(ramp->lanes, ramp->stride)));
    if (*stride != 1) text_.put(':'), expr(ramp->stride);
    text_.place(e->span, begin);
  });
  text_.put(']');
}

/// `A[lo:hi, i]`; an extent of one stands as an index.
void ScriptPrinter::region(const BufferRegion& r, bool always_slices) {
  buffer(*r.buffer);
  if (r.region.empty()) return text_.put("[()]");
  text_.put('[');
  join(r.region, [&](const Range& x) {
    expr(x.min);
    if (is_int(x.extent, 1) && !always_slices) return;
    text_.put(':');
    expr(fold_add(x.min, x.extent));
  });
  text_.put(']');
}

}  // namespace tir2tt::tvm
