#include "device/compile/compiler.h"

#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "compiler/toy.h"
#include "device/compile/run_program.h"

namespace tir2tt::device {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Kind = CompileFailure::Kind;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using toy::file_job;
using toy::run_kernel;
using toy::text_job;

class KernelCompiler : public toy::Compiling {};

struct Seen {
  std::string file;
  unsigned line = 0;
};
std::vector<Seen> seen;
void see(const char* file, unsigned line) { seen.push_back({file, line}); }

TEST_F(KernelCompiler, CompilesATextOnceAndFindsItAgain) {
  const CompileJob job = text_job("int kernel_main() { return 41 + TIR2TT_NOC; }");
  const CompiledKernel first = compiled(job), second = compiled(job);
  EXPECT_FALSE(first.from_cache);
  EXPECT_TRUE(second.from_cache);
  EXPECT_EQ(first.object, second.object);
  EXPECT_EQ(run_kernel(first.object), 41);
  EXPECT_EQ(files_in(options_.cache_folder / "objects").size(), 2u) << "an object and a manifest, nothing temporary";
}

TEST_F(KernelCompiler, ArgumentsReachTheKernelAsTheyAre) {
  CompileJob job = text_job(R"(
constexpr uint32_t args[] = {KERNEL_COMPILE_TIME_ARGS};
struct Named { const char* name; uint32_t value; };
constexpr Named named[] = {KERNEL_COMPILE_TIME_ARG_MAP};
struct Cb { int index, format, height, width; };
constexpr Cb cbs[] = {TIR2TT_CBS};
constexpr bool same(const char* a, const char* b) { return *a == *b && (!*a || same(a + 1, b + 1)); }
static_assert(args[1] == 4294967295u && same(named[0].name, "a\"\\ b") && named[0].value == 3);
static_assert(cbs[1].index == 16 && cbs[1].format == 6 && cbs[1].height == 16 && cbs[1].width == 32);
static_assert(same(TEXT, "q$(echo x) ; '") && TIR2TT_ROLE == 3 && TIR2TT_DRAM_BANKS == 8);
#ifndef TIR2TT_ARCH_BLACKHOLE
#error
#endif
int EMPTY kernel_main() { return 5; }
)");
  job.role = device_abi::Role::Math;
  job.arch = "blackhole";
  job.compile_arguments = {0, 4294967295u};
  job.named_arguments = {{"a\"\\ b", 3}};
  job.circular_buffers = {{0, target::DataFormat::Float32, {}}, {16, target::DataFormat::Bfp8_b, {16, 32}}};
  job.defines = {{"TEXT", "\"q$(echo x) ; '\""}, {"EMPTY", ""}};
  EXPECT_EQ(run_kernel(compiled(job).object), 5);
}

TEST_F(KernelCompiler, MemcpyAndTheLikeAreThere) {
  EXPECT_EQ(run_kernel(
                compiled(text_job("struct Big { char c[5000]; };\n"
                                  "int kernel_main() { volatile Big a{}; Big b; __builtin_memcpy(&b, (Big*)&a, 5000);\n"
                                  "  volatile float x = 2; return b.c[7] + (int)(10 * __builtin_powf(x, 3)); }"))
                    .object),
            80);
}

TEST_F(KernelCompiler, PlacesAreThoseOfTheNamedText) {
  const CompiledKernel kernel =
      compiled(text_job("\nint kernel_main() {\n  report();\n  report(__FILE__, __LINE__);\n"
                        "  return 0;\n}\n",
                        "dir/my \"reader\".cpp"));
  seen.clear();
  toy::Loaded(kernel.object).run(see);
  ASSERT_EQ(seen.size(), 2u);
  for (unsigned i = 0; i < 2; ++i) {
    EXPECT_EQ(seen[i].file, "dir/my \"reader\".cpp");
    EXPECT_EQ(seen[i].line, i + 3);
  }
}

TEST_F(KernelCompiler, AFileIsCompiledAsIfFromItsPlace) {
  write("kernels/helper.h", "#include \"deep/more.h\"\n");
  write("kernels/deep/more.h", "inline int more() { return MORE; }\n");
  write("other/only_here.h", "inline constexpr int kOnlyHere = 100;\n");
  CompileJob job = file_job(write("kernels/reader.cpp",
                                  "#include \"helper.h\"\n#include <only_here.h>\n#include \"api/dataflow.h\"\n"
                                  "int kernel_main() { report(); return more() + kOnlyHere + kFromOurs; }\n"));
  job.defines["MORE"] = "20";
  job.include_folders = {folder_ / "other"};
  const CompiledKernel kernel = compiled(job);
  seen.clear();
  EXPECT_EQ(toy::Loaded(kernel.object).run(see), 127);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].file, job.file);
  EXPECT_EQ(seen[0].line, 4u);
}

