// TileLang as people write it. Each short form becomes what TileLang's front end makes of it (0.1.6, the version that
// printed the reference texts): `T.Kernel` a grid of threads and the block "tilelang_root", `T.copy(A[k, 0], S)` a
// copy between regions, `T.gemm(A, B, C)` a call with sizes, pitches and offsets, and so on.
// A call whose operands are calls already (`T.copy(T.region(…), …)`, `T.fill(T.tvm_access_ptr(…), 0)`) is what a
// printer wrote: it is kept argument by argument, in whatever version's form.
// Source of the argument lists: tilelang/language/{kernel,allocate,copy,fill,gemm,reduce,atomic}.py.
// Tested by tests/tvm/reader_tile_test.cc.
#include <fmt/format.h>

#include <algorithm>

#include "tir/equal.h"
#include "tvm/constant_fold.h"
#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

enum Mask : int { kRead = 1, kWrite = 2, kReadWrite = 3 };

constexpr std::string_view kReduceKinds[] = {"sum", "max", "min", "abssum", "absmax"};

bool equal_extent(const Expr& a, const Expr& b) { return a == b || structural_equal(a, b); }

Expr product(const Exprs& es) {
  Expr out = make_int(1);
  for (const Expr& e : es) out = fold_mul(out, e);
  return out;
}

/// `T.region(B[mins], mask, extents…)`.
Expr region_call(const BufferRegion& r, int mask) {
  Exprs mins, args(1);
  for (const Range& x : r.region) mins.push_back(x.min);
  args[0] = make_load(r.buffer, std::move(mins));
  args.push_back(make_int(mask));
  for (const Range& x : r.region) args.push_back(x.extent);
  return make_call(DataType::Handle(), OpId::tl_region, std::move(args));
}

}  // namespace

ScriptReader::CallHandler ScriptReader::find_tile_handler(std::string_view name) {
  using R = ScriptReader;
  static constexpr std::pair<std::string_view, CallHandler> kTable[] = {
      {"copy", &R::copy_call},
      {"fill", &R::fill_call},
      {"clear", &R::clear_call},
      {"gemm", &R::gemm_call},
      {"reduce", &R::reduce_tile_call},
      {"reduce_sum", &R::reduce_kind_call<0>},
      {"reduce_max", &R::reduce_kind_call<1>},
      {"reduce_min", &R::reduce_kind_call<2>},
      {"reduce_abssum", &R::reduce_kind_call<3>},
      {"reduce_absmax", &R::reduce_kind_call<4>},
      {"cumsum", &R::cumsum_call},
      {"atomic_add", &R::atomic_add_call},
  };
  for (const auto& [key, handler] : kTable) {
    if (key == name) return handler;
  }
  return nullptr;
}

/// As an operator of the table, argument by argument.
Value ScriptReader::verbatim(const PyExpr& n) {
  const OpInfo* info = find_op_by_print_name(tir_name(*n.a));
  return info ? call_op(*info, n) : call_unknown(tir_name(*n.a), n);
}

/// True when the first operand is a buffer or a part of one, not a call that a printer wrote.
bool ScriptReader::is_sugar(const PyExpr& n) {
  const PyExpr* first = n.items.empty() ? (n.keywords.empty() ? nullptr : n.keywords[0].value) : n.items[0];
  if (!first || first->kind == PyKind::Call) return false;
  return true;
}

Buffer ScriptReader::whole_buffer(const PyExpr& n, std::string_view what) {
  Value v = eval(n);
  if (const Buffer* b = v.get<Buffer>()) return *b;
  fail(DiagId::TypeMismatch, n.span, fmt::format("`{}` takes a whole buffer here", what));
}

/// `T.tvm_access_ptr(T.type_annotation(dtype), B.data, offset, extent, mask)`: the rest of the buffer from there on.
Value ScriptReader::tvm_access_ptr_of(const Buffer& b, int mask, Expr offset, SourceSpan span) {
  Expr extent = b->strides.empty() || b->shape.empty() ? product(b->shape) : fold_mul(b->strides[0], b->shape[0]);
  if (!is_int(offset, 0)) {
    const int64_t *total = as_int(extent), *skip = as_int(offset);
    int64_t rest = 0;
    bool known = total && skip && !__builtin_sub_overflow(*total, *skip, &rest);
    extent = known ? make_int(rest, extent->dtype) : make_binary(ExprKind::Sub, extent, offset);
  }
  Expr type = make_call(b->dtype, OpId::type_annotation, {});
  auto call = std::make_shared<CallNode>(DataType::Handle());
  call->span = span;
  call->op = Op(OpId::tvm_access_ptr);
  call->args = {type, b->data, std::move(offset), std::move(extent), make_int(mask)};
  return Expr(call);
}

