// Code generation: how long it takes per kernel without the C++ compiler, and how good examples/gemm.py is once
// emitted: its run beside Eigen's product, and the tiles that it reads from DRAM. `--benchmark_filter=codegen`;
// docs/benchmarks.md.
#include <benchmark/benchmark.h>

#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>

#include "codegen/tt/generate.h"
#include "data/random.h"
#include "run/run_kernel.h"
#include "run/verdict_json.h"
#include "transform/tt/pipeline.h"
#include "tvm/script.h"

namespace tir2tt {
namespace {

namespace fs = std::filesystem;
const fs::path kSource = TIR2TT_SOURCE_DIR;

struct Source {
  SourceFile file;
  tvm::Script script;
};

std::shared_ptr<const Source> read_or_abort(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  SourceFile file(path.string(), text.str());
  Diagnostics diags;
  tvm::Script script = tvm::read_script(file, {}, diags);
  if (!diags.has_errors()) return std::make_shared<const Source>(Source{std::move(file), std::move(script)});
  std::cerr << render(diags, &file, false);
  std::abort();
}

/// The pipeline and the kernels of every function; of what is refused, those before it.
std::vector<codegen::ProgramSpec> compile(const Source& source, Diagnostics& diags) {
  transform::PassOptions options;
  options.chip = target::find_chip("wormhole_b0");
  const tir::IRModule module = transform::run_tt_pipeline(source.script.module, options, diags);
  codegen::GenerateOptions generate;
  generate.source = &source.file;
  std::vector<codegen::ProgramSpec> specs;
  for (const auto& [name, function] : module.functions) {
    if (diags.has_errors()) break;
    std::optional<codegen::ProgramSpec> spec = codegen::generate(name, function, generate, diags);
    if (spec) specs.push_back(std::move(*spec));
  }
  return specs;
}

// ---- from a module that is read to three kernels as text

void codegen_compile(benchmark::State& state, const fs::path& path) {
  const std::shared_ptr<const Source> source = read_or_abort(path);
  for (auto _ : state) {
    Diagnostics diags;
    benchmark::DoNotOptimize(compile(*source, diags));
    if (diags.has_errors()) state.SetLabel("refused: " + diags.sorted().front().message);
  }
}

/// All kernels below a folder that are there, by name.
bool register_folder(const std::string& prefix, const fs::path& folder) {
  if (!fs::exists(folder)) return false;
  std::map<std::string, fs::path> files;
  for (const auto& item : fs::directory_iterator(folder))
    if (item.path().extension() == ".py") files[item.path().stem().string()] = item.path();
  for (const auto& [name, path] : files) {
    benchmark::RegisterBenchmark((prefix + name).c_str(), codegen_compile, path)->Unit(benchmark::kMillisecond);
  }
  return true;
}
[[maybe_unused]] const bool kExamples = register_folder("codegen_compile/examples/", kSource / "examples");
[[maybe_unused]] const bool kCorpus = register_folder("codegen_compile/corpus/", kSource / "../shared/corpus/tilelang");

// ---- examples/gemm.py

/// The program of the example, with inputs.
struct Gemm {
  codegen::ProgramSpec spec;
  std::vector<data::Array> inputs;
  int64_t size(size_t tensor, size_t axis) const { return inputs[tensor].shape[axis]; }
};

Gemm gemm_or_abort() {
  const std::shared_ptr<const Source> source = read_or_abort(kSource / "examples/gemm.py");
  Diagnostics diags;
  std::vector<codegen::ProgramSpec> specs = compile(*source, diags);
  if (specs.empty()) std::abort();
  Gemm gemm{std::move(specs.front()), {}};
  for (const codegen::TensorSpec& t : gemm.spec.tensors) {
    std::vector<int64_t> shape;
    for (const tir::Expr& e : t.shape) shape.push_back(codegen::evaluate(e, {}).value());
    gemm.inputs.push_back(data::random_array(*tir::parse_dtype(t.dtype), shape, 0, gemm.inputs.size()));
  }
  return gemm;
}

run::Execution run_or_abort(const Gemm& gemm) {
  run::Execution execution = run::execute(gemm.spec, gemm.inputs, {});
  if (execution.result.ok()) return execution;
  for (const device::Finding& f : execution.result.findings) std::cerr << device::finding_text(f) << '\n';
  std::abort();
}

double eigen_seconds(const Gemm& gemm) {
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Doubles = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto matrix = [&](size_t i) {
    return Matrix(
        Eigen::Map<const Doubles>(gemm.inputs[i].values.data(), gemm.size(i, 0), gemm.size(i, 1)).cast<float>());
  };
  const Matrix a = matrix(0), b = matrix(1);
  Matrix c(a.rows(), b.cols());
  const auto begin = std::chrono::steady_clock::now();
  c.noalias() = a * b;
  benchmark::DoNotOptimize(c.data());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// `ratio`: the run of the emitted kernels (process and memory included, compiling not) to Eigen's product in float,
/// one thread, same flags, both the fastest of this run.
void codegen_gemm_run(benchmark::State& state) {
  const Gemm gemm = gemm_or_abort();
  run_or_abort(gemm);  // compiles
  double device = 1e9, eigen = 1e9;
  for (auto _ : state) {
    device = std::min(device, run_or_abort(gemm).result.statistics.run_seconds);
    state.PauseTiming();
    eigen = std::min(eigen, eigen_seconds(gemm));
    state.ResumeTiming();
  }
  state.counters["device_ms"] = device * 1e3;
  state.counters["eigen_ms"] = eigen * 1e3;
  state.counters["ratio"] = device / eigen;
}
BENCHMARK(codegen_gemm_run)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Tiles of A and B that the grid must read without multicast: each block its panel of rows and its panel of columns,
/// once.
int64_t least_tiles_read(const Gemm& gemm) {
  const int64_t across = codegen::evaluate(gemm.spec.grid[0], {}).value(),
                down = codegen::evaluate(gemm.spec.grid[1], {}).value();
  const int64_t m = gemm.size(0, 0) / 32, k = gemm.size(0, 1) / 32, n = gemm.size(1, 1) / 32;
  return across * down * (m / down * k + n / across * k);
}

/// `ratio`: tiles read per tile of C, to the least that the blocking allows.
void codegen_gemm_traffic(benchmark::State& state) {
  const Gemm gemm = gemm_or_abort();
  run::Traffic traffic;
  for (auto _ : state) traffic = run::traffic(gemm.spec, run_or_abort(gemm).result.statistics);
  const auto read = static_cast<double>(traffic.tiles_read), written = static_cast<double>(traffic.tiles_written);
  const double least = static_cast<double>(least_tiles_read(gemm)) / written;
  state.counters["read_per_tile"] = read / written;
  state.counters["least_per_tile"] = least;
  state.counters["ratio"] = read / written / least;
}
BENCHMARK(codegen_gemm_traffic)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

}  // namespace
}  // namespace tir2tt
