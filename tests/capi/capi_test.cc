// The shared library through its header, as another program has it: nothing of src/ is linked or included here.
#include <gmock/gmock.h>
#include <tir2tt/tir2tt.h>

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

extern "C" size_t header_test_opt(const char* text);

namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}
std::string example(const std::string& name) {
  return text_of(std::string(TIR2TT_SOURCE_DIR "/examples/") + name + ".py");
}

/// A result, copied.
struct Result {
  int status = -1;
  std::vector<std::optional<std::string>> texts;
  bool has(tir2tt_part part) const { return texts[part].has_value(); }
  const std::string& operator[](tir2tt_part part) const { return texts[part].value(); }
  json parsed(tir2tt_part part) const { return json::parse(texts[part].value()); }
  friend bool operator==(const Result&, const Result&) = default;
};

Result taken(tir2tt_result* raw) {
  const std::unique_ptr<tir2tt_result, void (*)(tir2tt_result*)> owner(raw, tir2tt_result_free);
  Result result{tir2tt_result_status(raw), {}};
  for (int part = TIR2TT_MODULE; part <= TIR2TT_MESSAGES; ++part) {
    size_t size = 99;
    const char* text = tir2tt_result_text(raw, part, &size);
    EXPECT_EQ(text == nullptr, text == nullptr && size == 0);
    if (text != nullptr) EXPECT_EQ(text[size], '\0');
    result.texts.push_back(text ? std::optional(std::string(text, size)) : std::nullopt);
  }
  return result;
}

using Change = void (*)(tir2tt_options&);
tir2tt_options options_with(Change change) {
  tir2tt_options options = {};
  options.struct_size = sizeof options;
  if (change) change(options);
  return options;
}
Result opt(const std::string& text, Change change = nullptr) {
  const tir2tt_options options = options_with(change);
  return taken(tir2tt_opt(text.data(), text.size(), &options));
}
Result plan(const std::string& text, Change change = nullptr) {
  const tir2tt_options options = options_with(change);
  return taken(tir2tt_plan(text.data(), text.size(), &options));
}

void memory_space(tir2tt_options& o) { o.passes = "apply-tt-defaults, memory-space-lower-tt"; }
void all_passes(tir2tt_options& o) { o.passes = "default"; }

// ---- ABI --------------------------------------------------------------------------------------------------------

TEST(Abi, IsWhatCallersWereCompiledAgainst) {
  EXPECT_EQ(tir2tt_abi_version(), uint32_t{TIR2TT_ABI_VERSION});
  EXPECT_THAT(tir2tt_version(), StartsWith("0."));
  if (sizeof(void*) != 8) GTEST_SKIP() << "the sizes below are those of 64-bit machines";
  EXPECT_EQ(sizeof(tir2tt_options), 56u);
  EXPECT_EQ(offsetof(tir2tt_options, file_name), 8u);
  EXPECT_EQ(offsetof(tir2tt_options, passes), 16u);
  EXPECT_EQ(offsetof(tir2tt_options, arch), 24u);
  EXPECT_EQ(offsetof(tir2tt_options, cb_rule), 32u);
  EXPECT_EQ(offsetof(tir2tt_options, l1_reserve), 40u);
  EXPECT_EQ(offsetof(tir2tt_options, parts), 48u);
}

TEST(Abi, TheHeaderIsC) { EXPECT_GT(header_test_opt(example("seed").c_str()), example("seed").size()); }

TEST(Abi, OlderCallersGetDefaultsForWhatTheyDoNotKnow) {
  const Result r = opt(example("seed"), [](tir2tt_options& o) {
    o.struct_size = offsetof(tir2tt_options, arch);
    o.passes = "memory-space-lower-tt";
    o.arch = "not looked at";
    o.l1_reserve = -1;
  });
  EXPECT_EQ(r.status, TIR2TT_DONE);
  EXPECT_THAT(r[TIR2TT_MODULE], HasSubstr("wormhole_b0"));
  // Half a pointer is none.
  EXPECT_EQ(opt(example("seed"),
                [](tir2tt_options& o) {
                  o.struct_size = offsetof(tir2tt_options, arch) + 4;
                  o.arch = "not looked at";
                })
                .status,
            TIR2TT_DONE);
}

TEST(Abi, NewerCallersAreUnderstoodAsFarAsWeKnow) {
  struct Newer {
    tir2tt_options known;
    const char* more[20];
  };
  Newer newer = {};
  newer.known.struct_size = sizeof newer;
  newer.known.passes = "default";
  const std::string text = example("matmul");
  EXPECT_EQ(taken(tir2tt_opt(text.data(), text.size(), &newer.known)), opt(text, all_passes));
}

