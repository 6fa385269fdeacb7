#include "codegen/tt/plan_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "codegen/sample_programs.h"

namespace tir2tt::codegen {
namespace {

using Json = nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

Json schema() {
  std::ifstream file(TIR2TT_SOURCE_DIR "/docs/plan.schema.json");
  return Json::parse(file);
}

// --- A validator for the keywords that the schema uses; it does not know others.

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  return type == "null" && value.is_null();
}

class Validator {
 public:
  explicit Validator(Json root) : root_(std::move(root)) {}

  /// What is wrong with `value`: places and keywords.
  std::vector<std::string> faults(const Json& value) {
    faults_.clear();
    check(value, root_, "");
    return faults_;
  }
  /// Properties of the schema that some value had, as "#/$defs/tensor/name".
  const std::set<std::string>& seen() const { return seen_; }

 private:
  void fault(const std::string& place, const std::string& keyword) { faults_.push_back(place + ": " + keyword); }

  void check(const Json& value, const Json& rule, const std::string& place, const std::string& name = "#") {
    for (const auto& [keyword, expected] : rule.items()) {
      if (keyword == "$ref") {
        const std::string target = expected.get<std::string>().substr(1);
        check(value, root_.at(Json::json_pointer(target)), place, "#" + target);
      } else if (keyword == "properties" || keyword == "items") {
        if (value.is_object()) check_members(value, rule, place, name);
        if (value.is_array()) check_items(value, expected, place, name);
      } else if (!holds(value, keyword, expected)) {
        fault(place, keyword);
      }
    }
  }

  void check_members(const Json& value, const Json& rule, const std::string& place, const std::string& name) {
    for (const auto& [key, member] : value.items()) {
      if (!rule.at("properties").contains(key)) {
        fault(place, "unknown key " + key);
        continue;
      }
      seen_.insert(name + "/" + key);
      check(member, rule.at("properties").at(key), place + "/" + key, name + "/" + key);
    }
  }

  void check_items(const Json& value, const Json& rule, const std::string& place, const std::string& name) {
    for (size_t i = 0; i < value.size(); ++i) check(value[i], rule, place + "/" + std::to_string(i), name + "[]");
  }

  static bool holds(const Json& value, const std::string& keyword, const Json& expected) {
    if (keyword == "type") {
      const Json types = expected.is_array() ? expected : Json::array({expected});
      return std::ranges::any_of(types, [&](const Json& t) { return has_type(value, t.get<std::string>()); });
    }
    if (keyword == "required") {
      return std::ranges::all_of(expected, [&](const Json& key) { return value.contains(key.get<std::string>()); });
    }
    if (keyword == "enum") return std::ranges::count(expected, value) != 0;
    if (keyword == "const") return value == expected;
    if (keyword == "minimum") return !value.is_number() || value >= expected;
    if (keyword == "minItems") return !value.is_array() || value.size() >= expected.get<size_t>();
    if (keyword == "maxItems") return !value.is_array() || value.size() <= expected.get<size_t>();
    if (keyword == "pattern")
      return !value.is_string() || std::regex_search(value.get<std::string>(), std::regex(expected.get<std::string>()));
    static const std::set<std::string> kOthers = {"$schema", "title", "description", "$defs", "additionalProperties"};
    EXPECT_THAT(kOthers, Contains(keyword)) << "the validator does not know this keyword";
    return true;
  }

