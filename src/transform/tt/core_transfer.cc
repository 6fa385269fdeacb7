// A block of a DRAM tensor as a transfer: tile by tile, with the axes that number the tiles, where the block starts in
// tiles, and whether a tile of it can lie outside the tensor; or element by element (dram_layout.cc has said which).
// What stands in DRAM and says where a block is, is read first, once: the reader's word for it takes its place.
#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/core_builder.h"
#include "transform/tt/dram_loads.h"
#include "transform/tt/dram_tiles.h"
#include "transform/tt/element_math.h"

namespace tir2tt::transform {

using analysis::DramAccess;
using analysis::ElementValues;
using analysis::TileOp;
using tir::Expr;

Part CoreBuilder::whole(int c) const {
  const plan::CbRequest& r = cb(c);
  return {tir::make_int(0), r.block_tiles, (r.rows + r.tile.height - 1) / r.tile.height * r.leading,
          (r.cols + r.tile.width - 1) / r.tile.width};
}

Part CoreBuilder::block_of(int buffer) const {
  const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(buffer)];
  return {tir::make_int(0), m.rows * m.cols, m.rows, m.cols};
}

void CoreBuilder::find_checks(const DramAccess& a, const Part& part, Transfer* t) const {
  for (size_t k = 0; k < t->starts.size(); ++k) {
    const int axis = static_cast<int>(k);
    const bool tiled = axis == t->row_axis || axis == t->col_axis;
    const int64_t length = axis == t->row_axis ? part.rows : axis == t->col_axis ? part.cols : 1;
    const int64_t edge = !tiled ? 1 : t->dense ? kTileElements : kTileEdge;
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

/// `e` with words for what it reads from DRAM: for all that the writer is told, else for integers that are the same for
/// all elements; other elements are fetched one by one by the kernel that moves the block.
Expr CoreBuilder::with_words(const Expr& e, const ElementValues* elements, int to_writer) {
  if (!e || !reads_dram(e, p_)) return e;
  const auto of_block = [&](const Expr& x) {
    return elements && std::ranges::any_of(elements->loops, [&](const auto& l) { return mentions(x, l.var, p_.lets); });
  };
  if (to_writer >= 0 && e->dtype.is_bool() && !of_block(e)) return word(e, "condition", {to_writer});
  const std::vector<Expr> loads = dram_loads(e, p_);
  const auto whole = [](const Expr& load) { return load->dtype.is_integral(); };
  if (!elements && !std::ranges::all_of(loads, whole)) return word(e, "start", {to_writer});
  return replace_loads(e, p_, [&](const Expr& load) -> Expr {
    const std::string& name = tir::as<tir::BufferLoadNode>(load)->buffer->name;
    if (load->dtype.is_integral() && !of_block(load)) {
      const std::string value = name + "_value";
      if (load->dtype.bits <= 32) return word(load, value.c_str(), {to_writer});
      return tir::make_cast(load->dtype,
                            word(tir::make_cast(tir::DataType::Int(32), load), value.c_str(), {to_writer}));
    }
    return nullptr;
  });
}

Transfer CoreBuilder::of_elements(size_t i, const DramAccess& a, const Part& part, bool stores) {
  const TileOp& op = d_.ops[i];
  const int words = stores ? map_.ops[i].words : -1;
  ElementValues e = *a.elements;
  e.value = with_words(e.value, &*a.elements, words);
  e.guard = with_words(e.guard, &*a.elements, words);
  for (Expr& index : e.target) index = with_words(index, &*a.elements, words);
  Transfer t;
  if (stores) t.tensor = a.tensor.get();
  walk_part(part, &t);
  t.dense = d_.buffers[static_cast<size_t>(op.shape_of())].layout == Layout::Dense;
  t.row_index = e.loops[0].var;
  t.col_index = e.loops[1].var;
  t.element_rows = e.loops[0].extent;
  t.element_cols = e.loops[1].extent;
  t.scratch = stores ? map_.writer_scratch : reads_dram(e.value, p_) ? map_.reader_scratch : -1;
  const auto computes = [&](const Expr& x) { return !x || can_compute_on_data_movement(x, p_.lets); };
  if (!computes(e.value) || !computes(e.guard) || !std::ranges::all_of(e.target, computes)) {
    refuse(DiagId::CannotGenerate, op.span,
           fmt::format("an element of `{}` goes with an expression that only compute knows",
                       a.tensor ? a.tensor->name : p_.buffers[static_cast<size_t>(op.shape_of())].name),
           "load the block as it is and compute in a second statement");
  }
  t.elements = std::make_shared<const ElementValues>(std::move(e));
  return t;
}

/// For operation `i`, a part of the block of one of its accesses.
Transfer CoreBuilder::transfer_of(size_t i, const DramAccess& a, const Part& part, bool stores) {
  const TileOp& op = d_.ops[i];
  if (a.elements) return of_elements(i, a, part, stores);
  Transfer t;
  t.tensor = a.tensor.get();
  if (!a.tensor) return t;
  const TilesOf tiles = tiles_of(a, d_.buffers[static_cast<size_t>(op.shape_of())].layout);
  t.row_axis = tiles.row_axis, t.col_axis = tiles.col_axis, t.dense = tiles.dense;
  walk_part(part, &t);
  for (size_t k = 0; k < a.starts.size(); ++k) {
    const std::optional<Expr> start = divide_exactly(a.starts[k], tiles.edge(static_cast<int>(k)), p_.lets);
    if (!start) return t;  // dram_layout.cc has refused it
    t.starts.push_back(with_words(*start, nullptr, stores ? map_.ops[i].words : -1));
    no_negative_division(t.starts.back(), op.span);
  }
  find_checks(a, part, &t);
  return t;
}

}  // namespace tir2tt::transform
