// What compute does with blocks: sections of DST, the operations on their tiles, and the packing.
//
// A block of n tiles is worked on in sections of q tiles, q | n, as many as fit DST: each step of an expression is done
// for all tiles of the section before the next, so that the unit is set up once per step and section. The place of a
// tile in its block (row, column) comes from loops over rows and columns where sections are whole rows or parts of one,
// and from a division where they are neither.
#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/core_builder.h"
#include "transform/tt/tile_part.h"

namespace tir2tt::transform {

using analysis::ElementRead;
using analysis::Operand;
using analysis::OpKind;
using analysis::Pattern;
using analysis::TileOp;
using plan::Actor;
using tir::Expr;

// ---- math -------------------------------------------------------------------------------------------------------

void CoreBuilder::add_step(MathStep step) {
  add(Node::Kind::Math, Actor::Math, -1, 0).step = std::make_shared<MathStep>(std::move(step));
}

/// The CB and the tile of it that an input of an expression is.
bool CoreBuilder::operand(size_t i, const TileInput& input, const TileAt& tile, const SectionTiles& s, int old,
                          MathStep* step) {
  const TileOp& op = d_.ops[i];
  if (input.from == ElementRead::From::Tensor) {
    step->cb = map_.ops[i].in[static_cast<size_t>(input.index)];
    step->tile = plus(s.offset, tile.slot);
    return step->cb >= 0;
  }
  if (input.from == ElementRead::From::OldValue) {
    step->cb = old;
    step->tile = old >= 0 && moves_in_sections(i, old) ? tile.slot : tile.linear;  // in place, the front is the section
    return old >= 0;
  }
  const Operand& o = op.srcs[static_cast<size_t>(input.index)];
  const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(o.buffer)];
  step->cb = needs_transpose(op, static_cast<size_t>(input.index)) ? m.transposed : m.cb;
  switch (o.pattern) {
    case Pattern::Row: step->tile = tile.col; break;
    case Pattern::Column: step->tile = tile.row; break;
    case Pattern::Scalar: step->tile = tir::make_int(0); break;
    default: step->tile = o.whole ? tile.linear : tile_of_part(o, tile);
  }
  return step->cb >= 0;
}

/// The tile of the whole buffer, where a part of it is used as the destination's block.
Expr CoreBuilder::tile_of_part(const Operand& o, const TileAt& tile) const {
  const size_t b = static_cast<size_t>(o.buffer);
  const TilePart part = part_in_tiles(o, p_.buffers[b].shape, d_.buffers[b].layout, p_.lets);
  return plus(times(plus(part.row, tile.row), map_.buffers[b].cols), plus(part.col, tile.col));
}

void CoreBuilder::math_of_program(size_t i, const DstProgram& program, const SectionTiles& s, int old) {
  for (const DstStep& d : program.steps) {
    each_tile(s, [&](const TileAt& tile) {
      MathStep step;
      step.dst = d;
      step.slot = times(tile.slot, program.slots);
      if (arity(d.op) == DstArity::Load &&
          !operand(i, program.inputs[static_cast<size_t>(d.input)], tile, s, old, &step))
        return;
      add_step(std::move(step));
    });
  }
}

/// Whether operation `i` updates CB `c` section by section, so that the front of it is the section.
bool CoreBuilder::moves_in_sections(size_t i, int c) const {
  return d_.ops[i].in_place && section_[static_cast<size_t>(c)] > 0;
}

void CoreBuilder::load_old(size_t i, const SectionTiles& s, int old) {
  if (old < 0) return;
  each_tile(s, [&](const TileAt& tile) {
    MathStep step;
    step.cb = old;
    step.tile = moves_in_sections(i, old) ? tile.slot : tile.linear;
    step.slot = tile.slot;
    add_step(std::move(step));
  });
}

void CoreBuilder::math_of_gemm(const TileOp& op, const SectionTiles& s) {
  const CbMap::OfBuffer& a = map_.buffers[static_cast<size_t>(op.srcs[0].buffer)];
  const int in0 = op.transpose_a ? a.transposed : matrix_cb(op.srcs[0].buffer), in1 = matrix_cb(op.srcs[1].buffer);
  if (in0 < 0 || in1 < 0) return;
  const int64_t inner = whole(in0).cols, across = whole(in1).cols;
  each_tile(s, [&](const TileAt& tile) {
    repeat(inner, "t", [&](const Expr& k) {
      MathStep step;
      step.kind = MathStep::Kind::Matmul;
      step.cb = in0;
      step.cb_b = in1;
      step.tile = plus(times(tile.row, inner), k);
      step.tile_b = op.transpose_b ? plus(times(tile.col, across), k) : plus(times(k, across), tile.col);
      step.slot = tile.slot;
      step.transpose = op.transpose_b;
      add_step(std::move(step));
    });
  });
}

