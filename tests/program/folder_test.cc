#include "program/folder.h"

#include <algorithm>

#include "sample_kernels.h"

namespace tir2tt::program {
namespace {

using namespace test;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::SizeIs;

FolderContent content_of(const Made& made) {
  Diagnostics diags;
  FolderContent content = folder_content(made.kernels, made.input, made.annotated, made.input, diags);
  EXPECT_FALSE(diags.has_errors()) << texts(diags);
  return content;
}

std::vector<std::string> names(const FolderContent& content) {
  std::vector<std::string> out;
  for (const auto& file : content.files) out.push_back(file.path);
  return out;
}

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) out.push_back(entry.path().lexically_relative(folder).string());
  }
  std::ranges::sort(out);
  return out;
}

TEST(Content, OfOneFunctionDirectly) {
  const Made made = make(kAdd);
  const FolderContent content = content_of(made);
  EXPECT_THAT(names(content), IsSupersetOf({"kernels/reader.cpp", "kernels/compute.cpp", "kernels/writer.cpp",
                                            "main.cpp", "plan.json", "module.py", "input.py"}));
  EXPECT_EQ(content.files.back().text, kAdd) << "input.py is the text as it was read";
  EXPECT_THAT(content.stale, ElementsAre("module.json", "input.json"));
}

TEST(Content, OfSeveralFunctionsInFolders) {
  const FolderContent content = content_of(make(kTwo));
  EXPECT_THAT(names(content), IsSupersetOf({"first/kernels/reader.cpp", "second/main.cpp", "second/plan.json",
                                            "module.py", "input.py"}));
  EXPECT_THAT(names(content), Not(Contains("main.cpp")));
}

TEST(Content, PlacesAreDistinct) {
  std::vector<Kernel> kernels(3);
  for (Kernel& kernel : kernels) kernel.spec.function = "f";
  EXPECT_THAT(kernel_places(kernels), ElementsAre("f/", "f_1/", "f_2/"));
  kernels.resize(1);
  EXPECT_THAT(kernel_places(kernels), ElementsAre(""));
}

TEST(Content, NoHostProgramWithTooManyArguments) {
  Made made = make(kAdd);
  made.kernels[0].spec.kernels[0].arguments.resize(342);
  Diagnostics many;
  folder_content(made.kernels, made.input, made.annotated, made.input, many);
  EXPECT_THAT(texts(many), HasSubstr("342 arguments; tt-metal passes 341 at most [T0501]"));
}

TEST(Writing, ANewFolderAndAnOldOne) {
  const Scratch scratch;
  const fs::path folder = scratch.path / "deep/out";
  Diagnostics diags;
  const FolderContent first{{{"a.txt", "one"}, {"b/c.txt", "two"}}, {}};
  ASSERT_TRUE(write_folder(folder.string() + "/", first, diags)) << texts(diags);
  EXPECT_THAT(files_in(folder), ElementsAre("a.txt", "b/c.txt"));

  write(folder / "mine.txt", "mine");
  const FolderContent second{{{"a.txt", "three"}, {"d/e.txt", "four"}}, {"b/c.txt", "never.txt"}};
  ASSERT_TRUE(write_folder(folder, second, diags)) << texts(diags);
  EXPECT_THAT(files_in(scratch.path), ElementsAre("deep/out/a.txt", "deep/out/d/e.txt", "deep/out/mine.txt"));
  EXPECT_EQ(text_of(folder / "a.txt"), "three");
}

TEST(Writing, NothingIsHalfWritten) {
  const Scratch scratch;
  write(scratch.path / "file", "a file");
  write(scratch.path / "out/a.txt", "old");
  write(scratch.path / "out/b", "a file where a folder must be");
  fs::create_directories(scratch.path / "other/c.txt");
  const FolderContent content{{{"a.txt", "new"}, {"b/c.txt", "new"}}, {}};
  const FolderContent on_folder{{{"a.txt", "new"}, {"c.txt", "new"}}, {}};
  const auto refused = [&](const char* folder, const FolderContent& what) {
    Diagnostics diags;
    EXPECT_FALSE(write_folder(scratch.path / folder, what, diags)) << folder;
    EXPECT_THAT(ids(diags), ElementsAre("T0002"));
  };
  refused("file", content);
  refused("file/below", content);
  refused("out", content);
  refused("other", on_folder);
  EXPECT_THAT(files_in(scratch.path), ElementsAre("file", "out/a.txt", "out/b"));
  EXPECT_EQ(text_of(scratch.path / "out/a.txt"), "old");
}

TEST(Reading, AModuleInEitherFormat) {
  const Scratch scratch;
  Diagnostics diags;
  EXPECT_EQ(read_module_in(scratch.path, "module", diags).file, nullptr);
  EXPECT_THAT(ids(diags), IsEmpty()) << "nothing there is no diagnostic";
  write(scratch.path / "module.py", kAdd);
  EXPECT_TRUE(read_module_in(scratch.path, "module", diags).is_read);
  write(scratch.path / "module.json", "{}");
  EXPECT_FALSE(read_module_in(scratch.path, "module", diags).is_read);
  EXPECT_THAT(ids(diags), ElementsAre("T0611"));
}

TEST(Reading, KernelsAsTheyAreInTheFolder) {
  const Scratch scratch;
  Made made = make(kTwo);
  const FolderContent content = content_of(made);
  Diagnostics diags;
  ASSERT_TRUE(write_folder(scratch.path / "out", content, diags));
  write(scratch.path / "out/second/kernels/writer.cpp", "// mine\n");
  take_kernel_texts(scratch.path / "out", made.kernels, diags);
  EXPECT_THAT(ids(diags), IsEmpty()) << texts(diags);
  EXPECT_EQ(made.kernels[1].spec.kernels.back().text, "// mine\n");
  EXPECT_EQ(made.kernels[1].spec.kernels.back().file, (scratch.path / "out/second/kernels/writer.cpp").string());
  EXPECT_EQ(made.kernels[0].spec.kernels[0].text, make(kTwo).kernels[0].spec.kernels[0].text);

  write(scratch.path / "out/first/kernels/compute.cpp", "");
  fs::remove(scratch.path / "out/first/kernels/reader.cpp");
  take_kernel_texts(scratch.path / "out", made.kernels, diags);
  EXPECT_THAT(ids(diags), ElementsAre("T0611", "T0003"));
}

}  // namespace
}  // namespace tir2tt::program
