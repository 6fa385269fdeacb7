// TT_FATAL(condition[, format, arguments…]), TT_ASSERT and TT_THROW(format, arguments…): std::runtime_error with the
// place, the condition and the text. TT_ASSERT is checked in every build. Tested by tests/device/host_test.cc.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace tt::assert_detail {

[[noreturn]] void throw_error(const char* kind, const char* file, int line, const char* condition,
                              std::string_view text);

inline std::string text() { return {}; }
template <typename... Arguments>
std::string text(std::string_view format, const Arguments&... arguments) {
  return fmt::format(fmt::runtime(format), arguments...);
}

}  // namespace tt::assert_detail

// clang-format off
#define TT_THROW(...)                                                                                                  \
  ::tt::assert_detail::throw_error("TT_THROW", __FILE__, __LINE__, "tt::exception",                                    \
                                   ::tt::assert_detail::text(__VA_ARGS__))
#define TT_FATAL(condition, ...)                                                                                       \
  do {                                                                                                                 \
    if (!(condition)) [[unlikely]] {                                                                                   \
      ::tt::assert_detail::throw_error("TT_FATAL", __FILE__, __LINE__, #condition,                                     \
                                       ::tt::assert_detail::text(__VA_ARGS__));                                        \
    }                                                                                                                  \
  } while (false)
#define TT_ASSERT(condition, ...)                                                                                      \
  do {                                                                                                                 \
    if (!(condition)) [[unlikely]] {                                                                                   \
      ::tt::assert_detail::throw_error("TT_ASSERT", __FILE__, __LINE__, #condition,                                    \
                                       ::tt::assert_detail::text(__VA_ARGS__));                                        \
    }                                                                                                                  \
  } while (false)
// clang-format on