TEST_F(KernelCompiler, TheSameHeaderUnderTwoNamesIsIncludedOnce) {
  for (const char* compiler : {"g++", "clang++"}) {
    options_.compiler = compiler;
    if (find_program(compiler).empty()) continue;
    const std::vector<EmbeddedHeader> headers = {
        toy::kHeaders[0], {"dataflow.h", toy::kHeaders[0].text}, toy::kHeaders[1]};
    const CompileJob job =
        text_job("#include \"dataflow.h\"\n#include \"api/dataflow.h\"\nint kernel_main() { return kFromOurs; }");
    const auto results = compile_kernels_with({&job, 1}, options_, {.headers = headers});
    EXPECT_TRUE(std::holds_alternative<CompiledKernel>(results[0])) << compiler;
  }
}

TEST_F(KernelCompiler, AChangedFileIsCompiledAgain) {
  write("k/own.h", "#define VALUE 1\n");
  const CompileJob job = file_job(write("k/a.cpp", "#include \"own.h\"\nint kernel_main() { return VALUE; }\n"));
  const CompiledKernel first = compiled(job);
  EXPECT_TRUE(compiled(job).from_cache);
  write("k/own.h", "#define VALUE 2\n");
  const CompiledKernel second = compiled(job);
  EXPECT_FALSE(second.from_cache);
  EXPECT_NE(first.object, second.object);
  EXPECT_EQ(run_kernel(first.object), 1);
  EXPECT_EQ(run_kernel(second.object), 2);
  write("k/a.cpp", "#include \"own.h\"\nint kernel_main() { return 10 * VALUE; }\n");
  EXPECT_EQ(run_kernel(compiled(job).object), 20);
}

TEST_F(KernelCompiler, AHeaderThatComesInFrontOfAnotherIsSeen) {
  write("late/own.h", "#define VALUE 1\n");
  fs::create_directories(folder_ / "early");
  CompileJob job = file_job(write("k/a.cpp",
                                  "#include \"own.h\"\n#include \"api/dataflow.h\"\n"
                                  "int kernel_main() { return VALUE + kFromOurs; }\n"));
  job.include_folders = {folder_ / "early", folder_ / "late"};
  EXPECT_EQ(run_kernel(compiled(job).object), 8);
  EXPECT_TRUE(compiled(job).from_cache);
  write("early/own.h", "#define VALUE 2\n");
  EXPECT_EQ(run_kernel(compiled(job).object), 9);
  write("k/api/dataflow.h", "constexpr int kFromOurs = 50;\n");
  EXPECT_EQ(run_kernel(compiled(job).object), 52);
}

TEST_F(KernelCompiler, AHeaderThatChangesMeanwhileIsNotRemembered) {
  const fs::path header = write("k/own.h", "#define VALUE 1\n");
  const CompileJob job = file_job(write("k/a.cpp", "#include \"own.h\"\nint kernel_main() { return VALUE; }\n"));
  fs::last_write_time(header, fs::file_time_type::clock::now() + 1h);  // as if written while the compiler runs
  compiled(job);
  EXPECT_FALSE(compiled(job).from_cache);
  fs::last_write_time(header, fs::file_time_type::clock::now() - 1h);
  compiled(job);
  EXPECT_TRUE(compiled(job).from_cache);
}

