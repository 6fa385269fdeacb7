// The text under construction: it only grows, but a line may be put in front of one that has been begun already.
// Such late lines are kept aside with the place where they belong and are woven in at the end, so that printing stays
// linear. Also the literals of TVMScript.
// Tested by tests/tvm/printer_test.cc.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  void truncate(size_t n) { text_.resize(n); }
  /// Swaps the neighbours [first, middle) and [middle, end of text).
  void rotate(size_t first, size_t middle);

  /// Writes a line with `write`, to stand at `offset` of what has been put so far. At one offset, lines of outer
  /// scopes (lower `depth`) stand first, then those that were finished first.
  template <class Write>
  void late_line(size_t offset, uint32_t depth, uint32_t indent, Write write) {
    std::string aside = std::move(text_);
    text_.clear();
    put_indent(indent);
    write();
    put('\n');
    late_.push_back({offset, depth, std::move(text_)});
    text_ = std::move(aside);
  }
  std::string finish();
  /// The text alone: for an expression on its own, whose variables nobody declares.
  std::string finish_without_late_lines() { return std::move(text_); }

 private:
  struct LateLine {
    size_t offset;
    uint32_t depth;
    std::string text;
  };
  std::string text_;
  std::vector<LateLine> late_;
};

}  // namespace tir2tt::tvm
