// The TVM plug-in against a toy TVM: the file that people add to their tree, compiled as it is, calling libtir2tt.so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tvm/ffi/function.h>
#include <tvm/ir/module.h>
#include <tvm/ir/transform.h>
#include <tvm/runtime/logging.h>

#include <fstream>

namespace tvm {
namespace {

using FAKE_TIR::PrimFunc;
using ::testing::HasSubstr;
using transform::Pass;

IRModule two_functions() {
  std::ifstream file(TIR2TT_SOURCE_DIR "/tests/integrations/two_functions.json");
  std::stringstream text;
  text << file.rdbuf();
  return LoadJSON(text.str()).cast<IRModule>();
}

Pass pass(const std::string& name) { return ffi::Function::GetGlobalRequired("tl.transform." + name)().cast<Pass>(); }

std::pair<GlobalVar, PrimFunc> function(const IRModule& module, const std::string& name) {
  for (const auto& [var, func] : module->functions) {
    if (var->name_hint == ffi::String(name)) return {var, func.as<PrimFunc>().value()};
  }
  throw std::out_of_range(name);
}

PrimFunc copy(const IRModule& module) { return function(module, "copy").second; }

Any attribute(const PrimFunc& func, const std::string& name) {
  const auto at = func->attrs->dict.find(name);
  return at == func->attrs->dict.end() ? Any() : (*at).second;
}

const GenericNode& node(const Any& value) { return dynamic_cast<const GenericNode&>(*value.as_object()->get()); }

Any field(const Any& map, const std::string& name) {
  return (*map.cast<ffi::Map<ffi::String, Any>>().find(name)).second;
}

IRModule with_copy(IRModule module, const PrimFunc& func) {
  module.CopyOnWrite()->functions.Set(function(module, "copy").first, func);
  return module;
}

// The message of the error that `run` throws.
template <typename F>
std::string error_of(F run) {
  try {
    run();
  } catch (const ffi::Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Plugin, TheToyTvmKeepsAModule) {
  const IRModule module = two_functions();
  const std::string text = SaveJSON(module);
  EXPECT_EQ(SaveJSON(LoadJSON(text)), text);
  EXPECT_EQ(module->functions.size(), 2u);
}

TEST(Plugin, WritesTheCircularBuffers) {
  const PrimFunc func = copy(pass("MemorySpaceLowerTT")(two_functions()));
  EXPECT_EQ(node(attribute(func, "tt_num_cbs")).texts.at("value"), "1");
  const Any list = attribute(func, "tt_circular_buffers");
  const auto& entries = dynamic_cast<const ffi::ArrayObj&>(*list.as_object()->get()).items;
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(field(entries[0], "name").cast<std::string>(), "A_tile");
  EXPECT_EQ(node(field(entries[0], "tile_size")).texts.at("value"), "2048");
  EXPECT_EQ(node(field(entries[0], "tile_size")).type_key, "ir.IntImm");
}

TEST(Plugin, KeepsBodiesAndOtherFunctionsAsTheSameObjects) {
  const IRModule before = two_functions();
  const std::string text = SaveJSON(before);
  const IRModule after = pass("MemorySpaceLowerTT")(before);
  EXPECT_FALSE(after.same_as(before));
  EXPECT_FALSE(copy(after).same_as(copy(before)));
  for (const char* part : {"body", "params", "buffer_map", "ret_type"}) {
    EXPECT_TRUE(copy(after)->links.at(part).same_as(copy(before)->links.at(part))) << part;
  }
  for (const char* name : {"copy", "untouched"}) {
    EXPECT_TRUE(function(after, name).first.same_as(function(before, name).first)) << name;
  }
  EXPECT_TRUE(function(after, "untouched").second.same_as(function(before, "untouched").second));
  EXPECT_EQ(SaveJSON(before), text) << "the module that was handed in has changed";
}

TEST(Plugin, KeepsEveryAttributeThatWasThere) {
  const IRModule before = two_functions();
  const PrimFunc after = copy(pass("MemorySpaceLowerTT")(before));
  for (const auto& [name, value] : copy(before)->attrs->dict) EXPECT_TRUE(attribute(after, name).same_as(value));
}

TEST(Plugin, GivesBackTheModuleItselfWhenNothingChanges) {
  const IRModule once = pass("InferDefaultTTSchedule")(two_functions());
  EXPECT_TRUE(pass("InferDefaultTTSchedule")(once).same_as(once));
}

TEST(Plugin, TakesAwayWhatNoLongerApplies) {
  const IRModule plain = two_functions();
  const IRModule stale = with_copy(plain, WithAttr(copy(plain), "tt_padding_info", ffi::Map<ffi::String, Any>()));
  const IRModule sharded = pass("InferDefaultTTShard")(stale);
  const PrimFunc after = copy(pass("TilePadTT")(sharded));
  EXPECT_TRUE(attribute(after, "tt_padding_info").is_none());
  EXPECT_EQ(after->attrs->dict.size(), copy(sharded)->attrs->dict.size() - 1);
}

TEST(Plugin, RegistersThePassesUnderTheNamesOfTilelangTt) {
  for (const char* name : {"ApplyTTDefaults", "InferDefaultTTSchedule", "InferDefaultTTShard", "TTTilesToCoreMap",
                           "MemorySpaceLowerTT", "TilePadTT", "VerifyTTIR"}) {
    EXPECT_EQ(dynamic_cast<const transform::PassNode&>(*pass(name).get()).name, std::string("tl.") + name);
  }
}

TEST(Plugin, RunsSeveralPassesForAnotherChip) {
  const auto make = ffi::Function::GetGlobalRequired("tir2tt.Pass");
  const std::string passes =
      "infer-default-tt-schedule,infer-default-tt-shard,tt-tiles-to-core-map,memory-space-lower-tt";
  const PrimFunc func = copy(make(passes, "blackhole", "dataflow", int64_t{4096}).cast<Pass>()(two_functions()));
  EXPECT_EQ(node(attribute(func, "tt_num_cores")).texts.at("value"), "130");
  const Any plan = attribute(func, "tt_cb_plan");
  EXPECT_EQ(field(plan, "arch").cast<std::string>(), "blackhole");
  EXPECT_EQ(node(field(plan, "l1_reserve")).texts.at("value"), "4096");
}

TEST(Plugin, AnErrorInTheModuleIsATvmErrorWithTheDiagnostic) {
  const IRModule plain = two_functions();
  const IRModule wrong = with_copy(plain, WithAttr(copy(plain), "tt_schedule_policy", ffi::String("zigzag")));
  const std::string text = SaveJSON(wrong);
  const std::string error = error_of([&] { pass("InferDefaultTTSchedule")(wrong); });
  EXPECT_THAT(error, HasSubstr("ValueError: "));
  EXPECT_THAT(error, HasSubstr("[T0301]"));
  EXPECT_THAT(error, HasSubstr("zigzag"));
  EXPECT_EQ(SaveJSON(wrong), text);
}

TEST(Plugin, WrongOptionsAreAValueError) {
  const auto make = ffi::Function::GetGlobalRequired("tir2tt.Pass");
  const auto run = [&](const char* passes, const char* arch) {
    return error_of([&] { make(passes, arch, "dataflow", int64_t{0}).cast<Pass>()(two_functions()); });
  };
  EXPECT_THAT(run("memory-space-lower-tt", "grayskull"), HasSubstr("grayskull"));
  EXPECT_THAT(run("fuse-everything", "wormhole_b0"), HasSubstr("fuse-everything"));
}

TEST(Plugin, APassThatChangesBodiesIsRefused) {
  const auto make = ffi::Function::GetGlobalRequired("tir2tt.Pass");
  const auto both = make("infer-default-tt-schedule,grid-to-persistent-tt", "wormhole_b0", "dataflow", int64_t{0});
  EXPECT_THAT(error_of([&] { both.cast<Pass>()(two_functions()); }), HasSubstr("changes bodies"));
}

TEST(Plugin, NotesGoToTheLog) {
  log_lines().clear();
  pass("MemorySpaceLowerTT")(two_functions());
  ASSERT_EQ(log_lines().size(), 1u);
  EXPECT_THAT(log_lines()[0], HasSubstr("INFO: "));
  EXPECT_THAT(log_lines()[0], HasSubstr("untouched"));
}

TEST(Plugin, WarningsGoToTheLogAsWarnings) {
  std::string text = SaveJSON(two_functions());
  text.replace(text.find("tir.Evaluate"), 12, "tir.Surprise");
  log_lines().clear();
  EXPECT_FALSE(attribute(copy(pass("MemorySpaceLowerTT")(LoadJSON(text).cast<IRModule>())), "tt_num_cbs").is_none());
  ASSERT_EQ(log_lines().size(), 1u);
  EXPECT_THAT(log_lines()[0], HasSubstr("WARNING: "));
  EXPECT_THAT(log_lines()[0], HasSubstr("tir.Surprise"));
}

}  // namespace
}  // namespace tvm
