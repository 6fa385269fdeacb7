// A module's JSON, extended or written anew.
//
// Extending a text: a changed function gets a new attribute map (the old entries with their old nodes, then the new
// ones) and, where its body changed, nodes for what is new in it. Then one reference is redirected per changed thing,
// and the new nodes are put behind the last one; nothing else of the text is touched:
//
//   ir.DictAttrs  "__dict__": "29"  →  "__dict__": "1071"        (tir.PrimFunc "attrs", where the DictAttrs is shared)
//   tir.PrimFunc  "body": "42"      →  "body": "1180"
//
// Undoing the redirections and cutting the added nodes gives back the input. Source: docs/json.md.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "tir/equal.h"
#include "tvm/json_emitter.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

struct Redirection {
  SourceSpan span;
  std::string text;
};

/// Seen without a look inside, which costs much where lists in lists are shared.
bool is_same_object(const Attr& a, const Attr& b) {
  if (const auto* array = a.get_if<Attr::Array>()) return b.get_if<Attr::Array>() && *array == *b.get_if<Attr::Array>();
  if (const auto* dict = a.get_if<Attr::Dict>()) return b.get_if<Attr::Dict>() && *dict == *b.get_if<Attr::Dict>();
  if (const auto* map = a.get_if<Attr::Map>()) return b.get_if<Attr::Map>() && *map == *b.get_if<Attr::Map>();
  return false;
}

/// The attributes that differ; None: `now` has it no more.
std::vector<std::pair<std::string, Attr>> changed_attributes(const AttrDict& before, const AttrDict& now) {
  std::vector<std::pair<std::string, Attr>> changed;
  std::unordered_map<std::string_view, const Attr*> old_values, new_values;
  for (const auto& [key, value] : before.entries()) old_values.emplace(key, &value);
  for (const auto& [key, value] : now.entries()) {
    new_values.emplace(key, &value);
    const auto it = old_values.find(key);
    const Attr* old = it == old_values.end() ? nullptr : it->second;
    if (!old || !(is_same_object(*old, value) || structural_equal(*old, value))) changed.emplace_back(key, value);
  }
  for (const auto& [key, value] : before.entries()) {
    if (!new_values.contains(key)) changed.emplace_back(key, Attr());
  }
  return changed;
}

/// False, and reported, when something could not be written.
bool is_done(JsonEmitter& emitter) {
  if (!emitter.nodes().all_representable()) emitter.cannot("a string that is not UTF-8");
  return !emitter.failed();
}

class JsonExtension {
 public:
  JsonExtension(const JsonDocument& document, Diagnostics& diags)
      : document_(document), emitter_(style_of(document), &document, diags) {}

  void function(NodeIndex node, const PrimFuncNode& before, const PrimFuncNode& now) {
    attributes(node, before.attrs, now.attrs);
    if (now.params != before.params) redirect(node, "params", emitter_.node_of(now.params));
    if (now.buffer_map != before.buffer_map) redirect(node, "buffer_map", emitter_.node_of(now.buffer_map));
    if (!(now.ret_type == before.ret_type)) redirect(node, "ret_type", emitter_.node_of(now.ret_type));
    if (now.body != before.body) redirect(node, "body", emitter_.node_of(now.body));
  }

  void cannot_part(const std::string& name) {
    emitter_.cannot(fmt::format("`{}` without the change of another name of the same function", name));
  }

  std::string text() {
    if (!is_done(emitter_)) return {};
    if (emitter_.nodes().next() != emitter_.nodes().first()) {
      redirections_.push_back({{document_.end_of_nodes(), document_.end_of_nodes()}, emitter_.nodes().behind_others()});
    }
    const auto earlier = [](const Redirection& a, const Redirection& b) { return a.span.begin < b.span.begin; };
    std::stable_sort(redirections_.begin(), redirections_.end(), earlier);
    const std::string_view source = document_.file().text();
    std::string out;
    uint32_t from = 0;
    for (const Redirection& r : redirections_) {
      out += source.substr(from, r.span.begin - from);
      out += r.text;
      from = r.span.end;
    }
    return out.append(source.substr(from));
  }

 private:
  static JsonStyle style_of(const JsonDocument& d) {
    return {d.era(), d.dialect(), d.is_pretty(), std::string(d.separator())};
  }
  const JsonNode& at(NodeIndex node) const { return document_.nodes()[node]; }

  void attributes(NodeIndex function, const AttrDict& before, const AttrDict& now) {
    const auto changed = changed_attributes(before, now);
    if (changed.empty()) return;
    const NodeIndex holder = document_.reference(at(function).field("attrs")).value_or(kNoNode);
    const bool own = holder != kNoNode && at(holder).field("__dict__").span.known() && uses_of(holder) == 1;
    const NodeIndex map = extended_map(holder == kNoNode ? kNoNode : map_of(holder), changed);
    if (own) {
      redirect(holder, "__dict__", map);
    } else {
      redirect(function, "attrs", emitter_.dict_attrs(map));
    }
  }

