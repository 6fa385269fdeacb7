// Read, plan, print: per kernel of the corpus, and on generated functions of 10^3 to 10^6 statements, where the
// complexity that Google Benchmark fits must be linear. `build/bench/tir2tt_bench --benchmark_filter=gemm`.
// The pass alone runs on a module that is already read, as inside a TVM pipeline.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "target/chip.h"
#include "transform/tt/memory_space_lower_tt.h"
#include "transform/tt/passes.h"
#include "tvm/script.h"

namespace tir2tt {
namespace {

namespace fs = std::filesystem;
const fs::path kCorpus = fs::path(TIR2TT_SOURCE_DIR) / "../shared/corpus/tilelang";

std::string slurp(const fs::path& path) {
  std::ostringstream s;
  s << std::ifstream(path).rdbuf();
  return s.str();
}

tvm::Script read_or_abort(const SourceFile& file) {
  Diagnostics diags;
  tvm::Script script = tvm::read_script(file, {}, diags);
  if (diags.has_errors()) std::abort();
  return script;
}

transform::PassOptions options_of(const char* arch = "wormhole_b0") {
  transform::PassOptions o;
  o.chip = target::find_chip(arch);
  return o;
}

/// What the memory-space pass is given in a pipeline.
tir::IRModule prepared(const tir::IRModule& module, const transform::PassOptions& options) {
  Diagnostics diags;
  tir::IRModule out = module;
  for (const transform::PassInfo& pass : transform::all_passes()) {
    if (pass.run == transform::memory_space_lower_tt) break;
    out = pass.run(out, options, diags);
  }
  return out;
}

void bench_read(benchmark::State& state, const SourceFile* file) {
  for (auto _ : state) benchmark::DoNotOptimize(read_or_abort(*file));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(file->text().size()));
}

void bench_print(benchmark::State& state, const SourceFile* file) {
  const tvm::Script script = read_or_abort(*file);
  for (auto _ : state) benchmark::DoNotOptimize(tvm::print_script(script.module, script.info));
}

void bench_pass(benchmark::State& state, const SourceFile* file) {
  const transform::PassOptions options = options_of();
  const tir::IRModule module = prepared(read_or_abort(*file).module, options);
  for (auto _ : state) {
    Diagnostics diags;
    benchmark::DoNotOptimize(transform::memory_space_lower_tt(module, options, diags));
  }
}

/// Everything that `tir2tt plan` does, but for the process around it.
void bench_read_plan_print(benchmark::State& state, const SourceFile* file) {
  const transform::PassOptions options = options_of();
  for (auto _ : state) {
    const tvm::Script script = read_or_abort(*file);
    Diagnostics diags;
    const tir::IRModule out = transform::memory_space_lower_tt(prepared(script.module, options), options, diags);
    benchmark::DoNotOptimize(tvm::print_script(out, script.info));
  }
}

// ---- generated functions ----------------------------------------------------------------------------------------

constexpr const char* kHead = R"(@T.prim_func
def main(A: T.Buffer((1024, 1024), "float16"), C: T.Buffer((1024, 1024), "float16")):
    T.func_attr({"tt_schedule_policy": "contiguous"})
    with T.block("root"):
        T.reads()
        T.writes()
        x = T.alloc_buffer((32, 32), "float16", scope="shared")
        y = T.alloc_buffer((32, 32), "float16", scope="shared")
        bx = T.launch_thread("blockIdx.x", 64)
)";

/// `n` statements: loads, element-wise operations and stores in turn.
SourceFile statements(int64_t n) {
  std::string text = kHead;
  for (int64_t i = 0; i < n; i += 3) {
    text +=
        "        T.copy(T.region(A[bx * 32, 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)\n"
        "        for i, j in T.grid(32, 32):\n            y[i, j] = x[i, j] * x[i, j] + T.float16(1.0)\n"
        "        T.copy(T.region(y[0, 0], 1, 32, 32), T.region(C[bx * 32, 32], 2, 32, 32), -1, T.bool(False), 0)\n";
  }
  return {"generated.py", std::move(text)};
}

/// Nested DeclBuffers that nothing uses: what the existing pass was measured on.
SourceFile decl_buffers(int64_t n) {
  std::string text =
      "@T.prim_func\ndef main(A: T.Buffer((1024, 1024), \"float16\")):\n"
      "    T.func_attr({\"tt_schedule_policy\": \"contiguous\"})\n";
  for (int64_t i = 0; i < n; ++i) text += "    b" + std::to_string(i) + " = T.decl_buffer((32, 32), \"float16\")\n";
  return {"declbuf.py", text + "    T.evaluate(0)\n"};
}

