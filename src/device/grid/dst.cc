// DST between math and pack: two halves (or one), handed over in turn. Source: facts section 4.6 (reg_api.h,
// _llk_pack_dest_section_done_).
#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "device/grid/compute.h"

namespace tir2tt::device {
namespace {

DstState& dst_of(World& world) { return compute_of(world).dst; }

Tile* half(DstState& dst, uint32_t which) { return dst.tiles.data() + which * dst.capacity; }

/// A place to work on when the real one may not be touched.
Tile* scratch() {
  static Tile tiles[16];
  return tiles;
}

bool check_range(World& world, uint64_t index, uint64_t count) {
  const DstState& dst = dst_of(world);
  if (index + count <= dst.capacity) return true;
  const Kernel& kernel = *world.core().compute->kernel;
  world.report(FindingKind::DstOutOfRange,
               fmt::format("DST[{}] is beyond the {} tiles that {} DST with {} holds", index + count - 1, dst.capacity,
                           kernel.dst_full_sync ? "all of" : "a half of",
                           kernel.fp32_dest_acc ? "fp32 accumulation" : "16-bit words"));
  return false;
}

/// What math does in tile_regs_acquire(). Also after the finding that the call is missing, so that it stays the only
/// one.
void take_half(World& world) {
  DstState& dst = dst_of(world);
  world.wait_until({WaitFor::DstFree, 0, 1}, [&] { return dst.committed < dst.halves; });
  dst.math_holds = true;
  dst.acquired = {};
  if (dst.tiles.empty()) dst.tiles.resize(size_t{dst.capacity} * dst.halves, Tile{});
}

}  // namespace

void dst_acquire(World& world) {
  DstState& dst = dst_of(world);
  if (dst.math_holds) {
    world.report(FindingKind::DstAcquiredTwice,
                 fmt::format("tile_regs_acquire while DST is held since line {}", dst.acquired.line), -1,
                 {"call tile_regs_commit() first"});
    return;
  }
  take_half(world);
  dst.acquired = world.self().where;
}

void dst_commit(World& world) {
  DstState& dst = dst_of(world);
  if (!dst.math_holds) {
    world.report(FindingKind::DstNotAcquired, "tile_regs_commit without tile_regs_acquire", -1,
                 {"call tile_regs_acquire() before the first operation"});
    take_half(world);
  }
  dst.math_holds = false;
  dst.math_half = (dst.math_half + 1) % dst.halves;
  ++dst.committed;
  dst.commit = world.self().where;
  world.wake(world.core(), WaitFor::DstCommitted, 0);
}

void dst_wait(World& world) {
  DstState& dst = dst_of(world);
  world.wait_until({WaitFor::DstCommitted, 0, 1, false}, [&] { return dst.committed > 0; });
  dst.pack_holds = true;
  dst.waited = world.self().where;
}

void dst_release(World& world) {
  DstState& dst = dst_of(world);
  if (!dst.pack_holds) {
    world.report(FindingKind::DstNotWaited, "tile_regs_release without tile_regs_wait", -1,
                 {"call tile_regs_wait() before the first pack"});
    dst_wait(world);
  }
  for (uint32_t i = 0; i < dst.capacity; ++i) {
    if (dst.written[dst.pack_half] >> i & 1)
      std::memset(static_cast<void*>(half(dst, dst.pack_half) + i), 0, sizeof(Tile));
  }
  dst.written[dst.pack_half] = 0;
  dst.pack_holds = false;
  dst.pack_half = (dst.pack_half + 1) % dst.halves;
  --dst.committed;
  world.wake(world.core(), WaitFor::DstFree, 0);
}

Tile* math_slots(World& world, uint64_t index, uint64_t count) {
  DstState& dst = dst_of(world);
  if (!dst.math_holds) {
    world.report(FindingKind::DstNotAcquired, "DST used without tile_regs_acquire", -1,
                 {"call tile_regs_acquire() before the first operation, tile_regs_commit() after the last"});
    take_half(world);
  }
  return check_range(world, index, count) ? half(dst, dst.math_half) + index : scratch();
}

void need_written(World& world, uint32_t mask, const char* what) {
  const DstState& dst = dst_of(world);
  const uint32_t missing = mask & ~dst.written[dst.math_half] & ((1u << dst.capacity) - 1);
  if (!dst.math_holds || missing == 0) return;
  world.report(FindingKind::DstUnwritten, fmt::format("{} reads DST[{}], which was not written since tile_regs_acquire",
                                                      what, std::countr_zero(missing)));
}

void mark_written(World& world, uint32_t mask) {
  DstState& dst = dst_of(world);
  if (dst.math_holds) dst.written[dst.math_half] |= mask & ((1u << dst.capacity) - 1);
}

bool is_written(World& world, uint32_t index) {
  const DstState& dst = dst_of(world);
  return index < dst.capacity && (dst.written[dst.math_half] >> index & 1) != 0;
}

Tile* pack_slot(World& world, uint32_t index) {
  DstState& dst = dst_of(world);
  if (!dst.pack_holds) {
    world.report(FindingKind::DstNotWaited, "pack without tile_regs_wait", -1,
                 {"call tile_regs_wait() before the first pack, tile_regs_release() after the last"});
    dst_wait(world);
  }
  if (!check_range(world, index, 1)) return scratch();
  if ((dst.written[dst.pack_half] >> index & 1) == 0) {
    world.report(FindingKind::DstUnwritten, fmt::format("pack of DST[{}], which math has not written", index));
  }
  return half(dst, dst.pack_half) + index;
}

void check_handover_left(World& world, const Core& core) {
  const ComputeState& compute = *core.compute;
  const DstState& dst = compute.dst;
  const Actor &unpack = *core.actors[static_cast<size_t>(Role::Unpack)],
              &math = *core.actors[static_cast<size_t>(Role::Math)],
              &pack = *core.actors[static_cast<size_t>(Role::Pack)];
  if (compute.operands.count > 0) {
    const Operands& first = compute.operands.banks[compute.operands.first];
    world.report_at(unpack, first.where, FindingKind::RolesDiverge,
                    fmt::format("math never took the operands of this {}", op_name(first.op)), -1,
                    {"what a branch or a loop depends on must be the same in unpack, math and pack"});
  }
  if (dst.math_holds && dst.acquired.line != 0)
    world.report_at(math, dst.acquired, FindingKind::DstHeldAtEnd, "tile_regs_acquire without tile_regs_commit");
  if (dst.pack_holds)
    world.report_at(pack, dst.waited, FindingKind::DstHeldAtEnd, "tile_regs_wait without tile_regs_release");
  if (dst.committed > (dst.pack_holds ? 1u : 0u))
    world.report_at(math, dst.commit, FindingKind::DstHeldAtEnd,
                    "tile_regs_commit without tile_regs_wait: pack never took this half of DST");
}

}  // namespace tir2tt::device
