// Containers, functions and the module itself, and what is checked of every node so that later phases can rely on it.
#include <fmt/format.h>

#include <algorithm>

#include "tvm/json_reader.h"

namespace tir2tt::tvm {

using namespace tir;

NodeIndex JsonReader::reference_of(NodeIndex node, std::string_view field) {
  const JsonValue& value = at(node).field(field);
  if (value.kind == JsonValue::Kind::Absent) return kNoNode;
  const std::optional<NodeIndex> target = document_.reference(value);
  if (target) return *target;
  fail(node, DiagId::JsonIndexOutOfRange,
       fmt::format("its field `{}` refers to no node; there are {} nodes", field, built_.size()));
  return kNoNode;
}

/// Key and value nodes of a map whose keys are nodes. References that lead nowhere are reported.
std::vector<std::pair<NodeIndex, NodeIndex>> JsonReader::pairs_of(NodeIndex map) {
  std::vector<std::pair<NodeIndex, NodeIndex>> pairs;
  const std::span<const int64_t> items = at(map).items;
  if (items.size() % 2 != 0) {
    fail(map, DiagId::BadJsonNode, "a map with a key that has no value");
    return pairs;
  }
  for (size_t i = 0; i < items.size(); i += 2) {
    const auto key = document_.reference(items[i]), value = document_.reference(items[i + 1]);
    if (!key || !value || *key == kNoNode || *value == kNoNode) {
      fail(map, DiagId::JsonIndexOutOfRange,
           fmt::format("it refers to nodes {} and {}; there are {} nodes", items[i], items[i + 1], built_.size()));
      return {};
    }
    pairs.emplace_back(*key, *value);
  }
  return pairs;
}

namespace {

/// "true" and "3" of TVM up to 0.20, the fields of 0.21, the data of an object graph.
const JsonValue& boxed(const JsonNode& n, std::string_view field) {
  const JsonValue& value = n.field(field);
  return value.kind == JsonValue::Kind::Absent ? n.value : value;
}

}  // namespace

void JsonReader::make_container(NodeIndex node) {
  const JsonNode& n = at(node);
  const auto done = [&](Attr attr) { finish(node, std::move(attr)); };
  const auto bad = [&](const char* what) { fail(node, DiagId::BadJsonNode, fmt::format("its value is not {}", what)); };
  switch (n.type) {
    case JsonType::None: return done(Attr());
    case JsonType::String: return done(Attr::string(std::string(n.value.text)));
    case JsonType::Bool: {
      const JsonValue& value = boxed(n, "v_int64");
      if (value.text == "true" || value.text == "false") return done(Attr(BoxedBool{value.text == "true"}));
      const auto number = document_.as_integer(value);
      return number ? done(Attr(BoxedBool{*number != 0})) : bad("true or false");
    }
    case JsonType::Int: {
      const auto number = document_.as_integer(boxed(n, "v_int64"));
      return number ? done(Attr(BoxedInt{*number})) : bad("an integer of 64 bits");
    }
    case JsonType::Float: {
      const auto number = document_.as_double(boxed(n, "v_float64"));
      return number ? done(Attr(BoxedFloat{*number})) : bad("a number");
    }
    case JsonType::DType: {
      const auto dtype = parse_dtype(boxed(n, "v_type").text);
      return dtype ? done(Attr(DataTypeValue{*dtype})) : bad("a data type");
    }
    case JsonType::Array: return make_array(node);
    case JsonType::Map: return make_map(node);
    default: return finish(node, UnknownNode{n.type_name});
  }
}

/// None where an item is null; false where something is missing or wrong.
bool JsonReader::element(NodeIndex container, int64_t item, Attr& out) {
  const std::optional<NodeIndex> node = document_.reference(item);
  if (!node) {
    fail(container, DiagId::JsonIndexOutOfRange,
         fmt::format("it refers to node {}; there are {} nodes", item, built_.size()));
    return false;
  }
  if (*node == kNoNode) return true;
  if (!need(*node)) return false;
  if (convert(*node, out)) return true;
  broken_ = true;  // and reported
  return false;
}

void JsonReader::make_array(NodeIndex node) {
  AttrArray array;
  for (const int64_t item : at(node).items) {
    Attr value;
    element(node, item, value);
    array.push_back(std::move(value));
  }
  finish(node, Attr::array(std::move(array)));
}

/// A dict, unless it has a key twice: then it is not said which of the two counts.
void JsonReader::finish_dict(NodeIndex node, AttrDict dict) {
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : dict.entries()) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice != keys.end()) return fail(node, DiagId::BadJsonNode, fmt::format("a second entry `{}`", *twice));
  finish(node, Attr::dict(std::move(dict)));
}

