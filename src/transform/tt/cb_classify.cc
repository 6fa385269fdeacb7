// Which tile buffers become circular buffers, which melt into another one, and in which role: from producers and
// consumers alone.
//
// Merging a copy `dst = src` of the whole buffer saves a CB and a pass through compute:
//   - *straight to the output*: src is computed, only this copy reads it, and dst is stored: src melts into dst, the
//     packer writes dst (converting, if dst is narrower);
//   - *plain copy*: dst is written by this copy only, has src's type, and src is not written while dst is needed:
//     dst melts into src.
// Roles follow from who produces (reader, compute) and who consumes (compute, writer); a buffer whose value is carried
// around a loop that updates it is an accumulator.
#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/cb_draft.h"

namespace tir2tt::transform {
namespace {

using analysis::bit;
using analysis::BufferSet;
using analysis::Effect;
using analysis::OpKind;
using analysis::Pattern;
using analysis::Step;
using analysis::StepKind;
using analysis::TileBuffer;
using analysis::TileOp;
using analysis::TileProgram;
using plan::Role;

bool is_seed_shape(const TileBuffer& b) {
  return b.shape.size() == 2 && b.shape[0] > 0 && b.shape[0] <= 64 && b.shape[1] > 0 && b.shape[1] <= 64;
}

/// Empty if the buffer may become a CB, else why not.
std::string why_not_placed(const TileBuffer& b, const PassOptions& options) {
  if (options.cb_rule == CbRule::Seed) {
    return is_seed_shape(b) ? "" : "not a static 2-D buffer of at most 64 x 64 (seed rule)";
  }
  const bool on_chip = (b.scope.starts_with("shared") && b.scope != "shared.barrier" && b.scope != "shared.tmem") ||
                       b.scope == "local.fragment" || (b.scope == "local" && b.shape.size() >= 2);
  if (!on_chip && b.scope != "global") return fmt::format("scope `{}` is no memory for tiles", b.scope);
  if (!on_chip && !is_seed_shape(b)) {
    return "its scope says nothing, and it is not a static 2-D buffer of at most 64 x 64";
  }
  if (!b.touched && b.elements() == 1) return "one element that no tile operation uses";
  return "";
}

void place(const TileProgram& p, const PassOptions& options, Drafts* d) {
  for (size_t i = 0; i < p.buffers.size(); ++i) {
    const TileBuffer& b = p.buffers[i];
    BufferDraft& draft = d->buffers[i];
    draft.stored_as = kept_as(b.dtype, d->half);
    draft.unused = !b.touched;
    std::string why = why_not_placed(b, options);
    draft.placed = why.empty();
    draft.reasons.reserve(3);
    if (!draft.placed) draft.reasons.push_back(std::move(why));
  }
}

void count_uses(Drafts* d) {
  for (size_t i = 0; i < d->ops.size(); ++i) {
    if (d->vanished[i]) continue;
    const TileOp& op = d->ops[i];
    const bool by_reader = op.kind == OpKind::Load;
    if (op.dst >= 0) {
      BufferDraft& dst = d->buffers[static_cast<size_t>(op.dst)];
      (by_reader && !op.converts ? dst.loaded : dst.computed) = true;
      // What only compute can do: convert while loading, or keep the part of the buffer that is not loaded.
      if (by_reader && (op.converts || op.reads_dst)) dst.loaded = dst.staged_load = true;
      if (by_reader && op.reads_dst) dst.updated_in_place = dst.read_by_compute = true;
      if (op.reads_dst && !by_reader) dst.updated_in_place = dst.read_by_compute = true;
    }
    for (const analysis::Operand& o : op.srcs) {
      BufferDraft& src = d->buffers[static_cast<size_t>(o.buffer)];
      (op.kind == OpKind::Store ? src.stored : src.read_by_compute) = true;
    }
  }
}

Effect effect_of(const TileOp& op, bool vanished) {
  Effect e;
  if (vanished) return e;
  for (const analysis::Operand& o : op.srcs) e.reads |= bit(o.buffer);
  if (op.dst >= 0) {
    e.writes = bit(op.dst);
    (op.reads_dst ? e.reads : e.kills) |= bit(op.dst);
  }
  return e;
}

// ---- merging ----------------------------------------------------------------------------------------------------

/// Numbers about one buffer that merging needs.
struct Uses {
  int writes = 0, reads = 0, stores = 0, updates = 0, loads = 0;
};

std::vector<Uses> count(const Drafts& d) {
  std::vector<Uses> u(d.buffers.size());
  for (size_t i = 0; i < d.ops.size(); ++i) {
    if (d.vanished[i]) continue;
    const TileOp& op = d.ops[i];
    if (op.dst >= 0) {
      Uses& dst = u[static_cast<size_t>(op.dst)];
      ++dst.writes;
      dst.updates += op.reads_dst;
      dst.loads += op.kind == OpKind::Load;
    }
    for (const analysis::Operand& o : op.srcs)
      ++(op.kind == OpKind::Store ? u[static_cast<size_t>(o.buffer)].stores : u[static_cast<size_t>(o.buffer)].reads);
  }
  return u;
}

/// `src` is written somewhere while `dst` still holds what it was copied.
bool overwritten_while_live(const TileProgram& p, const Drafts& d, int src, int dst) {
  for (size_t i = 0; i < p.steps.size(); ++i) {
    const Step& s = p.steps[i];
    if (s.kind != StepKind::Op) continue;
    if ((d.effects[static_cast<size_t>(s.op)].writes & bit(src)) && (d.liveness.after[i] & bit(dst))) return true;
  }
  return false;
}

void rename(Drafts* d, int from, int to) {
  for (TileOp& op : d->ops) {
    if (op.dst == from) op.dst = to;
    if (op.like == from) op.like = to;
    for (analysis::Operand& o : op.srcs) {
      if (o.buffer == from) o.buffer = to;
    }
  }
}

void merge(const TileProgram& p, Drafts* d, size_t op, int gone, int into, std::string reason) {
  BufferDraft& draft = d->buffers[static_cast<size_t>(gone)];
  draft.placed = false;
  draft.merged_into = into;
  draft.reasons.push_back(std::move(reason));
  d->vanished[op] = true;
  // An accumulator that stays in DST does so under its new name.
  const bool tracked = gone < analysis::kMaxBuffers && into < analysis::kMaxBuffers;
  if (tracked && (d->resident & bit(gone))) d->resident = (d->resident & ~bit(gone)) | bit(into);
  rename(d, gone, into);
  analyse_liveness(p, d);
}

bool narrower(tir::DataType to, tir::DataType from) {
  return to.is_floating() && from.is_floating() && to.bits < from.bits;
}

void merge_copies(const TileProgram& p, Drafts* d) {
  for (size_t i = 0; i < d->ops.size(); ++i) {
    const TileOp& op = d->ops[i];
    if (d->vanished[i] || op.kind != OpKind::Copy || op.reads_dst || !op.srcs[0].whole) continue;
    if (op.srcs[0].pattern != Pattern::Same || op.srcs[0].buffer == op.dst) continue;
    const int src = op.srcs[0].buffer, dst = op.dst;
    const TileBuffer& from = p.buffers[static_cast<size_t>(src)];
    const TileBuffer& to = p.buffers[static_cast<size_t>(dst)];
    if (!d->buffers[static_cast<size_t>(src)].placed || !d->buffers[static_cast<size_t>(dst)].placed) continue;
    if (from.elements() != to.elements()) continue;
    const std::vector<Uses> uses = count(*d);
    const Uses& s = uses[static_cast<size_t>(src)];
    const Uses& t = uses[static_cast<size_t>(dst)];
    const bool same_type = from.dtype == to.dtype;
    if (t.writes != 1) continue;
    if (s.loads == 0 && s.reads == 1 && s.updates == 0 && s.stores == 0 && t.stores > 0 && t.reads == 0 &&
        (same_type || narrower(to.dtype, from.dtype))) {
      merge(p, d, i, src, dst,
            fmt::format("computed straight into `{}`, its only use{}", to.name,
                        same_type ? "" : fmt::format("; the packer rounds to {}", to_string(to.dtype))));
    } else if (same_type && !overwritten_while_live(p, *d, src, dst)) {
      merge(p, d, i, dst, src,
            fmt::format("a plain copy of `{}`, which is not written while the copy is needed", from.name));
    } else if (same_type) {
      d->buffers[static_cast<size_t>(dst)].reasons.push_back(
          fmt::format("keeps what `{}` was before it is written again", from.name));
    }
  }
}

// ---- roles ------------------------------------------------------------------------------------------------------

struct Loop {
  int step;
  int64_t trips;
};

/// Walks steps with the loops around them.
template <class Visit>
void for_each_op(const TileProgram& p, const Visit& visit) {
  std::vector<Loop> loops;
  for (size_t i = 0; i < p.steps.size(); ++i) {
    const Step& s = p.steps[i];
    if (s.kind == StepKind::LoopBegin) loops.push_back({static_cast<int>(i), s.trips});
    if (s.kind == StepKind::LoopEnd) loops.pop_back();
    if (s.kind == StepKind::Op) visit(s, loops);
  }
}

/// How often a block fills each buffer, and the author's num_stages for those that a loop loads.
void count_fills(const TileProgram& p, Drafts* d) {
  for_each_op(p, [&](const Step& s, const std::vector<Loop>& loops) {
    const TileOp& op = d->ops[static_cast<size_t>(s.op)];
    if (d->vanished[static_cast<size_t>(s.op)] || op.dst < 0) return;
    BufferDraft& b = d->buffers[static_cast<size_t>(op.dst)];
    int64_t times = 1, stages = 0;
    for (const Loop& loop : loops) {
      const Step& begin = p.steps[static_cast<size_t>(loop.step)];
      if (begin.grid || d->resident_op[static_cast<size_t>(loop.step)] == s.op) continue;
      times =
          times < 0 || loop.trips < 0 || loop.trips > 1'000'000 ? -1 : std::min<int64_t>(times * loop.trips, 1'000'000);
      if (begin.num_stages > 0) stages = begin.num_stages;
    }
    b.fills_per_block = b.fills_per_block < 0 || times < 0 ? -1 : b.fills_per_block + times;
    if (op.kind == OpKind::Load || !op.loads.empty()) b.num_stages = std::max(b.num_stages, stages);
  });
}

/// Buffers whose value goes around a loop that also writes them.
BufferSet carried(const TileProgram& p, const Drafts& d) {
  BufferSet out = 0;
  for (size_t i = 0; i < p.steps.size(); ++i) {
    const Step& s = p.steps[i];
    if (s.kind != StepKind::LoopBegin || s.grid) continue;
    out |= d.liveness.loops[i].exposed & d.liveness.loops[i].written;
  }
  return out;
}

bool only_constant_fill(const Drafts& d, int b) {
  int fills = 0;
  for (size_t i = 0; i < d.ops.size(); ++i) {
    if (d.vanished[i] || d.ops[i].dst != b) continue;
    if (d.ops[i].kind != OpKind::Fill) return false;
    ++fills;
  }
  return fills == 1;
}

/// The convention of the existing tests, for buffers that the body does not use: circular-buffers.md, 2.5.
bool named_like_an_accumulator(std::string_view name) {
  return name.find('C') != name.npos || name.find("accum") != name.npos || name.find("output") != name.npos;
}

void assign_role(const Drafts& d, int i, bool is_carried, const std::string& name, BufferDraft* b) {
  if (b->unused) {
    b->role = named_like_an_accumulator(name) ? Role::Accumulator : Role::Input;
    b->reasons.emplace_back(b->role == Role::Accumulator
                                ? "nothing uses it: accumulator by the naming convention of hand-written test IR"
                                : "nothing uses it: input by the naming convention of hand-written test IR");
    return;
  }
  if (b->loaded && b->computed) b->staged_load = true;
  if (b->staged_load) b->computed = true;
  const bool by_reader = b->loaded && !b->staged_load;
  if (by_reader) {
    b->role = b->stored && !b->read_by_compute ? Role::Stream : Role::Input;
  } else if (is_carried) {
    b->role = Role::Accumulator;
  } else if (b->stored && !b->read_by_compute) {
    b->role = Role::Output;
  } else {
    b->role = b->fills_per_block == 1 && only_constant_fill(d, i) ? Role::Constant : Role::Intermediate;
  }
  b->stored_directly = b->role == Role::Output || b->role == Role::Stream;
  const char* from = by_reader        ? "the reader loads it"
                     : b->staged_load ? "compute writes it, after loading it through a staging CB"
                                      : "compute writes it";
  const char* to = b->stored && b->read_by_compute ? "compute reads it and it is stored"
                   : b->stored                     ? "the writer stores it"
                   : b->read_by_compute            ? "compute reads it"
                                                   : "nothing reads it";
  std::string reason;
  reason.reserve(128);
  reason.append(from).append(", ").append(to);
  if (is_carried && !by_reader) reason += "; updated around a loop";
  b->reasons.push_back(std::move(reason));
}

/// What the tensors that `b` is stored to have in common; nullopt: nothing, or it is not stored.
std::optional<tir::DataType> stored_dtype(const Drafts& d, int b) {
  std::optional<tir::DataType> common;
  for (size_t i = 0; i < d.ops.size(); ++i) {
    const TileOp& op = d.ops[i];
    if (d.vanished[i] || op.kind != OpKind::Store || op.srcs[0].buffer != b) continue;
    if (common && *common != op.stores[0].tensor->dtype) return std::nullopt;
    common = op.stores[0].tensor->dtype;
  }
  return common;
}

/// An integer of another type is not what the packer makes of a float.
bool integer_changes(tir::DataType from, tir::DataType to) {
  return from != to && (from.is_integral() || to.is_integral());
}

/// A store that narrows: the packer can write the tensor's format if nobody else reads the buffer. Tensors of two types
/// get their copies from compute.
void choose_stored_dtype(const TileProgram& p, Drafts* d) {
  for (size_t i = 0; i < d->buffers.size(); ++i) {
    BufferDraft& b = d->buffers[i];
    if (!b.stored || !b.placed) continue;
    const tir::DataType own = p.buffers[i].dtype;
    const std::optional<tir::DataType> tensor = stored_dtype(*d, static_cast<int>(i));
    if (tensor && integer_changes(own, *tensor)) {
      b.read_by_compute = true;
      continue;
    }
    const bool by_reader = b.loaded && !b.computed;
    if (tensor == own) continue;
    if (tensor && !by_reader && !b.read_by_compute && narrower(*tensor, own)) {
      b.stored_as = *tensor;
      b.reasons.push_back(fmt::format("packed as {}, the tensor's type", to_string(*tensor)));
    } else {
      b.read_by_compute = true;  // compute converts it into an output CB
    }
  }
}

/// Tile operations work on circular buffers only.
bool refuse_unplaced(const TileProgram& p, const Drafts& d, Diagnostics& diags) {
  bool ok = true;
  auto look = [&](int b, const TileOp& op) {
    const BufferDraft& draft = d.buffers[static_cast<size_t>(b)];
    if (draft.placed || draft.merged_into >= 0) return;
    const TileBuffer& t = p.buffers[static_cast<size_t>(b)];
    diags.add(DiagId::UnsupportedStatement, op.span,
              fmt::format("`{}` takes part in a tile operation but cannot be a circular buffer: {}", t.name,
                          draft.reasons.front()),
              "declare it with T.alloc_shared or T.alloc_fragment");
    ok = false;
  };
  for (size_t i = 0; i < d.ops.size() && ok; ++i) {
    if (d.ops[i].dst >= 0) look(d.ops[i].dst, d.ops[i]);
    for (const analysis::Operand& o : d.ops[i].srcs) {
      if (ok) look(o.buffer, d.ops[i]);
    }
  }
  return ok;
}

bool copies_to_itself(const TileOp& op) {
  return op.kind == OpKind::Copy && op.srcs[0].buffer == op.dst && op.srcs[0].pattern == Pattern::Same &&
         op.srcs[0].whole;
}

bool is_whole_number(tir::DataType t) { return t.is_integral() || t.is_bool(); }

/// Operations between integers need more digits on the way than the values that they begin and end with.
bool computes_integers(const TileProgram& p, const Drafts& d, const TileOp& op) {
  const auto& program = d.programs[static_cast<size_t>(&op - d.ops.data())];
  const auto whole = [&](int b) { return b >= 0 && is_whole_number(p.buffers[static_cast<size_t>(b)].dtype); };
  return program && program->steps.size() > program->inputs.size() &&
         (whole(op.dst) || std::ranges::any_of(op.srcs, [&](const auto& o) { return whole(o.buffer); }));
}

/// Compute writes or reads 32-bit elements, in a buffer or on their way from or to a tensor.
bool needs_fp32_dst(const TileProgram& p, const Drafts& d) {
  const auto wide = [&](int b) {
    return b >= 0 && d.buffers[static_cast<size_t>(b)].placed &&
           kept_as(p.buffers[static_cast<size_t>(b)].dtype, d.half).bits == 32;
  };
  const auto wide_tensor = [&](const analysis::DramAccess& a) {
    const bool computed = a.elements && a.elements->value;  // numbers that the reader computes come as float32
    return computed ? !a.elements->value->dtype.is_bool() : kept_as(a.tensor->dtype, d.half).bits == 32;
  };
  return std::any_of(d.ops.begin(), d.ops.end(), [&](const TileOp& op) {
    if (computes_integers(p, d, op) || may_need_masks(p, d, op)) return true;
    const bool moves = (op.kind == OpKind::Load || op.kind == OpKind::Store) && !op.converts;
    return wide(op.dst) || std::any_of(op.srcs.begin(), op.srcs.end(), [&](const auto& o) { return wide(o.buffer); }) ||
           (!moves && (std::any_of(op.loads.begin(), op.loads.end(), wide_tensor) ||
                       std::any_of(op.stores.begin(), op.stores.end(), wide_tensor)));
  });
}

/// Which float of 16 bits keeps small integers; nullopt: whole numbers are only moved, if there are any.
std::optional<tir::DataType> half_for_integers(const TileProgram& p, const std::vector<TileOp>& ops) {
  const tir::DataType half = tir::DataType::Float(16);
  const auto is_half = [&](const auto& x) { return x.dtype == half; };
  const auto whole = [&](int b) { return b >= 0 && is_whole_number(p.buffers[static_cast<size_t>(b)].dtype); };
  const auto whole_tensor = [](const analysis::DramAccess& a) { return a.tensor && is_whole_number(a.tensor->dtype); };
  const bool computed = std::ranges::any_of(ops, [&](const TileOp& op) {
    const bool moves = (op.kind == OpKind::Load || op.kind == OpKind::Store) && !op.converts && !op.reads_dst;
    return !moves && (whole(op.dst) || std::ranges::any_of(op.srcs, [&](const auto& o) { return whole(o.buffer); }) ||
                      std::ranges::any_of(op.loads, whole_tensor) || std::ranges::any_of(op.stores, whole_tensor));
  });
  if (!computed) return std::nullopt;
  const bool has_half = std::ranges::any_of(p.buffers, is_half) ||
                        std::ranges::any_of(p.tensors, [&](const tir::Buffer& t) { return t->dtype == half; });
  return has_half ? half : tir::DataType::BFloat16();
}

void warn_read_before_write(const TileProgram& p, const Drafts& d, Diagnostics& diags) {
  if (!d.liveness.at_entry) return;
  for (size_t b = 0; b < p.buffers.size() && b < analysis::kMaxBuffers; ++b) {
    // An accumulator in DST begins at zero.
    if (!(d.liveness.at_entry & ~d.resident & bit(static_cast<int>(b)))) continue;
    diags.add(
        DiagId::ReadBeforeWrite, p.buffers[b].span,
        fmt::format("`{}` is read before anything is written to it; its contents are undefined", p.buffers[b].name),
        "clear it first (T.clear); the plan assumes a cleared buffer");
  }
}

}  // namespace

void analyse_liveness(const TileProgram& program, Drafts* drafts) {
  drafts->effects.resize(drafts->ops.size());
  for (size_t i = 0; i < drafts->ops.size(); ++i) {
    drafts->effects[i] = effect_of(drafts->ops[i], drafts->vanished[i]);
  }
  drafts->liveness = analysis::compute_liveness(program, drafts->effects);
}

int Drafts::target(int b) const {
  while (b >= 0 && buffers[static_cast<size_t>(b)].merged_into >= 0) b = buffers[static_cast<size_t>(b)].merged_into;
  return b;
}

Drafts classify_buffers(TileProgram& program, int64_t blocks_per_core, const PassOptions& options, Diagnostics& diags,
                        Diagnostics& refused) {
  Drafts d;
  d.blocks_per_core = blocks_per_core;
  d.buffers.resize(program.buffers.size());
  d.ops = std::move(program.ops);
  d.vanished.assign(d.ops.size(), false);
  for (size_t i = 0; i < d.ops.size(); ++i) d.vanished[i] = copies_to_itself(d.ops[i]);
  if (options.cb_rule == CbRule::Dataflow) {
    d.half = half_for_integers(program, d.ops);
    d.values = ValueRanges(program, d.ops, ranges_of_loops(program));
  }
  place(program, options, &d);
  if (program.complete && options.cb_rule == CbRule::Dataflow && !refuse_unplaced(program, d, diags)) return d;
  d.resident_op.assign(program.steps.size(), -1);
  d.programs.resize(d.ops.size());
  d.closes.assign(d.ops.size(), -1);
  d.accumulator.resize(d.ops.size());
  if (options.cb_rule == CbRule::Seed) d.fp32_dest_acc = needs_fp32_dst(program, d);
  if (options.cb_rule == CbRule::Dataflow) {
    compile_expressions(program, &d, refused);
    d.fp32_dest_acc = needs_fp32_dst(program, d);
    d.reduces_padded = std::ranges::any_of(d.ops, [&](const TileOp& op) { return may_need_masks(program, d, op); });
    fuse_elementwise(program, &d);
    keep_accumulators_in_dst(program, &d);
    join_reductions(program, &d);
  }
  analyse_liveness(program, &d);
  if (options.cb_rule == CbRule::Dataflow) merge_copies(program, &d);
  count_uses(&d);
  choose_stored_dtype(program, &d);
  count_fills(program, &d);
  const BufferSet around = carried(program, d);
  for (size_t i = 0; i < d.buffers.size(); ++i) {
    const bool is_carried = i < analysis::kMaxBuffers && (around & bit(static_cast<int>(i)));
    if (d.buffers[i].placed) assign_role(d, static_cast<int>(i), is_carried, program.buffers[i].name, &d.buffers[i]);
  }
  warn_read_before_write(program, d, diags);
  return d;
}

}  // namespace tir2tt::transform
