// The reader runs ahead of the writer. A block that is read and written by the same iteration, in this order, passes
// through circular buffers in between, so the read is done before the write begins. Every iteration must have a block
// of its own: starts that are sums of multiples of the loop variables, each further than what the smaller ones reach.
#include "transform/tt/core_hazards.h"

#include <fmt/format.h>

#include <algorithm>

#include "tir/equal.h"
#include "transform/tt/dram_loads.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {
namespace {

using analysis::DramAccess;
using analysis::ElementLoop;
using analysis::LinearForm;
using analysis::Step;
using analysis::StepKind;
using analysis::TileOp;
using analysis::TileProgram;
using tir::Expr;

struct Access {
  int tensor = -1;
  const DramAccess* block = nullptr;  // null: single elements
  SourceSpan span;
  std::vector<ElementLoop> loops;  // around it, those over blocks of the core left out
};

class Hazards {
 public:
  Hazards(const TileProgram& p, const Drafts& d, Diagnostics& refused) : p_(p), d_(d), refused_(refused) {}

  void run() {
    for (const Step& s : p_.steps) step(s);
    for (const Access& r : reads_) {
      for (const Access& w : writes_) {
        if (r.tensor != w.tensor || (is_own_block(r, w) && r.span.begin <= w.span.begin)) continue;
        const std::string& name = p_.tensors[static_cast<size_t>(w.tensor)]->name;
        return refused_.add(DiagId::CannotGenerate, w.span,
                            fmt::format("`{}` is read and written by kernels that do not wait for each other", name),
                            "read only the block that the same iteration writes, before it is written, or use two "
                            "tensors");
      }
    }
  }

 private:
  void step(const Step& s) {
    if (s.kind == StepKind::LoopBegin) {
      auto* f = tir::as<tir::ForNode>(s.stmt);
      single_elements(f->min, s.span), single_elements(f->extent, s.span);
      const int64_t* min = tir::as_int(f->min);
      if (!s.grid) loops_.push_back({f->loop_var.get(), min ? *min : 0, s.trips});
    } else if (s.kind == StepKind::LoopEnd) {
      if (!p_.steps[static_cast<size_t>(s.match)].grid) loops_.pop_back();
    } else if (s.kind == StepKind::IfBegin) {
      single_elements(tir::as<tir::IfThenElseNode>(s.stmt)->condition, s.span);
    } else if (s.kind == StepKind::Op && !d_.vanished[static_cast<size_t>(s.op)]) {
      operation(d_.ops[static_cast<size_t>(s.op)]);
    }
  }

  void operation(const TileOp& op) {
    for (const DramAccess& a : op.loads) {
      if (a.tensor && !a.gather) reads_.push_back({tensor_of(p_, *a.tensor), &a, op.span, loops_});
      const bool box = a.tensor && !a.gather;
      if (a.elements) single_elements(a.elements->value, op.span, box ? tensor_of(p_, *a.tensor) : -1);
      for (const Expr& e : a.starts) single_elements(e, op.span);
    }
    for (const DramAccess& a : op.stores) {
      writes_.push_back({tensor_of(p_, *a.tensor), &a, op.span, loops_});
      for (const Expr& e : a.starts) single_elements(e, op.span);
      if (!a.elements) continue;
      if (a.elements->guard) single_elements(a.elements->guard, op.span);
      for (const Expr& e : a.elements->target) single_elements(e, op.span);
    }
  }

  /// Whatever `e` reads; `but`: the tensor whose block is known.
  void single_elements(const Expr& e, SourceSpan span, int but = -1) {
    if (!e) return;
    for (const Expr& load : dram_loads(e, p_)) {
      const int t = tensor_of(p_, *tir::as<tir::BufferLoadNode>(load)->buffer);
      if (t != but) reads_.push_back({t, nullptr, span, loops_});
    }
  }

  bool is_own_block(const Access& r, const Access& w) const {
    const auto same = [](const ElementLoop& a, const ElementLoop& b) { return a.var == b.var; };
    return r.block && w.block && !w.block->gather && same_block(*r.block, *w.block) &&
           std::ranges::equal(r.loops, w.loops, same) && has_blocks_of_its_own(*w.block, w.loops);
  }

  static bool same_block(const DramAccess& a, const DramAccess& b) {
    if (a.extents != b.extents || a.starts.size() != b.starts.size()) return false;
    if (a.tensor->shape.size() != b.tensor->shape.size()) return false;
    for (size_t k = 0; k < a.starts.size(); ++k) {
      if (!tir::structural_equal(a.starts[k], b.starts[k])) return false;
      if (!tir::structural_equal(a.tensor->shape[k], b.tensor->shape[k])) return false;
    }
    return true;
  }

  bool has_blocks_of_its_own(const DramAccess& a, const std::vector<ElementLoop>& loops) const {
    std::vector<const tir::VarNode*> moved;
    for (size_t k = 0; k < a.starts.size(); ++k) {
      if (!moves(a.starts[k], a.extents[k], loops, &moved)) return false;
    }
    return std::ranges::all_of(
        loops, [&](const ElementLoop& l) { return l.extent == 1 || std::ranges::find(moved, l.var) != moved.end(); });
  }

  /// Along one axis: different values of the variables in `start` give blocks that do not overlap.
  bool moves(const Expr& start, int64_t extent, const std::vector<ElementLoop>& loops,
             std::vector<const tir::VarNode*>* moved) const {
    const LinearForm f = analysis::linear_form(start, {loops, p_.lets});
    if (!f.linear || extent <= 0) return false;
    std::vector<LinearForm::Term> terms(f.view().begin(), f.view().end());
    std::erase_if(terms, [](const auto& t) { return t.coefficient == 0; });
    const auto far = [](const LinearForm::Term& t) { return std::abs(t.coefficient); };
    std::ranges::sort(terms, std::less(), far);
    int64_t reach = extent;
    for (const LinearForm::Term& t : terms) {
      if (reach < 0 || far(t) < reach) return false;
      moved->push_back(t.var);
      const int64_t trips = std::ranges::find(loops, t.var, &ElementLoop::var)->extent;
      if (trips < 0 || __builtin_mul_overflow(far(t), trips, &reach)) reach = -1;
    }
    return true;
  }

  const TileProgram& p_;
  const Drafts& d_;
  Diagnostics& refused_;
  std::vector<Access> reads_, writes_;
  std::vector<ElementLoop> loops_;
};

}  // namespace

void check_tensors_in_and_out(const TileProgram& program, const Drafts& drafts, Diagnostics& refused) {
  Hazards(program, drafts, refused).run();
}

}  // namespace tir2tt::transform
