#include "mutation/equivalence.h"

#include <algorithm>
#include <optional>

#include "codegen/tt/generate.h"
#include "mutation/kernel_text.h"
#include "mutation/unit_trace.h"
#include "plan/network.h"
#include "transform/tt/lower_function.h"

namespace tir2tt::mutation {
namespace {

using Kind = Line::Kind;

bool is_cb_call(const Line& line, std::string_view callee) {
  return line.kind == Kind::Call && line.callee == callee && line.arguments.size() == 2;
}
const std::string& cb_of(const Line& line) { return line.arguments[0].text; }
int64_t count_of(const Line& line) { return std::stoll(line.arguments[1].text); }

const codegen::CbSpec* find_cb(const codegen::ProgramSpec& program, const std::string& identifier) {
  const auto it = std::find_if(program.cbs.begin(), program.cbs.end(),
                               [&](const codegen::CbSpec& c) { return c.identifier == identifier; });
  return it == program.cbs.end() ? nullptr : &*it;
}

// ---- plans ----------------------------------------------------------------------------------------------------------

/// `list` (of dictionaries) with num_pages = `blocks` in the entry of this circular buffer; nullopt: it has none.
std::optional<tir::Attr> with_pages(const tir::AttrArray& list, int64_t cb_id, int64_t blocks) {
  tir::AttrArray out = list;
  for (tir::Attr& entry : out) {
    tir::AttrDict dict = *entry.as_dict();
    const tir::Attr* id = dict.find("cb_id");
    int64_t value = -1;
    if (!id || !id->as_integer(&value) || value != cb_id) continue;
    dict.set("num_pages", tir::Attr::integer(blocks));
    entry = tir::Attr::dict(std::move(dict));
    return tir::Attr::array(std::move(out));
  }
  return std::nullopt;
}

/// The function with the plan that somebody has edited: in tt_circular_buffers what the kernel declares, in tt_cb_plan
/// what the compiler adds (docs/metadata.md).
tir::PrimFunc with_blocks(const tir::PrimFunc& function, int64_t cb_id, int64_t blocks) {
  tir::AttrDict attrs = function->attrs;
  if (auto edited = with_pages(*attrs.find("tt_circular_buffers")->as_array(), cb_id, blocks)) {
    attrs.set("tt_circular_buffers", std::move(*edited));
    return tir::with_attrs(function, std::move(attrs));
  }
  tir::AttrDict plan = *attrs.find("tt_cb_plan")->as_dict();
  plan.set("buffers", with_pages(*plan.find("buffers")->as_array(), cb_id, blocks).value());
  attrs.set("tt_cb_plan", tir::Attr::dict(std::move(plan)));
  return tir::with_attrs(function, std::move(attrs));
}

bool is_smaller_plan(const Subject& subject, const Mutant& m) {
  if (m.cb < 0) return false;
  Diagnostics diags;
  const auto lowered = transform::lower_annotated(subject.name, subject.function, diags);
  const codegen::CbSpec& cb = subject.program.cbs[static_cast<size_t>(m.cb)];
  const int64_t block = lowered.value().plan.problem.cbs[static_cast<size_t>(cb.id)].block_tiles;
  if (m.pages % block != 0) return false;  // no plan says so
  const auto program =
      codegen::generate(subject.name, with_blocks(subject.function, cb.id, m.pages / block), {}, diags);
  return program && program->cbs[static_cast<size_t>(m.cb)].pages == m.pages;
}

// ---- the text of one kernel -----------------------------------------------------------------------------------------

/// The original kernel and the first line that differs.
struct Change {
  KernelText kernel;
  size_t at = 0;
  const Line& line() const { return kernel.lines[at]; }
};
Change change_of(const Subject& subject, const Mutant& m) {
  return {parse_kernel(subject.program.kernels[static_cast<size_t>(m.kernel)].text), m.line - 1};
}

bool is_drop_or_less(const Mutant& m) {
  return (m.op == Operator::Drop && m.what == kDrop) || (m.op == Operator::Count && m.what == "-1");
}

/// Lines of calls `callee` on `cb`, in order.
std::vector<size_t> calls(const KernelText& kernel, std::string_view callee, const std::string& cb) {
  std::vector<size_t> out;
  for (size_t i = 0; i < kernel.lines.size(); ++i) {
    if (is_cb_call(kernel.lines[i], callee) && cb_of(kernel.lines[i]) == cb) out.push_back(i);
  }
  return out;
}

bool is_in_loop(const KernelText& kernel, size_t line) {
  for (size_t i = 0; i < line; ++i) {
    if (kernel.lines[i].kind == Kind::Loop && kernel.end_of_item(i) > line) return true;
  }
  return false;
}

/// Every wait before is on every way to this one: loops run once or more, and emitted kernels of subjects have no `if`.
bool is_held_wait(const Change& c, const Mutant& m) {
  if (!is_drop_or_less(m) || !is_cb_call(c.line(), "cb_wait_front")) return false;
  const std::string& cb = cb_of(c.line());
  const auto no_pop_between = [&](size_t first) {
    const std::vector<size_t> pops = calls(c.kernel, "cb_pop_front", cb);
    return std::none_of(pops.begin(), pops.end(), [&](size_t pop) { return pop > first && pop < c.at; });
  };
  const std::vector<size_t> waits = calls(c.kernel, "cb_wait_front", cb);
  return std::any_of(waits.begin(), waits.end(), [&](size_t wait) {
    return wait < c.at && count_of(c.kernel.lines[wait]) >= count_of(c.line()) && no_pop_between(wait);
  });
}

/// Whether the kernels reserve room in `cb` just once, as much as there is in an empty one.
bool is_reserved_once(const codegen::ProgramSpec& program, const std::string& cb) {
  size_t count = 0;
  for (const codegen::KernelSpec& spec : program.kernels) {
    const KernelText kernel = parse_kernel(spec.text);
    for (const size_t line : calls(kernel, "cb_reserve_back", cb)) {
      if (is_in_loop(kernel, line) || count_of(kernel.lines[line]) > find_cb(program, cb)->pages) return false;
      ++count;
    }
  }
  return count == 1;
}

bool is_last_pop(const Subject& subject, const Change& c, const Mutant& m) {
  if (!is_drop_or_less(m) || !is_cb_call(c.line(), "cb_pop_front") || is_in_loop(c.kernel, c.at)) return false;
  for (size_t i = c.at + 1; i < c.kernel.lines.size(); ++i) {
    if (!find_word(c.kernel.lines[i].text, cb_of(c.line())).empty()) return false;
  }
  return is_reserved_once(subject.program, cb_of(c.line()));
}

bool is_first_reserve(const Subject& subject, const Change& c, const Mutant& m) {
  return m.op == Operator::Wait && m.what == kBehindUse && is_cb_call(c.line(), "cb_reserve_back") &&
         is_reserved_once(subject.program, cb_of(c.line()));
}

// ---- the trace ------------------------------------------------------------------------------------------------------

/// The event of the `n`th call of its kind on its circular buffer; null: trace and text disagree.
plan::Event* event_of(plan::Problem* problem, plan::EventKind kind, int cb, size_t n, size_t of) {
  std::vector<plan::Event*> events;
  for (plan::Event& e : problem->trace) {
    if (e.kind == kind && e.cb == cb) events.push_back(&e);
  }
  return events.size() == of ? events[n] : nullptr;
}

bool is_longer_wait(const Subject& subject, const Change& c, const Mutant& m) {
  const bool reserves = is_cb_call(c.line(), "cb_reserve_back");
  if (m.op != Operator::Count || m.what != "+1" || !(reserves || is_cb_call(c.line(), "cb_wait_front"))) return false;
  Diagnostics diags;
  auto lowered = transform::lower_annotated(subject.name, subject.function, diags);
  plan::Problem& problem = lowered.value().plan.problem;
  const std::vector<size_t> all = calls(c.kernel, c.line().callee, cb_of(c.line()));
  const auto n = static_cast<size_t>(std::find(all.begin(), all.end(), c.at) - all.begin());
  plan::Event* event = event_of(&problem, reserves ? plan::EventKind::Reserve : plan::EventKind::Wait,
                                find_cb(subject.program, cb_of(c.line()))->id, n, all.size());
  if (event == nullptr || event->count != count_of(c.line())) return false;
  ++event->count;
  std::vector<int64_t> capacity;
  for (const plan::CbPlan& cb : lowered->plan.plan.cbs) capacity.push_back(cb.device_pages);
  return plan::Network(problem).completes(capacity);
}

// ---- units ----------------------------------------------------------------------------------------------------------

std::string without_configuration(const KernelText& kernel) {
  std::string out;
  for (const Line& l : kernel.lines) {
    if (!is_configuration(l)) out += l.text + "\n";
  }
  return out;
}

bool is_configured_alike(const Subject& subject, const Change& c, const Mutant& m) {
  const KernelText mutated = parse_kernel(m.text);
  return without_configuration(mutated) == without_configuration(c.kernel) &&
         unit_trace(mutated, subject.program) == unit_trace(c.kernel, subject.program);
}

}  // namespace

Reason reason_of(const Subject& subject, const Mutant& m) {
  if (m.kernel < 0) return is_smaller_plan(subject, m) ? Reason::SmallerPlan : Reason::None;
  if (m.op == Operator::Wait && m.what == kExchange) return Reason::WaitsCommute;
  const Change c = change_of(subject, m);
  if (is_held_wait(c, m)) return Reason::HeldWait;
  if (is_last_pop(subject, c, m)) return Reason::LastPop;
  if (is_first_reserve(subject, c, m)) return Reason::FirstReserve;
  if (is_longer_wait(subject, c, m)) return Reason::LongerWait;
  if (is_configured_alike(subject, c, m)) return Reason::Configuration;
  return Reason::None;
}

}  // namespace tir2tt::mutation
