#include "transform/tt/verify_tt_ir.h"

#include <gmock/gmock.h>

#include "transform/kernels.h"
#include "transform/tt/grid_to_persistent_tt.h"
#include "transform/tt/infer_default_tt_schedule.h"
#include "transform/tt/infer_default_tt_shard.h"
#include "transform/tt/tile_pad_tt.h"
#include "transform/tt/tt_tiles_to_core_map.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Attr cb(int64_t id, int64_t pages, int64_t bytes) {
  AttrDict d;
  d.set("cb_id", Attr::integer(id));
  d.set("name", Attr::string("t" + std::to_string(id)));
  d.set("num_pages", Attr::integer(pages));
  d.set("tile_size", Attr::integer(bytes));
  return Attr::dict(std::move(d));
}
void set_cbs(AttrDict& attrs, tir::AttrArray cbs) {
  attrs.set("tt_num_cbs", Attr::integer(static_cast<int64_t>(cbs.size())));
  attrs.set("tt_circular_buffers", Attr::array(std::move(cbs)));
}

/// A function with complete metadata. 20 blocks; its tensor of 100 rows needs padding.
PrimFunc complete(GridKernel k = {}, AttrDict attrs = tt_attrs()) {
  k.out = make_buffer("Out", std::vector<int64_t>{100, 64});
  k.inner = store(k.out, {k.bx, k.by}, k.bz);
  set_cbs(attrs, {cb(0, 2, 2048), cb(1, 1, 4096)});
  PrimFunc f = run_pass(infer_default_tt_schedule, k.func(10, 2, 1, attrs));
  f = run_pass(infer_default_tt_shard, f);
  f = run_pass(grid_to_persistent_tt, f);
  f = run_pass(tt_tiles_to_core_map, f);
  return run_pass(tile_pad_tt, f);
}

template <class Edit>
std::vector<std::string> ids_after(Edit edit) {
  const PrimFunc f = complete();
  AttrDict attrs = f->attrs;
  edit(attrs);
  return ids_of(verify_tt_ir, with_attrs(f, attrs));
}
/// `attrs[name][entry] = value`, for dicts.
void edit_dict(AttrDict& attrs, const std::string& name, const std::string& entry, Attr value) {
  AttrDict d = *attrs.find(name)->as_dict();
  d.set(entry, std::move(value));
  attrs.set(name, Attr::dict(std::move(d)));
}
void edit_row(AttrDict& attrs, const std::string& name, size_t row, std::initializer_list<int64_t> values) {
  tir::AttrArray rows = *attrs.find(name)->as_array();
  tir::AttrArray list;
  for (int64_t v : values) list.push_back(Attr::integer(v));
  rows.at(row) = Attr::array(std::move(list));
  attrs.set(name, Attr::array(std::move(rows)));
}

TEST(VerifyTTIR, CompleteMetadataIsAccepted) {
  const PrimFunc f = complete();
  EXPECT_THAT(ids_of(verify_tt_ir, f), IsEmpty());
  const PrimFunc v = run_pass(verify_tt_ir, f);
  EXPECT_EQ(text(v, "tt_ir_validated"), "true");
  EXPECT_EQ(text(v, "tt_validation_error_count"), "0");
  EXPECT_EQ(text(v, "tt_validation_warning_count"), "0");
  EXPECT_EQ(v->body, f->body);
}

TEST(VerifyTTIR, CountsWhatItFinds) {
  PrimFunc f = complete();
  AttrDict attrs = f->attrs;
  attrs.set("tt_num_cbs", Attr::integer(3));
  attrs.erase("tt_core_ranges");
  edit_dict(attrs, "tt_shard", "Gone", Attr::dict({}));
  Diagnostics diags;
  f = verify_tt_ir(module_of(with_attrs(f, attrs)), options_for(), diags).functions[0].second;
  EXPECT_EQ(text(f, "tt_ir_validated"), "false");
  EXPECT_EQ(text(f, "tt_validation_error_count"), "2");
  EXPECT_EQ(text(f, "tt_validation_warning_count"), "1");
  EXPECT_EQ(diags.error_count(), 2u);
}

TEST(VerifyTTIR, WithoutPolicyNothingIsChecked) {
  EXPECT_THAT(ids_of(verify_tt_ir, GridKernel().func(2, 1, 1, {})), ElementsAre("T0400"));
}

