// Kernels of the corpus that are right on the device: with which numbers in their text replaced they are small, and
// whether they are quick enough at their own size. Tested by tests/corpus/run_test.cc.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace tir2tt::corpus {

using Shapes = std::map<std::string, int64_t>;                   // symbolic extents
using Edits = std::vector<std::pair<std::string, std::string>>;  // text -> text

inline Edits grid(int from_x, int to_x, int from_y = 0, int to_y = 0) {
  const char* const text = "\"blockIdx.{}\", {})";
  Edits edits = {{fmt::format(fmt::runtime(text), 'x', from_x), fmt::format(fmt::runtime(text), 'x', to_x)}};
  if (from_y > 0)
    edits.emplace_back(fmt::format(fmt::runtime(text), 'y', from_y), fmt::format(fmt::runtime(text), 'y', to_y));
  return edits;
}

inline Edits both(Edits edits, const Edits& more) {
  edits.insert(edits.end(), more.begin(), more.end());
  return edits;
}

/// A kernel that is right, and how its text is cut down.
struct Row {
  std::string file;
  Edits smaller;
  Shapes shapes = {};                // of what is symbolic
  bool own_size = true;              // false: takes too long for CI
  const char* arch = "wormhole_b0";  // blackhole: float8
  const char* too_large = nullptr;   // at its own size also for the page of what works, and why
};
inline void PrintTo(const Row& row, std::ostream* out) { *out << row.file; }

inline const Edits kFewerSteps = {{"1024", "256"}, {"T.serial(32,", "T.serial(8,"}};

inline const Edits kFewerHeads = both(grid(16, 2, 32, 2), {{"(8, 1024, 32, 128)", "(1, 128, 2, 128)"},
                                                           {"\"blockIdx.z\", 8)", "\"blockIdx.z\", 1)"},
                                                           {"(4194304, 4096, 128, 1)", "(32768, 256, 128, 1)"}});

