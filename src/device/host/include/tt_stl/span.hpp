// tt::stl::Span: a view of consecutive elements. Tested by tests/device/host_values_test.cc.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ttsl {

template <typename T, std::size_t extent = std::dynamic_extent>
using Span = std::span<T, extent>;

template <typename T>
Span<T> make_span(std::vector<T>& values) {
  return {values.data(), values.size()};
}
template <typename T>
Span<const T> make_const_span(const std::vector<T>& values) {
  return {values.data(), values.size()};
}

}  // namespace ttsl

namespace tt {
namespace stl = ::ttsl;
}  // namespace tt
