#include "cli/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>

namespace tir2tt::cli {
namespace {

TEST(Interrupt, IsAskedOnceWhileSomebodyLooks) {
  static Interrupt interrupt;  // outlives the last signal
  std::signal(SIGINT, SIG_DFL);
  handle_interrupts(interrupt);
  {
    const Awaits awaits(&interrupt);
    EXPECT_FALSE(awaits.asked());
    std::raise(SIGINT);
    EXPECT_TRUE(awaits.asked());
    EXPECT_TRUE(*awaits.flag());
    EXPECT_EXIT(std::raise(SIGINT), testing::KilledBySignal(SIGINT), "") << "the second ends the process";
  }
  interrupt.asked = false;
  EXPECT_EXIT(std::raise(SIGINT), testing::KilledBySignal(SIGINT), "") << "and any that nobody looks at";
  std::signal(SIGINT, SIG_DFL);
}

TEST(Interrupt, AWishToIgnoreItIsKept) {
  static Interrupt interrupt;
  std::signal(SIGINT, SIG_IGN);
  handle_interrupts(interrupt);
  const Awaits awaits(&interrupt);
  std::raise(SIGINT);
  EXPECT_FALSE(awaits.asked());
  std::signal(SIGINT, SIG_DFL);
}

TEST(Interrupt, NoneIsFineToo) {
  const Awaits awaits(nullptr);
  EXPECT_EQ(awaits.flag(), nullptr);
  EXPECT_FALSE(awaits.asked());
}

}  // namespace
}  // namespace tir2tt::cli
