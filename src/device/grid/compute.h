// A compute kernel's three roles: unpack brings tiles from circular buffers to the operand registers, math works on
// them and on DST, pack brings DST to circular buffers. Each role has a table of handlers for the operations of
// include/tir2tt/ops.def; what a role takes no part in has none. Sources: facts sections 4.6, 4.7 and 5. Tested by
// tests/device/compute_test.cc.
#pragma once

#include <cstdint>
#include <span>

#include "device/grid/world.h"

namespace tir2tt::device {

/// Arguments of a tile operation, as ops.def names them.
using Arguments = std::span<const uint32_t, device_abi::kMostArguments>;
using Handler = void (*)(World&, Arguments);

/// Row of `op` in a table of handlers.
constexpr size_t place(device_abi::Op op) { return static_cast<size_t>(op); }
inline ComputeState& compute_of(World& world) { return *world.core().compute; }

/// nullptr: the role takes no part.
Handler unpack_handler(device_abi::Op op);
Handler math_handler(device_abi::Op op);
Handler pack_handler(device_abi::Op op);
const char* op_name(device_abi::Op op);

/// Runs `op` for the role of the running actor.
void tile_op(World& world, device_abi::Op op, const uint32_t* arguments);
/// The word of a tile, or its address: unpack looks it up and the other roles get what it found.
uint32_t tile_word(World& world, uint32_t cb, uint32_t tile, uint32_t element);

// --- DST (dst.cc)
void dst_acquire(World& world);
void dst_commit(World& world);
void dst_wait(World& world);
void dst_release(World& world);
/// DST[index] of the half that math holds; `count` slots from there, at most 16. Findings when it is not held or too
/// small; then scratch tiles, so that the run goes on.
Tile* math_slots(World& world, uint64_t index, uint64_t count);
/// The mask of need_written() and mark_written() for one slot; nothing for a slot beyond any DST.
constexpr uint32_t slot_bit(uint32_t index) { return index < 32 ? 1u << index : 0; }
/// Whether all `mask` slots (bit i: DST[i]) of the half were written since acquire; a finding where not.
void need_written(World& world, uint32_t mask, const char* what);
void mark_written(World& world, uint32_t mask);
bool is_written(World& world, uint32_t index);
/// DST[index] of the half that pack holds.
Tile* pack_slot(World& world, uint32_t index);

/// What is left between unpack, math and pack of `core` at the end: findings.
void check_handover_left(World& world, const Core& core);

// --- operands (operands.cc)
/// A free bank for the operands of `op`; waits while both are full.
Operands& next_bank(World& world, device_abi::Op op);
void hand_over(World& world);
/// The operands that unpack has handed over; waits for them. They must be for `op`: a finding and the end of the run
/// when not.
Operands& take_operands(World& world, device_abi::Op op);
void give_back(World& world);

// --- tiles of other shapes than 32x32 (compute.cc): in the registers they are the upper left part of a whole tile
/// After unpack_tile(): the second face of a 32x16 tile goes below the first one.
void spread_faces(target::TileShape shape, Tile& tile);
/// Before pack_tile(): the other way.
void join_faces(target::TileShape shape, Tile& tile);
/// Sets the faces that the shape does not have.
void fill_other_faces(target::TileShape shape, float value, Tile& tile);
/// check_tile_window(); ends the run after its finding when the bytes are not all in L1.
void need_window(World& world, const CircularBufferState& cb, uint64_t first_byte, uint64_t bytes, bool writes);
/// A finding and the end of the run unless the buffer's tiles are 32x32.
void need_whole_tiles(World& world, const CircularBufferState& cb, const char* call);

// --- formats (configuration.cc)
/// Remembers that a format is in use; finds two exponent families.
void note_family(World& world, const CircularBufferState& cb);
/// SrcA's (or SrcB's, or the packer's) format against the one of `cb`: findings when none was configured, or another.
void need_format(World& world, const FormatState& configured, const CircularBufferState& cb, const char* which);
void configure(World& world, OperationState& state, Arguments arguments);
void need_operation(World& world, const OperationState& state, Operation wanted);
/// The sizes of a product against those of its init, as far as the running role depends on them.
void need_matmul_sizes(World& world, const OperationState& state, uint32_t ct, uint32_t rt, uint32_t kt);
void need_reduction(World& world, const OperationState& state, device_abi::Pool pool, device_abi::ReduceDim dim);
void hw_startup_unpack(World& world, Arguments arguments);
void reconfigure(World& world, FormatState& state, uint32_t new_cb, uint32_t old_cb);
/// The kernel's own call: something must have been configured before (D0401).
void reconfigure_started(World& world, FormatState& state, uint32_t new_cb, uint32_t old_cb);

}  // namespace tir2tt::device
