// TVM's JSON: read, the memory-space pass on what was read, write; the corpus's gemm.json and a generated module of
// about 10 MB. And the C library's call on gemm.json, as the TVM pass makes it. `--benchmark_filter=json`.
#include <benchmark/benchmark.h>
#include <tir2tt/tir2tt.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "target/chip.h"
#include "transform/tt/apply_tt_defaults.h"
#include "transform/tt/memory_space_lower_tt.h"
#include "tvm/module_file.h"

namespace tir2tt {
namespace {

namespace fs = std::filesystem;
const fs::path kGemm = fs::path(TIR2TT_SOURCE_DIR) / "../shared/corpus/tilelang/gemm.json";

std::string slurp(const fs::path& path) {
  std::ostringstream s;
  s << std::ifstream(path).rdbuf();
  return s.str();
}

void abort_on_errors(const Diagnostics& diags) {
  if (diags.has_errors()) std::abort();
}

tvm::ModuleFile read(const SourceFile& file) {
  Diagnostics diags;
  tvm::ModuleFile module = tvm::read_module(file, {}, diags);
  abort_on_errors(diags);
  return module;
}

tir::IRModule run_pass(const tir::IRModule& module) {
  Diagnostics diags;
  const transform::PassOptions options{.chip = target::find_chip("wormhole_b0")};
  tir::IRModule out = transform::apply_tt_defaults(module, options, diags);
  out = transform::memory_space_lower_tt(out, options, diags);
  abort_on_errors(diags);
  return out;
}

std::string write(const tvm::ModuleFile& as_read, const tir::IRModule& now) {
  Diagnostics diags;
  std::string text = tvm::print_module(as_read, now, diags);
  abort_on_errors(diags);
  return text;
}

constexpr const char* kFunctionHead = R"(    @T.prim_func
    def f@(A: T.Buffer((1024, 1024), "float16"), C: T.Buffer((1024, 1024), "float16")):
        bx = T.launch_thread("blockIdx.x", 64)
        with T.block("root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), "float16", scope="shared")
            y = T.alloc_buffer((32, 32), "float16", scope="shared")
)";
constexpr const char* kStatements =
    R"(            T.copy(T.region(A[bx * 32, 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i, j in T.grid(32, 32):
                y[i, j] = x[i, j] * x[i, j] + T.float16(1.0)
            T.copy(T.region(y[0, 0], 1, 32, 32), T.region(C[bx * 32, 32], 2, 32, 32), -1, T.bool(False), 0)
)";

/// `functions` kernels of `steps` times three statements, as TVM 0.21 saves them.
std::unique_ptr<SourceFile> generated(int functions, int steps) {
  std::string script =
      "# from tvm.script import ir as I\n# from tvm.script import tir as T\n\n@I.ir_module\nclass Module:\n";
  for (int f = 0; f < functions; ++f) {
    std::string head = kFunctionHead;
    script += head.replace(head.find('@', 8), 1, std::to_string(f));
    for (int s = 0; s < steps; ++s) script += kStatements;
  }
  const SourceFile file("generated.py", std::move(script));
  Diagnostics diags;
  std::string json = tvm::write_json(read(file).module, tvm::JsonEra::Prefixed, diags);
  abort_on_errors(diags);
  return std::make_unique<SourceFile>("generated.json", std::move(json));
}

void set_rate(benchmark::State& state, const SourceFile& file) {
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(file.text().size()));
  state.counters["megabytes"] = static_cast<double>(file.text().size()) / 1e6;
}

void json_read(benchmark::State& state, const SourceFile* file) {
  for (auto _ : state) benchmark::DoNotOptimize(read(*file));
  set_rate(state, *file);
}

void json_pass(benchmark::State& state, const SourceFile* file) {
  const tvm::ModuleFile module = read(*file);
  for (auto _ : state) benchmark::DoNotOptimize(run_pass(module.module));
  set_rate(state, *file);
}

void json_write(benchmark::State& state, const SourceFile* file) {
  const tvm::ModuleFile module = read(*file);
  const tir::IRModule now = run_pass(module.module);
  for (auto _ : state) benchmark::DoNotOptimize(write(module, now));
  set_rate(state, *file);
}

void json_read_pass_write(benchmark::State& state, const SourceFile* file) {
  for (auto _ : state) {
    const tvm::ModuleFile module = read(*file);
    benchmark::DoNotOptimize(write(module, run_pass(module.module)));
  }
  set_rate(state, *file);
}

/// What the TVM pass asks for: the new attributes, not the module.
void json_c_api(benchmark::State& state, const SourceFile* file) {
  tir2tt_options options = {};
  options.struct_size = sizeof options;
  options.passes = "apply-tt-defaults,memory-space-lower-tt";
  options.parts = 1u << TIR2TT_ATTRIBUTES | 1u << TIR2TT_DIAGNOSTICS;
  for (auto _ : state) {
    tir2tt_result* result = tir2tt_opt(file->text().data(), file->text().size(), &options);
    if (tir2tt_result_status(result) != TIR2TT_DONE) std::abort();
    tir2tt_result_free(result);
  }
  set_rate(state, *file);
}

void register_file(const SourceFile* file, benchmark::TimeUnit unit) {
  const auto add = [&](const char* what, void (*run)(benchmark::State&, const SourceFile*)) {
    // Wall time: a call of the C library works on a thread of its own.
    benchmark::RegisterBenchmark(("json/" + std::string(what) + "/" + file->name()).c_str(), run, file)
        ->Unit(unit)
        ->UseRealTime();
  };
  add("read", json_read);
  add("pass", json_pass);
  add("write", json_write);
  add("read_pass_write", json_read_pass_write);
  add("c_api_attributes", json_c_api);
}

}  // namespace

void register_json() {
  static const auto generated_file = generated(64, 15);
  register_file(generated_file.get(), benchmark::kMillisecond);
  if (!fs::exists(kGemm)) return;
  static const SourceFile gemm("gemm.json", slurp(kGemm));
  register_file(&gemm, benchmark::kMicrosecond);
}

}  // namespace tir2tt
