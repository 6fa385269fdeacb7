// The pass in one line per step:
//
//   PrimFunc ─ collect ─> tile program ─ classify, lay out ─> drafts ─ requests, trace ─> Problem ─ solve ─> Plan
//
// Everything before `solve` says what the kernel does, everything in plan/ what fits. Linear in the size of the
// function. In debug builds every plan goes through the independent verifier before it is written down.
#include "transform/tt/memory_space_lower_tt.h"

#include <fmt/format.h>

#include <algorithm>

#include "support/text.h"
#include "transform/tt/cb_draft.h"
#include "transform/tt/cb_metadata.h"
#include "transform/tt/lower_function.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using analysis::TileProgram;
using plan::CbRequest;
using plan::FunctionPlan;
using plan::Infeasible;

/// The most blocks that one core runs: what the schedule says, else the grid over the cores of the chip.
int64_t blocks_per_core(const tir::PrimFuncNode& func, const TileProgram& program, const target::Chip& chip) {
  if (const tir::Attr* a = func.attrs.find("tt_tiles_per_core"); a && a->as_array()) {
    int64_t most = 0;
    for (const tir::Attr& pair : *a->as_array()) {
      int64_t count = 0;
      const tir::AttrArray* entry = pair.as_array();
      if (!entry || entry->size() != 2 || !(*entry)[1].as_integer(&count)) return -1;
      most = std::max(most, count);
    }
    return most;
  }
  if (program.grid.extents.empty()) return -1;
  int64_t blocks = 1;
  for (const tir::Expr& e : program.grid.extents) {
    const int64_t* n = tir::as_int(e);
    if (!n || *n <= 0 || __builtin_mul_overflow(blocks, *n, &blocks)) return -1;
  }
  return blocks / chip.cores() + (blocks % chip.cores() != 0);
}

/// fp32 goes to DST unrounded unless the matrix engine reads it through SrcA and SrcB.
void choose_unpack_modes(const Drafts& drafts, const CbMap& map, FunctionPlan* f) {
  std::vector<bool> through_fpu(f->problem.cbs.size());
  for (size_t i = 0; i < drafts.ops.size(); ++i) {
    const analysis::TileOp& op = drafts.ops[i];
    if (drafts.vanished[i] || (op.kind != analysis::OpKind::Gemm && op.kind != analysis::OpKind::Reduce)) continue;
    if (drafts.in_vector_unit(op)) continue;
    if (const int partial = map.ops[i].partial; partial >= 0) {
      through_fpu[static_cast<size_t>(partial)] = true;
      continue;
    }
    for (const analysis::Operand& o : op.srcs) {
      const CbMap::OfBuffer& m = map.buffers[static_cast<size_t>(o.buffer)];
      for (int cb : {m.fpu >= 0 ? m.fpu : m.cb, m.transposed}) {
        if (cb >= 0) through_fpu[static_cast<size_t>(cb)] = true;
      }
    }
  }
  if (map.scaler >= 0) through_fpu[static_cast<size_t>(map.scaler)] = true;
  for (plan::BufferDecision& b : f->buffers) {
    if (b.placement != plan::Placement::CircularBuffer) continue;
    const CbRequest& r = f->problem.cbs[static_cast<size_t>(b.cb)];
    if (r.consumer != plan::Kernel::Compute) continue;
    const bool word = r.format == target::DataFormat::UInt32;  // not for DST
    const bool direct = target::format_info(r.format).bits == 32 && !word && !through_fpu[static_cast<size_t>(b.cb)];
    b.unpack_mode = direct ? "to_dest_fp32" : "default";
  }
}

DiagId diagnostic_of(Infeasible::Why why) {
  switch (why) {
    case Infeasible::Why::TooManyIds: return DiagId::TooManyBuffers;
    case Infeasible::Why::Dst: return DiagId::DstOverflow;
    case Infeasible::Why::L1: return DiagId::DoesNotFit;
    case Infeasible::Why::Unreadable:
    case Infeasible::Why::PageCount:  // 65,536 pages of any size are more than L1 holds
    case Infeasible::Why::Deadlock: break;
  }
  throw InternalError("the trace of a kernel must be balanced, and every page takes bytes");
}

