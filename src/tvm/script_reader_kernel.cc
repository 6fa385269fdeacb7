// `T.Kernel` and TileLang's allocations: each becomes what TileLang's front end makes of it.
// Source: tilelang/language/{kernel,allocate,customize}.py, src/ir.cc. Tested by tests/tvm/reader_tile_test.cc.
#include <fmt/format.h>

#include <algorithm>

#include "tvm/constant_fold.h"
#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

constexpr std::string_view kBlockTags[] = {"blockIdx.x", "blockIdx.y", "blockIdx.z"};
constexpr std::string_view kThreadTags[] = {"threadIdx.x", "threadIdx.y", "threadIdx.z"};
constexpr std::string_view kBlockNames[] = {"bx", "by", "bz"};
constexpr std::string_view kThreadNames[] = {"tx", "ty", "tz"};

}  // namespace

/// The arguments of `T.Kernel`: extents of the grid, threads of a block (128 by default), and the names behind `as`.
ScriptReader::KernelLaunch ScriptReader::kernel_launch(const PyExpr& call, const PyExpr* target) {
  KernelLaunch k;
  const PyExpr* threads = nullptr;
  for (const PyKeyword& word : call.keywords) {
    if (word.name == "threads")
      threads = word.value;
    else if (word.name == "is_cpu")
      k.cpu = truth(*word.value, "is_cpu");
    else if (word.name != "prelude")
      fail(DiagId::BadArguments, word.span, fmt::format("`T.Kernel` has no parameter `{}`", word.name));
  }
  if (call.items.empty() || call.items.size() > 3) {
    fail(DiagId::BadArguments, call.span, fmt::format("a grid has one to three axes, here are {}", call.items.size()));
  }
  for (const PyExpr* e : call.items) {
    k.grid.push_back(expr(*e));
    const int64_t* n = as_int(k.grid.back());
    if (n && *n <= 0) {
      fail(DiagId::BadShape, e->span, fmt::format("a grid of {} blocks; every axis has at least 1", *n));
    }
  }
  k.threads = {make_int(128), make_int(1), make_int(1)};
  if (threads && threads->kind != PyKind::None) {
    Exprs given = expr_list(*threads);
    if (given.empty() || given.size() > 3) {
      fail(DiagId::BadArguments, threads->span, "`threads` is a number, or up to three of them");
    }
    std::copy(given.begin(), given.end(), k.threads.begin());
  }
  if (!target) return k;
  if (target->kind == PyKind::Tuple)
    k.names.assign(target->items.begin(), target->items.end());
  else
    k.names = {target};
  if (k.names.size() != k.grid.size()) {
    fail(DiagId::BadArguments, target->span,
         fmt::format("{} names for a grid of {} axes", k.names.size(), k.grid.size()));
  }
  return k;
}

/// The grid and the threads as launches, one inside the other, and inside them the block that holds the kernel; on a
/// CPU the grid is a nest of loops instead.
void ScriptReader::kernel_with(const PyStmt& s, size_t i, const PyExpr& call) {
  const SourceSpan span = s.span;
  const size_t scope = undo_.size(), depth = depth_;
  KernelLaunch k = kernel_launch(call, s.with_items[i].target);
  Making<BlockRealizeNode> root = blocks_.empty() ? new_block("root", span) : nullptr;
  std::vector<std::pair<Stmt, Stmt*>> nest;  // statements with the places of their bodies
  auto launch_axis = [&](const Making<VarNode>& v, std::string_view tag, const Expr& extent) {
    auto iv = std::make_shared<IterVarNode>();
    iv->dom = {make_int(0, extent->dtype), extent};
    iv->var = v;
    iv->type = IterType::ThreadIndex;
    iv->thread_tag = std::string(tag);
    auto n = launch_stmt(iv, extent, span);
    nest.emplace_back(n, &n->body);
  };
  auto loop_axis = [&](const Making<VarNode>& v, const Expr& extent) {
    auto n = make<ForNode>(span);
    n->loop_var = v;
    n->min = make_int(0, extent->dtype);
    n->extent = extent;
    nest.emplace_back(n, &n->body);
  };
  for (size_t axis = 0; axis < k.grid.size(); ++axis) {
    bool named = axis < k.names.size();
    std::string_view name = named ? target_name(*k.names[axis]) : kBlockNames[axis];
    auto v = std::const_pointer_cast<VarNode>(make_var(std::string(name), k.grid[axis]->dtype));
    if (named) define_var(name, v, name);
    if (k.cpu)
      loop_axis(v, k.grid[axis]);
    else
      launch_axis(v, kBlockTags[axis], k.grid[axis]);
  }
  function_->threads.clear();
  for (size_t axis = 0; axis < 3 && !k.cpu; ++axis) {
    auto v = std::const_pointer_cast<VarNode>(make_var(std::string(kThreadNames[axis]), k.threads[axis]->dtype));
    function_->threads.push_back(v);
    launch_axis(v, kThreadTags[axis], k.threads[axis]);
  }
  auto realize = new_block("tilelang_root", span);
  auto block = std::const_pointer_cast<BlockNode>(realize->block);
  if (k.cpu) block->annotations.set("tilelang.is_cpu_kernel_frame", Attr(Attr::Value(BoxedBool{true})));
  depth_ += nest.size() + 2;
  blocks_.push_back({block, realize});
  block->body = with_body(s, i + 1);
  blocks_.pop_back();
  Stmt body = realize;
  for (size_t n = nest.size(); n-- > 0;) {
    *nest[n].second = std::move(body);
    body = nest[n].first;
  }
  if (root) {
    std::const_pointer_cast<BlockNode>(root->block)->body = std::move(body);
    body = root;
  }
  emit(std::move(body));
  leave_scope(scope);
  depth_ = depth;
}

/// An empty block with its realization.
ScriptReader::Making<BlockRealizeNode> ScriptReader::new_block(std::string name, SourceSpan span) {
  auto n = make<BlockRealizeNode>(span);
  auto b = std::make_shared<BlockNode>();
  b->name = std::move(name);
  b->span = span;
  n->block = b;
  return n;
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
  Expr before = element_count(src->shape), after = element_count(extents);
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

}  // namespace tir2tt::tvm