TEST_F(KernelCompiler, RelativeNamesStayRelativeAndAreGoodInAnyFolder) {
  write("one/k/own.h", "#define VALUE 1\n");
  write("one/k/a.cpp",
        "#include \"own.h\"\nint kernel_main() {\n  report();\n  write_through_null();\n  return VALUE; }\n");
  fs::copy(folder_ / "one", folder_ / "two", fs::copy_options::recursive);
  const fs::path before = fs::current_path();
  fs::current_path(folder_ / "one");
  const CompiledKernel first = compiled(file_job("k/a.cpp"));
  fs::current_path(folder_ / "two");
  const CompiledKernel same = compiled(file_job("k/a.cpp"));
  write("two/k/own.h", "#define VALUE 2\n");
  const CompiledKernel changed = compiled(file_job("k/a.cpp"));
  fs::current_path(before);
  EXPECT_TRUE(same.from_cache);
  EXPECT_FALSE(changed.from_cache);
  EXPECT_EQ(content(first.object).find(folder_ / "one"), std::string::npos) << "the object names where it was compiled";
}

TEST_F(KernelCompiler, EqualJobsAreCompiledOnce) {
  const fs::path log = folder_ / "log";
  options_.compiler = write_script("cxx", "echo x >> " + log.string() + "\nexec g++ \"$@\"\n");
  const CompileJob a = text_job("int kernel_main() { return 1; }"), b = text_job("int kernel_main() { return 2; }");
  const auto results = compile_all({a, b, a, a, b});
  EXPECT_EQ(content(log), "x\nx\n");
  for (size_t i = 0; i < 5; ++i) {
    ASSERT_TRUE(std::holds_alternative<CompiledKernel>(results[i]));
    EXPECT_EQ(run_kernel(std::get<CompiledKernel>(results[i]).object), i == 1 || i == 4 ? 2 : 1);
  }
}

TEST_F(KernelCompiler, NotMoreCompilersAtOnceThanAllowed) {
  const std::string running = (folder_ / "running").string();
  fs::create_directories(running);
  options_.compiler = write_script("cxx", "touch " + running + "/$$\nls " + running + " | wc -l >> " + running +
                                              ".log\nsleep 0.2\nrm " + running + "/$$\nexit 1\n");
  options_.jobs = 2;
  std::vector<CompileJob> jobs;
  for (int i = 0; i < 6; ++i) jobs.push_back(text_job("int x" + std::to_string(i) + ";"));
  for (const CompileResult& result : compile_all(jobs)) EXPECT_TRUE(std::holds_alternative<CompileFailure>(result));
  const std::string log = content(running + ".log");
  EXPECT_EQ(log.size(), 12u) << log;
  EXPECT_THAT(log, HasSubstr("2"));
  EXPECT_THAT(log, Not(HasSubstr("3")));
}

TEST_F(KernelCompiler, ResultsStandInTheOrderOfTheJobs) {
  CompileJob no_chip = text_job("int kernel_main() { return 3; }");
  no_chip.arch = "grayskull";
  const auto results = compile_all({text_job("int kernel_main() { return 1; }"), file_job(folder_ / "nothing.cpp"),
                                    text_job("broken"), no_chip, text_job("int kernel_main() { return 2; }")});
  ASSERT_EQ(results.size(), 5u);
  EXPECT_EQ(run_kernel(std::get<CompiledKernel>(results[0]).object), 1);
  const auto& missing = std::get<CompileFailure>(results[1]);
  EXPECT_EQ(missing.kind, Kind::CannotRead);
  EXPECT_EQ(missing.file, (folder_ / "nothing.cpp").string());
  EXPECT_THAT(missing.message, EndsWith("nothing.cpp: No such file or directory"));
  EXPECT_EQ(std::get<CompileFailure>(results[2]).kind, Kind::Rejected);
  EXPECT_EQ(std::get<CompileFailure>(results[3]).message, "there is no chip \"grayskull\"");
  EXPECT_EQ(run_kernel(std::get<CompiledKernel>(results[4]).object), 2);
  EXPECT_TRUE(compile_all({}).empty());
}