/// The table of the smallest plan and what would fit.
std::string way_out(const FunctionPlan& f) {
  std::string out;
  if (!f.infeasible.smallest.empty()) {
    const plan::Plan& smallest = f.infeasible.smallest.front();
    out += "the smallest plan needs:\n";
    for (size_t i = 0; i < smallest.cbs.size() && i < f.problem.cbs.size(); ++i) {
      const CbRequest& r = f.problem.cbs[i];
      out += fmt::format("  {:<24} {:<12} {} × {} B = {} B\n", r.name, plan::to_string(r.role), smallest.cbs[i].blocks,
                         with_thousands(r.block_bytes()), with_thousands(smallest.cbs[i].bytes));
    }
  }
  for (const plan::WayOut& w : f.infeasible.ways_out) out += fmt::format("{}{}\n", w.fits ? "would fit: " : "", w.text);
  if (!out.empty()) out.pop_back();
  return out;
}

void report(const FunctionPlan& f, const tir::PrimFuncNode& func, Diagnostics& diags) {
  const int cb = f.infeasible.cb;
  const SourceSpan span =
      cb >= 0 && static_cast<size_t>(cb) < f.problem.cbs.size() && f.problem.cbs[static_cast<size_t>(cb)].span.known()
          ? f.problem.cbs[static_cast<size_t>(cb)].span
          : func.span;
  diags.add({diagnostic_of(f.infeasible.why), span, f.infeasible.message, way_out(f), f.function});
}

void solve(const TileProgram& program, const Drafts& drafts, const CbMap& map, FunctionPlan* f) {
  auto result = plan::solve(f->problem);
  if (std::holds_alternative<Infeasible>(result)) {
    label_axes(program, drafts, map, &f->problem);
    result = plan::solve(f->problem);
  }
  if (auto* plan = std::get_if<plan::Plan>(&result)) {
    f->plan = std::move(*plan);
    f->feasible = true;
  } else {
    f->infeasible = std::move(std::get<Infeasible>(result));
  }
}

void note_what_was_given_up(FunctionPlan* f) {
  for (const plan::CbPlan& p : f->plan.cbs) {
    const CbRequest& r = f->problem.cbs[static_cast<size_t>(p.id)];
    if (p.given_up > 0) {
      f->gave_up.push_back(
          fmt::format("{}: {} page{} instead of {}", r.name, p.blocks, p.blocks == 1 ? "" : "s", r.wanted_blocks));
    } else if (p.given_up < 0) {
      f->gave_up.push_back(fmt::format("{}: {} pages instead of {}, so that no kernel waits for itself", r.name,
                                       p.blocks, r.wanted_blocks));
    }
  }
}

std::optional<Lowered> prepare(const std::string& name, const tir::PrimFuncNode& func, const PassOptions& options,
                               TileProgram program, Diagnostics& diags) {
  const size_t errors = diags.error_count();
  Lowered l;
  l.program = std::move(program);
  for (const tir::Var& p : func.params) {
    if (p->name == key::kStartTile) l.start_tile = p;
    if (p->name == key::kTileCount) l.tile_count = p;
  }
  const int64_t blocks = blocks_per_core(func, l.program, *options.chip);
  l.drafts = classify_buffers(l.program, blocks, options, diags, l.refused);
  if (diags.error_count() > errors) return std::nullopt;
  lay_out_buffers(l.program, &l.drafts);
  if (options.cb_rule == CbRule::Dataflow) lay_out_tensors(l.program, &l.drafts, l.refused);
  l.plan.function = name;
  l.plan.rule = options.cb_rule == CbRule::Dataflow ? "dataflow" : "seed";
  l.plan.blocks_per_core = l.drafts.blocks_per_core;
  l.plan.problem = make_requests(l.program, l.drafts, options, &l.map, &l.plan.buffers, diags);
  l.plan.problem.function = name;
  if (diags.error_count() > errors) return std::nullopt;
  return l;
}

