// What the programs of this folder share: matrices, comparing with what the processor computes, and the exit code.
#pragma once

#include <fmt/core.h>

#include <cmath>
#include <cstdint>
#include <exception>
#include <random>
#include <tt-metalium/bfloat16.hpp>
#include <vector>

namespace programs {

/// Values of [low, high), the same on every machine.
inline std::vector<bfloat16> random_values(std::size_t count, float low, float high, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<bfloat16> values(count);
  for (bfloat16& value : values) value = bfloat16(low + (high - low) * float(random() >> 8) * 0x1p-24f);
  return values;
}

/// a (rows x inner) times b (inner x columns), in float.
inline std::vector<float> product(const std::vector<bfloat16>& a, const std::vector<bfloat16>& b, uint32_t rows,
                                  uint32_t inner, uint32_t columns) {
  std::vector<float> c(std::size_t{rows} * columns, 0.0f);
  for (uint32_t i = 0; i < rows; ++i) {
    for (uint32_t k = 0; k < inner; ++k) {
      for (uint32_t j = 0; j < columns; ++j) c[i * columns + j] += float(a[i * inner + k]) * float(b[k * columns + j]);
    }
  }
  return c;
}

/// Whether every value is within absolute + relative * |expected|; prints the first that is not.
inline bool is_near(const std::vector<bfloat16>& result, const std::vector<float>& expected, float absolute,
                    float relative) {
  if (result.size() != expected.size()) {
    fmt::print(stderr, "{} values instead of {}\n", result.size(), expected.size());
    return false;
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (std::abs(float(result[i]) - expected[i]) <= absolute + relative * std::abs(expected[i])) continue;
    fmt::print(stderr, "value {} is {} instead of {}\n", i, float(result[i]), expected[i]);
    return false;
  }
  return true;
}

/// The exit code of `program`, which says whether it was right.
template <typename Program>
int exit_code(Program program) {
  try {
    const bool right = program();
    fmt::print("{}\n", right ? "right" : "wrong");
    return right ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}

}  // namespace programs
