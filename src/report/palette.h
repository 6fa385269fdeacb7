// ANSI colours, or none: everything that is shown to a person is coloured through a Palette, so that plain text is the
// same text without escapes. Tested by tests/report/table_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace tir2tt::report {

class Palette {
 public:
  explicit Palette(bool on) : on_(on) {}

  std::string bold(std::string_view text) const { return paint("1", text); }
  std::string dim(std::string_view text) const { return paint("2", text); }
  std::string good(std::string_view text) const { return paint("32", text); }
  std::string bad(std::string_view text) const { return paint("1;31", text); }
  /// One of six colours, so that neighbours in a picture can be told apart.
  std::string nth(size_t n, std::string_view text) const;

 private:
  std::string paint(std::string_view code, std::string_view text) const;
  bool on_;
};

}  // namespace tir2tt::report
