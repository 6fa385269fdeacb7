#include "transform/tt/infer_default_tt_schedule.h"

#include <fmt/format.h>

#include "transform/tt/grid.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::Attr;

/// What the schedule may ask for. An attribute that is not there asks for nothing.
bool check_wish(std::string_view attr, std::string_view only, const std::string& name, const tir::PrimFuncNode& f,
                Diagnostics& diags) {
  const Attr* value = f.attrs.find(attr);
  if (!value) return true;
  const std::string* text = value->as_string();
  if (text && *text == only) return true;
  diags.add({DiagId::UnknownSchedulePolicy, f.span,
             fmt::format("`{}` of `{}` is {}; only \"{}\" is known", attr, name,
                         text ? fmt::format("\"{}\"", *text) : "no string", only),
             fmt::format("set it to \"{}\"", only), name});
  return false;
}

struct Assignment {
  int64_t start, count;
};

/// Idle cores start at the end: [tiles, 0].
std::vector<Assignment> deal_out(int64_t tiles, int64_t cores) {
  std::vector<Assignment> out;
  out.reserve(static_cast<size_t>(cores));
  int64_t next = 0;
  for (int64_t core = 0; core < cores; ++core) {
    const int64_t count = tiles / cores + (core < tiles % cores ? 1 : 0);
    out.push_back({next, count});
    next += count;
  }
  return out;
}

Attr as_pairs(const std::vector<Assignment>& assignments) {
  tir::AttrArray out;
  for (const Assignment& a : assignments) out.push_back(integers({a.start, a.count}));
  return Attr::array(std::move(out));
}

Attr as_dicts(const std::vector<Assignment>& assignments) {
  tir::AttrArray out;
  for (size_t core = 0; core < assignments.size(); ++core) {
    tir::AttrDict d;
    d.append("core_id", Attr::integer(static_cast<int64_t>(core)));
    d.append("start_tile", Attr::integer(assignments[core].start));
    d.append("tile_count", Attr::integer(assignments[core].count));
    out.push_back(Attr::dict(std::move(d)));
  }
  return Attr::array(std::move(out));
}

/// What is known of any schedule, its grid symbolic or not.
tir::AttrDict common_part(const tir::AttrDict& attrs, int64_t cores) {
  tir::AttrDict d;
  d.append("num_cores", Attr::integer(cores));
  if (const auto order = string_attr(attrs, key::kOrder)) d.append("order", Attr::string(*order));
  if (const auto policy = string_attr(attrs, key::kPolicy)) d.append("policy", Attr::string(*policy));
  return d;
}

void write_static(const Grid& grid, int64_t cores, tir::AttrDict& attrs) {
  const int64_t tiles = grid.tiles();
  const auto assignments = deal_out(tiles, cores);
  tir::AttrDict schedule = common_part(attrs, cores);
  schedule.append("assignments", as_dicts(assignments));
  schedule.append("grid_shape", integers({*grid.extent(0), *grid.extent(1), *grid.extent(2)}));
  schedule.append("total_tiles", Attr::integer(tiles));
  set_attr(attrs, key::kNumTiles, Attr::integer(tiles));
  set_attr(attrs, key::kTilesPerCore, as_pairs(assignments));
  set_attr(attrs, key::kSchedule, Attr::dict(std::move(schedule)));
  attrs.erase(key::kGridExpr);
}

/// How many tiles there are is known when the kernel is launched: the host deals them out by the same rule.
void write_symbolic(const Grid& grid, int64_t cores, tir::AttrDict& attrs) {
  tir::AttrArray text;
  for (const std::string& t : grid.text) text.push_back(Attr::string(t));
  set_attr(attrs, key::kGridExpr, Attr::array(std::move(text)));
  set_attr(attrs, key::kSchedule, Attr::dict(common_part(attrs, cores)));
  attrs.erase(key::kNumTiles);
  attrs.erase(key::kTilesPerCore);
}

tir::PrimFunc infer(const std::string& name, const tir::PrimFunc& f, const PassOptions& options, Diagnostics& diags) {
  const bool policy = check_wish(key::kPolicy, "contiguous", name, *f, diags);
  const bool order = check_wish(key::kOrder, "row_major", name, *f, diags);
  const auto grid = read_grid(name, *f, diags);
  if (!policy || !order || !grid) return f;

  tir::AttrDict attrs = f->attrs;
  for (int axis = 0; axis < 3; ++axis) {
    if (const auto extent = grid->extent(axis)) set_attr(attrs, key::kGrid[axis], Attr::integer(*extent));
  }
  const int64_t cores = options.chip->cores();
  set_attr(attrs, key::kNumCores, Attr::integer(cores));
  grid->is_static() ? write_static(*grid, cores, attrs) : write_symbolic(*grid, cores, attrs);
  return with_attrs(f, std::move(attrs));
}

}  // namespace

tir::IRModule infer_default_tt_schedule(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  return map_tt_functions(module, "infer-default-tt-schedule", diags,
                          [&](const std::string& name, const auto& f) { return infer(name, f, options, diags); });
}

}  // namespace tir2tt::transform
