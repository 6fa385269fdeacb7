// log_info(tt::LogTest, format, arguments…) and its kin: one line on standard error. Tested by tests/device/programs.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tt {

enum LogType : uint8_t { LogAlways, LogTest, LogMetal, LogDevice, LogOp, LogVerif, LogHost, LogApp };

namespace log_detail {

/// Writes "level | text".
void write_line(std::string_view level, std::string_view text);

template <typename... Arguments>
void log(std::string_view level, std::string_view format, const Arguments&... arguments) {
  write_line(level, fmt::format(fmt::runtime(format), arguments...));
}

}  // namespace log_detail

// clang-format off
#define TIR2TT_LOG_FUNCTION(name, level)                                                                               \
  template <typename... Arguments>                                                                                     \
  void name(LogType, std::string_view format, const Arguments&... arguments) {                                         \
    log_detail::log(level, format, arguments...);                                                                      \
  }                                                                                                                    \
  template <typename... Arguments>                                                                                     \
  void name(std::string_view format, const Arguments&... arguments) {                                                  \
    log_detail::log(level, format, arguments...);                                                                      \
  }
TIR2TT_LOG_FUNCTION(log_info, "info")
TIR2TT_LOG_FUNCTION(log_warning, "warning")
TIR2TT_LOG_FUNCTION(log_error, "error")
TIR2TT_LOG_FUNCTION(log_critical, "critical")
TIR2TT_LOG_FUNCTION(log_fatal, "fatal")
#undef TIR2TT_LOG_FUNCTION
// clang-format on

/// Debug and trace lines are not written.
template <typename... Arguments>
void log_debug(const Arguments&...) {}
template <typename... Arguments>
void log_trace(const Arguments&...) {}

}  // namespace tt

using tt::log_critical;
using tt::log_debug;
using tt::log_error;
using tt::log_fatal;
using tt::log_info;
using tt::log_trace;
using tt::log_warning;
