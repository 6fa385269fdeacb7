// Problem: run every block of the grid once, spread over the cores, without touching what a block does.
// Method: take the launches out and put what they wrapped into one loop; replace each block index by its row-major
// coordinate. An axis of extent 1 has index 0: there `0 * 32` is folded, but only where the 0 came from us, so that the
// author's own expressions stay as they were written.
// Rejected: a loop nest per core (start and count are one interval; a nest would need its corners), and keeping the
// launches (nothing on the chip launches).
// Cost: two walks over the body.
#include "transform/tt/grid_to_persistent_tt.h"

#include <fmt/format.h>

#include <algorithm>

#include "tir/visitor.h"
#include "transform/tt/grid.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::Attr;
using tir::Expr;
using tir::ExprKind;

bool is_zero(const Expr& e) { return tir::is_int(e, 0); }

/// `b` after an operand has become 0; `e` itself where that changes nothing.
Expr fold_zero(const Expr& e, const tir::BinaryNode& b) {
  switch (b.kind) {
    case ExprKind::Mul: return is_zero(b.a) ? b.a : is_zero(b.b) ? b.b : e;
    case ExprKind::Add: return is_zero(b.a) ? b.b : is_zero(b.b) ? b.a : e;
    case ExprKind::Sub: return is_zero(b.b) ? b.a : e;
    case ExprKind::FloorDiv:
    case ExprKind::FloorMod: {
      const int64_t* divisor = tir::as_int(b.b);
      return is_zero(b.a) && divisor && *divisor != 0 ? b.a : e;
    }
    default: return e;
  }
}

/// Takes the launches out, and puts 0 for the index of every axis of extent 1.
class GridRemover : public tir::Mutator {
 public:
  GridRemover(const std::vector<Launch>& launches, std::vector<std::pair<const tir::VarNode*, Expr>> zeros)
      : launches_(launches), zeros_(std::move(zeros)) {}

  tir::Stmt rewrite_stmt(const tir::Stmt& s) override {
    for (const Launch& l : launches_) {
      if (l.stmt != s.get()) continue;
      const auto* loop = tir::as<tir::ForNode>(s);
      return rewrite_stmt(loop ? loop->body : tir::as<tir::AttrStmtNode>(s)->body);
    }
    return rewrite_children(s);
  }

  Expr rewrite_expr(const Expr& e) override {
    if (const auto* v = tir::as<tir::VarNode>(e)) {
      const auto it = std::ranges::find(zeros_, v, &std::pair<const tir::VarNode*, Expr>::first);
      return it == zeros_.end() ? e : it->second;
    }
    Expr r = rewrite_children(e);
    const auto *before = tir::as<tir::BinaryNode>(e), *after = tir::as<tir::BinaryNode>(r);
    if (r == e || !before || !after) return r;
    const bool ours = (is_zero(after->a) && !is_zero(before->a)) || (is_zero(after->b) && !is_zero(before->b));
    return ours ? fold_zero(r, *after) : r;
  }

 private:
  const std::vector<Launch>& launches_;
  std::vector<std::pair<const tir::VarNode*, Expr>> zeros_;
};

/// The three coordinates of block `id`, as int32.
class Coordinates {
 public:
  Coordinates(const Grid& grid, Expr id) : grid_(grid), id_(std::move(id)) {}

  Expr operator()(int axis) const {
    if (grid_.extent(axis) == 1) return tir::make_int(0);
    if (axis == 0) return tir::make_binary(ExprKind::FloorMod, id_, extent(0));
    // What is left above z is z itself: ids end with the grid.
    if (axis == 2) return quotient(product());
    return tir::make_binary(ExprKind::FloorMod, quotient(extent(0)), extent(1));
  }

 private:
  Expr extent(int axis) const {
    const Expr& e = grid_.extents[static_cast<size_t>(axis)];
    return e->dtype == tir::DataType::Int(32) ? e : tir::make_cast(tir::DataType::Int(32), e);
  }
  Expr quotient(const Expr& divisor) const {
    return tir::is_int(divisor, 1) ? id_ : tir::make_binary(ExprKind::FloorDiv, id_, divisor);
  }
  /// X * Y.
  Expr product() const {
    const auto x = grid_.extent(0), y = grid_.extent(1);
    if (x && y) return tir::make_int(*x * *y);
    if (x == 1) return extent(1);
    return y == 1 ? extent(0) : tir::make_binary(ExprKind::Mul, extent(0), extent(1));
  }

  const Grid& grid_;
  Expr id_;
};

/// What the launch's variable stands for, in its own type: min + coordinate.
Expr index_of(const Launch& l, const Expr& coordinate) {
  const tir::DataType t = l.var->dtype;
  Expr index = coordinate;
  if (index->dtype != t) index = tir::as_int(index) ? tir::make_int(*tir::as_int(index), t) : tir::make_cast(t, index);
  if (!l.min || is_zero(l.min)) return index;
  return is_zero(index) ? l.min : tir::make_binary(ExprKind::Add, l.min, index);
}

