// The graph of a module's JSON becomes TIR (json_reader.h has the method).
#include "tvm/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "support/text.h"
#include "tvm/json_fields.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

/// Rows of scopes may be this much longer than other nesting is deep.
constexpr uint32_t kScopesPerLevel = 4;

/// Also what a level of a script has besides the node that makes the level: sequences, realizations.
bool only_opens_a_scope(JsonType t) {
  switch (t) {
    case JsonType::LetStmt:
    case JsonType::AttrStmt:
    case JsonType::AssertStmt:
    case JsonType::Allocate:
    case JsonType::AllocateConst:
    case JsonType::DeclBuffer:
    case JsonType::SeqStmt:
    case JsonType::BlockRealize: return true;
    default: return false;
  }
}

/// `decl_buffer` of a script is both in one.
bool is_one_with_its_body(const Built& built) {
  const auto* s = std::get_if<Stmt>(&built);
  const auto* allocate = s ? tir::as<AllocateNode>(*s) : nullptr;
  const auto* decl = allocate ? tir::as<DeclBufferNode>(allocate->body) : nullptr;
  return decl && decl->buffer->data == allocate->var;
}

/// What is written out once and then named, however often it is used.
bool is_named(JsonType t) { return t == JsonType::Var || t == JsonType::SizeVar || t == JsonType::Buffer; }

// Above this many nodes, if nothing were shared, walks over trees would take too long. Modules of TVM share little: in
// what it saved for our tests the factor is 1.
constexpr uint64_t kMostExpanded = 4'000'000, kMostExpandedPerNode = 32;

/// The rows of the binary operators stand in the same order in both tables.
constexpr auto kFirstBinary = JsonType::Add, kLastBinary = JsonType::Or;
static_assert(static_cast<int>(kLastBinary) - static_cast<int>(kFirstBinary) == static_cast<int>(ExprKind::Or));
bool is_binary(JsonType t) { return t >= kFirstBinary && t <= kLastBinary; }
ExprKind binary_kind(JsonType t) { return static_cast<ExprKind>(static_cast<int>(t) - static_cast<int>(kFirstBinary)); }

/// A map of TVM is in no order that means something.
void sort_by_parameters(PrimFuncNode& f) {
  std::unordered_map<const VarNode*, size_t> positions;
  for (const Var& v : f.params) positions.emplace(v.get(), positions.size());
  const auto position = [&](const auto& entry) {
    const auto it = positions.find(entry.first.get());
    return it == positions.end() ? positions.size() : it->second;
  };
  std::stable_sort(f.buffer_map.begin(), f.buffer_map.end(),
                   [&](const auto& a, const auto& b) { return position(a) < position(b); });
}

template <class Node>
std::shared_ptr<Node> new_expr(ExprKind kind) {
  if constexpr (std::is_same_v<Node, BinaryNode>) {
    return std::make_shared<Node>(kind, DataType::Void());
  } else {
    (void)kind;
    return std::make_shared<Node>(DataType::Void());
  }
}

}  // namespace

JsonReader::JsonReader(const JsonDocument& document, const ReadOptions& options, Diagnostics& diags)
    : document_(document),
      options_(options),
      diags_(diags),
      built_(document.nodes().size()),
      state_(document.nodes().size(), State::New),
      depth_(document.nodes().size()),
      expanded_(document.nodes().size(), 1) {
  origin_.objects.resize(document.nodes().size());
}

void JsonReader::fail(NodeIndex node, DiagId id, const std::string& what, std::string hint) {
  diags_.add(id, at(node).span, fmt::format("{}: {}", document_.describe(node), what), std::move(hint));
  broken_ = true;
}

void JsonReader::warn_unknown(NodeIndex node, std::string_view place) {
  if (!warned_.insert(at(node).type_name).second) return;
  diags_.add(DiagId::UnknownNodeType, at(node).span,
             fmt::format("{} is of a type that is not known; {}", document_.describe(node), place));
}

void JsonReader::build(NodeIndex root) {
  stack_.push_back(root);
  while (!stack_.empty()) {
    const NodeIndex node = stack_.back();
    if (state_[node] == State::Done) {
      stack_.pop_back();
    } else {
      try_node(node);
    }
  }
}

void JsonReader::try_node(NodeIndex node) {
  const bool again = state_[node] == State::Open;
  state_[node] = State::Open;
  missing_ = broken_ = false;
  deepest_ = {};
  below_ = 0;
  make(node);
  if (broken_) {
    built_[node] = BrokenNode{};
  } else if (missing_) {
    TIR2TT_CHECK(!again, "a node of JSON still misses something");
    return;
  }
  measure(node);
  state_[node] = State::Done;
}

