// The math role: operands and DST -> DST.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

#include "device/grid/compute.h"
#include "device/numerics/formats.h"

namespace tir2tt::device {
namespace {

using device_abi::Broadcast;
using device_abi::Op;
using device_abi::Pool;
using device_abi::ReduceDim;
using device_abi::Sfpu;

void count(World& world) { ++world.statistics.tile_operations; }

/// A tile as it is, rounded to what DST keeps.
void write_slot(World& world, const Tile& tile, target::DataFormat format, uint32_t dst) {
  Tile* slot = math_slots(world, dst, 1);
  *slot = tile;
  if (!is_integer(format)) round_to_dst(compute_of(world).dst_mode, slot->value, kTileElements);
  mark_written(world, slot_bit(dst));
  count(world);
}

/// How copy_tile_to_dst_init_short turns a tile: faces swapped, each face transposed, or both.
Tile turned(const Tile& tile, uint32_t how) {
  Tile out;
  for (int row = 0; row < 32; ++row) {
    for (int column = 0; column < 32; ++column) {
      const int face_row = how & 1 ? column / 16 : row / 16, face_column = how & 1 ? row / 16 : column / 16;
      const int r = how & 2 ? column % 16 : row % 16, c = how & 2 ? row % 16 : column % 16;
      out.value[face_index(row, column)] = tile.value[face_index(face_row * 16 + r, face_column * 16 + c)];
    }
  }
  return out;
}

void copy(World& world, Arguments a) {
  const OperationState& math = compute_of(world).math;
  need_operation(world, math, Operation::Copy);
  const Operands& bank = take_operands(world, Op::Copy);
  write_slot(world, math.transpose != 0 ? turned(bank.a, math.transpose) : bank.a, bank.format, a[2]);
  give_back(world);
}

void unary_broadcast(World& world, Arguments a) {
  need_operation(world, compute_of(world).math, Operation::UnaryBroadcast);
  const Operands& bank = take_operands(world, Op::UnaryBroadcast);
  Tile spread;
  broadcast_tile(static_cast<Broadcast>(a[0]), 0, bank.a, spread);
  write_slot(world, spread, bank.format, a[3]);
  give_back(world);
}

void transposed(World& world, Arguments a) {
  need_operation(world, compute_of(world).math, Operation::Transpose);
  const Operands& bank = take_operands(world, Op::Transpose);
  Tile turned;
  transpose(bank.a, turned);
  write_slot(world, turned, bank.format, a[2]);
  give_back(world);
}

void matmul_step(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  need_operation(world, compute.math, Operation::Matmul);
  const uint32_t dst = a[4], ct = a[5], rt = a[6];
  const Operands& bank = take_operands(world, Op::Matmul);
  need_matmul_sizes(world, compute.math, ct, rt, a[7]);
  const uint64_t tiles = uint64_t{rt} * ct;
  Tile* slots = math_slots(world, dst, tiles);
  const bool in_range = dst + tiles <= compute.dst.capacity;
  for (uint32_t r = 0; in_range && r < rt; ++r) {
    for (uint32_t c = 0; c < ct; ++c)
      matmul(bank.in0[r], bank.in1[c], compute.kernel->fidelity, compute.dst_mode, slots[r * ct + c]);
  }
  for (uint32_t i = 0; in_range && i < tiles; ++i) mark_written(world, slot_bit(dst + i));
  world.statistics.tile_operations += tiles;
  give_back(world);
}

void binary_step(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  const auto operation = static_cast<Operation>(a[0]);
  need_operation(world, compute.math, operation);
  if (compute.math.operation == operation && compute.math.broadcast != static_cast<Broadcast>(a[6])) {
    world.report(FindingKind::OperationNotConfigured, "the broadcast of this operation is not the one of its init");
  }
  const Operands& bank = take_operands(world, Op::Binary);
  Tile* slot = math_slots(world, a[5], 1);
  binary(operation, static_cast<Broadcast>(a[6]), static_cast<int>(a[7]), bank.a, bank.b, compute.kernel->fidelity,
         compute.math.accumulate || operation == Operation::Mul, compute.dst_mode, *slot);
  mark_written(world, slot_bit(a[5]));
  count(world);
  give_back(world);
}

Operation plain(Operation reuse) {
  return reuse == Operation::ReuseAdd ? Operation::Add : reuse == Operation::ReuseSub ? Operation::Sub : Operation::Mul;
}

void reuse_step(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  const auto operation = static_cast<Operation>(a[0]);
  need_operation(world, compute.math, operation);
  const Operands& bank = take_operands(world, Op::BinaryReuse);
  Tile* slot = math_slots(world, a[4], 1);
  need_written(world, slot_bit(a[4]), "binary_dest_reuse_tiles");
  // DST moves to SrcA or SrcB, which keep 19 bits; then the result replaces it.
  Tile old = *slot;
  to_source_register(target::DataFormat::Float32, old);
  *slot = Tile{};
  const bool dst_is_a = a[1] != 0;
  binary(plain(operation), Broadcast::None, 0, dst_is_a ? old : bank.a, dst_is_a ? bank.a : old,
         compute.kernel->fidelity, false, compute.dst_mode, *slot);
  mark_written(world, slot_bit(a[4]));
  count(world);
  give_back(world);
}

void reduce_into(World& world, Op operands, Pool pool, ReduceDim dim, uint32_t dst) {
  ComputeState& compute = compute_of(world);
  const Operands& bank = take_operands(world, operands);
  Tile* slot = math_slots(world, dst, 1);
  reduce(pool, dim, bank.a, bank.b, compute.kernel->fidelity, !is_written(world, dst), compute.dst_mode, *slot);
  mark_written(world, slot_bit(dst));
  count(world);
  give_back(world);
}

void reduce_step(World& world, Arguments a) {
  need_operation(world, compute_of(world).math, Operation::Reduce);
  need_reduction(world, compute_of(world).math, static_cast<Pool>(a[0]), static_cast<ReduceDim>(a[1]));
  reduce_into(world, Op::Reduce, static_cast<Pool>(a[0]), static_cast<ReduceDim>(a[1]), a[6]);
}
void reduce_math(World& world, Arguments a) {
  need_operation(world, compute_of(world).math, Operation::TilizeReduce);
  need_reduction(world, compute_of(world).math, static_cast<Pool>(a[0]), static_cast<ReduceDim>(a[1]));
  reduce_into(world, Op::UnpackTilizeAB, static_cast<Pool>(a[0]), static_cast<ReduceDim>(a[1]), a[2]);
}
void reduce_block_max(World& world, Arguments a) {
  need_operation(world, compute_of(world).math, Operation::ReduceBlockMax);
  const uint32_t block = a[4] != 0 ? a[4] : compute_of(world).math.block_ct;
  for (uint32_t i = 0; i < block; ++i) reduce_into(world, Op::ReduceBlockMax, Pool::Max, ReduceDim::Row, a[3]);
}

void matmul_math(World& world, Arguments) {
  world.report(FindingKind::OperationUnsupported,
               "matmul_tiles_math: its operands come from raw LLK calls, which the device does not have");
  world.give_up();
}

/// One tile after the other, each in a DST section of its own.
void through_dst(World& world, Op op, uint32_t tiles) {
  for (uint32_t t = 0; t < tiles; ++t) {
    dst_acquire(world);
    const Operands& bank = take_operands(world, op);
    write_slot(world, bank.a, bank.format, 0);
    give_back(world);
    dst_commit(world);
  }
}
void tilize_block(World& world, Arguments a) { through_dst(world, Op::TilizeBlock, a[1]); }
void untilize_block(World& world, Arguments a) { through_dst(world, Op::UntilizeBlock, a[1]); }

void pack_untilize_block(World& world, Arguments a) {
  if (a[1] != 1) {
    world.report(FindingKind::OperationUnsupported,
                 fmt::format("pack_untilize_block of {} rows of tiles at once: the device has it for one", a[1]));
    world.give_up();
  }
  dst_acquire(world);
  for (uint32_t t = 0; t < a[4]; ++t) {
    const Operands& bank = take_operands(world, Op::PackUntilizeBlock);
    write_slot(world, bank.a, bank.format, t);
    give_back(world);
  }
  dst_commit(world);
}

void copy_dst(World& world, Arguments a) {
  need_written(world, slot_bit(a[0]), "copy_dest_values");
  const Tile from = *math_slots(world, a[0], 1);
  *math_slots(world, a[1], 1) = from;
  mark_written(world, slot_bit(a[1]));
  count(world);
}

void transpose_dst(World& world, Arguments a) {
  need_written(world, slot_bit(a[0]), "transpose_wh_dest");
  Tile* slot = math_slots(world, a[0], 1);
  const Tile from = *slot;
  transpose(from, *slot);
  count(world);
}

void sfpu_init(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  compute.sfpu_ready = true;
  compute.sfpu_init_op = device::sfpu_init(static_cast<Sfpu>(a[0]));
  sfpu_configure(static_cast<Sfpu>(a[0]), a[1], a[2], compute.sfpu);
}

void check_sfpu_init(World& world, Sfpu op) {
  const ComputeState& compute = compute_of(world);
  if (!compute.sfpu_ready) {
    world.report(FindingKind::SfpuNotConfigured, fmt::format("{} without an init of the SFPU before it", sfpu_name(op)),
                 -1, {"call its _init function first"});
  } else if (compute.sfpu_init_op != device::sfpu_init(op)) {
    world.report(FindingKind::SfpuOtherInit,
                 fmt::format("{} after the init of {}: constants of the SFPU may be those of the other", sfpu_name(op),
                             sfpu_name(compute.sfpu_init_op)));
  }
}

/// The masks of sfpu_slots() have 32 bits; slots beyond become the last one, which is beyond any DST too.
SfpuArguments within_mask(SfpuArguments a) {
  for (uint32_t* slot : {&a.dst0, &a.dst1, &a.dst2, &a.dst_out}) *slot = std::min(*slot, 31u);
  return a;
}

/// Whether the operation uses a slot beyond DST; a finding then.
bool beyond_dst(World& world, const SfpuArguments& a, const SfpuSlots& slots) {
  const uint32_t all = slots.read | slots.written;
  if ((all >> compute_of(world).dst.capacity) == 0) return false;
  auto worst = static_cast<uint32_t>(31 - std::countl_zero(all));
  for (const uint32_t slot : {a.dst0, a.dst1, a.dst2, a.dst_out}) {
    if ((all & slot_bit(std::min(slot, 31u))) != 0) worst = std::max(worst, slot);
  }
  math_slots(world, worst, 1);
  return true;
}

void sfpu_step(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  const auto op = static_cast<Sfpu>(a[0]);
  const SfpuArguments arguments{a[1], a[2], a[3], a[4], a[5], {a[6], a[7], a[8]}, a[9]};
  if (!sfpu_supported(op)) {
    world.report(FindingKind::OperationUnsupported,
                 fmt::format("{} is not among the operations of the device", sfpu_name(op)));
    world.give_up();
  }
  check_sfpu_init(world, op);
  const SfpuSlots slots = sfpu_slots(op, within_mask(arguments));
  if (beyond_dst(world, arguments, slots)) return;
  need_written(world, slots.read, sfpu_name(op));
  Tile* first = math_slots(world, 0, compute.dst.capacity);
  if (!compute.dst.math_holds) return;
  apply_sfpu(op, arguments, {first, compute.dst.capacity}, compute.dst_mode,
             {world.core().l1, static_cast<size_t>(world.chip().l1_bytes)}, compute.sfpu);
  mark_written(world, slots.written);
  count(world);
}

constexpr auto kHandlers = [] {
  std::array<Handler, 64> table{};
  table[place(Op::HwStartup)] = [](World& w, Arguments) { compute_of(w).math = {}; };
  table[place(Op::ReconfigSrcA)] = [](World&, Arguments) {};
  table[place(Op::ReconfigSrcB)] = [](World&, Arguments) {};
  table[place(Op::Configure)] = [](World& w, Arguments a) { configure(w, compute_of(w).math, a); };
  table[place(Op::Fp32Dest)] = [](World&, Arguments) {};
  table[place(Op::DstAcquire)] = [](World& w, Arguments) { dst_acquire(w); };
  table[place(Op::DstCommit)] = [](World& w, Arguments) { dst_commit(w); };
  table[place(Op::Copy)] = copy;
  table[place(Op::UnaryBroadcast)] = unary_broadcast;
  table[place(Op::Transpose)] = transposed;
  table[place(Op::Matmul)] = matmul_step;
  table[place(Op::MatmulMath)] = matmul_math;
  table[place(Op::Binary)] = binary_step;
  table[place(Op::BinaryReuse)] = reuse_step;
  table[place(Op::Reduce)] = reduce_step;
  table[place(Op::ReduceMath)] = reduce_math;
  table[place(Op::ReduceBlockMax)] = reduce_block_max;
  table[place(Op::TilizeBlock)] = tilize_block;
  table[place(Op::UntilizeBlock)] = untilize_block;
  table[place(Op::PackUntilizeBlock)] = pack_untilize_block;
  table[place(Op::CopyDst)] = copy_dst;
  table[place(Op::TransposeDst)] = transpose_dst;
  table[place(Op::SfpuInit)] = sfpu_init;
  table[place(Op::SfpuOp)] = sfpu_step;
  return table;
}();

}  // namespace

Handler math_handler(Op op) { return kHandlers[place(op)]; }

}  // namespace tir2tt::device
