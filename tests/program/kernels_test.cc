#include "program/kernels.h"

#include "sample_kernels.h"
#include "tvm/json.h"

namespace tir2tt::program {
namespace {

using namespace test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(Kernels, OfEveryFunction) {
  const Made made = make(kTwo);
  ASSERT_THAT(made.kernels, SizeIs(2));
  EXPECT_EQ(made.kernels[0].name, "first");
  EXPECT_EQ(made.kernels[1].spec.tensors[1].tir_name, "Z");
  EXPECT_FALSE(has_lowered(made.input.module.module));
  EXPECT_TRUE(has_lowered(made.annotated));
  for (const auto& [name, function] : made.annotated.functions) EXPECT_TRUE(is_lowered(*function)) << name;
}

TEST(Kernels, CommentsAreLinesOfTheText) {
  const Made made = make(kAdd);
  EXPECT_THAT(made.kernels[0].spec.kernels[0].text, HasSubstr("// T.copy(A[by * 32, bx * 32], a)\n"));
}

TEST(Kernels, OfJsonTheCommentsAreLinesOfItsScript) {
  const Made script = make(kTwo);
  Diagnostics diags;
  const std::string json = tvm::write_json(script.input.module.module, tvm::JsonEra::Prefixed, diags);
  ASSERT_FALSE(diags.has_errors());
  const Made made = make(json, "kernel.json");
  ASSERT_THAT(made.kernels, SizeIs(2));
  for (size_t k = 0; k < 2; ++k) {
    for (size_t i = 0; i < made.kernels[k].spec.kernels.size(); ++i)
      EXPECT_EQ(made.kernels[k].spec.kernels[i].text, script.kernels[k].spec.kernels[i].text);
  }
  EXPECT_THAT(made.kernels[0].spec.kernels[0].text, HasSubstr("// x[i, j] = X[i, bx * 32 + j]\n"));
}

TEST(Kernels, ACarriedPlanIsTakenAsItIs) {
  const Made made = make(kAdd);
  const std::string script = tvm::print_as_script(made.input.module, made.annotated);
  const std::string edited = with_pages(script, 5);
  const driver::Input input = read(edited);
  Diagnostics diags;
  const tir::IRModule again = annotate(input.module.module, wormhole(), diags);
  EXPECT_EQ(again.functions[0].second, input.module.module.functions[0].second) << "the very same function";
  const auto kernels = generate_kernels(input, again, wormhole(), codegen::classic_dialect(), diags);
  ASSERT_THAT(kernels, SizeIs(1)) << texts(diags);
  EXPECT_EQ(kernels[0].spec.cbs[0].pages, 5);
}

TEST(Kernels, OnlyWhatIsNotLoweredGoesThroughThePasses) {
  const Made made = make(kTwo);
  tir::IRModule mixed = made.input.module.module;
  mixed.functions[1] = made.annotated.functions[1];
  Diagnostics diags;
  const tir::IRModule out = annotate(mixed, wormhole(), diags);
  EXPECT_FALSE(diags.has_errors()) << texts(diags);
  EXPECT_EQ(out.functions[1].second, mixed.functions[1].second);
  EXPECT_NE(out.functions[0].second, mixed.functions[0].second);
  EXPECT_TRUE(is_lowered(*out.functions[0].second));
}

TEST(Kernels, WishesThatACarriedPlanContradicts) {
  const Made made = make(kAdd);
  PlanWishes wishes{wormhole(), true, false};
  Diagnostics none;
  check_wishes(made.annotated, made.kernels, wishes, none);
  EXPECT_THAT(ids(none), IsEmpty()) << "the same chip";
  wishes.options.chip = target::find_chip("blackhole");
  wishes.reserve_given = true;
  check_wishes(made.input.module.module, made.kernels, wishes, none);
  EXPECT_THAT(ids(none), IsEmpty()) << "the file carried no plan";
  Diagnostics both;
  check_wishes(made.annotated, made.kernels, wishes, both);
  EXPECT_THAT(ids(both), ElementsAre("T0009", "T0009"));
  EXPECT_THAT(texts(both), AllOf(HasSubstr("`--arch blackhole` for a plan that was made for wormhole_b0"),
                                 HasSubstr("`--l1-reserve` for a plan that is made already")));
}

}  // namespace
}  // namespace tir2tt::program
