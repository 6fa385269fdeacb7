#include "transform/tt/tile_expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <numeric>

#include "transform/tt/tile_reader.h"
#include "transform/tt/tile_tree.h"

namespace tir2tt::transform {

namespace {

struct OpRow {
  std::string_view name;
  DstArity arity;
};
constexpr OpRow kOps[] = {
#define DST_OP(name, arity) {#name, DstArity::arity},
#include "transform/tt/dst_ops.def"
#undef DST_OP
};

constexpr int kMaxSteps = 128;  // with parts that are used twice counted twice; merging them is quadratic and worse

/// An instruction whose result has no slot yet. Results are known by the position of their instruction.
struct Value {
  int node = -1;
  std::array<int, 3> operands = {-1, -1, -1};
};
using Code = std::vector<Value>;

bool is_unary(const TileTree& tree, const Value& v) { return arity(tree.node(v.node).op) == DstArity::Unary; }

/// Per node of the tree: how many instructions it takes (no more than kMaxSteps + 1), and how many slots.
struct Cost {
  int steps = 1, slots = 1;
};

std::vector<int> operands_of(const TileNode& n) {
  std::vector<int> out(n.operands.begin(), n.operands.end());
  std::erase(out, -1);
  return out;
}

/// Operands by falling need of slots: each that is ready holds one while the next is computed (Sethi and Ullman).
std::vector<int> evaluation_order(const TileNode& n, const std::vector<Cost>& costs) {
  std::vector<int> order(operands_of(n).size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](int i) { return costs[static_cast<size_t>(n.operands[static_cast<size_t>(i)])].slots; });
  return order;
}

/// Operands have smaller numbers than what uses them.
std::vector<Cost> costs_of(const TileTree& tree) {
  std::vector<Cost> costs;
  for (int id = 0; id < tree.size(); ++id) {
    const TileNode& n = tree.node(id);
    Cost cost;
    int held = 0;
    for (int i : evaluation_order(n, costs)) {
      const Cost& operand = costs[static_cast<size_t>(n.operands[static_cast<size_t>(i)])];
      cost.steps = std::min(cost.steps + operand.steps, kMaxSteps + 1);
      cost.slots = std::max(cost.slots, operand.slots + held++);
    }
    costs.push_back(cost);
  }
  return costs;
}

int emit(const TileTree& tree, const std::vector<Cost>& costs, int id, Code& code) {
  const TileNode& n = tree.node(id);
  Value v{id};
  for (int i : evaluation_order(n, costs)) {
    v.operands[static_cast<size_t>(i)] = emit(tree, costs, n.operands[static_cast<size_t>(i)], code);
  }
  code.push_back(v);
  return static_cast<int>(code.size()) - 1;
}

/// The position of the last use of every value; its own where there is none.
std::vector<int> last_uses(const Code& code) {
  std::vector<int> last(code.size());
  for (int at = 0; at < static_cast<int>(code.size()); ++at) {
    last[static_cast<size_t>(at)] = at;
    for (int o : code[static_cast<size_t>(at)].operands) {
      if (o >= 0) last[static_cast<size_t>(o)] = at;
    }
  }
  return last;
}

/// Slot of every value: the lowest that is free, for a unary operation that of its operand. Empty where such an
/// operation would destroy a value that is used again. Lowest-first takes no more slots than values live at once.
std::vector<int> assign_slots(const TileTree& tree, const Code& code) {
  const std::vector<int> last = last_uses(code);
  std::vector<bool> taken;
  std::vector<int> slots;
  for (int at = 0; at < static_cast<int>(code.size()); ++at) {
    const Value& v = code[static_cast<size_t>(at)];
    for (int o : v.operands) {
      if (o < 0) continue;
      if (last[static_cast<size_t>(o)] == at)
        taken[static_cast<size_t>(slots[static_cast<size_t>(o)])] = false;
      else if (is_unary(tree, v))
        return {};
    }
    const auto lowest = static_cast<int>(std::ranges::find(taken, false) - taken.begin());
    const int slot = is_unary(tree, v) ? slots[static_cast<size_t>(v.operands[0])] : lowest;
    if (slot == static_cast<int>(taken.size())) taken.push_back(true);
    taken[static_cast<size_t>(slot)] = true;
    slots.push_back(slot);
  }
  return slots;
}

int count_slots(const std::vector<int>& slots) {
  return slots.empty() ? INT_MAX : *std::ranges::max_element(slots) + 1;
}

/// `later` is not computed: `earlier`, which is equal, takes its place, and what only `later` needed goes.
Code merged(const Code& code, int earlier, int later) {
  std::vector<bool> used(code.size());
  used.back() = true;
  for (int at = static_cast<int>(code.size()) - 1; at >= 0; --at) {
    if (!used[static_cast<size_t>(at)]) continue;
    for (int o : code[static_cast<size_t>(at)].operands) {
      if (o >= 0) used[static_cast<size_t>(o == later ? earlier : o)] = true;
    }
  }
  Code out;
  std::vector<int> moved(code.size(), -1);
  for (size_t at = 0; at < code.size(); ++at) {
    if (!used[at]) continue;
    Value v = code[at];
    for (int& o : v.operands) {
      if (o >= 0) o = moved[static_cast<size_t>(o == later ? earlier : o)];
    }
    moved[at] = static_cast<int>(out.size());
    out.push_back(v);
  }
  return out;
}

/// One merge that takes no slot more, the largest part first; false: there is none.
bool merge_once(const TileTree& tree, int slots, Code& code) {
  for (int later = static_cast<int>(code.size()) - 1; later > 0; --later) {
    for (int earlier = later - 1; earlier >= 0; --earlier) {
      if (code[static_cast<size_t>(earlier)].node != code[static_cast<size_t>(later)].node) continue;
      Code candidate = merged(code, earlier, later);
      if (count_slots(assign_slots(tree, candidate)) > slots) continue;
      code = std::move(candidate);
      return true;
    }
  }
  return false;
}

int input_index(DstProgram& program, const TileInput& input) {
  const auto at = std::ranges::find(program.inputs, input);
  const int index = static_cast<int>(at - program.inputs.begin());
  if (at == program.inputs.end()) program.inputs.push_back(input);
  return index;
}

DstStep step_of(const TileNode& n, const Value& v, const std::vector<int>& slots, int out, DstProgram& program) {
  DstStep step;
  step.op = n.op;
  step.out = out;
  if (n.kind == TileNode::Kind::Input) step.input = input_index(program, n.input);
  if (n.kind == TileNode::Kind::Constant || n.scalar) step.parameters = {static_cast<float>(n.value)};
  if (arity(n.op) == DstArity::Unary) return step;
  int* const operands[] = {&step.a, &step.b, &step.c};
  for (size_t i = 0; i < 3; ++i) {
    if (v.operands[i] >= 0) *operands[i] = slots[static_cast<size_t>(v.operands[i])];
  }
  return step;
}

/// Fewest slots first, then fewest instructions.
DstProgram schedule(const TileExpression& e, const std::vector<Cost>& costs) {
  Code code;
  emit(e.tree, costs, e.root, code);
  const int fewest = costs[static_cast<size_t>(e.root)].slots;
  while (merge_once(e.tree, fewest, code)) continue;
  const std::vector<int> slots = assign_slots(e.tree, code);
  DstProgram program;
  program.slots = count_slots(slots);
  program.result = slots.back();
  program.index_values = e.index_values;
  for (size_t i = 0; i < code.size(); ++i) {
    program.steps.push_back(step_of(e.tree.node(code[i].node), code[i], slots, slots[i], program));
  }
  return program;
}

}  // namespace

DstArity arity(DstOp op) { return kOps[static_cast<size_t>(op)].arity; }
std::string_view to_string(DstOp op) { return kOps[static_cast<size_t>(op)].name; }

std::optional<DstProgram> compile_expression(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets,
                                             Diagnostics& diags, const Ranges& ranges, const ValueRanges& values) {
  const auto expression = read_expression(op, lets, diags, ranges, values);
  if (!expression) return std::nullopt;
  const std::vector<Cost> costs = costs_of(expression->tree);
  if (costs[static_cast<size_t>(expression->root)].steps <= kMaxSteps) return schedule(*expression, costs);
  diags.add(DiagId::UnsupportedExpression, op.span,
            fmt::format("the expression takes more than {} operations on tiles", kMaxSteps),
            "give parts of it T.alloc_fragment buffers of their own");
  return std::nullopt;
}

DstProgram copy_program(TileInput input) {
  return {{input}, {{.op = DstOp::Copy, .input = 0, .parameters = {}}}, {}, 1, 0};
}
DstProgram fill_program(float value) { return {{}, {{.op = DstOp::Fill, .parameters = {value}}}, {}, 1, 0}; }

}  // namespace tir2tt::transform