  /// A field that a function has not is added behind its body, which every one has.
  void redirect(NodeIndex node, std::string_view field, NodeIndex target) {
    const JsonValue& value = at(node).field(field);
    const std::string reference = emitter_.nodes().reference(target);
    if (value.kind != JsonValue::Kind::Absent) return redirections_.push_back({value.span, reference});
    const uint32_t end = at(node).field("body").span.end;
    redirections_.push_back({{end, end}, fmt::format(", \"{}\": {}", field, reference)});
  }

  NodeIndex map_of(NodeIndex dict_attrs) const {
    return document_.reference(at(dict_attrs).field("__dict__")).value_or(kNoNode);
  }

  /// In how many places a node is referred to as attributes: TVM may let functions share one object.
  int uses_of(NodeIndex dict_attrs) {
    if (uses_.empty()) {
      uses_.resize(document_.nodes().size(), 0);
      for (const JsonNode& n : document_.nodes()) {
        const NodeIndex attrs = document_.reference(n.field("attrs")).value_or(kNoNode);
        if (attrs != kNoNode) ++uses_[attrs];
      }
    }
    return uses_[dict_attrs];
  }

  struct Entry {
    NodeIndex key_node;  // object graphs
    std::string key;
    NodeIndex value;
  };

  std::vector<Entry> entries_of(NodeIndex map) const {
    std::vector<Entry> entries;
    if (map == kNoNode) return entries;
    const JsonNode& n = at(map);
    const size_t step = n.keys.empty() ? 2 : 1;
    for (size_t i = 0; i + step <= n.items.size(); i += step) {
      const NodeIndex value = document_.reference(n.items[i + step - 1]).value_or(kNoNode);
      if (step == 1) {
        entries.push_back({kNoNode, std::string(n.keys[i]), value});
      } else {
        const NodeIndex key = document_.reference(n.items[i]).value_or(kNoNode);
        entries.push_back({key, std::string(key == kNoNode ? std::string_view() : at(key).value.text), value});
      }
    }
    return entries;
  }

  NodeIndex extended_map(NodeIndex old, const std::vector<std::pair<std::string, Attr>>& changed) {
    std::vector<Entry> entries = entries_of(old);
    for (const auto& [key, value] : changed) {
      const auto same = [&name = key](const Entry& e) { return e.key == name; };
      if (value.is_none()) {
        std::erase_if(entries, same);
        continue;
      }
      const NodeIndex node = emitter_.node_of(value);
      const auto it = std::find_if(entries.begin(), entries.end(), same);
      if (it == entries.end()) {
        entries.push_back({kNoNode, key, node});
      } else {
        it->value = node;
      }
    }
    return add_map(entries);
  }

  NodeIndex add_map(const std::vector<Entry>& entries) {
    JsonNodes& nodes = emitter_.nodes();
    std::vector<std::pair<std::string, NodeIndex>> dict;
    std::vector<std::pair<NodeIndex, NodeIndex>> flat;
    for (const Entry& e : entries) {
      dict.emplace_back(e.key, e.value);
      if (nodes.is_graph()) flat.emplace_back(e.key_node == kNoNode ? nodes.string(e.key) : e.key_node, e.value);
    }
    return nodes.is_graph() ? nodes.map(flat) : nodes.dict(dict);
  }

  const JsonDocument& document_;
  JsonEmitter emitter_;
  std::vector<Redirection> redirections_;
  std::vector<int> uses_;  // by node; empty until somebody asks
};

/// A text of its own around the nodes of `emitter`.
std::string whole_text(JsonEmitter& emitter, NodeIndex root, std::string_view tvm_version) {
  JsonNodes& nodes = emitter.nodes();
  const std::string version = nodes.text(tvm_version);
  constexpr std::string_view kWriter = "tir2tt";
  if (nodes.is_graph()) {
    return fmt::format(
        "{{\n  \"root_index\": {},\n  \"nodes\": [\n    {}\n  ],\n  \"metadata\": {{\n    \"tvm_version\": {},\n"
        "    \"written_by\": \"{}\"\n  }}\n}}",
        root, nodes.alone(), version, kWriter);
  }
  return fmt::format(
      "{{\n  \"root\": {}, \n  \"nodes\": [\n    {}\n  ], \n  \"b64ndarrays\": [], \n  \"attrs\": {{\n"
      "    \"tvm_version\": {}, \n    \"written_by\": \"{}\"\n  }}\n}}",
      root, nodes.alone(), version, kWriter);
}

/// The first version of TVM that writes this.
std::string_view first_version(JsonEra era, Dialect dialect) {
  if (era == JsonEra::ObjectGraph) return dialect == Dialect::Tirx ? "0.24.0" : "0.22.0";
  return era == JsonEra::Legacy ? "0.20.0" : "0.21.dev0";
}