/// A map with string keys becomes a dict: `keys` of a node list, strings among the items of an object graph.
void JsonReader::make_map(NodeIndex node) {
  const JsonNode& n = at(node);
  AttrDict dict;
  if (!n.keys.empty()) {
    if (n.keys.size() != n.items.size())
      return fail(node, DiagId::BadJsonNode, "its keys and its values are not as many");
    dict.reserve(n.keys.size());
    for (size_t i = 0; i < n.keys.size(); ++i) {
      Attr value;
      element(node, n.items[i], value);
      dict.append(n.keys[i], std::move(value));
    }
    return finish_dict(node, std::move(dict));
  }
  AttrMap map;
  bool strings = true;
  for (size_t i = 0; i + 1 < n.items.size(); i += 2) {
    Attr key, value;
    element(node, n.items[i], key);
    element(node, n.items[i + 1], value);
    strings = strings && key.get_if<std::string>() != nullptr;
    map.emplace_back(std::move(key), std::move(value));
  }
  if (n.items.size() % 2 != 0) return fail(node, DiagId::BadJsonNode, "a map with a key that has no value");
  if (missing_ || broken_) return;
  if (!strings) return finish(node, Attr(std::make_shared<const AttrMap>(std::move(map))));
  for (auto& [key, value] : map) dict.append(*key.get_if<std::string>(), std::move(value));
  finish_dict(node, std::move(dict));
}

/// As TVM exports a target for printing: kind, tag, keys and its own attributes in one dict.
void JsonReader::make_target(NodeIndex node) {
  AttrDict config;
  JsonFieldReader ar(*this, node);
  ar.optional("attrs", config);
  const NodeIndex kind = reference_of(node, "kind");
  if (kind == kNoNode || at(kind).value.kind != JsonValue::Kind::String) {
    return fail(node, DiagId::BadJsonNode, "a target without a kind");
  }
  config.set("kind", Attr::string(std::string(at(kind).value.text)));
  std::string tag;
  Attr keys, host;
  ar.optional("tag", tag);
  ar.optional("keys", keys);
  ar.optional("host", host);
  config.set("tag", Attr::string(tag));
  config.set("keys", keys);
  if (const auto* target = host.get_if<TargetValue>()) config.set("host", *target->config);
  auto exported = std::make_shared<const Attr>(Attr::dict(std::move(config)));
  finish(node, Attr(TargetValue{exported}), exported);
}

void JsonReader::check_access(NodeIndex node, const BufferNode& b, const Exprs& indices) {
  if (b.shape.size() != indices.size()) {
    fail(node, DiagId::RankMismatch,
         fmt::format("{} indices into `{}`, which has {} axes", indices.size(), b.name, b.shape.size()));
  }
}

void JsonReader::check_shape(NodeIndex node, const BufferNode& b) {
  if (b.dtype.is_void() || b.dtype.lanes == 0) {
    return fail(node, DiagId::BadDtype, fmt::format("`{}` has elements of type {}", b.name, to_string(b.dtype)));
  }
  int64_t elements = 1;
  for (const Expr& extent : b.shape) {
    const int64_t* n = as_int(extent);
    if (!n) continue;
    if (*n <= 0) {
      return fail(node, DiagId::BadShape,
                  fmt::format("`{}` has an extent of {}; every extent is at least 1", b.name, *n));
    }
    if (__builtin_mul_overflow(elements, *n, &elements)) {
      return fail(node, DiagId::BadShape, fmt::format("the elements of `{}` do not fit into 64 bits", b.name));
    }
  }
}

void JsonReader::check(NodeIndex node, const ExprNode& e) {
  if (e.kind == ExprKind::BufferLoad) {
    const auto& load = static_cast<const BufferLoadNode&>(e);
    return check_access(node, *load.buffer, load.indices);
  }
  if (!tir::is_binary(e.kind)) return;
  const auto& binary = static_cast<const BinaryNode&>(e);
  const bool known = binary.a->kind != ExprKind::Opaque && binary.b->kind != ExprKind::Opaque;
  if (known && binary.a->dtype != binary.b->dtype) {
    fail(node, DiagId::TypeMismatch,
         fmt::format("its operands are {} and {}", to_string(binary.a->dtype), to_string(binary.b->dtype)));
  }
}