tir::Stmt without_grid(const tir::Stmt& body, const Grid& grid, const Expr& id) {
  const Coordinates coordinate(grid, id);
  std::vector<std::pair<const tir::VarNode*, Expr>> zeros;
  std::vector<std::pair<tir::Var, Expr>> all;
  for (const Launch& l : grid.launches) {
    const Expr index = index_of(l, coordinate(l.axis));
    if (is_zero(index)) zeros.emplace_back(l.var.get(), index);
    all.emplace_back(l.var, index);
  }
  // The second step also reaches the shapes and offsets of buffers.
  return tir::substitute(GridRemover(grid.launches, std::move(zeros)).rewrite_stmt(body), all);
}

/// `var` has `value` in `body`, as the dialect says it.
tir::Stmt make_let(const tir::Var& var, const Expr& value, const tir::Stmt& body, SourceSpan span,
                   tir::Dialect dialect) {
  if (dialect == tir::Dialect::Tirx) {
    auto bind = std::make_shared<tir::BindNode>();
    bind->span = span;
    bind->var = var;
    bind->value = value;
    return tir::make_seq({bind, body});
  }
  auto let = std::make_shared<tir::LetStmtNode>();
  let->span = span;
  let->var = var;
  let->value = value;
  let->body = body;
  return let;
}

tir::Stmt make_loop(const tir::Var& start, const tir::Var& count, const tir::PrimFunc& f, const Grid& grid,
                    tir::Dialect dialect) {
  const tir::Var iter = tir::make_var("tt_tile_iter", tir::DataType::Int(32));
  const tir::Var id = tir::make_var("tt_tile_id", tir::DataType::Int(32));
  const SourceSpan span = grid.launches.empty() ? f->span : grid.launches.front().stmt->span;
  const Expr value = tir::make_binary(ExprKind::Add, start, iter);
  auto loop = std::make_shared<tir::ForNode>();
  loop->span = span;
  loop->loop_var = iter;
  loop->min = tir::make_int(0);
  loop->extent = count;
  loop->body = make_let(id, value, without_grid(f->body, grid, id), span, dialect);
  return loop;
}

Attr describe_parameter(std::string_view name, std::string_view semantic) {
  tir::AttrDict d;
  d.append("dtype", Attr::string("int32"));
  d.append("name", Attr::string(std::string(name)));
  d.append("semantic", Attr::string(std::string(semantic)));
  return Attr::dict(std::move(d));
}

/// x always; y and z where the grid is, or may be, longer than one there. The names are fixed.
tir::AttrArray iteration_symbols(const Grid& grid) {
  tir::AttrArray out = {Attr::string("bx")};
  if (grid.extent(1) != 1) out.push_back(Attr::string("by"));
  if (grid.extent(2) != 1) out.push_back(Attr::string("bz"));
  return out;
}

void write_attrs(const Grid& grid, tir::AttrDict& attrs) {
  tir::AttrArray symbols = iteration_symbols(grid);
  const Attr ndims = Attr::integer(static_cast<int64_t>(symbols.size()));
  tir::AttrDict args;
  if (grid.is_static()) {
    args.append("grid_shape", integers({*grid.extent(0), *grid.extent(1), *grid.extent(2)}));
  }
  args.append("iteration_ndims", ndims);
  args.append("iteration_order", Attr::string("row_major_xyz"));
  args.append("iteration_symbols", Attr::array(std::move(symbols)));
  args.append("param_order",
              Attr::array({Attr::string(std::string(key::kStartTile)), Attr::string(std::string(key::kTileCount))}));
  args.append("start_tile", describe_parameter(key::kStartTile, "tile_start"));
  args.append("tile_count", describe_parameter(key::kTileCount, "tile_count"));
  set_attr(attrs, key::kRuntimeArgs, Attr::dict(std::move(args)));
  set_attr(attrs, key::kPersistentLoop, Attr::boolean(true));
  set_attr(attrs, key::kIterationNdims, ndims);
}

bool is_scheduled(const tir::AttrDict& attrs) { return attrs.find(key::kNumTiles) || attrs.find(key::kGridExpr); }

tir::PrimFunc make_persistent(const std::string& name, const tir::PrimFunc& f, tir::Dialect dialect,
                              Diagnostics& diags) {
  if (true_attr(f->attrs, key::kPersistentLoop) || !f->body) return f;
  if (!is_scheduled(f->attrs)) {
    diags.add({DiagId::PassOrder, f->span,
               fmt::format("`{}` has neither `{}` nor `{}`; grid-to-persistent-tt needs the schedule", name,
                           key::kNumTiles, key::kGridExpr),
               "run infer-default-tt-schedule before it", name});
    return f;
  }
  const auto grid = read_grid(name, *f, diags);
  if (!grid) return f;
  const tir::Var start = tir::make_var(std::string(key::kStartTile), tir::DataType::Int(32));
  const tir::Var count = tir::make_var(std::string(key::kTileCount), tir::DataType::Int(32));
  auto out = std::make_shared<tir::PrimFuncNode>(*f);
  out->params.push_back(start);
  out->params.push_back(count);
  out->body = make_loop(start, count, f, *grid, dialect);
  write_attrs(*grid, out->attrs);
  return out;
}

}  // namespace

tir::IRModule grid_to_persistent_tt(const tir::IRModule& module, const PassOptions&, Diagnostics& diags) {
  return map_tt_functions(module, "grid-to-persistent-tt", diags, [&](const std::string& name, const auto& f) {
    return make_persistent(name, f, module.dialect, diags);
  });
}

}  // namespace tir2tt::transform