Expr ScriptReader::whole_pointer(const PyExpr& n, int mask, std::string_view what) {
  return std::get<Expr>(tvm_access_ptr_of(whole_buffer(n, what), mask, make_int(0), n.span).v);
}

// ---- T.Kernel

/// The grid and the threads as launches, one inside the other, and inside them the block that holds the kernel; on a
/// CPU the grid is a nest of loops instead.
void ScriptReader::kernel_with(const PyStmt& s, size_t i, const PyExpr& call) {
  const PyExpr* threads = nullptr;
  bool cpu = false;
  for (const PyKeyword& k : call.keywords) {
    if (k.name == "threads")
      threads = k.value;
    else if (k.name == "is_cpu")
      cpu = truth(*k.value, "is_cpu");
    else if (k.name != "prelude" && k.name != "is_npu")
      fail(DiagId::BadArguments, k.span, fmt::format("`T.Kernel` has no parameter `{}`", k.name));
  }
  size_t dims = call.items.size();
  if (dims == 0 || dims > 3)
    fail(DiagId::BadArguments, call.span, fmt::format("a grid has one to three axes, here are {}", dims));
  Exprs extents;
  for (const PyExpr* e : call.items) {
    extents.push_back(expr(*e));
    const int64_t* n = as_int(extents.back());
    if (n && *n <= 0)
      fail(DiagId::BadShape, e->span, fmt::format("a grid of {} blocks; every axis has at least 1", *n));
  }
  Exprs sizes = {make_int(128), make_int(1), make_int(1)};
  if (threads && threads->kind != PyKind::None) {
    Exprs given = expr_list(*threads);
    if (given.empty() || given.size() > 3)
      fail(DiagId::BadArguments, threads->span, "`threads` is a number, or up to three of them");
    std::copy(given.begin(), given.end(), sizes.begin());
  }
  const PyExpr* target = s.with_items[i].target;
  std::vector<const PyExpr*> names;
  if (target)
    names = target->kind == PyKind::Tuple ? std::vector<const PyExpr*>(target->items.begin(), target->items.end())
                                          : std::vector<const PyExpr*>{target};
  if (target && names.size() != dims) {
    fail(DiagId::BadArguments, target->span, fmt::format("{} names for a grid of {} axes", names.size(), dims));
  }
  constexpr std::string_view kBlockTags[] = {"blockIdx.x", "blockIdx.y", "blockIdx.z"};
  constexpr std::string_view kThreadTags[] = {"threadIdx.x", "threadIdx.y", "threadIdx.z"};
  constexpr std::string_view kBlockNames[] = {"bx", "by", "bz"};
  constexpr std::string_view kThreadNames[] = {"tx", "ty", "tz"};

  size_t scope = undo_.size(), depth = depth_;
  SourceSpan span = s.span;
  bool needs_root = blocks_.empty();
  auto root_realize = needs_root ? make<BlockRealizeNode>(span) : nullptr;
  auto root = std::make_shared<BlockNode>();
  std::vector<Stmt> nest;
  std::vector<Stmt*> bodies;
  auto thread = [&](Making<VarNode> v, std::string_view tag, const Expr& extent) {
    auto iv = std::make_shared<IterVarNode>();
    iv->dom = {make_int(0, extent->dtype), extent};
    iv->var = v;
    iv->type = IterType::ThreadIndex;
    iv->thread_tag = std::string(tag);
    auto n = launch_stmt(iv, extent, span);
    nest.push_back(n);
    bodies.push_back(&n->body);
  };
  std::vector<Making<VarNode>> grid, block_threads;
  for (size_t k = 0; k < dims; ++k) {
    std::string_view name = k < names.size() ? target_name(*names[k]) : kBlockNames[k];
    DataType t = extents[k]->dtype;
    auto v = std::const_pointer_cast<VarNode>(make_var(std::string(name), t));
    if (k < names.size()) define_var(name, v, name);
    grid.push_back(v);
    if (cpu) {
      auto n = make<ForNode>(span);
      n->loop_var = v;
      n->min = make_int(0, t);
      n->extent = extents[k];
      nest.push_back(n);
      bodies.push_back(&n->body);
    } else {
      thread(v, kBlockTags[k], extents[k]);
    }
  }
  for (size_t k = 0; k < 3 && !cpu; ++k) {
    auto v = std::const_pointer_cast<VarNode>(make_var(std::string(kThreadNames[k]), sizes[k]->dtype));
    block_threads.push_back(v);
    thread(v, kThreadTags[k], sizes[k]);
  }
  auto realize = std::make_shared<BlockRealizeNode>();
  auto block = std::make_shared<BlockNode>();
  realize->span = block->span = root->span = span;
  block->name = "tilelang_root";
  root->name = "root";
  realize->block = block;
  if (cpu) block->annotations.set("tilelang.is_cpu_kernel_frame", Attr(Attr::Value(BoxedBool{true})));
  if (function_) {
    function_->grid = std::move(grid);
    function_->threads = std::move(block_threads);
  }
  depth_ += nest.size() + 2;
  blocks_.push_back({block, realize});
  block->body = with_body(s, i + 1);
  blocks_.pop_back();
  Stmt body = realize;
  for (size_t k = nest.size(); k-- > 0;) {
    *bodies[k] = std::move(body);
    body = nest[k];
  }
  if (needs_root) {
    root->body = std::move(body);
    root_realize->block = root;
    body = root_realize;
  }
  emit(std::move(body));
  leave_scope(scope);
  depth_ = depth;
}

