#include "transform/tt/grid.h"

#include <fmt/format.h>

#include <limits>
#include <string_view>

#include "tir/visitor.h"
#include "transform/tt/tt_attrs.h"
#include "tvm/script.h"

namespace tir2tt::transform {
namespace {

constexpr std::string_view kAxisTag[3] = {"blockIdx.x", "blockIdx.y", "blockIdx.z"};
constexpr std::string_view kCpuFrame = "tilelang.is_cpu_kernel_frame";

int axis_of(std::string_view thread_tag) {
  for (int axis = 0; axis < 3; ++axis) {
    if (thread_tag == kAxisTag[axis]) return axis;
  }
  return -1;
}

/// Collects launch_thread statements and bound loops.
class LaunchFinder : public tir::Visitor {
 public:
  std::vector<Launch> found;

  void visit_stmt(const tir::Stmt& s) override {
    if (const auto* a = tir::as<tir::AttrStmtNode>(s)) visit_attr(*a);
    if (const auto* f = tir::as<tir::ForNode>(s)) visit_for(*f);
    visit_children(s);
  }
  void visit_expr(const tir::Expr&) override {}  // no statements below

 private:
  void visit_attr(const tir::AttrStmtNode& a) {
    const auto* iter = a.node.get_if<tir::IterVar>();
    if (a.attr_key != "thread_extent" || !iter || !*iter) return;
    if (const int axis = axis_of((*iter)->thread_tag); axis >= 0) {
      found.push_back({axis, (*iter)->var, nullptr, a.value, &a});
    }
  }
  void visit_for(const tir::ForNode& f) {
    if (f.for_kind != tir::ForKind::ThreadBinding || !f.thread_binding) return;
    if (const int axis = axis_of(f.thread_binding->thread_tag); axis >= 0) {
      found.push_back({axis, f.loop_var, f.min, f.extent, &f});
    }
  }
};

/// The statement that `s` wraps, when it only wraps: the way down from a function's body to its kernel block.
tir::Stmt wrapped(const tir::Stmt& s) {
  if (const auto* f = tir::as<tir::ForNode>(s)) return f->body;
  if (const auto* l = tir::as<tir::LetStmtNode>(s)) return l->body;
  if (const auto* a = tir::as<tir::AttrStmtNode>(s)) return a->body;
  if (const auto* r = tir::as<tir::BlockRealizeNode>(s)) return r->block->body;
  return nullptr;
}

/// The loops around a block that is marked as TileLang's CPU kernel frame, outermost first: x, y, z.
std::vector<Launch> find_cpu_frame(tir::Stmt s) {
  std::vector<Launch> loops;
  for (; s; s = wrapped(s)) {
    if (const auto* f = tir::as<tir::ForNode>(s)) {
      const int axis = static_cast<int>(loops.size());
      if (axis < 3) loops.push_back({axis, f->loop_var, f->min, f->extent, f});
    }
    const auto* r = tir::as<tir::BlockRealizeNode>(s);
    if (r && r->block->annotations.find(kCpuFrame)) return loops;
  }
  return {};
}

/// Reads one grid; collects what is wrong on the way.
class GridReader {
 public:
  GridReader(const std::string& name, const tir::PrimFuncNode& f, Diagnostics& diags)
      : name_(name), f_(f), diags_(diags) {}

  std::optional<Grid> read() {
    const size_t errors_before = diags_.error_count();
    grid_.launches = find_launches(f_);
    for (size_t i = 0; i < grid_.launches.size(); ++i) check_single(i);
    for (int axis = 0; axis < 3; ++axis) read_axis(axis);
    if (diags_.error_count() == errors_before && grid_.is_static()) check_size();
    if (diags_.error_count() != errors_before) return std::nullopt;
    return std::move(grid_);
  }

 private:
  void error(DiagId id, SourceSpan span, std::string message, std::string hint) {
    diags_.add({id, span, std::move(message), std::move(hint), name_});
  }
  SourceSpan place(const Launch& l) const { return l.stmt->span.known() ? l.stmt->span : f_.span; }

  void check_single(size_t i) {
    const Launch& later = grid_.launches[i];
    for (size_t j = 0; j < i; ++j) {
      if (grid_.launches[j].axis != later.axis) continue;
      error(DiagId::TwoGrids, place(later),
            fmt::format("`{}` launches `{}` twice; a function is one grid", name_, kAxisTag[later.axis]),
            "split the kernels into one function each: between two grids every core would have to wait for all others");
      return;
    }
  }

