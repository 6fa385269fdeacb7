// Small kernels for the tests of what `compile` and `run` do, and folders to put files into.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "driver/input.h"
#include "program/kernels.h"
#include "target/chip.h"

namespace tir2tt::program::test {

namespace fs = std::filesystem;

constexpr char kAdd[] = R"(import tilelang.language as T


@T.prim_func
def add(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), "float32")
        b = T.alloc_shared((32, 32), "float32")
        c = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], a)
        T.copy(B[by * 32, bx * 32], b)
        for i, j in T.Parallel(32, 32):
            c[i, j] = a[i, j] + b[i, j]
        T.copy(c, C[by * 32, bx * 32])
)";

constexpr char kGemm[] = R"(import tilelang.language as T


@T.prim_func
def gemm(A: T.Tensor((64, 64), "bfloat16"), B: T.Tensor((64, 64), "bfloat16"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), "bfloat16")
        b = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.Pipelined(2, num_stages=2):
            T.copy(A[by * 32, k * 32], a)
            T.copy(B[k * 32, bx * 32], b)
            T.gemm(a, b, c)
        T.copy(c, C[by * 32, bx * 32])
)";

/// Symbolic rows.
constexpr char kDynamic[] = R"(import tilelang.language as T

m = T.symbolic("m")


@T.prim_func
def twice(A: T.Tensor((m, 32), "float16"), C: T.Tensor((m, 32), "float16")):
    with T.Kernel(T.ceildiv(m, 32), threads=128) as bx:
        a = T.alloc_shared((32, 32), "float16")
        c = T.alloc_fragment((32, 32), "float16")
        T.copy(A[bx * 32, 0], a)
        for i, j in T.Parallel(32, 32):
            c[i, j] = a[i, j] + a[i, j]
        T.copy(c, C[bx * 32, 0])
)";

/// Both of kAdd's and kDynamic's kind, in one module.
constexpr char kTwo[] = R"(# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def first(X: T.Buffer((32, 64), "float32"), Y: T.Buffer((32, 64), "float32")):
        bx = T.launch_thread("blockIdx.x", 2)
        x = T.decl_buffer((32, 32), "float32", scope="shared")
        y = T.decl_buffer((32, 32), "float32", scope="local.fragment")
        for i, j in T.grid(32, 32):
            x[i, j] = X[i, bx * 32 + j]
        for i, j in T.grid(32, 32):
            y[i, j] = x[i, j] * T.float32(2.0)
        for i, j in T.grid(32, 32):
            Y[i, bx * 32 + j] = y[i, j]

    @T.prim_func
    def second(X: T.Buffer((32, 64), "float32"), Z: T.Buffer((32, 64), "float32")):
        bx = T.launch_thread("blockIdx.x", 2)
        x = T.decl_buffer((32, 32), "float32", scope="shared")
        y = T.decl_buffer((32, 32), "float32", scope="local.fragment")
        for i, j in T.grid(32, 32):
            x[i, j] = X[i, bx * 32 + j]
        for i, j in T.grid(32, 32):
            y[i, j] = x[i, j] + T.float32(1.0)
        for i, j in T.grid(32, 32):
            Z[i, bx * 32 + j] = y[i, j]
)";

inline driver::Input read(const std::string& text, const std::string& name = "kernel.py") {
  Diagnostics diags;
  driver::Input input = driver::read_input(SourceFile(name, text), diags);
  EXPECT_TRUE(input.is_read) << render(diags, input.file.get(), false);
  return input;
}

inline transform::PassOptions wormhole() {
  transform::PassOptions options;
  options.chip = target::find_chip("wormhole_b0");
  return options;
}

/// Everything up to the kernels.
struct Made {
  driver::Input input;
  tir::IRModule annotated;
  std::vector<Kernel> kernels;
};
inline Made make(const std::string& text, const std::string& name = "kernel.py") {
  Made made{read(text, name), {}, {}};
  Diagnostics diags;
  made.annotated = annotate(made.input.module.module, wormhole(), diags);
  made.kernels = generate_kernels(made.input, made.annotated, wormhole(), codegen::classic_dialect(), diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, made.input.file.get(), false);
  return made;
}

inline std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}
inline void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}
inline std::string replaced(std::string text, const std::string& what, const std::string& with) {
  EXPECT_NE(text.find(what), std::string::npos) << what;
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

/// The annotated module with another number of pages for every circular buffer, where people edit it.
inline std::string with_pages(const std::string& module, int pages) {
  const size_t begin = module.find("\"tt_circular_buffers\": ["), end = module.find(']', begin);
  EXPECT_NE(begin, std::string::npos);
  const std::string edited = std::regex_replace(module.substr(begin, end - begin), std::regex(R"("num_pages": \d+)"),
                                                "\"num_pages\": " + std::to_string(pages));
  return module.substr(0, begin) + edited + module.substr(end);
}

/// An empty folder of its own, gone afterwards.
class Scratch {
 public:
  Scratch() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path = fs::temp_directory_path() / ("tir2tt-" + std::to_string(::getpid()) + "-" + test->name());
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Scratch() { fs::remove_all(path); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  fs::path path;
};

/// Ids of all that was said, in order.
inline std::vector<std::string> ids(const Diagnostics& diags) {
  std::vector<std::string> out;
  for (const Diagnostic& d : diags.all()) out.emplace_back(diag_info(d.id).id);
  return out;
}
inline std::string texts(const Diagnostics& diags) { return render(diags, nullptr, false); }

}  // namespace tir2tt::program::test
