#include "mutation/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace tir2tt::mutation {
namespace {

enum Column { kFound, kWrong, kWarning, kNothing, kEquivalent, kNoKernel, kColumns };

Column column_of(const Trial& t) {
  if (t.fate.kind == Fate::Kind::CompileError) return kNoKernel;
  if (t.reason != Reason::None) return kEquivalent;
  switch (t.fate.kind) {
    case Fate::Kind::Finding: return kFound;
    case Fate::Kind::WrongNumbers: return kWrong;
    case Fate::Kind::Warned: return kWarning;
    default: return kNothing;
  }
}

/// `lines` with `mark` in front of each.
std::string marked(const std::string& lines, const char* mark) {
  std::istringstream in(lines);
  std::string out;
  for (std::string line; std::getline(in, line);) out += fmt::format("    {} {}\n", mark, line);
  return out;
}

std::string place_of(const Mutant& m) { return m.line == 0 ? m.file : fmt::format("{}:{}", m.file, m.line); }

std::string described(const Trial& t, const std::string& why) {
  const Mutant& m = t.mutant;
  const std::string head = fmt::format("{} {}  {} {}: {}\n", t.subject->name, place_of(m),
                                       kOperatorNames[static_cast<size_t>(m.op)], m.what, why);
  const std::string said = t.fate.text.empty() ? "" : fmt::format("    {}: {}\n", t.fate.run, t.fate.text);
  return head + said + marked(m.before, "-") + marked(m.after, "+");
}

std::string_view reason_text(const Trial& t) { return kReasonTexts[static_cast<size_t>(t.reason)]; }

}  // namespace

Score score_of(const std::vector<Trial>& trials) {
  Score s;
  for (const Trial& t : trials) {
    const Column c = column_of(t);
    if (c == kEquivalent || c == kNoKernel) continue;
    ++s.judged;
    s.caught += t.caught() ? 1 : 0;
    s.warned += c == kWarning ? 1 : 0;
  }
  return s;
}

bool is_contradiction(const Trial& t) { return t.reason != Reason::None && t.caught(); }

std::string outcome_table(const std::vector<Trial>& trials) {
  std::vector<std::array<size_t, kColumns>> rows(kOperatorNames.size() + 1);
  for (const Trial& t : trials) {
    ++rows[static_cast<size_t>(t.mutant.op)][column_of(t)];
    ++rows.back()[column_of(t)];
  }
  std::string out = fmt::format("{:<8} {:>7} {:>7} {:>7} {:>8} {:>8} {:>10} {:>10}\n", "operator", "mutants", "error",
                                "wrong", "warning", "survived", "equivalent", "no kernel");
  for (size_t i = 0; i < rows.size(); ++i) {
    size_t all = 0;
    for (const size_t n : rows[i]) all += n;
    out += fmt::format("{:<8} {:>7} {:>7} {:>7} {:>8} {:>8} {:>10} {:>10}\n",
                       i < kOperatorNames.size() ? kOperatorNames[i] : "all", all, rows[i][kFound], rows[i][kWrong],
                       rows[i][kWarning], rows[i][kNothing], rows[i][kEquivalent], rows[i][kNoKernel]);
  }
  return out;
}

std::string finding_list(const std::vector<Trial>& trials) {
  std::map<std::string, size_t> count;
  for (const Trial& t : trials) {
    if (t.fate.kind == Fate::Kind::Finding) ++count[t.fate.id];
  }
  std::vector<std::pair<std::string, size_t>> rows(count.begin(), count.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out;
  for (const auto& [id, n] : rows) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", id, n);
  return out + "\n";
}

std::string mutant_list(const std::vector<Trial>& trials, bool equivalent) {
  std::string contradictions, uncaught, reasons;
  for (const Trial& t : trials) {
    const Column c = column_of(t);
    if (is_contradiction(t)) {
      contradictions += described(t, fmt::format("CONTRADICTION: {}", reason_text(t)));
    } else if (c == kWarning || c == kNothing) {
      uncaught += described(t, c == kWarning ? "a warning only" : "SURVIVED");
    } else if (c == kEquivalent && equivalent) {
      reasons += described(t, std::string(reason_text(t)));
    }
  }
  return contradictions + uncaught + reasons;
}

}  // namespace tir2tt::mutation
