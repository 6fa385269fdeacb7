// A block of a DRAM tensor as tiles: which axes number them, where the block starts in tiles, and whether a tile of it
// can lie outside the tensor. What does not start on a tile is refused: there is no row-major path yet.
#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/core_builder.h"

namespace tir2tt::transform {

using analysis::DramAccess;
using tir::Expr;

namespace {

constexpr int64_t kEdge = 32, kDenseTile = 1024;

/// A view of a parameter's memory with a shape of its own.
bool is_parameter(const analysis::TileProgram& p, const tir::Buffer& b) {
  return std::any_of(p.tensors.begin(), p.tensors.end(), [&](const tir::Buffer& t) { return t == b; });
}

/// Row-major without gaps, as far as it can be told.
bool is_compact(const tir::Buffer& b) {
  int64_t stride = 1;
  for (size_t k = b->strides.size(); k-- > 0;) {
    const int64_t* given = tir::as_int(b->strides[k]);
    const int64_t* extent = tir::as_int(b->shape[k]);
    if (!given) return true;  // symbolic: TileLang writes out what row-major has
    if (*given != stride) return false;
    if (!extent || __builtin_mul_overflow(stride, *extent, &stride)) return true;
  }
  return !b->elem_offset || tir::is_int(b->elem_offset, 0);
}

}  // namespace

Part CoreBuilder::whole(int c) const {
  const plan::CbRequest& r = cb(c);
  return {tir::make_int(0), r.block_tiles, (r.rows + r.tile.height - 1) / r.tile.height * r.leading,
          (r.cols + r.tile.width - 1) / r.tile.width};
}

Part CoreBuilder::block_of(int buffer) const {
  const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(buffer)];
  return {tir::make_int(0), m.rows * m.cols, m.rows, m.cols};
}

void CoreBuilder::tile_axes(const DramAccess& a, int buffer, Transfer* t) const {
  switch (d_.buffers[static_cast<size_t>(buffer)].layout) {
    case Layout::Matrix: t->row_axis = a.row_axis, t->col_axis = a.col_axis; return;
    case Layout::Row: t->col_axis = a.col_axis; return;
    case Layout::Column: t->row_axis = a.col_axis; return;
    case Layout::Dense: t->col_axis = a.col_axis, t->dense = true; return;
  }
}

bool CoreBuilder::starts(const DramAccess& a, int buffer, Transfer* t, SourceSpan span) {
  const auto longer = std::count_if(a.extents.begin(), a.extents.end(), [](int64_t e) { return e != 1; });
  if (longer == 2 && (t->row_axis < 0 || t->col_axis < 0)) {
    refuse(DiagId::CannotGenerate, span,
           fmt::format("the block of `{}` extends along two axes, but `{}` is a vector", a.tensor->name,
                       p_.buffers[static_cast<size_t>(buffer)].name),
           "give the buffer the shape of the block: broadcast into a T.alloc_fragment buffer and copy that");
    return false;
  }
  for (size_t k = 0; k < a.starts.size(); ++k) {
    const bool tiled = static_cast<int>(k) == t->row_axis || static_cast<int>(k) == t->col_axis;
    if (!tiled && a.extents[k] != 1) {
      refuse(DiagId::CannotGenerate, span,
             fmt::format("the block of `{}` is longer than 1 along {} axes; two of them make the tile", a.tensor->name,
                         longer),
             "copy one matrix at a time, in a loop over the leading axis");
      return false;
    }
    const int64_t edge = !tiled ? 1 : t->dense ? kDenseTile : kEdge;
    const std::optional<Expr> start = divide_exactly(a.starts[k], edge, p_.lets);
    if (!start) {
      refuse(DiagId::OffTileBoundary, span,
             fmt::format("the block of `{}` does not start on a multiple of {} along axis {}; tensors lie in DRAM as "
                         "tiles of {}",
                         a.tensor->name, edge, k, t->dense ? "1024 elements in a row" : "32×32"),
             "make blocks and offsets multiples of 32");
      return false;
    }
    no_negative_division(*start, span);
    t->starts.push_back(*start);
  }
  return true;
}

/// A tile that the block covers in part belongs to the block alone only where the tensor ends there as well.
bool CoreBuilder::covers_tiles(const DramAccess& a, const Transfer& t, SourceSpan span, bool stores) {
  for (int axis : {t.row_axis, t.col_axis}) {
    if (axis < 0) continue;
    const size_t k = static_cast<size_t>(axis);
    const int64_t edge = t.dense ? kDenseTile : kEdge;
    const int64_t* extent = tir::as_int(a.tensor->shape[k]);
    const bool all = extent && *extent == a.extents[k] && tir::is_int(t.starts[k], 0);
    if (a.extents[k] > 0 && (a.extents[k] % edge == 0 || all)) continue;
    refuse(DiagId::OffTileBoundary, span,
           fmt::format("the block of `{}` is {} elements long along axis {}, no multiple of {}: {} part of a tile",
                       a.tensor->name, a.extents[k], k, edge, stores ? "it would store" : "it would load"),
           "make blocks multiples of 32");
    return false;
  }
  return true;
}

