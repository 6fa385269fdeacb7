// Attribute values. Literals keep their kind (a boxed `True` is not `T.bool(True)`); an int is an IntImm of type int32
// where it fits, which is what a script cannot tell from a boxed one.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

std::optional<OpaqueRef> ScriptReader::metadata_ref(const PyExpr& n) {
  if (n.kind != PyKind::Subscript || n.a->kind != PyKind::Subscript || n.a->a->kind != PyKind::Name)
    return std::nullopt;
  if (n.a->a->text != "metadata" || n.items.size() != 1 || n.a->items.size() != 1) return std::nullopt;
  if (n.items[0]->kind != PyKind::Int || n.a->items[0]->kind != PyKind::String) return std::nullopt;
  return OpaqueRef{std::string(n.a->items[0]->text), *parse_int(n.items[0]->text, n.items[0]->span, false)};
}

AttrDict ScriptReader::attr_dict(const PyExpr& n) {
  if (n.kind != PyKind::Dict) fail(DiagId::BadArguments, n.span, "expected a dictionary with strings for keys");
  AttrDict out;
  out.reserve(n.items.size() / 2);
  for (size_t i = 0; i + 1 < n.items.size(); i += 2) {
    if (n.items[i]->kind != PyKind::String)
      fail(DiagId::BadArguments, n.items[i]->span, "the keys of this dictionary are strings");
    out.append(std::string(n.items[i]->text), attr(*n.items[i + 1]));
  }
  // The last of two equal keys counts, as in Python; looking for them among many would be slow, so it is done once.
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : out.entries()) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice != keys.end()) fail(DiagId::BadArguments, n.span, fmt::format("the key `{}` stands here twice", *twice));
  return out;
}

Attr ScriptReader::dict_attr(const PyExpr& n) {
  bool strings = true;
  for (size_t i = 0; i < n.items.size(); i += 2) strings = strings && n.items[i]->kind == PyKind::String;
  if (strings) return Attr::dict(attr_dict(n));
  auto map = std::make_shared<AttrMap>();
  for (size_t i = 0; i + 1 < n.items.size(); i += 2) map->emplace_back(attr(*n.items[i]), attr(*n.items[i + 1]));
  return Attr(Attr::Value(Attr::Map(std::move(map))));
}

Attr ScriptReader::attr(const PyExpr& n) {
  switch (n.kind) {
    case PyKind::None: return {};
    case PyKind::String: return Attr::string(std::string(n.text));
    case PyKind::Dict: return dict_attr(n);
    case PyKind::List:
    case PyKind::Tuple: {
      AttrArray items;
      items.reserve(n.items.size());
      for (const PyExpr* x : n.items) items.push_back(attr(*x));
      return Attr::array(std::move(items));
    }
    case PyKind::Subscript:
      if (auto ref = metadata_ref(n)) return Attr(Attr::Value(*ref));
      break;
    case PyKind::Call: {
      std::string_view name = tir_call(n);
      if (name == "target") {
        auto config = std::make_shared<const Attr>(attr(*bind(n, {"target", "host"}, 1, "T.target")[0]));
        return Attr(Attr::Value(TargetValue{std::move(config)}));
      }
      if (name == "Range") return Attr(Attr::Value(std::make_shared<const Range>(range_of(n))));
      break;
    }
    default: break;
  }
  return attr_of(eval(n), n.span);
}

Attr ScriptReader::attr_of(const Value& v, SourceSpan span) {
  if (v.is_none()) return {};
  if (const bool* b = v.get<bool>()) return Attr(Attr::Value(BoxedBool{*b}));
  if (const double* d = v.get<double>()) return Attr(Attr::Value(BoxedFloat{*d}));
  if (const int64_t* i = v.get<int64_t>()) {
    bool small = *i >= std::numeric_limits<int32_t>::min() && *i <= std::numeric_limits<int32_t>::max();
    return small ? Attr(Attr::Value(IntValue{*i, DataType::Int(32)})) : Attr(Attr::Value(BoxedInt{*i}));
  }
  if (const auto* s = v.get<std::string>()) return Attr::string(*s);
  if (const auto* b = v.get<Buffer>()) return Attr(Attr::Value(*b));
  if (const auto* iv = v.get<IterVar>()) return Attr(Attr::Value(*iv));
  if (v.get<Value::Slice>()) return Attr(Attr::Value(std::make_shared<const BufferRegion>(to_region(v, span, false))));
  if (const auto* many = v.get<Value::Sequence>()) {
    AttrArray items;
    for (const Value& x : **many) items.push_back(attr_of(x, span));
    return Attr::array(std::move(items));
  }
  if (const auto* r = v.get<Value::Reducer>()) return Attr(Attr::Value(*r));
  const Expr* e = v.get<Expr>();
  if (!e) fail(DiagId::BadArguments, span, "this is no attribute value");
  if (const auto* i = as<IntImmNode>(*e)) return Attr(Attr::Value(IntValue{i->value, i->dtype}));
  if (const auto* f = as<FloatImmNode>(*e)) return Attr(Attr::Value(FloatValue{f->value, f->dtype}));
  return Attr(Attr::Value(*e));
}

}  // namespace tir2tt::tvm
