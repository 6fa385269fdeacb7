// Lock: runs something when a scope ends. Sources: tt-metal of 2026-03-12, tt_metal/hw/inc/experimental/lock.h.
// Tested by tests/device/headers_test.cc.
#pragma once

namespace experimental {

template <typename ReleaseFunc>
class Lock {
 public:
  explicit Lock(ReleaseFunc release) : release_(release) {}
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() { release_(); }

 private:
  ReleaseFunc release_;
};

}  // namespace experimental
