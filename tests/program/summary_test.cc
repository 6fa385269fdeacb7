#include "program/summary.h"

#include <nlohmann/json.hpp>

#include "sample_kernels.h"

namespace tir2tt::program {
namespace {

using namespace test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

FolderContent some_files() { return {{{"kernels/reader.cpp", "a\nb\n"}, {"main.cpp", "c\n"}}, {}}; }

TEST(Summary, ForPeople) {
  EXPECT_THAT(summary_text("out", make(kAdd).kernels, some_files(), false),
              AllOf(HasSubstr("add on wormhole_b0: 4 blocks on 4 cores; 3 circular buffers, "),
                    HasSubstr(" of 1,395,424 B of L1\n"), HasSubstr("written to out"),
                    HasSubstr("kernels/reader.cpp      2\n")));
  EXPECT_THAT(summary_text("out", make(kDynamic).kernels, {}, false),
              HasSubstr("twice on wormhole_b0: as many blocks as the shapes say, on up to 64 cores; "));
}

TEST(Summary, ForPrograms) {
  const auto json = nlohmann::json::parse(summary_json("out", make(kTwo).kernels, some_files()));
  EXPECT_EQ(json["folder"], "out");
  ASSERT_EQ(json["functions"].size(), 2u);
  const auto& second = json["functions"][1];
  EXPECT_EQ(second["name"], "second");
  EXPECT_EQ(second["place"], "second/");
  EXPECT_EQ(second["blocks"], 2);
  EXPECT_EQ(second["cores"], 2);
  EXPECT_THAT(second["kernels"], ElementsAre("reader", "compute", "writer"));
  EXPECT_GT(second["l1_bytes"], 0);
  EXPECT_EQ(json["files"][0]["path"], "kernels/reader.cpp");
  EXPECT_EQ(json["files"][0]["lines"], 2);
  const auto symbolic = nlohmann::json::parse(summary_json("out", make(kDynamic).kernels, {}));
  EXPECT_TRUE(symbolic["functions"][0]["blocks"].is_null());
}

}  // namespace
}  // namespace tir2tt::program