TEST_F(KernelCompiler, DamageIsMendedSilently) {
  const CompileJob job = text_job("int kernel_main() { return 9; }");
  const fs::path object = compiled(job).object, objects = options_.cache_folder / "objects";
  const std::string good = content(object);
  for (const std::string& name : files_in(objects)) {
    for (const char* text : {"", "damaged"}) {
      write(objects / name, text);
      const CompiledKernel again = compiled(job);
      EXPECT_FALSE(again.from_cache) << name;
      EXPECT_EQ(content(again.object), good) << "the same source makes the same object";
      EXPECT_TRUE(compiled(job).from_cache);
    }
  }
  fs::remove_all(options_.cache_folder);
  EXPECT_EQ(run_kernel(compiled(job).object), 9);
}

TEST_F(KernelCompiler, DamagedHeadersAndSourcesAreMended) {
  compiled(text_job("int kernel_main() { return 1; }"));
  for (const auto& entry : fs::recursive_directory_iterator(options_.cache_folder)) {
    const std::string extension = entry.path().extension().string();
    if (entry.is_regular_file() && (extension == ".h" || extension == ".cc")) write(entry.path(), "#error damaged\n");
  }
  fs::remove_all(options_.cache_folder / "objects");
  EXPECT_EQ(run_kernel(compiled(text_job("int kernel_main() { return 1; }")).object), 1);
}

TEST_F(KernelCompiler, HeadersThatGoWhileTheCompilerRunsAreMended) {
  options_.compiler = write_script(
      "cxx", "if [ ! -e " + (folder_ / "once").string() + " ]; then\n  touch " + (folder_ / "once").string() +
                 "\n  rm -r " + options_.cache_folder.string() + "/tir2tt-headers-*\nfi\nexec g++ \"$@\"\n");
  EXPECT_EQ(run_kernel(compiled(text_job("int kernel_main() { return 6; }")).object), 6);
}

TEST_F(KernelCompiler, ManyProcessesCompileTheSameKernel) {
  options_.jobs = 1;
  const std::vector<CompileJob> jobs = {text_job("int kernel_main() { return 1; }"),
                                        text_job("int kernel_main() { return 2; }")};
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool good = true;
      for (int round = 0; round < 3; ++round) {
        const auto results = compile_all(jobs);
        for (size_t k = 0; k < 2; ++k) {
          const auto* kernel = std::get_if<CompiledKernel>(&results[k]);
          good &= kernel && run_kernel(kernel->object) == static_cast<int>(k) + 1;
        }
      }
      ::_exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  for (const std::string& name : files_in(options_.cache_folder / "objects")) EXPECT_THAT(name, Not(StartsWith("tmp")));
  EXPECT_TRUE(compiled(jobs[0]).from_cache);
}

