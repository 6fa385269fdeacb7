// The small kernel of tests/tvm/json/, as each TVM writes it: read, annotated, undone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "json_texts.h"
#include "tir/equal.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

using namespace tir;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::json_kernel;
using testing::kJsonKernels;
using testing::minified;
using testing::ReadJson;
using testing::with_first;

const std::string kAttributes =
    R"({"a_bool": True, "a_float": 1.5, "an_int": -3, "b_float": T.float32(0.10000000000000001), "b_int": -7, )"
    R"("b_int64": T.int64(1099511627776), "c_empty": "", "c_text": "quo\"te", "d_none": None, )"
    R"("e_list": [1, "scale", [None, T.bool(True)]], "f_map": {"x": 1, "y": [None, T.bool(True)]}, )"
    R"("g_numbers": {1: "scale", 8: {"x": 1, "y": [None, T.bool(True)]}}, "h_layout": metadata["tl.Layout"][0], )"
    R"("i_target": T.target({"keys": ["cpu"], "kind": "llvm", "opt-level": 2, "tag": ""}), )";

std::string expected_script(const std::string& kernel) {
  const bool tirx = kernel == "ffi_tirx", graph = kernel.starts_with("ffi");
  const std::string dialect = tirx ? "tirx" : "tir";
  return "# from tvm.script import ir as I\n# from tvm.script import " + dialect +
         R"( as T

@I.ir_module
class Module:
    I.module_attrs({"runtime": "scale"})
    @T.prim_func
    def main(A: T.Buffer((8,), "float32"), B: T.Buffer((8,), "float32"), n: T.int32):
        T.func_attr()" +
         kAttributes + (graph ? "\"j_type\": \"float16\", \"" : "\"") + dialect +
         R"(.noalias": T.bool(True)})
        for i in )" +
         (tirx ? R"(T.serial(0, 8, annotations={"num_stages": 2}, step=2):
            with T.sblock("scale"):)"
               : R"(T.serial(8, annotations={"num_stages": 2}):
            with T.block("scale"):)") +
         R"(
                vi = T.axis.spatial(8, i)
                T.reads(A[vi])
                T.writes(B[vi])
)" +
         (tirx ? R"(                S = T.alloc_buffer((8,))
                x: T.float32 = A[vi] * T.float32(2.5) + T.exp(T.Cast("float32", n))
                S[vi] = x
                B[vi] = S[vi]
                assert 0 < n, ("ValueError", ["too small"])
)"
               : R"(                B[vi] = A[vi] * T.float32(2.5) + T.exp(T.Cast("float32", n))
)") + "\n# Metadata omitted. Use show_meta=True in script() method to show it.\n";
}

class JsonKernel : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Eras, JsonKernel, ::testing::ValuesIn(kJsonKernels), [](const auto& p) { return p.param; });

TEST_P(JsonKernel, PrintsItsScript) {
  const ReadJson json(json_kernel(GetParam()));
  EXPECT_EQ(json.messages(), "");
  EXPECT_EQ(print_script(json.module()), expected_script(GetParam()));
}

TEST_P(JsonKernel, IsTheSameWithoutBlanks) {
  const ReadJson json(minified(json_kernel(GetParam())));
  EXPECT_EQ(json.messages(), "");
  EXPECT_THAT(json.document().is_pretty(), false);
}

/// The text of `before` again, with the values of its nodes' fields and nothing else taken from it, and how many of
/// these were needed. What stands behind the last old node is cut.
std::pair<std::string, int> undone(const JsonDocument& before, const JsonDocument& after) {
  const auto at = [](const JsonDocument& d, uint32_t from, uint32_t to) {
    return std::string(d.file().text().substr(from, to - from));
  };
  std::string out;
  uint32_t from = 0;
  int redirections = 0;
  for (NodeIndex i = 0; i < before.nodes().size(); ++i) {
    const JsonNode &old = before.nodes()[i], &now = after.nodes()[i];
    for (size_t k = 0; k < std::min(old.fields.size(), now.fields.size()); ++k) {
      const SourceSpan was = old.fields[k].value.span, is = now.fields[k].value.span;
      const std::string value = at(before, was.begin, was.end);
      if (!is.known() || at(after, is.begin, is.end) == value) continue;
      out += at(after, from, is.begin) + value;
      from = is.end;
      ++redirections;
    }
  }
  out += at(after, from, after.nodes()[before.nodes().size() - 1].span.end);
  out += after.file().text().substr(after.end_of_nodes());
  return {out, redirections};
}

