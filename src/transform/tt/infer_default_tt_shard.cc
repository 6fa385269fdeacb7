#include "transform/tt/infer_default_tt_shard.h"

#include <fmt/format.h>

#include "transform/tt/tile_axes.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::Attr;

/// One axis in tiles. `known` is false for a symbolic extent.
struct TiledAxis {
  bool known = false;
  int64_t extent = 1, tiles = 1, padded = 0;
};

TiledAxis tile_axis(const tir::Buffer& b, int axis, int64_t tile) {
  TiledAxis t;
  const auto extent = axis < 0 ? std::optional<int64_t>(1) : constant_value(b->shape[static_cast<size_t>(axis)]);
  if (!extent) return t;
  t.extent = *extent;
  t.tiles = *extent / tile + (*extent % tile != 0 ? 1 : 0);
  t.known = !__builtin_mul_overflow(t.tiles, tile, &t.padded);
  return t;
}

/// The product of the axes that are not in the tile.
std::optional<int64_t> matrices(const tir::Buffer& b, const TileAxes& axes) {
  int64_t product = 1;
  for (int i = 0; i < static_cast<int>(b->shape.size()); ++i) {
    if (i == axes.height || i == axes.width) continue;
    const auto extent = constant_value(b->shape[static_cast<size_t>(i)]);
    if (!extent || __builtin_mul_overflow(product, *extent, &product)) return std::nullopt;
  }
  return product;
}

tir::AttrDict describe(const tir::Buffer& b, const TileAxes& axes, const std::string& layout, TileSize tile) {
  const TiledAxis h = tile_axis(b, axes.height, tile.height), w = tile_axis(b, axes.width, tile.width);
  tir::AttrDict d;
  d.append("layout", Attr::string(layout));
  d.append("tile_shape", integers({tile.height, tile.width}));
  if (h.known) d.append("tiles_height", Attr::integer(h.tiles));
  if (w.known) d.append("tiles_width", Attr::integer(w.tiles));
  if (h.known && w.known) {
    // That a vector is a row of whole tiles is its layout, not its padding.
    const bool pad = (axes.height >= 0 && h.padded != h.extent) || w.padded != w.extent;
    d.append("needs_padding", Attr::boolean(pad));
    if (pad) d.append("padded_shape", integers({h.padded, w.padded}));
  }
  if (b->shape.size() > 2) {
    d.append("tile_axes", integers({axes.height, axes.width}));
    if (const auto n = matrices(b, axes)) d.append("matrices", Attr::integer(*n));
  }
  return d;
}

/// {key of the entry, suffix of the flat attribute}: what readers of the flat form know.
constexpr std::pair<std::string_view, std::string_view> kFlat[] = {
    {"layout", "layout"},
    {"tile_shape", "tile_shape"},
    {"tiles_height", "num_tiles_height"},
    {"tiles_width", "num_tiles_width"},
    {"needs_padding", "needs_padding"},
    {"padded_shape", "padded_shape"},
};

void write_flat(const std::string& buffer, const tir::AttrDict& entry, tir::AttrDict& attrs) {
  for (const auto& [from, suffix] : kFlat) {
    const std::string name = fmt::format("{}{}_{}", key::kBufferPrefix, buffer, suffix);
    if (const Attr* value = entry.find(from)) {
      attrs.set(name, *value);
    } else {
      attrs.erase(name);
    }
  }
}

tir::PrimFunc infer(const std::string& name, const tir::PrimFunc& f, Diagnostics& diags) {
  tir::AttrDict attrs = f->attrs;
  const std::string layout = string_attr(attrs, key::kLayoutType).value_or("dram_interleaved");
  const std::vector<TileAxes> axes = find_tile_axes(name, *f, diags);
  const std::vector<std::string> names = tensor_names(*f);
  tir::AttrDict shard;
  for (size_t i = 0; i < f->buffer_map.size(); ++i) {
    tir::AttrDict entry = describe(f->buffer_map[i].second, axes[i], layout, tile_size(attrs));
    write_flat(names[i], entry, attrs);
    shard.append(names[i], Attr::dict(std::move(entry)));
  }
  set_attr(attrs, key::kShard, Attr::dict(std::move(shard)));
  return with_attrs(f, std::move(attrs));
}

}  // namespace

tir::IRModule infer_default_tt_shard(const tir::IRModule& module, const PassOptions&, Diagnostics& diags) {
  return map_tt_functions(module, "infer-default-tt-shard", diags,
                          [&](const std::string& name, const auto& f) { return infer(name, f, diags); });
}

}  // namespace tir2tt::transform