TEST(Abi, NullIsAllowed) {
  EXPECT_EQ(tir2tt_result_status(nullptr), TIR2TT_INTERNAL_ERROR);
  size_t size = 1;
  EXPECT_EQ(tir2tt_result_text(nullptr, TIR2TT_MODULE, &size), nullptr);
  EXPECT_EQ(size, 0u);
  tir2tt_result_free(nullptr);
  const std::string text = example("seed");
  const Result r = taken(tir2tt_opt(text.data(), text.size(), nullptr));
  EXPECT_EQ(r.status, TIR2TT_DONE);
  EXPECT_EQ(r[TIR2TT_MODULE], text);
  EXPECT_EQ(taken(tir2tt_opt(nullptr, 0, nullptr)).status, TIR2TT_BAD_INPUT);
}

TEST(Abi, APartThatIsNoneHasNoText) {
  tir2tt_result* raw = tir2tt_archs();
  EXPECT_NE(tir2tt_result_text(raw, TIR2TT_JSON, nullptr), nullptr);
  for (const int part : {-1, 7, 1000}) {
    EXPECT_EQ(tir2tt_result_text(raw, part, nullptr), nullptr);
  }
  tir2tt_result_free(raw);
}

/// 900 loops, one in the other.
std::string deep_module() {
  std::string text = "# from tvm.script import tir as T\n\n@T.prim_func\ndef f():\n";
  for (size_t i = 0; i < 900; ++i)
    text += std::string(4 * (i + 1), ' ') + "for i" + std::to_string(i) + " in range(2):\n";
  return text + std::string(4 * 901, ' ') + "T.evaluate(0)\n";
}

TEST(Abi, DeepModulesNeedNoDeepStackOfTheCaller) {
  static const std::string text = deep_module();
  pthread_attr_t small;
  pthread_attr_init(&small);
  ASSERT_EQ(pthread_attr_setstacksize(&small, 256 * 1024), 0);
  int status = -1;
  pthread_t thread;
  const auto work = [](void* out) -> void* {
    tir2tt_result* result = tir2tt_opt(text.data(), text.size(), nullptr);
    *static_cast<int*>(out) = tir2tt_result_status(result);
    tir2tt_result_free(result);
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &small, work, &status), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&small);
  EXPECT_EQ(status, TIR2TT_DONE);
}

// ---- opt --------------------------------------------------------------------------------------------------------

TEST(Opt, AScriptComesBackWithMetadata) {
  const Result r = opt(example("seed"), memory_space);
  ASSERT_EQ(r.status, TIR2TT_DONE) << r[TIR2TT_MESSAGES];
  EXPECT_THAT(r[TIR2TT_MODULE], HasSubstr("\"tt_num_cbs\": 3"));
  EXPECT_FALSE(r.has(TIR2TT_ATTRIBUTES)) << "for JSON only";
  EXPECT_EQ(r[TIR2TT_CHANGED_BODIES], "[]");
  EXPECT_TRUE(r.parsed(TIR2TT_DIAGNOSTICS).is_array());
  EXPECT_FALSE(r.has(TIR2TT_JSON));
  EXPECT_FALSE(r.has(TIR2TT_REPORT));
}

TEST(Opt, SaysWhichBodiesChanged) {
  EXPECT_EQ(opt(example("matmul"), all_passes).parsed(TIR2TT_CHANGED_BODIES), json::array({"matmul"}));
}

TEST(Opt, OnlyWhatIsWanted) {
  const Result r = opt(example("seed"), [](tir2tt_options& o) {
    o.passes = "memory-space-lower-tt";
    o.parts = 1u << TIR2TT_CHANGED_BODIES | 1u << TIR2TT_MESSAGES;
  });
  EXPECT_EQ(r.status, TIR2TT_DONE);
  for (int part = TIR2TT_MODULE; part <= TIR2TT_MESSAGES; ++part) {
    EXPECT_EQ(r.has(static_cast<tir2tt_part>(part)), part == TIR2TT_CHANGED_BODIES || part == TIR2TT_MESSAGES) << part;
  }
  EXPECT_EQ(r[TIR2TT_MESSAGES], "");
}