void CoreBuilder::find_checks(const DramAccess& a, const Part& part, Transfer* t) const {
  for (size_t k = 0; k < t->starts.size(); ++k) {
    const int axis = static_cast<int>(k);
    const bool tiled = axis == t->row_axis || axis == t->col_axis;
    const int64_t length = axis == t->row_axis ? part.rows : axis == t->col_axis ? part.cols : 1;
    const int64_t edge = !tiled ? 1 : t->dense ? kDenseTile : kEdge;
    const Bounds start = bounds_of(t->starts[k], ranges_, p_.lets);
    const int64_t* extent = tir::as_int(a.tensor->shape[k]);
    const bool inside =
        extent && start.low && start.high && *start.low >= 0 && *start.high + length <= (*extent + edge - 1) / edge;
    if (inside) continue;
    if (axis == t->row_axis) t->check_rows = true;
    if (axis == t->col_axis) t->check_cols = true;
    if (!tiled) t->checked_axes.push_back(axis);
  }
}

/// Rows and columns of the block that the part consists of.
void CoreBuilder::walk_part(const Part& part, Transfer* t) {
  const auto var = [](const char* name) { return tir::make_var(name, tir::DataType::Int(32)); };
  const int64_t n = part.tiles, cols = part.cols;
  const Expr zero = tir::make_int(0);
  t->rows = n % cols == 0 ? n / cols : 1;
  t->cols = n % cols == 0 ? cols : n;
  if (t->rows > 1) t->row_var = var("row");
  if (t->cols > 1) t->col_var = var("col");
  const Expr row = t->row_var ? Expr(t->row_var) : zero, col = t->col_var ? Expr(t->col_var) : zero;
  if (n % cols == 0) {
    t->row = plus(times(part.index, n / cols), row);
    t->col = col;
  } else if (cols % n == 0) {
    t->row = floor_div(part.index, cols / n);
    t->col = plus(times(floor_mod(part.index, cols / n), n), col);
  } else {
    const Expr linear = plus(times(part.index, n), col);
    t->row = floor_div(linear, cols);
    t->col = floor_mod(linear, cols);
  }
}

/// Which loop of the nest numbers the rows of the block, and which its columns.
Transfer CoreBuilder::element_values(const DramAccess& a, int buffer, const Part& part, SourceSpan span) {
  Transfer t;
  t.elements = a.elements;
  Ranges own = ranges_;
  for (const analysis::ElementLoop& l : a.elements->loops) own[l.var] = {l.min, std::nullopt};
  std::swap(own, ranges_);
  no_negative_division(a.elements->value, span);
  std::swap(own, ranges_);
  walk_part(part, &t);
  const Layout layout = d_.buffers[static_cast<size_t>(buffer)].layout;
  t.dense = layout == Layout::Dense;
  const analysis::Scope scope{a.elements->loops, p_.lets};
  for (const analysis::ElementLoop& loop : a.elements->loops) {
    if (loop.extent == 1 || !mentions_any(a.elements->at, loop.var)) continue;
    const analysis::LinearForm last = analysis::linear_form(a.elements->at.back(), scope);
    const bool column = last.coefficient(loop.var) != 0 && layout != Layout::Column;
    const tir::VarNode*& side = column ? t.col_index : t.row_index;
    if (side || loop.min != 0) {
      refuse(DiagId::CannotGenerate, span, "a value of indices in a nest with two loops along one axis of the buffer",
             "use one loop per axis, from 0");
    }
    side = loop.var;
  }
  return t;
}

bool CoreBuilder::mentions_any(const tir::Exprs& es, const tir::VarNode* v) const {
  return std::any_of(es.begin(), es.end(), [&](const Expr& e) { return mentions(e, v, p_.lets); });
}

Transfer CoreBuilder::transfer_of(const DramAccess& a, int buffer, const Part& part, SourceSpan span, bool stores) {
  if (a.elements) return element_values(a, buffer, part, span);
  Transfer t;
  t.tensor = a.tensor.get();
  tile_axes(a, buffer, &t);
  walk_part(part, &t);
  if (a.gather) {
    refuse(DiagId::CannotGenerate, span, fmt::format("the elements of `{}` are no block of it", a.tensor->name),
           "read a block whose indices are a start plus loop variables, one per axis");
    return t;
  }
  if (!is_parameter(p_, a.tensor) || !is_compact(a.tensor)) {
    refuse(
        DiagId::CannotGenerate, span,
        fmt::format("`{}` is a view of a tensor; only tensors as they are passed have a place in DRAM", a.tensor->name),
        "pass the tensor in the shape in which the kernel reads it");
    return t;
  }
  if (!starts(a, buffer, &t, span) || !covers_tiles(a, t, span, stores)) return t;
  find_checks(a, part, &t);
  return t;
}

}  // namespace tir2tt::transform