IRModule with_function_attrs(const IRModule& m, const std::string& name, const std::function<void(AttrDict&)>& change) {
  IRModule now = m;
  for (auto& [other, f] : now.functions) {
    if (other != name) continue;
    AttrDict attrs = f->attrs;
    change(attrs);
    f = with_attrs(f, std::move(attrs));
  }
  return now;
}

AttrDict metadata() {
  AttrDict entry;
  entry.set("cb_id", Attr::integer(0));
  entry.set("name", Attr::string("A_shared"));
  entry.set("exact", Attr::boolean(true));
  entry.set("large", Attr::integer(int64_t{1} << 40));
  entry.set("none", Attr());
  entry.set("empty", Attr::array({}));
  entry.set("factor", Attr::floating(0.5));
  return entry;
}

/// Writes the changed module and checks all that is promised: one redirection, nothing else touched, what was set is
/// read again, and the undone text is the input.
void expect_extended(const ReadJson& before, const IRModule& now, int redirections = 1) {
  Diagnostics diags;
  const ReadJson after(write_json(before.json, now, diags));
  ASSERT_EQ(render(diags, nullptr, false), "");
  ASSERT_FALSE(after.diags.has_errors()) << after.messages() << after.file.text();
  EXPECT_EQ(first_difference(now, after.module(), true), "");
  EXPECT_EQ(after.document().era(), before.document().era());
  EXPECT_EQ(after.document().separator(), before.document().separator());
  const auto [text, redirected] = undone(before.document(), after.document());
  EXPECT_EQ(text, before.file.text());
  EXPECT_EQ(redirected, redirections);
  for (size_t i = before.document().nodes().size(); i < after.document().nodes().size(); ++i)
    EXPECT_NE(after.document().nodes()[i].type, JsonType::Int) << "boxed numbers are not for metadata";
}

TEST_P(JsonKernel, WithoutAChangeIsTheTextItself) {
  for (const std::string& text : {json_kernel(GetParam()), minified(json_kernel(GetParam()))}) {
    const ReadJson json(text);
    Diagnostics diags;
    EXPECT_EQ(write_json(json.json, json.module(), diags), text);
    const IRModule copy = with_function_attrs(json.module(), "main", [](AttrDict&) {});
    EXPECT_EQ(write_json(json.json, copy, diags), text) << "attributes that are equal need no nodes";
  }
}

TEST_P(JsonKernel, IsAnnotated) {
  for (const std::string& text : {json_kernel(GetParam()), minified(json_kernel(GetParam()))}) {
    const ReadJson json(text);
    expect_extended(json, with_function_attrs(json.module(), "main", [](AttrDict& attrs) {
                      attrs.set("tt_circular_buffers", Attr::array({Attr::dict(metadata()), Attr::dict({})}));
                      attrs.set("tt_num_cbs", Attr::integer(2));
                    }));
  }
}

TEST_P(JsonKernel, AnAttributeIsReplacedAndOneIsRemoved) {
  const ReadJson json(json_kernel(GetParam()));
  expect_extended(json, with_function_attrs(json.module(), "main",
                                            [](AttrDict& attrs) { attrs.set("b_int", Attr::string("text")); }));
  expect_extended(json, with_function_attrs(json.module(), "main", [](AttrDict& attrs) {
                    attrs.erase("h_layout");
                    attrs.erase("global_symbol");
                  }));
  expect_extended(json, with_function_attrs(json.module(), "main", [](AttrDict& attrs) { attrs = {}; }));
}

TEST_P(JsonKernel, OldValuesKeepTheirNodes) {
  const ReadJson json(json_kernel(GetParam()));
  const IRModule now =
      with_function_attrs(json.module(), "main", [](AttrDict& attrs) { attrs.set("new", Attr::integer(1)); });
  Diagnostics diags;
  const ReadJson after(write_json(json.json, now, diags));
  EXPECT_THAT(print_script(after.module()), HasSubstr("\"h_layout\": metadata[\"tl.Layout\"][0]"));
  const auto added = after.document().nodes().size() - json.document().nodes().size();
  EXPECT_EQ(added, json.document().is_graph() ? 3u : 2u) << "the number, the map, and in graphs the key";
}

TEST_P(JsonKernel, AFunctionWithoutAttributesGetsSome) {
  for (const bool absent : {false, true}) {
    std::string text = json_kernel(GetParam());
    const ReadJson whole(text);
    const NodeIndex function = whole.document().origin.functions[0].second;
    const SourceSpan attrs = whole.document().nodes()[function].field("attrs").span;
    const bool graph = whole.document().is_graph();
    const std::string null = graph ? "0" : GetParam() == "legacy" ? "\"0\"" : "\"null\"";
    text.replace(attrs.begin, attrs.end - attrs.begin, null);
    if (absent) text = with_first(text, "\"attrs\": " + null + (graph ? "," : ", "), "");
    const ReadJson json(text);
    ASSERT_EQ(json.messages(), "");
    EXPECT_TRUE(json.function()->attrs.empty());
    const IRModule now =
        with_function_attrs(json.module(), "main", [](AttrDict& a) { a.set("new", Attr::integer(1)); });
    if (!absent) expect_extended(json, now);
    Diagnostics diags;
    const ReadJson after(write_json(json.json, now, diags));
    EXPECT_EQ(first_difference(now, after.module(), true), "") << after.messages() << after.file.text();
  }
}

