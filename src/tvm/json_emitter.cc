#include "tvm/json_emitter.h"

#include <fmt/format.h>

#include <algorithm>

namespace tir2tt::tvm {

using namespace tir;

/// No node of TVM has nearly as many; a text whose nodes have more is not followed in that.
constexpr size_t kMostFields = 64;

/// The archive of json_fields.h that collects a node's fields as text.
class JsonFieldWriter {
 public:
  template <class Node>
  using RefOf = const Node&;

  explicit JsonFieldWriter(JsonEmitter& emitter) : e_(emitter) {}
  Dialect dialect() const { return e_.dialect(); }

  template <class T>
  void operator()(std::string_view name, const T& member) {
    fields.emplace_back(name, value(member));
  }
  template <class T>
  void optional(std::string_view name, const T& member) {
    if (is_empty(member)) droppable.emplace_back(name);
    (*this)(name, member);
  }
  template <class T>
  void newer(std::string_view name, const T& member) {
    // A node list must have exactly what its version knows, which its own nodes show; an object graph may have more.
    if (is_empty(member) && !e_.nodes().is_graph()) return;
    (*this)(name, member);
  }
  /// TileLang's. A map: null is not for it.
  template <class T>
  void call_annotations(std::string_view name, const T& member) {
    if (is_empty(member)) droppable.emplace_back(name);
    if (!is_empty(member) || e_.sample(JsonType::Call)) (*this)(name, member);
  }
  void not_ours(std::string_view name) {
    droppable.emplace_back(name);
    put(name, kNoNode);
  }
  void scope(std::string_view name, const Stmt& body) {
    if (body) (*this)(name, body);
  }
  void condition(std::string_view name, const Expr& e) {
    e ? (*this)(name, e) : put(name, e_.integer(1, DataType::Bool()));
  }
  void single(std::string_view name, const Exprs& es) {
    put(name, es.size() == 1 ? e_.node_of(es[0]) : e_.cannot("an assertion with a message of several parts"));
  }
  void domain(std::string_view name, const Range& r) { put(name, r.min ? e_.node_of(r) : kNoNode); }
  void offset(std::string_view name, const BufferNode& b) {
    if (b.elem_offset) return (*this)(name, b.elem_offset);
    put(name, e_.integer(0, b.shape.empty() ? DataType::Int(32) : b.shape[0]->dtype));
  }
  void broadcast(std::string_view name, bool auto_broadcast) { (*this)(name, int64_t{auto_broadcast ? 2 : 1}); }
  void callee(std::string_view name, const CallNode& call) {
    put(name, call.global ? e_.global_var(std::string(call.op.name())) : e_.op(call.op));
  }
  /// An array of numbers stands in the text that it came from, or nowhere.
  void array_data(std::string_view name, const Attr& data) {
    data.get_if<OpaqueRef>() ? (*this)(name, data) : put(name, e_.cannot("the data of an AllocateConst"));
  }
  void function_attributes(std::string_view name, const AttrDict& attrs) {
    put(name, e_.dict_attrs(e_.node_of(attrs)));
  }

  std::vector<JsonNodes::Field> fields;
  std::vector<std::string> droppable;

 private:
  void put(std::string_view name, NodeIndex node) { fields.emplace_back(name, e_.nodes().reference(node)); }

  std::string value(int64_t v) { return e_.nodes().integer(v); }
  std::string value(int v) { return e_.nodes().integer(v); }
  std::string value(double v) { return e_.nodes().number(v); }
  std::string value(DataType t) { return e_.nodes().text(to_string(t)); }
  template <class T>
  std::string value(const T& v) {
    if constexpr (std::is_enum_v<T>) {
      return e_.nodes().integer(static_cast<int64_t>(v));
    } else {
      return e_.nodes().reference(e_.node_of(v));
    }
  }
  template <class T>
  static bool is_empty(const T& v) {
    if constexpr (std::is_same_v<T, Attr>) {
      return v.is_none();
    } else if constexpr (requires { v.empty(); }) {
      return v.empty();
    } else {
      return !v;
    }
  }

