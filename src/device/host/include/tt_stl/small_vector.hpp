// ttsl::SmallVector: here a vector like any other. Tested by tests/device/host_test.cc.
#pragma once

#include <cstddef>
#include <tt_stl/span.hpp>
#include <vector>

namespace ttsl {

template <typename T, std::size_t inline_count = 8>
class SmallVector : public std::vector<T> {
 public:
  using std::vector<T>::vector;
};

}  // namespace ttsl
