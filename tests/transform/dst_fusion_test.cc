// Two programs over DST as one: slots by hand, and random programs evaluated on numbers: the fused program computes
// what the second computes of what the first has computed.
#include "transform/tt/dst_fusion.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace tir2tt::transform {
namespace {

using From = analysis::ElementRead::From;

TileInput operand(int i) { return {From::Operand, i}; }
TileInput tensor(int i) { return {From::Tensor, i}; }
TileInput old_value() { return {From::OldValue, -1}; }

DstStep load(int out, int input, DstOp op = DstOp::Copy) {
  DstStep s;
  s.op = op, s.out = out, s.input = input;
  return s;
}
DstStep step(DstOp op, int out, int a = -1, int b = -1, int c = -1) {
  DstStep s;
  s.op = op, s.out = out, s.a = a, s.b = b, s.c = c;
  return s;
}
DstStep scalar(DstOp op, int out, float p) {
  DstStep s = step(op, out);
  s.parameters = {p};
  return s;
}

DstProgram program(std::vector<TileInput> inputs, std::vector<DstStep> steps, int slots) {
  DstProgram p;
  p.inputs = std::move(inputs), p.steps = std::move(steps), p.slots = slots;
  return p;
}

std::string text(const DstProgram& p) {
  std::string out;
  for (const DstStep& s : p.steps) {
    out += std::string(to_string(s.op));
    if (s.input >= 0) {
      const TileInput& in = p.inputs[static_cast<size_t>(s.input)];
      out += in.from == From::OldValue ? " old" : fmt::format(" {}{}", in.from == From::Operand ? "o" : "t", in.index);
    }
    for (int slot : {s.a, s.b, s.c}) out += slot < 0 ? "" : fmt::format(" {}", slot);
    for (float f : s.parameters) out += fmt::format(" ({})", f);
    out += fmt::format(" > {}; ", s.out);
  }
  return out + fmt::format("{} of {}", p.result, p.slots);
}

TEST(Fuse, PutsTheFirstInThePlaceOfTheLoad) {
  const DstProgram first = program({operand(0)}, {load(0, 0), step(DstOp::Exp, 0)}, 1);
  const DstProgram second = program({operand(0)}, {load(0, 0), scalar(DstOp::MulScalar, 0, 2)}, 1);
  const auto fused = fuse(first, second, operand(0), 1, 0);
  ASSERT_TRUE(fused);
  EXPECT_EQ(text(*fused), "Copy o1 > 0; Exp > 0; MulScalar (2) > 0; 0 of 1");
}

TEST(Fuse, KeepsWhatTheSecondHoldsMeanwhile) {
  const DstProgram first = program({operand(0), tensor(0)}, {load(0, 0), load(1, 1), step(DstOp::Add, 0, 0, 1)}, 2);
  // Slot 0 holds the other operand while slot 1 is loaded: the first's spare slot must not be 0.
  const DstProgram second = program({operand(1), operand(0)}, {load(0, 0), load(1, 1), step(DstOp::Sub, 0, 0, 1)}, 2);
  const auto fused = fuse(first, second, operand(0), 2, 1);
  ASSERT_TRUE(fused);
  EXPECT_EQ(text(*fused), "Copy o1 > 0; Copy o2 > 1; Copy t1 > 2; Add 1 2 > 1; Sub 0 1 > 0; 0 of 3");
}

TEST(Fuse, UsesSlotsThatHoldNothingYet) {
  const DstProgram first = program({operand(0), operand(1)}, {load(0, 0), load(1, 1), step(DstOp::Mul, 0, 0, 1)}, 2);
  const DstProgram second = program({operand(0), operand(1)}, {load(0, 0), load(1, 1), step(DstOp::Add, 0, 0, 1)}, 2);
  const auto fused = fuse(first, second, operand(0), 2, 0);
  ASSERT_TRUE(fused);
  EXPECT_EQ(text(*fused), "Copy o2 > 0; Copy o3 > 1; Mul 0 1 > 0; Copy o1 > 1; Add 0 1 > 0; 0 of 2");
}

TEST(Fuse, LoadsAnInputOfBothOnce) {
  const DstProgram first = program({old_value()}, {load(0, 0), step(DstOp::Exp, 0)}, 1);
  const DstProgram second = program({operand(0), old_value()}, {load(0, 0), load(1, 1), step(DstOp::Add, 0, 0, 1)}, 2);
  const auto fused = fuse(first, second, operand(0), 1, 0);
  ASSERT_TRUE(fused);
  EXPECT_EQ(text(*fused), "Copy old > 0; Exp > 0; Copy old > 1; Add 0 1 > 0; 0 of 2");
  EXPECT_EQ(fused->inputs.size(), 1u);
}

TEST(Fuse, NeedsExactlyOneLoadThatCopies) {
  const DstProgram first = program({operand(0)}, {load(0, 0), step(DstOp::Exp, 0)}, 1);
  const DstProgram twice =
      program({operand(0)}, {load(0, 0), load(1, 0), step(DstOp::Exp, 1), step(DstOp::Mul, 0, 0, 1)}, 2);
  const DstProgram broadcast = program({operand(0)}, {load(0, 0, DstOp::BroadcastRow)}, 1);
  const DstProgram other = program({operand(1)}, {load(0, 0)}, 1);
  EXPECT_EQ(only_load(twice, operand(0)), -1);
  EXPECT_EQ(only_load(broadcast, operand(0)), -1);
  EXPECT_EQ(only_load(other, operand(0)), -1);
  EXPECT_EQ(only_load(other, operand(1)), 0);
  EXPECT_EQ(only_load(first, operand(0)), 0);
  for (const DstProgram* second : {&twice, &broadcast, &other}) EXPECT_FALSE(fuse(first, *second, operand(0), 1, 0));
}

// ---- random programs ------------------------------------------------------------------------------------------------

/// Values of inputs: operands are 10, 11, …, tensors 20, 21, …, the old value is 30; a number of their own each.
using Values = std::map<int, double>;
int key(const TileInput& in) {
  return in.from == From::OldValue ? 30 : in.index + (in.from == From::Operand ? 10 : 20);
}

double compute(const DstProgram& p, const Values& values) {
  std::map<int, double> dst;
  const auto at = [&](int slot) {
    if (slot >= p.slots || !dst.contains(slot)) throw std::logic_error("a slot that holds nothing is read");
    return dst[slot];
  };
  for (const DstStep& s : p.steps) {
    if (s.out < 0 || s.out >= p.slots) throw std::logic_error("a slot beyond the last");
    switch (s.op) {
      case DstOp::Copy: dst[s.out] = values.at(key(p.inputs.at(static_cast<size_t>(s.input)))); break;
      case DstOp::Fill: dst[s.out] = static_cast<double>(s.parameters.at(0)); break;
      case DstOp::Negative: dst[s.out] = -at(s.out); break;
      case DstOp::MulScalar: dst[s.out] = at(s.out) * static_cast<double>(s.parameters.at(0)); break;
      case DstOp::Tanh: dst[s.out] = std::tanh(at(s.out)); break;
      case DstOp::Sub: dst[s.out] = at(s.a) - at(s.b); break;
      case DstOp::Add: dst[s.out] = at(s.a) + at(s.b); break;
      default: dst[s.out] = at(s.a) != 0 ? at(s.b) : at(s.c);
    }
  }
  return at(p.result);
}

/// Steps on slots that hold something, as a compiler would write them; `input` is loaded exactly once.
DstProgram random_program(std::vector<TileInput> inputs, std::optional<TileInput> once) {
  DstProgram p;
  p.inputs = std::move(inputs);
  p.slots = *rc::gen::inRange(1, 5);
  std::vector<int> full;
  const auto any = [](const std::vector<int>& of) { return *rc::gen::elementOf(of); };
  const auto any_slot = [&] { return *rc::gen::inRange(0, p.slots); };
  const auto fill = [&](DstStep s) {
    if (std::find(full.begin(), full.end(), s.out) == full.end()) full.push_back(s.out);
    p.steps.push_back(std::move(s));
  };
  const int steps = *rc::gen::inRange(1, 10), when = once ? *rc::gen::inRange(0, steps) : -1;
  for (int i = 0; i < steps; ++i) {
    const int kind = *rc::gen::inRange(0, full.empty() ? 2 : 7);
    if (i == when) {
      fill(load(any_slot(), static_cast<int>(p.inputs.size())));
    } else if (kind == 0 && !p.inputs.empty()) {
      fill(load(any_slot(), *rc::gen::inRange(0, static_cast<int>(p.inputs.size()))));
    } else if (kind <= 1) {
      fill(scalar(DstOp::Fill, any_slot(), static_cast<float>(i)));
    } else if (kind <= 3) {
      const DstOp op = *rc::gen::element(DstOp::Negative, DstOp::Tanh);
      p.steps.push_back(kind == 2 ? scalar(DstOp::MulScalar, any(full), 1.5F) : step(op, any(full)));
    } else if (kind <= 5) {
      fill(step(*rc::gen::element(DstOp::Add, DstOp::Sub), any_slot(), any(full), any(full)));
    } else {
      fill(step(DstOp::Where, any_slot(), any(full), any(full), any(full)));
    }
  }
  if (once) p.inputs.push_back(*once);
  p.result = any(full);
  return p;
}

RC_GTEST_PROP(Fuse, ComputesOneAfterTheOther, ()) {
  const DstProgram first = random_program({operand(0), operand(1), tensor(0)}, std::nullopt);
  const TileInput input = *rc::gen::element(operand(2), old_value());
  const DstProgram second = random_program({operand(0), operand(1), tensor(0)}, input);
  const int operands = 3, tensors = 1;
  const auto fused = fuse(first, second, input, operands, tensors);
  RC_ASSERT(fused.has_value());
  RC_LOG() << text(first) << "\n" << text(second) << "\n" << text(*fused);

  Values values{{10, 0.5}, {11, -0.75}, {20, 1.25}}, of_first{{10, 2.5}, {11, 0.0}, {20, -3.5}};
  Values both = values;
  for (const auto& [k, v] : of_first) both[k + (k < 20 ? operands : tensors)] = v;
  values[key(input)] = compute(first, of_first);
  RC_ASSERT(compute(*fused, both) == compute(second, values));
  RC_ASSERT(fused->slots <= first.slots + second.slots);
  for (size_t i = 0; i < fused->inputs.size(); ++i) {
    RC_ASSERT(std::count(fused->inputs.begin(), fused->inputs.end(), fused->inputs[i]) == 1);
  }
}

}  // namespace
}  // namespace tir2tt::transform
