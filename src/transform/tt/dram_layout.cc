// Every access says why it does not go by tiles, if so; one that does not decides for its tensor. Then the accesses
// that go by tiles must agree: the shape of the tensor, the axes, and whether 1024 elements in a row make a tile.
#include "transform/tt/dram_layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "tir/equal.h"
#include "transform/tt/dram_elements.h"
#include "transform/tt/dram_tiles.h"
#include "transform/tt/tile_pattern.h"

namespace tir2tt::transform {
namespace {

using analysis::DramAccess;
using analysis::ElementRead;
using analysis::ElementValues;
using analysis::OpKind;
using analysis::Pattern;
using analysis::Step;
using analysis::StepKind;
using analysis::TileOp;
using analysis::TileProgram;
using tir::Expr;

/// One access of an operation.
struct Use {
  TileOp* op;
  size_t index;  // into loads or stores
  bool stores;
  DramAccess& access() const { return stores ? op->stores[index] : op->loads[index]; }
};

bool same_shape(const tir::BufferNode& a, const tir::BufferNode& b) {
  return a.shape.size() == b.shape.size() &&
         std::equal(a.shape.begin(), a.shape.end(), b.shape.begin(),
                    [](const Expr& x, const Expr& y) { return tir::structural_equal(x, y); });
}

class Decider {
 public:
  Decider(const TileProgram& p, Drafts* d, Diagnostics& refused) : p_(p), d_(*d), refused_(refused) {}

  void run() {
    d_.tensors.assign(p_.tensors.size(), {});
    for (size_t i = 0; i < d_.ops.size(); ++i) {
      if (d_.vanished[i]) continue;
      drop_unused_loads(i);
      find_uses(d_.ops[i]);
    }
    for (const Use& u : uses_) float8(u);
    for (const Use& u : uses_) single_elements(u);
    for (const Step& s : p_.steps) single_elements(s);
    for (const Use& u : uses_) by_tiles(u);
    for (size_t t = 0; t < p_.tensors.size(); ++t) agree(t);
    for (const Use& u : uses_) make(u);
  }

 private:
  void find_uses(TileOp& op) {
    for (size_t k = 0; k < op.loads.size(); ++k) uses_.push_back({&op, k, false});
    for (size_t k = 0; k < op.stores.size(); ++k) uses_.push_back({&op, k, true});
  }
  /// What only conditions and indices read is no operand of compute.
  void drop_unused_loads(size_t i) {
    TileOp& op = d_.ops[i];
    std::optional<DstProgram>& program = d_.programs[i];
    if (op.kind != OpKind::Elementwise || !program) return;
    for (size_t k = op.loads.size(); k-- > 0;) {
      const auto is = [&](const TileInput& in, size_t n) {
        return in.from == ElementRead::From::Tensor && in.index == static_cast<int>(n);
      };
      if (std::ranges::any_of(program->inputs, [&](const TileInput& in) { return is(in, k); })) continue;
      op.loads.erase(op.loads.begin() + static_cast<ptrdiff_t>(k));
      for (TileInput& in : program->inputs) {
        if (in.from == ElementRead::From::Tensor && in.index > static_cast<int>(k)) --in.index;
      }
    }
  }
  DramLayout& layout_of(const tir::BufferNode& b) { return d_.tensors[static_cast<size_t>(tensor_of(p_, b))]; }
  Layout lies(const TileOp& op) const { return d_.buffers[static_cast<size_t>(op.shape_of())].layout; }

  // ---- what does not go by tiles ------------------------------------------------------------------------------
  void row_major(const tir::BufferNode& b, std::string reason) {
    DramLayout& l = layout_of(b);
    if (!l.rows) l.reason = std::move(reason);
    l.rows = true;
  }
  void single_elements(const Expr& e, const char* where) {
    for (const Expr& load : dram_loads(e, p_)) {
      const tir::BufferNode& b = *tir::as<tir::BufferLoadNode>(load)->buffer;
      row_major(b, fmt::format("single elements of `{}` are read {}", b.name, where));
    }
  }
  void single_elements(const Use& u) {
    const DramAccess& a = u.access();
    for (const Expr& e : a.starts) single_elements(e, "to find a block");
    if (a.elements) single_elements(a.elements->value, "in a value that the reader computes");
    if (!u.stores) return;
    for (const Expr& g : u.op->guards) single_elements(g, "in a condition");
    if (auto* s = tir::as<tir::BufferStoreNode>(u.op->stmt)) {
      for (const Expr& index : s->indices) single_elements(index, "to find a block");
    }
  }
  void single_elements(const Step& s) {
    if (auto* f = s.kind == StepKind::LoopBegin ? tir::as<tir::ForNode>(s.stmt) : nullptr) {
      single_elements(f->min, "as a bound of a loop"), single_elements(f->extent, "as a bound of a loop");
    }
    if (auto* c = s.kind == StepKind::IfBegin ? tir::as<tir::IfThenElseNode>(s.stmt) : nullptr) {
      single_elements(c->condition, "in a condition");
    }
  }