TEST(VerifyTTIR, OneMessagePerPassThatDidNotRun) {
  AttrDict attrs;
  attrs.set("tt_schedule_policy", Attr::string("contiguous"));
  EXPECT_THAT(ids_of(verify_tt_ir, GridKernel().func(2, 1, 1, attrs)),
              ElementsAre("T0309", "T0309", "T0309", "T0309", "T0309"));
}

TEST(VerifyTTIR, ASymbolicGridIsAWarning) {
  GridKernel k;
  const tir::Var m = tir::make_var("m", tir::DataType::Int(32));
  AttrDict attrs = tt_attrs();
  set_cbs(attrs, {});
  PrimFunc f = run_pass(infer_default_tt_schedule, k.func(m, tir::make_int(2), tir::make_int(1), attrs));
  f = run_pass(infer_default_tt_shard, f);
  f = run_pass(grid_to_persistent_tt, f);
  f = run_pass(tt_tiles_to_core_map, f);
  EXPECT_THAT(ids_of(verify_tt_ir, f), ElementsAre("T0308"));
}

TEST(VerifyTTIR, Grid) {
  EXPECT_THAT(ids_after([](AttrDict& a) { a.set("tt_grid_x", Attr::integer(0)); }), ElementsAre("T0305"));
  EXPECT_THAT(ids_after([](AttrDict& a) { a.set("tt_grid_x", Attr::string("ten")); }), ElementsAre("T0302"));
  EXPECT_THAT(ids_after([](AttrDict& a) { a.set("tt_grid_x", Attr::integer(11)); }), ElementsAre("T0310"));
}

TEST(VerifyTTIR, Cores) {
  EXPECT_THAT(ids_of(verify_tt_ir, complete(), options_for("blackhole")), ElementsAre("T0311"));
  // A gap, an overlap, too many, too few. tt_schedule then differs as well.
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_row(a, "tt_core_runtime_args", 3, {4, 1}); }), ElementsAre("T0312"));
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_row(a, "tt_core_runtime_args", 3, {2, 1}); }), ElementsAre("T0312"));
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_row(a, "tt_core_runtime_args", 19, {19, 5}); }), ElementsAre("T0312"));
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_row(a, "tt_core_runtime_args", 19, {20, 0}); }), ElementsAre("T0312"));
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_row(a, "tt_core_runtime_args", 19, {19, -1}); }), ElementsAre("T0312"));
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_row(a, "tt_core_runtime_args", 19, {19}); }), ElementsAre("T0302"));
  EXPECT_THAT(ids_after([](AttrDict& a) {
                edit_row(a, "tt_tiles_per_core", 19, {20, 0});
              }),
              ElementsAre("T0312", "T0312"));
  EXPECT_THAT(ids_after([](AttrDict& a) { a.set("tt_core_runtime_args", Attr::array({})); }), ElementsAre("T0311"));
}

TEST(VerifyTTIR, CoreRanges) {
  EXPECT_THAT(ids_after([](AttrDict& a) {
                edit_row(a, "tt_core_ranges", 3, {8, 0, 8, 0, 3, 1});
              }),
              ElementsAre("T0313"));
  EXPECT_THAT(ids_after([](AttrDict& a) {
                edit_row(a, "tt_core_ranges", 3, {3, 0, 4, 0, 3, 1});
              }),
              ElementsAre("T0313"));
  EXPECT_THAT(ids_after([](AttrDict& a) {
                edit_row(a, "tt_core_ranges", 3, {2, 0, 2, 0, 3, 1});
              }),
              ElementsAre("T0312"));
  EXPECT_THAT(ids_after([](AttrDict& a) {
                edit_row(a, "tt_core_ranges", 3, {3, 0, 3, 0, 9, 1});
              }),
              ElementsAre("T0312"));
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_row(a, "tt_core_ranges", 3, {3, 0, 3}); }), ElementsAre("T0302"));
}