NodeIndex emit_module(JsonEmitter& e, const IRModule& module) {
  JsonNodes& nodes = e.nodes();
  std::vector<std::pair<NodeIndex, NodeIndex>> functions;
  std::vector<std::pair<std::string, NodeIndex>> names;
  for (const auto& [name, function] : module.functions) {
    const NodeIndex var = e.global_var(name);
    functions.emplace_back(var, e.node_of(function));
    names.emplace_back(name, var);
  }
  const auto ref = [&](NodeIndex node) { return nodes.reference(node); };
  const NodeIndex source_map = e.add(JsonType::SourceMap, {{"source_map", ref(nodes.map({}))}});
  const NodeIndex attrs = e.dict_attrs(e.node_of(module.attrs));
  return e.add(JsonType::IRModule, {{"functions", ref(nodes.map(functions))},
                                    {"global_var_map_", ref(nodes.dict(names))},
                                    {"source_map", ref(source_map)},
                                    {"attrs", ref(attrs)},
                                    {"global_infos", ref(nodes.dict({}))}});
}

/// A value that means the same outside of its module: numbers, strings, and lists and maps of them.
bool stands_alone(const Attr& a) {
  if (const auto* array = a.get_if<Attr::Array>()) return std::all_of((*array)->begin(), (*array)->end(), stands_alone);
  if (const auto* dict = a.get_if<Attr::Dict>()) {
    const auto& entries = (*dict)->entries();
    return std::all_of(entries.begin(), entries.end(), [](const auto& e) { return stands_alone(e.second); });
  }
  return a.is_none() || a.get_if<BoxedBool>() || a.get_if<BoxedInt>() || a.get_if<BoxedFloat>() ||
         a.get_if<IntValue>() || a.get_if<FloatValue>() || a.get_if<std::string>() || a.get_if<StringImmValue>() ||
         a.get_if<DataTypeValue>();
}

/// The functions of a module by name.
class FunctionTable {
 public:
  explicit FunctionTable(const IRModule& module) {
    for (const auto& [name, function] : module.functions) functions_.emplace(name, function);
  }
  PrimFunc operator[](std::string_view name) const {
    const auto it = functions_.find(name);
    return it == functions_.end() ? nullptr : it->second;
  }

 private:
  std::unordered_map<std::string_view, PrimFunc> functions_;
};

}  // namespace

std::string write_json(const JsonModule& as_read, const IRModule& now, Diagnostics& diags) {
  const JsonDocument& document = *as_read.document;
  JsonExtension extension(document, diags);
  const FunctionTable functions_before(as_read.module), functions_now(now);
  std::map<NodeIndex, PrimFunc> written;  // a function may have several names
  for (const auto& [name, node] : document.origin.functions) {
    const PrimFunc before = functions_before[name], after = functions_now[name];
    TIR2TT_CHECK(before && after, "a pass removed a function");
    const auto& [other, is_new] = written.emplace(node, after);
    if (!is_new && !structural_equal(other->second, after)) extension.cannot_part(name);
    if (is_new && before != after) extension.function(node, *before, *after);
  }
  TIR2TT_CHECK(now.functions.size() == as_read.module.functions.size(), "a pass added a function");
  return extension.text();
}

std::string write_json(const IRModule& module, JsonEra era, Diagnostics& diags) {
  JsonEmitter emitter({era, module.dialect, true, {}}, nullptr, diags);
  const NodeIndex root = emit_module(emitter, module);
  return is_done(emitter) ? whole_text(emitter, root, first_version(era, module.dialect)) : std::string();
}

std::string write_json_attributes(const JsonModule& as_read, const IRModule& now, Diagnostics& diags) {
  const JsonDocument& document = *as_read.document;
  JsonEmitter emitter({document.era(), document.dialect(), true, {}}, nullptr, diags);
  std::vector<std::pair<std::string, NodeIndex>> functions;
  const FunctionTable functions_before(as_read.module);
  for (const auto& [name, after] : now.functions) {
    const PrimFunc before = functions_before[name];
    if (!before || before == after) continue;
    std::vector<std::pair<std::string, NodeIndex>> attributes;
    for (const auto& [key, value] : changed_attributes(before->attrs, after->attrs)) {
      if (!stands_alone(value)) emitter.cannot(fmt::format("the attribute `{}` outside of its module", key));
      attributes.emplace_back(key, emitter.node_of(value));
    }
    if (!attributes.empty()) functions.emplace_back(name, emitter.nodes().dict(attributes));
  }
  const NodeIndex root = emitter.nodes().dict(functions);
  const std::string_view version =
      document.tvm_version().empty() ? first_version(document.era(), document.dialect()) : document.tvm_version();
  return is_done(emitter) ? whole_text(emitter, root, version) : std::string();
}

}  // namespace tir2tt::tvm
