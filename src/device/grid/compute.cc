#include "device/grid/compute.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "device/grid/circular_buffer.h"

namespace tir2tt::device {

const char* op_name(device_abi::Op op) {
  static constexpr const char* kNames[] = {
#define TILE_OP(name, roles, arguments) #name,
#include "device/include/tir2tt/ops.def"
#undef TILE_OP
  };
  return kNames[static_cast<size_t>(op)];
}

void tile_op(World& world, device_abi::Op op, const uint32_t* arguments) {
  const Role role = world.self().role;
  const Handler handler = role == Role::Unpack ? unpack_handler(op)
                          : role == Role::Math ? math_handler(op)
                                               : pack_handler(op);
  if (handler == nullptr) throw std::logic_error("no handler for a tile operation");
  handler(world, Arguments(arguments, device_abi::kMostArguments));
}

namespace {

constexpr int kBelow = 2 * kFaceElements;  // face 2

bool is_narrow(target::TileShape shape) { return shape.width == 16 && shape.height == 32; }

}  // namespace

void spread_faces(target::TileShape shape, Tile& tile) {
  if (!is_narrow(shape)) return;
  std::copy_n(tile.value + kFaceElements, kFaceElements, tile.value + kBelow);
  std::fill_n(tile.value + kFaceElements, kFaceElements, 0.0f);
}

void join_faces(target::TileShape shape, Tile& tile) {
  if (is_narrow(shape)) std::copy_n(tile.value + kBelow, kFaceElements, tile.value + kFaceElements);
}

void fill_other_faces(target::TileShape shape, float value, Tile& tile) {
  for (int face = 0; face < 4; ++face) {
    const bool there = face / 2 * 16 < shape.height && face % 2 * 16 < shape.width;
    if (!there) std::fill_n(tile.value + face * kFaceElements, kFaceElements, value);
  }
}

void need_window(World& world, const CircularBufferState& cb, uint64_t first_byte, uint64_t bytes, bool writes) {
  check_tile_window(world, cb, first_byte, bytes, writes);
  const auto role = static_cast<size_t>(world.self().role);
  const uint64_t begin = (writes ? cb.write_pointer[role] : cb.read_pointer[role]) + first_byte;
  if (begin + bytes > static_cast<uint64_t>(world.chip().l1_bytes)) world.give_up();
}

void need_whole_tiles(World& world, const CircularBufferState& cb, const char* call) {
  if (cb.tile == target::TileShape{}) return;
  world.report(FindingKind::OperationUnsupported,
               fmt::format("{} on CB {} of {}x{} tiles: the device has it for 32x32", call, cb.index, cb.tile.height,
                           cb.tile.width),
               cb.index);
  world.give_up();
}

uint32_t tile_word(World& world, uint32_t index, uint32_t tile, uint32_t element) {
  ComputeState& compute = *world.core().compute;
  const Role role = world.self().role;
  const uint32_t turn = compute.word_sequence[static_cast<size_t>(role)]++;
  if (role == Role::Unpack) {
    const CircularBufferState& cb = find_cb(world, index);
    const uint64_t first = uint64_t{tile} * cb.page_bytes;
    const uint64_t bytes = element == device_abi::kNone ? 0 : 4 * uint64_t{element} + 4;
    need_window(world, cb, first, std::max<uint64_t>(bytes, cb.page_bytes), false);
    const auto offset = static_cast<uint32_t>(cb.read_pointer[static_cast<size_t>(Role::Unpack)] + first);
    uint32_t value = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(world.core().l1)) + offset;
    if (element != device_abi::kNone) std::memcpy(&value, world.core().l1 + offset + 4 * size_t{element}, sizeof value);
    compute.words.push_back(value);
    world.wake(world.core(), WaitFor::Word, 0);
  } else {
    world.wait_until({WaitFor::Word, 0, turn, false}, [&] { return compute.words.size() > turn; });
  }
  return compute.words[turn];
}

}  // namespace tir2tt::device
