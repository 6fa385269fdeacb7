// Loops: `for … in` over TVM's kinds of loops and TileLang's.
#include <fmt/format.h>

#include "tir/equal.h"
#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

Expr zero_of(const Expr& e) { return make_int(0, e->dtype.is_integral() ? e->dtype : DataType::Int(32)); }

}  // namespace

ScriptReader::LoopHandler ScriptReader::find_loop_handler(std::string_view name) {
  using R = ScriptReader;
  static constexpr std::pair<std::string_view, LoopHandler> kTable[] = {
      {"serial", &R::plain_loop<ForKind::Serial>},
      {"parallel", &R::plain_loop<ForKind::Parallel>},
      {"vectorized", &R::plain_loop<ForKind::Vectorized>},
      {"unroll", &R::plain_loop<ForKind::Unrolled>},
      {"thread_binding", &R::thread_loop},
      {"grid", &R::grid_loop},
      {"Parallel", &R::parallel_loop},
      {"Pipelined", &R::pipelined_loop},
      {"Serial", &R::plain_loop<ForKind::Serial>},
      {"Vectorized", &R::plain_loop<ForKind::Vectorized>},
      {"Unroll", &R::plain_loop<ForKind::Unrolled>},
      {"unrolled", &R::plain_loop<ForKind::Unrolled>},
  };
  for (const auto& [key, handler] : kTable) {
    if (key == name) return handler;
  }
  return nullptr;
}

void ScriptReader::for_line(const PyStmt& s) {
  const PyExpr& it = *s.value;
  LoopHandler handler = nullptr;
  if (it.kind == PyKind::Call && it.a->kind == PyKind::Name && it.a->text == "range") {
    handler = &ScriptReader::plain_loop<ForKind::Serial>;
  } else if (std::string_view name = tir_call(it); !name.empty()) {
    handler = find_loop_handler(name);
  }
  if (!handler) {
    fail(DiagId::UnsupportedPython, it.span, "this is no loop of a kernel",
         "use `range`, `T.serial`, `T.parallel`, `T.grid`, `T.Parallel` or `T.Pipelined`");
  }
  std::vector<Loop> loops;
  (this->*handler)(it, loops);
  size_t names = s.target->kind == PyKind::Tuple || s.target->kind == PyKind::List ? s.target->items.size() : 1;
  if (names != loops.size()) {
    fail(DiagId::BadArguments, s.target->span, fmt::format("{} loop variables for {} loops", names, loops.size()));
  }
  loop_nest(s, loops);
}

/// The first two are (stop) or (start, stop), as in Python.
ScriptReader::Loop ScriptReader::loop_range(const PyExpr* first, const PyExpr* second, const PyExpr* step) {
  Loop l;
  Value start = second ? eval(*first) : Value(int64_t{0});
  Value stop = eval(second ? *second : *first);
  Expr hi = to_expr(stop, (second ? second : first)->span);
  Expr lo = second ? to_expr(start, first->span) : zero_of(hi);
  if (lo->dtype != hi->dtype) match_types(start, stop, first->span, &lo, &hi);
  if (!hi->dtype.is_integral()) fail(DiagId::TypeMismatch, first->span, "the bounds of a loop are integers");
  l.min = lo;
  l.extent = extent_between(lo, hi);
  if (step) {
    Expr by = to_type(eval(*step), lo->dtype, step->span);
    const int64_t* n = as_int(by);
    if (n && *n <= 0)
      fail(DiagId::BadArguments, step->span, fmt::format("a loop's step is positive, this one is {}", *n));
    if (!n || *n != 1) l.step = by;
  }
  return l;
}

template <ForKind kKind>
void ScriptReader::plain_loop(const PyExpr& call, std::vector<Loop>& loops) {
  Args a = bind(call, {"start", "stop", "step", "annotations"}, 0, "range");
  const PyExpr* first = a[0] ? a[0] : a[1];
  if (!first) fail(DiagId::BadArguments, call.span, "a loop needs its bound");
  Loop l = loop_range(first, a[0] ? a[1] : nullptr, a[2]);
  l.kind = kKind;
  if (a[3]) l.annotations = attr_dict(*a[3]);
  loops.push_back(std::move(l));
}

void ScriptReader::thread_loop(const PyExpr& call, std::vector<Loop>& loops) {
  Args a = bind(call, {"start", "stop", "thread", "annotations"}, 1, "T.thread_binding");
  if (!a[2]) fail(DiagId::BadArguments, call.span, "`T.thread_binding` needs `thread=`");
  Loop l = loop_range(a[0], a[1], nullptr);
  l.kind = ForKind::ThreadBinding;
  l.thread_tag = string(*a[2], "thread");
  if (a[3]) l.annotations = attr_dict(*a[3]);
  loops.push_back(std::move(l));
}

