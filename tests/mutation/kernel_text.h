// Emitted kernels as lines with a meaning: what mutation operators and the reasons of equivalence look at. Knows the
// style of src/codegen/tt: one statement per line, loops with braces.
// Tested by tests/mutation/kernel_text_test.cc.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tir2tt::mutation {

/// A piece of a line: columns [at, at + text.size()).
struct Piece {
  size_t at = 0;
  std::string text;
};

struct Line {
  enum class Kind {
    Call,        // f(…);
    Definition,  // [constexpr|const] type name = value;
    Step,        // name += value;
    Loop,        // for (type name = first; name < value; ++name) …
    Open,        // any other line that ends with a brace
    Close,       // }
    Other,       // comments, includes, blank lines
  } kind = Kind::Other;
  std::string text;
  size_t indent = 0;
  std::string name;              // Definition, Step, Loop
  Piece first, value;            // Loop: both; Definition: value
  std::string callee;            // Call; Definition whose value is one call
  std::string template_text;     // of the callee, with its brackets
  std::vector<Piece> arguments;  // of the call
  bool is_item() const { return kind != Kind::Other && kind != Kind::Close; }
};

struct KernelText {
  std::vector<Line> lines;
  std::vector<std::string> cbs;    // constants, in order
  std::set<std::string> pointers;  // variables that hold addresses
  std::set<std::string> accessors;

  /// The last line of what begins at `line`: the closing brace of a block, else `line` itself.
  size_t end_of_item(size_t line) const;
  /// The first line of the item before `line` in the same block; npos: none.
  size_t item_before(size_t line) const;
  /// The next item behind the one at `line` in the same block; npos: none.
  size_t item_after(size_t line) const;
};
inline constexpr size_t npos = std::string::npos;

KernelText parse_kernel(std::string_view text);

/// Columns of `word` in `text` where it is a whole identifier.
std::vector<size_t> find_word(const std::string& text, const std::string& word);

/// A call that sets up units or formats and touches no tile.
bool is_configuration(const Line& line);
/// A call that blocks until another processor has done its part.
bool is_waiting(const Line& line);

}  // namespace tir2tt::mutation