  JsonEmitter& e_;
};

JsonEmitter::JsonEmitter(JsonStyle style, const JsonDocument* document, Diagnostics& diags)
    : document_(document),
      diags_(diags),
      nodes_(std::move(style), document ? static_cast<NodeIndex>(document->nodes().size()) : 0) {
  if (!document) {
    nodes_.none();  // the first node, as in TVM's node lists
    return;
  }
  samples_.resize(static_cast<size_t>(JsonType::Unknown) + 1, kNoNode);
  for (NodeIndex i = 0; i < document->nodes().size(); ++i) {
    NodeIndex& first = samples_[static_cast<size_t>(document->nodes()[i].type)];
    if (first == kNoNode) first = i;
  }
  if (nodes_.is_graph()) nodes_.set_none(samples_[static_cast<size_t>(JsonType::None)]);
}

const JsonNode* JsonEmitter::sample(JsonType type) {
  const NodeIndex node = document_ ? samples_[static_cast<size_t>(type)] : kNoNode;
  return node == kNoNode ? nullptr : &document_->nodes()[node];
}

NodeIndex JsonEmitter::known(const void* object) {
  if (document_ && !indexed_) {
    indexed_ = true;
    for (NodeIndex i = 0; i < document_->origin.objects.size(); ++i) {
      if (document_->origin.objects[i]) known_.emplace(document_->origin.objects[i].get(), i);
    }
  }
  const auto it = known_.find(object);
  return it == known_.end() ? kNoNode : it->second;
}

NodeIndex JsonEmitter::cannot(const std::string& what, SourceSpan span) {
  failed_ = true;
  diags_.add(DiagId::NotInJson, span, fmt::format("{} cannot be written as JSON", what),
             "write the module in the format in which it came");
  return kNoNode;
}

/// For a field that we do not know: null, or what another node has there when that is no reference.
std::string JsonEmitter::default_of(const JsonValue& value) {
  const bool literal = value.kind == JsonValue::Kind::String && !document_->reference(value);
  return literal ? nodes_.text(value.text) : nodes_.reference(kNoNode);
}

NodeIndex JsonEmitter::add(JsonType type, std::vector<JsonNodes::Field> fields,
                           const std::vector<std::string>& droppable) {
  const JsonNode* like = sample(type);
  if (!like) return nodes_.object(type, std::move(fields));
  const auto in_sample = [&](const std::string& name) { return like->field(name).kind != JsonValue::Kind::Absent; };
  std::erase_if(fields, [&](const JsonNodes::Field& field) {
    return std::find(droppable.begin(), droppable.end(), field.first) != droppable.end() && !in_sample(field.first);
  });
  for (const JsonField& field : like->fields) {
    const auto same = [&](const JsonNodes::Field& own) { return own.first == field.name; };
    if (fields.size() < kMostFields && std::none_of(fields.begin(), fields.end(), same)) {
      fields.emplace_back(field.name, default_of(field.value));
    }
  }
  return nodes_.object(type, std::move(fields));
}

template <class Node>
NodeIndex JsonEmitter::object(JsonType type, const Node& node, const DataType* dtype, bool span) {
  JsonFieldWriter ar(*this);
  if (dtype) ar("dtype", *dtype);
  json_fields(ar, node);
  if (span) {
    ar.fields.emplace_back("span", nodes_.reference(kNoNode));
    ar.droppable.emplace_back("span");
  }
  return add(type, std::move(ar.fields), ar.droppable);
}

template <class Node>
NodeIndex JsonEmitter::shared(JsonType type, const std::shared_ptr<const Node>& p, bool span) {
  if (!p) return kNoNode;
  if (const NodeIndex node = known(p.get()); node != kNoNode) return node;
  const NodeIndex node = object(type, *p, nullptr, span);
  known_[p.get()] = node;
  return node;
}

NodeIndex JsonEmitter::node_of(const Expr& e) {
  if (!e) return kNoNode;
  if (const NodeIndex node = known(e.get()); node != kNoNode) return node;
  const NodeIndex node = make(*e);
  known_[e.get()] = node;
  return node;
}

NodeIndex JsonEmitter::make(const ExprNode& e) {
  if (tir::is_binary(e.kind)) {
    const auto type = static_cast<JsonType>(static_cast<int>(JsonType::Add) + static_cast<int>(e.kind));
    return object(type, static_cast<const BinaryNode&>(e), &e.dtype, true);
  }
  switch (e.kind) {
    case ExprKind::Var: {
      const auto& v = static_cast<const VarNode&>(e);
      return object(v.is_size_var ? JsonType::SizeVar : JsonType::Var, v, &e.dtype, true);
    }
#define EXPR_CASE(kind) \
  case ExprKind::kind: return object(JsonType::kind, static_cast<const kind##Node&>(e), &e.dtype, true);
      TIR2TT_JSON_EXPRS_BUT_VAR(EXPR_CASE)
#undef EXPR_CASE
    case ExprKind::Opaque: {
      const auto& o = static_cast<const OpaqueNode&>(e);
      return opaque(o.key, o.index, e.span);
    }
    default: return cannot("a load from a tensor expression", e.span);
  }
}

NodeIndex JsonEmitter::node_of(const Stmt& s) {
  if (!s) return kNoNode;
  if (const NodeIndex node = known(s.get()); node != kNoNode) return node;
  const NodeIndex node = make(*s);
  known_[s.get()] = node;
  return node;
}

namespace {

/// Does `dialect` have statements of this kind? (LetStmt became Bind, Allocate became AllocBuffer.)
bool exists_in(StmtKind kind, Dialect dialect) {
  switch (kind) {
    case StmtKind::Bind:
    case StmtKind::AllocBuffer: return dialect == Dialect::Tirx;
    case StmtKind::LetStmt:
    case StmtKind::Allocate:
    case StmtKind::AllocateConst:
    case StmtKind::BufferRealize:
    case StmtKind::Prefetch: return dialect == Dialect::Tir;
    default: return true;
  }
}

// clang-format off
constexpr std::string_view kStmtNames[] = {
#define STMT(kind, key) #kind,
#include "tir/nodes.def"
};
// clang-format on

}  // namespace

NodeIndex JsonEmitter::make(const StmtNode& s) {
  if (!exists_in(s.kind, dialect())) {
    const std::string_view language = dialect() == Dialect::Tirx ? "tirx" : "tir";
    return cannot(fmt::format("a {}, which {} has not,", kStmtNames[static_cast<size_t>(s.kind)], language), s.span);
  }
  if (s.kind == StmtKind::Evaluate) {
    // A statement of an unknown type is an Evaluate whose value has its very place.
    const Expr& value = static_cast<const EvaluateNode&>(s).value;
    const auto* o = tir::as<OpaqueNode>(value);
    if (o && s.span.known() && s.span == o->span) return opaque(o->key, o->index, s.span);
  }
  switch (s.kind) {
#define STMT_CASE(kind) \
  case StmtKind::kind: return object(JsonType::kind, static_cast<const kind##Node&>(s), nullptr, true);
    TIR2TT_JSON_STMTS(STMT_CASE)
#undef STMT_CASE
    default: return cannot("a statement of tensor expressions", s.span);
  }
}

NodeIndex JsonEmitter::opaque(const std::string& key, int64_t index, SourceSpan span) {
  const bool inside = document_ && index >= 0 && index < static_cast<int64_t>(document_->nodes().size());
  if (inside && document_->nodes()[static_cast<size_t>(index)].type_name == key) return static_cast<NodeIndex>(index);
  return cannot(fmt::format("`metadata[\"{}\"][{}]`", key, index), span);
}

NodeIndex JsonEmitter::node_of(const Buffer& b) { return shared(JsonType::Buffer, b, true); }
NodeIndex JsonEmitter::node_of(const IterVar& v) {
  return shared(JsonType::IterVar, v, nodes_.style().era != JsonEra::Prefixed);
}
NodeIndex JsonEmitter::node_of(const Block& b) { return shared(JsonType::Block, b, true); }
NodeIndex JsonEmitter::node_of(const PrimFunc& f) { return shared(JsonType::PrimFunc, f, true); }
NodeIndex JsonEmitter::node_of(const std::shared_ptr<const CommReducer>& r) {
  return shared(JsonType::CommReducer, r, true);
}
NodeIndex JsonEmitter::node_of(const Range& r) { return object(JsonType::Range, r, nullptr, true); }
NodeIndex JsonEmitter::node_of(const BufferRegion& r) { return object(JsonType::BufferRegion, r, nullptr, false); }
NodeIndex JsonEmitter::node_of(const MatchBufferRegion& m) {
  return object(JsonType::MatchBufferRegion, m, nullptr, false);
}

NodeIndex JsonEmitter::integer(int64_t value, DataType t) {
  return add(
      JsonType::IntImm,
      {{"dtype", nodes_.text(to_string(t))}, {"value", nodes_.integer(value)}, {"span", nodes_.reference(kNoNode)}},
      {"span"});
}

NodeIndex JsonEmitter::node_of(const Type& t) {
  if (t.kind == Type::Kind::Opaque) return kNoNode;
  const std::string key = fmt::format("{} {} {}", static_cast<int>(t.kind), to_string(t.dtype), t.scope);
  const auto it = types_.find(key);
  if (it != types_.end()) return it->second;
  NodeIndex node = kNoNode;
  if (t.kind == Type::Kind::Prim) {
    node = add(JsonType::PrimType, {{"dtype", nodes_.text(to_string(t.dtype))}});
  } else if (t.kind == Type::Kind::Pointer) {
    const std::string element = nodes_.reference(node_of(Type{Type::Kind::Prim, t.dtype, {}}));
    node = add(JsonType::PointerType,
               {{"element_type", element}, {"storage_scope", nodes_.reference(nodes_.string(t.scope))}});
  } else {
    node = add(JsonType::TupleType,
               {{"fields", nodes_.reference(nodes_.array({}))}, {"span", nodes_.reference(kNoNode)}}, {"span"});
  }
  types_.emplace(key, node);
  return node;
}

NodeIndex JsonEmitter::op(const Op& op) {
  std::string name(op.name());
  if (dialect() == Dialect::Tirx && name.starts_with("tir.")) name = "tirx." + name.substr(4);
  const auto it = ops_.find(name);
  return it != ops_.end() ? it->second : ops_.emplace(name, nodes_.named(JsonType::Op, name)).first->second;
}

NodeIndex JsonEmitter::global_var(const std::string& name) {
  if (global_vars_.empty() && document_) {
    for (NodeIndex i = 0; i < document_->nodes().size(); ++i) {
      if (document_->nodes()[i].type != JsonType::GlobalVar) continue;
      const auto hint = document_->reference(document_->nodes()[i].field("name_hint"));
      if (hint && *hint != kNoNode) global_vars_.emplace(document_->nodes()[*hint].value.text, i);
    }
  }
  const auto it = global_vars_.find(name);
  if (it != global_vars_.end()) return it->second;
  const std::string null = nodes_.reference(kNoNode);
  const NodeIndex node =
      add(JsonType::GlobalVar,
          {{"name_hint", nodes_.reference(nodes_.string(name))}, {"span", null}, {"struct_info_", null}});
  return global_vars_.emplace(name, node).first->second;
}

NodeIndex JsonEmitter::dict_attrs(NodeIndex map) {
  return add(JsonType::DictAttrs, {{"__dict__", nodes_.reference(map)}});
}

NodeIndex JsonEmitter::node_of(const std::vector<std::pair<Var, Buffer>>& map) {
  std::vector<std::pair<NodeIndex, NodeIndex>> entries;
  entries.reserve(map.size());
  for (const auto& [var, buffer] : map) {
    const NodeIndex key = node_of(var);
    entries.emplace_back(key, node_of(buffer));
  }
  return nodes_.map(entries);
}

NodeIndex JsonEmitter::node_of(const std::vector<std::pair<std::string, std::shared_ptr<const Attr>>>& dict) {
  std::vector<std::pair<std::string, NodeIndex>> entries;
  entries.reserve(dict.size());
  for (const auto& [key, value] : dict) entries.emplace_back(key, node_of(value));
  return nodes_.dict(entries);
}

NodeIndex JsonEmitter::node_of(const AttrDict& d) {
  std::vector<std::pair<std::string, NodeIndex>> entries;
  entries.reserve(d.size());
  for (const auto& [key, value] : d.entries()) entries.emplace_back(key, node_of(value));
  return nodes_.dict(entries);
}

/// One overload per alternative of Attr.
struct AttrNode {
  JsonEmitter& e;

  NodeIndex operator()(std::monostate) const { return kNoNode; }
  NodeIndex operator()(const BoxedBool& v) const {
    const std::string legacy = v.value ? "true" : "false";
    const std::string value = e.nodes().is_graph() ? legacy : e.nodes().integer(v.value);
    return e.nodes().boxed(JsonType::Bool, "v_int64", value, legacy);
  }
  NodeIndex operator()(const BoxedInt& v) const {
    return e.nodes().boxed(JsonType::Int, "v_int64", e.nodes().integer(v.value), std::to_string(v.value));
  }
  NodeIndex operator()(const BoxedFloat& v) const {
    return e.nodes().boxed(JsonType::Float, "v_float64", e.nodes().number(v.value), fmt::format("{:.17g}", v.value));
  }
  NodeIndex operator()(const IntValue& v) const { return e.integer(v.value, v.dtype); }
  NodeIndex operator()(const FloatValue& v) const { return e.constant(make_float(v.value, v.dtype)); }
  NodeIndex operator()(const std::string& v) const { return e.node_of(v); }
  NodeIndex operator()(const StringImmValue& v) const { return e.constant(make_string(v.value)); }
  NodeIndex operator()(const Attr::Array& v) const { return e.node_of(*v); }
  NodeIndex operator()(const Attr::Dict& v) const { return e.node_of(*v); }
  NodeIndex operator()(const Attr::Map& v) const {
    std::vector<std::pair<NodeIndex, NodeIndex>> entries;
    for (const auto& [key, value] : *v) {
      const NodeIndex k = e.node_of(key);
      entries.emplace_back(k, e.node_of(value));
    }
    return e.nodes().map(entries);
  }
  NodeIndex operator()(const Expr& v) const { return e.node_of(v); }
  NodeIndex operator()(const Buffer& v) const { return e.node_of(v); }
  NodeIndex operator()(const IterVar& v) const { return e.node_of(v); }
  NodeIndex operator()(const std::shared_ptr<const BufferRegion>& v) const { return e.node_of(*v); }
  NodeIndex operator()(const std::shared_ptr<const Range>& v) const { return e.node_of(*v); }
  NodeIndex operator()(const std::shared_ptr<const CommReducer>& v) const { return e.node_of(v); }
  NodeIndex operator()(const OpaqueRef& v) const { return e.opaque(v.key, v.index, {}); }
  NodeIndex operator()(const TargetValue& v) const {
    const NodeIndex node = e.known(v.config.get());
    return node != kNoNode ? node : e.cannot("a target");
  }
  NodeIndex operator()(const DataTypeValue& v) const {
    const std::string text = e.nodes().text(to_string(v.dtype));
    return e.nodes().boxed(JsonType::DType, "v_type", text, to_string(v.dtype));
  }
};

NodeIndex JsonEmitter::node_of(const Attr& a) { return std::visit(AttrNode{*this}, a.value()); }

}  // namespace tir2tt::tvm
