#include "device/grid/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <utility>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

namespace tir2tt::device {
namespace {

/// Whole pages, and more than a function may skip: kernels touch every page of a large frame.
size_t guard_bytes() { return std::max(size_t{1} << 16, static_cast<size_t>(sysconf(_SC_PAGESIZE))); }

/// Hands Boost.Context a stack that is ours to map and unmap.
struct OurStack {
  void deallocate(boost::context::stack_context&) noexcept {}
};

}  // namespace

Fiber::Fiber(size_t stack_bytes, std::function<void()> function) : function_(std::move(function)) {
  bytes_ = stack_bytes + guard_bytes();
  void* memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  memory_ = static_cast<std::byte*>(memory);
  mprotect(memory_, guard_bytes(), PROT_NONE);
  boost::context::stack_context stack;
  stack.size = stack_bytes;
  stack.sp = memory_ + bytes_;
  self_ = boost::context::fiber(std::allocator_arg, boost::context::preallocated(stack.sp, stack.size, stack),
                                OurStack(), [this](boost::context::fiber&& caller) {
                                  finish_switch(nullptr, &caller_bottom_, &caller_bytes_);
                                  caller_ = std::move(caller);
                                  function_();
                                  done_ = true;
                                  enter_switch(nullptr, caller_bottom_, caller_bytes_);
                                  return std::move(caller_);
                                });
}

Fiber::~Fiber() {
  if (memory_ != nullptr) munmap(memory_, bytes_);
}

void Fiber::resume() {
  void* fake_stack = nullptr;
  enter_switch(&fake_stack, memory_ + guard_bytes(), bytes_ - guard_bytes());
  self_ = std::move(self_).resume();
  finish_switch(fake_stack, nullptr, nullptr);
}

void Fiber::leave() {
  void* fake_stack = nullptr;
  enter_switch(&fake_stack, caller_bottom_, caller_bytes_);
  caller_ = std::move(caller_).resume();
  finish_switch(fake_stack, &caller_bottom_, &caller_bytes_);
}

bool Fiber::in_guard(const void* address) const {
  const auto* byte = static_cast<const std::byte*>(address);
  return byte >= memory_ && byte < memory_ + guard_bytes();
}

#ifdef __SANITIZE_ADDRESS__
void Fiber::enter_switch(void** fake_stack, const void* bottom, size_t bytes) {
  __sanitizer_start_switch_fiber(fake_stack, bottom, bytes);
}
void Fiber::finish_switch(void* fake_stack, const void** from_bottom, size_t* from_bytes) {
  __sanitizer_finish_switch_fiber(fake_stack, from_bottom, from_bytes);
}
#else
void Fiber::enter_switch(void**, const void*, size_t) {}
void Fiber::finish_switch(void*, const void**, size_t*) {}
#endif

}  // namespace tir2tt::device