/// As many as DST takes; a reduction by the vector unit goes tile by tile.
int64_t CoreBuilder::tiles_per_section(size_t i, int64_t n) const {
  return slots_of_reduction(d_.ops[i]) > 0 ? 1 : largest_divisor(n, dst_tiles() / slots_of(i));
}

const DstProgram* CoreBuilder::program_of(size_t i) { return d_.programs[i] ? &*d_.programs[i] : nullptr; }

void CoreBuilder::math(size_t i, const SectionTiles& s, int old) {
  const TileOp& op = d_.ops[i];
  if (d_.is_folded(op)) return math_of_folded(i, s, old);
  if (d_.in_vector_unit(op)) {
    const DstProgram* rest = program_of(i);
    reduce_in_vector_unit(i, s, rest ? -1 : old);
    return rest ? math_of_program(i, *rest, s, old) : void();
  }
  if (op.kind == OpKind::Gemm || op.kind == OpKind::Reduce) {
    load_old(i, s, old);
    return op.kind == OpKind::Gemm ? math_of_gemm(op, s) : math_of_reduce(op, s);
  }
  if (const DstProgram* program = program_of(i)) math_of_program(i, *program, s, old);
}

void CoreBuilder::pack_section(const SectionTiles& s, int out, int slots, int result) {
  repeat(s.count, "i",
         [&](const Expr& i) { add(Node::Kind::Pack, Actor::Pack, out, 1).slot = plus(times(i, slots), result); });
}

/// One hand-over of DST. `old`: the CB whose value is updated, -1 for none; in place, its tiles go before the new come.
void CoreBuilder::section(size_t i, const SectionTiles& s, int out, int old) {
  const bool in_place = old >= 0 && old == out && moves_in_sections(i, out);
  const DstProgram* program = program_of(i);
  const int slots = program ? program->slots : 1;
  const bool folded = d_.is_folded(d_.ops[i]);
  if (folded) fold(i, s);
  if (in_place) wait(out, s.count);
  Node n;
  n.kind = Node::Kind::Section;
  n.count = std::max(s.count * std::max(slots, slots_of(i)), slots_of_reduction(d_.ops[i]));
  largest_section_ = std::max(largest_section_, n.count);
  open(std::move(n));
  math(i, s, old);
  std::swap(open_.back().body, open_.back().otherwise);
  if (in_place) pop(out, s.count), reserve(out, s.count);
  pack_section(s, out, slots, program ? program->result : 0);
  std::swap(open_.back().body, open_.back().otherwise);
  Node done = close();
  open_.back().body.push_back(std::move(done));
  if (in_place) push(out, s.count);
  if (folded) pop(map_.ops[i].partial);
}

// ---- operations -------------------------------------------------------------------------------------------------

void CoreBuilder::compute(size_t i, const TileOp& op) {
  if (d_.is_resident(i)) {
    for (const Operand& o : op.srcs) {
      if (of(o.buffer) >= 0) wait(of(o.buffer));
    }
    const Drafts::InTiles& block = d_.accumulator[i];
    const Part all{tir::make_int(0), block.rows * block.cols, block.rows, block.cols};
    return each_section(all, all.tiles, [&](const SectionTiles& s) { math(i, s, -1); });
  }
  for (const Operand& o : op.srcs) {
    if (of(o.buffer) >= 0) wait(of(o.buffer));
  }
  std::vector<int> turned = transposes(op);
  result(i, op);
  for (int c : turned) pop(c);
  if (op.dst >= 0) available_ |= analysis::bit(op.dst);
}

/// Packs what the open section holds and closes it. `extra`: tiles of DST beside the accumulator.
void CoreBuilder::end_section(int out, const SectionTiles& s, int64_t extra) {
  open_.back().count = s.count + extra;
  largest_section_ = std::max(largest_section_, open_.back().count);
  std::swap(open_.back().body, open_.back().otherwise);
  reserve(out);
  pack_section(s, out, 1, 0);
  std::swap(open_.back().body, open_.back().otherwise);
  Node done = close();
  open_.back().body.push_back(std::move(done));
  push(out);
}

