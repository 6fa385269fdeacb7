#include <cstdio>
#include <stdexcept>
#include <string>
#include <tt-logger/tt-logger.hpp>
#include <tt_stl/assert.hpp>

namespace tt::assert_detail {

void throw_error(const char* kind, const char* file, int line, const char* condition, std::string_view text) {
  std::string message = fmt::format("{} @ {}:{}: {}", kind, file, line, condition);
  if (!text.empty()) message += fmt::format("\ninfo:\n{}", text);
  throw std::runtime_error(message);
}

}  // namespace tt::assert_detail

namespace tt::log_detail {

void write_line(std::string_view level, std::string_view text) { fmt::print(stderr, "{} | {}\n", level, text); }

}  // namespace tt::log_detail
