#include "report/table.h"

#include <algorithm>

#include "support/diagnostic.h"
#include "support/text.h"

namespace tir2tt::report {
namespace {

constexpr int kGap = 2;        // blanks between columns
constexpr int kNarrowest = 8;  // what is left of a column that gives way

std::string blanks(int n) { return std::string(static_cast<size_t>(std::max(n, 0)), ' '); }

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string cut_middle(std::string_view text, int columns) {
  if (display_width(text) <= columns) return std::string(text);
  std::vector<Glyph> glyphs;
  for (size_t at = 0; at < text.size(); at += glyphs.back().bytes) glyphs.push_back(glyph_at(text, at));
  std::string head, tail;
  size_t first = 0, last = glyphs.size();
  // One column is the ellipsis; the head gets the odd one.
  for (int left = columns - 1, from_head = 1; left > 0 && first < last; from_head = !from_head) {
    const Glyph& g = from_head ? glyphs[first++] : glyphs[--last];
    if ((left -= g.columns) < 0) break;
    from_head ? head += g.text : tail.insert(0, g.text);
  }
  return head + "…" + tail;
}

std::string paragraph(std::string_view text, int indent, int width) {
  std::string out;
  for (const std::string& line : wrap(text, width - indent)) out += blanks(indent) + line + "\n";
  return out;
}

void Table::add(std::vector<std::string> cells) {
  TIR2TT_CHECK(cells.size() == columns_.size(), "a row has as many cells as the table has columns");
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back({std::move(cells), {}});
}

std::vector<int> Table::widths(int width) const {
  std::vector<int> result;
  int total = indent_ - kGap;
  for (size_t c = 0; c < columns_.size(); ++c) {
    int widest = display_width(columns_[c].title);
    for (const Row& row : rows_) widest = std::max(widest, display_width(row.cells[c]));
    result.push_back(widest);
    total += widest + kGap;
  }
  for (size_t c = 0; c < columns_.size() && total > width; ++c) {
    if (!columns_[c].gives_way) continue;
    const int narrower = std::min(result[c], std::max(kNarrowest, result[c] - (total - width)));
    total -= result[c] - narrower;
    result[c] = narrower;
  }
  return result;
}

std::string Table::line(const std::vector<std::string>& cells, const std::vector<int>& widths) const {
  std::string out = blanks(indent_);
  for (size_t c = 0; c < cells.size(); ++c) {
    const std::string cell = cut_middle(cells[c], widths[c]);
    out += columns_[c].right ? pad_left(cell, widths[c]) : pad_right(cell, widths[c]);
    out += blanks(kGap);
  }
  return without_trailing_blanks(std::move(out)) + "\n";
}

std::string Table::text(int width, const Palette& palette) const {
  const std::vector<int> w = widths(width);
  std::vector<std::string> titles;
  for (const Column& c : columns_) titles.push_back(c.title);
  const int note_indent = indent_ + w.front() + kGap;
  std::string head = line(titles, w);
  head.pop_back();
  std::string out = head.find_first_not_of(' ') == std::string::npos ? "" : palette.bold(head) + "\n";
  for (const Row& row : rows_) {
    out += line(row.cells, w);
    if (!row.note.empty()) out += palette.dim(paragraph(printable(row.note), note_indent, width));
  }
  return out;
}

}  // namespace tir2tt::report