/// Behind the loop of an accumulator that stayed in DST: it is packed, once.
void CoreBuilder::close_resident(size_t i) {
  SectionTiles all;
  all.count = d_.accumulator[i].rows * d_.accumulator[i].cols;
  end_section(of(d_.ops[i].dst), all, 0);
  available_ |= analysis::bit(d_.ops[i].dst);
}

/// The same with an operation on it before it is packed.
void CoreBuilder::close_resident_with(size_t i) {
  const TileOp& op = d_.ops[i];
  const Drafts::InTiles& block = d_.accumulator[static_cast<size_t>(d_.closes[i])];
  const Part all{tir::make_int(0), block.rows * block.cols, block.rows, block.cols};
  open({});
  open_.back().with = op.with;
  for (const Operand& o : op.srcs) {
    if (of(o.buffer) >= 0) wait(of(o.buffer));
  }
  SectionTiles tiles;
  each_section(all, all.tiles, [&](const SectionTiles& s) {
    tiles = s;
    math_in_place(i, s);
  });
  Node statement = close();
  open_.back().body.push_back(std::move(statement));
  const int out = op.dst >= 0 ? of(op.dst) : map_.ops[i].out;
  if (out < 0) return;
  end_section(out, tiles, program_of(i)->slots - 1);
  if (op.dst >= 0) {
    available_ |= analysis::bit(op.dst);
    return;
  }
  open({});
  write(out, transfer_of(i, op.stores[0], all, true));
  pop(out);
  statement = close();
  open_.back().body.push_back(std::move(statement));
}

/// Tile by tile on what is in DST; the slots beside the tile's own are those behind the accumulator.
void CoreBuilder::math_in_place(size_t i, const SectionTiles& s) {
  const DstProgram& program = *program_of(i);
  const auto move = [&](int slot) {
    return slot < 0 || slot == program.result ? 0 : slot < program.result ? slot + 1 : slot;
  };
  each_tile(s, [&](const TileAt& tile) {
    for (const DstStep& d : program.steps) {
      const bool load = arity(d.op) == DstArity::Load;
      const TileInput* input = load ? &program.inputs[static_cast<size_t>(d.input)] : nullptr;
      if (input && input->from == ElementRead::From::OldValue) continue;  // it is there
      MathStep step;
      step.dst = d;
      step.slot = tile.slot;
      step.spare = s.count - 1;
      step.dst.out = move(d.out);
      step.dst.a = d.a < 0 ? -1 : move(d.a);
      step.dst.b = d.b < 0 ? -1 : move(d.b);
      step.dst.c = d.c < 0 ? -1 : move(d.c);
      if (input && !operand(i, *input, tile, s, -1, &step)) return;
      add_step(std::move(step));
    }
  });
}

void CoreBuilder::result(size_t i, const TileOp& op) {
  if (op.dst >= 0) {
    if (of(op.dst) >= 0) write_result(i, of(op.dst), map_.ops[i].in);
    return;
  }
  const int out = map_.ops[i].out;
  if (out < 0) return;
  Part part = block_of(op.shape_of());
  const int64_t n = part.tiles;
  part.tiles = cb(out).block_tiles;
  repeat(std::max<int64_t>(1, n / part.tiles), "strip", [&](const Expr& index) {
    part.index = index;
    strip_to_dram(i, out, part, map_.ops[i].in);
  });
}

void CoreBuilder::strip_to_dram(size_t i, int out, const Part& part, const std::vector<int>& in) {
  const TileOp& op = d_.ops[i];
  strips_in(i, in, part);
  reserve(out);
  const int64_t count = tiles_per_section(i, part.tiles);
  each_section(part, count, [&](const SectionTiles& s) { section(i, s, out, -1); });
  push(out);
  strips_done(in);
  write(out, transfer_of(i, op.stores[0], part, true));
  pop(out);
}

void CoreBuilder::strips_in(size_t i, const std::vector<int>& in, const Part& part) {
  const TileOp& op = d_.ops[i];
  for (size_t k = 0; k < in.size(); ++k) {
    if (in[k] < 0) continue;
    read(in[k], transfer_of(i, op.loads[k], part, false));
    wait(in[k]);
  }
}
void CoreBuilder::strips_done(const std::vector<int>& in) {
  for (int c : in) {
    if (c >= 0) pop(c);
  }
}

