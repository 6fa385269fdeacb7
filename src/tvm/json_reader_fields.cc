// How the fields of one node of JSON are read: literals as the era writes them, references through the graph.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "support/text.h"
#include "tvm/json_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

const JsonValue kAbsent{};

}  // namespace

bool JsonFieldReader::is_null(std::string_view name) const {
  const JsonValue& value = r_.at(node_).field(name);
  if (value.kind == JsonValue::Kind::Absent || value.kind == JsonValue::Kind::Null) return true;
  const std::optional<NodeIndex> node = r_.document_.reference(value);
  return node && *node == kNoNode;
}

const JsonValue& JsonFieldReader::present(std::string_view name) {
  const JsonValue& value = r_.at(node_).field(name);
  if (value.kind != JsonValue::Kind::Absent) return value;
  r_.fail(node_, DiagId::BadJsonNode, fmt::format("it has no field `{}`", name),
          "a TVM that is newer or older than docs/json.md lists may have renamed it");
  return kAbsent;
}

void JsonFieldReader::must_not_have(std::string_view name) {
  if (is_null(name)) return;
  r_.fail(node_, DiagId::BadJsonNode, fmt::format("it has a field `{}`, which is not read", name),
          "some development versions of TVM wrote this; save the module with a release");
}

void JsonFieldReader::wrong(std::string_view name, std::string_view expected) {
  r_.fail(node_, DiagId::BadJsonNode, fmt::format("its field `{}` is not {}", name, expected));
}

void JsonFieldReader::mismatch(std::string_view name, NodeIndex node) {
  if (std::holds_alternative<BrokenNode>(r_.built_[node])) {
    r_.broken_ = true;
    return;
  }
  r_.fail(node_, DiagId::BadJsonNode,
          fmt::format("its field `{}` refers to {}, which cannot stand there", name, r_.document_.describe(node)));
}

NodeIndex JsonFieldReader::target(std::string_view name, const JsonValue& value) {
  const std::optional<NodeIndex> node = r_.document_.reference(value);
  if (node && *node != kNoNode) return *node;
  if (node) {
    wrong(name, "allowed to be null");
  } else if (r_.document_.as_integer(value)) {
    r_.fail(node_, DiagId::JsonIndexOutOfRange,
            fmt::format("its field `{}` refers to node {}; there are {} nodes", name, *r_.document_.as_integer(value),
                        r_.document_.nodes().size()));
  } else {
    wrong(name, "the number of a node");
  }
  return kNoNode;
}

std::span<const int64_t> JsonFieldReader::list(std::string_view name, const JsonValue& value) {
  const NodeIndex node = target(name, value);
  if (node == kNoNode) return {};
  if (r_.at(node).type != JsonType::Array) {
    wrong(name, "a list");
    return {};
  }
  for (const int64_t item : r_.at(node).items) {
    if (r_.document_.reference(item)) continue;
    r_.fail(node, DiagId::JsonIndexOutOfRange,
            fmt::format("it refers to node {}; there are {} nodes", item, r_.document_.nodes().size()));
    return {};
  }
  return r_.at(node).items;
}

void JsonFieldReader::read(std::string_view name, const JsonValue& value, int64_t& out) {
  if (const std::optional<int64_t> number = r_.document_.as_integer(value)) {
    out = *number;
  } else {
    wrong(name, "an integer of 64 bits");
  }
}

void JsonFieldReader::read(std::string_view name, const JsonValue& value, int& out) {
  const std::optional<int64_t> number = r_.document_.as_integer(value);
  constexpr int64_t kLeast = std::numeric_limits<int>::min(), kMost = std::numeric_limits<int>::max();
  if (!number || *number < kLeast || *number > kMost) return wrong(name, "an integer of 32 bits");
  out = static_cast<int>(*number);
}

void JsonFieldReader::read(std::string_view name, const JsonValue& value, double& out) {
  if (const std::optional<double> number = r_.document_.as_double(value)) {
    out = *number;
  } else {
    wrong(name, "a number");
  }
}

