// SaveJSON and LoadJSON of fake_ir.h: the node list of TVM 0.21, in which every field of a node is a string and a
// reference is the node's index.
#include <tvm/ir/module.h>
#include <tvm/runtime/logging.h>

#include <nlohmann/json.hpp>

namespace tvm {
namespace {

using Json = nlohmann::ordered_json;

bool is_text(const std::string& type, const std::string& field) {
  if (field == "value") return type == "ir.IntImm" || type == "tir.StringImm";
  for (const char* name : {"dtype", "data_alignment", "offset_factor", "buffer_type", "kind", "iter_type"}) {
    if (field == name) return true;
  }
  return false;
}

class Loader {
 public:
  explicit Loader(const Json& text) : nodes_(text.at("nodes")), done_(nodes_.size()) {}

  Any load(size_t index) {
    const std::string type = nodes_.at(index).at("type_key");
    if (type.empty()) return Any();
    if (type == "ffi.String") return Any(nodes_[index].value("repr_str", ""));
    if (!done_.at(index).defined()) done_[index] = make(type, nodes_[index]);
    return Any(done_[index]);
  }

 private:
  Any link(const std::string& text) { return text == "null" ? Any() : load(std::stoul(text)); }
  Any link(const Json& node, const char* field) { return link(node.at("attrs").at(field).get<std::string>()); }

  ObjectRef make(const std::string& type, const Json& node) {
    if (type == "ffi.Array") return array(node);
    if (type == "ffi.Map") return map(node);
    if (type == "ir.DictAttrs") return DictAttrs(link(node, "__dict__").cast<ffi::Map<ffi::String, Any>>());
    if (type == "ir.GlobalVar") {
      auto made = std::make_shared<GlobalVarNode>();
      made->name_hint = link(node, "name_hint").cast<std::string>();
      return ObjectRef(made);
    }
    if (type == "tir.PrimFunc") {
      auto made = generic<FAKE_TIR::PrimFuncNode>(type, node);
      made->attrs = link(node, "attrs").cast<DictAttrs>();
      return ObjectRef(made);
    }
    if (type == "ir.IRModule") {
      auto made = generic<IRModuleNode>(type, node);
      made->functions = link(node, "functions").cast<ffi::Map<GlobalVar, BaseFunc>>();
      return ObjectRef(made);
    }
    return ObjectRef(generic<GenericNode>(type, node));
  }

  template <typename Node>
  std::shared_ptr<Node> generic(const std::string& type, const Json& node) {
    auto made = std::make_shared<Node>();
    made->type_key = type;
    for (const auto& [name, value] : node.at("attrs").items()) {
      if (is_text(type, name)) {
        made->texts[name] = value;
      } else {
        made->links[name] = link(value.template get<std::string>());
      }
    }
    return made;
  }

  ObjectRef array(const Json& node) {
    auto made = std::make_shared<ffi::ArrayObj>();
    for (size_t item : node.value("data", std::vector<size_t>())) made->items.push_back(load(item));
    return ObjectRef(made);
  }

  ObjectRef map(const Json& node) {
    auto made = std::make_shared<ffi::MapObj>();
    const auto data = node.value("data", std::vector<size_t>());
    const auto keys = node.value("keys", std::vector<std::string>());
    for (size_t i = 0; i < keys.size(); ++i) made->items.emplace_back(keys[i], load(data.at(i)));
    for (size_t i = 0; keys.empty() && i < data.size(); i += 2) {
      made->items.emplace_back(load(data[i]), load(data.at(i + 1)));
    }
    return ObjectRef(made);
  }

  const Json& nodes_;
  std::vector<ObjectRef> done_;
};

class Saver {
 public:
  std::string save(const Any& root) {
    const size_t at = add(root);
    return Json{
        {"root", at}, {"nodes", nodes_}, {"b64ndarrays", Json::array()}, {"attrs", {{"tvm_version", "0.22.dev0"}}}}
        .dump(2);
  }

 private:
  size_t add(const Any& value) {
    if (value.is_none()) return 0;
    if (const std::string* text = value.as_text()) return push({{"type_key", "ffi.String"}, {"repr_str", *text}});
    const ffi::Object* object = value.as_object()->get();
    const auto [at, is_new] = done_.emplace(object, 0);
    return is_new ? done_[object] = push(node_of(object)) : at->second;
  }
  size_t push(Json node) {
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }
  std::string link(const Any& value) { return value.is_none() ? "null" : std::to_string(add(value)); }

  Json node_of(const ffi::Object* object) {
    if (const auto* array = dynamic_cast<const ffi::ArrayObj*>(object)) return array_of(*array);
    if (const auto* map = dynamic_cast<const ffi::MapObj*>(object)) return map_of(*map);
    if (const auto* attrs = dynamic_cast<const DictAttrsNode*>(object)) {
      return {{"type_key", "ir.DictAttrs"}, {"attrs", {{"__dict__", link(attrs->dict)}}}};
    }
    if (const auto* var = dynamic_cast<const GlobalVarNode*>(object)) {
      const Json fields = {{"name_hint", link(var->name_hint)}, {"span", "null"}, {"struct_info_", "null"}};
      return {{"type_key", "ir.GlobalVar"}, {"attrs", fields}};
    }
    const auto& generic = dynamic_cast<const GenericNode&>(*object);
    std::map<std::string, std::string> fields = generic.texts;
    for (const auto& [name, value] : generic.links) fields[name] = link(value);
    if (const auto* func = dynamic_cast<const BaseFuncNode*>(object)) fields["attrs"] = link(func->attrs);
    if (const auto* module = dynamic_cast<const IRModuleNode*>(object)) fields["functions"] = link(module->functions);
    return {{"type_key", generic.type_key}, {"attrs", fields}};
  }

  Json array_of(const ffi::ArrayObj& array) {
    Json node = {{"type_key", "ffi.Array"}};
    for (const Any& item : array.items) node["data"].push_back(add(item));
    return node;
  }
  Json map_of(const ffi::MapObj& map) {
    Json node = {{"type_key", "ffi.Map"}};
    for (const auto& [key, value] : map.items) {
      if (const std::string* text = key.as_text()) {
        node["keys"].push_back(*text);
      } else {
        node["data"].push_back(add(key));
      }
      node["data"].push_back(add(value));
    }
    return node;
  }

  Json nodes_ = Json::array({{{"type_key", ""}}});
  std::map<const ffi::Object*, size_t> done_;
};

#ifdef FAKE_TVM_MAIN
[[maybe_unused]] const auto& kJson =
    ffi::reflection::GlobalDef()
        .def("ffi.ToJSONGraphString", [](const Any& root, const Any&) { return SaveJSON(root); })
        .def("ffi.FromJSONGraphString", [](const ffi::String& text) { return LoadJSON(text); });
#else
[[maybe_unused]] const auto& kJson = ffi::reflection::GlobalDef()
                                         .def("node.SaveJSON", [](const Any& root) { return SaveJSON(root); })
                                         .def("node.LoadJSON", [](const std::string& text) { return LoadJSON(text); });
#endif

}  // namespace

std::string SaveJSON(const Any& root) { return Saver().save(root); }

Any LoadJSON(const std::string& text) {
  const Json json = Json::parse(text);
  return Loader(json).load(json.at("root"));
}

std::vector<std::string>& log_lines() {
  static std::vector<std::string> lines;
  return lines;
}

}  // namespace tvm
