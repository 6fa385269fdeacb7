// PrimFunc and IRModule. Values: a pass takes a module and returns a new one that shares what did not change.
// Tested by tests/tir/.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tir/stmt.h"

namespace tir2tt::tir {

struct PrimFuncNode {
  std::vector<Var> params;
  std::vector<std::pair<Var, Buffer>> buffer_map;  // in parameter order
  Type ret_type{Type::Kind::Void, DataType::Void(), {}};
  AttrDict attrs;
  Stmt body;
  SourceSpan span;  // the `def` line
};
using PrimFunc = std::shared_ptr<const PrimFuncNode>;

/// A copy that differs only in its attributes; params, buffers and body are the same objects.
PrimFunc with_attrs(const PrimFunc& f, AttrDict attrs);

/// Which TVM the module speaks: `tir` up to 0.23, `tirx` from 0.24 (SBlock, Bind, For.step).
enum class Dialect : uint8_t { Tir, Tirx };

struct IRModule {
  std::vector<std::pair<std::string, PrimFunc>> functions;  // by GlobalVar name, in the order of the input
  AttrDict attrs;
  Dialect dialect = Dialect::Tir;
};

}  // namespace tir2tt::tir