TEST_F(KernelCompiler, ManyThreadsCompileTheSameKernel) {
  const CompileJob job = text_job("int kernel_main() { return 3; }");
  std::vector<std::thread> threads;
  std::vector<int> values(4, 0);
  for (int& value : values) {
    threads.emplace_back([&] {
      const CompileResult result = compile(job);
      value = run_kernel(std::get<CompiledKernel>(result).object);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(values, ::testing::Each(3));
}

TEST_F(KernelCompiler, FallsBackToAnotherFolder) {
  options_.cache_folder = write("file", "x");
  const CompiledKernel kernel = compiled(text_job("int kernel_main() { return 4; }"));
  EXPECT_THAT(kernel.object.string(), StartsWith((folder_ / "tir2tt/objects").string()));
  EXPECT_EQ(run_kernel(kernel.object), 4);
}

TEST_F(KernelCompiler, NoFolderAtAll) {
  options_.cache_folder = "/proc/nowhere";
  for (const char* variable : {"XDG_CACHE_HOME", "HOME", "TMPDIR"}) set_variable(variable, "/proc/no");
  const CompileFailure failure = rejected(text_job("int kernel_main() { return 4; }"));
  EXPECT_EQ(failure.kind, Kind::NoCacheFolder);
  EXPECT_THAT(failure.message, StartsWith("no folder for compiled kernels: /proc/nowhere: No such file or directory; "
                                          "/proc/no/tir2tt: No such file or directory; "));
}

TEST_F(KernelCompiler, NoCompiler) {
  options_.compiler = "/opt/none/g++";
  EXPECT_EQ(rejected(text_job("x")).kind, Kind::NoCompiler);
  options_.compiler = write("cxx", "\x7f not a program").string();
  fs::permissions(options_.compiler, fs::perms::owner_all);
  const CompileFailure failure = rejected(text_job("x"));
  EXPECT_EQ(failure.kind, Kind::NoCompiler);
  EXPECT_EQ(failure.message, "cannot run " + options_.compiler + ": Exec format error");
}

TEST_F(KernelCompiler, ACompilerThatSaysNothing) {
  options_.compiler = write_script("cxx", "exit 0\n");
  EXPECT_EQ(rejected(text_job("x")).message, "the compiler failed with exit code 0 and said nothing");
  options_.compiler = write_script("cxx2", "kill -9 $$\n");
  EXPECT_THAT(rejected(text_job("x")).message, HasSubstr("exit code 137"));
}

TEST_F(KernelCompiler, ACompilerThatDoesNotEnd) {
  options_.compiler = write_script("cxx", "echo waiting; exec sleep 100\n");
  time_limit_ = 1s;
  const CompileFailure failure = rejected(text_job("x"));
  EXPECT_EQ(failure.kind, Kind::Rejected);
  EXPECT_EQ(failure.message, "the compiler did not finish within 1 s");
  EXPECT_EQ(failure.log, "waiting\n");
}

/// The same rejections from every compiler of this machine.
class Rejections : public toy::Compiling, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    if (find_program(GetParam()).empty()) GTEST_SKIP() << "no " << GetParam();
    options_.compiler = GetParam();
  }
};
INSTANTIATE_TEST_SUITE_P(Compilers, Rejections, ::testing::Values("g++", "clang++"),
                         [](const auto& given) { return std::string(given.param) == "g++" ? "Gcc" : "Clang"; });

TEST_P(Rejections, AnErrorInAText) {
  const CompileFailure failure = rejected(text_job("int kernel_main() {\n  return 1;\n}\nint f() { return nope; }\n"));
  EXPECT_EQ(failure.kind, Kind::Rejected);
  EXPECT_EQ(failure.file, "reader.cpp");
  EXPECT_EQ(failure.line, 4u);
  EXPECT_THAT(failure.message, HasSubstr("nope"));
  EXPECT_THAT(failure.log, HasSubstr("reader.cpp:4:"));
  EXPECT_THAT(failure.log, Not(HasSubstr("sources/")));
}

TEST_P(Rejections, AnErrorInTheKernelsOwnHeader) {
  const fs::path header = write("k/own.h", "\nint x = nope;\n");
  const CompileFailure failure =
      rejected(file_job(write("k/a.cpp", "#include \"own.h\"\nint kernel_main() { return 0; }")));
  EXPECT_EQ(failure.file, header.string());
  EXPECT_EQ(failure.line, 2u);
}

TEST_P(Rejections, AnErrorInOurHeaderIsThatOfItsUse) {
  const CompileFailure failure =
      rejected(text_job("template <int N> int twice() {\n  return 2 * checked<N>();\n}\n"
                        "int kernel_main() { return twice<0>(); }"));
  EXPECT_EQ(failure.file, "reader.cpp");
  EXPECT_EQ(failure.line, 2u);
  EXPECT_THAT(failure.message, HasSubstr("a count must be positive"));
}

TEST_P(Rejections, AnErrorInTheStandardLibraryIsThatOfItsUse) {
  const CompileFailure failure =
      rejected(text_job("#include <array>\nint kernel_main() {\n  return std::get<3>(std::array<int, 2>{});\n}"));
  EXPECT_EQ(failure.file, "reader.cpp");
  EXPECT_EQ(failure.line, 3u);
}

TEST_P(Rejections, AnUndefinedFunctionIsNamed) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "with the sanitizers the linker cannot tell";
#endif
  const CompileFailure failure = rejected(text_job("int helper(int);\nint kernel_main() {\n  return helper(3);\n}"));
  EXPECT_EQ(failure.message, "helper(int) is declared but nothing defines it (linker)");
  EXPECT_EQ(failure.file, "reader.cpp");
  EXPECT_EQ(failure.line, 3u);
}