/// `tx = T.get_thread_binding()`: the thread variable takes the name.
void ScriptReader::thread_binding_line(const CallLine& l) {
  Args a = bind(l.call, {"dim"}, 0, "T.get_thread_binding");
  int64_t dim = a[0] ? integer(*a[0], "dim") : 0;
  if (!function_ || dim < 0 || static_cast<size_t>(dim) >= function_->threads.size()) {
    fail(DiagId::BadArguments, l.call.span, "there is no such thread axis", "threads exist inside `T.Kernel` only");
  }
  auto v = function_->threads[static_cast<size_t>(dim)];
  std::string_view name = target_name(*l.target);
  v->name = std::string(name);
  define(name, Symbol{Symbol::Kind::Var, Value(Expr(Var(v))), name});
}

// ---- allocations

template <size_t kScope>
void ScriptReader::tile_alloc_line(const CallLine& l) {
  constexpr std::string_view kScopes[] = {"shared.dyn", "local.fragment", "local"};
  constexpr std::string_view kNames[] = {"T.alloc_shared", "T.alloc_fragment", "T.alloc_local"};
  Args a = bind(l.call, {"shape", "dtype", "scope"}, 2, kNames[kScope]);
  Exprs extents = shape(*a[0]);
  DataType t = dtype(*a[1]);
  std::string where = a[2] ? string(*a[2], "scope") : std::string(kScopes[kScope]);
  if (kScope == 0 && t.is_bool()) where = "shared";
  auto b = allocating_block().block;
  anchor(b.get(), slot::kAllocBuffer + static_cast<uint32_t>(b->alloc_buffers.size()));
  b->alloc_buffers.push_back(define_new_buffer(*l.target, std::move(extents), t, std::move(where), nullptr, false));
}
template void ScriptReader::tile_alloc_line<0>(const CallLine&);
template void ScriptReader::tile_alloc_line<1>(const CallLine&);
template void ScriptReader::tile_alloc_line<2>(const CallLine&);

