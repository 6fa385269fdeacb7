// Buffers: their definitions, and what a definition leaves out. Defaults are TVM's (python/tvm/script/ir_builder/tir/
// ir.py): float32, alignment 64, scope global, no offset. A definition of a name that stands for an equal buffer of
// the same memory is that buffer again, as TVM's printer means it.
#include <fmt/format.h>

#include <limits>

#include "tir/equal.h"
#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

/// TVM keeps a bool in a byte.
DataType pointee(DataType t) { return t.is_bool() ? DataType::Int(8, t.lanes) : t; }

bool same_exprs(const Exprs& a, const Exprs& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && !structural_equal(a[i], b[i])) return false;
  }
  return true;
}

Exprs row_major(const Exprs& shape) {
  Exprs out(shape.size());
  Expr stride = make_int(1);
  for (size_t i = shape.size(); i-- > 0;) {
    out[i] = stride;
    const int64_t *a = as_int(stride), *b = as_int(shape[i]);
    int64_t product = 0;
    if (a && b && !__builtin_mul_overflow(*a, *b, &product)) {
      stride = make_int(product, product > std::numeric_limits<int32_t>::max() ? DataType::Int(64) : shape[i]->dtype);
    } else if (a && *a == 1) {
      stride = shape[i];
    } else {
      stride = make_binary(ExprKind::Mul, stride, shape[i]);
    }
  }
  return out;
}

}  // namespace

/// Extents: positive where they are known, and their product fits.
void ScriptReader::check_shape(const Exprs& shape, SourceSpan span) {
  int64_t product = 1;
  for (const Expr& e : shape) {
    if (!e->dtype.is_integral()) fail(DiagId::BadShape, span, "an extent is an integer");
    const int64_t* n = as_int(e);
    if (!n) continue;
    if (*n <= 0) fail(DiagId::BadShape, span, fmt::format("an extent of {}; every extent is at least 1", *n));
    if (__builtin_mul_overflow(product, *n, &product)) {
      fail(DiagId::BadShape, span, "the number of elements does not fit into 64 bits");
    }
  }
}

Exprs ScriptReader::shape(const PyExpr& n) {
  Exprs out = expr_list(n);
  check_shape(out, n.span);
  return out;
}

/// A string is the name of a variable that the buffer brings along.
Exprs ScriptReader::strides(const PyExpr& n, DataType index) {
  Value v = eval(n);
  const auto* many = v.get<Value::Sequence>();
  if (!many) fail(DiagId::BadArguments, n.span, "strides are a tuple");
  Exprs out;
  for (const Value& x : **many) {
    const auto* name = x.get<std::string>();
    out.push_back(name ? Expr(make_var(*name, index)) : to_expr(x, n.span));
  }
  return out;
}

/// Arguments from `first` on: shape, dtype, data, strides, elem_offset, scope, align, offset_factor, buffer_type,
/// axis_separators, layout.
Buffer ScriptReader::make_buffer(std::string_view name, const Args& a, size_t first, bool* explicit_data) {
  auto arg = [&](size_t i) {
    const PyExpr* e = first + i < Args::kMax ? a[first + i] : nullptr;
    return e && e->kind != PyKind::None ? e : nullptr;
  };
  auto b = std::make_shared<BufferNode>();
  b->name = std::string(name);
  b->span = a.call().span;
  b->shape = shape(*arg(0));
  b->dtype = arg(1) ? dtype(*arg(1)) : DataType::Float(32);
  DataType index = b->shape.empty() ? DataType::Int(32) : b->shape[0]->dtype;
  *explicit_data = arg(2) != nullptr;
  if (arg(2)) {
    Expr data = expr(*arg(2));
    if (!as<VarNode>(data)) fail(DiagId::TypeMismatch, arg(2)->span, "`data=` is a pointer variable or `B.data`");
    b->data = std::static_pointer_cast<const VarNode>(data);
  } else {
    b->data = make_pointer(b->name, pointee(b->dtype), arg(5) ? string(*arg(5), "scope") : "global");
  }
  if (arg(3)) b->strides = strides(*arg(3), index);
  if (arg(6)) b->data_alignment = static_cast<int>(integer(*arg(6), "align"));
  if (b->data_alignment <= 0) b->data_alignment = 64;
  int64_t factor = arg(7) ? integer(*arg(7), "offset_factor") : 0;
  if (factor > 0) b->offset_factor = static_cast<int>(factor);
  if (arg(4)) {
    b->elem_offset = expr(*arg(4));
  } else if (factor > 0) {
    b->elem_offset = make_var(b->name + "_elem_offset", index);
  }
  b->auto_broadcast = arg(8) && string(*arg(8), "buffer_type") == "auto";
  if (arg(9)) b->axis_separators = expr_list(*arg(9));
  if (arg(10)) b->layout = std::make_shared<const Attr>(attr(*arg(10)));
  return b;
}