// A second function with the body, parameters and attributes of the first, by reference: what TVM's `with_attr`
// leaves of two functions that were made together.
std::string with_a_second_function(const std::string& kernel) {
  const ReadJson json(json_kernel(kernel));
  const JsonDocument& d = json.document();
  const auto node_text = [&](NodeIndex i) {
    return std::string(
        json.file.text().substr(d.nodes()[i].span.begin, d.nodes()[i].span.end - d.nodes()[i].span.begin));
  };
  const NodeIndex function = d.origin.functions[0].second;
  NodeIndex var = kNoNode, map = kNoNode;
  for (NodeIndex i = 0; i < d.nodes().size(); ++i) {
    if (d.nodes()[i].type == JsonType::GlobalVar) var = i;
    if (d.nodes()[i].type == JsonType::IRModule) map = *d.reference(d.nodes()[i].field("functions"));
  }
  const std::string name = d.is_graph() ? R"({"type": "ffi.String", "data": "other"})"
                                        : R"({"type_key": ")" + json_type_name(JsonType::String, d.era(), d.dialect()) +
                                              R"(", "repr_str": "other"})";
  const size_t n = d.nodes().size();
  const auto number = [&](size_t i) { return d.is_graph() ? std::to_string(i) : "\"" + std::to_string(i) + "\""; };
  const SourceSpan hint = d.nodes()[var].field("name_hint").span;
  std::string other_var = node_text(var);
  other_var.replace(hint.begin - d.nodes()[var].span.begin, hint.end - hint.begin, number(n));
  const std::string separator(d.separator());
  std::string added = separator + name + separator + other_var + separator + node_text(function);
  std::string text(json.file.text());
  text.insert(d.end_of_nodes(), added);
  const std::string entries = node_text(map);
  const size_t bracket = entries.rfind(']');
  const std::string more = ", " + std::to_string(n + 1) + ", " + std::to_string(n + 2);
  return text.insert(d.nodes()[map].span.begin + bracket, more);
}

TEST_P(JsonKernel, SharedAttributesAreOfEachFunctionItsOwnAfterAChange) {
  const ReadJson json(with_a_second_function(GetParam()));
  ASSERT_EQ(json.messages(), "");
  ASSERT_EQ(json.module().functions.size(), 2u);
  const auto set = [](AttrDict& attrs) { attrs.set("new", Attr::integer(7)); };
  for (const char* name : {"main", "other"}) {
    const IRModule now = with_function_attrs(json.module(), name, set);
    expect_extended(json, now);
    Diagnostics diags;
    const ReadJson after(write_json(json.json, now, diags));
    for (const char* other : {"main", "other"})
      EXPECT_EQ(after.function(other)->attrs.find("new") != nullptr, std::string(other) == name);
  }
  expect_extended(json, with_function_attrs(with_function_attrs(json.module(), "main", set), "other", set), 2);
}

TEST_P(JsonKernel, AFunctionOfTwoNamesIsWrittenOnce) {
  std::string text = with_a_second_function(GetParam());
  const ReadJson two(text);
  const auto& functions = two.document().origin.functions;
  const std::string pair = std::to_string(functions[1].second - 1) + ", ";
  text = with_first(text, ", " + pair + std::to_string(functions[1].second),
                    ", " + pair + std::to_string(functions[0].second));
  const ReadJson json(text);
  ASSERT_EQ(json.messages(), "");
  const auto set = [](AttrDict& attrs) { attrs.set("new", Attr::integer(7)); };
  expect_extended(json, with_function_attrs(with_function_attrs(json.module(), "main", set), "other", set));
  for (const char* name : {"main", "other"}) {
    Diagnostics diags;
    (void)write_json(json.json, with_function_attrs(json.module(), name, set), diags);
    EXPECT_THAT(render(diags, nullptr, false), HasSubstr("T0125"));
  }
}