/// A buffer of one element per thread, stored to at once where there is an initial value.
void ScriptReader::alloc_var_line(const CallLine& l) {
  Args a = bind(l.call, {"dtype", "init", "scope"}, 1, "T.alloc_var");
  DataType t = dtype(*a[0]);
  std::string where = a[2] ? string(*a[2], "scope") : "local.var";
  Value init = a[1] ? eval(*a[1]) : Value();
  if (const auto* s = init.get<std::string>()) {  // the scope used to be the second argument
    where = *s;
    init = {};
  }
  auto b = allocating_block().block;
  anchor(b.get(), slot::kAllocBuffer + static_cast<uint32_t>(b->alloc_buffers.size()));
  Buffer buffer = define_new_buffer(*l.target, {make_int(1)}, t, std::move(where), nullptr, false);
  b->alloc_buffers.push_back(buffer);
  if (init.is_none()) return;
  auto n = make<BufferStoreNode>(l.span);
  n->buffer = buffer;
  n->indices = {make_int(0)};
  n->value = to_type(std::move(init), t, l.span);
  emit(n);
}

/// `V = T.reshape(B, (…))`, `T.view(B, (…), dtype)`: another buffer over the same memory.
void ScriptReader::reshape_line(const CallLine& l) {
  Args a = bind(l.call, {"src", "shape", "dtype"}, 2, "T.reshape");
  Buffer src = whole_buffer(*a[0], "T.reshape");
  Exprs extents = shape(*a[1]);
  DataType t = a[2] ? dtype(*a[2]) : src->dtype;
  Expr before = product(src->shape), after = product(extents);
  const int64_t *from = as_int(before), *to = as_int(after);
  int64_t bits_before = 0, bits_after = 0;
  bool known = from && to && !__builtin_mul_overflow(*from, src->dtype.storage_bits(), &bits_before) &&
               !__builtin_mul_overflow(*to, t.storage_bits(), &bits_after);
  if (known && bits_before != bits_after) {
    fail(DiagId::BadShape, a[1]->span, fmt::format("{} elements cannot become {}", *from, *to));
  }
  define_new_buffer(*l.target, std::move(extents), t, "", src->data, true);
}

/// `T.use_swizzle(10)`: a hint about the order of blocks, without effect on values.
void ScriptReader::swizzle_line(const CallLine& l) {
  Args a = bind(l.call, {"panel_size", "order", "enable"}, 1, "T.use_swizzle");
  if (a[2] && !truth(*a[2], "enable")) return;
  std::string order = a[1] ? string(*a[1], "order") : "row";
  int64_t panel = integer(*a[0], "panel_size");
  auto n = make<AttrStmtNode>(l.span);
  n->attr_key = "threadblock_swizzle_pattern";
  n->value = make_string(fmt::format("tl::rasterization2D{}<{}>", order == "row" ? "Row" : "Column", panel));
  emit_open(n, &n->body);
}

/// Hints that say nothing about values and need objects of Python.
void ScriptReader::hint_line(const CallLine& l) {
  warn(DiagId::UnknownOp, l.call.a->span, fmt::format("`T.{}` is a hint for a GPU; it is left out", tir_call(l.call)));
}

// ---- tile operations

namespace {

/// Extents for an operand that gives its start only: the other's, with ones in front.
void extend(BufferRegion* r, const std::vector<Range>& other) {
  size_t n = r->region.size(), m = other.size();
  for (size_t i = 0; i < n; ++i) {
    size_t back = n - i;
    r->region[i].extent = back <= m ? other[m - back].extent : make_int(1);
  }
}

}  // namespace