void JsonFieldReader::read(std::string_view name, const JsonValue& value, DataType& out) {
  const std::optional<DataType> t =
      value.kind == JsonValue::Kind::String ? parse_dtype(value.text.empty() ? "void" : value.text) : std::nullopt;
  if (!t) return wrong(name, "a data type");
  out = *t;
}

void JsonFieldReader::read(std::string_view name, const JsonValue& value, std::string& out) {
  const NodeIndex node = target(name, value);
  if (node == kNoNode) return;
  if (r_.at(node).type != JsonType::String) return wrong(name, "a string");
  out = std::string(r_.at(node).value.text);
}

void JsonFieldReader::read(std::string_view name, const JsonValue& value, AttrDict& out) {
  if (is_null(name)) return;
  Attr attr;
  read(name, value, attr);
  if (r_.missing_ || r_.broken_) return;
  if (const AttrDict* dict = attr.as_dict()) {
    out = *dict;
  } else {
    wrong(name, "a map with string keys");
  }
}

void JsonFieldReader::read(std::string_view name, const JsonValue& value, Shared<Attr>& out) {
  Attr attr;
  read(name, value, attr);
  out = std::make_shared<const Attr>(std::move(attr));
}

void JsonFieldReader::read(std::string_view name, const JsonValue& value,
                           std::vector<std::pair<std::string, Shared<Attr>>>& out) {
  AttrDict dict;
  read(name, value, dict);
  for (const auto& [key, attr] : dict.entries()) out.emplace_back(key, std::make_shared<const Attr>(attr));
}

void JsonFieldReader::read(std::string_view name, const JsonValue& value, std::vector<std::pair<Var, Buffer>>& out) {
  const NodeIndex map = target(name, value);
  if (map == kNoNode) return;
  if (r_.at(map).type != JsonType::Map) return wrong(name, "a map");
  for (const auto& [key, mapped] : r_.pairs_of(map)) {
    out.emplace_back();
    item(name, key, out.back().first);
    item(name, mapped, out.back().second);
  }
}

void JsonFieldReader::item(std::string_view name, NodeIndex node, Var& out) {
  Expr e;
  item(name, node, e);
  if (!e) return;
  if (!tir::as<VarNode>(e)) return mismatch(name, node);
  out = std::static_pointer_cast<const VarNode>(e);
}

/// TVM's BufferType: 1 is the default, 2 broadcasts automatically.
void JsonFieldReader::broadcast(std::string_view name, bool& auto_broadcast) {
  int64_t number = 1;
  optional_integer(name, number);
  auto_broadcast = number == 2;
}

void JsonFieldReader::optional_integer(std::string_view name, int64_t& out) {
  const JsonValue& value = r_.at(node_).field(name);
  if (value.kind != JsonValue::Kind::Absent) read(name, value, out);
}

void JsonFieldReader::callee(std::string_view name, CallNode& call) {
  const JsonValue& value = present(name);
  if (value.kind == JsonValue::Kind::Absent) return;
  const NodeIndex node = target(name, value);
  if (node == kNoNode) return;
  const JsonNode& op = r_.at(node);
  if (op.type == JsonType::GlobalVar) {
    call.global = true;
    call.op = Op::named(r_.global_name(node));
  } else if (op.type == JsonType::Op && op.value.kind == JsonValue::Kind::String) {
    const bool tirx = op.value.text.starts_with("tirx.");
    call.op = Op::named(tirx ? "tir." + std::string(op.value.text.substr(5)) : std::string(op.value.text));
  } else if (op.type == JsonType::Unknown) {
    r_.warn_unknown(node, "it stands where an operator is expected; the call is kept as an opaque one");
    call.op = Op::named(op.type_name);
  } else {
    wrong(name, "an operator or a function");
  }
}

void JsonFieldReader::function_attributes(std::string_view name, AttrDict& attrs) {
  if (is_null(name)) return;
  const NodeIndex node = target(name, r_.at(node_).field(name));
  if (node == kNoNode) return;
  if (r_.at(node).type != JsonType::DictAttrs) return wrong(name, "an ir.DictAttrs");
  JsonFieldReader(r_, node).optional("__dict__", attrs);
}

}  // namespace tir2tt::tvm