/// How deep and how large the node is; too much of either breaks it.
void JsonReader::measure(NodeIndex node) {
  depth_[node] = deepest_;
  if (!only_opens_a_scope(at(node).type)) {
    ++depth_[node].others;
  } else if (!is_one_with_its_body(built_[node])) {
    ++depth_[node].scopes;
  }
  expanded_[node] = is_named(at(node).type) ? 1 : below_ + 1;
  if (broken_) return;
  const uint32_t most_scopes = kScopesPerLevel * options_.max_nesting;
  if (depth_[node].others > options_.max_nesting) {
    fail(node, DiagId::NestingTooDeep, fmt::format("nested more than {} deep", options_.max_nesting));
  } else if (depth_[node].scopes > most_scopes) {
    fail(node, DiagId::NestingTooDeep, fmt::format("more than {} scopes are open", most_scopes));
  } else if (expanded_[node] > most_expanded()) {
    fail_expanded(node);
  }
  if (broken_) built_[node] = BrokenNode{}, expanded_[node] = 1;
}

uint64_t JsonReader::most_expanded() const { return kMostExpanded + kMostExpandedPerNode * built_.size(); }

void JsonReader::fail_expanded(NodeIndex node) {
  fail(node, DiagId::BadJsonNode,
       fmt::format("written out, with what is shared in it repeated, it has more than {} nodes; there are {}",
                   with_thousands(static_cast<int64_t>(most_expanded())),
                   with_thousands(static_cast<int64_t>(built_.size()))),
       "bind what is used many times to a variable");
}

bool JsonReader::need(NodeIndex node) {
  if (state_[node] == State::Done) {
    deepest_.scopes = std::max(deepest_.scopes, depth_[node].scopes);
    deepest_.others = std::max(deepest_.others, depth_[node].others);
    below_ += expanded_[node];
    return true;
  }
  if (state_[node] == State::Open) {
    report_cycle(node);
    return false;
  }
  stack_.push_back(node);
  missing_ = true;
  return false;
}

void JsonReader::report_cycle(NodeIndex node) {
  if (diags_.error_count() >= Diagnostics::kMaxDiagnostics) return fail(node, DiagId::JsonCycle, "it contains itself");
  std::string way;
  for (const NodeIndex i : stack_) {
    const bool on_way = state_[i] == State::Open && (i == node || !way.empty());
    if (on_way && way.size() < 200) way += document_.describe(i) + " → ";
  }
  fail(node, DiagId::JsonCycle, fmt::format("it contains itself: {}{}", way, document_.describe(node)));
}

void JsonReader::finish(NodeIndex node, Built built, std::shared_ptr<const void> object) {
  if (missing_ || broken_) return;
  built_[node] = std::move(built);
  origin_.objects[node] = std::move(object);
}

template <class Node>
void JsonReader::make_expr(NodeIndex node, ExprKind kind) {
  auto n = new_expr<Node>(kind);
  JsonFieldReader ar(*this, node);
  ar("dtype", n->dtype);
  json_fields(ar, *n);
  n->span = at(node).span;
  if constexpr (std::is_same_v<Node, VarNode>) n->is_size_var = at(node).type == JsonType::SizeVar;
  if (!missing_ && !broken_) check(node, *n);
  finish(node, Expr(n), n);
}

template <class Node>
void JsonReader::make_stmt(NodeIndex node) {
  auto n = std::make_shared<Node>();
  JsonFieldReader ar(*this, node);
  json_fields(ar, *n);
  if constexpr (!requires { n->body; }) ar.must_not_have("body");
  n->span = at(node).span;
  if (!missing_ && !broken_) check(node, *n);
  finish(node, Stmt(n), n);
}

template <class Node>
void JsonReader::make_shared(NodeIndex node) {
  auto n = std::make_shared<Node>();
  JsonFieldReader ar(*this, node);
  json_fields(ar, *n);
  if constexpr (requires { n->span; }) n->span = at(node).span;
  if constexpr (std::is_same_v<Node, PrimFuncNode>) sort_by_parameters(*n);
  if constexpr (std::is_same_v<Node, BufferNode>) {
    if (!missing_ && !broken_) check_shape(node, *n);
  }
  finish(node, std::shared_ptr<const Node>(n), n);
}

void JsonReader::make(NodeIndex node) {
  const JsonType type = at(node).type;
  if (is_binary(type)) return make_expr<BinaryNode>(node, binary_kind(type));
  switch (type) {
#define EXPR_CASE(kind) \
  case JsonType::kind: return make_expr<kind##Node>(node, ExprKind::kind);
    TIR2TT_JSON_EXPRS(EXPR_CASE)
#undef EXPR_CASE
    case JsonType::SizeVar: return make_expr<VarNode>(node, ExprKind::Var);
#define STMT_CASE(kind) \
  case JsonType::kind: return make_stmt<kind##Node>(node);
      TIR2TT_JSON_STMTS(STMT_CASE)
#undef STMT_CASE
    case JsonType::Buffer: return make_shared<BufferNode>(node);
    case JsonType::IterVar: return make_shared<IterVarNode>(node);
    case JsonType::Block: return make_shared<BlockNode>(node);
    case JsonType::Range: return make_shared<Range>(node);
    case JsonType::BufferRegion: return make_shared<BufferRegion>(node);
    case JsonType::MatchBufferRegion: return make_shared<MatchBufferRegion>(node);
    case JsonType::CommReducer: return make_shared<CommReducer>(node);
    case JsonType::PrimFunc: return make_shared<PrimFuncNode>(node);
    case JsonType::PrimType:
    case JsonType::PointerType:
    case JsonType::TupleType: return make_type(node);
    case JsonType::Target: return make_target(node);
    case JsonType::None:
    case JsonType::Bool:
    case JsonType::Int:
    case JsonType::Float:
    case JsonType::DType:
    case JsonType::String:
    case JsonType::Array:
    case JsonType::Map:
    case JsonType::DictAttrs: return make_container(node);
    default: return finish(node, UnknownNode{at(node).type_name});
  }
}

