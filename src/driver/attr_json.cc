#include "driver/attr_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "tvm/script.h"

namespace tir2tt::driver {
namespace {

using Json = nlohmann::ordered_json;

/// One overload per kind of value. Recursion is bounded by the nesting that the reader accepts.
struct ToJson {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(const tir::BoxedBool& v) const { return v.value; }
  Json operator()(const tir::BoxedInt& v) const { return v.value; }
  Json operator()(const tir::BoxedFloat& v) const { return v.value; }
  Json operator()(const tir::IntValue& v) const {
    return v.dtype == tir::DataType::Bool() ? Json(v.value != 0) : Json(v.value);
  }
  Json operator()(const tir::FloatValue& v) const { return v.value; }
  Json operator()(const std::string& v) const { return v; }
  Json operator()(const tir::StringImmValue& v) const { return v.value; }
  Json operator()(const tir::Attr::Array& v) const {
    Json out = Json::array();
    for (const tir::Attr& item : *v) out.push_back(to_json(item));
    return out;
  }
  Json operator()(const tir::Attr::Dict& v) const {
    std::vector<const tir::AttrDict::Entry*> entries;
    for (const auto& entry : v->entries()) entries.push_back(&entry);
    std::sort(entries.begin(), entries.end(), [](auto* a, auto* b) { return a->first < b->first; });
    Json out = Json::object();
    for (const auto* entry : entries) out[entry->first] = to_json(entry->second);
    return out;
  }
  Json operator()(const tir::Attr::Map& v) const {
    Json out = Json::array();
    for (const auto& [key, value] : *v) out.push_back({{"key", to_json(key)}, {"value", to_json(value)}});
    return out;
  }
  Json operator()(const tir::Expr& v) const { return v ? Json(tvm::print_expr(v)) : Json(nullptr); }
  Json operator()(const tir::Buffer& v) const { return v->name; }
  Json operator()(const tir::IterVar& v) const { return v->var->name; }
  Json operator()(const std::shared_ptr<const tir::BufferRegion>& v) const { return v->buffer->name + "[…]"; }
  Json operator()(const std::shared_ptr<const tir::Range>& v) const {
    return tvm::print_expr(v->min) + ":+" + tvm::print_expr(v->extent);
  }
  Json operator()(const std::shared_ptr<const tir::CommReducer>& v) const {
    return fmt::format("comm_reducer of {}", v->lhs.size());
  }
  Json operator()(const tir::OpaqueRef& v) const { return fmt::format("metadata[\"{}\"][{}]", v.key, v.index); }
  Json operator()(const tir::TargetValue& v) const { return v.config ? to_json(*v.config) : Json(nullptr); }
  Json operator()(const tir::DataTypeValue& v) const { return tir::to_string(v.dtype); }
};

}  // namespace

Json to_json(const tir::Attr& attr) { return std::visit(ToJson{}, attr.value()); }

std::string json_text(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }
std::string json_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace tir2tt::driver
