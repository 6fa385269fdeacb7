#include "device/compile/compile_log.h"

#include <gtest/gtest.h>

namespace tir2tt::device {
namespace {

constexpr char kSource[] = "/c/sources/12.cc";

CompileFailure explained(std::string_view output) { return explain_log(output, kSource, "reader.cpp", 1); }

void expect_place(const CompileFailure& failure, std::string_view file, uint32_t line, std::string_view message) {
  EXPECT_EQ(failure.kind, CompileFailure::Kind::Rejected);
  EXPECT_EQ(failure.file, file);
  EXPECT_EQ(failure.line, line);
  EXPECT_EQ(failure.message, message);
}

TEST(CompileLog, FirstErrorInTheKernel) {
  expect_place(explained("reader.cpp: In function 'void kernel_main()':\n"
                         "reader.cpp:5:10: warning: unused\n"
                         "reader.cpp:7:3: error: 'foo' was not declared in this scope\n"
                         "reader.cpp:9:3: error: expected ';'\n"),
               "reader.cpp", 7, "'foo' was not declared in this scope");
}

TEST(CompileLog, MissingFile) {
  expect_place(explained("reader.cpp:1:10: fatal error: nope.h: No such file or directory\ncompilation terminated.\n"),
               "reader.cpp", 1, "nope.h: No such file or directory");
}

TEST(CompileLog, ColonsInNames) { expect_place(explained("a:b.cpp:12:3: error: x: y\n"), "a:b.cpp", 12, "x: y"); }

TEST(CompileLog, InstantiatedFromTheKernel) {
  expect_place(
      explained(
          "In file included from <command-line>:\n"
          "/c/tir2tt-headers-00/tir2tt/kernel.h: In instantiation of 'int checked() [with int N = 0]':\n"
          "/c/tir2tt-headers-00/tir2tt/kernel.h:30:12:   required from 'int twice() [with int N = 0]'\n"
          "reader.cpp:4:20:   required from here\n"
          "/c/tir2tt-headers-00/tir2tt/kernel.h:9:19: error: static assertion failed: a count must be positive\n"),
      "reader.cpp", 4, "static assertion failed: a count must be positive");
}

TEST(CompileLog, InstantiatedFromTheKernelAsClangSaysIt) {
  expect_place(
      explained("In file included from <built-in>:1:\n"
                "/c/tir2tt-headers-00/tir2tt/kernel.h:9:3: error: static_assert failed \"positive\"\n"
                "/c/tir2tt-headers-00/tir2tt/kernel.h:30:3: note: in instantiation of 'checked<0>' requested here\n"
                "reader.cpp:4:20: note: in instantiation of function template specialization requested here\n"
                "reader.cpp:8:2: error: another\n"),
      "reader.cpp", 4, "static_assert failed \"positive\"");
}

TEST(CompileLog, IncludedFromTheKernel) {
  expect_place(explained("In file included from /c/tir2tt-headers-00/api/a.h:3,\n"
                         "                 from my/own.h:2,\n"
                         "                 from reader.cpp:1:\n"
                         "/usr/include/c++/12/array:5:2: error: #error no\n"),
               "my/own.h", 2, "#error no");
}

TEST(CompileLog, ANoteIsNearerThanTheInclusion) {
  constexpr std::string_view output =
      "In file included from reader.cpp:1:\n"
      "/usr/lib/gcc/x/12/../../../../include/c++/12/array:405:7: error: static_assert failed\n"
      "/usr/lib/gcc/x/12/../../../../include/c++/12/array:406:7: note: in instantiation of x requested here\n"
      "reader.cpp:3:15: note: in instantiation of y requested here\n";
  expect_place(explained(output), "reader.cpp", 3, "static_assert failed");
  expect_place(explained("In file included from reader.cpp:1:\n/usr/include/a.h:5:7: error: one\n"
                         "/usr/include/a.h:7:7: error: two\nreader.cpp:3:15: note: of the second\n"),
               "reader.cpp", 1, "one");
}

TEST(CompileLog, AnErrorOfOursWithoutAPlaceGivesWayToOneWithAPlace) {
  expect_place(explained("/c/tir2tt-headers-00/tir2tt/kernel.h:9:3: error: first\nreader.cpp:2:1: error: second\n"),
               "reader.cpp", 2, "second");
  expect_place(explained("/c/tir2tt-headers-00/tir2tt/kernel.h:9:3: error: first\n"), "", 0, "first");
}

TEST(CompileLog, UndefinedSymbol) {
  expect_place(explained("/usr/bin/ld: /tmp/cc1.o: in function `kernel_main()':\n"
                         "/tir2tt.cwd/reader.cpp:3: undefined reference to `helper(int, `x')'\n"
                         "collect2: error: ld returned 1 exit status\n"),
               "reader.cpp", 3, "helper(int, `x') is declared but nothing defines it (linker)");
  expect_place(explained("/usr/bin/x86_64-linux-gnu-ld: reader.cpp:(.text+0x5): undefined reference to `f'\n"), "", 0,
               "f is declared but nothing defines it (linker)");
  expect_place(explained("ld.lld: error: undefined symbol: f(int)\n>>> referenced by reader.cpp:3\n"), "", 0,
               "f(int) is declared but nothing defines it (linker)");
}

TEST(CompileLog, ErrorsWithoutAPlace) {
  expect_place(explained("g++: error: unrecognized command-line option '-nope'\n"), "", 0,
               "unrecognized command-line option '-nope'");
  expect_place(explained("<command-line>: error: expected identifier\n"), "", 0, "expected identifier");
  expect_place(explained("/usr/bin/ld: cannot find -lnope: No such file\ncollect2: error: ld returned 1 exit status\n"),
               "", 0, "/usr/bin/ld: cannot find -lnope: No such file");
  expect_place(explained(""), "", 0, "the compiler failed with exit code 1 and said nothing");
  expect_place(explained("\n  \nodd\n"), "", 0, "odd");
}

TEST(CompileLog, TheLogNamesKernelsAsTheirAuthorDoes) {
  EXPECT_EQ(explained("/c/sources/12.cc:1: x /c/sources/12.cc\n/tir2tt.cwd/reader.cpp:2\n").log,
            "reader.cpp:1: x reader.cpp\nreader.cpp:2\n");
}

TEST(CompileLog, Foreign) {
  for (const char* path :
       {"<command-line>", "/usr/include/stdio.h", "/usr/lib/gcc/x/12/include/stddef.h", "/opt/gcc/include/c++/13/array",
        "/home/a/.cache/tir2tt/tir2tt-headers-ab/tir2tt/abi.h", ""}) {
    EXPECT_TRUE(is_foreign(path)) << path;
  }
  for (const char* path : {"reader.cpp", "/usr/share/kernels/reader.cpp", "include/own.h", "/usr/src/a.h"}) {
    EXPECT_FALSE(is_foreign(path)) << path;
  }
}

TEST(CompileLog, ShownPath) {
  EXPECT_EQ(shown_path("/tir2tt.cwd/k/reader.cpp"), "k/reader.cpp");
  EXPECT_EQ(shown_path("//reader.cpp"), "reader.cpp");
  EXPECT_EQ(shown_path("/tir2tt.cwdx/reader.cpp"), "/tir2tt.cwdx/reader.cpp");
  EXPECT_EQ(shown_path("/reader.cpp"), "/reader.cpp");
}

TEST(CompileLog, InnermostPlace) {
  const auto place = innermost_place(
      "/c/tir2tt-headers-00/tir2tt/kernel.h:9 (discriminator 2)\n??:?\n??:0\n"
      "/tir2tt.cwd/k/reader.cpp:14 (discriminator 3)\n/tir2tt.cwd/k/reader.cpp:20\n");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->first, "k/reader.cpp");
  EXPECT_EQ(place->second, 14u);
  EXPECT_FALSE(innermost_place("??:0\n"));
  EXPECT_FALSE(innermost_place(""));
  EXPECT_FALSE(innermost_place("reader.cpp:?\n"));
}

}  // namespace
}  // namespace tir2tt::device