void ScriptReader::grid_loop(const PyExpr& call, std::vector<Loop>& loops) {
  if (!call.keywords.empty()) fail(DiagId::BadArguments, call.span, "`T.grid` takes extents only");
  for (const PyExpr* extent : call.items) loops.push_back(loop_range(extent, nullptr, nullptr));
}

/// TileLang: one nest of parallel loops, each with the annotations of the whole.
void ScriptReader::parallel_loop(const PyExpr& call, std::vector<Loop>& loops) {
  AttrDict annotations;
  for (const PyKeyword& k : call.keywords) {
    if (k.name == "coalesced_width") {
      if (k.value->kind != PyKind::None) annotations.set("coalesced_width", attr(*k.value));
    } else if (k.name == "annotations") {
      AttrDict given = attr_dict(*k.value);
      for (const auto& [key, value] : given.entries()) annotations.set(key, value);
    } else {
      fail(DiagId::BadArguments, k.span, fmt::format("`T.Parallel` has no parameter `{}`", k.name));
    }
  }
  if (call.items.empty()) fail(DiagId::BadArguments, call.span, "`T.Parallel` needs at least one extent");
  for (const PyExpr* extent : call.items) {
    Loop l = loop_range(extent, nullptr, nullptr);
    l.kind = ForKind::Parallel;
    l.annotations = annotations;
    loops.push_back(std::move(l));
  }
}

void ScriptReader::pipelined_loop(const PyExpr& call, std::vector<Loop>& loops) {
  Args a = bind(call, {"start", "stop", "num_stages", "order", "stage", "sync", "group"}, 1, "T.Pipelined");
  Loop l = loop_range(a[0], a[1] && a[1]->kind != PyKind::None ? a[1] : nullptr, nullptr);
  if (a[2]) {
    int64_t stages = integer(*a[2], "num_stages");
    if (stages > 0) l.annotations.set("num_stages", Attr::integer(stages));
  }
  constexpr std::string_view kKeys[] = {"tl_pipeline_order", "tl_pipeline_stage", "tl_pipeline_sync",
                                        "tl_pipeline_group"};
  for (size_t i = 0; i < 4; ++i) {
    const PyExpr* list = a[3 + i];
    if (list && list->kind == PyKind::List && !list->items.empty())
      l.annotations.set(std::string(kKeys[i]), attr(*list));
  }
  loops.push_back(std::move(l));
}

void ScriptReader::loop_nest(const PyStmt& s, const std::vector<Loop>& loops) {
  if (depth_ + loops.size() > size_t{options_.max_nesting} * 4) {
    fail(DiagId::NestingTooDeep, s.span, fmt::format("{} loops in one another", loops.size()));
  }
  size_t scope = undo_.size();
  size_t depth = depth_;
  depth_ += loops.size();
  bool many = s.target->kind == PyKind::Tuple || s.target->kind == PyKind::List;
  std::vector<Making<ForNode>> nest;
  SourceSpan span = s.span;
  for (size_t i = 0; i < loops.size(); ++i) {
    const Loop& l = loops[i];
    auto n = i == 0 ? make<ForNode>(span) : std::make_shared<ForNode>();
    n->span = span;
    DataType t = l.extent->dtype;
    const PyExpr& name = many ? *s.target->items[i] : *s.target;
    n->loop_var = var_for(name, Type{Type::Kind::Prim, t, {}}, t);
    n->min = l.min;
    n->extent = l.extent;
    n->step = l.step;
    n->for_kind = l.kind;
    n->annotations = l.annotations;
    if (l.kind == ForKind::ThreadBinding) {
      auto iv = std::make_shared<IterVarNode>();
      iv->var = make_var("", t);
      iv->type = IterType::ThreadIndex;
      iv->thread_tag = l.thread_tag;
      n->thread_binding = iv;
    }
    loops_[n->loop_var.get()] = Range{l.min, l.extent};
    nest.push_back(n);
  }
  Stmt body = suite();
  for (size_t i = nest.size(); i-- > 0;) {
    nest[i]->body = std::move(body);
    body = nest[i];
  }
  if (!nest.empty()) emit(std::move(body));
  leave_scope(scope);
  depth_ = depth;
}

}  // namespace tir2tt::tvm
