// For tests of the host API.
#pragma once

#include <stdexcept>
#include <string>

namespace tir2tt::device::host {

/// What `call` throws; empty when it throws nothing.
template <typename Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace tir2tt::device::host