/// `T.copy(A[by * 128, k * 32], A_shared)`: an element is a start, whose extents are the other side's.
Value ScriptReader::copy_call(const PyExpr& n) {
  if (!is_sugar(n)) return verbatim(n);
  Args a = bind(n, {"src", "dst", "coalesced_width", "disable_tma", "eviction_policy"}, 2, "T.copy");
  Value src = eval(*a[0]), dst = eval(*a[1]);
  if (src.get<Expr>() && as<CallNode>(*src.get<Expr>())) return verbatim(n);
  bool src_start = src.get<Expr>() != nullptr, dst_start = dst.get<Expr>() != nullptr;
  BufferRegion from = to_region(src, a[0]->span, true), to = to_region(dst, a[1]->span, true);
  if (src_start && !dst_start) extend(&from, to.region);
  if (dst_start && !src_start) extend(&to, from.region);
  // What is moved has the same extents on both sides, ones aside.
  auto axes = [](const BufferRegion& r) {
    Exprs out;
    for (const Range& x : r.region) {
      if (!is_int(x.extent, 1)) out.push_back(x.extent);
    }
    return out;
  };
  Exprs s = axes(from), d = axes(to);
  if (s.size() == d.size()) {
    for (size_t i = 0; i < s.size(); ++i) {
      const int64_t *x = as_int(s[i]), *y = as_int(d[i]);
      if (x && y && *x != *y) {
        fail(DiagId::BadShape, n.span, fmt::format("a copy of extent {} to extent {}", *x, *y),
             "give both sides the same extents");
      }
    }
  }
  int64_t width = a[2] && a[2]->kind != PyKind::None ? integer(*a[2], "coalesced_width") : -1;
  bool no_tma = a[3] && a[3]->kind != PyKind::None && truth(*a[3], "disable_tma");
  int64_t eviction = 0;
  if (a[4] && a[4]->kind != PyKind::None) {
    Value policy = eval(*a[4]);
    const auto* name = policy.get<std::string>();
    eviction = name ? (*name == "evict_first" ? 1 : *name == "evict_last" ? 2 : 0) : integer(*a[4], "eviction_policy");
  }
  Expr args[] = {region_call(from, kRead), region_call(to, kWrite), make_int(width), make_bool(no_tma),
                 make_int(eviction)};
  auto call = std::make_shared<CallNode>(DataType::Handle());
  call->span = n.span;
  call->op = Op(OpId::tl_copy);
  call->args.assign(std::begin(args), std::end(args));
  return Expr(call);
}

Value ScriptReader::fill_call(const PyExpr& n) {
  if (!is_sugar(n)) return verbatim(n);
  Args a = bind(n, {"buffer", "value"}, 2, "T.fill");
  Value v = eval(*a[0]);
  Value value = eval(*a[1]);
  Expr what = v.get<Buffer>() ? std::get<Expr>(tvm_access_ptr_of(*v.get<Buffer>(), kWrite, make_int(0), a[0]->span).v)
                              : to_expr(std::move(v), a[0]->span);
  return make_call(DataType::Handle(), OpId::tl_fill, {what, to_expr(std::move(value), a[1]->span)});
}

Value ScriptReader::clear_call(const PyExpr& n) {
  Args a = bind(n, {"buffer"}, 1, "T.clear");
  Value v = eval(*a[0]);
  Expr what = v.get<Buffer>() ? std::get<Expr>(tvm_access_ptr_of(*v.get<Buffer>(), kWrite, make_int(0), a[0]->span).v)
                              : to_expr(std::move(v), a[0]->span);
  return make_call(DataType::Handle(), OpId::tl_fill, {what, make_int(0)});
}

namespace {

/// A matrix operand: the last two axes of a region; the axes in front have extent one and go into the offset.
struct Matrix {
  BufferRegion region;
  Expr rows, columns, pitch, offset;  // offset: of the leading axes, in elements
  Expr start;                         // on the last axis
};

Matrix matrix_of(BufferRegion r) {
  Matrix m;
  size_t n = r.region.size();
  m.rows = r.region[n - 2].extent;
  m.columns = r.region[n - 1].extent;
  m.start = r.region[n - 1].min;
  m.pitch = r.buffer->strides.empty() ? r.buffer->shape[n - 1] : r.buffer->strides[n - 2];
  Expr stride = fold_mul(r.buffer->shape[n - 1], r.buffer->shape[n - 2]);
  m.offset = make_int(0);
  for (size_t i = n - 2; i-- > 0;) {
    Expr step = r.buffer->strides.empty() ? stride : r.buffer->strides[i];
    m.offset = fold_add(m.offset, fold_mul(r.region[i].min, step));
    stride = fold_mul(stride, r.buffer->shape[i]);
  }
  m.region = std::move(r);
  return m;
}

}  // namespace

