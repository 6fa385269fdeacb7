#include "tir/attr.h"

#include <algorithm>
#include <limits>

namespace tir2tt::tir {
namespace {

// Linear: the dicts of real modules have a handful of keys, the largest of ours about thirty.
template <class Entries>
auto find_entry(Entries& entries, std::string_view key) {
  return std::find_if(entries.begin(), entries.end(), [key](const auto& e) { return e.first == key; });
}

bool fits_int32(int64_t v) {
  return v >= std::numeric_limits<int32_t>::min() && v <= std::numeric_limits<int32_t>::max();
}

}  // namespace

const Attr* AttrDict::find(std::string_view key) const {
  const auto it = find_entry(entries_, key);
  return it == entries_.end() ? nullptr : &it->second;
}

void AttrDict::set(std::string key, Attr value) {
  const auto it = find_entry(entries_, key);
  if (it == entries_.end())
    append(key, std::move(value));
  else
    it->second = std::move(value);
}

void AttrDict::erase(std::string_view key) {
  const auto it = find_entry(entries_, key);
  if (it != entries_.end()) entries_.erase(it);
}

void AttrDict::append(std::string_view key, Attr value) { entries_.emplace_back(key, std::move(value)); }

void AttrDict::reserve(size_t n) { entries_.reserve(n); }

Attr Attr::integer(int64_t v) {
  return Attr(std::in_place_type<IntValue>, IntValue{v, DataType::Int(fits_int32(v) ? 32 : 64)});
}
Attr Attr::boolean(bool v) { return Value(IntValue{v ? 1 : 0, DataType::Bool()}); }
Attr Attr::string(std::string v) { return Attr(std::in_place_type<std::string>, std::move(v)); }
Attr Attr::array(AttrArray v) {
  return Attr(std::in_place_type<Array>, std::make_shared<const AttrArray>(std::move(v)));
}
Attr Attr::dict(AttrDict v) { return Attr(std::in_place_type<Dict>, std::make_shared<const AttrDict>(std::move(v))); }
Attr Attr::floating(double v) { return Value(FloatValue{v, DataType::Float(32)}); }

const std::string* Attr::as_string() const {
  if (const auto* s = get_if<StringImmValue>()) return &s->value;
  return get_if<std::string>();
}

bool Attr::as_integer(int64_t* out) const {
  if (const auto* i = get_if<IntValue>()) return *out = i->value, true;
  if (const auto* i = get_if<BoxedInt>()) return *out = i->value, true;
  if (const auto* b = get_if<BoxedBool>()) return *out = b->value ? 1 : 0, true;
  return false;
}

const AttrArray* Attr::as_array() const {
  const auto* a = get_if<Array>();
  return a ? a->get() : nullptr;
}

const AttrDict* Attr::as_dict() const {
  const auto* d = get_if<Dict>();
  return d ? d->get() : nullptr;
}

}  // namespace tir2tt::tir
