#include "transform/tt/tile_pattern.h"

#include <algorithm>
#include <optional>

namespace tir2tt::transform {

namespace {

using analysis::DramAccess;
using analysis::ElementLoop;
using analysis::ElementRead;
using analysis::LinearForm;
using analysis::Pattern;

/// Which side of the destination a loop runs along. The columns are the destination's last axis.
enum class Side : uint8_t { None, Row, Column };

class TensorPattern {
 public:
  TensorPattern(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets)
      : loops_(op.loops), scope_{op.loops, lets}, store_(*tir::as<tir::BufferStoreNode>(op.stmt)) {}

  Pattern of(const tir::BufferLoadNode& load, const DramAccess& access) const {
    const auto row = side_of_axis(load, access.row_axis), column = side_of_axis(load, access.col_axis);
    if (access.gather || !row || !column) return Pattern::Other;
    const bool rows = destination_has(Side::Row), columns = destination_has(Side::Column);
    if (*row == Side::None) {  // at most one axis has more than one element
      if (*column == Side::None) return rows || columns ? Pattern::Scalar : Pattern::Same;
      if (*column == Side::Column) return rows ? Pattern::Row : Pattern::Same;
      return columns ? Pattern::Column : Pattern::Same;
    }
    if (*row == *column) return Pattern::Other;
    return *row == Side::Row ? Pattern::Same : Pattern::Transposed;
  }

 private:
  Side side(const tir::VarNode* var) const {
    const tir::Exprs& indices = store_.indices;
    for (size_t k = indices.size(); k-- > 0;) {
      if (analysis::linear_form(indices[k], scope_).coefficient(var) == 0) continue;
      return k + 1 == indices.size() ? Side::Column : Side::Row;
    }
    return Side::None;
  }

  bool destination_has(Side s) const {
    return std::ranges::any_of(loops_, [&](const ElementLoop& l) { return l.extent != 1 && side(l.var) == s; });
  }

  /// None: the axis is one element; nullopt: it follows no loop of the destination.
  std::optional<Side> side_of_axis(const tir::BufferLoadNode& load, int axis) const {
    if (axis < 0) return Side::None;
    const LinearForm f = analysis::linear_form(load.indices[static_cast<size_t>(axis)], scope_);
    Side found = Side::None;
    for (const LinearForm::Term& t : f.view()) {
      const auto loop = std::ranges::find(loops_, t.var, &ElementLoop::var);
      if (t.coefficient == 0 || loop == loops_.end() || loop->extent == 1) continue;
      found = side(t.var);
      if (found == Side::None) return std::nullopt;
    }
    return found;
  }

  const std::vector<ElementLoop>& loops_;
  const analysis::Scope scope_;
  const tir::BufferStoreNode& store_;
};

}  // namespace

Pattern pattern_of(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets, const ElementRead& read) {
  switch (read.from) {
    case ElementRead::From::Operand: return op.srcs[static_cast<size_t>(read.index)].pattern;
    case ElementRead::From::OldValue: return op.in_place ? Pattern::Same : Pattern::Other;
    default: return TensorPattern(op, lets).of(*read.load, op.loads[static_cast<size_t>(read.index)]);
  }
}

}  // namespace tir2tt::transform
