// Diagnostics are values: collected while a phase runs, sorted and printed once by whoever called it.
// Libraries never print and never exit. Wording: lower case, no final period; first the situation, with the
// numbers, after a semicolon the rule; the way out goes into `hint`. Code stands in `backquotes`.
// Tested by tests/support/diagnostic_test.cc; each id by its file in tests/error/.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/source.h"

namespace tir2tt {

enum class Severity : uint8_t { Note, Warning, Error };

enum class DiagId : uint16_t {
#define DIAGNOSTIC(name, id, severity, slug) name,
#include "support/diagnostics.def"
#undef DIAGNOSTIC
};

/// One row of diagnostics.def.
struct DiagInfo {
  std::string_view name;  // "BadToken"
  std::string_view id;    // "T0101", stable
  Severity severity;
  std::string_view slug;  // the name of its test
};
const DiagInfo& diag_info(DiagId id);
/// All rows, in the order of the table.
const std::vector<DiagInfo>& all_diagnostics();

struct Diagnostic {
  DiagId id;
  SourceSpan span;  // {0,0}: about the whole input
  std::string message;
  std::string hint;           // the way out; may be empty, may hold several lines (a table)
  std::string function = {};  // the PrimFunc concerned, if any
  std::string node = {};      // the JSON node concerned, if any: "node 57 (tir.For)"
};

/// A bounded collection. At most `kMaxDiagnostics` are kept; the rest are counted.
class Diagnostics {
 public:
  static constexpr size_t kMaxDiagnostics = 100;

  void add(Diagnostic d);
  void add(DiagId id, SourceSpan span, std::string message, std::string hint = {});

  bool has_errors() const { return errors_ > 0; }
  size_t error_count() const { return errors_; }
  size_t dropped() const { return dropped_; }
  const std::vector<Diagnostic>& all() const { return items_; }
  /// A copy in which every one has been given to `change`, which leaves its id alone.
  template <class Change>
  Diagnostics changed(Change change) const {
    Diagnostics out = *this;
    for (Diagnostic& d : out.items_) change(d);
    return out;
  }
  /// Ordered by place, then id, then text: the order in which they are printed.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> items_;
  size_t errors_ = 0;
  size_t dropped_ = 0;
};

/// `file:line:column: error: message [T0101]`, the source line, a caret line, the hint. `file` may be null.
/// Long lines are cut around the place. With `color`, ANSI escapes.
std::string render(const Diagnostic& d, const SourceFile* file, bool color);
/// All of them, sorted, and a last line that counts what was dropped.
std::string render(const Diagnostics& ds, const SourceFile* file, bool color);

/// Our own fault, never the input's: a broken invariant. The tool turns it into exit code 3.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};
#define TIR2TT_CHECK(cond, what)                                                                                      \
  do {                                                                                                                \
    if (!(cond)) throw ::tir2tt::InternalError(std::string(__FILE__ ":") + std::to_string(__LINE__) + ": " + (what)); \
  } while (false)

}  // namespace tir2tt
