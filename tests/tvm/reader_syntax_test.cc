// What the reader makes of Python: tokens, lines, suites, literals; black's formatting; and every mistake that it must
// survive, with the id and the place of what it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Result {
  Script script;
  Diagnostics diags;
  SourceFile file;

  explicit Result(const std::string& text, uint32_t nesting = 1000) : file("kernel.py", text) {
    ReadOptions options;
    options.max_nesting = nesting;
    script = read_script(file, options, diags);
  }
  /// "T0106@4:12" in the order of the text.
  std::vector<std::string> places() const {
    std::vector<std::string> out;
    for (const Diagnostic& d : diags.sorted()) {
      LineColumn at = file.locate(d.span.begin);
      out.push_back(std::string(diag_info(d.id).id) + "@" + std::to_string(at.line) + ":" + std::to_string(at.column));
    }
    return out;
  }
  std::string rendered() const { return render(diags, &file, false); }
  std::string printed() const { return print_script(script.module, script.info); }
};

const std::string kHead = "@T.prim_func\ndef f(A: T.Buffer((4,), \"float32\"), n: T.int32):\n";

/// `lines` as the body of a function with a buffer A and a variable n; the body begins in line 3.
Result body(const std::string& lines) {
  std::string text = kHead;
  for (size_t at = 0; at < lines.size();) {
    size_t end = lines.find('\n', at);
    text += "    " + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return Result(text);
}

/// The body as it is printed again, without the function's head.
std::string reprinted(const std::string& lines) {
  Result r = body(lines);
  EXPECT_EQ(r.rendered(), "");
  std::string text = r.printed();
  std::string out;
  for (size_t at = kHead.size(); at < text.size();) {
    size_t end = text.find('\n', at);
    out += text.substr(at + 4, end - at - 4) + "\n";
    at = end + 1;
  }
  return out;
}

TEST(Syntax, BlackFormattingMeansTheSame) {
  EXPECT_EQ(reprinted("A[\n    0,\n] = T.if_then_else(\n    n > 0,  # why\n    A[1],\n    T.float32(0.0),\n)\n"),
            "A[0] = T.if_then_else(n > 0, A[1], T.float32(0.0))\n");
  EXPECT_EQ(
      reprinted("for i in T.serial(\n    4,\n    annotations={\n        \"k\": 1,\n    },\n):\n    A[i] = A[i]\n"),
      "for i in T.serial(4, annotations={\"k\": 1}):\n    A[i] = A[i]\n");
  EXPECT_EQ(reprinted("A[0] = \\\n    A[1]\n"), "A[0] = A[1]\n");
}

TEST(Syntax, SpacesAroundDots) { EXPECT_EQ(reprinted("T . evaluate(T. tir .isinf(A [0]))\n"), "T.tir.isinf(A[0])\n"); }

TEST(Syntax, LinesAndSuites) {
  EXPECT_EQ(reprinted("A[0] = A[1]; A[1] = A[2]\n"), "A[0] = A[1]\nA[1] = A[2]\n");
  EXPECT_EQ(reprinted("if n > 0: A[0] = A[1]; A[1] = A[2]\nA[3] = A[2]\n"),
            "if n > 0:\n    A[0] = A[1]\n    A[1] = A[2]\nA[3] = A[2]\n");
  EXPECT_EQ(reprinted("# a comment\n\n  # another one\npass\n\"a docstring\"\nA[0] = A[1]  # and one more\n"),
            "A[0] = A[1]\n");
  EXPECT_EQ(reprinted("if n > 0:\n    A[0] = A[1]\nelif n > 1:\n    A[1] = A[2]\nelse:\n    A[2] = A[3]\n"),
            "if n > 0:\n    A[0] = A[1]\nelse:\n    if n > 1:\n        A[1] = A[2]\n    else:\n        A[2] = A[3]\n");
}

TEST(Syntax, TabsWindowsLinesAndByteOrderMark) {
  Result r(
      "\xEF\xBB\xBF@T.prim_func\r\ndef f(A: T.Buffer((4,), \"float32\")):\r\n\tfor i in range(4):\r\n\t\tA[i] = "
      "A[i]\r\n");
  EXPECT_EQ(r.rendered(), "");
  EXPECT_THAT(r.printed(), HasSubstr("    for i in range(4):\n        A[i] = A[i]\n"));
}

TEST(Syntax, NumbersAndStrings) {
  EXPECT_EQ(reprinted("T.evaluate(0x10 + n)\nT.evaluate(1_000 + n)\nT.evaluate(0b101 + n)\n"),
            "T.evaluate(16 + n)\nT.evaluate(1000 + n)\nT.evaluate(5 + n)\n");
  EXPECT_EQ(reprinted("A[0] = T.float32(1e20)\nA[0] = T.float32(.5)\n"),
            "A[0] = T.float32(100000000000000000000.0)\nA[0] = T.float32(0.5)\n");
  EXPECT_EQ(reprinted("T.evaluate(T.uint64(18446744073709551615))\n"), "T.evaluate(T.uint64(-1))\n");
  EXPECT_EQ(reprinted("T.call_extern(\"int32\", \"a\" 'b' r\"\\n\" \"\\u00fc\\x41\\101\")\n"),
            "T.call_extern(\"int32\", \"ab\\\\n\\xC3\\xBCAA\")\n");
}

TEST(Syntax, ConstantsOfPythonAreComputed) {
  Result r("B, N = 32, 100\nTWICE = B * 2\nSHAPE = (TWICE, N)\nd = \"float\" + \"16\"\n" + kHead +
           "    X = T.alloc_buffer(SHAPE, d)\n    for i in range(ceildiv(N, B) - 1):\n        X[i, SHAPE[1] - 1] = "
           "X[-(-7 // 2), 7 % B]\n");
  EXPECT_EQ(r.rendered(), "");
  EXPECT_THAT(r.printed(), HasSubstr("X = T.alloc_buffer((64, 100), \"float16\")"));
  EXPECT_THAT(r.printed(), HasSubstr("for i in range(3):\n        X[i, 99] = X[4, 7]"));
}

TEST(Syntax, ConstantConditionsChooseABranch) {
  EXPECT_EQ(reprinted("FAST = True\nif FAST and 3 > 2:\n    A[0] = A[1]\nelse:\n    A[0] = A[2]\n"), "A[0] = A[1]\n");
  EXPECT_EQ(
      reprinted("MODE = 2\nif MODE == 1:\n    A[0] = A[1]\nelif MODE == 2:\n    A[0] = A[2]\nelse:\n    A[0] = A[3]\n"),
      "A[0] = A[2]\n");
  EXPECT_EQ(reprinted("BIG = 1\nA[0] = A[1] if BIG else A[2]\n"), "A[0] = A[1]\n");
}

// ---- mistakes

TEST(Mistakes, ReadingGoesOnBehindEach) {
  Result r = body(
      "A[0] = 3 $ 4\n"        // 3
      "A[0] = 'abc\n"         // 4
      "A[0] = (1,\n"          // 5: without its bracket, found out in line 6
      "A[0] = 12abc\n"        // 6: given up with the bracket
      "A[0] =\n"              // 7
      "if n > 0\n"            // 8
      "    A[0] = unknown\n"  // 9
      "A[0] = A[1]\n");
  EXPECT_THAT(r.places(),
              ElementsAre("T0101@3:14", "T0101@4:12", "T0102@6:10", "T0102@7:11", "T0102@8:13", "T0106@9:16"));
}

TEST(Mistakes, PythonWithoutMeaningHere) {
  const std::vector<std::string> lines = {"try:\n    A[0] = A[1]\n",
                                          "def g():\n    pass\n",
                                          "class C:\n    pass\n",
                                          "import os\n",
                                          "x = lambda a: a\n",
                                          "x = f\"{n}\"\n",
                                          "x = [i for i in range(3)]\n",
                                          "x = {i: 1 for i in range(3)}\n",
                                          "global x\n",
                                          "with open(\"x\") as f:\n    pass\n",
                                          "for i in items:\n    pass\n",
                                          "A[0] = A[1] if n > 0 else A[2]\n",
                                          "x = (y := 3)\n",
                                          "f(*n)\n",
                                          "yield 3\n",
                                          "break\n",
                                          "n.bit_length()\n",
                                          "x: T.int32\n",
                                          "n += 1\n",
                                          "A[0]\n"};
  for (const std::string& line : lines) {
    Result r = body(line + "A[9, 9] = A[0]\n");
    ASSERT_EQ(r.diags.error_count(), 2u) << line << r.rendered();
    EXPECT_EQ(r.diags.sorted()[0].id, DiagId::UnsupportedPython) << line << r.rendered();
    EXPECT_EQ(r.diags.sorted()[1].id, DiagId::RankMismatch) << line;
  }
}

TEST(Mistakes, ArgumentsTypesShapes) {
  const std::vector<std::pair<std::string, DiagId>> lines = {
      {"B = T.alloc_buffer((4, 0))\n", DiagId::BadShape},
      {"B = T.alloc_buffer((-4,))\n", DiagId::BadShape},
      {"B = T.alloc_buffer((4294967296, 4294967296))\n", DiagId::BadShape},
      {"B = T.alloc_buffer((99999999999999999999,))\n", DiagId::IntegerOverflow},
      {"x = 9223372036854775807 + 1\n", DiagId::IntegerOverflow},
      {"B = T.alloc_buffer((4,), \"flot16\")\n", DiagId::BadDtype},
      {"B = T.alloc_buffer((4,), \"float17\")\n", DiagId::BadDtype},
      {"B = T.alloc_buffer((4,), dtyp=\"int8\")\n", DiagId::BadArguments},
      {"B = T.alloc_buffer()\n", DiagId::BadArguments},
      {"for i, j in T.grid(4):\n    pass\n", DiagId::BadArguments},
      {"for i in range(0, 4, -1):\n    pass\n", DiagId::BadArguments},
      {"x = 7 // 0\n", DiagId::BadArguments},
      {"T.reads(A[0])\n", DiagId::BadArguments},
      {"A[0, 1] = A[0]\n", DiagId::RankMismatch},
      {"A[0] = A\n", DiagId::TypeMismatch},
      {"A[1.5] = A[0]\n", DiagId::TypeMismatch},
      {"A[n / 2] = A[0]\n", DiagId::TypeMismatch},
      {"n[0] = 1\n", DiagId::TypeMismatch},
      {"if A[0]:\n    pass\n", DiagId::TypeMismatch},
      {"T.cpoy(A, A)\n", DiagId::UnknownOp},
  };
  for (const auto& [line, id] : lines) {
    Result r = body(line);
    ASSERT_EQ(r.diags.all().size(), 1u) << line << r.rendered();
    EXPECT_EQ(r.diags.all()[0].id, id) << line << r.rendered();
  }
}

TEST(Mistakes, NamesAreReportedOnceAndWithAGuess) {
  Result r = body("A_new = A[nn]\nA[0] = A_new\nfor i in range(A_new):\n    A[i] = A_new\n");
  EXPECT_THAT(r.places(), ElementsAre("T0106@3:15"));
  EXPECT_THAT(r.rendered(), HasSubstr("did you mean `n`?"));
  EXPECT_THAT(body("A[0] = B[0]\nB = T.alloc_buffer((4,))\n").places(), ElementsAre("T0107@3:12"));
  EXPECT_THAT(body("T.cpoy(A, A)\n").rendered(), HasSubstr("did you mean `T.copy`?"));
}

TEST(Mistakes, Modules) {
  EXPECT_THAT(Result("").places(), ElementsAre("T0003@1:1"));
  EXPECT_THAT(Result("\n  \n\t\n").places(), ElementsAre("T0003@1:1"));
  EXPECT_THAT(Result(std::string("a\0b", 3)).places(), ElementsAre("T0004@1:2"));
  EXPECT_THAT(Result("x = 3\n").places(), ElementsAre("T0114@1:1"));
  EXPECT_THAT(Result("def f():\n    pass\n").places(), ElementsAre("T0105@1:1"));
  EXPECT_THAT(Result("@tilelang.jit\n" + kHead + "    pass\n").places(), ElementsAre("T0105@1:1"));
  EXPECT_THAT(Result(kHead + "    pass\n" + kHead + "    pass\n").places(), ElementsAre("T0108@5:1"));
  EXPECT_THAT(Result("@T.prim_func\ndef f(A, B: T.handle = None):\n    pass\n").places(),
              ElementsAre("T0105@2:7", "T0105@2:24"));
  EXPECT_THAT(Result("class C:\n    def f():\n        pass\n").places(), ElementsAre("T0105@1:1"));
  EXPECT_THAT(Result(kHead + "    pass\nf.show()\n").places(), ElementsAre("T0105@4:1"));
}

TEST(Mistakes, Indentation) {
  EXPECT_THAT(Result(kHead + "    A[0] = A[1]\n      A[1] = A[2]\n    A[5, 5] = A[0]\n").places(),
              ElementsAre("T0103@4:1", "T0113@5:5"));
  EXPECT_THAT(Result(kHead + "    for i in range(4):\n    A[5, 5] = A[0]\n").places(),
              ElementsAre("T0103@3:5", "T0113@4:5"));
  EXPECT_THAT(Result(kHead + "    if n > 0:\n        A[0] = A[1]\n      A[5, 5] = A[0]\n").places(),
              ElementsAre("T0103@5:1", "T0113@5:7"));
  EXPECT_THAT(Result(kHead + "\tA[0] = A[1]\n        A[0] = A[1]\n").places(), ElementsAre("T0103@4:1"));
}

TEST(Hostile, DepthIsADiagnosticNotACrash) {
  auto deep = [](const std::string& a, const std::string& b, const std::string& c) {
    std::string left, right;
    for (int i = 0; i < 10000; ++i) left += a, right += c;
    return body("A[0] = " + left + b + right + "\nA[5, 5] = A[0]\n").places();
  };
  auto two = [](const std::vector<std::string>& p) {
    return p.size() == 2 && p[0].substr(0, 5) == "T0104" && p[1].substr(0, 5) == "T0113";
  };
  EXPECT_TRUE(two(deep("(", "1", ")")));
  EXPECT_TRUE(two(deep("[", "1", "]")));
  EXPECT_TRUE(two(deep("T.exp(", "A[0]", ")")));
  EXPECT_TRUE(two(deep("A[", "0", "]")));
  EXPECT_TRUE(two(deep("-", "n", "")));
  EXPECT_TRUE(two(deep("not ", "n", "")));
  EXPECT_TRUE(two(deep("n + ", "1", "")));
  EXPECT_TRUE(two(deep("n ** ", "1", "")));
  EXPECT_TRUE(two(deep("lambda: ", "1", "")));
  EXPECT_TRUE(two(deep("1 if n else ", "1", "")));
  EXPECT_TRUE(two(deep("{0: ", "1", "}")));
  EXPECT_TRUE(two(deep("A", "", ".x")));
}

TEST(Hostile, LoopsBranchesAndFlatScopes) {
  std::string loops = kHead, flat = kHead, branches = kHead + "    if n > 0:\n        pass\n";
  for (int i = 0; i < 10000; ++i) {
    loops += std::string(static_cast<size_t>(i) + 4, ' ') + "for i in range(2):\n";
    flat += "    x" + std::to_string(i) + ": T.int32 = n\n";
    branches += "    elif n > 1:\n        pass\n";
  }
  for (const std::string& text : {loops + std::string(10004, ' ') + "pass\n", flat, branches}) {
    Result r(text);
    ASSERT_EQ(r.diags.all().size(), 1u) << r.rendered().substr(0, 2000);
    EXPECT_EQ(r.diags.all()[0].id, DiagId::NestingTooDeep);
  }
}

TEST(Hostile, AThousandNestedDeclarationsAreRead) {
  std::string text = kHead;
  for (int i = 0; i < 3000; ++i) text += "    x" + std::to_string(i) + " = T.decl_buffer((4,), scope=\"local\")\n";
  Result r(text + "    A[0] = x2999[0]\n");
  EXPECT_EQ(r.rendered(), "");
}

TEST(Hostile, MegabytesOfBrackets) {
  EXPECT_EQ(Result(std::string(10'000'000, '(')).diags.all().size(), 1u);
  EXPECT_EQ(Result(std::string(1'000'000, '\n') + "x").diags.all().size(), 1u);
  Result binary([] {
    std::string s;
    for (uint32_t i = 0, x = 1; i < 200'000; ++i) {
      x = x * 1664525 + 1013904223;
      s += static_cast<char>(1 + (x >> 24) % 255);
    }
    return s;
  }());
  EXPECT_LE(binary.diags.all().size(), Diagnostics::kMaxDiagnostics);
  EXPECT_TRUE(binary.diags.has_errors());
}

TEST(Hostile, EveryPrefixOfAKernel) {
  const std::string text =
      "# from tvm.script import tir as T\n\n@I.ir_module\nclass Module:\n    I.module_attrs({\"a\": [1, "
      "T.bool(True)]})\n"
      "    @T.prim_func(private=True)\n    def main(a: T.handle, n: T.int32) -> T.int32:\n"
      "        T.func_attr({\"k\": \"v\"})\n        m, k = T.int32(), T.int32()\n"
      "        A = T.match_buffer(a, (m, k), \"float16\", strides=(k, 1))\n        # with T.block(\"root\"):\n"
      "        for i, j in T.grid(4, 8):\n            with T.block(\"b\"):\n"
      "                vi, vj = T.axis.remap(\"SR\", [i, j])\n                T.reads(A[vi, 0:vj + 4])\n"
      "                T.writes()\n                with T.init():\n                    A[vi, vj] = T.float16(0.0)\n"
      "                A[vi, 0:8:2] = A[vi, 0:4] * T.Broadcast(T.float16(2.0), 4)\n"
      "        if n < 3 and not n > 2:\n            T.call_extern(\"int32\", \"f\", A.data)\n        return 7\n"
      "\n# Metadata omitted.\n";
  Result whole(text);
  EXPECT_EQ(whole.rendered(), "");
  EXPECT_EQ(whole.printed(), text);
  for (size_t n = 0; n < text.size(); ++n) Result(text.substr(0, n));
  for (size_t n = 0; n < text.size(); ++n) {
    for (char c : {'(', ']', '\n', '"', ':', 'x'}) {
      std::string changed = text;
      changed[n] = c;
      Result r(changed);
      if (!r.diags.has_errors()) r.printed();
    }
  }
}

}  // namespace
}  // namespace tir2tt::tvm