TEST_P(Rejections, AMissingInclude) {
  const CompileFailure failure = rejected(text_job("\n#include \"nope.h\"\nint kernel_main() { return 0; }"));
  EXPECT_EQ(failure.line, 2u);
  EXPECT_THAT(failure.message, HasSubstr("nope.h"));
}

TEST_P(Rejections, AFlagThatTheCompilerDoesNotKnow) {
  options_.extra_flags = {"-fno-such-thing-at-all"};
  EXPECT_THAT(rejected(text_job("int kernel_main() { return 0; }")).message, HasSubstr("-fno-such-thing-at-all"));
}

TEST_P(Rejections, CompilesAndRuns) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "sanitizers of two compilers do not mix";
#endif
  const CompiledKernel kernel = compiled(text_job("int kernel_main() { return 12; }"));
  EXPECT_EQ(run_kernel(kernel.object), 12);
}

/// Where a function begins in the object, as nm says it; 0: nowhere.
uint64_t symbol_offset(const fs::path& object, const std::string& symbol) {
  const ProgramRun run = run_program({find_program("nm"), object.string()}, 10s);
  const size_t at = run.output.find(symbol);
  if (at == std::string::npos) return 0;
  const size_t begin = run.output.rfind('\n', at) + 1;
  return std::stoull(run.output.substr(begin), nullptr, 16);
}

TEST_F(KernelCompiler, PlaceOfAnInstruction) {
  if (find_program("addr2line").empty() || find_program("nm").empty()) GTEST_SKIP() << "no binutils";
  const fs::path file = write("k/a.cpp",
                              "\n\n__attribute__((noinline)) int deep() {\n  write_through_null();\n"
                              "  return 1;\n}\nint kernel_main() { return deep(); }\n");
  for (const CompileJob& job : {file_job(file), text_job(content(file), "a.cpp")}) {
    const CompiledKernel kernel = compiled(job);
    const uint64_t deep = symbol_offset(kernel.object, "_Z4deepv");
    ASSERT_NE(deep, 0u);
    std::string storage;
    std::set<uint32_t> lines;
    for (uint64_t i = 0; i < 16; ++i) {
      const device_abi::Where where = place_of_instruction(kernel.object, deep + i, storage);
      if (where.line == 0) continue;
      EXPECT_EQ(std::string(where.file), job.file);
      EXPECT_EQ(where.file, storage.c_str());
      lines.insert(where.line);
    }
    EXPECT_THAT(lines, Contains(4u)) << "write_through_null(), which is inlined from a header of ours";
  }
}

TEST_F(KernelCompiler, PlaceOfAnInstructionThatIsNotThere) {
  std::string storage = "old";
  EXPECT_EQ(place_of_instruction(folder_ / "nothing.so", 16, storage).line, 0u);
  EXPECT_EQ(storage, "");
  const fs::path object = compiled(text_job("int kernel_main() { return 1; }")).object;
  EXPECT_EQ(place_of_instruction(object, 0xFFFFFFFF, storage).line, 0u);
  set_variable("PATH", folder_.string());
  EXPECT_EQ(place_of_instruction(object, 0x1000, storage).line, 0u);
}

}  // namespace
}  // namespace tir2tt::device