TEST(VerifyTTIR, RuntimeArguments) {
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_dict(a, "tt_runtime_args", "start_tile", Attr::integer(1)); }),
              ElementsAre("T0314"));
  EXPECT_THAT(ids_after([](AttrDict& a) {
                edit_dict(a, "tt_runtime_args", "param_order", Attr::array({Attr::string("nobody")}));
              }),
              ElementsAre("T0314"));
  const PrimFunc f = complete();
  auto g = std::make_shared<tir::PrimFuncNode>(*f);
  g->params.erase(g->params.begin() + 1);
  EXPECT_THAT(ids_of(verify_tt_ir, g), ElementsAre("T0314", "T0314"));
}

TEST(VerifyTTIR, TheLoop) {
  EXPECT_THAT(ids_after([](AttrDict& a) { a.set("tt_persistent_loop", Attr::boolean(false)); }), ElementsAre("T0315"));
  const PrimFunc f = complete();
  auto g = std::make_shared<tir::PrimFuncNode>(*f);
  g->body = GridKernel().inner;
  EXPECT_THAT(ids_of(verify_tt_ir, g), ElementsAre("T0315"));
}

TEST(VerifyTTIR, Shards) {
  EXPECT_THAT(ids_after([](AttrDict& a) { a.set("tt_shard", Attr::dict({})); }), ElementsAre("T0316", "T0317"));
  const auto edited = [](const std::string& k, Attr v) {
    return ids_after([&](AttrDict& a) {
      AttrDict entry = *a.find("tt_shard")->as_dict()->find("Out")->as_dict();
      entry.set(k, v);
      edit_dict(a, "tt_shard", "Out", Attr::dict(entry));
    });
  };
  EXPECT_THAT(edited("tiles_height", Attr::integer(3)), ElementsAre("T0316"));
  EXPECT_THAT(edited("tile_shape", Attr::integer(32)), ElementsAre("T0316"));
  EXPECT_THAT(edited("layout", Attr::integer(3)), ElementsAre("T0316"));
  EXPECT_THAT(edited("tile_axes", Attr::array({Attr::integer(1), Attr::integer(1)})), ElementsAre("T0316"));
  EXPECT_THAT(edited("tile_axes", Attr::array({Attr::integer(0), Attr::integer(2)})), ElementsAre("T0316"));
  EXPECT_THAT(edited("needs_padding", Attr::boolean(false)), ElementsAre("T0317"));
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_dict(a, "tt_shard", "B", Attr::dict({})); }), ElementsAre("T0318"));
}

TEST(VerifyTTIR, Padding) {
  EXPECT_THAT(ids_after([](AttrDict& a) { a.erase("tt_padding_info"); }), ElementsAre("T0317"));
  EXPECT_THAT(ids_after([](AttrDict& a) { edit_dict(a, "tt_padding_info", "B", Attr::dict({})); }),
              ElementsAre("T0318"));
}

TEST(VerifyTTIR, CircularBuffers) {
  EXPECT_THAT(ids_after([](AttrDict& a) { a.set("tt_num_cbs", Attr::integer(3)); }), ElementsAre("T0319"));
  EXPECT_THAT(ids_after([](AttrDict& a) { set_cbs(a, {cb(0, 1, 2048), cb(2, 1, 2048)}); }), ElementsAre("T0320"));
  EXPECT_THAT(ids_after([](AttrDict& a) { set_cbs(a, {cb(1, 1, 2048), cb(0, 1, 2048)}); }), ElementsAre("T0320"));
  EXPECT_THAT(ids_after([](AttrDict& a) { set_cbs(a, {cb(0, 0, 2048)}); }), ElementsAre("T0321"));
  EXPECT_THAT(ids_after([](AttrDict& a) { set_cbs(a, {Attr::string("A")}); }), ElementsAre("T0321"));
  EXPECT_THAT(ids_after([](AttrDict& a) { set_cbs(a, {cb(0, INT64_MAX, INT64_MAX)}); }), ElementsAre("T0321"));
  EXPECT_THAT(ids_after([](AttrDict& a) { set_cbs(a, {cb(0, 1000, 2048)}); }), ElementsAre("T0322"));
  EXPECT_THAT(ids_after([](AttrDict& a) {
                tir::AttrArray many;
                for (int i = 0; i < 33; ++i) many.push_back(cb(i, 1, 2048));
                set_cbs(a, std::move(many));
              }),
              ElementsAre("T0323"));
}

}  // namespace
}  // namespace tir2tt::transform::test
