// User-level contexts: a stack and a place in a function. Switching is a few instructions of Boost.Context, not a
// system call; the address sanitizer is told of every switch. Tested by tests/device/fiber_test.cc.
#pragma once

#include <boost/context/fiber.hpp>
#include <cstddef>
#include <functional>

namespace tir2tt::device {

/// A function that runs on its own stack and can be left and continued. resume() is called by the one who schedules,
/// leave() by the function itself. A function must have returned before its Fiber is destroyed, or the process must end
/// without destroying it.
class Fiber {
 public:
  /// `stack_bytes` are reserved, and used as needed; 64 KiB that cannot be touched lie below them.
  Fiber(size_t stack_bytes, std::function<void()> function);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Runs the function until it leaves or returns.
  void resume();
  /// Back to the one who resumed. To be called on the fiber's own stack only.
  void leave();
  bool done() const { return done_; }
  /// Whether `address` is in what lies below the stack.
  bool in_guard(const void* address) const;

 private:
  void enter_switch(void** fake_stack, const void* bottom, size_t bytes);
  void finish_switch(void* fake_stack, const void** from_bottom, size_t* from_bytes);

  std::byte* memory_ = nullptr;  // the guard, then the stack
  size_t bytes_ = 0;             // of both
  bool done_ = false;
  std::function<void()> function_;
  boost::context::fiber self_, caller_;
  void* caller_fake_stack_ = nullptr;  // the address sanitizer's
  const void* caller_bottom_ = nullptr;
  size_t caller_bytes_ = 0;
};

}  // namespace tir2tt::device
