// The first program takes the place of the load. Its result goes where the load went; its other slots go to slots of
// the second that hold nothing at that place, then to new ones.
#include "transform/tt/dst_fusion.h"

#include <algorithm>
#include <vector>

namespace tir2tt::transform {
namespace {

bool reads(const DstStep& s, int slot) {
  return (arity(s.op) == DstArity::Unary && s.out == slot) || s.a == slot || s.b == slot || s.c == slot;
}

/// Whether `slot` holds something at `at` that a later step or the result needs.
bool is_live(const DstProgram& p, size_t at, int slot) {
  for (size_t i = at; i < p.steps.size(); ++i) {
    if (reads(p.steps[i], slot)) return true;
    if (p.steps[i].out == slot) return false;
  }
  return p.result == slot;
}

/// Where each slot of `first` goes.
std::vector<int> place_slots(const DstProgram& first, const DstProgram& second, size_t at, int* slots) {
  const int target = second.steps[at].out;
  std::vector<int> place(static_cast<size_t>(first.slots), -1);
  place[static_cast<size_t>(first.result)] = target;
  int next = 0;
  for (int& p : place) {
    if (p >= 0) continue;
    while (next == target || (next < second.slots && is_live(second, at + 1, next))) ++next;
    p = next++;
  }
  *slots = std::max(second.slots, 1 + *std::max_element(place.begin(), place.end()));
  return place;
}

TileInput moved(TileInput in, int operands, int tensors) {
  if (in.from == analysis::ElementRead::From::Operand) in.index += operands;
  if (in.from == analysis::ElementRead::From::Tensor) in.index += tensors;
  return in;
}

int input_index(DstProgram* p, const TileInput& in) {
  const auto it = std::find(p->inputs.begin(), p->inputs.end(), in);
  if (it != p->inputs.end()) return static_cast<int>(it - p->inputs.begin());
  p->inputs.push_back(in);
  return static_cast<int>(p->inputs.size()) - 1;
}

}  // namespace

int only_load(const DstProgram& program, const TileInput& input) {
  int found = -1;
  for (size_t i = 0; i < program.steps.size(); ++i) {
    const DstStep& s = program.steps[i];
    if (s.input < 0 || program.inputs[static_cast<size_t>(s.input)] != input) continue;
    if (found >= 0 || s.op != DstOp::Copy) return -1;
    found = static_cast<int>(i);
  }
  return found;
}

std::optional<DstProgram> fuse(const DstProgram& first, const DstProgram& second, const TileInput& input, int operands,
                               int tensors) {
  const int load = only_load(second, input);
  if (load < 0) return std::nullopt;
  const size_t at = static_cast<size_t>(load);
  DstProgram out;
  out.result = second.result;
  const std::vector<int> place = place_slots(first, second, at, &out.slots);
  const auto slot = [&](int s) { return s < 0 ? s : place[static_cast<size_t>(s)]; };
  for (size_t i = 0; i < second.steps.size(); ++i) {
    if (i != at) {
      DstStep s = second.steps[i];
      if (s.input >= 0) s.input = input_index(&out, second.inputs[static_cast<size_t>(s.input)]);
      out.steps.push_back(std::move(s));
      continue;
    }
    for (DstStep s : first.steps) {
      if (s.input >= 0)
        s.input = input_index(&out, moved(first.inputs[static_cast<size_t>(s.input)], operands, tensors));
      s.out = slot(s.out), s.a = slot(s.a), s.b = slot(s.b), s.c = slot(s.c);
      out.steps.push_back(std::move(s));
    }
  }
  return out;
}

}  // namespace tir2tt::transform