/// What the buffers would become, where a statement keeps the function from being planned: for the table only.
std::optional<FunctionPlan> make_refusal(const std::string& name, const tir::PrimFuncNode& func,
                                         const PassOptions& options, TileProgram program) {
  if (program.buffers.size() > analysis::kMaxBuffers) return std::nullopt;
  Diagnostics ignored;  // the statement that is refused has its diagnostic already
  std::optional<Lowered> l = prepare(name, func, options, std::move(program), ignored);
  if (!l) return std::nullopt;
  FunctionPlan& f = l->plan;
  f.infeasible.why = Infeasible::Why::Unreadable;
  f.infeasible.message = "a statement cannot be planned (the diagnostic names it); without it the buffers would be";
  plan::Plan& wanted = f.infeasible.smallest.emplace_back();
  for (const CbRequest& r : f.problem.cbs) {
    plan::CbPlan& cb = wanted.cbs.emplace_back();
    cb.id = static_cast<int>(wanted.cbs.size()) - 1;
    cb.blocks = r.wanted_blocks;
    cb.device_pages = cb.blocks * r.block_tiles;
    cb.bytes = cb.blocks * r.block_bytes();
  }
  return std::move(f);
}

#ifndef NDEBUG
void check_plan(const FunctionPlan& f) {
  for (const plan::Violation& v : plan::check(f.problem))
    throw InternalError("planning problem of " + f.function + ": " + v.rule + " " + v.text);
  if (!f.feasible) return;
  for (const plan::Violation& v : plan::verify(f.problem, f.plan))
    throw InternalError("plan of " + f.function + ": " + v.rule + " " + v.text);
}
#endif

std::optional<Lowered> lower(const std::string& name, const tir::PrimFuncNode& func, const PassOptions& options,
                             TileProgram program, Diagnostics& diags) {
  std::optional<Lowered> l = prepare(name, func, options, std::move(program), diags);
  if (!l) return std::nullopt;
  FunctionPlan& f = l->plan;
  if (options.cb_rule == CbRule::Dataflow) {
    l->core = make_core_program(l->program, l->drafts, l->map, &f.problem, l->refused);
    f.problem.trace = trace_of(l->core);
    check_for_kernels(l->program, l->drafts, l->map, f.problem, l->refused);
  }
  solve(l->program, l->drafts, l->map, &f);
  choose_unpack_modes(l->drafts, l->map, &f);
  note_what_was_given_up(&f);
#ifndef NDEBUG
  check_plan(f);
#endif
  if (!f.feasible) report(f, func, diags);
  return l;
}

bool too_many_buffers(const std::string& name, const TileProgram& program, const PassOptions& options,
                      Diagnostics& diags) {
  if (program.buffers.size() <= analysis::kMaxBuffers) return false;
  diags.add({DiagId::TooManyBuffers, program.buffers[analysis::kMaxBuffers].span,
             fmt::format("{} local buffers; {} has {} circular buffers", program.buffers.size(), options.chip->name,
                         options.chip->max_circular_buffers),
             "reuse buffers, or split the kernel", name});
  return true;
}

/// Chip, rule and reserve as the plan itself names them.
std::optional<PassOptions> plan_options(const tir::Attr& plan) {
  const tir::AttrDict* d = plan.as_dict();
  const tir::Attr* arch = d ? d->find("arch") : nullptr;
  const tir::Attr* rule = d ? d->find("rule") : nullptr;
  const tir::Attr* reserve = d ? d->find("l1_reserve") : nullptr;
  PassOptions options;
  if (!arch || !arch->as_string() || !rule || !rule->as_string()) return std::nullopt;
  options.chip = target::find_chip(*arch->as_string());
  options.cb_rule = *rule->as_string() == "seed" ? CbRule::Seed : CbRule::Dataflow;
  if (reserve) (void)reserve->as_integer(&options.l1_reserve);
  return options.chip ? std::optional(options) : std::nullopt;
}

}  // namespace

std::optional<Lowered> lower_function(const std::string& name, const tir::PrimFunc& func, const PassOptions& options,
                                      Diagnostics& diags) {
  TileProgram program = analysis::collect_tile_program(func, diags);
  if (!program.complete || too_many_buffers(name, program, options, diags)) return std::nullopt;
  return lower(name, *func, options, std::move(program), diags);
}

