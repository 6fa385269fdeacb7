// The metadata drives the code: what is generated comes from the attributes of the annotated module. An edited page
// count is what is emitted, a missing plan is an error, one that the verifier rejects is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "codegen/example_program.h"
#include "codegen/tt/plan_json.h"

namespace tir2tt::codegen {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using EditAttrs = std::function<void(tir::AttrDict&)>;

Annotated edited(Annotated a, const EditAttrs& edit) {
  tir::PrimFunc& function = a.module.functions.front().second;
  tir::AttrDict attrs = function->attrs;
  edit(attrs);
  function = tir::with_attrs(function, std::move(attrs));
  return a;
}

/// Sets a key of entry `index` of `tt_circular_buffers`, as somebody would with an editor.
EditAttrs set_in_entry(size_t index, const std::string& key, const tir::Attr& value) {
  return [=](tir::AttrDict& attrs) {
    tir::AttrArray list = *attrs.find("tt_circular_buffers")->as_array();
    tir::AttrDict entry = *list.at(index).as_dict();
    ASSERT_NE(entry.find(key), nullptr);
    entry.set(key, value);
    list[index] = tir::Attr::dict(std::move(entry));
    attrs.set("tt_circular_buffers", tir::Attr::array(std::move(list)));
  };
}
EditAttrs set_pages(size_t index, int64_t pages) { return set_in_entry(index, "num_pages", tir::Attr::integer(pages)); }
/// The same in `tt_cb_plan`, where alone the buffers are that the compiler adds.
EditAttrs set_pages_in_plan(const std::string& name, int64_t pages) {
  return [=](tir::AttrDict& attrs) {
    tir::AttrDict plan = *attrs.find("tt_cb_plan")->as_dict();
    tir::AttrArray buffers = *plan.find("buffers")->as_array();
    const auto it = std::find_if(buffers.begin(), buffers.end(), [&](const tir::Attr& buffer) {
      return *buffer.as_dict()->find("name")->as_string() == name;
    });
    ASSERT_NE(it, buffers.end());
    tir::AttrDict entry = *it->as_dict();
    entry.set("num_pages", tir::Attr::integer(pages));
    *it = tir::Attr::dict(std::move(entry));
    plan.set("buffers", tir::Attr::array(std::move(buffers)));
    attrs.set("tt_cb_plan", tir::Attr::dict(std::move(plan)));
  };
}
EditAttrs remove(const std::string& key) {
  return [=](tir::AttrDict& attrs) {
    ASSERT_NE(attrs.find(key), nullptr);
    attrs.erase(key);
  };
}

ProgramSpec generated(const Annotated& a) {
  Diagnostics diags;
  std::optional<ProgramSpec> spec = generate_first(a, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, a.file.get(), false);
  return spec.value();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Lines of `now` that differ from the line of that number in `before`.
std::vector<std::string> changed_lines(const std::string& before, const std::string& now) {
  const std::vector<std::string> a = lines_of(before), b = lines_of(now);
  EXPECT_EQ(a.size(), b.size());
  std::vector<std::string> changed;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (a[i] != b[i]) changed.push_back(b[i]);
  return changed;
}

std::string main_of(const ProgramSpec& spec) { return host_program(spec).front().text; }

/// The ids of what an edit is refused for; generation must yield nothing then.
std::vector<std::string> refusals(const EditAttrs& edit) {
  const Annotated a = edited(annotated_example("gemm"), edit);
  Diagnostics diags;
  EXPECT_EQ(generate_first(a, diags), std::nullopt);
  std::vector<std::string> ids;
  for (const Diagnostic& d : diags.all()) {
    ids.emplace_back(diag_info(d.id).id);
    EXPECT_EQ(d.function, "gemm");
    EXPECT_THAT(d.hint, Not(IsEmpty())) << d.message;
  }
  return ids;
}

std::string message_of(const EditAttrs& edit) {
  const Annotated a = edited(annotated_example("gemm"), edit);
  Diagnostics diags;
  generate_first(a, diags);
  return render(diags, a.file.get(), false);
}

// --- What is edited is emitted. In examples/gemm.py A_shared has id 0, 8 tiles of 2048 B, planned with 2 pages.

TEST(Metadata, AnEditedPageCountIsThatOfTheProgram) {
  const Annotated planned = annotated_example("gemm");
  const ProgramSpec before = generated(planned), after = generated(edited(planned, set_pages(0, 5)));
  ASSERT_EQ(before.cbs.at(0).name, "A_shared");
  EXPECT_EQ(before.cbs[0].pages, 2 * 8);
  EXPECT_EQ(after.cbs[0].pages, 5 * 8);
  EXPECT_EQ(after.cbs[0].bytes(), 5 * 8 * 2048);
  for (size_t i = 1; i < before.cbs.size(); ++i) EXPECT_EQ(after.cbs[i].pages, before.cbs[i].pages) << i;
}

TEST(Metadata, AnEditedPageCountIsThatOfTheHostProgram) {
  const Annotated planned = annotated_example("gemm");
  const std::string before = main_of(generated(planned));
  EXPECT_THAT(before, HasSubstr("{.index = 0, .format = tt::DataFormat::Float16_b, .page_bytes = 2048, .pages = 16}"));
  EXPECT_THAT(
      changed_lines(before, main_of(generated(edited(planned, set_pages(0, 5))))),
      ElementsAre(HasSubstr("cb_A_shared: input, reader -> compute: 5 × 8 tiles"),
                  HasSubstr("{.index = 0, .format = tt::DataFormat::Float16_b, .page_bytes = 2048, .pages = 40}")));
}

TEST(Metadata, AnEditedPageCountIsThatOfPlanJson) {
  const Annotated planned = annotated_example("gemm");
  const std::string before = plan_json(generated(planned)),
                    after = plan_json(generated(edited(planned, set_pages(0, 5))));
  const nlohmann::json cb = nlohmann::json::parse(after)["circular_buffers"][0];
  EXPECT_EQ(cb["name"], "A_shared");
  EXPECT_EQ(cb["pages"], 40);
  EXPECT_EQ(cb["bytes"], 40 * 2048);
  EXPECT_EQ(nlohmann::json::parse(before)["circular_buffers"][0]["pages"], 16);
  EXPECT_EQ(changed_lines(before, after).size(), 3u) << "pages, bytes, what";
}

TEST(Metadata, PageCountsOfTheCompilersOwnBuffersAreThoseOfTheProgram) {
  const Annotated planned = annotated_example("gemm");
  const ProgramSpec before = generated(planned),
                    after = generated(edited(planned, set_pages_in_plan("C_local.out", 3)));
  ASSERT_EQ(before.cbs.at(3).name, "C_local.out");
  EXPECT_EQ(before.cbs[3].pages, 2 * 4);
  EXPECT_EQ(after.cbs[3].pages, 3 * 4);
  EXPECT_THAT(refusals(set_pages_in_plan("C_local.out", 0)), AllOf(Not(IsEmpty()), Each("T0416")));
}

/// Kernels push and pop blocks; how many fit is the host's business.
TEST(Metadata, KernelsDoNotDependOnPageCounts) {
  const Annotated planned = annotated_example("gemm");
  const ProgramSpec before = generated(planned), after = generated(edited(planned, set_pages(1, 3)));
  ASSERT_EQ(before.kernels.size(), after.kernels.size());
  for (size_t i = 0; i < before.kernels.size(); ++i) EXPECT_EQ(before.kernels[i].text, after.kernels[i].text);
}

TEST(Metadata, LessDoubleBufferingIsAPlanToo) {
  const Annotated single = edited(edited(annotated_example("gemm"), set_pages(0, 1)), set_pages(1, 1));
  const ProgramSpec spec = generated(single);
  EXPECT_EQ(spec.cbs.at(0).pages, 8);
  EXPECT_EQ(spec.cbs.at(1).pages, 8);
}

TEST(Metadata, AnEditThatChangesNothingGivesTheSameBytes) {
  const Annotated planned = annotated_example("gemm");
  const ProgramSpec before = generated(planned), after = generated(edited(planned, set_pages(0, 2)));
  EXPECT_EQ(main_of(after), main_of(before));
  EXPECT_EQ(plan_json(after), plan_json(before));
}

// --- Without a plan there are no kernels.

TEST(Metadata, WithoutThePlanNothingIsGenerated) {
  for (const char* key : {"tt_circular_buffers", "tt_cb_plan"}) {
    EXPECT_THAT(refusals(remove(key)), ElementsAre("T0500")) << key;
    EXPECT_THAT(message_of(remove(key)), HasSubstr(std::string("carries no `") + key + "`"));
  }
}

// --- A plan that the verifier rejects is refused.

TEST(Metadata, NoPagesAreRefused) { EXPECT_THAT(refusals(set_pages(0, 0)), AllOf(Not(IsEmpty()), Each("T0416"))); }

TEST(Metadata, MinusOnePagesAreRefused) {
  EXPECT_THAT(refusals(set_pages(0, -1)), AllOf(Not(IsEmpty()), Each("T0416")));
}

TEST(Metadata, MorePagesThanL1Are) {
  EXPECT_THAT(refusals(set_pages(0, 100)), AllOf(Not(IsEmpty()), Each("T0416")));
  EXPECT_THAT(message_of(set_pages(0, 100)), HasSubstr("R12: 1753088 B of 1395424 B"));
}

TEST(Metadata, PagesBeyondAnyMemoryAreRefused) {
  // The last ones, times the 8 tiles or the 16,384 B of a page, are 2 pages again modulo 2^64.
  for (const int64_t pages : {INT64_MAX, INT64_C(1) << 50, (INT64_C(1) << 50) + 2, (INT64_C(1) << 61) + 2})
    EXPECT_THAT(refusals(set_pages(0, pages)), AllOf(Not(IsEmpty()), Each("T0416"))) << pages;
}

TEST(Metadata, AWrongNameIsRefused) {
  const EditAttrs edit = set_in_entry(1, "name", tir::Attr::string("B"));
  EXPECT_THAT(refusals(edit), ElementsAre("T0416"));
  EXPECT_THAT(message_of(edit), HasSubstr("entry 1 is `B` of 16384 B; the body makes `B_shared` of 16384 B"));
}

TEST(Metadata, AWrongTileSizeIsRefused) {
  const EditAttrs edit = set_in_entry(2, "tile_size", tir::Attr::integer(2048));
  EXPECT_THAT(refusals(edit), ElementsAre("T0416"));
  EXPECT_THAT(message_of(edit), HasSubstr("entry 2 is `C_local` of 2048 B; the body makes `C_local` of 65536 B"));
}

TEST(Metadata, AnEntryOfTheWrongTypeIsRefused) {
  EXPECT_THAT(refusals(set_in_entry(0, "num_pages", tir::Attr::string("2"))), AllOf(Not(IsEmpty()), Each("T0416")));
  EXPECT_THAT(refusals(set_in_entry(0, "cb_id", tir::Attr::integer(7))), AllOf(Not(IsEmpty()), Each("T0416")));
}

/// The list counts for what the kernel declares; an edit beside it must not be lost without a word.
TEST(Metadata, APageCountThatIsEditedInThePlanInsteadOfTheListIsRefused) {
  EXPECT_THAT(refusals(set_pages_in_plan("A_shared", 4)), AllOf(Not(IsEmpty()), Each("T0416")));
  EXPECT_THAT(message_of(set_pages_in_plan("A_shared", 4)), HasSubstr("A_shared"));
}

TEST(Metadata, AMissingEntryIsRefused) {
  const auto shorten = [](tir::AttrDict& attrs) {
    tir::AttrArray list = *attrs.find("tt_circular_buffers")->as_array();
    list.pop_back();
    attrs.set("tt_circular_buffers", tir::Attr::array(std::move(list)));
  };
  EXPECT_THAT(refusals(shorten), AllOf(Not(IsEmpty()), Each("T0416")));
}

}  // namespace
}  // namespace tir2tt::codegen
