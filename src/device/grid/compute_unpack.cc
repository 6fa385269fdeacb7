// The unpack role: tiles of circular buffers -> operands for math.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "device/grid/circular_buffer.h"
#include "device/grid/compute.h"
#include "device/numerics/formats.h"

namespace tir2tt::device {
namespace {

using device_abi::Op;
using device_abi::Pool;

/// The bytes of a tile in front of the read pointer. Checks its window and that pages are tiles.
const std::byte* tile_bytes_at(World& world, const CircularBufferState& cb, uint64_t tile) {
  if (cb.page_bytes != cb.tile_bytes()) {
    world.report(FindingKind::CbPageNotTile,
                 fmt::format("CB {} has pages of {} bytes, but a {} tile takes {}", cb.index, cb.page_bytes,
                             target::format_info(cb.format).name, cb.tile_bytes()),
                 cb.index);
  }
  need_window(world, cb, tile * cb.page_bytes, cb.tile_bytes(), false);
  return world.core().l1 + cb.read_pointer[static_cast<size_t>(Role::Unpack)] + tile * cb.page_bytes;
}

/// `exact`: as it is in L1; else what SrcA or SrcB keeps of it.
void load(World& world, const CircularBufferState& cb, uint64_t tile, bool exact, Tile& out) {
  if (cb.faces() < 4 || cb.face_rows() < 16) out = Tile{};
  unpack_tile(cb.format, tile_bytes_at(world, cb, tile), cb.faces(), cb.face_rows(), out);
  spread_faces(cb.tile, out);
  if (!exact && !is_integer(cb.format)) to_source_register(cb.format, out);
}

/// Sources: tt_metal/jit_build/data_format.cpp (UnpackToDestFp32 counts for Float32 only), facts section 3.4.
bool is_for_dst(const Kernel& kernel, const CircularBufferState& cb) {
  return cb.format == target::DataFormat::Float32 && cb.index < kernel.unpack_to_dest_fp32.size() &&
         kernel.unpack_to_dest_fp32[cb.index] != 0;
}

void need_float(World& world, const CircularBufferState& cb, const char* call) {
  if (is_for_dst(*compute_of(world).kernel, cb)) {
    world.report(
        FindingKind::FormatUnsupported,
        fmt::format("{} on CB {}, whose mode is UnpackToDestFp32: SrcA and SrcB do not take it", call, cb.index),
        cb.index, {"leave unpack_to_dest_mode of this CB at Default"});
  }
  if (!is_integer(cb.format)) return;
  world.report(FindingKind::FormatUnsupported,
               fmt::format("{} on CB {} of {}: the device's FPU takes floats", call, cb.index,
                           target::format_info(cb.format).name),
               cb.index, {"integers are computed with the SFPU: copy_tile, then add_int_tile and the like"});
  world.give_up();
}

bool goes_straight_to_dst(const Kernel& kernel, const CircularBufferState& cb) {
  return is_integer(cb.format) || is_for_dst(kernel, cb);
}

void check_wide_dest(World& world, const CircularBufferState& cb) {
  const Kernel& kernel = *compute_of(world).kernel;
  if (is_for_dst(kernel, cb) && !kernel.fp32_dest_acc) {
    world.report(FindingKind::FormatUnsupported,
                 fmt::format("CB {} is in the mode UnpackToDestFp32, but DST has 16-bit words", cb.index), cb.index,
                 {"set fp32_dest_acc_en in the compute configuration"});
  }
  const bool wide = cb.format == target::DataFormat::Int32 || cb.format == target::DataFormat::UInt32;
  if (!wide || kernel.fp32_dest_acc) return;
  world.report(FindingKind::IntegerNeedsFp32Dest,
               fmt::format("CB {} is {}, but DST has 16-bit words", cb.index, target::format_info(cb.format).name),
               cb.index, {"set fp32_dest_acc_en in the compute configuration"});
}

/// An init programs the path of the circular buffer that it names: through SrcA, or straight to DST. Source: tt-llk,
/// llk_unpack_A.h, _llk_unpack_A_mop_config_ (unpack_to_dest of 32-bit inputs).
void configure_unpack(World& world, Arguments a) {
  OperationState& state = compute_of(world).unpack;
  configure(world, state, a);
  const bool copies = state.operation == Operation::Copy || state.operation == Operation::UnaryBroadcast;
  if (copies && a[1] != device_abi::kNone)
    state.straight = goes_straight_to_dst(*compute_of(world).kernel, find_cb(world, a[1]));
}

void need_path(World& world, const CircularBufferState& cb) {
  const std::optional<bool>& configured = compute_of(world).unpack.straight;
  const bool straight = goes_straight_to_dst(*compute_of(world).kernel, cb);
  if (!configured || *configured == straight) return;
  world.report(
      FindingKind::OperationNotConfigured,
      fmt::format("a copy of CB {}, which goes {}, while the init was for a circular buffer that goes {}", cb.index,
                  straight ? "straight to DST" : "through SrcA", straight ? "through SrcA" : "straight to DST"),
      cb.index, {fmt::format("call the init of the copy with {} first", cb.index)});
}

/// One tile to SrcA, for what copies it.
void unpack_one(World& world, Op op, Operation operation, uint32_t index, uint32_t tile) {
  ComputeState& compute = compute_of(world);
  const CircularBufferState& cb = find_cb(world, index);
  need_operation(world, compute.unpack, operation);
  need_format(world, operation == Operation::UnaryBroadcast ? compute.srcb : compute.srca, cb,
              operation == Operation::UnaryBroadcast ? "SrcB" : "SrcA");
  check_wide_dest(world, cb);
  if (operation != Operation::Transpose) need_path(world, cb);
  Operands& bank = next_bank(world, op);
  bank.format = cb.format;
  load(world, cb, tile, goes_straight_to_dst(*compute.kernel, cb), bank.a);
  hand_over(world);
}

void copy(World& world, Arguments a) { unpack_one(world, Op::Copy, Operation::Copy, a[0], a[1]); }
void unary_broadcast(World& world, Arguments a) {
  unpack_one(world, Op::UnaryBroadcast, Operation::UnaryBroadcast, a[1], a[2]);
}
void transposed(World& world, Arguments a) { unpack_one(world, Op::Transpose, Operation::Transpose, a[0], a[1]); }

void matmul_operands(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  const CircularBufferState &in0 = find_cb(world, a[0]), &in1 = find_cb(world, a[1]);
  need_operation(world, compute.unpack, Operation::Matmul);
  need_format(world, compute.srcb, in0, "SrcB");
  need_format(world, compute.srca, in1, "SrcA");
  need_float(world, in0, "matmul");
  need_float(world, in1, "matmul");
  // Sizes beyond DST are math's finding.
  const uint32_t ct = std::min(a[5], 16u), rt = std::min(a[6], 16u), kt = a[7];
  need_matmul_sizes(world, compute.unpack, a[5], a[6], kt);
  Operands& bank = next_bank(world, Op::Matmul);
  if (bank.in0.size() < rt) bank.in0.resize(rt);
  if (bank.in1.size() < ct) bank.in1.resize(ct);
  const Fidelity fidelity = compute.kernel->fidelity;
  for (uint32_t r = 0; r < rt; ++r) {
    load(world, in0, uint64_t{a[2]} + uint64_t{r} * kt, false, bank.a);
    split_in0(bank.a, fidelity, bank.in0[r]);
  }
  for (uint32_t c = 0; c < ct; ++c) {
    load(world, in1, uint64_t{a[3]} + c, false, bank.a);
    split_in1(bank.a, fidelity, compute.unpack.transpose != 0, bank.in1[c]);
  }
  bank.used0 = rt;
  bank.used1 = ct;
  hand_over(world);
}

/// Add, Sub and Mul are one thing to the unpacker: two tiles, one of them broadcast.
bool is_binary(Operation operation) {
  return operation == Operation::Add || operation == Operation::Sub || operation == Operation::Mul;
}

void binary_operands(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  const CircularBufferState &cb_a = find_cb(world, a[1]), &cb_b = find_cb(world, a[2]);
  if (!is_binary(compute.unpack.operation)) need_operation(world, compute.unpack, static_cast<Operation>(a[0]));
  need_format(world, compute.srca, cb_a, "SrcA");
  need_format(world, compute.srcb, cb_b, "SrcB");
  need_float(world, cb_a, "an element-wise operation");
  need_float(world, cb_b, "an element-wise operation");
  Operands& bank = next_bank(world, Op::Binary);
  load(world, cb_a, a[3], false, bank.a);
  load(world, cb_b, a[4], false, bank.b);
  hand_over(world);
}

void reuse_operand(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  const CircularBufferState& cb = find_cb(world, a[2]);
  need_operation(world, compute.unpack, static_cast<Operation>(a[0]));
  need_format(world, a[1] != 0 ? compute.srcb : compute.srca, cb, a[1] != 0 ? "SrcB" : "SrcA");
  need_float(world, cb, "an element-wise operation");
  Operands& bank = next_bank(world, Op::BinaryReuse);
  load(world, cb, a[3], false, bank.a);
  hand_over(world);
}

/// What does not change a maximum, a minimum or a sum.
float neutral(Pool pool) {
  constexpr float kInfinite = std::numeric_limits<float>::infinity();
  return pool == Pool::Max ? -kInfinite : pool == Pool::Min ? kInfinite : 0.0f;
}

void reduce_operands(World& world, Op op, Operation operation, Pool pool, uint32_t data, uint32_t scaler, uint64_t tile,
                     uint32_t scaler_tile) {
  ComputeState& compute = compute_of(world);
  const CircularBufferState &cb = find_cb(world, data), &cb_scaler = find_cb(world, scaler);
  need_operation(world, compute.unpack, operation);
  need_format(world, compute.srca, cb, "SrcA");
  need_format(world, compute.srcb, cb_scaler, "SrcB");
  need_float(world, cb, "a reduction");
  Operands& bank = next_bank(world, op);
  load(world, cb, tile, false, bank.a);
  if (pool == Pool::Max || pool == Pool::Min) fill_other_faces(cb.tile, neutral(pool), bank.a);
  load(world, cb_scaler, scaler_tile, false, bank.b);
  hand_over(world);
}

void reduce(World& world, Arguments a) {
  reduce_operands(world, Op::Reduce, Operation::Reduce, static_cast<Pool>(a[0]), a[2], a[3], a[4], a[5]);
}

void reduce_block_max(World& world, Arguments a) {
  const uint32_t block = a[4] != 0 ? a[4] : compute_of(world).unpack.block_ct;
  for (uint32_t i = 0; i < block; ++i)
    reduce_operands(world, Op::ReduceBlockMax, Operation::ReduceBlockMax, Pool::Max, a[0], a[1], uint64_t{a[2]} + i, 0);
}

/// Tile `t` of a strip of 32 rows that lie row-major, `block` tiles wide, at `strip`.
/// After need_window().
void gather(World& world, const CircularBufferState& cb, uint64_t strip, uint32_t block, uint32_t t, Tile& out) {
  if (target::format_info(cb.format).block_float) {
    world.report(
        FindingKind::FormatUnsupported,
        fmt::format("CB {} is {}: block floats have no row-major form", cb.index, target::format_info(cb.format).name),
        cb.index);
    world.give_up();
  }
  const uint32_t element = static_cast<uint32_t>(target::format_info(cb.format).bits) / 8;
  const uint64_t row_bytes = uint64_t{block} * 32 * element;
  const uint64_t begin =
      uint64_t{cb.read_pointer[static_cast<size_t>(Role::Unpack)]} + strip + uint64_t{t} * 32 * element;
  std::array<std::byte, kTileElements * 4> bytes;
  for (int row = 0; row < 32; ++row) {
    for (int face = 0; face < 2; ++face) {
      std::memcpy(
          bytes.data() + static_cast<uint32_t>(face_index(row, face * 16)) * element,
          world.core().l1 + begin + static_cast<uint32_t>(row) * row_bytes + static_cast<uint32_t>(face) * 16 * element,
          16 * element);
    }
  }
  unpack_tile(cb.format, bytes.data(), 4, 16, out);
}

void tilize_block(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  const CircularBufferState& cb = find_cb(world, a[0]);
  need_whole_tiles(world, cb, "tilize_block");
  // The first tile is counted strip by strip (llk_unpack_tilize_block).
  const uint32_t block = a[1], wide = std::max(block, 1u), bytes = cb.tile_bytes();
  const uint64_t across = uint64_t{a[3] % wide} * 4 * static_cast<uint64_t>(target::format_info(cb.format).bits);
  const uint64_t strip = uint64_t{a[3] / wide} * wide * bytes + across;
  need_operation(world, compute.unpack, Operation::Tilize);
  need_format(world, compute.srca, cb, "SrcA");
  check_wide_dest(world, cb);
  need_window(world, cb, strip, uint64_t{block} * bytes, false);
  for (uint32_t t = 0; t < block; ++t) {
    Operands& bank = next_bank(world, Op::TilizeBlock);
    bank.format = cb.format;
    gather(world, cb, strip, block, t, bank.a);
    if (!goes_straight_to_dst(*compute.kernel, cb)) to_source_register(cb.format, bank.a);
    hand_over(world);
  }
}

void tilize_ab(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  const CircularBufferState &cb = find_cb(world, a[0]), &scaler = find_cb(world, a[1]);
  need_operation(world, compute.unpack, Operation::TilizeReduce);
  need_format(world, compute.srca, cb, "SrcA");
  need_format(world, compute.srcb, scaler, "SrcB");
  need_float(world, cb, "a reduction");
  need_whole_tiles(world, cb, "unpack_tilizeA_B_block");
  if (a[4] != 4 || a[5] != 16) {
    world.report(
        FindingKind::OperationUnsupported,
        fmt::format("unpack_tilizeA_B_block of {} faces of {} rows: the device has it for whole tiles", a[4], a[5]));
    world.give_up();
  }
  need_window(world, cb, 0, uint64_t{a[2]} * cb.tile_bytes(), false);
  for (uint32_t t = 0; t < a[2]; ++t) {
    Operands& bank = next_bank(world, Op::UnpackTilizeAB);
    gather(world, cb, 0, a[2], t, bank.a);
    to_source_register(cb.format, bank.a);
    load(world, scaler, a[3], false, bank.b);
    hand_over(world);
  }
}

void untilize_block(World& world, Arguments a) {
  for (uint32_t t = 0; t < a[1]; ++t) unpack_one(world, Op::UntilizeBlock, Operation::Untilize, a[0], t);
}

void pack_untilize_block(World& world, Arguments a) {
  for (uint32_t t = 0; t < a[1] * a[4]; ++t) unpack_one(world, Op::PackUntilizeBlock, Operation::PackUntilize, a[0], t);
}

/// DST's width is fixed for a run; asking for the one it has is fine.
void fp32_dest(World& world, Arguments a) {
  if ((a[0] != 0) == compute_of(world).kernel->fp32_dest_acc) return;
  world.report(FindingKind::OperationUnsupported, "the device does not change the width of DST within a kernel", -1,
               {"set fp32_dest_acc_en in the compute configuration"});
  world.give_up();
}

constexpr auto kHandlers = [] {
  std::array<Handler, 64> table{};
  table[place(Op::HwStartup)] = [](World& w, Arguments a) { hw_startup_unpack(w, a); };
  table[place(Op::ReconfigSrcA)] = [](World& w, Arguments a) {
    reconfigure_started(w, compute_of(w).srca, a[0], a[1]);
  };
  table[place(Op::ReconfigSrcB)] = [](World& w, Arguments a) {
    reconfigure_started(w, compute_of(w).srcb, a[0], a[1]);
  };
  table[place(Op::Configure)] = configure_unpack;
  table[place(Op::Fp32Dest)] = fp32_dest;
  table[place(Op::Copy)] = copy;
  table[place(Op::UnaryBroadcast)] = unary_broadcast;
  table[place(Op::Transpose)] = transposed;
  table[place(Op::Matmul)] = matmul_operands;
  table[place(Op::Binary)] = binary_operands;
  table[place(Op::BinaryReuse)] = reuse_operand;
  table[place(Op::Reduce)] = reduce;
  table[place(Op::ReduceBlockMax)] = reduce_block_max;
  table[place(Op::UnpackTilizeAB)] = tilize_ab;
  table[place(Op::TilizeBlock)] = tilize_block;
  table[place(Op::UntilizeBlock)] = untilize_block;
  table[place(Op::PackUntilizeBlock)] = pack_untilize_block;
  return table;
}();

}  // namespace

Handler unpack_handler(Op op) { return kHandlers[place(op)]; }

}  // namespace tir2tt::device
