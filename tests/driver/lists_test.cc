#include "driver/lists.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "target/chip.h"
#include "transform/tt/passes.h"

namespace tir2tt::driver {
namespace {

TEST(Lists, HaveEveryRow) {
  const auto passes = nlohmann::json::parse(passes_json())["passes"];
  ASSERT_EQ(passes.size(), transform::all_passes().size());
  EXPECT_EQ(passes[0]["name"], transform::all_passes()[0].name);
  EXPECT_TRUE(passes[0]["attributes_only"].is_boolean());
  const auto archs = nlohmann::json::parse(archs_json())["archs"];
  ASSERT_EQ(archs.size(), target::chips().size());
  EXPECT_EQ(archs[0]["l1_bytes"], target::chips()[0].l1_bytes);
}

}  // namespace
}  // namespace tir2tt::driver