Value ScriptReader::gemm_call(const PyExpr& n) {
  if (!is_sugar(n)) return verbatim(n);
  Args a = bind(n, {"A", "B", "C", "transpose_A", "transpose_B", "policy", "clear_accum", "k_pack", "wg_wait", "mbar"},
                3, "T.gemm");
  bool ta = a[3] && truth(*a[3], "transpose_A"), tb = a[4] && truth(*a[4], "transpose_B");
  std::vector<Matrix> m;
  for (size_t i = 0; i < 3; ++i) {
    BufferRegion r = to_region(eval(*a[i]), a[i]->span, true);
    if (r.region.size() < 2) fail(DiagId::RankMismatch, a[i]->span, "an operand of `T.gemm` has at least two axes");
    for (size_t k = 0; k + 2 < r.region.size(); ++k) {
      if (!is_int(r.region[k].extent, 1)) {
        fail(DiagId::BadShape, a[i]->span, "the leading axes of an operand of `T.gemm` have extent 1");
      }
    }
    m.push_back(matrix_of(std::move(r)));
  }
  const Expr& k_a = ta ? m[0].rows : m[0].columns;
  const Expr& k_b = tb ? m[1].columns : m[1].rows;
  auto show = [](const Expr& e) { return as_int(e) ? std::to_string(*as_int(e)) : std::string("a variable"); };
  if (as_int(k_a) && as_int(k_b) && *as_int(k_a) != *as_int(k_b)) {
    fail(DiagId::BadShape, n.span, fmt::format("the inner extents of `T.gemm` differ: {} and {}", show(k_a), show(k_b)),
         "check the shapes and `transpose_A`, `transpose_B`");
  }
  const Expr& rows = ta ? m[0].columns : m[0].rows;
  const Expr& columns = tb ? m[1].rows : m[1].columns;
  bool fits = (!as_int(rows) || !as_int(m[2].rows) || equal_extent(rows, m[2].rows)) &&
              (!as_int(columns) || !as_int(m[2].columns) || equal_extent(columns, m[2].columns));
  if (!fits) {
    fail(DiagId::BadShape, n.span,
         fmt::format("a product of {}×{} does not fit {}×{}", show(rows), show(columns), show(m[2].rows),
                     show(m[2].columns)),
         "check the shapes and `transpose_A`, `transpose_B`");
  }
  auto pointer = [&](size_t i, int mask) {
    return std::get<Expr>(tvm_access_ptr_of(m[i].region.buffer, mask, m[i].offset, a[i]->span).v);
  };
  int64_t policy = a[5] ? integer(*a[5], "policy") : 0;
  bool clear = a[6] && truth(*a[6], "clear_accum");
  int64_t k_pack = a[7] ? integer(*a[7], "k_pack") : 1, wait = a[8] ? integer(*a[8], "wg_wait") : 0;
  auto call = std::make_shared<CallNode>(DataType::Handle());
  call->span = n.span;
  call->op = Op(OpId::tl_gemm);
  call->args = {pointer(0, kRead),
                pointer(1, kRead),
                pointer(2, kReadWrite),
                make_bool(ta),
                make_bool(tb),
                m[2].rows,
                m[2].columns,
                k_a,
                make_int(policy),
                make_bool(clear),
                m[0].pitch,
                m[1].pitch,
                m[0].start,
                m[1].start,
                make_int(k_pack),
                make_int(wait),
                make_int(0, DataType::UInt(32)),
                make_int(0),
                make_int(0)};
  return Expr(call);
}

Value ScriptReader::tile_reduce(const PyExpr& n, const PyExpr& src, const PyExpr& dst, std::string kind, int64_t dim,
                                bool clear) {
  Buffer from = whole_buffer(src, "T.reduce"), to = whole_buffer(dst, "T.reduce");
  int64_t rank = static_cast<int64_t>(from->shape.size());
  if (dim < 0) dim += rank;
  if (dim < 0 || dim >= rank) fail(DiagId::BadArguments, n.span, fmt::format("no axis {} among {}", dim, rank));
  Exprs dropped = from->shape, kept = from->shape;
  dropped.erase(dropped.begin() + dim);
  kept[static_cast<size_t>(dim)] = make_int(1);
  if (dropped.empty()) dropped.push_back(make_int(1));
  auto fits = [&](const Exprs& want) {
    if (want.size() != to->shape.size()) return false;
    return std::equal(want.begin(), want.end(), to->shape.begin(), equal_extent);
  };
  if (!fits(dropped) && !fits(kept)) {
    fail(DiagId::BadShape, dst.span, "the result's shape is not the source's without the reduced axis");
  }
  auto pointer = [&](const Buffer& b, int mask, const PyExpr& at) {
    return std::get<Expr>(tvm_access_ptr_of(b, mask, make_int(0), at.span).v);
  };
  auto call = std::make_shared<CallNode>(DataType::Handle());
  call->span = n.span;
  call->op = Op(OpId::tl_reduce);
  call->args = {pointer(from, kRead, src), pointer(to, kWrite, dst), make_string(std::move(kind)), make_int(dim),
                make_bool(clear)};
  return Expr(call);
}

