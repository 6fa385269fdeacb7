// Welford's algorithm, and the exponential in the packer's role.
#include <cmath>
#include <cstring>

#include "device/kit.h"
#include "device/sfpu_unit.h"

namespace tir2tt::device {
namespace {

uint32_t reciprocal(uint32_t n) { return bits_of(1.0f / static_cast<float>(n)); }

struct Statistics32 {
  double mean[32] = {}, variance[32] = {};
};
/// Of the columns of `rows` rows of 32.
Statistics32 statistics_of(const std::vector<float>& values, size_t rows) {
  Statistics32 s;
  for (size_t column = 0; column < 32; column++) {
    for (size_t row = 0; row < rows; row++)
      s.mean[column] += double{values[row * 32 + column]} / static_cast<double>(rows);
    for (size_t row = 0; row < rows; row++)
      s.variance[column] += std::pow(double{values[row * 32 + column]} - s.mean[column], 2) / static_cast<double>(rows);
  }
  return s;
}

/// The unit has seen `rows` rows of `values`, of tiles in slot 0.
void feed(Unit& unit, const std::vector<float>& values, uint32_t rows) {
  sfpu_configure(Sfpu::Welford, 0, 0, unit.state);
  unit.arguments = {};
  unit.apply(Sfpu::WelfordClear);
  for (uint32_t n = 0; n < rows; n++) {
    if (n % 32 == 0) {
      set_tile(unit.dst[0], [&](int row, int column) {
        return values[std::min<size_t>((n + static_cast<uint32_t>(row)) * 32u + static_cast<uint32_t>(column),
                                       values.size() - 1)];
      });
    }
    unit.arguments.parameter[0] = n % 32;
    unit.arguments.parameter[1] = reciprocal(n + 1);
    unit.apply(Sfpu::WelfordRow);
  }
}

void apply(Unit& unit, Sfpu op, uint32_t slot, uint32_t p0, uint32_t p1 = 0) {
  unit.arguments = {};
  unit.arguments.dst0 = slot;
  unit.arguments.parameter[0] = p0, unit.arguments.parameter[1] = p1;
  unit.apply(op);
}

TEST(Welford, MeanAndVarianceInARow) {
  const std::vector<float> values = noise(75 * 32, 3, 10);
  const Statistics32 expected = statistics_of(values, 75);
  Unit unit;
  feed(unit, values, 75);
  for (int slot : {1, 2, 3}) unit.fill(slot, 7);
  apply(unit, Sfpu::WelfordToRow, 1, 0, reciprocal(75));
  for (int column = 0; column < 32; column++) {
    EXPECT_NEAR(unit.at(1, 0, column), expected.mean[column], 1e-5) << column;
    EXPECT_NEAR(unit.at(2, 0, column), expected.variance[column], 1e-4) << column;
  }
  for (int slot : {1, 2}) {
    for (int row = 1; row < 32; row++) EXPECT_EQ(unit.at(slot, row, 5), row < 4 ? 0.0f : 7.0f) << row;
  }
  EXPECT_EQ(unit.at(3, 0, 0), 7.0f);
  apply(unit, Sfpu::WelfordSave, 1, 0);  // the registers were used up
  EXPECT_TRUE(std::isnan(unit.at(1, 0, 0)));
}

// A large mean with a small deviation is what the algorithm is for.
TEST(Welford, LosesNothingToALargeMean) {
  std::vector<float> values = noise(64 * 32, 4, 1);
  for (float& v : values) v += 4096;
  const Statistics32 expected = statistics_of(values, 64);
  Unit unit;
  feed(unit, values, 64);
  apply(unit, Sfpu::WelfordToRow, 1, 0, reciprocal(64));
  for (int column = 0; column < 32; column++)
    EXPECT_NEAR(unit.at(2, 0, column), expected.variance[column], 5e-3) << column;
}

TEST(Welford, SavedAsTheRegistersLanes) {
  std::vector<float> values(32);
  for (size_t i = 0; i < 32; i++) values[i] = static_cast<float>(i);
  Unit unit;
  feed(unit, values, 1);
  for (uint32_t group : {0u, 5u, 15u}) {
    for (int slot : {2, 3}) unit.fill(slot, -1);
    apply(unit, Sfpu::WelfordSave, 2, group);
    for (int i = 0; i < kTileElements; i++) {
      const int row = i / 16 - static_cast<int>(group) * 4, column = i % 16;
      const bool mine = row >= 0 && row < 4 && column % 2 == 0;
      const int of_matrix = row / 2 * 16 + column + row % 2;
      ASSERT_EQ(unit.dst[2].value[i], mine ? static_cast<float>(of_matrix) : -1.0f) << group << " " << i;
      ASSERT_EQ(unit.dst[3].value[i], mine ? 0.0f : -1.0f) << group << " " << i;
    }
  }
}

TEST(Welford, GoesOnFromWhatWasSaved) {
  const std::vector<float> values = noise(32 * 32, 5, 3);
  Unit whole, parts;
  feed(whole, values, 32);
  feed(parts, values, 20);
  apply(parts, Sfpu::WelfordSave, 4, 9);
  parts.arguments.dst0 = 6;
  parts.apply(Sfpu::Exp);  // overwrites registers
  apply(parts, Sfpu::WelfordSave, 6, 0);
  EXPECT_TRUE(std::isnan(parts.at(6, 0, 0)));
  apply(parts, Sfpu::WelfordRestore, 4, 9);
  for (uint32_t n = 20; n < 32; n++) apply(parts, Sfpu::WelfordRow, 0, n, reciprocal(n + 1));
  for (Unit* unit : {&whole, &parts}) apply(*unit, Sfpu::WelfordToFace, 1, 3, reciprocal(32));
  const Statistics32 expected = statistics_of(values, 32);
  for (int i = 192; i < 256; i += 2) {
    EXPECT_EQ(whole.dst[2].value[i], parts.dst[2].value[i]);
    const int row = i / 16 - 12, column = row / 2 * 16 + i % 16 + row % 2;
    EXPECT_NEAR(parts.dst[1].value[i], expected.mean[column], 1e-6);
    EXPECT_NEAR(parts.dst[2].value[i], expected.variance[column], 1e-5);
  }
}

TEST(Welford, IsTruncatedOnItsWayToA16BitDst) {
  const float value = 1 + 0x1.FEp-8f;
  for (const DstMode mode : {DstMode::Fp32, DstMode::Bf16, DstMode::Fp16}) {
    Unit unit;
    unit.mode = mode;
    feed(unit, std::vector<float>(32, value), 1);
    apply(unit, Sfpu::WelfordSave, 1, 0);
    const float kept = mode == DstMode::Fp32 ? value : mode == DstMode::Bf16 ? 1.0f : 1 + 0x1.Cp-8f;
    EXPECT_EQ(unit.at(1, 0, 0), kept);
  }
}

TEST(LgammaAdjusted, ReflectsBelowAHalf) {
  for (float x : {-2.25f, -0.75f, 0.25f, 0.5f, 1.0f, 2.0f, 3.75f}) {
    const double pi = std::acos(-1.0), log_sine = std::log(std::abs(std::sin(pi * double{x})));
    const auto stirling = static_cast<float>(std::lgamma(x < 0.5f ? 1 - double{x} : double{x}));
    EXPECT_NEAR(on_floats(Sfpu::LgammaAdjusted, stirling, static_cast<float>(log_sine), x), std::lgamma(double{x}),
                1e-6)
        << x;
  }
}

// --- On the device.

Program welford_program(const std::vector<float>& values, uint32_t rows, bool table) {
  const auto count = static_cast<int64_t>((rows + 31) / 32);
  const DataFormat f = DataFormat::Float32;
  Kernel k = wide(compute("welford.cpp"));
  k.compile_arguments = {rows, table};
  Program p = stream_program({input(0, f, values, 32 * count, 32)}, k, {output(16, f, 2)});
  return p;
}

TEST(Welford, OnTheDevice) {
  for (const bool table : {false, true}) {
    for (const uint32_t rows : {32u, 75u}) {
      const std::vector<float> values = noise(96 * 32, rows, 2);
      const Program p = welford_program({values.begin(), values.begin() + (rows + 31) / 32 * 1024}, rows, table);
      const std::vector<float> got = values_everywhere(p, 1, DataFormat::Float32, 32, 64);
      ASSERT_FALSE(got.empty());
      const Statistics32 expected = statistics_of(values, rows);
      for (size_t column = 0; column < 32; column++) {
        EXPECT_NEAR(got[column], expected.mean[column], 1e-5);
        EXPECT_NEAR(got[32 + column], expected.variance[column], 1e-4);
      }
    }
  }
}

constexpr const char* kExpInThePacker = R"(
#include "api/compute/common.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/tile_move_copy.h"
void kernel_main() {
  unary_op_init_common(0, 16);
  INIT;
  cb_wait_front(0, 1);
  tile_regs_acquire();
  copy_tile(0, 0, 2);
  tile_regs_commit();
  cb_pop_front(0, 1);
  cb_reserve_back(16, 1);
  tile_regs_wait();
  exp_packthread_tile<false, true, SCALED, false, InputClamping::None, ITERATIONS>(2, VectorMode::MODE, 0x4000);
  pack_tile(2, 16);
  tile_regs_release();
  cb_push_back(16, 1);
}
)";
Program exp_program(const std::vector<float>& values, const char* init, const char* mode, int iterations, bool scaled) {
  Kernel k = wide(compute(kExpInThePacker));
  k.defines = {{"INIT", init},
               {"MODE", mode},
               {"ITERATIONS", std::to_string(iterations)},
               {"SCALED", scaled ? "true" : "false"}};
  const DataFormat f = DataFormat::Float32;
  return stream_program({input(0, f, values, 32, 32)}, k, {output(16, f, 1)});
}

TEST(ExpInThePacker, WorksOnThePackersHalf) {
  const std::vector<float> values = noise(1024, 8, 4);
  struct Case {
    const char* mode;
    int iterations;
    bool scaled;
    size_t columns;  // that are changed
  };
  for (const Case& c : {Case{"RC", 8, false, 32}, Case{"None", 32, true, 32}, Case{"C", 8, false, 16}}) {
    const Program p = exp_program(values, "exp_packthread_tile_init()", c.mode, c.iterations, c.scaled);
    const std::vector<float> got = values_everywhere(p, 1, DataFormat::Float32, 32, 32);
    ASSERT_FALSE(got.empty());
    for (size_t i = 0; i < 1024; i++) {
      const double x = double{values[i]} * (c.scaled ? 2 : 1), expected = i % 32 < c.columns ? std::exp(x) : x;
      ASSERT_NEAR(got[i], expected, 1e-6 * std::abs(expected)) << c.mode << " " << i;
    }
  }
}

TEST(ExpInThePacker, NeedsItsOwnInit) {
  const RunResult result =
      run(exp_program(noise(1024, 8), "exp_tile_init()", "RC", 8, false), options(Policy::InOrder));
  EXPECT_THAT(only(result, FindingKind::SfpuNotConfigured).message, testing::HasSubstr("Exp in the packer"));
}

}  // namespace
}  // namespace tir2tt::device
