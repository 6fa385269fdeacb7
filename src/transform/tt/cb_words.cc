#include "transform/tt/cb_words.h"

#include <algorithm>

#include "transform/tt/dram_loads.h"
#include "transform/tt/element_math.h"

namespace tir2tt::transform {
namespace {

using analysis::DramAccess;
using analysis::OpKind;
using analysis::Step;
using analysis::StepKind;
using analysis::TileOp;
using analysis::TileProgram;
using tir::Expr;

/// What a loop or a condition is steered by.
tir::Exprs steering(const Step& s) {
  if (auto* f = s.kind == StepKind::LoopBegin ? tir::as<tir::ForNode>(s.stmt) : nullptr) return {f->min, f->extent};
  if (auto* c = s.kind == StepKind::IfBegin ? tir::as<tir::IfThenElseNode>(s.stmt) : nullptr) return {c->condition};
  return {};
}

/// Where a store goes.
tir::Exprs places_of(const DramAccess& a) {
  if (!a.elements) return a.starts;
  tir::Exprs out = a.elements->target;
  if (a.elements->guard) out.push_back(a.elements->guard);
  return out;
}

size_t last_of(const TileProgram& p, size_t step) {
  const size_t end = static_cast<size_t>(p.steps[step].match);
  return p.steps[end].kind == StepKind::Else ? static_cast<size_t>(p.steps[end].match) : end;
}

bool is_compute(const TileOp& op, const CbMap::OfOp& cbs) {
  if (op.kind == OpKind::Load) return !cbs.in.empty();
  return op.kind != OpKind::Store || cbs.out >= 0;
}

/// What the writer looks up element by element; integers that are the same for all of them come as words.
int64_t loads_of_elements(const DramAccess& a, const TileProgram& p) {
  int64_t n = 0;
  for (const tir::BufferLoadNode* load : distinct_loads(places_of(a), p.lets)) {
    const bool own = std::ranges::any_of(load->indices, [&](const Expr& e) { return is_of_elements(e, a, p); });
    n += own || !load->dtype.is_integral() ? 1 : 0;
  }
  return n;
}

}  // namespace

bool is_of_elements(const Expr& e, const DramAccess& a, const TileProgram& p) {
  return a.elements &&
         std::ranges::any_of(a.elements->loops, [&](const auto& l) { return mentions(e, l.var, p.lets); });
}

ScratchNeed scratch_need(const TileProgram& p, const Drafts& d) {
  ScratchNeed need;
  const auto reads = [&](const Expr& e) {
    if (!e || !reads_dram(e, p)) return;
    need.reader_rows = std::max(need.reader_rows, static_cast<int64_t>(distinct_loads(e, p.lets).size()));
  };
  for (size_t i = 0; i < d.ops.size(); ++i) {
    if (d.vanished[i]) continue;
    for (const DramAccess& a : d.ops[i].loads) {
      if (a.elements) reads(a.elements->value);
      for (const Expr& e : a.starts) reads(e);
    }
    for (const DramAccess& a : d.ops[i].stores) {
      if (a.elements) need.writer_rows = std::max(need.writer_rows, 1 + loads_of_elements(a, p));
      for (const Expr& e : places_of(a)) reads(e);
    }
  }
  for (const Step& s : p.steps) {
    for (const Expr& e : steering(s)) reads(e);
  }
  return need;
}

WordsNeed words_of_step(const TileProgram& p, const Drafts& d, const CbMap& map, size_t step) {
  WordsNeed need;
  for (const Expr& e : steering(p.steps[step])) {
    const std::vector<Expr> loads = dram_loads(e, p);
    if (!loads.empty() && need.tensor.empty()) need.tensor = tir::as<tir::BufferLoadNode>(loads.front())->buffer->name;
  }
  if (need.tensor.empty()) return need;
  for (size_t i = step; i < last_of(p, step); ++i) {
    if (p.steps[i].kind != StepKind::Op) continue;
    const size_t op = static_cast<size_t>(p.steps[i].op);
    if (d.vanished[op]) continue;
    need.compute = need.compute || is_compute(d.ops[op], map.ops[op]);
    need.writer = need.writer || !d.ops[op].stores.empty();
    // What is filled here is emptied, or made up for, by its consumer.
    if (d.ops[op].dst < 0) continue;
    const BufferDraft& filled = d.buffers[static_cast<size_t>(d.ops[op].dst)];
    need.writer = need.writer || filled.stored_directly;
    need.compute = need.compute || (!filled.stored_directly && filled.read_by_compute);
  }
  return need;
}

std::string words_for_writer(const TileProgram& p, const TileOp& op) {
  for (const DramAccess& a : op.stores) {
    for (const Expr& e : places_of(a)) {
      for (const Expr& load : dram_loads(e, p)) {
        if (!is_of_elements(load, a, p)) return tir::as<tir::BufferLoadNode>(load)->buffer->name;
      }
    }
  }
  return {};
}

}  // namespace tir2tt::transform