template <size_t kKind>
Value ScriptReader::reduce_kind_call(const PyExpr& n) {
  constexpr bool kAlwaysClears = kReduceKinds[kKind] == "abssum";
  Args a = bind(n, {"buffer", "out", "dim", "clear"}, 2, "T.reduce");
  bool clear = kAlwaysClears || !a[3] || truth(*a[3], "clear");
  return tile_reduce(n, *a[0], *a[1], std::string(kReduceKinds[kKind]), a[2] ? integer(*a[2], "dim") : -1, clear);
}
template Value ScriptReader::reduce_kind_call<0>(const PyExpr&);
template Value ScriptReader::reduce_kind_call<1>(const PyExpr&);
template Value ScriptReader::reduce_kind_call<2>(const PyExpr&);
template Value ScriptReader::reduce_kind_call<3>(const PyExpr&);
template Value ScriptReader::reduce_kind_call<4>(const PyExpr&);

/// Three things are called `T.reduce`: the expression of tensor programs, TileLang's printed call, and its short form.
Value ScriptReader::reduce_tile_call(const PyExpr& n) {
  bool combiner = !n.items.empty() && tir_call(*n.items[0]) == "comm_reducer";
  if (combiner) return reduce_call(n);
  if (!is_sugar(n)) return verbatim(n);
  Args a = bind(n, {"buffer", "out", "reduce_type", "dim", "clear"}, 3, "T.reduce");
  return tile_reduce(n, *a[0], *a[1], string(*a[2], "reduce_type"), a[3] ? integer(*a[3], "dim") : -1,
                     !a[4] || truth(*a[4], "clear"));
}

Value ScriptReader::cumsum_call(const PyExpr& n) {
  if (!is_sugar(n)) return verbatim(n);
  Args a = bind(n, {"src", "dst", "dim", "reverse"}, 1, "T.cumsum");
  const PyExpr& dst = a[1] && a[1]->kind != PyKind::None ? *a[1] : *a[0];
  int64_t rank = static_cast<int64_t>(whole_buffer(*a[0], "T.cumsum")->shape.size());
  int64_t dim = a[2] ? integer(*a[2], "dim") : 0;
  if (dim < 0) dim += rank;
  if (dim < 0 || dim >= rank) fail(DiagId::BadArguments, n.span, fmt::format("no axis {} among {}", dim, rank));
  return make_call(DataType::Handle(), OpId::tl_cumsum,
                   {whole_pointer(*a[0], kRead, "T.cumsum"), whole_pointer(dst, kWrite, "T.cumsum"), make_int(dim),
                    make_bool(a[3] && truth(*a[3], "reverse"))});
}

/// Of an element a call of the device's function, of a region a tile operation, value first.
Value ScriptReader::atomic_add_call(const PyExpr& n) {
  Args a = bind(n, {"dst", "value", "memory_order", "return_prev"}, 2, "T.atomic_add");
  Value dst = eval(*a[0]), value = eval(*a[1]);
  const Expr* element = dst.get<Expr>();
  bool scalar = element && !value.get<Buffer>() && !value.get<Value::Slice>();
  if (scalar) {
    Expr by = to_type(std::move(value), (*element)->dtype, a[1]->span);
    return make_call(DataType::Handle(), OpId::call_extern, {make_string("AtomicAdd"), *element, by});
  }
  BufferRegion to = to_region(dst, a[0]->span, true), from = to_region(value, a[1]->span, true);
  if (element) extend(&to, from.region);
  return make_call(DataType::Handle(), OpId::tl_atomicadd, {region_call(from, kRead), region_call(to, kWrite)});
}

}  // namespace tir2tt::tvm