TEST(Opt, AMistakeIsADiagnosticWithItsPlace) {
  const Result r = opt("@T.prim_func\ndef f(A: T.Buffer((4,), \"float32\")):\n    B[0] = 1.0\n",
                       [](tir2tt_options& o) { o.file_name = "mine.py"; });
  EXPECT_EQ(r.status, TIR2TT_BAD_INPUT);
  EXPECT_FALSE(r.has(TIR2TT_MODULE));
  EXPECT_FALSE(r.has(TIR2TT_CHANGED_BODIES));
  const json d = r.parsed(TIR2TT_DIAGNOSTICS).at(0);
  EXPECT_EQ(d["id"], "T0106");
  EXPECT_EQ(d["file"], "mine.py");
  EXPECT_EQ(d["line"], 3);
  EXPECT_EQ(d["column"], 5);
  EXPECT_EQ(d["source"], "    B[0] = 1.0");
  EXPECT_THAT(r[TIR2TT_MESSAGES], AllOf(HasSubstr("mine.py:3:5: error: "), HasSubstr("^")));
}

TEST(Opt, APassWithAnErrorGivesNoModule) {
  const Result r = opt(example("matmul"), [](tir2tt_options& o) {
    o.passes = "default";
    o.l1_reserve = 1'400'000;
  });
  EXPECT_EQ(r.status, TIR2TT_BAD_INPUT);
  EXPECT_FALSE(r.has(TIR2TT_MODULE));
  EXPECT_THAT(r[TIR2TT_DIAGNOSTICS], HasSubstr("T0408"));
}

TEST(Opt, WhatIsNoTextIsRefused) {
  const auto id_of = [](const std::string& text) {
    const Result r = opt(text);
    EXPECT_EQ(r.status, TIR2TT_BAD_INPUT);
    return r.parsed(TIR2TT_DIAGNOSTICS).at(0).at("id").get<std::string>();
  };
  EXPECT_EQ(id_of(""), "T0003");
  EXPECT_EQ(id_of(" \n"), "T0003");
  EXPECT_EQ(id_of(std::string("a\0b", 3)), "T0004");
}

TEST(Opt, TooLargeIsRefusedUnread) {
  const size_t size = (size_t{1} << 30) + 1;
  const char* nothing = "x";  // one byte: reading on would be seen by the sanitizers
  EXPECT_THAT(taken(tir2tt_opt(nothing, size, nullptr))[TIR2TT_DIAGNOSTICS], HasSubstr("T0007"));
}

// ---- JSON -------------------------------------------------------------------------------------------------------

class Json : public testing::TestWithParam<const char*> {
 protected:
  Json() : path_(std::string(TIR2TT_SOURCE_DIR "/../shared/corpus/tilelang/") + GetParam() + ".json") {}
  void SetUp() override {
    if (!std::filesystem::exists(path_)) GTEST_SKIP() << "no corpus: " << path_;
    text_ = text_of(path_);
  }
  std::string path_, text_;
};

TEST_P(Json, ComesBackByteForByte) {
  const Result r = opt(text_);
  ASSERT_EQ(r.status, TIR2TT_DONE) << r[TIR2TT_MESSAGES];
  EXPECT_EQ(r[TIR2TT_MODULE], text_);
}

TEST_P(Json, MetadataComesBackInTheModuleAndAlone) {
  const Result r = opt(text_, memory_space);
  ASSERT_EQ(r.status, TIR2TT_DONE) << r[TIR2TT_MESSAGES];
  EXPECT_THAT(r[TIR2TT_MODULE], HasSubstr("tt_circular_buffers"));
  EXPECT_TRUE(json::accept(r[TIR2TT_MODULE]));
  EXPECT_EQ(r[TIR2TT_CHANGED_BODIES], "[]");
  const json attributes = r.parsed(TIR2TT_ATTRIBUTES);
  EXPECT_TRUE(attributes.contains("nodes"));
  EXPECT_THAT(r[TIR2TT_ATTRIBUTES], AllOf(HasSubstr("tt_circular_buffers"), HasSubstr("tt_cb_plan")));
}

TEST_P(Json, IsPlannedAsItsScript) {
  const Result from_json = plan(text_);
  const Result from_script = plan(text_of(std::filesystem::path(path_).replace_extension(".py")));
  EXPECT_EQ(from_json.status, from_script.status);
  EXPECT_EQ(from_json.texts[TIR2TT_REPORT], from_script.texts[TIR2TT_REPORT]);
  EXPECT_EQ(from_json.texts[TIR2TT_JSON], from_script.texts[TIR2TT_JSON]);
}

INSTANTIATE_TEST_SUITE_P(Corpus, Json, testing::Values("gemm", "elementwise_add", "rms_norm"),
                         [](const auto& name) { return name.param; });