/// The tiles of CB `c` are written; `in` holds DRAM operands that come in strips beside them.
void CoreBuilder::write_result(size_t i, int c, const std::vector<int>& in) {
  const TileOp& op = d_.ops[i];
  Part part = whole(c);
  const int64_t n = part.tiles;
  if (op.reads_dst) {
    strips_in(i, in, part);
    op.in_place ? update_in_place(i, c) : update_out_of_place(i, c);
    return strips_done(in);
  }
  for (int s : in) {
    if (s >= 0) part.tiles = cb(s).block_tiles;
  }
  reserve(c);
  repeat(n / part.tiles, "strip", [&](const Expr& index) {
    part.index = index;
    strips_in(i, in, part);
    each_section(part, tiles_per_section(i, part.tiles), [&](const SectionTiles& s) { section(i, s, c, -1); });
    strips_done(in);
  });
  push(c);
}

void CoreBuilder::update_out_of_place(size_t i, int c) {
  const Part part = whole(c);
  wait(c);
  reserve(c);
  each_section(part, tiles_per_section(i, part.tiles), [&](const SectionTiles& s) { section(i, s, c, c); });
  push(c);
  pop(c);
}

void CoreBuilder::update_in_place(size_t i, int c) {
  const Part part = whole(c);
  each_section(part, section_[static_cast<size_t>(c)], [&](const SectionTiles& s) { section(i, s, c, c); });
}

// ---- operands that compute transposes first ---------------------------------------------------------------------

/// What the matrix unit reads in the place of a buffer.
int CoreBuilder::matrix_cb(int buffer) const {
  const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(buffer)];
  return m.fpu >= 0 ? m.fpu : m.cb;
}

std::vector<int> CoreBuilder::transposes(const TileOp& op) {
  std::vector<int> out = copies_for_matrix_unit(op);
  for (size_t k = 0; k < op.srcs.size(); ++k) {
    const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(op.srcs[k].buffer)];
    if (m.transposed < 0 || !needs_transpose(op, k)) continue;
    turn_block(m.cb, m.transposed, true);
    wait(m.transposed);
    out.push_back(m.transposed);
  }
  return out;
}

std::vector<int> CoreBuilder::copies_for_matrix_unit(const TileOp& op) {
  std::vector<int> out;
  if (op.kind != OpKind::Gemm && (op.kind != OpKind::Reduce || d_.is_folded(op) || d_.in_vector_unit(op))) return out;
  for (size_t k = 0; k < op.srcs.size(); ++k) {
    const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(op.srcs[k].buffer)];
    if (m.fpu < 0 || needs_transpose(op, k) || std::find(out.begin(), out.end(), m.fpu) != out.end()) continue;
    turn_block(m.cb, m.fpu, false);
    wait(m.fpu);
    out.push_back(m.fpu);
  }
  return out;
}

bool CoreBuilder::needs_transpose(const TileOp& op, size_t k) const {
  if (op.kind == OpKind::Gemm) return k == 0 && op.transpose_a;
  const Pattern p = op.srcs[k].pattern;
  const Layout layout = d_.buffers[static_cast<size_t>(op.srcs[k].buffer)].layout;
  return p == Pattern::Transposed || (p == Pattern::Row && layout == Layout::Column) ||
         (p == Pattern::Column && layout == Layout::Row);
}

/// All tiles of `from` into `to`, perhaps transposed.
void CoreBuilder::turn_block(int from, int to, bool transpose) {
  const Part part = whole(to);
  const int64_t across = whole(from).cols;
  reserve(to);
  each_section(part, largest_divisor(part.tiles, dst_tiles()), [&](const SectionTiles& s) {
    Node n;
    n.kind = Node::Kind::Section;
    n.count = s.count;
    largest_section_ = std::max(largest_section_, n.count);
    open(std::move(n));
    each_tile(s, [&](const TileAt& tile) {
      MathStep step;
      step.kind = transpose ? MathStep::Kind::Transpose : MathStep::Kind::Dst;
      step.cb = from;
      step.tile = transpose ? plus(times(tile.col, across), tile.row) : tile.linear;
      step.slot = tile.slot;
      add_step(std::move(step));
    });
    std::swap(open_.back().body, open_.back().otherwise);
    pack_section(s, to, 1, 0);
    std::swap(open_.back().body, open_.back().otherwise);
    Node done = close();
    open_.back().body.push_back(std::move(done));
  });
  push(to);
}

}  // namespace tir2tt::transform
