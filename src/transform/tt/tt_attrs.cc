#include "transform/tt/tt_attrs.h"

#include <fmt/format.h>

#include <algorithm>

namespace tir2tt::transform {

using tir::Attr;
using tir::AttrDict;

bool is_tt_function(const tir::PrimFuncNode& f) { return string_attr(f.attrs, key::kPolicy).has_value(); }

void note_left_alone(std::string_view pass, const std::string& name, const tir::PrimFuncNode& f, Diagnostics& diags) {
  diags.add({DiagId::NotATTFunction, f.span,
             fmt::format("`{}` has no `{}`; {} leaves it as it is", name, key::kPolicy, pass),
             "run apply-tt-defaults first", name});
}

std::optional<int64_t> integer_attr(const AttrDict& attrs, std::string_view name) {
  const Attr* a = attrs.find(name);
  int64_t v = 0;
  if (!a || !a->as_integer(&v)) return std::nullopt;
  return v;
}

bool true_attr(const AttrDict& attrs, std::string_view name) { return integer_attr(attrs, name).value_or(0) != 0; }

std::optional<std::string> string_attr(const AttrDict& attrs, std::string_view name) {
  const Attr* a = attrs.find(name);
  const std::string* s = a ? a->as_string() : nullptr;
  if (!s) return std::nullopt;
  return *s;
}

void set_attr(AttrDict& attrs, std::string_view name, Attr value) { attrs.set(std::string(name), std::move(value)); }

Attr integers(std::initializer_list<int64_t> values) {
  tir::AttrArray out;
  out.reserve(values.size());
  for (int64_t v : values) out.push_back(Attr::integer(v));
  return Attr::array(std::move(out));
}

std::optional<std::vector<int64_t>> integer_list(const Attr* attr) {
  const tir::AttrArray* a = attr ? attr->as_array() : nullptr;
  if (!a) return std::nullopt;
  std::vector<int64_t> out(a->size());
  for (size_t i = 0; i < a->size(); ++i) {
    if (!(*a)[i].as_integer(&out[i])) return std::nullopt;
  }
  return out;
}

namespace {

int64_t floor_div(int64_t a, int64_t b) { return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0); }

std::optional<int64_t> divide(tir::ExprKind kind, int64_t a, int64_t b) {
  if (b == 0 || (a == INT64_MIN && b == -1)) return std::nullopt;
  switch (kind) {
    case tir::ExprKind::FloorDiv: return floor_div(a, b);
    case tir::ExprKind::FloorMod: return a - b * floor_div(a, b);
    case tir::ExprKind::Div: return a / b;
    case tir::ExprKind::Mod: return a % b;
    default: return std::nullopt;
  }
}

std::optional<int64_t> apply(tir::ExprKind kind, int64_t a, int64_t b) {
  int64_t r = 0;
  switch (kind) {
    case tir::ExprKind::Add: return __builtin_add_overflow(a, b, &r) ? std::nullopt : std::optional(r);
    case tir::ExprKind::Sub: return __builtin_sub_overflow(a, b, &r) ? std::nullopt : std::optional(r);
    case tir::ExprKind::Mul: return __builtin_mul_overflow(a, b, &r) ? std::nullopt : std::optional(r);
    case tir::ExprKind::Min: return std::min(a, b);
    case tir::ExprKind::Max: return std::max(a, b);
    default: return divide(kind, a, b);
  }
}

/// An extent is a few operations deep; what is deeper than this is taken for symbolic.
constexpr int kMaxDepth = 200;

std::optional<int64_t> constant_value(const tir::Expr& e, int depth) {
  if (!e || depth > kMaxDepth) return std::nullopt;
  if (const int64_t* v = tir::as_int(e)) return *v;
  if (const auto* c = tir::as<tir::CastNode>(e)) {
    return c->dtype.is_int() && c->dtype.bits >= 32 ? constant_value(c->value, depth + 1) : std::nullopt;
  }
  const auto* b = tir::as<tir::BinaryNode>(e);
  if (!b) return std::nullopt;
  const auto x = constant_value(b->a, depth + 1), y = constant_value(b->b, depth + 1);
  return x && y ? apply(b->kind, *x, *y) : std::nullopt;
}

}  // namespace

std::optional<int64_t> constant_value(const tir::Expr& e) { return constant_value(e, 0); }

std::vector<std::string> tensor_names(const tir::PrimFuncNode& f) {
  std::vector<std::string> names;
  const auto taken = [&](const std::string& n) { return std::ranges::find(names, n) != names.end(); };
  for (const auto& [param, buffer] : f.buffer_map) {
    std::string name = buffer->name;
    for (int i = 1; taken(name); ++i) name = fmt::format("{}_{}", buffer->name, i);
    names.push_back(std::move(name));
  }
  return names;
}

TileSize tile_size(const AttrDict& attrs) {
  TileSize t;
  if (const auto h = integer_attr(attrs, key::kTileHeight); h && *h > 0) t.height = *h;
  if (const auto w = integer_attr(attrs, key::kTileWidth); w && *w > 0) t.width = *w;
  return t;
}

}  // namespace tir2tt::transform
