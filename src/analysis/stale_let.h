// Lets whose value is not what it was when it was bound: the body writes what the value reads, and uses the variable
// behind that. Passes and the planner read a let where it is used, so such a body is refused.
// Tested by tests/error/unsupported_statement__stale_let.py.
#pragma once

#include <optional>

#include "tir/stmt.h"

namespace tir2tt::analysis {

struct StaleLet {
  const tir::VarNode* var = nullptr;
  SourceSpan use;  // the statement behind the write
};

/// The first one, in program order.
std::optional<StaleLet> find_stale_let(const tir::Stmt& body);

}  // namespace tir2tt::analysis
