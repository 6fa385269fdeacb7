#pragma once
#include "fake_ir.h"

namespace tvm::transform {
inline Pass CreateModulePass(std::function<IRModule(IRModule, PassContext)> body, int /*opt_level*/, ffi::String name) {
  auto node = std::make_shared<PassNode>();
  node->body = std::move(body);
  node->name = name;
  return Pass(node);
}
}  // namespace tvm::transform