  /// Compute works with the other family of exponents.
  void float8(const Use& u) {
    const tir::Buffer& tensor = u.access().tensor;
    if (!tensor || !d_.widens_float8 || !is_float8(tensor->dtype)) return;
    row_major(*tensor, fmt::format("`{}` is float8, which is widened and rounded on the way", tensor->name));
  }

  void by_tiles(const Use& u) {
    const DramAccess& a = u.access();
    if (!a.tensor || a.elements || layout_of(*a.tensor).rows || is_broadcast(u)) return;
    std::string why = why_not_in_order(u);
    if (why.empty()) why = why_not_in_tiles(p_, a, lies(*u.op));
    if (!why.empty()) row_major(*a.tensor, std::move(why));
  }

  /// Elements in another order than the buffer's, or not all of them.
  std::string why_not_in_order(const Use& u) const {
    const TileOp& op = *u.op;
    const std::string& name = u.access().tensor->name;
    if (u.access().gather) return fmt::format("the elements of `{}` are no block of it", name);
    if (u.stores && !op.stores_plainly()) {
      return fmt::format("`{}` is stored {}", name, op.guards.empty() ? "in another order" : "under a condition");
    }
    if (u.stores && !op.srcs.empty() && op.kind == OpKind::Store && !op.srcs[0].whole) {
      return fmt::format("a part of a buffer is stored to `{}`", name);
    }
    if (op.kind != OpKind::Load || op.reads.empty()) return {};
    auto* store = tir::as<tir::BufferStoreNode>(op.stmt);
    Expr value = store ? store->value : nullptr;
    while (auto* cast = tir::as<tir::CastNode>(value)) value = cast->value;
    if (!tir::as<tir::BufferLoadNode>(value)) return fmt::format("`{}` is loaded under a condition", name);
    if (pattern_of(op, p_.lets, op.reads[0]) == Pattern::Same) return {};
    return fmt::format("`{}` is loaded in another order", name);
  }

  /// An operand straight from DRAM that is no block of the operation's own shape (core_check.cc refuses it).
  bool is_broadcast(const Use& u) const {
    const auto& program = d_.programs[static_cast<size_t>(u.op - d_.ops.data())];
    if (u.stores || u.op->kind != OpKind::Elementwise || !program) return false;
    return std::any_of(program->steps.begin(), program->steps.end(), [&](const DstStep& s) {
      if (arity(s.op) != DstArity::Load || s.op == DstOp::Copy) return false;
      const TileInput& in = program->inputs[static_cast<size_t>(s.input)];
      return in.from == ElementRead::From::Tensor && in.index == static_cast<int>(u.index);
    });
  }

  // ---- agreement ----------------------------------------------------------------------------------------------
  void agree(size_t t) {
    DramLayout& l = d_.tensors[t];
    const Use* first = nullptr;
    bool one_shape = true;
    for (const Use& u : uses_) {
      const DramAccess& a = u.access();
      if (!a.tensor || tensor_of(p_, *a.tensor) != static_cast<int>(t)) continue;
      if (!first) {
        first = &u;
        continue;
      }
      const DramAccess& other = first->access();
      one_shape = one_shape && same_shape(*a.tensor, *other.tensor);
      if (!l.rows && !one_shape) row_major(*a.tensor, fmt::format("`{}` is accessed in two shapes", a.tensor->name));
      if (!l.rows && !(tiles_of(a, lies(*u.op)) == tiles_of(other, lies(*first->op)))) {
        row_major(*a.tensor, fmt::format("`{}` is accessed in two kinds of tiles", a.tensor->name));
      }
    }
    if (!l.rows && first && one_shape && !same_shape(*first->access().tensor, *p_.tensors[t]))
      l.view = first->access().tensor;
  }

