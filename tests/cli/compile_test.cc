// `tir2tt compile` from the outside: what is in the folder afterwards.
#include <map>
#include <nlohmann/json.hpp>

#include "cli/run.h"
#include "program/sample_kernels.h"

namespace tir2tt::cli {
namespace {

using namespace program::test;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

struct Result {
  int exit_code;
  std::string out, err;
};
Result tool(const std::vector<std::string>& args, const std::string& input = {}) {
  std::istringstream in(input);
  std::ostringstream out, err;
  const int exit_code = run(args, in, out, err);
  return {exit_code, out.str(), err.str()};
}

/// A kernel in a file, and a folder to compile it into.
struct Files {
  explicit Files(const std::string& text, const char* name = "kernel.py") : kernel((scratch.path / name).string()) {
    write(kernel, text);
  }
  Scratch scratch;
  std::string kernel;
  std::string out = (scratch.path / "out").string();
  fs::path in(const std::string& file) const { return fs::path(out) / file; }
};

std::map<std::string, std::string> texts_in(const fs::path& folder) {
  std::map<std::string, std::string> texts;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) texts[entry.path().lexically_relative(folder).string()] = text_of(entry.path());
  }
  return texts;
}
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& [name, text] : texts_in(folder)) names.push_back(name);
  return names;
}

TEST(Compile, WritesEverything) {
  const Files files(kAdd);
  const Result r = tool({"compile", files.kernel, "-o", files.out});
  ASSERT_EQ(r.exit_code, kDone) << r.err;
  EXPECT_THAT(r.out, AllOf(HasSubstr("add on wormhole_b0: 4 blocks on 4 cores"), HasSubstr("kernels/compute.cpp")));
  EXPECT_THAT(names_in(files.out), IsSupersetOf({"kernels/reader.cpp", "kernels/compute.cpp", "kernels/writer.cpp",
                                                 "main.cpp", "npy.h", "plan.json", "module.py", "input.py"}));
  EXPECT_EQ(text_of(files.in("input.py")), kAdd);
  EXPECT_THAT(text_of(files.in("module.py")), HasSubstr("tt_cb_plan"));
  EXPECT_EQ(nlohmann::json::parse(text_of(files.in("plan.json")))["function"], "add");
  EXPECT_THAT(names_in(files.scratch.path), Not(testing::Contains(HasSubstr(".tmp")))) << "nothing temporary is left";
}

TEST(Compile, TheSameBytesEveryTime) {
  const Files files(kGemm);
  ASSERT_EQ(tool({"compile", files.kernel, "-o", files.out}).exit_code, kDone);
  const auto first = texts_in(files.out);
  ASSERT_EQ(tool({"compile", files.kernel, "-o", files.out}).exit_code, kDone);
  EXPECT_EQ(texts_in(files.out), first);
  const std::string other = files.out + "2";
  ASSERT_EQ(tool({"compile", "-", "-o", other}, kGemm).exit_code, kDone);
  EXPECT_EQ(texts_in(other), first);
}

TEST(Compile, AnAnnotatedModuleAgainWithItsPlan) {
  const Files files(kAdd);
  ASSERT_EQ(tool({"compile", files.kernel, "-o", files.out}).exit_code, kDone);
  const std::string module = text_of(files.in("module.py"));
  write(files.in("module.py"), with_pages(module, 4));
  const Result r = tool({"compile", files.in("module.py").string(), "-o", files.out});
  ASSERT_EQ(r.exit_code, kDone) << r.err;
  EXPECT_EQ(text_of(files.in("input.py")), kAdd) << "the kernel as it came stays";
  const auto plan = nlohmann::json::parse(text_of(files.in("plan.json")));
  EXPECT_EQ(plan["circular_buffers"][0]["pages"], 4);

  write(files.in("module.py"), replaced(module, "\"tt_cb_plan\"", "\"other\""));
  const auto before = texts_in(files.out);
  const Result without = tool({"compile", files.in("module.py").string(), "-o", files.out});
  EXPECT_EQ(without.exit_code, kBadInput);
  EXPECT_THAT(without.err, HasSubstr("[T0500]"));
  EXPECT_EQ(texts_in(files.out), before);
}

TEST(Compile, JsonStaysJson) {
  const Files files(kTwo);
  const std::string json = files.kernel + ".json";
  ASSERT_EQ(tool({"opt", files.kernel, "--to", "json", "-o", json}).exit_code, kDone);
  ASSERT_EQ(tool({"compile", files.kernel, "-o", files.out}).exit_code, kDone);
  const std::string reader = text_of(files.in("first/kernels/reader.cpp"));
  const Result r = tool({"compile", json, "-o", files.out, "--json"});
  ASSERT_EQ(r.exit_code, kDone) << r.err;
  EXPECT_EQ(nlohmann::json::parse(r.out)["functions"][1]["place"], "second/");
  EXPECT_THAT(names_in(files.out), AllOf(IsSupersetOf({"module.json", "input.json", "first/kernels/reader.cpp"}),
                                         Not(testing::Contains("module.py")), Not(testing::Contains("input.py"))));
  EXPECT_EQ(text_of(files.in("first/kernels/reader.cpp")), reader);
  EXPECT_EQ(text_of(files.in("input.json")), text_of(json));
}

TEST(Compile, OtherDialectsAndChips) {
  const Files files(kAdd);
  ASSERT_EQ(tool({"compile", files.kernel, "-o", files.out, "--dialect", "late-2026", "--arch", "blackhole"}).exit_code,
            kDone);
  EXPECT_EQ(nlohmann::json::parse(text_of(files.in("plan.json")))["arch"], "blackhole");
  const std::string late = text_of(files.in("kernels/reader.cpp"));
  ASSERT_EQ(tool({"compile", files.kernel, "-o", files.out, "--arch", "blackhole"}).exit_code, kDone);
  EXPECT_NE(text_of(files.in("kernels/reader.cpp")), late);
}

TEST(Compile, NothingIsWrittenOnError) {
  const Files files(replaced(kAdd, "c[i, j] = a[i, j] + b[i, j]", "c[i, j] = T.nextafter(a[i, j], b[i, j])"));
  const Result r = tool({"compile", files.kernel, "-o", files.out});
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, HasSubstr("[T0504]"));
  EXPECT_THAT(r.out, IsEmpty());
  EXPECT_FALSE(fs::exists(files.out));
  const Result on_file = tool({"compile", files.kernel + ".absent", "-o", files.kernel});
  EXPECT_THAT(on_file.err, HasSubstr("[T0001]"));
}

TEST(Compile, AFolderThatCannotBeWritten) {
  const Files files(kAdd);
  const Result r = tool({"compile", files.kernel, "-o", files.kernel});
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, AllOf(HasSubstr("is no folder [T0002]"), HasSubstr("nothing was written")));
  EXPECT_EQ(text_of(files.kernel), kAdd);
}

TEST(Compile, Mistakes) {
  const Scratch scratch;
  const std::string out = (scratch.path / "out").string();
  for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{
           {"compile", "-"}, {"compile", "-o", out}, {"compile", "-", "-o", out, "--dialect", "late"}}) {
    const Result r = tool(args, kAdd);
    EXPECT_EQ(r.exit_code, kWrongUsage) << testing::PrintToString(args);
    EXPECT_THAT(r.err, Not(IsEmpty()));
    EXPECT_FALSE(fs::exists(out));
  }
}

}  // namespace
}  // namespace tir2tt::cli
