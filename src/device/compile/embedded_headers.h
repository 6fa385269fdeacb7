// The headers that kernels include (all files below src/device/include/), as text inside the library, so that an
// installed library needs no source tree. The table is written at build time by cmake/embed_headers.cmake. Tested by
// tests/device/kernel_cache_test.cc.
#pragma once

#include <span>
#include <string_view>

namespace tir2tt::device {

struct EmbeddedHeader {
  std::string_view path;  // below the include folder: "tir2tt/kernel.h"
  std::string_view text;
};

/// Ascending by path.
std::span<const EmbeddedHeader> embedded_headers();

}  // namespace tir2tt::device
