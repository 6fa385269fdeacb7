#include "transform/tt/stmt_build.h"

namespace tir2tt::transform {

tir::Stmt make_store(const tir::Buffer& buffer, tir::Exprs indices, const tir::Expr& value, SourceSpan span) {
  auto s = std::make_shared<tir::BufferStoreNode>();
  s->span = span;
  s->buffer = buffer;
  s->indices = std::move(indices);
  s->value = value->dtype == buffer->dtype ? value : tir::make_cast(buffer->dtype, value);
  return s;
}

tir::Stmt make_for(const tir::Var& var, int64_t extent, tir::ForKind kind, tir::Stmt body) {
  auto f = std::make_shared<tir::ForNode>();
  f->span = body->span;
  f->loop_var = var;
  f->min = tir::make_int(0, var->dtype);
  f->extent = tir::make_int(extent, var->dtype);
  f->for_kind = kind;
  f->body = std::move(body);
  return f;
}

tir::Buffer make_fragment(std::string name, tir::DataType dtype, const std::vector<int64_t>& shape, SourceSpan span) {
  auto b = std::make_shared<tir::BufferNode>();
  b->name = std::move(name);
  b->dtype = dtype;
  b->data = tir::make_pointer(b->name, dtype, "local.fragment");
  b->span = span;
  for (int64_t extent : shape) b->shape.push_back(tir::make_int(extent));
  return b;
}

}  // namespace tir2tt::transform
