#include "support/own_stack.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <csignal>
#include <stdexcept>
#include <thread>

namespace tir2tt {
namespace {

/// Takes about `bytes` of stack; the sum keeps the frames.
size_t deep(size_t bytes) {
  volatile char frame[4096] = {};
  frame[bytes % sizeof frame] = 1;
  return bytes < sizeof frame ? frame[0]
                              : deep(bytes - sizeof frame) + static_cast<size_t>(frame[bytes % sizeof frame]);
}

TEST(OwnStack, IsLargeAndAnotherThreads) {
  size_t frames = 0;
  std::thread::id id;
  on_own_stack([&] {
    id = std::this_thread::get_id();
    frames = deep(64 << 20);
  });
  EXPECT_NE(id, std::this_thread::get_id());
  EXPECT_GE(frames, size_t{(64 << 20) / 4096 - 1});
}

TEST(OwnStack, WhatIsThrownIsThrownOnTheCallersSide) {
  EXPECT_THROW(on_own_stack([] { throw std::out_of_range("here"); }), std::out_of_range);
}

TEST(OwnStack, HandlesNoSignalAndLeavesTheCallersMask) {
  sigset_t before, after, there;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  on_own_stack([&] { pthread_sigmask(SIG_SETMASK, nullptr, &there); });
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  EXPECT_EQ(sigismember(&there, SIGINT), 1);
  EXPECT_EQ(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
}

}  // namespace
}  // namespace tir2tt