TEST_P(JsonKernel, FunctionsOfOtherDialectsStayAsTheyAre) {
  std::string text = with_a_second_function(GetParam());
  const ReadJson both(text);
  const NodeIndex other = both.document().origin.functions[1].second;
  const SourceSpan at = both.document().nodes()[other].span;
  const std::string function =
      both.document().is_graph()
          ? R"({"type": "relax.Function", "data": {"body": 1, "params": [3, {"x": null}], "is_pure": true}})"
          : R"({"type_key": "relax.expr.Function", "attrs": {"body": "1", "is_pure": "1"}, "more": [[]]})";
  text.replace(at.begin, at.end - at.begin, function);
  const ReadJson json(text);
  EXPECT_FALSE(json.diags.has_errors()) << json.messages();
  ASSERT_EQ(json.diags.all().size(), 1u);
  EXPECT_EQ(json.diags.all()[0].id, DiagId::ForeignFunction);
  EXPECT_THAT(json.diags.all()[0].message, HasSubstr("`other` is node " + std::to_string(other) + " (relax."));
  ASSERT_EQ(json.module().functions.size(), 1u);
  expect_extended(json,
                  with_function_attrs(json.module(), "main", [](AttrDict& a) { a.set("new", Attr::integer(1)); }));
}

TEST_P(JsonKernel, AFunctionByItselfIsAModule) {
  std::string text = json_kernel(GetParam());
  const ReadJson whole(text);
  const std::string key = whole.document().is_graph() ? "\"root_index\": " : "\"root\": ";
  text = with_first(text, key + std::to_string(whole.document().root()),
                    key + std::to_string(whole.document().origin.functions[0].second));
  const ReadJson json(text);
  EXPECT_EQ(json.messages(), "");
  ASSERT_EQ(json.module().functions.size(), 1u);
  EXPECT_EQ(json.module().functions[0].first, "main") << "its global symbol";
  EXPECT_TRUE(structural_equal(json.function(), whole.function(), true));
  expect_extended(json,
                  with_function_attrs(json.module(), "main", [](AttrDict& a) { a.set("new", Attr::integer(1)); }));
}

// ------------------------------------------------------------------------------------------ attributes alone

TEST_P(JsonKernel, TheAttributesAloneAreAMapOfMaps) {
  const ReadJson json(with_a_second_function(GetParam()));
  const IRModule now = with_function_attrs(json.module(), "other", [](AttrDict& attrs) {
    attrs.set("tt_num_cbs", Attr::integer(2));
    attrs.set("b_int", Attr::dict(metadata()));
    attrs.erase("c_text");
  });
  Diagnostics diags;
  const SourceFile file("attributes.json", write_json_attributes(json.json, now, diags));
  const std::optional<JsonDocument> d = JsonDocument::parse(file, diags);
  ASSERT_TRUE(d.has_value()) << render(diags, &file, false);
  EXPECT_EQ(d->era(), json.document().era());
  EXPECT_EQ(d->tvm_version(), json.document().tvm_version());

  const auto entries = [&](NodeIndex map) {
    const JsonNode& n = d->nodes()[map];
    EXPECT_EQ(n.type, JsonType::Map);
    std::map<std::string, NodeIndex> out;
    for (size_t i = 0; i < n.items.size(); i += d->is_graph() ? 2 : 1) {
      const std::string key(d->is_graph() ? d->nodes()[n.items[i]].value.text : n.keys[i]);
      out[key] = d->reference(n.items[i + (d->is_graph() ? 1 : 0)]).value();
    }
    return out;
  };
  const auto functions = entries(*d->reference(d->root()));
  ASSERT_EQ(functions.size(), 1u);
  const auto attributes = entries(functions.at("other"));
  ASSERT_EQ(attributes.size(), 3u);
  EXPECT_EQ(attributes.at("c_text"), kNoNode);
  EXPECT_EQ(d->nodes()[attributes.at("tt_num_cbs")].type, JsonType::IntImm);
  EXPECT_EQ(d->as_integer(d->nodes()[attributes.at("tt_num_cbs")].field("value")), 2);
  EXPECT_EQ(entries(attributes.at("b_int")).size(), metadata().size());
}

TEST_P(JsonKernel, TheAttributesOfAnUnchangedModuleAreAnEmptyMap) {
  const ReadJson json(json_kernel(GetParam()));
  Diagnostics diags;
  const SourceFile file("attributes.json", write_json_attributes(json.json, json.module(), diags));
  const std::optional<JsonDocument> d = JsonDocument::parse(file, diags);
  ASSERT_TRUE(d.has_value()) << render(diags, &file, false);
  const JsonNode& root = d->nodes()[*d->reference(d->root())];
  EXPECT_EQ(root.type, JsonType::Map);
  EXPECT_THAT(root.items, IsEmpty());
}

}  // namespace
}  // namespace tir2tt::tvm
