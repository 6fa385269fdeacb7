// Plain-text tables that are aligned by what a terminal shows (× and → count one column) and fit a width: one column
// may be declared to give way. Under a row there may be a note, wrapped and indented.
//
//     id  buffer    role            total
//      0  A_shared  input          24,576
//         128×32 float16; 3 pages: num_stages = 3 on the loop that fills it
//
// Tested by tests/report/table_test.cc.
#pragma once

#include <string>
#include <vector>

#include "report/palette.h"

namespace tir2tt::report {

struct Column {
  std::string title;
  bool right = false;      // numbers
  bool gives_way = false;  // cut in the middle where the table is too wide
};

class Table {
 public:
  Table(std::vector<Column> columns, int indent) : columns_(std::move(columns)), indent_(indent) {}

  /// One cell per column. Cells are cleaned of control characters.
  void add(std::vector<std::string> cells);
  /// A text under the last row, indented to the second column.
  void note(std::string text) { rows_.back().note = std::move(text); }

  /// No line is wider than `width`, except where cells that do not give way are. No trailing blanks.
  std::string text(int width, const Palette& palette) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::string note;
  };
  std::vector<int> widths(int width) const;
  std::string line(const std::vector<std::string>& cells, const std::vector<int>& widths) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
  int indent_;
};

/// At most `columns` wide; what is too much is taken out of the middle ("C_accu…rtials").
std::string cut_middle(std::string_view text, int columns);
/// `text` wrapped to `width`, every line indented.
std::string paragraph(std::string_view text, int indent, int width);

}  // namespace tir2tt::report
