#include "transform/tt/tile_pad_tt.h"

#include <fmt/format.h>

#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::Attr;

/// The tile's axes in a shape of that rank: what the entry says, else the last two.
std::pair<size_t, size_t> tile_axes(const tir::AttrDict& entry, size_t rank) {
  const auto axes = integer_list(entry.find("tile_axes"));
  const auto inside = [rank](int64_t a) { return a >= 0 && a < static_cast<int64_t>(rank); };
  if (axes && axes->size() == 2 && inside((*axes)[0]) && inside((*axes)[1])) {
    return {static_cast<size_t>((*axes)[0]), static_cast<size_t>((*axes)[1])};
  }
  return {rank - 2, rank - 1};
}

/// The shape with known extents; a vector and a scalar as the row that they are stored as.
std::optional<std::vector<int64_t>> known_shape(const tir::Buffer& b) {
  std::vector<int64_t> shape;
  for (const tir::Expr& e : b->shape) {
    const auto v = constant_value(e);
    if (!v) return std::nullopt;
    shape.push_back(*v);
  }
  while (shape.size() < 2) shape.insert(shape.begin(), 1);
  return shape;
}

Attr as_attr(const std::vector<int64_t>& values) {
  tir::AttrArray out;
  for (int64_t v : values) out.push_back(Attr::integer(v));
  return Attr::array(std::move(out));
}

/// nullopt when the entry does not ask for padding, or the padded shape is not known yet.
std::optional<tir::AttrDict> padding(const tir::Buffer& b, const tir::AttrDict& entry) {
  const auto shape = known_shape(b);
  const auto padded_tile = integer_list(entry.find("padded_shape"));
  if (!true_attr(entry, "needs_padding") || !shape || !padded_tile || padded_tile->size() != 2) return std::nullopt;
  const auto [h, w] = tile_axes(entry, shape->size());
  std::vector<int64_t> padded = *shape, amount(shape->size(), 0);
  padded[h] = (*padded_tile)[0];
  padded[w] = (*padded_tile)[1];
  for (size_t i = 0; i < amount.size(); ++i) amount[i] = padded[i] - (*shape)[i];
  tir::AttrDict d;
  d.append("needs_padding", Attr::boolean(true));
  d.append("original_shape", as_attr(*shape));
  d.append("padded_shape", as_attr(padded));
  d.append("padding_amount", as_attr(amount));
  return d;
}

tir::PrimFunc pad(const std::string& name, const tir::PrimFunc& f, Diagnostics& diags) {
  const Attr* shard_attr = f->attrs.find(key::kShard);
  const tir::AttrDict* shard = shard_attr ? shard_attr->as_dict() : nullptr;
  if (!shard && !f->buffer_map.empty()) {
    diags.add({DiagId::PassOrder, f->span,
               fmt::format("`{}` has no `{}`; tile-pad-tt pads what it describes", name, key::kShard),
               "run infer-default-tt-shard before it", name});
    return f;
  }
  tir::AttrDict info;
  const std::vector<std::string> names = tensor_names(*f);
  for (size_t i = 0; i < names.size(); ++i) {
    const auto& [param, buffer] = f->buffer_map[i];
    const Attr* entry = shard->find(names[i]);
    if (!entry || !entry->as_dict()) continue;  // verify-tt-ir reports it
    if (auto d = padding(buffer, *entry->as_dict())) info.set(param->name, Attr::dict(std::move(*d)));
  }
  tir::AttrDict attrs = f->attrs;
  attrs.erase(key::kPaddingInfo);
  if (!info.empty()) set_attr(attrs, key::kPaddingInfo, Attr::dict(std::move(info)));
  return with_attrs(f, std::move(attrs));
}

}  // namespace

tir::IRModule tile_pad_tt(const tir::IRModule& module, const PassOptions&, Diagnostics& diags) {
  return map_tt_functions(module, "tile-pad-tt", diags,
                          [&](const std::string& name, const auto& f) { return pad(name, f, diags); });
}

}  // namespace tir2tt::transform
