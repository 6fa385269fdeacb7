// The pack role: DST -> circular buffers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "device/grid/cb_sharing.h"
#include "device/grid/circular_buffer.h"
#include "device/grid/compute.h"
#include "device/numerics/formats.h"

namespace tir2tt::device {
namespace {

using device_abi::Op;
using device_abi::ReduceDim;
using device_abi::Sfpu;

void hw_startup(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  reconfigure(world, compute.pack, a[2], device_abi::kNone);
  compute.l1_accumulate = false;
  compute.reduce_mask.reset();
  compute.pack_untilize.reset();
}

/// Keeps what the packer's edge masks let through after reduce_init.
void mask_edges(ReduceDim dim, Tile& tile) {
  for (int row = 0; row < 32; ++row) {
    for (int column = 0; column < 32; ++column) {
      const bool keep = (dim == ReduceDim::Col || column == 0) && (dim == ReduceDim::Row || row == 0);
      if (!keep) tile.value[face_index(row, column)] = 0;
    }
  }
}

/// Adds what the tile in L1 holds.
void accumulate(const CircularBufferState& cb, const std::byte* l1, Tile& tile) {
  Tile old{};
  unpack_tile(cb.format, l1, cb.faces(), cb.face_rows(), old);
  spread_faces(cb.tile, old);
  for (int i = 0; i < kTileElements; ++i) {
    if (is_integer(cb.format)) {
      tile.set_integer(
          i, static_cast<int32_t>(static_cast<uint32_t>(tile.integer(i)) + static_cast<uint32_t>(old.integer(i))));
    } else {
      tile.value[i] += old.value[i];
    }
  }
}

/// `bytes` at `first_byte` from the write pointer are going to be written.
void need_room(World& world, const CircularBufferState& cb, uint64_t first_byte, uint64_t bytes) {
  need_window(world, cb, first_byte, bytes, true);
  check_sharing(world, world.core(), cb, cb.write_pointer[static_cast<size_t>(Role::Pack)] + first_byte, bytes);
}

/// After need_room().
std::byte* destination(World& world, const CircularBufferState& cb, uint64_t first_byte) {
  return world.core().l1 + cb.write_pointer[static_cast<size_t>(Role::Pack)] + first_byte;
}

void need_plain_mode(World& world) {
  if (!compute_of(world).pack_untilize) return;
  world.report(FindingKind::OperationNotConfigured, "pack_tile while the packer is configured for pack_untilize", -1,
               {"call pack_untilize_uninit() first"});
}

void need_untilize_mode(World& world, const char* call, uint32_t block_ct, uint32_t full_ct, bool narrow) {
  const auto& mode = compute_of(world).pack_untilize;
  if (!mode) {
    world.report(FindingKind::OperationNotConfigured, fmt::format("{} while the packer is configured for tiles", call),
                 -1, {fmt::format("call the init of {} first", call)});
  } else if (mode->block_ct != block_ct || mode->full_ct != full_ct || mode->narrow != narrow) {
    world.report(FindingKind::OperationNotConfigured,
                 fmt::format("{} of {} of {} tiles across{} while the packer is configured for {} of {}{}", call,
                             block_ct, full_ct, narrow ? " (narrow)" : "", mode->block_ct, mode->full_ct,
                             mode->narrow ? " (narrow)" : ""));
  }
}

void pack_at(World& world, const CircularBufferState& cb, const Tile& tile, uint64_t first_byte) {
  const ComputeState& compute = compute_of(world);
  need_format(world, compute.pack, cb, "the packer");
  if (cb.page_bytes != cb.tile_bytes()) {
    world.report(FindingKind::CbPageNotTile,
                 fmt::format("CB {} has pages of {} bytes, but a {} tile takes {}", cb.index, cb.page_bytes,
                             target::format_info(cb.format).name, cb.tile_bytes()),
                 cb.index);
  }
  need_room(world, cb, first_byte, cb.tile_bytes());
  std::byte* l1 = destination(world, cb, first_byte);
  const bool plain = !compute.reduce_mask && !compute.l1_accumulate && cb.tile == target::TileShape{};
  Tile changed;
  if (!plain) {
    changed = tile;
    if (compute.reduce_mask) mask_edges(*compute.reduce_mask, changed);
    if (compute.l1_accumulate) accumulate(cb, l1, changed);
    join_faces(cb.tile, changed);
  }
  pack_tile(cb.format, plain ? tile : changed, cb.faces(), cb.face_rows(), compute.kernel->bfp8_pack_precise, l1);
}

void pack(World& world, Arguments a) {
  CircularBufferState& cb = find_cb(world, a[1]);
  const Tile* tile = pack_slot(world, a[0]);
  const bool out_of_order = a[2] != 0;
  need_plain_mode(world);
  pack_at(world, cb, *tile, out_of_order ? uint64_t{a[3]} * cb.page_bytes : cb.pack_offset);
  if (!out_of_order) cb.pack_offset += cb.page_bytes;
}

uint32_t element_bytes(World& world, const CircularBufferState& cb) {
  const target::FormatInfo& info = target::format_info(cb.format);
  if (info.block_float) {
    world.report(FindingKind::FormatUnsupported,
                 fmt::format("CB {} is {}: block floats have no row-major form", cb.index, info.name), cb.index);
    world.give_up();
  }
  return static_cast<uint32_t>(info.bits) / 8;
}

/// A tile as rows of `columns` elements, the first at `first_byte`, rows `row_bytes` apart.
void pack_rows_of(World& world, const CircularBufferState& cb, const Tile& tile, uint64_t first_byte,
                  uint64_t row_bytes, uint32_t columns) {
  need_whole_tiles(world, cb, "packing rows");
  const uint32_t element = element_bytes(world, cb);
  std::array<std::byte, kTileElements * 4> bytes;
  pack_tile(cb.format, tile, 4, 16, compute_of(world).kernel->bfp8_pack_precise, bytes.data());
  for (uint32_t row = 0; row < 32; ++row) {
    for (uint32_t column = 0; column < columns; column += 16) {
      const uint32_t n = std::min<uint32_t>(16, columns - column);
      std::memcpy(
          destination(world, cb, first_byte + row * row_bytes + column * element),
          bytes.data() + static_cast<uint32_t>(face_index(static_cast<int>(row), static_cast<int>(column))) * element,
          n * element);
    }
  }
}

std::string tiles_text(uint32_t n) { return fmt::format("{} tile{}", n, n == 1 ? "" : "s"); }

/// Tile `t` of a strip of 32 rows, `full_ct` tiles wide, at the write pointer.
void pack_in_strip(World& world, const CircularBufferState& cb, const Tile& tile, uint32_t t, uint32_t full_ct,
                   uint32_t strip) {
  const uint64_t element = element_bytes(world, cb), row_bytes = uint64_t{full_ct} * 32 * element;
  pack_rows_of(world, cb, tile, strip * 32 * row_bytes + t * 32 * element, row_bytes, 32);
}

void check_strip(World& world, const CircularBufferState& cb, uint64_t tiles) {
  need_format(world, compute_of(world).pack, cb, "the packer");
  need_room(world, cb, 0, tiles * cb.tile_bytes());
}

/// A block of columns must lie within the strip; the run ends where it does not.
void check_columns(World& world, const CircularBufferState& cb, uint32_t c_index, uint32_t block_ct, uint32_t full_ct) {
  if ((uint64_t{c_index} + 1) * block_ct <= full_ct) return;
  world.report(FindingKind::CbOutsideWindow,
               fmt::format("block {} of {} lies beyond the strip of CB {}, which is {} wide", c_index,
                           tiles_text(block_ct), cb.index, tiles_text(full_ct)),
               cb.index);
  world.give_up();
}

void pack_untilize_dest(World& world, Arguments a) {
  CircularBufferState& cb = find_cb(world, a[0]);
  const uint32_t block_rt = a[1], c_index = a[2], block_ct = a[3], full_ct = a[4], datums = a[6], dst_offset = a[7];
  const bool narrow = a[5] != 0;
  if (a[8] != 16 || a[9] != 4 || a[10] != 0 || (narrow && block_ct != 1)) {
    world.report(FindingKind::OperationUnsupported,
                 "pack_untilize_dest of part of a tile (faces, dense, or narrow rows of several tiles): the device has "
                 "it for whole tiles");
    world.give_up();
  }
  need_untilize_mode(world, "pack_untilize_dest", block_ct, full_ct, narrow);
  if (narrow) {
    need_format(world, compute_of(world).pack, cb, "the packer");
    need_room(world, cb, 0, uint64_t{block_rt} * 32 * datums * element_bytes(world, cb));
  } else {
    check_columns(world, cb, c_index, block_ct, full_ct);
    check_strip(world, cb, uint64_t{block_rt} * full_ct);
  }
  for (uint32_t r = 0; r < block_rt; ++r) {
    for (uint32_t t = 0; t < block_ct; ++t) {
      const Tile& tile = *pack_slot(world, dst_offset + r * block_ct + t);
      if (narrow) {
        const uint64_t row_bytes = uint64_t{datums} * element_bytes(world, cb);
        pack_rows_of(world, cb, tile, r * 32 * row_bytes, row_bytes, datums);
      } else {
        pack_in_strip(world, cb, tile, c_index * block_ct + t, full_ct, r);
      }
    }
  }
}

void pack_rows(World& world, Arguments a) {
  CircularBufferState& cb = find_cb(world, a[1]);
  const uint32_t element = element_bytes(world, cb), rows = compute_of(world).pack_rows, bytes = rows * 16 * element;
  need_format(world, compute_of(world).pack, cb, "the packer");
  need_room(world, cb, uint64_t{a[2]} * cb.page_bytes, bytes);
  std::array<std::byte, kTileElements * 4> packed;
  pack_tile(cb.format, *pack_slot(world, a[0]), 4, 16, false, packed.data());
  std::memcpy(destination(world, cb, uint64_t{a[2]} * cb.page_bytes), packed.data(), bytes);
}

void pack_rows_init(World& world, Arguments a) {
  if (a[0] > 64) {
    world.report(FindingKind::OperationUnsupported, fmt::format("pack_rows_init({}): a tile has 64 rows of 16", a[0]));
    world.give_up();
  }
  compute_of(world).pack_rows = a[0];
}

/// An operation of the SFPU that the packer calls, on a tile of its half.
void pack_sfpu(World& world, Arguments a) {
  ComputeState& compute = compute_of(world);
  const auto op = static_cast<Sfpu>(a[0]);
  if (compute.pack_sfpu_init != sfpu_init(op)) {
    world.report(FindingKind::SfpuNotConfigured, fmt::format("{} in the packer without its init there", sfpu_name(op)),
                 -1, {"call its _init function first"});
  }
  SfpuArguments arguments;
  arguments.vector_mode = a[2];
  std::copy_n(a.data() + 3, 3, arguments.parameter);
  apply_sfpu(op, arguments, {pack_slot(world, a[1]), 1}, compute.dst_mode, {}, compute.pack_sfpu);
  ++world.statistics.tile_operations;
}

void tilize_block(World& world, Arguments a) {
  CircularBufferState& cb = find_cb(world, a[2]);
  for (uint32_t t = 0; t < a[1]; ++t) {
    dst_wait(world);
    pack_at(world, cb, *pack_slot(world, 0), (uint64_t{a[4]} + t) * cb.page_bytes);
    dst_release(world);
  }
}

void untilize_block(World& world, Arguments a) {
  CircularBufferState& cb = find_cb(world, a[2]);
  check_strip(world, cb, a[1]);
  for (uint32_t t = 0; t < a[1]; ++t) {
    dst_wait(world);
    pack_in_strip(world, cb, *pack_slot(world, 0), t, a[1], 0);
    dst_release(world);
  }
}

void pack_untilize_block(World& world, Arguments a) {
  CircularBufferState& cb = find_cb(world, a[2]);
  const uint32_t block_ct = a[4], full_ct = a[5];
  need_untilize_mode(world, "pack_untilize_block", block_ct, full_ct, false);
  check_columns(world, cb, a[3], block_ct, full_ct);
  check_strip(world, cb, full_ct);
  dst_wait(world);
  for (uint32_t t = 0; t < block_ct; ++t)
    pack_in_strip(world, cb, *pack_slot(world, t), a[3] * block_ct + t, full_ct, 0);
  dst_release(world);
}

constexpr auto kHandlers = [] {
  std::array<Handler, 64> table{};
  table[place(Op::HwStartup)] = hw_startup;
  table[place(Op::PackConfigure)] = [](World& w, Arguments a) {
    reconfigure(w, compute_of(w).pack, a[0], device_abi::kNone);
    compute_of(w).pack_untilize.reset();
  };
  table[place(Op::ReconfigPack)] = [](World& w, Arguments a) {
    reconfigure_started(w, compute_of(w).pack, a[0], a[1]);
  };
  table[place(Op::PackL1Accumulate)] = [](World& w, Arguments a) { compute_of(w).l1_accumulate = a[0] != 0; };
  table[place(Op::PackReduce)] = [](World& w, Arguments a) {
    compute_of(w).reduce_mask.reset();
    if (a[0] != 0) compute_of(w).reduce_mask = static_cast<ReduceDim>(a[1]);
  };
  table[place(Op::PackUntilizeInit)] = [](World& w, Arguments a) {
    compute_of(w).pack_untilize = PackUntilizeState{a[1], a[2], a[4] != 0};
  };
  table[place(Op::PackUntilizeUninit)] = [](World& w, Arguments) { compute_of(w).pack_untilize.reset(); };
  table[place(Op::PackRowsInit)] = pack_rows_init;
  table[place(Op::PackRowsUninit)] = [](World& w, Arguments) { compute_of(w).pack_rows = 0; };
  table[place(Op::Fp32Dest)] = [](World&, Arguments) {};
  table[place(Op::DstWait)] = [](World& w, Arguments) { dst_wait(w); };
  table[place(Op::DstRelease)] = [](World& w, Arguments) { dst_release(w); };
  table[place(Op::Pack)] = pack;
  table[place(Op::PackRows)] = pack_rows;
  table[place(Op::PackSfpuInit)] = [](World& w, Arguments a) {
    compute_of(w).pack_sfpu_init = sfpu_init(static_cast<Sfpu>(a[0]));
    sfpu_configure(static_cast<Sfpu>(a[0]), a[1], a[2], compute_of(w).pack_sfpu);
  };
  table[place(Op::PackSfpu)] = pack_sfpu;
  table[place(Op::PackUntilizeDest)] = pack_untilize_dest;
  table[place(Op::TilizeBlock)] = tilize_block;
  table[place(Op::UntilizeBlock)] = untilize_block;
  table[place(Op::PackUntilizeBlock)] = pack_untilize_block;
  return table;
}();

}  // namespace

Handler pack_handler(Op op) { return kHandlers[place(op)]; }

}  // namespace tir2tt::device
