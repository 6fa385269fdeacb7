#include "codegen/tt/shape_names.h"

#include <algorithm>

#include "tir/visitor.h"

namespace tir2tt::codegen {

std::string shape_expression(const ProgramSpec& spec, const tir::Expr& e, const std::string& prefix) {
  std::vector<std::pair<tir::Var, tir::Expr>> names;
  for (const ShapeVar& v : spec.shape_vars) names.emplace_back(v.var, tir::make_var(prefix + v.name, v.var->dtype));
  return cpp_expression(tir::substitute(e, names));
}

std::string bare_name(const ProgramSpec& spec, const tir::Expr& e) {
  const auto* var = tir::as<tir::VarNode>(e);
  const auto known = std::ranges::find_if(spec.shape_vars, [&](const ShapeVar& v) { return v.var.get() == var; });
  return known == spec.shape_vars.end() ? "" : known->name;
}

std::optional<int64_t> static_blocks(const ProgramSpec& spec) {
  return evaluate(tir::make_binary(tir::ExprKind::Mul, spec.grid[0],
                                   tir::make_binary(tir::ExprKind::Mul, spec.grid[1], spec.grid[2])),
                  {});
}

}  // namespace tir2tt::codegen