bool ScriptReader::same_buffer(const BufferNode& a, const BufferNode& b) {
  return a.data == b.data && a.dtype == b.dtype && a.data_alignment == b.data_alignment &&
         a.offset_factor == b.offset_factor && same_exprs(a.shape, b.shape) && same_exprs(a.strides, b.strides);
}

Buffer ScriptReader::define_buffer(const PyExpr& target, const Args& a, size_t first) {
  std::string_view name = target_name(target);
  std::string_view own = own_name(name);
  bool explicit_data = false;
  Buffer b = make_buffer(own, a, first, &explicit_data);
  const Symbol* known = find(name);
  if (explicit_data && known && known->kind == Symbol::Kind::Buffer) {
    const Buffer& old = std::get<Buffer>(known->value.v);
    if (same_buffer(*old, *b)) return old;
  }
  define(name, Symbol{Symbol::Kind::Buffer, Value(b), own});
  remember_name(b.get(), name, own);
  return b;
}

/// A buffer that TileLang's front end makes from sugar; its name is what the author wrote.
Buffer ScriptReader::define_new_buffer(const PyExpr& target, Exprs extents, DataType t, std::string scope, Var data,
                                       bool strided) {
  std::string_view name = target_name(target);
  auto b = std::make_shared<BufferNode>();
  b->name = std::string(name);
  b->span = target.span;
  b->dtype = t;
  b->data = data ? std::move(data) : make_pointer(b->name, pointee(t), std::move(scope));
  if (strided) b->strides = row_major(extents);
  b->shape = std::move(extents);
  define(name, Symbol{Symbol::Kind::Buffer, Value(Buffer(b)), name});
  return b;
}

/// The block whose allocations a `T.alloc_buffer` joins; outside any block that is the function's root block.
ScriptReader::BlockContext& ScriptReader::allocating_block() {
  if (!blocks_.empty()) return blocks_.back();
  BlockContext& root = function_->late_root;
  if (!root.block) {
    root.block = std::make_shared<BlockNode>();
    root.block->name = "root";
    root.block->span = function_->func->span;
  }
  return root;
}

void ScriptReader::alloc_buffer_line(const CallLine& l) {
  bool flat = module_.dialect == Dialect::Tirx && tir_call(l.call) == "alloc_buffer";
  Args a = bind(l.call,
                {"shape", "dtype", "data", "strides", "elem_offset", "scope", "align", "offset_factor", "buffer_type",
                 "axis_separators", "layout", "annotations"},
                1, "T.alloc_buffer");
  if (flat) {
    auto n = make<AllocBufferNode>(l.span);
    n->buffer = define_buffer(*l.target, a, 0);
    if (a[11]) n->annotations = attr_dict(*a[11]);
    return emit(n);
  }
  auto b = allocating_block().block;
  anchor(b.get(), slot::kAllocBuffer + static_cast<uint32_t>(b->alloc_buffers.size()));
  b->alloc_buffers.push_back(define_buffer(*l.target, a, 0));
}

/// `V = T.Buffer((4096,), data=B.data)`: a view, declared in front of the next line.
void ScriptReader::buffer_line(const CallLine& l) {
  Args a = bind(l.call,
                {"shape", "dtype", "data", "strides", "elem_offset", "scope", "align", "offset_factor", "buffer_type",
                 "axis_separators", "layout"},
                1, "T.Buffer");
  Declaration d;
  d.kind = Declaration::Kind::Buffer;
  d.buffer = define_buffer(*l.target, a, 0);
  suite_->pending.push_back(std::move(d));
}

/// Of a parameter: an entry of the function's buffer map. Of a region: a part of a buffer, in the block around.
void ScriptReader::match_buffer_line(const CallLine& l) {
  Args a = bind(l.call,
                {"param", "shape", "dtype", "data", "strides", "elem_offset", "scope", "align", "offset_factor",
                 "buffer_type", "axis_separators", "layout"},
                1, "T.match_buffer");
  Value source = eval(*a[0]);
  const Expr* e = source.get<Expr>();
  if (e && as<VarNode>(*e)) {
    if (!a[1]) fail(DiagId::BadArguments, l.call.span, "`T.match_buffer` of a parameter needs a shape");
    BufferMapEntry entry{std::static_pointer_cast<const VarNode>(*e), nullptr, std::move(suite_->pending)};
    suite_->pending.clear();
    entry.buffer = define_buffer(*l.target, a, 1);
    function_->buffer_map.push_back(std::move(entry));
    return;
  }
  auto b = enclosing_block(l.call.span, "T.match_buffer").block;
  anchor(b.get(), slot::kMatchBuffer + static_cast<uint32_t>(b->match_buffers.size()));
  BufferRegion r = to_region(source, a[0]->span, false);
  if (!a[1]) fail(DiagId::BadArguments, l.call.span, "`T.match_buffer` needs a shape");
  Buffer buffer = define_buffer(*l.target, a, 1);
  b->match_buffers.push_back({buffer, std::move(r)});
}

}  // namespace tir2tt::tvm
