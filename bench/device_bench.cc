// The embedded device: a product of 1024^3 on 64 cores next to Eigen's on the same machine, what a run of idle cores
// costs, and how long a kernel takes to compile. `--benchmark_filter=device`; docs/benchmarks.md.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <Eigen/Dense>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "device/numerics/formats.h"
#include "device/run.h"

namespace tir2tt::device {
namespace {

constexpr int kSize = 1024, kTilesOf = kSize / 32, kGrid = 8, kPerCore = kTilesOf / kGrid;
constexpr auto kFormat = target::DataFormat::Float16_b;
constexpr uint32_t kPage = 2048;

std::string source(const std::string& name) { return std::string(TIR2TT_SOURCE_DIR) + "/bench/kernels/" + name; }

std::vector<float> values(int seed) {
  std::vector<float> v(size_t{kSize} * kSize);
  for (size_t i = 0; i < v.size(); ++i)
    v[i] = static_cast<float>(static_cast<int>((i * 31 + static_cast<size_t>(seed)) % 29) - 14) / 16;
  return v;
}

Tensor tensor(const std::string& name, const std::vector<float>& v) {
  Tensor t;
  t.name = name;
  t.page_bytes = kPage;
  t.contents = encode_tiles(kFormat, v, kSize, kSize);
  return t;
}

Kernel kernel(Processor processor, const std::string& name, int columns = kGrid, int rows = kGrid) {
  Kernel k;
  k.source.file = source(name);
  k.processor = processor;
  k.noc = processor == Processor::Riscv0 ? 1 : 0;
  k.cores = {{{0, 0}, {columns - 1, rows - 1}}};
  return k;
}

CircularBuffer cb(uint8_t index, uint32_t pages) {
  return {{{{0, 0}, {kGrid - 1, kGrid - 1}}}, pages * kPage, {{index, kFormat, kPage, {}}}, {}, 0};
}

/// Every core: 4 x 4 tiles of the result, K at once.
Program product(bool fp32_dest) {
  Program p;
  p.chip = target::find_chip("wormhole_b0");
  const uint32_t a = add_tensor(p, tensor("A", values(1))), b = add_tensor(p, tensor("B", values(2)));
  const uint32_t c = add_tensor(p, tensor("C", std::vector<float>(size_t{kSize} * kSize)));
  p.circular_buffers = {cb(0, kPerCore * kTilesOf), cb(1, kPerCore * kTilesOf), cb(16, kPerCore * kPerCore)};
  Kernel read = kernel(Processor::Riscv1, "read_blocks.cpp"), write = kernel(Processor::Riscv0, "write_blocks.cpp");
  Kernel compute = kernel(Processor::Compute, "multiply_blocks.cpp");
  read.compile_arguments = {kPerCore, kPerCore, kTilesOf, kTilesOf, 2, kPage, 2, kPage};
  compute.compile_arguments = {kPerCore, kPerCore, kTilesOf, fp32_dest ? 1u : 2u};
  compute.fp32_dest_acc = fp32_dest;
  write.compile_arguments = {kPerCore, kPerCore, kTilesOf, 2, kPage};
  for (const CoreCoord core : cores_of(read.cores)) {
    const auto row = static_cast<uint32_t>(core.y) * kPerCore, column = static_cast<uint32_t>(core.x) * kPerCore;
    read.runtime_arguments[core] = {a, b, row, column};
    write.runtime_arguments[core] = {c, row, column};
  }
  p.kernels = {read, write, compute};
  return p;
}

RunResult run_or_abort(const Program& program, const RunOptions& options = {}) {
  RunResult result = run(program, options);
  if (result.ok()) return result;
  for (const Finding& f : result.findings) std::cerr << finding_text(f) << '\n';
  std::abort();
}

double eigen_seconds() {
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const std::vector<float> a = values(1), b = values(2);
  const Eigen::Map<const Matrix> ma(a.data(), kSize, kSize), mb(b.data(), kSize, kSize);
  Matrix c(kSize, kSize);
  const auto begin = std::chrono::steady_clock::now();
  c.noalias() = ma * mb;
  benchmark::DoNotOptimize(c.data());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// `ratio`: the run (process and memory included, compiling not) to Eigen's product in float, one thread, same flags,
/// both the fastest of this run.
void device_product(benchmark::State& state) {
  const Program program = product(state.range(0) != 0);
  run_or_abort(program);  // compiles
  double device = 1e9, eigen = 1e9;
  for (auto _ : state) {
    device = std::min(device, run_or_abort(program).statistics.run_seconds);
    state.PauseTiming();
    eigen = std::min(eigen, eigen_seconds());
    state.ResumeTiming();
  }
  state.counters["device_ms"] = device * 1e3;
  state.counters["eigen_ms"] = eigen * 1e3;
  state.counters["ratio"] = device / eigen;
}
BENCHMARK(device_product)->ArgName("fp32_dest")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

/// 64 cores, five processors each, with kernels that return at once: everything that a run costs before a kernel does
/// anything.
void device_idle(benchmark::State& state) {
  Program p;
  p.chip = target::find_chip("wormhole_b0");
  for (const Processor processor : {Processor::Riscv0, Processor::Riscv1, Processor::Compute})
    p.kernels.push_back(kernel(processor, "nothing.cpp"));
  run_or_abort(p);
  for (auto _ : state) run_or_abort(p);
}
BENCHMARK(device_idle)->Unit(benchmark::kMillisecond)->UseRealTime();

struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("tir2tt-bench-" + std::to_string(getpid()));
  ~Folder() { std::filesystem::remove_all(path); }
};

CompileJob job(const std::string& name, device_abi::Role role) {
  CompileJob j;
  j.file = source(name);
  j.role = role;
  j.arch = "wormhole_b0";
  j.circular_buffers = {{0, kFormat, {}}, {1, kFormat, {}}, {16, kFormat, {}}};
  j.compile_arguments = {kPerCore, kPerCore, kTilesOf, 2, 2, kPage, 2, kPage};
  return j;
}

void compile_or_abort(const std::vector<CompileJob>& jobs, const CompilerOptions& options) {
  for (const CompileResult& r : compile_kernels(jobs, options)) {
    if (std::holds_alternative<CompiledKernel>(r)) continue;
    std::cerr << std::get<CompileFailure>(r).log;
    std::abort();
  }
}

/// A kernel from nothing: 0 the reader (one compilation), 1 the compute kernel (three, on all cores).
void device_compile_cold(benchmark::State& state) {
  const Folder folder;
  std::vector<CompileJob> jobs = {job("read_blocks.cpp", device_abi::Role::Ncrisc)};
  if (state.range(0) == 1) {
    jobs.clear();
    for (const auto role : {device_abi::Role::Unpack, device_abi::Role::Math, device_abi::Role::Pack})
      jobs.push_back(job("multiply_blocks.cpp", role));
  }
  CompilerOptions options;
  options.cache_folder = folder.path;
  uint32_t number = 0;
  for (auto _ : state) {
    for (CompileJob& j : jobs) j.defines["BENCH_NUMBER"] = std::to_string(number);
    ++number;
    compile_or_abort(jobs, options);
  }
}
BENCHMARK(device_compile_cold)->ArgName("compute")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

void device_compile_warm(benchmark::State& state) {
  const Folder folder;
  CompilerOptions options;
  options.cache_folder = folder.path;
  const std::vector<CompileJob> jobs = {job("read_blocks.cpp", device_abi::Role::Ncrisc)};
  compile_or_abort(jobs, options);
  for (auto _ : state) compile_or_abort(jobs, options);
}
BENCHMARK(device_compile_warm)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tir2tt::device