void generated_read(benchmark::State& state) {
  const SourceFile file = statements(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(read_or_abort(file));
  state.SetComplexityN(state.range(0));
}

void generated_print(benchmark::State& state) {
  const SourceFile file = statements(state.range(0));
  const tvm::Script script = read_or_abort(file);
  for (auto _ : state) benchmark::DoNotOptimize(tvm::print_script(script.module, script.info));
  state.SetComplexityN(state.range(0));
}

void generated_plan(benchmark::State& state) {
  const SourceFile file = statements(state.range(0));
  const tvm::Script script = read_or_abort(file);
  const transform::PassOptions options = options_of();
  for (auto _ : state) {
    Diagnostics diags;
    benchmark::DoNotOptimize(transform::memory_space_lower_tt(script.module, options, diags));
  }
  state.SetComplexityN(state.range(0));
}

void generated_pass(benchmark::State& state, const transform::PassInfo* pass) {
  const SourceFile file = statements(state.range(0));
  const tvm::Script script = read_or_abort(file);
  const transform::PassOptions options = options_of();
  for (auto _ : state) {
    Diagnostics diags;
    benchmark::DoNotOptimize(pass->run(script.module, options, diags));
  }
  state.SetComplexityN(state.range(0));
}

/// Blackhole: 64 ids, so that up to 64 buffers get a plan; beyond, the diagnostic.
void pass_per_decl_buffer(benchmark::State& state) {
  const SourceFile file = decl_buffers(state.range(0));
  const tvm::Script script = read_or_abort(file);
  const transform::PassOptions options = options_of("blackhole");
  for (auto _ : state) {
    Diagnostics diags;
    benchmark::DoNotOptimize(transform::memory_space_lower_tt(script.module, options, diags));
  }
  state.counters["per_buffer"] = benchmark::Counter(static_cast<double>(state.iterations() * state.range(0)),
                                                    benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

std::vector<std::unique_ptr<SourceFile>> corpus_files() {
  std::vector<std::unique_ptr<SourceFile>> out;
  if (!fs::exists(kCorpus)) return out;
  for (const auto& item : fs::directory_iterator(kCorpus)) {
    if (item.path().extension() == ".py")
      out.push_back(std::make_unique<SourceFile>(item.path().stem().string(), slurp(item.path())));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a->name() < b->name(); });
  return out;
}

void register_all(const std::vector<std::unique_ptr<SourceFile>>& files) {
  for (const auto& f : files) {
    benchmark::RegisterBenchmark(("read/" + f->name()).c_str(), bench_read, f.get());
    benchmark::RegisterBenchmark(("memory_space_lower_tt/" + f->name()).c_str(), bench_pass, f.get());
    benchmark::RegisterBenchmark(("print/" + f->name()).c_str(), bench_print, f.get());
    benchmark::RegisterBenchmark(("read_plan_print/" + f->name()).c_str(), bench_read_plan_print, f.get());
  }
  for (int64_t n : {1, 10, 32, 64, 100, 1000}) {
    benchmark::RegisterBenchmark("memory_space_lower_tt/decl_buffers", pass_per_decl_buffer)->Arg(n);
  }
  const auto sizes = [](benchmark::internal::Benchmark* b) {
    b->RangeMultiplier(10)->Range(1000, 1'000'000)->Unit(benchmark::kMillisecond)->Complexity(benchmark::oN);
  };
  sizes(benchmark::RegisterBenchmark("generated/read", generated_read));
  sizes(benchmark::RegisterBenchmark("generated/plan", generated_plan));
  sizes(benchmark::RegisterBenchmark("generated/print", generated_print));
  for (const transform::PassInfo& pass : transform::all_passes()) {
    if (pass.run == transform::memory_space_lower_tt) continue;
    sizes(benchmark::RegisterBenchmark(("generated/" + std::string(pass.name)).c_str(), generated_pass, &pass));
  }
}

}  // namespace

void register_json();  // json_bench.cc

}  // namespace tir2tt

int main(int argc, char** argv) {
  const auto files = tir2tt::corpus_files();
  tir2tt::register_all(files);
  tir2tt::register_json();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
