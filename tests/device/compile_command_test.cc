#include "device/compile/compile_command.h"

#include "compiler/toy.h"

namespace tir2tt::device {
namespace {

namespace fs = std::filesystem;

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class CompileCommand : public toy::Compiling {};

std::vector<std::string> flags_of(const CompileJob& job) { return job_flags(job, {}).value(); }

CompileJob full_job() {
  CompileJob job;
  job.file = "kernels/compute.cpp";
  job.role = device_abi::Role::Math;
  job.arch = "blackhole";
  job.noc = 1;
  job.circular_buffers = {{0, target::DataFormat::Float16_b, {}}, {16, target::DataFormat::Bfp8_b, {16, 32}}};
  job.compile_arguments = {1, 4294967295u};
  job.named_arguments = {{"rows", 7}, {"odd\"\\", 8}};
  job.defines = {{"EMPTY", ""}, {"TEXT", "\"a b\" $x; 'y'"}};
  job.include_folders = {"inc", "/abs/inc"};
  job.fp32_dest_acc = job.dst_full_sync = job.math_approx = true;
  job.math_fidelity = 2;
  return job;
}

TEST_F(CompileCommand, FlagsOfAJob) {
  const auto flags = job_flags(full_job(), {"-DLAST"}).value();
  for (const char* flag : {"-std=c++20",
                           "-O2",
                           "-nostdlib",
                           "-DTIR2TT_ROLE=3",
                           "-DTIR2TT_NOC=1",
                           "-DTIR2TT_ARCH_BLACKHOLE",
                           "-DTIR2TT_FP32_DEST_ACC=1",
                           "-DTIR2TT_DST_FULL_SYNC=1",
                           "-DTIR2TT_MATH_APPROX=1",
                           "-DTIR2TT_MATH_FIDELITY=2",
                           "-DTIR2TT_DRAM_BANKS=8",
                           "-DTIR2TT_DRAM_ALIGNMENT=64",
                           "-DKERNEL_COMPILE_TIME_ARGS=1,4294967295",
                           "-DKERNEL_COMPILE_TIME_ARG_MAP={\"rows\",7},{\"odd\\\"\\\\\",8}",
                           "-DTIR2TT_CBS={0,5,32,32},{16,6,16,32}",
                           "-DEMPTY=",
                           "-DTEXT=\"a b\" $x; 'y'",
                           "kernels",
                           "inc",
                           "/abs/inc"}) {
    EXPECT_THAT(flags, Contains(flag));
  }
  EXPECT_EQ(flags.back(), "-DLAST");
}

TEST_F(CompileCommand, WhatThereIsNoneOfIsNotDefined) {
  CompileJob job;
  job.file = "reader.cpp";
  job.arch = "wormhole_b0";
  const auto flags = flags_of(job);
  EXPECT_THAT(flags, Not(Contains(HasSubstr("COMPILE_TIME"))));
  EXPECT_THAT(flags, Not(Contains(HasSubstr("TIR2TT_CBS"))));
  EXPECT_THAT(flags, Not(Contains(HasSubstr("TIR2TT_MATH"))));  // data movement
  EXPECT_THAT(flags, Contains("-DTIR2TT_ARCH_WORMHOLE_B0"));
  EXPECT_THAT(flags, Contains("-DTIR2TT_DRAM_BANKS=12"));
  EXPECT_THAT(flags, Contains("-DTIR2TT_DRAM_ALIGNMENT=32"));
}

TEST_F(CompileCommand, EveryFormatHasItsValue) {
  CompileJob job = toy::text_job("x");
  for (int format = 0; format <= static_cast<int>(target::DataFormat::UInt8); ++format) {
    job.circular_buffers.push_back({static_cast<uint8_t>(format), static_cast<target::DataFormat>(format), {}});
  }
  EXPECT_THAT(
      flags_of(job),
      Contains("-DTIR2TT_CBS={0,0,32,32},{1,1,32,32},{2,5,32,32},{3,2,32,32},{4,6,32,32},{5,3,32,32},{6,7,32,32},"
               "{7,11,32,32},{8,15,32,32},{9,10,32,32},{10,26,32,32},{11,8,32,32},{12,24,32,32},{13,9,32,32},"
               "{14,13,32,32},{15,14,32,32},{16,30,32,32}"));
}

TEST_F(CompileCommand, NoSuchChip) {
  CompileJob job = full_job();
  job.arch = "grayskull";
  EXPECT_FALSE(job_flags(job, {}));
}

TEST_F(CompileCommand, TheKeyChangesWithEverythingThatMatters) {
  const Compiler compiler = {{"/usr/bin/g++"}, "one"};
  const auto key = [&](const CompileJob& job, const Compiler& with = {{"/usr/bin/g++"}, "one"},
                       Hash128 headers = {1, 2}, const std::vector<std::string>& extra = {}) {
    return compile_key(with, job, job_flags(job, extra).value(), named_source(job.text, job.file), headers);
  };
  const Hash128 first = key(full_job());
  EXPECT_EQ(key(full_job()), first);
  std::vector<CompileJob> others(17, full_job());
  others[0].file = "kernels/other.cpp";
  others[1].text = "x";
  others[2].role = device_abi::Role::Pack;
  others[3].arch = "wormhole_b0";
  others[4].noc = 0;
  others[5].circular_buffers[1].format = target::DataFormat::Bfp8;
  others[6].circular_buffers[1].tile.height = 32;
  others[7].compile_arguments = {14294967295u % 100000, 1};
  others[8].named_arguments[0].second = 9;
  others[9].defines["TEXT"] = "";
  others[10].defines.erase("EMPTY");
  others[11].include_folders.pop_back();
  others[12].circular_buffers.clear();
  others[13].fp32_dest_acc = false;
  others[14].dst_full_sync = false;
  others[15].math_approx = false;
  others[16].math_fidelity = 4;
  for (size_t i = 0; i < others.size(); ++i) EXPECT_NE(key(others[i]), first) << i;
  EXPECT_NE(key(full_job(), {{"/usr/bin/g++"}, "two"}), first);
  EXPECT_NE(key(full_job(), {{"/usr/bin/g++", "-m32"}, "one"}), first);
  EXPECT_NE(key(full_job(), compiler, {1, 3}), first);
  EXPECT_NE(key(full_job(), compiler, {1, 2}, {"-O1"}), first);
}

TEST_F(CompileCommand, NamedSource) {
  EXPECT_EQ(named_source("int x;\n", "a\"b\\c.cpp"), "#line 1 \"a\\\"b\\\\c.cpp\"\nint x;\n");
}

TEST_F(CompileCommand, OwnFolderBeforeOurHeadersBeforeTheRest) {
  const CompileJob job = full_job();
  const auto command = compile_command({{"/bin/c++", "-v"}, ""}, job, flags_of(job), {"/h", "/s.cc", "/o.so", "/o.d"});
  EXPECT_THAT(std::vector<std::string>(command.begin(), command.begin() + 8),
              ElementsAre("/bin/c++", "-v", "-iquote", "kernels", "-I", "/h", "-include", "/h/tir2tt/kernel.h"));
  for (const char* word : {"-MMD", "/o.d", "c++", "/s.cc", "/o.so"}) EXPECT_THAT(command, Contains(word));
}

TEST_F(CompileCommand, Dependencies) {
  EXPECT_THAT(dependencies_of("object: /a/b.cc my\\ file.h \\\n  c$$d.h \\\n e\\#f.h\n"),
              ElementsAre("/a/b.cc", "my file.h", "c$d.h", "e#f.h"));
  EXPECT_THAT(dependencies_of(""), ElementsAre());
  EXPECT_THAT(dependencies_of("object: "), ElementsAre());
}

TEST_F(CompileCommand, FindsTheCompiler) {
  const fs::path tool = write_script("bin/g++", "exit 0\n"), odd = write_script("with space/cxx", "exit 0\n");
  set_variable("PATH", (folder_ / "bin").string());
  set_variable("CXX", "");
  const auto words = [](const std::string& wanted) { return std::get<Compiler>(find_compiler(wanted)).words; };
  EXPECT_THAT(words(""), ElementsAre(tool.string()));
  EXPECT_THAT(words(odd.string()), ElementsAre(odd.string()));
  EXPECT_THAT(words("g++ -m64"), ElementsAre(tool.string(), "-m64"));
  set_variable("CXX", odd.string());
  EXPECT_THAT(words(""), ElementsAre(odd.string()));
  set_variable("CXX", "nothing-of-that-name");
  EXPECT_THAT(words(""), ElementsAre(tool.string()));
}

TEST_F(CompileCommand, AnotherProgramIsAnotherIdentity) {
  const fs::path tool = write_script("bin/one", "exit 0\n");
  fs::create_symlink(tool, folder_ / "link");
  const auto identity = [&](const fs::path& path) { return std::get<Compiler>(find_compiler(path.string())).identity; };
  const std::string before = identity(folder_ / "link");
  EXPECT_EQ(identity(folder_ / "link"), before);
  EXPECT_THAT(before, HasSubstr(tool.string()));
  fs::last_write_time(tool, fs::last_write_time(tool) + std::chrono::seconds(1));
  EXPECT_NE(identity(folder_ / "link"), before);
  set_variable("CPLUS_INCLUDE_PATH", "/somewhere");
  EXPECT_THAT(identity(tool), HasSubstr("/somewhere"));
}

TEST_F(CompileCommand, NoCompiler) {
  set_variable("PATH", folder_.string());
  set_variable("CXX", "nothing");
  const auto failure = std::get<CompileFailure>(find_compiler(""));
  EXPECT_EQ(failure.kind, CompileFailure::Kind::NoCompiler);
  EXPECT_EQ(failure.message, "no C++ compiler: looked for nothing, g++, c++, clang++ in $PATH (" + folder_.string() +
                                 "); to install one: apt-get install g++");
  EXPECT_THAT(std::get<CompileFailure>(find_compiler("/opt/none")).message, HasSubstr("looked for /opt/none in"));
}

}  // namespace
}  // namespace tir2tt::device
