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

Expr ScriptReader::element_count(const Exprs& shape) {
  Expr out = make_int(1);
  for (const Expr& e : shape) out = fold_mul(out, e);
  return out;
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
  Expr extent = b->strides.empty() || b->shape.empty() ? element_count(b->shape) : fold_mul(b->strides[0], b->shape[0]);
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

ScriptReader::Matrix ScriptReader::matrix_of(BufferRegion r) {
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

/// rows×k times k×columns must fit the result, as far as the extents are known.
void ScriptReader::check_product(const std::vector<Matrix>& m, bool ta, bool tb, SourceSpan span) {
  const Expr& k_a = ta ? m[0].rows : m[0].columns;
  const Expr& k_b = tb ? m[1].columns : m[1].rows;
  auto show = [](const Expr& e) { return as_int(e) ? std::to_string(*as_int(e)) : std::string("a variable"); };
  if (as_int(k_a) && as_int(k_b) && *as_int(k_a) != *as_int(k_b)) {
    fail(DiagId::BadShape, span, fmt::format("the inner extents of `T.gemm` differ: {} and {}", show(k_a), show(k_b)),
         "check the shapes and `transpose_A`, `transpose_B`");
  }
  const Expr& rows = ta ? m[0].columns : m[0].rows;
  const Expr& columns = tb ? m[1].rows : m[1].columns;
  bool fits = (!as_int(rows) || !as_int(m[2].rows) || equal_extent(rows, m[2].rows)) &&
              (!as_int(columns) || !as_int(m[2].columns) || equal_extent(columns, m[2].columns));
  if (!fits) {
    fail(DiagId::BadShape, span,
         fmt::format("a product of {}×{} does not fit {}×{}", show(rows), show(columns), show(m[2].rows),
                     show(m[2].columns)),
         "check the shapes and `transpose_A`, `transpose_B`");
  }
}

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
  const Expr& depth = ta ? m[0].rows : m[0].columns;
  check_product(m, ta, tb, n.span);
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
                depth,
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
