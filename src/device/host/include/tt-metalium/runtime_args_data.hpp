// The runtime arguments of a kernel on one core, to be read and overwritten in place. Tested by
// tests/device/host_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tt_stl/assert.hpp>

namespace tt::tt_metal {

struct RuntimeArgsData {
  uint32_t* rt_args_data = nullptr;
  std::size_t rt_args_count = 0;

  uint32_t& operator[](std::size_t i) const { return at(i); }
  uint32_t& at(std::size_t i) const {
    TT_FATAL(i < rt_args_count, "runtime argument {} of {}", i, rt_args_count);
    return rt_args_data[i];
  }
  uint32_t* data() const { return rt_args_data; }
  std::size_t size() const { return rt_args_count; }
};

}  // namespace tt::tt_metal