  // ---- elements -----------------------------------------------------------------------------------------------
  void make(const Use& u) {
    DramAccess& a = u.access();
    if (!a.elements && (!a.tensor || !layout_of(*a.tensor).rows || is_broadcast(u))) return;
    if (a.tensor && !is_compact(*a.tensor)) {
      refused_.add(DiagId::CannotGenerate, u.op->span,
                   fmt::format("`{}` has gaps between its rows, or begins inside of a tensor", a.tensor->name),
                   "pass the tensor in the shape in which the kernel reads it");
      return;
    }
    MadeElements made = elements(u);
    if (!made.elements) {
      refused_.add(DiagId::CannotGenerate, u.op->span,
                   fmt::format("`{}` cannot be moved element by element: {}", a.tensor ? a.tensor->name : "an index",
                               made.why_not),
                   made.hint);
    }
    a.elements = std::move(made.elements);
  }

  MadeElements elements(const Use& u) const {
    const TileOp& op = *u.op;
    const DramAccess& a = u.access();
    const int buffer = op.shape_of();
    const std::vector<int64_t>& shape = p_.buffers[static_cast<size_t>(buffer)].shape;
    if (a.elements) return elements_of_nest(p_, *a.elements, shape_in(a.elements->at, shape, op), lies(op));
    auto* store = tir::as<tir::BufferStoreNode>(op.stmt);
    if (store && u.stores) return stored_by_nest(u, *store);
    if (store && op.kind == OpKind::Load) {
      const ElementValues nest{store->value, {}, nullptr, store->indices, op.loops};
      return elements_of_nest(p_, nest, constant_shape(*store->buffer), lies(op));
    }
    const tir::DataType of_buffer = p_.buffers[static_cast<size_t>(buffer)].dtype;
    const bool floats =
        a.tensor->dtype.is_floating() && of_buffer.is_floating() && !(d_.widens_float8 && is_float8(a.tensor->dtype));
    static const analysis::TileRegion kAll;
    const analysis::TileRegion& part = !u.stores || op.srcs.empty() || op.srcs[0].whole ? kAll : op.srcs[0].region;
    return elements_of_box(p_, a, shape, lies(op), part, u.stores, floats ? a.tensor->dtype : of_buffer);
  }

  /// Index values know the indices of the buffer in the shape that their statement names it by.
  std::vector<int64_t> shape_in(const tir::Exprs& at, const std::vector<int64_t>& shape, const TileOp& op) const {
    auto* store = tir::as<tir::BufferStoreNode>(op.stmt);
    return store && at.size() != shape.size() ? constant_shape(*store->buffer) : shape;
  }
  static std::vector<int64_t> constant_shape(const tir::BufferNode& b) {
    std::vector<int64_t> out;
    for (const Expr& e : b.shape) out.push_back(tir::as_int(e) ? *tir::as_int(e) : -1);
    return out;
  }

  /// The element that goes is the one that most loops of the nest run over; conditions must not ask for tiles.
  MadeElements stored_by_nest(const Use& u, const tir::BufferStoreNode& store) const {
    const TileOp& op = *u.op;
    const tir::BufferLoadNode* source = nullptr;
    int most = -1;
    for (const ElementRead& r : op.reads) {
      if (r.from == ElementRead::From::Tensor || tensor_of(p_, *r.load->buffer) >= 0) continue;
      int runs = 0;
      for (const analysis::ElementLoop& l : op.loops) {
        runs += std::any_of(r.load->indices.begin(), r.load->indices.end(),
                            [&](const Expr& e) { return mentions(e, l.var, p_.lets); });
      }
      if (runs > most) source = r.load, most = runs;
    }
    if (!source)
      return {nullptr, "no element of a buffer is stored", "store the elements of a T.alloc_fragment buffer"};
    ElementValues nest{nullptr, store.indices, nullptr, source->indices, op.loops};
    for (const Expr& g : op.guards) {
      if (reads_tiles(g, p_)) {
        return {nullptr, "it is stored where a tile buffer says so, which the writer does not read",
                "choose in a T.alloc_fragment buffer (T.if_then_else) and copy all of that"};
      }
      nest.guard = nest.guard ? tir::make_binary(tir::ExprKind::And, nest.guard, g) : g;
    }
    return elements_of_nest(p_, nest, constant_shape(*source->buffer), lies(op));
  }

  const TileProgram& p_;
  Drafts& d_;
  Diagnostics& refused_;
  std::vector<Use> uses_;
};

}  // namespace

void lay_out_tensors(const TileProgram& program, Drafts* drafts, Diagnostics& refused) {
  Decider(program, drafts, refused).run();
}

}  // namespace tir2tt::transform