std::optional<FunctionPlan> plan_function(const std::string& name, const tir::PrimFunc& func,
                                          const PassOptions& options, Diagnostics& diags) {
  Diagnostics ignored;  // the seed's rule looks at shapes: a statement that it cannot read does not matter to it
  const bool seed = options.cb_rule == CbRule::Seed;
  TileProgram program = analysis::collect_tile_program(func, seed ? ignored : diags);
  if (!program.complete && !seed) return make_refusal(name, *func, options, std::move(program));
  if (too_many_buffers(name, program, options, diags)) return std::nullopt;
  std::optional<Lowered> l = lower(name, *func, options, std::move(program), diags);
  return l ? std::optional(std::move(l->plan)) : std::nullopt;
}

std::optional<std::vector<plan::Violation>> verify_annotated(const std::string& name, const tir::PrimFunc& func,
                                                             Diagnostics& diags) {
  const tir::Attr* attr = func->attrs.find("tt_cb_plan");
  if (!attr) return std::nullopt;
  const std::optional<PassOptions> options = plan_options(*attr);
  const std::optional<plan::Plan> plan = read_plan(func->attrs);
  if (!options || !plan) {
    diags.add({DiagId::PlanRejected, func->span, "`tt_cb_plan` is incomplete; it does not describe a plan",
               "run memory-space-lower-tt again", name});
    return std::nullopt;
  }
  const std::optional<FunctionPlan> fresh = plan_function(name, func, *options, diags);
  if (!fresh || !fresh->feasible) return std::nullopt;
  return plan::verify(fresh->problem, *plan);
}

namespace {

constexpr int64_t kMostPages = 65'535;  // R13

/// Page counts were edited: everything that follows from them, as tt-metal will lay it out.
void follow_page_counts(const plan::Problem& problem, plan::Plan* plan) {
  bool edited = false;
  for (size_t i = 0; i < plan->cbs.size(); ++i) {
    if (plan->cbs[i].blocks < 0 || plan->cbs[i].blocks > kMostPages) return;  // the verifier says so
    edited = edited || plan->cbs[i].device_pages != plan->cbs[i].blocks * problem.cbs[i].block_tiles;
  }
  if (!edited) return;
  const int64_t alignment = problem.chip->cb_alignment;
  int64_t at = problem.chip->cb_base;
  for (size_t i = 0; i < plan->cbs.size(); ++i) {
    plan::CbPlan& cb = plan->cbs[i];
    cb.device_pages = cb.blocks * problem.cbs[i].block_tiles;
    cb.bytes = cb.blocks * problem.cbs[i].block_bytes();
    cb.given_up = problem.cbs[i].wanted_blocks - cb.blocks;
    cb.l1_offset = (at + alignment - 1) / alignment * alignment;
    at = cb.l1_offset + cb.bytes;
  }
  plan->bytes_used = at - problem.chip->cb_base;
}

/// num_pages of a declared buffer stands in tt_cb_plan as well, for readers; there it is no place for edits.
std::string edited_elsewhere(const tir::AttrDict& attrs, const FunctionPlan& fresh) {
  const tir::AttrDict* plan = attrs.find("tt_cb_plan")->as_dict();
  const tir::Attr* list = plan ? plan->find("buffers") : nullptr;
  for (const tir::Attr& entry : list && list->as_array() ? *list->as_array() : tir::AttrArray()) {
    const tir::AttrDict* d = entry.as_dict();
    int64_t id = -1, blocks = 0, pages = 0;
    if (!d || !d->find("cb_id") || !d->find("cb_id")->as_integer(&id)) continue;
    if (id < 0 || id >= static_cast<int64_t>(fresh.problem.cbs.size())) continue;
    const CbRequest& r = fresh.problem.cbs[static_cast<size_t>(id)];
    if (!r.declared || !d->find("num_pages") || !d->find("num_pages")->as_integer(&blocks)) continue;
    if (!d->find("device_pages") || !d->find("device_pages")->as_integer(&pages)) continue;
    if (blocks > kMostPages || blocks * r.block_tiles == pages) continue;
    return fmt::format(
        "num_pages of `{}` in `tt_cb_plan` is {}, but its device_pages are {}; `tt_circular_buffers` is "
        "where pages are edited",
        r.name, blocks, pages);
  }
  return {};
}

/// The list that people edit still describes the buffers of this body.
std::string why_not_of(const tir::AttrDict& attrs, const FunctionPlan& fresh) {
  if (std::string edited = edited_elsewhere(attrs, fresh); !edited.empty()) return edited;
  const tir::Attr* list = attrs.find("tt_circular_buffers");
  const tir::AttrArray* entries = list ? list->as_array() : nullptr;
  if (!entries) return "`tt_circular_buffers` is missing";
  size_t declared = 0;
  for (const CbRequest& r : fresh.problem.cbs) declared += r.declared;
  if (entries->size() != declared) {
    return fmt::format("`tt_circular_buffers` has {} entries; the body makes {}", entries->size(), declared);
  }
  for (size_t i = 0; i < entries->size(); ++i) {
    const tir::AttrDict* d = (*entries)[i].as_dict();
    const tir::Attr* name = d ? d->find("name") : nullptr;
    const tir::Attr* size = d ? d->find("tile_size") : nullptr;
    int64_t bytes = 0;
    const CbRequest& r = fresh.problem.cbs[i];
    if (!name || !name->as_string() || !size || !size->as_integer(&bytes)) return "an entry is incomplete";
    if (*name->as_string() != r.name || bytes != r.block_bytes()) {
      return fmt::format("entry {} is `{}` of {} B; the body makes `{}` of {} B", i, *name->as_string(), bytes, r.name,
                         r.block_bytes());
    }
  }
  return {};
}

void reject(const std::string& name, const tir::PrimFunc& func, std::string why, Diagnostics& diags) {
  diags.add({DiagId::PlanRejected, func->span, std::move(why), "run memory-space-lower-tt again", name});
}

}  // namespace

