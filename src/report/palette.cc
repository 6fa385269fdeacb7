#include "report/palette.h"

#include <array>

namespace tir2tt::report {

std::string Palette::paint(std::string_view code, std::string_view text) const {
  if (!on_ || text.empty()) return std::string(text);
  return std::string("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
}

std::string Palette::nth(size_t n, std::string_view text) const {
  constexpr std::array<std::string_view, 6> kCodes = {"36", "33", "35", "32", "34", "31"};
  return paint(kCodes[n % kCodes.size()], text);
}

}  // namespace tir2tt::report
