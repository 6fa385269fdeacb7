// The text under construction: it only grows, but a line may be put in front of one that has been begun already.
// Such late lines are kept aside with the place where they belong and are woven in at the end, so that printing stays
// linear. Also the literals of TVMScript.
//
// Places (script.h) are kept on demand, as offsets into the piece that is being written: the text or a late line. What
// moves text moves them too; weaving turns them into offsets of the whole.
// Tested by tests/tvm/printer_test.cc, printer_places_test.cc.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tvm/script.h"

namespace tir2tt::tvm {

class ScriptText {
 public:
  void put(std::string_view s) { text_.append(s); }
  void put(char c) { text_.push_back(c); }
  void put_int(int64_t v);
  /// `3.0`, `0.10000000000000001`, `"inf"`.
  void put_float(double v);
  /// In quotes, with escapes.
  void put_string(std::string_view bytes);
  void put_indent(uint32_t levels) { text_.append(size_t{levels} * 4, ' '); }

  size_t size() const { return text_.size(); }
  void truncate(size_t n);
  /// Swaps the neighbours [first, middle) and [middle, end of text).
  void rotate(size_t first, size_t middle);

  /// Writes a line with `write`, to stand at `offset` of what has been put so far. At one offset, lines of outer
  /// scopes (lower `depth`) stand first, then those that were finished first.
  template <class Write>
  void late_line(size_t offset, uint32_t depth, uint32_t indent, Write write) {
    std::string aside = std::move(text_);
    const uint32_t outer = std::exchange(piece_, ++pieces_);
    text_.clear();
    put_indent(indent);
    write();
    put('\n');
    late_.push_back({offset, depth, piece_, std::move(text_)});
    text_ = std::move(aside);
    piece_ = outer;
  }
  std::string finish();
  /// The text alone: for an expression on its own, whose variables nobody declares.
  std::string finish_without_late_lines() { return std::move(text_); }

  void keep_places() { keeps_places_ = true; }
  bool keeps_places() const { return keeps_places_; }
  /// `node` stands in [begin, end of text).
  void place(SourceSpan node, size_t begin) {
    if (keeps_places_ && node.known()) marks_.push_back({node, piece_, begin, text_.size()});
  }
  /// `node` is the line that begins at `begin`, of which no expression has been put yet.
  void place_line(SourceSpan node, size_t begin) {
    if (keeps_places_ && node.known()) marks_.push_back({node, piece_, begin, kLine});
  }
  /// After finish(): all places in `finished`.
  Places take_places(std::string_view finished);

 private:
  struct LateLine {
    size_t offset;
    uint32_t depth;
    uint32_t piece;
    std::string text;
  };
  static constexpr size_t kLine = SIZE_MAX;  // as an end: up to the end of the line
  struct Mark {
    SourceSpan node;
    uint32_t piece;
    size_t begin, end;
  };
  void rotate_marks(size_t first, size_t middle);
  void weave_marks();

  std::string text_;
  std::vector<LateLine> late_;
  bool keeps_places_ = false;
  std::vector<Mark> marks_;
  uint32_t piece_ = 0;   // that is being written: 0 = the text, else a late line
  uint32_t pieces_ = 0;  // late lines begun
};

}  // namespace tir2tt::tvm
