// For tests of the device: programs of a few lines. Kernels are files below tests/device/kernels/ or texts.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "device/numerics/formats.h"
#include "device/run.h"

namespace tir2tt::device {

using target::DataFormat;

inline const target::Chip& wormhole() { return *target::find_chip("wormhole_b0"); }
inline const target::Chip& blackhole() { return *target::find_chip("blackhole"); }

inline CoreRanges one_core(int x = 0, int y = 0) { return {{{x, y}, {x, y}}}; }
inline CoreRanges grid(int columns, int rows) { return {{{0, 0}, {columns - 1, rows - 1}}}; }

/// "reader.cpp" -> its path below tests/device/kernels/.
inline std::string kernel_file(const std::string& name) {
  return std::string(TIR2TT_SOURCE_DIR) + "/tests/device/kernels/" + name;
}

/// Tiles of `format` with these rows x columns values, interleaved over DRAM.
inline Tensor tiles(const std::string& name, DataFormat format, const std::vector<float>& values, int64_t rows,
                    int64_t columns) {
  Tensor t;
  t.name = name;
  t.page_bytes = static_cast<uint32_t>(target::tile_bytes(format, {}));
  t.contents = encode_tiles(format, values, rows, columns);
  return t;
}

/// Tiles for results.
inline Tensor empty_tiles(const std::string& name, DataFormat format, int64_t count) {
  return tiles(name, format, std::vector<float>(static_cast<size_t>(count) * 1024), 32, 32 * count);
}

inline CircularBuffer cb(uint8_t index, uint32_t pages, DataFormat format = DataFormat::Float16_b,
                         CoreRanges cores = one_core(), target::TileShape shape = {}) {
  const auto page = static_cast<uint32_t>(target::tile_bytes(format, shape));
  return {std::move(cores), pages * page, {{index, format, page, shape}}, {}, 0};
}

/// A kernel from a file of tests/device/kernels/ or, when it has a line break, from a text.
inline Kernel kernel(Processor processor, const std::string& source, CoreRanges cores = one_core()) {
  Kernel k;
  k.processor = processor;
  k.noc = processor == Processor::Riscv0 ? 1 : 0;
  k.cores = std::move(cores);
  if (source.find('\n') == std::string::npos) {
    k.source.file = kernel_file(source);
  } else {
    constexpr const char* kNames[] = {"writer.cpp", "reader.cpp", "compute.cpp"};
    k.source = {kNames[static_cast<int>(processor)], source};
  }
  return k;
}
inline Kernel reader(const std::string& source, CoreRanges cores = one_core()) {
  return kernel(Processor::Riscv1, source, std::move(cores));
}
inline Kernel writer(const std::string& source, CoreRanges cores = one_core()) {
  return kernel(Processor::Riscv0, source, std::move(cores));
}
inline Kernel compute(const std::string& source, CoreRanges cores = one_core()) {
  return kernel(Processor::Compute, source, std::move(cores));
}

/// The same runtime arguments on all cores of the kernel.
inline Kernel with_arguments(Kernel k, std::vector<uint32_t> arguments) {
  for (const CoreCoord core : cores_of(k.cores)) k.runtime_arguments[core] = arguments;
  return k;
}

/// The compile-time words by which TensorAccessorArgs knows an interleaved tensor, after `before`.
inline std::vector<uint32_t> with_accessor(std::vector<uint32_t> before, const Tensor& tensor) {
  before.push_back(tensor.memory == Memory::Dram ? 2 : 0);
  before.push_back(tensor.page_bytes);
  return before;
}

/// Values that differ from element to element and are exact in bfloat16.
inline std::vector<float> ramp(int64_t n, int modulo = 17, float step = 0.25f) {
  std::vector<float> v(static_cast<size_t>(n));
  for (size_t i = 0; i < v.size(); ++i)
    v[i] = static_cast<float>(static_cast<int>(i * 7 % static_cast<size_t>(modulo)) - modulo / 2) * step;
  return v;
}

/// Values from -limit to limit, from a seed.
inline std::vector<float> noise(int64_t n, uint32_t seed, float limit = 1) {
  std::vector<float> v(static_cast<size_t>(n));
  uint32_t state = seed * 2654435761u + 1;
  for (float& x : v) {
    state = state * 1664525u + 1013904223u;
    x = (static_cast<float>(state >> 8) / static_cast<float>(1 << 23) - 1) * limit;
  }
  return v;
}

/// `values` as they are once stored.
inline std::vector<float> stored(DataFormat format, const std::vector<float>& values, int64_t rows, int64_t columns) {
  return decode_tiles(format, encode_tiles(format, values, rows, columns), rows, columns);
}

// --- Programs of one core whose tiles come from DRAM and go there.

/// Tiles that pass through a circular buffer of `pages` pages, from or to a tensor.
struct Stream {
  uint8_t cb = 0;
  DataFormat format = DataFormat::Float16_b;
  Tensor tensor;
  uint32_t pages = 2;
  target::TileShape shape = {};
};
inline Stream input(uint8_t index, DataFormat format, const std::vector<float>& values, int64_t rows, int64_t columns,
                    uint32_t pages = 2) {
  return {index, format, tiles("in" + std::to_string(index), format, values, rows, columns), pages};
}
inline Stream output(uint8_t index, DataFormat format, int64_t count, uint32_t pages = 2) {
  return {index, format, empty_tiles("out" + std::to_string(index), format, count), pages};
}

inline std::vector<uint32_t> stream_arguments(const std::vector<Stream>& streams, Program& p) {
  std::vector<uint32_t> words{static_cast<uint32_t>(streams.size())};
  for (const Stream& s : streams) {
    words.push_back(add_tensor(p, s.tensor));
    words.push_back(s.cb);
    words.push_back(static_cast<uint32_t>(s.tensor.pages()));
    p.circular_buffers.push_back(cb(s.cb, s.pages, s.format, one_core(), s.shape));
  }
  return words;
}

/// Circular buffers 0, 1, 2 and 16 are always there, so that programs of one format share their compiled reader and
/// writer. Tensors are those of `inputs`, then those of `outputs`.
inline Program stream_program(const std::vector<Stream>& inputs, Kernel compute_kernel,
                              const std::vector<Stream>& outputs, const target::Chip& chip = wormhole()) {
  Program p;
  p.chip = &chip;
  Kernel r = with_arguments(reader("read_streams.cpp"), stream_arguments(inputs, p));
  Kernel w = with_arguments(writer("write_streams.cpp"), stream_arguments(outputs, p));
  for (const uint8_t index : std::initializer_list<uint8_t>{0, 1, 2, 16}) {
    const bool there = std::any_of(p.circular_buffers.begin(), p.circular_buffers.end(),
                                   [&](const CircularBuffer& c) { return c.indices[0].index == index; });
    if (!there) p.circular_buffers.push_back(cb(index, 1, outputs[0].format));
  }
  p.kernels = {std::move(r), std::move(w), std::move(compute_kernel)};
  return p;
}

/// `k` with 32-bit words in DST, and with its 32-bit floats going there as they are.
inline Kernel wide(Kernel k) {
  k.fp32_dest_acc = true;
  k.unpack_to_dest_fp32.assign(64, 1);
  return k;
}

// --- Results.

inline std::string findings_text(const RunResult& result) {
  std::string text;
  for (const Finding& f : result.findings) text += finding_text(f) + "\n";
  return text;
}

/// The finding of this kind; a failure of the test when there is none or more than one.
inline Finding only(const RunResult& result, FindingKind kind) {
  std::vector<Finding> found;
  for (const Finding& f : result.findings) {
    if (f.kind == kind) found.push_back(f);
  }
  EXPECT_EQ(found.size(), 1u) << finding_info(kind).name << " in:\n" << findings_text(result);
  return found.empty() ? Finding{} : found[0];
}

inline RunOptions options(Policy policy, uint64_t seed = 0) {
  RunOptions o;
  o.policy = policy;
  o.seed = seed;
  o.seconds = 60;
  return o;
}

/// Seeds to try of `wanted`: a run takes a process, which is slow with the sanitizers. TIR2TT_SEEDS in the environment
/// says how many at least, for every kernel and format.
inline int seeds_of(int wanted) {
  if (const char* least = std::getenv("TIR2TT_SEEDS")) return std::max(wanted, std::atoi(least));
#ifdef __SANITIZE_ADDRESS__
  return std::min(wanted, 8);
#else
  return wanted;
#endif
}

/// What every correct program must do under every policy: run without a finding, and give the same contents of tensor
/// `out`.
inline void expect_same_everywhere(const Program& program, size_t out, const std::vector<std::byte>& wanted,
                                   int seeds) {
  for (const Policy policy : {Policy::InOrder, Policy::Random, Policy::Adversarial}) {
    for (int seed = 0; seed < (policy == Policy::InOrder ? 1 : seeds_of(seeds)); ++seed) {
      const RunResult result = run(program, options(policy, static_cast<uint64_t>(seed)));
      ASSERT_TRUE(result.ok() && result.findings.empty())
          << "policy " << static_cast<int>(policy) << " seed " << seed << "\n"
          << findings_text(result);
      ASSERT_EQ(result.tensors[out], wanted) << "policy " << static_cast<int>(policy) << " seed " << seed;
    }
  }
}

/// Runs `program` in order; then it must do the same under every policy. What `out` holds; empty when it failed.
inline std::vector<std::byte> bytes_everywhere(const Program& program, size_t out, int seeds = 3) {
  const RunResult result = run(program, options(Policy::InOrder));
  EXPECT_TRUE(result.ok() && result.findings.empty()) << findings_text(result);
  if (!result.ok()) return {};
  expect_same_everywhere(program, out, result.tensors[out], seeds);
  return result.tensors[out];
}

/// The same, as the tiles of a rows x columns matrix.
inline std::vector<float> values_everywhere(const Program& program, size_t out, DataFormat format, int64_t rows,
                                            int64_t columns, int seeds = 3) {
  const std::vector<std::byte> bytes = bytes_everywhere(program, out, seeds);
  return bytes.empty() ? std::vector<float>() : decode_tiles(format, bytes, rows, columns);
}

// --- Comparison with what was computed in double.

/// How far a stored number may be from the number itself; a block float's step follows from the largest number of its
/// block. Less than the distance to the next stored number: where `value` can be stored, it must have been.
inline double storage_error(DataFormat format, double value, double largest_of_block) {
  const target::FormatInfo& info = target::format_info(format);
  if (info.block_float) {
    // The packer rounds to 7 bits before it looks for the exponent.
    const double rounded = largest_of_block * (1 + 1.0 / 128);
    return rounded == 0 ? 0 : std::ldexp(0.999, std::ilogb(rounded) - (info.bits - 2));
  }
  const int mantissa = format == DataFormat::Float32 ? 23 : format == DataFormat::Float16 ? 10 : 7;
  return value == 0 ? 0 : std::ldexp(1.0, std::ilogb(value) - mantissa - 1);
}

/// What the computation before the storing may add: `relative` to the wanted value, and `absolute`.
struct Bound {
  double relative = 0, absolute = 0;
};

/// `columns`: of the matrix, a multiple of 16; blocks are 16 elements of a row.
inline void expect_close(DataFormat format, const std::vector<float>& got, const std::vector<double>& wanted,
                         int64_t columns, Bound bound = {}, const std::string& what = "") {
  ASSERT_EQ(got.size(), wanted.size()) << what;
  for (size_t i = 0; i < got.size(); ++i) {
    double largest = 0;
    for (size_t j = i / 16 * 16; j < i / 16 * 16 + 16; ++j) largest = std::max(largest, std::abs(wanted[j]));
    const double slack = bound.absolute + bound.relative * std::abs(wanted[i]);
    const double allowed = slack + storage_error(format, wanted[i], largest + slack);
    ASSERT_LE(std::abs(static_cast<double>(got[i]) - wanted[i]), allowed)
        << what << " row " << i / static_cast<size_t>(columns) << " column " << i % static_cast<size_t>(columns) << ": "
        << got[i] << ", wanted " << wanted[i];
  }
}

// --- Matrices in the tests themselves, row-major.

inline std::vector<double> exact(const std::vector<float>& v) { return {v.begin(), v.end()}; }

/// Columns [first, first + count) of a matrix.
template <class T>
std::vector<T> columns_of(const std::vector<T>& matrix, int64_t columns, int64_t first, int64_t count) {
  std::vector<T> out;
  for (size_t row = 0; row * static_cast<size_t>(columns) < matrix.size(); ++row) {
    const auto begin = matrix.begin() + static_cast<std::ptrdiff_t>(row) * columns + first;
    out.insert(out.end(), begin, begin + count);
  }
  return out;
}

/// Tile `t` of a matrix one tile high: 32 x 32 values.
template <class T>
std::vector<T> tile_of(const std::vector<T>& matrix, int64_t t) {
  return columns_of(matrix, static_cast<int64_t>(matrix.size()) / 32, t * 32, 32);
}

inline std::string format_name(DataFormat format) { return std::string(target::format_info(format).name); }
/// Names of parametrised tests.
inline std::string name_of(const testing::TestParamInfo<DataFormat>& info) { return format_name(info.param); }

}  // namespace tir2tt::device
