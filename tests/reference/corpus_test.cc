// The kernels of the corpus at their own sizes, as far as they are small.
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "reference/interpret.h"

namespace tir2tt::reference {
namespace {

namespace fs = std::filesystem;
const fs::path kCorpus = fs::path(TIR2TT_SOURCE_DIR) / ".." / "shared" / "corpus";

tir::PrimFunc load(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return read(path.filename().string(), text.str()).functions.at(0).second;
}

/// Of the extents that are only names.
constexpr int64_t kSymbolic = 200;

std::vector<data::Array> inputs_of(const tir::PrimFunc& f) {
  std::vector<data::Array> out;
  for (const auto& [param, buffer] : f->buffer_map) {
    std::vector<int64_t> shape;
    for (const tir::Expr& e : buffer->shape) shape.push_back(tir::as_int(e) ? *tir::as_int(e) : kSymbolic);
    const bool whole = !buffer->dtype.is_floating();
    const int64_t salt = static_cast<int64_t>(out.size()) * 101;
    out.push_back(array(to_string(buffer->dtype), shape, [&](int64_t i) {
      const double v = noise(i + salt);
      return buffer->dtype.is_bool() ? v > 0 : whole ? std::trunc(8 * v) : v;
    }));
  }
  return out;
}

double elements(const tir::PrimFunc& f) {
  double n = 0;
  for (const auto& [param, buffer] : f->buffer_map) {
    double size = 1;
    for (const tir::Expr& e : buffer->shape) size *= static_cast<double>(tir::as_int(e) ? *tir::as_int(e) : kSymbolic);
    n += size;
  }
  return n;
}

std::vector<fs::path> kernels() {
  std::vector<fs::path> out;
  for (const auto& e : fs::directory_iterator(kCorpus / "tilelang")) {
    if (e.path().extension() == ".py") out.push_back(e.path());
  }
  for (const auto& e : fs::directory_iterator(kCorpus / "tilelang_tt")) {
    for (const auto& stage : fs::directory_iterator(e.path())) {
      const std::string name = stage.path().filename().string();
      if (name.starts_with("00_") && name.ends_with(".py")) out.push_back(stage.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

class Corpus : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kCorpus)) GTEST_SKIP() << "no corpus here";
  }
};

TEST_F(Corpus, EveryKernelOfModestSizeIsInterpreted) {
  int interpreted = 0;
  std::set<std::string> large;
  for (const fs::path& path : kernels()) {
    const tir::PrimFunc f = load(path);
    if (elements(f) > 4e6) {
      large.insert(path.stem());
      continue;
    }
    SCOPED_TRACE(path.string());
    const auto inputs = inputs_of(f);
    const Result r = run(f, inputs);
    ++interpreted;
    EXPECT_TRUE(std::any_of(r.tensors.begin(), r.tensors.end(), [](const Tensor& t) { return t.written; }));
  }
  EXPECT_GE(interpreted, 20);
  EXPECT_THAT(large, testing::IsSubsetOf({"cast_fp8", "convolution", "flash_attn_mha_fwd", "flash_attn_mha_fwd_causal",
                                          "linear_attn_fwd", "online_softmax", "rms_norm"}));
}

/// Two at a time, in order: A times B, B transposed or not, both of the shape that the file has.
void check_product(const std::string& name, bool transpose_b, double slack) {
  const tir::PrimFunc f = load(kCorpus / "tilelang" / (name + ".py"));
  const std::vector<data::Array> in = inputs_of(f);
  const Result r = run(f, in);
  const int64_t m = in[2].shape[0], n = in[2].shape[1], k = in[0].shape[1];
  for (int64_t at = 0; at < m * n; at += 977) {
    double sum = 0, most = 0;
    for (int64_t x = 0; x < k; ++x) {
      const double p = in[0].values[static_cast<size_t>(at / n * k + x)] *
                       in[1].values[static_cast<size_t>(transpose_b ? at % n * k + x : x * n + at % n)];
      sum += p;
      most += std::fabs(p);
    }
    const size_t i = static_cast<size_t>(at);
    const double bound = static_cast<double>(r.tensors[2].bound[i]);
    ASSERT_LE(std::fabs(r.tensors[2].value.values[i] - sum), bound) << name << " " << at;
    ASSERT_LE(bound, slack * most + 1e-3 * std::fabs(sum) * 2) << name << " " << at;
    ASSERT_GE(r.tensors[2].writer[i], 0);
  }
}

TEST_F(Corpus, GemmIsTheProductWithinItsBound) {
  check_product("gemm", false, 0x1.1p-10);
  check_product("gemm_non32", false, 0x1.1p-10);
  check_product("gemm_persistent", false, 0x1.1p-10);
  check_product("gemm_transB_dyn", true, 0x1.1p-10);
}

/// Runs that are too large as they stand, with the grid and the tensors cut down in the text.
Result run_smaller(const std::string& name, const std::vector<std::pair<std::string, std::string>>& changes,
                   std::vector<data::Array>* in) {
  std::ostringstream stream;
  stream << std::ifstream(kCorpus / "tilelang" / (name + ".py")).rdbuf();
  std::string text = stream.str();
  for (const auto& [from, to] : changes) {
    EXPECT_NE(text.find(from), std::string::npos) << from;
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  }
  const tir::PrimFunc f = read(name, text).functions.at(0).second;
  *in = inputs_of(f);
  return run(f, *in);
}

TEST_F(Corpus, CausalAttention) {
  std::vector<data::Array> in;
  const Result r = run_smaller("flash_attn_mha_fwd_causal",
                               {{"(8, 1024, 32, 128)", "(1, 128, 2, 128)"},
                                {"(4194304, 4096, 128, 1)", "(32768, 256, 128, 1)"},
                                {"\"blockIdx.x\", 16", "\"blockIdx.x\", 2"},
                                {"\"blockIdx.y\", 32", "\"blockIdx.y\", 2"},
                                {"\"blockIdx.z\", 8", "\"blockIdx.z\", 1"}},
                               &in);
  const auto at = [](int64_t s, int64_t h, int64_t d) { return static_cast<size_t>((s * 2 + h) * 128 + d); };
  for (int64_t row = 0; row < 128; row += 9) {
    for (int64_t h = 0; h < 2; ++h) {
      std::vector<double> p;
      double total = 0;
      for (int64_t key = 0; key <= row; ++key) {
        double score = 0;
        for (int64_t d = 0; d < 128; ++d) score += in[0].values[at(row, h, d)] * in[1].values[at(key, h, d)];
        p.push_back(std::exp2(score * 0.1275174307460247));
        total += p.back();
      }
      for (int64_t d = 0; d < 128; d += 17) {
        double v = 0;
        for (size_t key = 0; key < p.size(); ++key)
          v += p[key] / total * in[2].values[at(static_cast<int64_t>(key), h, d)];
        EXPECT_NEAR(r.tensors[3].value.values[at(row, h, d)], v, 2e-3) << row << " " << d;
        EXPECT_LT(r.tensors[3].bound[at(row, h, d)], 0.5) << row << " " << d;
      }
    }
  }
}

TEST_F(Corpus, Float8CastOfATile) {
  std::vector<data::Array> in;
  const Result r = run_smaller("cast_fp8",
                               {{"(8192, 8192)", "(16, 256)"},
                                {"(8192, 1)", "(256, 1)"},
                                {"(8192, 64)", "(16, 2)"},
                                {"(64, 1)", "(2, 1)"},
                                {"\"blockIdx.x\", 1024", "\"blockIdx.x\", 2"},
                                {"\"blockIdx.y\", 64", "\"blockIdx.y\", 2"}},
                               &in);
  for (size_t i = 0; i < in[0].values.size(); ++i) {
    const double scale = r.tensors[2].value.values[i / 256 * 2 + i % 256 / 128], x = in[0].values[i];
    EXPECT_LE(std::fabs(r.tensors[1].value.values[i] * scale - x), std::fabs(x) / 16 + scale * 0x1p-10) << i;
  }
}

TEST_F(Corpus, RmsNormOfARow) {
  std::vector<data::Array> in;
  const Result r = run_smaller("rms_norm",
                               {{"A_handle, (8192, 8192)", "A_handle, (2, 8192)"},
                                {"B_handle, (8192, 8192)", "B_handle, (2, 8192)"},
                                {"\"blockIdx.x\", 8192", "\"blockIdx.x\", 2"}},
                               &in);
  double sum = 0;
  for (size_t i = 0; i < 8192; ++i) sum += in[0].values[i] * in[0].values[i];
  for (size_t i = 0; i < 8192; ++i) {
    EXPECT_NEAR(r.tensors[1].value.values[i], in[0].values[i] / std::sqrt(sum / 8192), 1e-6);
    EXPECT_LT(r.tensors[1].bound[i], 0.01);
  }
}

}  // namespace
}  // namespace tir2tt::reference
