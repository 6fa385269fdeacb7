#include "report/plan_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/l1_map.h"
#include "report/table.h"
#include "support/text.h"

namespace tir2tt::report {
namespace {

using plan::BufferDecision;
using plan::CbPlan;
using plan::CbRequest;
using plan::FunctionPlan;
using plan::Placement;
using plan::Plan;
using plan::Problem;

struct View {
  const FunctionPlan& f;
  const ReportOptions& options;
  Palette palette;
};

std::string counted(int64_t n, std::string_view one, std::string_view many) {
  return with_thousands(n) + " " + std::string(n == 1 ? one : many);
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string heading(const View& v, std::string_view text) { return "  " + v.palette.bold(text) + "\n"; }

/// "3 circular buffers and 1 that the compiler adds".
std::string how_many(const Problem& problem) {
  const auto declared =
      std::count_if(problem.cbs.begin(), problem.cbs.end(), [](const auto& cb) { return cb.declared; });
  const auto added = static_cast<int64_t>(problem.cbs.size()) - declared;
  const std::string own = counted(declared, "circular buffer", "circular buffers");
  return added == 0 ? own : own + " and " + with_thousands(added) + " that the compiler adds";
}

std::string header(const View& v) {
  const std::string what =
      v.f.feasible
          ? how_many(v.f.problem) + " on"
          : v.palette.bad(v.f.infeasible.why == plan::Infeasible::Why::Unreadable ? "refused on" : "does not fit");
  const std::string chip(v.f.problem.chip->name);
  const std::string work = v.options.work.empty() ? "" : "  " + v.options.work + "\n";
  return v.palette.bold(printable(v.f.function)) + ": " + what + " " + chip + ", rule " + v.f.rule + "\n" + work;
}

/// "3 × 8,192 = 24,576", each number aligned with those of the other rows.
std::vector<std::string> sizes(const Problem& problem, const Plan& plan) {
  std::vector<std::vector<std::string>> parts;
  parts.reserve(plan.cbs.size());
  int width[3] = {0, 0, 0};
  for (size_t i = 0; i < plan.cbs.size(); ++i) {
    const CbPlan& cb = plan.cbs[i];
    parts.push_back(
        {with_thousands(cb.blocks), with_thousands(problem.cbs[i].block_bytes()), with_thousands(cb.bytes)});
    for (size_t k = 0; k < 3; ++k) width[k] = std::max(width[k], display_width(parts.back()[k]));
  }
  std::vector<std::string> result;
  result.reserve(parts.size());
  for (const auto& p : parts) {
    result.push_back(pad_left(p[0], width[0]) + " × " + pad_left(p[1], width[1]) + " = " + pad_left(p[2], width[2]));
  }
  return result;
}

const BufferDecision* decision_of(const FunctionPlan& f, size_t cb) {
  for (const BufferDecision& b : f.buffers) {
    if (b.placement == Placement::CircularBuffer && b.cb == static_cast<int>(cb)) return &b;
  }
  return nullptr;
}

std::string shape_and_type(const BufferDecision& b) { return b.shape.empty() ? b.dtype : b.shape + " " + b.dtype; }

std::string why(const BufferDecision& b) {
  const std::string what = shape_and_type(b);
  const std::string reasons = joined(b.reasons, "; ");
  return what + (what.empty() || reasons.empty() ? "" : ": ") + reasons;
}

std::string cb_table(const View& v, const Plan& plan) {
  const Problem& problem = v.f.problem;
  Table table({{"id", true},
               {"buffer", false, true},
               {"role"},
               {"format"},
               {"tile"},
               {"pages × bytes = total"},
               {"producer → consumer"}},
              2);
  const std::vector<std::string> size = sizes(problem, plan);
  for (size_t i = 0; i < plan.cbs.size(); ++i) {
    const CbRequest& cb = problem.cbs[i];
    table.add({std::to_string(plan.cbs[i].id), cb.name, std::string(plan::to_string(cb.role)),
               std::string(target::format_info(cb.format).name), fmt::format("{}×{}", cb.tile.height, cb.tile.width),
               size[i], fmt::format("{} → {}", plan::to_string(cb.producer), plan::to_string(cb.consumer))});
    if (const BufferDecision* b = decision_of(v.f, i)) table.note(why(*b));
  }
  return plan.cbs.empty() ? "" : table.text(v.options.width, v.palette);
}

/// A titled list of the buffers that are not a CB of their own.
std::string others(const View& v, Placement placement, std::string_view title) {
  std::string out;
  for (const BufferDecision& b : v.f.buffers) {
    if (b.placement != placement) continue;
    if (out.empty()) out = heading(v, title);
    std::string line = b.name;
    const bool has_cb = b.cb >= 0 && static_cast<size_t>(b.cb) < v.f.problem.cbs.size();
    if (placement == Placement::Merged && has_cb) {
      line += fmt::format(" → {} (id {})", v.f.problem.cbs[static_cast<size_t>(b.cb)].name, b.cb);
    }
    out += paragraph(printable(line), 4, v.options.width);
    out += v.palette.dim(paragraph(printable(why(b)), 8, v.options.width));
  }
  return out;
}

std::string list(const View& v, std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return {};
  std::string out = heading(v, title);
  for (const std::string& item : items) out += paragraph(printable(item), 4, v.options.width);
  return out;
}

std::string percent(int64_t part, int64_t whole) {
  return whole <= 0 ? "" : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string totals(const View& v, const Plan& plan) {
  Table table({{""}, {"", true}, {""}, {"", true}, {"", true}}, 4);
  const auto row = [&](std::string what, int64_t used, int64_t available) {
    table.add({std::move(what), with_thousands(used), "of", with_thousands(available), percent(used, available)});
  };
  row("bytes of L1", plan.bytes_used, plan.bytes_available);
  row("ids", static_cast<int64_t>(plan.cbs.size()), v.f.problem.chip->max_circular_buffers);
  row("tiles of DST", plan.dst_tiles_used, plan.dst_tiles_available);
  return heading(v, "totals") + table.text(v.options.width, v.palette);
}

/// Needed and available, to scale.
std::string too_much(const View& v, const Plan& plan) {
  constexpr int kBar = 60;
  const int64_t largest = std::max<int64_t>({plan.bytes_used, plan.bytes_available, 1});
  Table table({{""}, {"", true}, {""}}, 4);
  const auto row = [&](std::string_view what, int64_t bytes, char c) {
    const auto columns = std::max<int64_t>(1, std::max<int64_t>(bytes, 0) * kBar / largest);
    table.add({std::string(what), with_thousands(bytes), std::string(static_cast<size_t>(columns), c)});
  };
  row("needed", plan.bytes_used, '#');
  row("available", plan.bytes_available, '=');
  return heading(v, "bytes of L1, with the smallest counts") + table.text(v.options.width, v.palette);
}

std::string ways_out(const View& v) {
  std::string out;
  for (const plan::WayOut& w : v.f.infeasible.ways_out) {
    if (out.empty()) out = heading(v, "what would help, cheapest first");
    const std::string mark = w.fits ? v.palette.good("fits     ") : "not alone";
    const std::string text = fmt::format("{}; {} bytes needed then", w.text, with_thousands(w.bytes_needed));
    std::string body = paragraph(printable(text), 15, v.options.width);
    body.replace(0, 15, "    " + mark + "  ");
    out += body;
  }
  return out;
}

std::string feasible(const View& v) {
  const Plan& plan = v.f.plan;
  std::vector<std::string> blocks = {cb_table(v, plan),
                                     others(v, Placement::Merged, "merged into another buffer"),
                                     others(v, Placement::Dst, "in DST only"),
                                     others(v, Placement::NotPlaced, "not a circular buffer"),
                                     list(v, "given up to make it fit", v.f.gave_up),
                                     l1_map(v.f.problem, plan, v.options.width, v.palette),
                                     totals(v, plan)};
  std::erase(blocks, "");
  return joined(blocks, "\n");
}

std::string infeasible(const View& v) {
  std::vector<std::string> blocks = {paragraph(printable(v.f.infeasible.message), 2, v.options.width)};
  for (const Plan& smallest : v.f.infeasible.smallest) {
    blocks.push_back(cb_table(v, smallest));
    if (v.f.infeasible.why == plan::Infeasible::Why::L1) blocks.push_back(too_much(v, smallest));
  }
  blocks.push_back(others(v, Placement::Merged, "merged into another buffer"));
  blocks.push_back(others(v, Placement::Dst, "in DST only"));
  blocks.push_back(others(v, Placement::NotPlaced, "not a circular buffer"));
  blocks.push_back(ways_out(v));
  std::erase(blocks, "");
  return joined(blocks, "\n");
}

}  // namespace

std::string plan_report(const FunctionPlan& plan, const ReportOptions& options) {
  const View v{plan, options, Palette(options.color)};
  return header(v) + "\n" + (plan.feasible ? feasible(v) : infeasible(v));
}

std::string verify_report(const FunctionPlan& plan, std::string_view which,
                          const std::vector<plan::Violation>& violations, const ReportOptions& options) {
  const Palette palette(options.color);
  const std::string name = palette.bold(printable(plan.function));
  if (violations.empty()) return name + ": " + palette.good("the verifier accepts " + std::string(which)) + "\n";
  const auto count = static_cast<int64_t>(violations.size());
  std::string out =
      name + ": " +
      palette.bad("the verifier found " + counted(count, "fault", "faults") + " in " + std::string(which)) + "\n";
  for (const plan::Violation& violation : violations) {
    const bool has_cb = violation.cb >= 0 && static_cast<size_t>(violation.cb) < plan.problem.cbs.size();
    const std::string where = has_cb ? plan.problem.cbs[static_cast<size_t>(violation.cb)].name + ": " : "";
    out += paragraph(printable(violation.rule + ": " + where + violation.text), 2, options.width);
  }
  return out;
}

}  // namespace tir2tt::report
