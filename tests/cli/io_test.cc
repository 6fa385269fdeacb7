#include "cli/io.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "driver/input.h"

namespace tir2tt::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A directory that is gone afterwards.
class Scratch : public testing::Test {
 protected:
  Scratch() : dir_(fs::temp_directory_path() / ("tir2tt-io-" + std::to_string(::getpid()))) {
    fs::create_directories(dir_);
  }
  ~Scratch() override { fs::remove_all(dir_); }
  std::string path(const std::string& name) const { return (dir_ / name).string(); }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  std::string get(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name)).rdbuf();
    return text.str();
  }
  size_t files() const { return static_cast<size_t>(std::distance(fs::directory_iterator(dir_), {})); }

  fs::path dir_;
  std::istringstream in_;
  std::ostringstream out_;
  Diagnostics diags_;
};
using ReadInput = Scratch;
using WriteOutput = Scratch;

TEST_F(ReadInput, Files) {
  put("k.py", "x = 1\n");
  const auto file = read_input(path("k.py"), in_, diags_);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->text(), "x = 1\n");
  EXPECT_EQ(file->name(), path("k.py"));
}

TEST_F(ReadInput, StandardInput) {
  in_.str(std::string(3'000'000, 'x'));
  const auto file = read_input("-", in_, diags_);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->text().size(), 3'000'000u);
  EXPECT_EQ(file->name(), "<stdin>");
}

struct Refused {
  std::string text;
  DiagId id;
};
TEST_F(ReadInput, WhatIsNoTextIsRefused) {
  for (const Refused& r : {Refused{"", DiagId::EmptyInput}, Refused{" \n\t\n", DiagId::EmptyInput},
                           Refused{std::string("ab\0c", 4), DiagId::BinaryInput}}) {
    Diagnostics diags;
    put("k.py", r.text);
    EXPECT_FALSE(read_input(path("k.py"), in_, diags));
    ASSERT_EQ(diags.all().size(), 1u);
    EXPECT_EQ(diags.all()[0].id, r.id);
  }
}

TEST_F(ReadInput, UnreadablePathsAreRefused) {
  EXPECT_FALSE(read_input(path("absent.py"), in_, diags_));
  EXPECT_FALSE(read_input(dir_.string(), in_, diags_));
  ASSERT_EQ(diags_.all().size(), 2u);
  EXPECT_THAT(diags_.all()[0].message, HasSubstr("No such file"));
  EXPECT_THAT(diags_.all()[1].message, HasSubstr("directory"));
}

TEST_F(ReadInput, EndlessDevicesAreRefusedAtOnce) {
  EXPECT_FALSE(read_input("/dev/zero", in_, diags_));
  EXPECT_EQ(diags_.all().at(0).id, DiagId::BinaryInput);
}

TEST_F(ReadInput, HugeFilesAreRefusedWithoutReading) {
  put("huge.py", "x");
  fs::resize_file(path("huge.py"), static_cast<uintmax_t>(driver::kMaxInputBytes) + 1);
  EXPECT_FALSE(read_input(path("huge.py"), in_, diags_));
  EXPECT_EQ(diags_.all().at(0).id, DiagId::InputTooLarge);
}

TEST_F(WriteOutput, StandardOutput) {
  EXPECT_TRUE(write_output("", "a", out_, diags_));
  EXPECT_TRUE(write_output("-", "b", out_, diags_));
  EXPECT_EQ(out_.str(), "ab");
}

TEST_F(WriteOutput, ReplacesAFileAndKeepsItsMode) {
  put("o.txt", "old");
  ::chmod(path("o.txt").c_str(), 0640);
  EXPECT_TRUE(write_output(path("o.txt"), "new", out_, diags_));
  EXPECT_EQ(get("o.txt"), "new");
  EXPECT_EQ(fs::status(path("o.txt")).permissions(), fs::perms(0640));
  EXPECT_EQ(files(), 1u) << "the temporary file is still there";
}

TEST_F(WriteOutput, GoesThroughASymbolicLink) {
  put("o.txt", "old");
  fs::create_symlink("o.txt", path("link"));
  EXPECT_TRUE(write_output(path("link"), "new", out_, diags_));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(get("o.txt"), "new");
}

TEST_F(WriteOutput, AFullDiskIsADiagnostic) {
  EXPECT_FALSE(write_output("/dev/full", "text", out_, diags_));
  std::ofstream full("/dev/full");
  EXPECT_FALSE(write_output("", "text", full, diags_));
  ASSERT_EQ(diags_.all().size(), 2u);
  EXPECT_THAT(diags_.all()[0].message, HasSubstr("No space left"));
  EXPECT_THAT(diags_.all()[1].message, HasSubstr("standard output"));
  EXPECT_EQ(diags_.all()[1].id, DiagId::CannotWrite);
}

TEST_F(WriteOutput, WhatCannotBeWrittenIsADiagnostic) {
  EXPECT_FALSE(write_output(dir_.string(), "text", out_, diags_));
  EXPECT_FALSE(write_output(path("absent/o.txt"), "text", out_, diags_));
  EXPECT_EQ(diags_.error_count(), 2u);
  EXPECT_EQ(files(), 0u);
}

}  // namespace
}  // namespace tir2tt::cli
