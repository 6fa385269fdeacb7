#include "device/compile/run_program.h"

#include <signal.h>

#include <cerrno>
#include <thread>

#include "compiler/toy.h"

namespace tir2tt::device {
namespace {

namespace fs = std::filesystem;

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class RunProgram : public toy::Compiling {};

ProgramRun shell(const std::string& script, std::chrono::milliseconds limit = 20s) {
  return run_program({"/bin/sh", "-c", script}, limit);
}

TEST_F(RunProgram, BothOutputsInOrderAndTheExitCode) {
  const ProgramRun run = shell("echo one; echo two >&2; echo three; exit 7");
  EXPECT_EQ(run.output, "one\ntwo\nthree\n");
  EXPECT_EQ(run.exit_code, 7);
  EXPECT_FALSE(run.timed_out);
}

TEST_F(RunProgram, MoreOutputThanAPipeHolds) {
  const ProgramRun run = shell(
      "i=0; while [ $i -lt 4000 ]; do echo 0123456789012345678901234567890123456789012345678; "
      "i=$((i+1)); done");
  EXPECT_EQ(run.output.size(), 4000u * 50);
  EXPECT_EQ(run.exit_code, 0);
}

TEST_F(RunProgram, OutputIsBounded) {
  const ProgramRun run = shell("head -c 20000000 /dev/zero");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_GE(run.output.size(), size_t{4} << 20);
  EXPECT_LT(run.output.size(), size_t{5} << 20);
}

TEST_F(RunProgram, InputIsEmptyAndTheLanguageIsC) {
  set_variable("LC_ALL", "de_DE.UTF-8");
  set_variable("SUNPRO_DEPENDENCIES", "/nowhere/x");
  set_variable("TOY", "kept");
  EXPECT_EQ(shell("cat; echo $LC_ALL/$SUNPRO_DEPENDENCIES/$TOY").output, "C//kept\n");
}

TEST_F(RunProgram, ArgumentsReachTheProgramAsTheyAre) {
  const std::string odd = "a b\"$HOME'*;\\\n|";
  EXPECT_EQ(run_program({"/bin/sh", "-c", "printf %s \"$1\"", "sh", odd}, 20s).output, odd);
}

TEST_F(RunProgram, EndsAfterTheTimeLimitWithAllThatItStarted) {
  const auto begin = std::chrono::steady_clock::now();
  const ProgramRun run = shell("echo begun; sleep 100 & echo $! > " + (folder_ / "pid").string() + "; wait", 1s);
  EXPECT_TRUE(run.timed_out);
  EXPECT_EQ(run.output, "begun\n");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s);
  const int child = std::stoi(content(folder_ / "pid"));
  for (int i = 0; i < 100 && ::kill(child, 0) == 0; ++i) std::this_thread::sleep_for(20ms);
  const std::string state = content("/proc/" + std::to_string(child) + "/stat");
  EXPECT_TRUE(state.empty() || state.find(") Z") != std::string::npos) << state;
}

TEST_F(RunProgram, OneThatIgnoresSigtermEndsToo) {
  const ProgramRun run = shell("trap '' TERM; while :; do sleep 1; done", 200ms);
  EXPECT_TRUE(run.timed_out);
  EXPECT_EQ(run.exit_code, 128 + SIGKILL);
}

TEST_F(RunProgram, AGrandchildThatKeepsTheOutputOpenDoesNotHoldUsUp) {
  const auto begin = std::chrono::steady_clock::now();
  const ProgramRun run = shell("sleep 5 & echo done");
  EXPECT_EQ(run.output, "done\n");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
}

TEST_F(RunProgram, EndedByASignal) { EXPECT_EQ(shell("kill -9 $$").exit_code, 128 + SIGKILL); }

TEST_F(RunProgram, DoesNotStart) {
  EXPECT_EQ(run_program({(folder_ / "nothing").string()}, 1s).start_error, ENOENT);
  EXPECT_EQ(run_program({write("text", "x").string()}, 1s).start_error, EACCES);
}

TEST_F(RunProgram, WorksWhereSigchldIsIgnored) {
  const auto old = ::signal(SIGCHLD, SIG_IGN);
  const ProgramRun run = shell("echo here");
  ::signal(SIGCHLD, old);
  EXPECT_EQ(run.output, "here\n");
  EXPECT_EQ(run.exit_code, -1);
}

TEST_F(RunProgram, FindsWhatCanBeRun) {
  const fs::path script = write_script("bin/tool", "exit 0\n");
  write("bin/text", "x");
  fs::create_directories(folder_ / "bin" / "folder");
  set_variable("PATH", "/nowhere:" + (folder_ / "bin").string());
  EXPECT_EQ(find_program("tool"), script.string());
  EXPECT_EQ(find_program(script.string()), script.string());
  for (const char* name : {"text", "folder", "nothing", "", "bin/tool"}) EXPECT_EQ(find_program(name), "") << name;
}

}  // namespace
}  // namespace tir2tt::device