std::optional<Lowered> lower_annotated(const std::string& name, const tir::PrimFunc& func, Diagnostics& diags) {
  const tir::Attr* attr = func->attrs.find("tt_cb_plan");
  if (!attr || !func->attrs.find("tt_circular_buffers")) {
    diags.add({DiagId::NoPlan, func->span,
               fmt::format("`{}` carries no {}; kernels are generated from the plan and from nothing else", name,
                           attr ? "`tt_circular_buffers`" : "`tt_cb_plan`"),
               "run the pipeline: tir2tt opt --passes=default", name});
    return std::nullopt;
  }
  const std::optional<PassOptions> options = plan_options(*attr);
  std::optional<plan::Plan> plan = read_plan(func->attrs);
  if (!options || !plan || options->cb_rule != CbRule::Dataflow) {
    reject(name, func, options && plan ? "a plan of the rule `seed` knows no kernels" : "`tt_cb_plan` is incomplete",
           diags);
    return std::nullopt;
  }
  std::optional<Lowered> l = lower_function(name, func, *options, diags);
  if (!l) return std::nullopt;
  if (std::string why = why_not_of(func->attrs, l->plan);
      !why.empty() || plan->cbs.size() != l->plan.problem.cbs.size()) {
    reject(name, func, why.empty() ? "`tt_cb_plan` describes another body" : why, diags);
    return std::nullopt;
  }
  follow_page_counts(l->plan.problem, &*plan);
  const std::vector<plan::Violation> broken = plan::verify(l->plan.problem, *plan);
  for (const plan::Violation& v : broken) reject(name, func, fmt::format("{}: {}", v.rule, v.text), diags);
  if (!broken.empty()) return std::nullopt;
  l->plan.plan = std::move(*plan);
  return l;
}

tir::IRModule memory_space_lower_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  tir::IRModule out = module;
  for (auto& [name, func] : out.functions) {
    if (!func->attrs.find("tt_schedule_policy")) {
      diags.add({DiagId::NotATTFunction, func->span,
                 fmt::format("`{}` has no `tt_schedule_policy` and is left alone", name),
                 "run apply-tt-defaults and the schedule passes first, or set the attribute", name});
      continue;
    }
    std::optional<FunctionPlan> plan = plan_function(name, func, options, diags);
    if (plan && plan->feasible) func = tir::with_attrs(func, annotate(func->attrs, std::move(*plan)));
  }
  return out;
}

}  // namespace tir2tt::transform