void JsonReader::check(NodeIndex node, const StmtNode& s) {
  if (s.kind == StmtKind::BufferStore) {
    const auto& store = static_cast<const BufferStoreNode&>(s);
    return check_access(node, *store.buffer, store.indices);
  }
  if (s.kind != StmtKind::BlockRealize) return;
  const auto& realize = static_cast<const BlockRealizeNode&>(s);
  if (realize.iter_values.size() != realize.block->iter_vars.size()) {
    fail(node, DiagId::BadJsonNode,
         fmt::format("{} values for the {} variables of its block", realize.iter_values.size(),
                     realize.block->iter_vars.size()));
  }
}

std::string JsonReader::global_name(NodeIndex global_var) {
  const NodeIndex name = reference_of(global_var, "name_hint");
  if (name != kNoNode && at(name).type == JsonType::String) return std::string(at(name).value.text);
  fail(global_var, DiagId::BadJsonNode, "its field `name_hint` is not a string");
  return {};
}

IRModule JsonReader::module() {
  IRModule out;
  out.dialect = document_.dialect();
  const std::optional<NodeIndex> root = document_.reference(document_.root());
  if (!root || *root == kNoNode) {
    diags_.add(DiagId::NotAModule, {},
               fmt::format("the root is node {}; there are {} nodes", document_.root(), document_.nodes().size()));
  } else if (at(*root).type == JsonType::PrimFunc) {
    read_lone_function(*root, out);
  } else if (at(*root).type == JsonType::IRModule) {
    read_module(*root, out);
  } else {
    diags_.add(DiagId::NotAModule, at(*root).span,
               fmt::format("the root is {}, neither an IRModule nor a PrimFunc", document_.describe(*root)),
               "save the module itself: `tvm.ir.save_json(mod)`");
  }
  return out;
}

void JsonReader::read_lone_function(NodeIndex node, IRModule& out) {
  read_function("main", node, out);
  if (out.functions.empty()) return;
  const Attr* symbol = out.functions[0].second->attrs.find("global_symbol");
  if (const std::string* name = symbol ? symbol->as_string() : nullptr) {
    out.functions[0].first = origin_.functions[0].first = *name;
  }
}

void JsonReader::read_module(NodeIndex node, IRModule& out) {
  read_module_attributes(node, out);
  const NodeIndex functions = reference_of(node, "functions");
  if (functions == kNoNode || at(functions).type != JsonType::Map) {
    return fail(node, DiagId::BadJsonNode, "its field `functions` is not a map");
  }
  for (const auto& [key, function] : pairs_of(functions)) {
    if (at(key).type != JsonType::GlobalVar) {
      fail(functions, DiagId::BadJsonNode, fmt::format("its key {} is no ir.GlobalVar", document_.describe(key)));
      continue;
    }
    const std::string name = global_name(key);
    if (at(function).type == JsonType::PrimFunc) {
      read_function(name, function, out);
    } else {
      diags_.add(DiagId::ForeignFunction, at(function).span,
                 fmt::format("`{}` is {}, not a PrimFunc; it is kept untouched", name, document_.describe(function)));
    }
  }
}

void JsonReader::read_module_attributes(NodeIndex node, IRModule& out) {
  const NodeIndex attrs = reference_of(node, "attrs");
  const NodeIndex dict = attrs == kNoNode ? kNoNode : reference_of(attrs, "__dict__");
  if (dict == kNoNode) return;
  build(dict);
  const auto* built = std::get_if<Attr>(&built_[dict]);
  if (built && built->as_dict()) out.attrs = *built->as_dict();
}

void JsonReader::read_function(const std::string& name, NodeIndex node, IRModule& out) {
  if (!function_names_.insert(name).second) {
    return fail(node, DiagId::DuplicateFunction, fmt::format("a second function `{}`", name));
  }
  build(node);
  const auto* function = std::get_if<PrimFunc>(&built_[node]);
  if (!function) return;  // and reported
  all_expanded_ += expanded_[node];
  if (all_expanded_ > most_expanded()) return fail_expanded(node);
  out.functions.emplace_back(name, *function);
  origin_.functions.emplace_back(name, node);
}

}  // namespace tir2tt::tvm
