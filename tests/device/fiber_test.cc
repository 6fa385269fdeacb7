#include "device/grid/fiber.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace tir2tt::device {
namespace {

constexpr size_t kStack = 1 << 16;

TEST(Fiber, RunsToItsEnd) {
  int ran = 0;
  Fiber f(kStack, [&] { ++ran; });
  EXPECT_FALSE(f.done());
  EXPECT_EQ(ran, 0) << "nothing runs before resume()";
  f.resume();
  EXPECT_EQ(ran, 1);
  EXPECT_TRUE(f.done());
}

TEST(Fiber, LeavesAndGoesOn) {
  std::string trace;
  Fiber* self = nullptr;
  Fiber f(kStack, [&] {
    trace += "a";
    self->leave();
    trace += "b";
    self->leave();
    trace += "c";
  });
  self = &f;
  for (int i = 0; !f.done(); ++i) {
    f.resume();
    trace += static_cast<char>('0' + i);
  }
  EXPECT_EQ(trace, "a0b1c2");
}

TEST(Fiber, KeepsLocalVariablesAndFloatingPoint) {
  double result = 0;
  Fiber* self = nullptr;
  Fiber f(kStack, [&] {
    double sum = 0;
    for (int i = 1; i <= 100; ++i) {
      sum += 1.0 / i;
      self->leave();
    }
    result = sum;
  });
  self = &f;
  double other = 1;
  while (!f.done()) {
    f.resume();
    other *= 1.01;
  }
  EXPECT_NEAR(result, 5.187377517639621, 1e-12);
  EXPECT_GT(other, 2);
}

TEST(Fiber, ManyTakeTurns) {
  constexpr int kFibers = 300, kTurns = 20;
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<int> counts(kFibers);
  for (int i = 0; i < kFibers; ++i) {
    fibers.push_back(std::make_unique<Fiber>(kStack, [&, i] {
      for (int turn = 0; turn < kTurns; ++turn) {
        ++counts[static_cast<size_t>(i)];
        fibers[static_cast<size_t>(i)]->leave();
      }
    }));
  }
  for (int turn = 1; turn <= kTurns; ++turn) {
    for (auto& f : fibers) f->resume();
    for (const int count : counts) ASSERT_EQ(count, turn);
  }
  for (auto& f : fibers) f->resume();
  for (auto& f : fibers) EXPECT_TRUE(f->done());
}

TEST(Fiber, OneResumesAnother) {
  std::string trace;
  Fiber inner(kStack, [&] { trace += "inner "; });
  Fiber outer(kStack, [&] {
    trace += "outer ";
    inner.resume();
    trace += "outer again";
  });
  outer.resume();
  EXPECT_EQ(trace, "outer inner outer again");
}

TEST(Fiber, TheGuardLiesBelowTheStack) {
  const std::byte* here = nullptr;
  Fiber f(kStack, [&] {
    std::byte local{};
    here = &local;
  });
  f.resume();
  EXPECT_FALSE(f.in_guard(here));
#ifndef __SANITIZE_ADDRESS__  // which keeps variables on a stack of its own
  bool found = false;
  for (size_t below = 0; below <= kStack + 8192 && !found; below += 512) found = f.in_guard(here - below);
  EXPECT_TRUE(found);
#endif
}

}  // namespace
}  // namespace tir2tt::device
