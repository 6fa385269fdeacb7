// For tests of whole kernels: a text goes through the pipeline and code generation, runs on the device, and is judged
// by the reference. Beside the reference's bound, which grows with the number of additions until it excludes little, no
// tile may be far off as a whole: a tile that is missing, stale or in another's place is seen by that.
// Tested by tests/run/kernels_test.cc.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "codegen/tt/generate.h"
#include "data/random.h"
#include "run/run_kernel.h"
#include "run/verdict_text.h"
#include "run/worst_tile.h"
#include "transform/tt/pipeline.h"
#include "tvm/script.h"

namespace tir2tt::run {

using device::Policy;
using Shapes = std::map<std::string, int64_t>;                   // symbolic extents
using Edits = std::vector<std::pair<std::string, std::string>>;  // text -> text

struct Compiled {
  std::shared_ptr<const SourceFile> file;
  tvm::Script script;
  Diagnostics diags;
  std::vector<codegen::ProgramSpec> programs;  // one per function; none if anything was refused
  bool refused() const { return diags.has_errors(); }
  std::string messages() const { return render(diags, file.get(), false); }
};

/// From text to programs. What is refused has a diagnostic: neither nothing at all nor a program beside an error.
inline Compiled compile(const std::string& name, const std::string& text, const char* arch = "wormhole_b0") {
  Compiled c;
  c.file = std::make_shared<const SourceFile>(name, text);
  c.script = tvm::read_script(*c.file, {}, c.diags);
  transform::PassOptions options;
  options.chip = target::find_chip(arch);
  if (c.refused()) return c;
  const tir::IRModule module = transform::run_tt_pipeline(c.script.module, options, c.diags);
  if (c.refused()) return c;
  for (const auto& [function, body] : module.functions) {
    codegen::GenerateOptions generate;
    generate.source = c.file.get();
    std::optional<codegen::ProgramSpec> spec = codegen::generate(function, body, generate, c.diags);
    EXPECT_NE(spec.has_value(), c.refused()) << function << ": a program or an error, not both and not neither";
    if (spec && !c.refused()) c.programs.push_back(std::move(*spec));
  }
  if (c.refused()) c.programs.clear();
  return c;
}

/// A program with inputs and what must come out.
struct Ready {
  const codegen::ProgramSpec* spec = nullptr;
  std::vector<data::Array> inputs;
  reference::Result expected;
};

/// Outputs hold random numbers before the run as well: what nobody writes is seen.
inline std::vector<data::Array> random_inputs(const codegen::ProgramSpec& spec, const Shapes& shapes) {
  std::vector<std::pair<const tir::VarNode*, int64_t>> values;
  for (const codegen::ShapeVar& s : spec.shape_vars) values.emplace_back(s.var.get(), shapes.at(s.name));
  std::vector<data::Array> inputs;
  for (const codegen::TensorSpec& t : spec.tensors) {
    std::vector<int64_t> shape;
    for (const tir::Expr& e : t.shape) shape.push_back(codegen::evaluate(e, values).value());
    inputs.push_back(data::random_array(*tir::parse_dtype(t.dtype), shape, 1, inputs.size()));
  }
  return inputs;
}

inline std::optional<Ready> prepare(const Compiled& c, size_t function, const Shapes& shapes = {}) {
  Ready ready{&c.programs[function], random_inputs(c.programs[function], shapes), {}};
  reference::Options options;
  options.errors = error_model(*ready.spec);
  Diagnostics diags;
  auto result = reference::interpret(c.script.module.functions[function].second, ready.inputs, options, diags);
  EXPECT_TRUE(result) << render(diags, c.file.get(), false);
  if (!result) return std::nullopt;
  ready.expected = std::move(*result);
  return ready;
}

inline device::RunOptions schedule(Policy policy, uint64_t seed) {
  device::RunOptions options;
  options.policy = policy;
  options.seed = seed;
  options.seconds = 120;
  return options;
}

/// Empty where the run is right; else the verdict. `tile_error`: what worst_tile may be.
inline std::string what_is_wrong(const Ready& ready, const device::RunOptions& options, double tile_error) {
  const Verdict v = judge(*ready.spec, ready.expected, execute(*ready.spec, ready.inputs, options));
  const std::string text = verdict_text(*ready.spec, v, false);
  if (!v.right) return text;
  if (v.outputs.empty()) return "the kernel writes nothing\n";
  for (size_t i = 0; i < ready.expected.tensors.size(); ++i) {
    const double error = worst_tile(*ready.spec, i, ready.expected.tensors[i].value, v.execution.tensors[i]);
    if (error > std::max(tile_error, tile_error_of(ready.spec->tensors[i])))
      return text + "  within bounds, but a tile of " + ready.spec->tensors[i].name + " is off by " +
             std::to_string(error) + " of the tensor\n";
  }
  return {};
}

constexpr double kTileError = 0.05;

/// Seeds to try of `wanted`; TIR2TT_SEEDS in the environment says how many at least.
inline int seeds_of(int wanted) {
  if (const char* least = std::getenv("TIR2TT_SEEDS")) return std::max(wanted, std::atoi(least));
#ifdef __SANITIZE_ADDRESS__
  return std::min(wanted, 3);
#else
  return wanted;
#endif
}

/// Schedules to try beside that in order, and how far off a tile may be as a whole.
struct Trials {
  int adversarial = 1, random = 1;
  double tile_error = kTileError;
};

/// The first schedule under which the program is not right.
inline std::string first_wrong(const Ready& ready, const Trials& trials) {
  std::vector<std::pair<Policy, int>> runs = {{Policy::InOrder, 0}};
  for (int seed = 0; seed < trials.adversarial; ++seed) runs.emplace_back(Policy::Adversarial, seed);
  for (int seed = 0; seed < trials.random; ++seed) runs.emplace_back(Policy::Random, seed);
  constexpr const char* kNames[] = {"in order", "random", "adversarial"};
  for (const auto& [policy, seed] : runs) {
    const std::string text = what_is_wrong(ready, schedule(policy, static_cast<uint64_t>(seed)), trials.tile_error);
    if (!text.empty()) return fmt::format("{}, seed {}: {}", kNames[static_cast<int>(policy)], seed, text);
  }
  return {};
}

inline void expect_right(const Compiled& c, const Shapes& shapes = {}, const Trials& trials = {}) {
  ASSERT_FALSE(c.refused()) << c.messages();
  for (size_t f = 0; f < c.programs.size(); ++f) {
    const std::optional<Ready> ready = prepare(c, f, shapes);
    ASSERT_TRUE(ready);
    const std::string wrong = first_wrong(*ready, trials);
    ASSERT_TRUE(wrong.empty()) << wrong;
  }
}

/// Refused, and the first error has this id ("T0502") and points at `statement`.
inline void expect_refused(const Compiled& c, std::string_view id, std::string_view statement) {
  ASSERT_TRUE(c.refused()) << "it compiles";
  for (const Diagnostic& d : c.diags.sorted()) {
    if (diag_info(d.id).severity != Severity::Error) continue;
    EXPECT_EQ(diag_info(d.id).id, id) << c.messages();
    const std::string_view at = c.file->text().substr(d.span.begin, d.span.end - d.span.begin);
    EXPECT_THAT(std::string(at), ::testing::HasSubstr(std::string(statement)));
    return;
  }
}

inline std::string contents_of(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_FALSE(out.str().empty()) << path;
  return out.str();
}

/// Every occurrence replaced; a text that does not occur is a failure, as it would test something else.
inline std::string edited(std::string text, const Edits& edits) {
  for (const auto& [from, to] : edits) {
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << "`" << from << "` is not in the kernel";
    for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace tir2tt::run
