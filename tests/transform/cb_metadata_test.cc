#include "transform/tt/cb_metadata.h"

#include <gtest/gtest.h>

namespace tir2tt::transform {
namespace {

plan::FunctionPlan one_buffer() {
  plan::FunctionPlan f;
  f.rule = "dataflow";
  f.feasible = true;
  f.problem.chip = target::find_chip("wormhole_b0");
  plan::CbRequest r;
  r.name = "A_tile";
  r.role = plan::Role::Input;
  r.rows = r.cols = 32;
  f.problem.cbs.push_back(r);
  plan::CbPlan p;
  p.id = 0, p.blocks = 2, p.device_pages = 2, p.bytes = 4096, p.l1_offset = 103712, p.safe_pages = 1;
  f.plan.cbs.push_back(p);
  f.plan.bytes_used = 4096, f.plan.bytes_available = 1395424;
  plan::BufferDecision d;
  d.name = "A_tile", d.placement = plan::Placement::CircularBuffer, d.cb = 0, d.reasons = {"because"};
  f.buffers.push_back(d);
  return f;
}

TEST(CbMetadata, ReadsBackWhatItWrote) {
  const tir::AttrDict attrs = annotate({}, one_buffer());
  const std::optional<plan::Plan> plan = read_plan(attrs);
  ASSERT_TRUE(plan.has_value());
  ASSERT_EQ(plan->cbs.size(), 1u);
  EXPECT_EQ(plan->cbs[0].blocks, 2);
  EXPECT_EQ(plan->cbs[0].bytes, 4096);
  EXPECT_EQ(plan->cbs[0].l1_offset, 103712);
  EXPECT_EQ(plan->bytes_available, 1395424);
}

TEST(CbMetadata, NoBoxedNumbersAnywhere) {
  const tir::AttrDict attrs = annotate({}, one_buffer());
  std::vector<const tir::Attr*> todo;
  for (const auto& [key, value] : attrs.entries()) todo.push_back(&value);
  size_t integers = 0;
  while (!todo.empty()) {
    const tir::Attr* a = todo.back();
    todo.pop_back();
    EXPECT_FALSE(a->get_if<tir::BoxedInt>() || a->get_if<tir::BoxedBool>() || a->get_if<tir::BoxedFloat>());
    integers += a->get_if<tir::IntValue>() != nullptr;
    if (a->as_array())
      for (const tir::Attr& x : *a->as_array()) todo.push_back(&x);
    if (a->as_dict())
      for (const auto& [key, value] : a->as_dict()->entries()) todo.push_back(&value);
  }
  EXPECT_GT(integers, 15u);
}

TEST(CbMetadata, KeepsOtherAttributes) {
  tir::AttrDict attrs;
  attrs.set("mine", tir::Attr::integer(7));
  attrs.set("tt_num_cbs", tir::Attr::integer(99));
  const tir::AttrDict out = annotate(attrs, one_buffer());
  int64_t v = 0;
  EXPECT_TRUE(out.find("mine")->as_integer(&v) && v == 7);
  EXPECT_TRUE(out.find("tt_num_cbs")->as_integer(&v) && v == 1);
  EXPECT_EQ(out.size(), 4u);
}

TEST(CbMetadata, MalformedPlansAreNoPlans) {
  tir::AttrDict attrs = annotate({}, one_buffer());
  attrs.erase("tt_circular_buffers");
  EXPECT_FALSE(read_plan(attrs).has_value());
  attrs.set("tt_cb_plan", tir::Attr::integer(1));
  EXPECT_FALSE(read_plan(attrs).has_value());
}

}  // namespace
}  // namespace tir2tt::transform