  Json root_;
  std::vector<std::string> faults_;
  std::set<std::string> seen_;
};

std::vector<ProgramSpec> samples() {
  return {add_program(), exact_copy_program(),
          tile_copies({{"row", "int8", DataFormat::Int8, 1, {{9}, Tiling::Row, -1, 0}, {{32, 32}}},
                       {"rows",
                        "int8",
                        DataFormat::Int8,
                        2,
                        {{2, 9}, Tiling::Rows, -1, 1},
                        {{4, 8}, Tiling::Matrix, 0, 1, {2, 16}}}})};
}

/// Every property that an object of the schema has, named as Validator::seen() names them.
void collect_properties(const Json& rule, const std::string& name, std::set<std::string>& names) {
  if (!rule.contains("properties")) return;
  for (const auto& [key, member] : rule.at("properties").items()) names.insert(name + "/" + key);
}

TEST(PlanJson, FitsItsSchemaAndUsesAllOfIt) {
  Validator validator(schema());
  for (const ProgramSpec& spec : samples())
    EXPECT_THAT(validator.faults(Json::parse(plan_json(spec))), IsEmpty()) << spec.function;
  std::set<std::string> properties;
  const Json whole = schema();
  collect_properties(whole, "#", properties);
  for (const auto& [name, rule] : whole.at("$defs").items()) collect_properties(rule, "#/$defs/" + name, properties);
  EXPECT_EQ(validator.seen(), properties);
}

TEST(PlanJson, TheValidatorFindsFaults) {
  Validator validator(schema());
  const Json good = Json::parse(plan_json(add_program()));
  const std::pair<const char*, Json> wrong[] = {{"/arch", "grayskull"},         {"/blocks", -1},
                                                {"/grid", Json::array({1, 2})}, {"/function", "no name"},
                                                {"/tensors/0/format", "BF16"},  {"/fp32_dest_acc", 0},
                                                {"/tensors/1/surplus", 1},      {"/circular_buffers/0", nullptr},
                                                {"/schema_version", 2},         {"/kernels/0/role", ""},
                                                {"/compute_grid/0", 0},         {"/tensors/0/shape/0", -1}};
  for (const auto& [place, value] : wrong) {
    Json bad = good;
    bad[Json::json_pointer(place)] = value;
    EXPECT_THAT(validator.faults(bad), testing::Not(IsEmpty())) << place;
  }
  Json incomplete = good;
  incomplete.erase("cores");
  EXPECT_THAT(validator.faults(incomplete), testing::ElementsAre(": required"));
}

TEST(PlanJson, EveryKeyOfTheSchemaIsDescribed) {
  const Json whole = schema();
  const auto expect_described = [](const Json& rule, const std::string& where) {
    if (!rule.contains("properties")) return;
    EXPECT_EQ(rule.at("additionalProperties"), false) << where;
    for (const auto& [key, member] : rule.at("properties").items())
      EXPECT_TRUE(member.contains("description")) << where << "/" << key;
  };
  expect_described(whole, "#");
  for (const auto& [name, rule] : whole.at("$defs").items()) expect_described(rule, name);
}

TEST(PlanJson, AStaticGridIsDealtOut) {
  const Json plan = Json::parse(plan_json(exact_copy_program()));
  EXPECT_EQ(plan["function"], "exact_copy");
  EXPECT_EQ(plan["grid"], Json::array({2, 2, 1}));
  EXPECT_EQ(plan["blocks"], 4);
  EXPECT_EQ(plan["compute_grid"], Json::array({8, 8}));
  EXPECT_EQ(plan["cores"], Json::parse("[[0,0,0,1],[1,0,1,1],[2,0,2,1],[3,0,3,1]]"));
  EXPECT_EQ(plan["fp32_dest_acc"], true);
  const Json row = plan["circular_buffers"][2];
  EXPECT_EQ(row["tile"], Json::array({16, 32}));
  EXPECT_EQ(row["bytes"], 3072);
}

TEST(PlanJson, ASecondRowOfCoresFollowsTheFirst) {
  ProgramSpec spec = exact_copy_program();
  spec.grid = {tir::make_int(65), tir::make_int(1), tir::make_int(1)};
  const Json cores = Json::parse(plan_json(spec))["cores"];
  ASSERT_EQ(cores.size(), 64u);
  EXPECT_EQ(cores[0], Json::array({0, 0, 0, 2}));
  EXPECT_EQ(cores[8], Json::array({0, 1, 9, 1}));
  EXPECT_EQ(cores[63], Json::array({7, 7, 64, 1}));
}

TEST(PlanJson, SymbolsStayText) {
  const Json plan = Json::parse(plan_json(add_program()));
  EXPECT_EQ(plan["tensors"][0]["shape"], Json::array({"m", "n"}));
  EXPECT_EQ(plan["grid"], Json::array({"(n + 31) / 32", "(m + 31) / 32", 1}));
  EXPECT_EQ(plan["blocks"], nullptr);
  EXPECT_EQ(plan["cores"], nullptr);
  EXPECT_EQ(plan["shape_variables"][1], Json::parse(R"({"name": "n", "tensor": "A", "axis": 1})"));
  EXPECT_EQ(plan["shared_reads"],
            Json::parse(R"([{"tensor": "B", "along": "x", "tiles_read": null, "tiles_distinct": null}])"));
  EXPECT_EQ(plan["kernels"][0]["arguments"][0],
            Json::parse(R"({"name": "A_address", "kind": "tensor_address", "tensor": "A"})"));
  EXPECT_EQ(plan["kernels"][0]["arguments"][4],
            Json::parse(R"({"name": "n", "kind": "shape", "shape_variable": "n"})"));
}

TEST(PlanJson, RowsArePagesOfTheirOwnSize) {
  ProgramSpec spec = add_program();
  for (TensorSpec& t : spec.tensors) t.tiling = Tiling::Rows, t.row_axis = -1;
  const Json symbolic = Json::parse(plan_json(spec))["tensors"][0];
  EXPECT_EQ(symbolic["tiling"], "rows");
  EXPECT_EQ(symbolic["row_axis"], nullptr);
  EXPECT_EQ(symbolic["page_bytes"], "(n * 2 + 3) / 4 * 4");
  spec.tensors[0].shape = extents({3, 7});
  EXPECT_EQ(Json::parse(plan_json(spec))["tensors"][0]["page_bytes"], 16);
}

TEST(PlanJson, AViewIsTheShapeInDram) {
  ProgramSpec spec = exact_copy_program();
  spec.tensors[0].view = extents({128, 32});
  const Json plan = Json::parse(plan_json(spec));
  EXPECT_EQ(plan["tensors"][0]["shape"], Json::array({64, 64}));
  EXPECT_EQ(plan["tensors"][0]["dram_shape"], Json::array({128, 32}));
  EXPECT_EQ(plan["tensors"][1]["dram_shape"], Json::array({64, 64}));
}

TEST(PlanJson, TheTextIsForPeopleToo) {
  const std::string text = plan_json(add_program());
  EXPECT_TRUE(text.starts_with("{\n  \"schema_version\": 1,\n  \"function\": \"add\",\n"));
  EXPECT_TRUE(text.ends_with("]\n}\n") || text.ends_with("null\n}\n"));
  EXPECT_THAT(text, HasSubstr("      \"shape\": [\"m\", \"n\"],\n"));
  EXPECT_EQ(text, plan_json(add_program()));
}

TEST(PlanJson, BrokenNamesDoNotBreakTheFile) {
  ProgramSpec spec = exact_copy_program();
  spec.tensors[0].tir_name = "\xFF\"\n";
  EXPECT_EQ(Json::parse(plan_json(spec))["tensors"][0]["tir_name"], "\xEF\xBF\xBD\"\n");
}

}  // namespace
}  // namespace tir2tt::codegen
