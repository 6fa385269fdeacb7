#include "transform/tt/cb_metadata.h"

#include <array>

namespace tir2tt::transform {
namespace {

using plan::BufferDecision;
using plan::CbPlan;
using plan::CbRequest;
using plan::FunctionPlan;
using tir::Attr;
using tir::AttrArray;
using tir::AttrDict;

Attr text(std::string_view s) { return Attr(std::in_place_type<std::string>, s); }

/// [height, width] of the four hardware tiles: one array for all buffers that have it.
class TileShapes {
 public:
  Attr of(target::TileShape t) {
    Attr& a = known_[(t.height == 32 ? size_t{2} : 0) + (t.width == 32 ? 1 : 0)];
    if (a.is_none()) a = Attr::array({Attr::integer(t.height), Attr::integer(t.width)});
    return a;
  }

 private:
  std::array<Attr, 4> known_;
};

Attr texts(std::vector<std::string>&& lines) {
  AttrArray out;
  out.reserve(lines.size());
  for (std::string& line : lines) out.push_back(Attr::string(std::move(line)));
  return Attr::array(std::move(out));
}

/// One entry of tt_circular_buffers: exactly the four keys of the contract.
Attr contract_entry(const CbRequest& r, const CbPlan& p) {
  AttrDict d;
  d.reserve(4);
  d.append("cb_id", Attr::integer(p.id));
  d.append("name", Attr::string(r.name));
  d.append("num_pages", Attr::integer(p.blocks));
  d.append("tile_size", Attr::integer(r.block_bytes()));
  return Attr::dict(std::move(d));
}

void append_cb(const CbRequest& r, const CbPlan& p, std::string_view unpack_mode, TileShapes* shapes, AttrDict* d) {
  d->append("cb_id", Attr::integer(p.id));
  d->append("role", text(plan::to_string(r.role)));
  d->append("producer", text(plan::to_string(r.producer)));
  d->append("consumer", text(plan::to_string(r.consumer)));
  d->append("num_pages", Attr::integer(p.blocks));
  d->append("data_format", text(target::format_info(r.format).name));
  d->append("tile_shape", shapes->of(r.tile));
  d->append("device_page_bytes", Attr::integer(r.device_page_bytes()));
  d->append("device_pages", Attr::integer(p.device_pages));
  d->append("push_quantum", Attr::integer(r.push_quantum));
  d->append("pop_quantum", Attr::integer(r.pop_quantum));
  d->append("safe_pages", Attr::integer(p.safe_pages));
  d->append("given_up", Attr::integer(p.given_up));
  d->append("unpack_mode", text(unpack_mode));
  d->append("l1_offset", Attr::integer(p.l1_offset));
  d->append("l1_bytes", Attr::integer(p.bytes));
}

std::string_view placement_key(plan::Placement p) {
  constexpr std::string_view kKeys[] = {"circular_buffer", "merged", "dst", "not_placed"};
  return kKeys[static_cast<size_t>(p)];
}

Attr buffer_entry(const FunctionPlan& f, BufferDecision&& b, TileShapes* shapes) {
  AttrDict d;
  d.reserve(24);
  d.append("name", Attr::string(std::move(b.name)));
  d.append("declared", Attr::boolean(b.declared));
  d.append("shape", Attr::string(std::move(b.shape)));
  d.append("dtype", Attr::string(std::move(b.dtype)));
  d.append("placement", text(placement_key(b.placement)));
  if (b.placement == plan::Placement::CircularBuffer) {
    const size_t i = static_cast<size_t>(b.cb);
    append_cb(f.problem.cbs[i], f.plan.cbs[i], b.unpack_mode, shapes, &d);
  } else if (b.placement == plan::Placement::Merged) {
    d.append("merged_into", Attr::string(f.problem.cbs[static_cast<size_t>(b.cb)].name));
    d.append("role", text(plan::to_string(f.problem.cbs[static_cast<size_t>(b.cb)].role)));
  }
  d.append("reasons", texts(std::move(b.reasons)));
  return Attr::dict(std::move(d));
}

Attr plan_entry(FunctionPlan&& f) {
  TileShapes shapes;
  AttrArray buffers;
  buffers.reserve(f.buffers.size());
  for (BufferDecision& b : f.buffers) buffers.push_back(buffer_entry(f, std::move(b), &shapes));
  AttrDict d;
  d.reserve(16);
  d.append("arch", text(f.problem.chip->name));
  d.append("rule", Attr::string(f.rule));
  d.append("blocks_per_core", Attr::integer(f.blocks_per_core));
  d.append("buffers", Attr::array(std::move(buffers)));
  d.append("gave_up", texts(std::move(f.gave_up)));
  d.append("fp32_dest_acc", Attr::boolean(f.problem.fp32_dest_acc));
  d.append("cbs_used", Attr::integer(static_cast<int64_t>(f.plan.cbs.size())));
  d.append("cbs_available", Attr::integer(f.problem.chip->max_circular_buffers));
  d.append("dst_tiles_used", Attr::integer(f.plan.dst_tiles_used));
  d.append("dst_tiles_available", Attr::integer(f.plan.dst_tiles_available));
  d.append("l1_base", Attr::integer(f.problem.chip->cb_base));
  d.append("l1_reserve", Attr::integer(f.problem.l1_reserve));
  d.append("l1_bytes_used", Attr::integer(f.plan.bytes_used));
  d.append("l1_bytes_available", Attr::integer(f.plan.bytes_available));
  return Attr::dict(std::move(d));
}

// ---- reading ----------------------------------------------------------------------------------------------------

bool get(const AttrDict& d, std::string_view key, int64_t* out) {
  const Attr* a = d.find(key);
  return a && a->as_integer(out);
}

std::optional<CbPlan> read_cb(const AttrDict& d) {
  CbPlan p;
  int64_t id = 0;
  if (!get(d, "cb_id", &id) || id < 0 || id > 1'000'000) return std::nullopt;
  p.id = static_cast<int>(id);
  if (!get(d, "num_pages", &p.blocks) || !get(d, "device_pages", &p.device_pages) ||
      !get(d, "l1_offset", &p.l1_offset) || !get(d, "l1_bytes", &p.bytes) || !get(d, "safe_pages", &p.safe_pages) ||
      !get(d, "given_up", &p.given_up)) {
    return std::nullopt;
  }
  return p;
}

/// num_pages as somebody may have edited it.
bool apply_contract(const AttrDict& attrs, plan::Plan* plan) {
  const Attr* list = attrs.find("tt_circular_buffers");
  const AttrArray* entries = list ? list->as_array() : nullptr;
  if (!entries || entries->size() > plan->cbs.size()) return false;
  for (const Attr& entry : *entries) {
    const AttrDict* d = entry.as_dict();
    int64_t id = 0, pages = 0;
    if (!d || !get(*d, "cb_id", &id) || !get(*d, "num_pages", &pages)) return false;
    if (id < 0 || id >= static_cast<int64_t>(plan->cbs.size())) return false;
    plan->cbs[static_cast<size_t>(id)].blocks = pages;
  }
  return true;
}

}  // namespace

AttrDict annotate(const AttrDict& attrs, FunctionPlan f) {
  AttrArray contract;
  contract.reserve(f.problem.cbs.size());
  for (size_t i = 0; i < f.problem.cbs.size(); ++i) {
    if (f.problem.cbs[i].declared) contract.push_back(contract_entry(f.problem.cbs[i], f.plan.cbs[i]));
  }
  AttrDict out = attrs;
  out.set("tt_num_cbs", Attr::integer(static_cast<int64_t>(contract.size())));
  out.set("tt_circular_buffers", Attr::array(std::move(contract)));
  out.set("tt_cb_plan", plan_entry(std::move(f)));
  return out;
}

std::optional<plan::Plan> read_plan(const AttrDict& attrs) {
  const Attr* a = attrs.find("tt_cb_plan");
  const AttrDict* d = a ? a->as_dict() : nullptr;
  const Attr* list = d ? d->find("buffers") : nullptr;
  const AttrArray* buffers = list ? list->as_array() : nullptr;
  if (!buffers) return std::nullopt;
  plan::Plan plan;
  for (const Attr& entry : *buffers) {
    const AttrDict* b = entry.as_dict();
    if (!b) return std::nullopt;
    if (!b->find("cb_id")) continue;
    std::optional<CbPlan> cb = read_cb(*b);
    if (!cb) return std::nullopt;
    plan.cbs.push_back(*cb);
  }
  const bool totals =
      get(*d, "l1_bytes_used", &plan.bytes_used) && get(*d, "l1_bytes_available", &plan.bytes_available) &&
      get(*d, "dst_tiles_used", &plan.dst_tiles_used) && get(*d, "dst_tiles_available", &plan.dst_tiles_available);
  if (!totals || !apply_contract(attrs, &plan)) return std::nullopt;
  return plan;
}

}  // namespace tir2tt::transform
