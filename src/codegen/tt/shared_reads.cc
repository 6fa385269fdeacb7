// The start of a block is a sum in which each block index has a factor, so it depends on an axis exactly if it differs
// between block 0 and the next block along that axis. Symbolic extents get a value of their own for that question.
#include "codegen/tt/shared_reads.h"

#include <algorithm>

#include "tir/visitor.h"
#include "transform/tt/index_math.h"

namespace tir2tt::codegen {
namespace {

using transform::Node;
using transform::Nodes;

constexpr int64_t kSomeExtent = 4096;

using Values = std::vector<std::pair<const tir::VarNode*, int64_t>>;

class LetExpander : public tir::Mutator {
 public:
  explicit LetExpander(const transform::Lets& lets) : lets_(lets) {}
  tir::Expr rewrite_expr(const tir::Expr& e) override {
    auto* v = tir::as<tir::VarNode>(e);
    const tir::Expr value = v ? transform::let_value(v, lets_) : nullptr;
    return value ? rewrite_expr(value) : rewrite_children(e);
  }

 private:
  const transform::Lets& lets_;
};

struct Read {
  const transform::Transfer* transfer;
  int64_t tiles;  // of one block of the grid; -1: symbolic
};

class SharedReads {
 public:
  SharedReads(const transform::Lowered& lowered, const ProgramSpec& spec) : l_(lowered) {
    for (const ShapeVar& s : spec.shape_vars) values_.emplace_back(s.var.get(), kSomeExtent);
    symbolic_ = !spec.shape_vars.empty();
    for (size_t axis = 0; axis < 3; ++axis) grid_[axis] = evaluate(spec.grid[axis], values_).value_or(1);
  }

  std::vector<SharedRead> run() {
    walk(l_.core.nodes, 1);
    std::erase_if(found_, [](const SharedRead& s) { return s.along.empty(); });
    return std::move(found_);
  }

 private:
  void walk(const Nodes& nodes, int64_t times) {
    for (const Node& n : nodes) {
      int64_t below = times;
      if (n.kind == Node::Kind::Loop) {
        values_.emplace_back(n.var.get(), 0);
        if (n.blocks)
          block_ = n.var.get();
        else
          below = times < 0 || n.trips < 0 ? -1 : times * n.trips;
      }
      if (n.kind == Node::Kind::Read)
        add({n.transfer.get(), below < 0 ? -1 : below * n.transfer->rows * n.transfer->cols});
      walk(n.body, below);
      walk(n.otherwise, below);
    }
  }

  std::vector<std::optional<int64_t>> starts(const transform::Transfer& t, int64_t block) {
    Values values = values_;
    for (auto& [var, value] : values) {
      if (var == block_) value = block;
    }
    if (l_.start_tile) values.emplace_back(l_.start_tile.get(), 0);
    std::vector<std::optional<int64_t>> out;
    for (const tir::Expr& e : t.starts) {
      out.push_back(evaluate(LetExpander(l_.program.lets).rewrite_expr(e), values));
    }
    return out;
  }

  void add(const Read& r) {
    int tensor = -1;
    for (size_t i = 0; i < l_.program.tensors.size(); ++i) {
      if (l_.program.tensors[i]->data == r.transfer->tensor->data) tensor = static_cast<int>(i);
    }
    std::string along;
    int64_t alike = 1, step = 1;
    for (size_t axis = 0; axis < 3; ++axis) {
      if (grid_[axis] > 1 && starts(*r.transfer, 0) == starts(*r.transfer, step)) {
        along += "xyz"[axis];
        alike *= grid_[axis];
      }
      step *= grid_[axis];
    }
    const int64_t blocks = grid_[0] * grid_[1] * grid_[2];
    SharedRead s{tensor, along, symbolic_ || r.tiles < 0 ? -1 : blocks * r.tiles, -1};
    if (s.tiles_read >= 0) s.tiles_distinct = s.tiles_read / alike;
    const auto same = std::find_if(found_.begin(), found_.end(),
                                   [&](const SharedRead& o) { return o.tensor == tensor && o.along == along; });
    if (same == found_.end()) return found_.push_back(s);
    if (same->tiles_read >= 0) same->tiles_read = s.tiles_read < 0 ? -1 : same->tiles_read + s.tiles_read;
    if (same->tiles_read >= 0) same->tiles_distinct += s.tiles_distinct;
  }

  const transform::Lowered& l_;
  Values values_;
  std::array<int64_t, 3> grid_{};
  const tir::VarNode* block_ = nullptr;
  bool symbolic_ = false;
  std::vector<SharedRead> found_;
};

}  // namespace

std::vector<SharedRead> find_shared_reads(const transform::Lowered& lowered, const ProgramSpec& spec) {
  return SharedReads(lowered, spec).run();
}

}  // namespace tir2tt::codegen
