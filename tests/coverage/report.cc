#include "coverage/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tir2tt::coverage {
namespace {

size_t count(const std::vector<Covered>& all, Verdict verdict) {
  return static_cast<size_t>(
      std::count_if(all.begin(), all.end(), [&](const Covered& c) { return c.outcome.verdict == verdict; }));
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// One line, and nothing that ends a cell.
std::string cell(std::string text) {
  text = text.substr(0, text.find('\n'));
  for (size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

/// Empty where every element has a bound.
std::string unbounded_text(const Outcome& o) {
  if (o.unbounded == 0) return {};
  return fmt::format("; {:.2g} % of the elements have no bound",
                     100.0 * static_cast<double>(o.unbounded) / static_cast<double>(o.elements));
}

std::string result_cell(const Outcome& o) {
  if (o.verdict == Verdict::Right)
    return fmt::format("right: PCC {:.6f}, largest error {:.2g}, {:.0f} % of its bound{}", o.pcc, o.max_error,
                       100 * o.share, unbounded_text(o));
  return cell(fmt::format("{}{}: {}", to_string(o.verdict), o.id.empty() ? "" : " " + o.id, o.reason));
}

std::string l1_cell(const Outcome& o) {
  return o.cbs == 0 ? "– | –" : fmt::format("{} | {:.1f}", o.cbs, static_cast<double>(o.l1_bytes) / 1024);
}

std::string size_cell(const Covered& c) {
  if (c.outcome.shapes.empty()) return "–";
  std::string text = c.outcome.shapes;
  if (!c.kernel.edits.empty())
    text += c.kernel.cut_down.empty() ? " (cut down)" : " (cut down: " + c.kernel.cut_down + ")";
  return text + (c.outcome.arch == "blackhole" ? ", on blackhole" : "");
}

std::string row(const Covered& c) {
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", c.kernel.name, joined(c.outcome.features), l1_cell(c.outcome),
                     size_cell(c), result_cell(c.outcome));
}

std::string table(const std::vector<Covered>& all) {
  std::string text =
      "| kernel | what it does | circular buffers | KiB of L1 | first and last tensor | result |\n"
      "|---|---|---|---|---|---|\n";
  for (const Covered& c : all) text += row(c);
  return text;
}

std::string zoo_tables(const std::vector<Covered>& zoo) {
  std::string text, family;
  std::vector<Covered> part;
  for (size_t i = 0; i <= zoo.size(); ++i) {
    if (i < zoo.size() && (part.empty() || zoo[i].kernel.family == family)) {
      family = zoo[i].kernel.family;
      part.push_back(zoo[i]);
      continue;
    }
    text += fmt::format("\n### {}\n\n{}", family, table(part));
    part.clear();
    if (i < zoo.size()) --i;
  }
  return text;
}

}  // namespace

std::string line_of(const Covered& c) {
  const Outcome& o = c.outcome;
  std::string text = fmt::format("{:<36} {:<8} {:>6.2f} s", c.kernel.name, to_string(o.verdict), o.seconds);
  if (o.verdict == Verdict::Right)
    return text + fmt::format("  PCC {:.6f}  {:.0f} % of its bound{}", o.pcc, 100 * o.share, unbounded_text(o));
  return text + "  " + o.id + (o.schedule.empty() ? "" : " (" + o.schedule + ")") + " " + o.reason;
}

std::string score_text(const std::vector<Covered>& all) {
  return fmt::format("{} kernels: {} right, {} refused, {} wrong, {} faults", all.size(), count(all, Verdict::Right),
                     count(all, Verdict::Refused), count(all, Verdict::Wrong), count(all, Verdict::Fault));
}

std::string markdown(const std::vector<Covered>& corpus, const std::vector<Covered>& zoo) {
  return fmt::format(
      R"(# Which TileLang kernels work

`build/tests/coverage_tool --markdown docs/coverage.md` writes this page. Each kernel is compiled, its emitted kernels run on the embedded
device in order, under an adversarial schedule, and on two cores only, and every element of every output is compared with the reference. The
chip is wormhole_b0, for float8 blackhole. What is not right is refused with a diagnostic. What a kernel does is found in its IR.

## The corpus: {}

Printed by TileLang from its own examples and tests (`../shared/corpus/tilelang`). Own size, or cut down where the reference takes more
than a minute for it on two cores.

{}
## The zoo: {}

Other kernels of the same families, small, in `tests/coverage/zoo`.
{})",
      score_text(corpus), table(corpus), score_text(zoo), zoo_tables(zoo));
}

std::string json(const std::vector<Covered>& all) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& [kernel, o] : all)
    list.push_back({{"name", kernel.name},
                    {"family", kernel.family},
                    {"verdict", to_string(o.verdict)},
                    {"diagnostic", o.id},
                    {"reason", o.reason},
                    {"features", o.features},
                    {"circular_buffers", o.cbs},
                    {"l1_bytes", o.l1_bytes},
                    {"pcc", o.pcc},
                    {"max_abs_error", o.max_error},
                    {"share_of_bound", o.share},
                    {"shapes", o.shapes},
                    {"own_size", kernel.edits.empty()}});
  return list.dump(2) + "\n";
}

}  // namespace tir2tt::coverage
