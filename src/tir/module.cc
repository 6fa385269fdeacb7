#include "tir/module.h"

namespace tir2tt::tir {

PrimFunc with_attrs(const PrimFunc& f, AttrDict attrs) {
  auto n = std::make_shared<PrimFuncNode>();
  n->params = f->params;
  n->buffer_map = f->buffer_map;
  n->ret_type = f->ret_type;
  n->attrs = std::move(attrs);
  n->body = f->body;
  n->span = f->span;
  return n;
}

}  // namespace tir2tt::tir