TEST(JsonMistake, IsADiagnostic) {
  for (const char* text :
       {"{", "{}", "{\"root\": 1, \"nodes\": []}", "{\"root\": 7, \"nodes\": [{\"type_key\": \"\"}]}"}) {
    const Result r = opt(text);
    EXPECT_EQ(r.status, TIR2TT_BAD_INPUT) << text;
    EXPECT_THAT(r.parsed(TIR2TT_DIAGNOSTICS).at(0).at("id").get<std::string>(), StartsWith("T01")) << text;
  }
}

// ---- plan, lists ------------------------------------------------------------------------------------------------

TEST(Plan, IsAReportAndMetadata) {
  const Result r = plan(example("matmul"));
  ASSERT_EQ(r.status, TIR2TT_DONE) << r[TIR2TT_MESSAGES];
  EXPECT_THAT(r[TIR2TT_REPORT], HasSubstr("matmul: 3 circular buffers"));
  EXPECT_EQ(r.parsed(TIR2TT_JSON)["functions"].at(0)["tt_num_cbs"], 3);
  EXPECT_FALSE(r.has(TIR2TT_MODULE));
  EXPECT_THAT(plan(example("matmul"), [](tir2tt_options& o) { o.arch = "blackhole"; })[TIR2TT_REPORT],
              HasSubstr("blackhole"));
  EXPECT_THAT(plan(example("seed"), [](tir2tt_options& o) { o.cb_rule = "seed"; })[TIR2TT_REPORT],
              HasSubstr("rule seed"));
}

TEST(Plan, WhatDoesNotFitIsStillReported) {
  const Result r = plan(example("matmul"), [](tir2tt_options& o) { o.l1_reserve = 1'400'000; });
  EXPECT_EQ(r.status, TIR2TT_BAD_INPUT);
  EXPECT_TRUE(r.has(TIR2TT_REPORT));
  EXPECT_EQ(r.parsed(TIR2TT_JSON)["functions"].at(0)["tt_cb_plan"], nullptr);
  EXPECT_EQ(r.parsed(TIR2TT_DIAGNOSTICS).at(0)["name"], "does_not_fit");
}

TEST(Lists, AreJson) {
  EXPECT_GE(taken(tir2tt_passes()).parsed(TIR2TT_JSON)["passes"].size(), 8u);
  EXPECT_EQ(taken(tir2tt_archs()).parsed(TIR2TT_JSON)["archs"].at(0)["name"], "wormhole_b0");
}

// ---- wrong usage ------------------------------------------------------------------------------------------------

struct Misuse {
  Change change;
  const char* id;
};
TEST(WrongUsage, IsADiagnosticOfItsOwnStatus) {
  for (const Misuse& m : {Misuse{[](tir2tt_options& o) { o.struct_size = 0; }, "T0009"},
                          Misuse{[](tir2tt_options& o) { o.passes = "no-such-pass"; }, "T0005"},
                          Misuse{[](tir2tt_options& o) { o.passes = "default,"; }, "T0005"},
                          Misuse{[](tir2tt_options& o) { o.arch = "grayskull"; }, "T0006"},
                          Misuse{[](tir2tt_options& o) { o.cb_rule = "guess"; }, "T0009"},
                          Misuse{[](tir2tt_options& o) { o.l1_reserve = -1; }, "T0009"}}) {
    const Result r = opt(example("seed"), m.change);
    EXPECT_EQ(r.status, TIR2TT_WRONG_USAGE) << m.id;
    EXPECT_EQ(r.parsed(TIR2TT_DIAGNOSTICS).at(0)["id"], m.id);
    EXPECT_THAT(r[TIR2TT_MESSAGES], HasSubstr(m.id));
    EXPECT_FALSE(r.has(TIR2TT_MODULE));
  }
}

TEST(WrongUsage, PlanDoesNotLookAtPasses) {
  EXPECT_EQ(plan(example("seed"), [](tir2tt_options& o) { o.passes = "no-such-pass"; }).status, TIR2TT_DONE);
}

// ---- threads ----------------------------------------------------------------------------------------------------

Result call_number(int i) {
  switch (i % 4) {
    case 0: return plan(example("seed"));
    case 1: return opt(example("matmul"), all_passes);
    case 2: return opt(example("add"), memory_space);
    default: return opt("@T.prim_func\ndef f(:\n");
  }
}

TEST(Threads, GiveWhatOneGives) {
  constexpr int kThreads = 8, kCalls = 50;
  std::vector<Result> expected;
  for (int i = 0; i < 4; ++i) expected.push_back(call_number(i));
  std::vector<int> wrong(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = t; i < t + kCalls; ++i) wrong[static_cast<size_t>(t)] += call_number(i) != expected[i % 4];
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, testing::Each(0));
}

}  // namespace