  const Launch* launch(int axis) const {
    for (const Launch& l : grid_.launches) {
      if (l.axis == axis) return &l;
    }
    return nullptr;
  }

  void read_axis(int axis) {
    const Launch* l = launch(axis);
    const auto launched = l ? constant_value(l->extent) : std::optional<int64_t>(1);
    std::optional<int64_t> known = read_attr(key::kAuthorGrid[axis]);
    std::string_view from = key::kAuthorGrid[axis];
    if (!known) known = read_attr(from = key::kGrid[axis]);
    if (known && l && launched && *known != *launched) mismatch(from, *known, axis, *launched, *l);
    if (!known && read_printed(axis)) return;
    if (!known) known = launched;
    if (known) return set_known(axis, *known, l);
    grid_.extents[axis] = l->extent;
    grid_.text[axis] = tvm::print_expr(l->extent);
  }

  std::optional<int64_t> read_attr(std::string_view attr) {
    if (!f_.attrs.find(attr)) return std::nullopt;
    const auto v = integer_attr(f_.attrs, attr);
    if (v && *v > 0) return v;
    error(DiagId::BadTtAttribute, f_.span,
          fmt::format("`{}` of `{}` is {}; it counts blocks", attr, name_, v ? std::to_string(*v) : "no integer"),
          "give a positive integer, or delete the attribute to take the extent from the body");
    return 1;
  }

  /// A persistent function no longer has its launches; a symbolic extent is then known only as text.
  bool read_printed(int axis) {
    if (!true_attr(f_.attrs, key::kPersistentLoop)) return false;
    const tir::Attr* expr = f_.attrs.find(key::kGridExpr);
    const tir::AttrArray* list = expr ? expr->as_array() : nullptr;
    if (!list || list->size() != 3 || !(*list)[axis].as_string()) return false;
    grid_.text[axis] = *(*list)[axis].as_string();
    return true;
  }

  void set_known(int axis, int64_t v, const Launch* l) {
    if (v <= 0) {
      error(DiagId::BadGridSize, l ? place(*l) : f_.span,
            fmt::format("the grid of `{}` has {} blocks along {}; nothing would run", name_, v, kAxisTag[axis]),
            "give every axis of the grid at least one block");
    }
    grid_.extents[axis] = tir::make_int(v);
    grid_.text[axis] = std::to_string(v);
  }

  void mismatch(std::string_view attr, int64_t said, int axis, int64_t launched, const Launch& l) {
    error(DiagId::GridMismatch, place(l),
          fmt::format("`{}` is {}, but the body launches {} blocks along {}", attr, said, launched, kAxisTag[axis]),
          fmt::format("delete `{}`, or set it to {}", attr, launched));
  }

  void check_size() {
    int64_t product = 1;
    for (int axis = 0; axis < 3; ++axis) {
      if (!__builtin_mul_overflow(product, *grid_.extent(axis), &product) &&
          product <= std::numeric_limits<int32_t>::max()) {
        continue;
      }
      error(DiagId::BadGridSize, f_.span,
            fmt::format("the grid of `{}` is {} x {} x {}; tile ids are int32, so at most 2,147,483,647 blocks fit",
                        name_, grid_.text[0], grid_.text[1], grid_.text[2]),
            "let each block compute more, for example with larger tiles");
      return;
    }
  }

  const std::string& name_;
  const tir::PrimFuncNode& f_;
  Diagnostics& diags_;
  Grid grid_;
};

}  // namespace

std::vector<Launch> find_launches(const tir::PrimFuncNode& f) {
  if (true_attr(f.attrs, key::kPersistentLoop) || !f.body) return {};
  LaunchFinder finder;
  finder.visit_stmt(f.body);
  return finder.found.empty() ? find_cpu_frame(f.body) : std::move(finder.found);
}

std::optional<int64_t> Grid::extent(int axis) const { return constant_value(extents[axis]); }

bool Grid::is_static() const { return extent(0) && extent(1) && extent(2); }

int64_t Grid::tiles() const { return *extent(0) * *extent(1) * *extent(2); }

std::optional<Grid> read_grid(const std::string& name, const tir::PrimFuncNode& f, Diagnostics& diags) {
  return GridReader(name, f, diags).read();
}

}  // namespace tir2tt::transform
