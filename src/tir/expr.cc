#include "tir/expr.h"

namespace tir2tt::tir {
namespace {

template <class Node>
std::shared_ptr<Node> make(DataType t) {
  return std::make_shared<Node>(t);
}

bool gives_bool(ExprKind kind) { return kind >= ExprKind::EQ && kind <= ExprKind::Or; }

DataType bool_like(DataType t) {
  t.code = TypeCode::Bool;
  t.bits = 1;
  return t;
}

}  // namespace

Var make_var(std::string name, DataType t) { return make_var(std::move(name), Type{Type::Kind::Prim, t, {}}, t); }

Var make_var(std::string name, Type type, DataType t) {
  auto v = make<VarNode>(t);
  v->name = std::move(name);
  v->type = std::move(type);
  return v;
}

Var make_pointer(std::string name, DataType element, std::string scope) {
  return make_var(std::move(name), Type{Type::Kind::Pointer, element, std::move(scope)}, DataType::Handle());
}

Expr make_int(int64_t value, DataType t) {
  auto n = make<IntImmNode>(t);
  n->value = value;
  return n;
}

Expr make_float(double value, DataType t) {
  auto n = make<FloatImmNode>(t);
  n->value = value;
  return n;
}

Expr make_string(std::string value) {
  auto n = make<StringImmNode>(DataType::Handle());
  n->value = std::move(value);
  return n;
}

Expr make_bool(bool value) { return make_int(value ? 1 : 0, DataType::Bool()); }

Expr make_cast(DataType t, Expr value) {
  auto n = make<CastNode>(t);
  n->value = std::move(value);
  return n;
}

Expr make_binary(ExprKind kind, Expr a, Expr b) {
  auto n = std::make_shared<BinaryNode>(kind, gives_bool(kind) ? bool_like(a->dtype) : a->dtype);
  n->a = std::move(a);
  n->b = std::move(b);
  return n;
}

Expr make_not(Expr a) {
  auto n = make<NotNode>(bool_like(a->dtype));
  n->a = std::move(a);
  return n;
}

Expr make_load(Buffer buffer, Exprs indices) {
  // A vector index reads that many elements; only the last axis may have one.
  DataType t = buffer->dtype;
  if (!indices.empty() && !indices.back()->dtype.is_scalar()) {
    const DataType index = indices.back()->dtype;
    t.lanes = static_cast<uint16_t>(t.lanes * index.lanes);
    t.scalable = index.scalable;
  }
  auto n = make<BufferLoadNode>(t);
  n->buffer = std::move(buffer);
  n->indices = std::move(indices);
  return n;
}

Expr make_call(DataType t, Op op, Exprs args) {
  auto n = make<CallNode>(t);
  n->op = std::move(op);
  n->args = std::move(args);
  return n;
}

DataType result_dtype(DtypeRule rule, const Exprs& args) {
  const auto of = [&args](size_t i) { return i < args.size() ? args[i]->dtype : DataType::Void(); };
  switch (rule) {
    case DtypeRule::Arg0: return of(0);
    case DtypeRule::Arg1: return of(1);
    case DtypeRule::Arg2: return of(2);
    case DtypeRule::Void:
    case DtypeRule::Printed: return DataType::Void();
    case DtypeRule::Handle: return DataType::Handle();
    case DtypeRule::Int32: return DataType::Int(32);
    case DtypeRule::Int64: return DataType::Int(64);
    case DtypeRule::Bool: return DataType::Bool();
    case DtypeRule::UInt32: return DataType::UInt(32);
    case DtypeRule::UInt64: return DataType::UInt(64);
    case DtypeRule::Float32: return DataType::Float(32);
    case DtypeRule::BoolLikeArg0: return args.empty() ? DataType::Bool() : bool_like(of(0));
    case DtypeRule::NamedByArg0: {
      const auto* name = args.empty() ? nullptr : as<StringImmNode>(args[0]);
      return name ? parse_dtype(name->value).value_or(DataType::Void()) : DataType::Void();
    }
  }
  return DataType::Void();
}

const int64_t* as_int(const Expr& e) {
  const auto* n = as<IntImmNode>(e);
  return n ? &n->value : nullptr;
}

}  // namespace tir2tt::tir