void JsonReader::make_type(NodeIndex node) {
  Type type;
  JsonFieldReader ar(*this, node);
  if (at(node).type == JsonType::TupleType) {
    const NodeIndex fields = document_.reference(at(node).field("fields")).value_or(kNoNode);
    const bool empty = fields == kNoNode || at(fields).items.empty();
    type = {empty ? Type::Kind::Void : Type::Kind::Opaque, DataType::Void(), {}};
  } else if (at(node).type == JsonType::PrimType) {
    ar("dtype", type.dtype);
  } else {
    Type element;
    ar("element_type", element);
    ar("storage_scope", type.scope);
    type = {Type::Kind::Pointer, element.kind == Type::Kind::Prim ? element.dtype : DataType::Void(), type.scope};
  }
  finish(node, std::move(type));
}

bool JsonReader::convert(NodeIndex node, Type& out) {
  if (const auto* t = std::get_if<Type>(&built_[node])) return out = *t, true;
  if (!std::holds_alternative<UnknownNode>(built_[node])) return false;
  warn_unknown(node, "it stands for a type and is kept as it is");
  out = {Type::Kind::Opaque, DataType::Void(), {}};
  built_[node] = out;  // and can be nothing else from now on
  return true;
}

bool JsonReader::convert(NodeIndex node, Expr& out) {
  if (const auto* e = std::get_if<Expr>(&built_[node])) return out = *e, true;
  const auto* unknown = std::get_if<UnknownNode>(&built_[node]);
  if (!unknown) return false;
  warn_unknown(node, "it stands for an expression and is kept as it is");
  auto opaque = std::make_shared<OpaqueNode>(DataType::Handle());
  opaque->key = std::string(unknown->type_name);
  opaque->index = node;
  opaque->span = at(node).span;
  origin_.objects[node] = opaque;
  out = opaque;
  built_[node] = out;
  return true;
}

bool JsonReader::convert(NodeIndex node, Stmt& out) {
  if (const auto* s = std::get_if<Stmt>(&built_[node])) return out = *s, true;
  const auto* unknown = std::get_if<UnknownNode>(&built_[node]);
  if (!unknown) return false;
  warn_unknown(node, "it stands for a statement and is kept as it is");
  auto value = std::make_shared<OpaqueNode>(DataType::Handle());
  value->key = std::string(unknown->type_name);
  value->index = node;
  auto statement = std::make_shared<EvaluateNode>();
  statement->span = value->span = at(node).span;
  statement->value = std::move(value);
  origin_.objects[node] = statement;
  out = statement;
  built_[node] = out;
  return true;
}

bool JsonReader::convert(NodeIndex node, Attr& out) {
  const Built& built = built_[node];
  if (const auto* e = std::get_if<Expr>(&built)) {
    if (const auto* i = tir::as<IntImmNode>(*e)) return out = Attr(IntValue{i->value, i->dtype}), true;
    if (const auto* f = tir::as<FloatImmNode>(*e)) return out = Attr(FloatValue{f->value, f->dtype}), true;
    if (const auto* s = tir::as<StringImmNode>(*e)) return out = Attr(StringImmValue{s->value}), true;
    return out = Attr(*e), true;
  }
  if (const auto* a = std::get_if<Attr>(&built)) return out = *a, true;
  if (const auto* b = std::get_if<Buffer>(&built)) return out = Attr(*b), true;
  if (const auto* iv = std::get_if<IterVar>(&built)) return out = Attr(*iv), true;
  if (const auto* r = std::get_if<Shared<Range>>(&built)) return out = Attr(*r), true;
  if (const auto* r = std::get_if<Shared<BufferRegion>>(&built)) return out = Attr(*r), true;
  if (const auto* c = std::get_if<Shared<CommReducer>>(&built)) return out = Attr(*c), true;
  if (std::holds_alternative<BrokenNode>(built)) return false;
  out = Attr(OpaqueRef{std::string(at(node).type_name), node});  // a layout, a type, a statement: kept by reference
  return true;
}

JsonModule read_json(const SourceFile& file, const ReadOptions& options, Diagnostics& diags) {
  std::optional<JsonDocument> parsed = JsonDocument::parse(file, diags);
  if (!parsed) return {};
  auto document = std::make_shared<JsonDocument>(std::move(*parsed));
  JsonReader reader(*document, options, diags);
  JsonModule result;
  result.module = reader.module();
  document->origin = reader.take_origin();
  result.document = std::move(document);
  return result;
}

}  // namespace tir2tt::tvm