inline const std::vector<Row> kRight = {
    {"tilelang/gemm.py", both(grid(8, 2, 8, 2), kFewerSteps)},
    {"tilelang/gemm_bf16.py", both(grid(8, 2, 8, 2), {{"512", "128"}})},
    {"tilelang/gemm_transA.py",
     both(grid(4, 2, 4, 2), {{"512", "256"}, {"1024", "512"}, {"768", "192"}, {"T.serial(24,", "T.serial(6,"}})},
    {"tilelang/gemm_transB_dyn.py", {}, {{"m", 256}, {"n", 128}, {"k", 96}}},
    // No extent is a multiple of its block.
    {"tilelang/gemm_transB_dyn.py", {}, {{"m", 200}, {"n", 144}, {"k", 80}}},
    {"tilelang/gemm_relu_quickstart.py", both(grid(8, 2, 8, 2), kFewerSteps)},
    {"tilelang/gemm_splitk.py", both(grid(8, 2, 8, 2), {{"256", "64"}, {"1024", "256"}, {"range(8)", "range(2)"}})},
    // Its 108 blocks stay: most of them lie outside the tensors, and 44 are the second of their core.
    {"tilelang/gemm_persistent.py",
     {{"1024", "256"}, {"(512,", "(128,"}, {", 512)", ", 128)"}, {"T.serial(8,", "T.serial(2,"}}},
    {"tilelang/gemv_naive.py", both(grid(8, 2), {{"1024", "256"}, {"range(8)", "range(2)"}})},
    {"tilelang/elementwise_add.py", both(grid(32, 3, 32, 3), {{"1024", "96"}})},
    {"tilelang/reduce_sum.py", {{"65536", "4096"}, {"256", "64"}}},
    {"tilelang/rms_norm.py",
     both(grid(8192, 80), {{"(8192, 8192)", "(80, 1024)"},
                           {"(8192, 1)", "(1024, 1)"},
                           {", 8192", ", 1024"},
                           {"(8192)", "(1024)"},
                           {"(8192.0)", "(1024.0)"}}),
     {},
     false},
    {"tilelang/flash_attn_mha_fwd.py", both(kFewerHeads, {{"T.LetStmt(16,", "T.LetStmt(2,"}}), {}, false},
    {"tilelang/flash_attn_mha_fwd_causal.py", both(kFewerHeads, {{"T.min(16,", "T.min(2,"}}), {}, false},
    {"tilelang/linear_attn_fwd.py",
     both(grid(4, 2, 4, 2), {{"\"blockIdx.z\", 256)", "\"blockIdx.z\", 2)"},
                             {"(8, 1024, 32, 256)", "(1, 128, 2, 128)"},
                             {"(8388608, 8192, 256, 1)", "(32768, 256, 128, 1)"},
                             {"(4, 8, 1024, 32, 256)", "(2, 1, 128, 2, 128)"},
                             {"(67108864, 8388608, 8192, 256, 1)", "(32768, 32768, 256, 128, 1)"},
                             {"(8, 32, 256, 256)", "(1, 2, 128, 128)"},
                             {"(2097152, 65536, 256, 1)", "(32768, 16384, 128, 1)"},
                             {"i_bh // 32", "i_bh // 2"},
                             {"i_bh % 32", "i_bh % 2"},
                             {"T.serial(16,", "T.serial(2,"}}),
     {},
     false,
     "wormhole_b0",
     "the reference would need 17 GB"},
    // The mask ends within the last block.
    {"tilelang/online_softmax.py",
     both(grid(8192, 80), {{"(8192, 8192)", "(80, 2048)"},
                           {"(8192, 1)", "(2048, 1)"},
                           {"range(8)", "range(2)"},
                           {"1024 < 8192", "1024 < 2000"}}),
     {},
     false},
    {"tilelang_tt/cast_fp32_bf16_tt/00_frontend.py", both(grid(8, 2, 8, 2), {{"256", "64"}})},
    {"tilelang_tt/elementwise_add_tt/00_frontend.py", both(grid(8, 2, 8, 2), {{"256", "64"}})},
    {"tilelang_tt/gemm_cb_pipeline_tt/00_frontend.py",
     both(grid(8, 3, 8, 3), {{"256", "96"}, {"range(8)", "range(3)"}})},
    {"tilelang_tt/reduction_sum_tt/00_frontend.py", both(grid(8, 2), {{"256", "64"}, {"range(8)", "range(2)"}})},
    {"tilelang/blocksparse_gemm.py", both(grid(8, 2, 8, 2), {{"1024", "256"},
                                                             {"(8, 8, 32)", "(2, 2, 8)"},
                                                             {"(256, 32, 1)", "(16, 8, 1)"},
                                                             {"T.serial(32,", "T.serial(8,"}})},
    {"tilelang/cast_fp8.py",
     both(grid(1024, 5, 64, 3),
          {{"(8192, 8192)", "(40, 384)"}, {"(8192, 1)", "(384, 1)"}, {"(8192, 64)", "(40, 3)"}, {"(64, 1)", "(3, 1)"}}),
     {},
     false,
     "blackhole"},
    // One image of 8 rows.
    {"tilelang/convolution.py",
     {{"\"blockIdx.y\", 8192)", "\"blockIdx.y\", 8)"},
      {"(128, 64, 64, 128)", "(1, 8, 64, 128)"},
      {"(524288, 8192,", "(65536, 8192,"},
      {"(524288, 128)", "(512, 128)"},
      {"4096", "512"},
      {"access_h < 64", "access_h < 8"}},
     {},
     false,
     "wormhole_b0",
     "its own takes the reference 4 minutes"},
    {"tilelang/elementwise_add_non32.py", both(grid(9, 3, 17, 3), {{"777", "100"}, {"333", "90"}})},
    {"tilelang/gemm_non32.py",
     both(grid(13, 2, 21, 3), {{"1000", "100"}, {"517", "53"}, {"999", "90"}, {"T.serial(22,", "T.serial(3,"}})},
    {"tilelang/gemm_i8.py", both(grid(4, 2, 4, 2), {{"512", "256"}, {"T.serial(8,", "T.serial(4,"}})},
    {"tilelang/gqa_decode_nosplit.py",
     {{"(1, 1024, 8, 128)", "(1, 256, 8, 128)"},
      {"(1048576,", "(262144,"},
      {"(1, 1024, 8)", "(1, 256, 8)"},
      {"(8192, 8, 1)", "(2048, 8, 1)"},
      {"T.LetStmt(8,", "T.LetStmt(2,"}}},
    {"tilelang/topk.py", both(grid(5, 2), {{"320", "128"}})},
    {"tilelang/dequant_gemm_fp4.py", {}},
};

}  // namespace tir2tt::corpus
