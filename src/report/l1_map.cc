// The bar is an apportionment: n segments, c columns, in proportion to bytes, none without a column. Each gets its
// rounded-down share but at least one; columns that are still free go to the largest remainders, columns that are
// too many are taken from the widest, where one column is the smallest lie. Largest-remainder alone was rejected
// because it makes a 2 KB buffer in 1.4 MB invisible. Cost: (segments + columns)·segments, both below 100.
#include "report/l1_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "report/table.h"
#include "support/text.h"

namespace tir2tt::report {
namespace {

constexpr int kBarColumns = 64;
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqstuvwxyz0123456789@$%&";

int64_t size_of(const Segment& s) { return s.end - s.begin; }

std::string bar(const std::vector<Segment>& segments, const Palette& palette) {
  const std::vector<int> columns = bar_columns(segments, kBarColumns);
  std::string out = "|";
  for (size_t i = 0; i < segments.size(); ++i) {
    const std::string run(static_cast<size_t>(columns[i]), segments[i].letter);
    out += segments[i].cb >= 0 ? palette.nth(static_cast<size_t>(segments[i].cb), run) : palette.dim(run);
  }
  return out + "|";
}

}  // namespace

std::vector<Segment> l1_segments(const plan::Problem& problem, const plan::Plan& plan) {
  const target::Chip& chip = *problem.chip;
  std::vector<Segment> result = {{'#', -1, 0, chip.cb_base, "kept by firmware and kernels"}};
  int64_t used = chip.cb_base;
  for (size_t i = 0; i < plan.cbs.size(); ++i) {
    const plan::CbPlan& cb = plan.cbs[i];
    if (cb.bytes <= 0) continue;
    const char letter = kLetters[i % kLetters.size()];
    result.push_back({letter, static_cast<int>(i), cb.l1_offset, cb.l1_offset + cb.bytes, problem.cbs[i].name});
    used = std::max(used, cb.l1_offset + cb.bytes);
  }
  const int64_t reserve = std::clamp<int64_t>(problem.l1_reserve, 0, std::max<int64_t>(chip.l1_bytes - used, 0));
  if (used < chip.l1_bytes - reserve) result.push_back({'.', -1, used, chip.l1_bytes - reserve, "free"});
  if (reserve > 0) result.push_back({'r', -1, chip.l1_bytes - reserve, chip.l1_bytes, "kept by the caller"});
  std::stable_sort(result.begin(), result.end(), [](const Segment& a, const Segment& b) { return a.begin < b.begin; });
  return result;
}

std::vector<int> bar_columns(const std::vector<Segment>& segments, int columns) {
  const auto count = static_cast<int>(segments.size());
  columns = std::max(columns, count);
  int64_t total = 0;
  for (const Segment& s : segments) total += size_of(s);
  if (total <= 0) return std::vector<int>(segments.size(), 1);

  std::vector<int> result;
  std::vector<int64_t> remainder;
  for (const Segment& s : segments) {
    const int64_t scaled = size_of(s) * columns;
    result.push_back(std::max<int>(1, static_cast<int>(scaled / total)));
    remainder.push_back(scaled < total ? -1 : scaled % total);
  }
  int over = std::accumulate(result.begin(), result.end(), 0) - columns;
  for (; over > 0; --over) --*std::max_element(result.begin(), result.end());
  for (; over < 0; ++over) {
    const auto largest = std::max_element(remainder.begin(), remainder.end());
    ++result[static_cast<size_t>(largest - remainder.begin())];
    *largest = -1;
  }
  return result;
}

std::string l1_map(const plan::Problem& problem, const plan::Plan& plan, int width, const Palette& palette) {
  const std::vector<Segment> segments = l1_segments(problem, plan);
  Table legend({{""}, {"from", true}, {"to", true}, {"bytes", true}, {"", false, true}}, 4);
  for (const Segment& s : segments) {
    legend.add({std::string(1, s.letter), fmt::format("0x{:06x}", s.begin), fmt::format("0x{:06x}", s.end),
                with_thousands(size_of(s)), s.label});
  }
  const std::string title = "L1 of one core, " + with_thousands(problem.chip->l1_bytes) + " bytes";
  return "  " + palette.bold(title) + "\n    " + bar(segments, palette) + "\n" + legend.text(width, palette);
}

}  // namespace tir2tt::report
