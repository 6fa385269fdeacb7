#include "analysis/liveness.h"

namespace tir2tt::analysis {
namespace {

void then(LoopFacts* first, const LoopFacts& next, bool surely) {
  first->exposed |= next.exposed & ~first->killed;
  first->written |= next.written;
  if (surely) first->killed |= next.killed;
}

/// Forward: what every loop body reads first, writes, and surely overwrites.
std::vector<LoopFacts> summarise(const TileProgram& p, const std::vector<Effect>& effects) {
  std::vector<LoopFacts> out(p.steps.size());
  std::vector<LoopFacts> stack(1);
  for (size_t i = 0; i < p.steps.size(); ++i) {
    const Step& s = p.steps[i];
    switch (s.kind) {
      case StepKind::Op: {
        const Effect& e = effects[static_cast<size_t>(s.op)];
        then(&stack.back(), {e.reads, e.writes, e.kills}, true);
        break;
      }
      case StepKind::LoopBegin:
      case StepKind::IfBegin:
      case StepKind::Else: stack.emplace_back(); break;
      case StepKind::LoopEnd: {
        const LoopFacts body = stack.back();
        stack.pop_back();
        out[static_cast<size_t>(s.match)] = body;
        then(&stack.back(), body, p.steps[static_cast<size_t>(s.match)].trips > 0);
        break;
      }
      case StepKind::IfEnd: {
        LoopFacts last = stack.back();
        stack.pop_back();
        LoopFacts other;  // an absent branch does nothing
        if (s.match >= 0 && p.steps[static_cast<size_t>(s.match)].kind == StepKind::Else) {
          other = stack.back();
          stack.pop_back();
        }
        last.exposed |= other.exposed;
        last.written |= other.written;
        last.killed &= other.killed;
        then(&stack.back(), last, true);
        break;
      }
    }
  }
  return out;
}

}  // namespace

BufferSet Liveness::at_body_end(const TileProgram& p, int loop_begin) const {
  const Step& begin = p.steps[static_cast<size_t>(loop_begin)];
  const BufferSet behind = after[static_cast<size_t>(begin.match)];
  return begin.grid ? behind : behind | loops[static_cast<size_t>(loop_begin)].exposed;
}

Liveness compute_liveness(const TileProgram& p, const std::vector<Effect>& effects) {
  Liveness out;
  out.loops = summarise(p, effects);
  out.after.assign(p.steps.size(), 0);
  std::vector<BufferSet> behind;  // live behind each open loop or if
  BufferSet live = 0, else_head = 0;
  for (size_t i = p.steps.size(); i-- > 0;) {
    const Step& s = p.steps[i];
    out.after[i] = live;
    switch (s.kind) {
      case StepKind::Op: {
        const Effect& e = effects[static_cast<size_t>(s.op)];
        live = (live & ~e.kills) | e.reads;
        break;
      }
      case StepKind::LoopEnd:
        behind.push_back(live);
        live = out.at_body_end(p, s.match);
        break;
      case StepKind::LoopBegin:
        if (s.trips <= 0) live |= behind.back();
        behind.pop_back();
        break;
      case StepKind::IfEnd: behind.push_back(live); break;
      case StepKind::Else:
        else_head = live;
        live = behind.back();
        behind.back() = else_head;  // from here on: what is live where the then-branch is not taken
        break;
      case StepKind::IfBegin:
        live |= behind.back();
        behind.pop_back();
        break;
    }
  }
  out.at_entry = live;
  return out;
}

}  // namespace tir2tt::analysis
