// The state of a running grid: cores with their circular buffers, DST and operand registers, and the actors
// (processors) on them. Plain structures; what may be done to them is in the headers that include this one. It lives in
// the child process of a run only. Tested by tests/device/run_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "device/grid/fiber.h"
#include "device/grid/kernel_image.h"
#include "device/include/tir2tt/abi.h"
#include "device/model/program.h"
#include "device/numerics/formats.h"
#include "device/numerics/sfpu.h"
#include "device/numerics/tile.h"
#include "device/numerics/tile_math.h"

namespace tir2tt::device {

using device_abi::Operation;
using device_abi::Role;
using device_abi::Where;
inline constexpr int kRoles = device_abi::kRoles;
inline constexpr int kMostCircularBuffers = 64;
const char* role_name(Role role);

/// What an actor waits for. `object`: index of a circular buffer, or offset of a semaphore.
enum class WaitFor : uint8_t {
  Nothing,
  CbSpace,
  CbPages,
  Semaphore,
  DstFree,
  DstCommitted,
  OperandSpace,
  Operands,
  Word,
  Change,
  Never
};
struct Wait {
  WaitFor kind = WaitFor::Nothing;
  uint32_t object = 0;
  uint32_t amount = 0;
  bool at_least = false;  // semaphore
  uint32_t value = 0;     // semaphore: what it was when nothing could go on
};

/// One index of a circular buffer on one core. Pointers are offsets in L1, private to each processor; the counters are
/// shared and wrap at 16 bits (facts section 4.2: LocalCBInterface, stream registers).
struct CircularBufferState {
  bool present = false, global = false, touched = false;
  uint8_t index = 0;
  uint32_t address = 0, bytes = 0, page_bytes = 0, pages = 0;
  target::DataFormat format = target::DataFormat::Float16_b;
  target::TileShape tile;
  uint16_t received = 0, acked = 0;
  std::array<uint32_t, kRoles> read_pointer{}, write_pointer{};
  std::array<uint32_t, kRoles> reserved{}, waited{};  // pages of the window in front of the pointer
  uint32_t pack_offset = 0;                           // bytes; only a push resets it
  std::optional<Role> producer, consumer;
  Where last_push, last_pop;
  std::array<Where, kRoles> reserved_at{}, waited_at{};  // the last call
  uint64_t pushed = 0, popped = 0, reserve_waits = 0, wait_waits = 0;
  uint32_t most_used = 0;

  uint32_t end() const { return address + bytes; }
  uint16_t used() const { return static_cast<uint16_t>(received - acked); }
  uint32_t tile_bytes() const { return static_cast<uint32_t>(target::tile_bytes(format, tile)); }
  int faces() const { return tile.height * tile.width <= 256 ? 1 : tile.height * tile.width / 256; }
  int face_rows() const { return tile.height < 16 ? tile.height : 16; }
};

/// What unpack hands to math: the tiles of one operation.
struct Operands {
  device_abi::Op op = device_abi::Op::Copy;
  target::DataFormat format = target::DataFormat::Float16_b;  // of `a`
  Tile a, b;
  std::vector<MatmulOperand> in0, in1;
  uint32_t used0 = 0, used1 = 0;
  Where where;  // unpack's call
};
/// SrcA and SrcB have two banks each: unpack is at most two operations ahead.
struct OperandQueue {
  std::array<Operands, 2> banks;
  uint32_t first = 0, count = 0;
};

/// DST: `tiles` in two halves unless full_sync. Each half is zero except where `written` says.
struct DstState {
  std::vector<Tile> tiles;  // 2 * capacity (full sync: capacity)
  std::array<uint32_t, 2> written{};
  uint32_t capacity = 8, halves = 2;
  uint32_t math_half = 0, pack_half = 0;
  uint32_t committed = 0;  // halves that pack has not released
  bool math_holds = false, pack_holds = false;
  Where acquired, waited, commit;  // the last calls
};

/// What unpack, math and pack are configured for. `cb` is the index that configured a format, -1 none.
struct FormatState {
  int cb = -1;
  target::DataFormat format = target::DataFormat::Float16_b;
};
struct OperationState {
  Operation operation = Operation::None;
  device_abi::Broadcast broadcast = device_abi::Broadcast::None;
  uint32_t transpose = 0;  // Copy: bit 0 swaps faces, bit 1 transposes within faces; else 0 or 1
  bool accumulate = false;
  uint32_t block_ct = 0, block_rt = 0, block_kt = 0;
  device_abi::Pool pool = device_abi::Pool::Sum;
  device_abi::ReduceDim reduce_dim = device_abi::ReduceDim::Row;
  // Unpack, copies: whether the circular buffer that the init named goes straight to DST; nullopt: it named none.
  std::optional<bool> straight = std::nullopt;
};
/// The packer's mode that writes rows, as its init set it.
struct PackUntilizeState {
  uint32_t block_ct = 0, full_ct = 0;
  bool narrow = false;
};
struct ComputeState {
  const Kernel* kernel = nullptr;
  DstMode dst_mode = DstMode::Bf16;
  FormatState srca, srcb, pack;  // srca, srcb: unpack's view
  OperationState unpack, math;
  bool sfpu_ready = false;
  device_abi::Sfpu sfpu_init_op = device_abi::Sfpu::Identity;
  SfpuState sfpu;
  std::optional<device_abi::Sfpu> pack_sfpu_init;  // the packer's use of the SFPU has a state of its own
  SfpuState pack_sfpu;
  bool l1_accumulate = false;
  std::optional<device_abi::ReduceDim> reduce_mask;
  uint32_t pack_rows = 0;
  std::optional<PackUntilizeState> pack_untilize;
  std::optional<ExponentFamily> family;
  uint8_t family_cb = 0;
  OperandQueue operands;
  DstState dst;
  std::vector<uint32_t> words;  // what unpack found for tile_word(), in order
  std::array<uint32_t, kRoles> word_sequence{};
};

struct Core;

/// How long an actor has asked, by polls or in a loop without calls, without any change that could be seen.
struct Stretch {
  uint64_t progress = 0;     // of World, meanwhile
  uint64_t nanoseconds = 0;  // of CPU time, in its own turns
  uint64_t turn_began = 0;   // CPU time; 0: not known
  uint64_t memory = 0;       // of what L1 of its core held, after half of the time that it has
  int again = 0;             // how often that had changed in the end
  bool next_counts = false;  // it goes on from here when its turn comes
};

/// One processor with its kernel.
struct Actor {
  enum class State : uint8_t { Ready, Waiting, Polling, Spinning, Done };
  int id = 0;
  Core* core = nullptr;
  Role role = Role::Brisc;
  const Kernel* kernel = nullptr;
  KernelImage* image = nullptr;
  std::vector<std::byte> globals;  // private copy of the kernel's writable data; empty: it has none
  std::unique_ptr<Fiber> fiber;
  State state = State::Ready;
  Wait wait;
  Where where;  // the last call
  Stretch stretch;
  uint64_t polls = 0;             // fruitless ones, nothing having changed
  bool cut = false;               // was taken out of a loop without calls, since its last call
  uint64_t spin_instruction = 0;  // in such a loop, the last one
  uint64_t calls_in_a_row = 0;    // of the API, without another actor's turn
  uint32_t argument_address = 0, common_address = 0;
  const std::vector<uint32_t>* arguments = nullptr;
  std::array<device_abi::NocRequest, 4> noc_state{};
  uint32_t read_transaction = 0, write_transaction = 0;
};

struct Core {
  CoreCoord coord;
  std::byte* l1 = nullptr;  // start of the slot: its address is what kernels see for offset 0
  std::array<std::unique_ptr<Actor>, kRoles> actors;
  std::vector<CircularBufferState> cbs;  // kMostCircularBuffers, or empty
  std::unique_ptr<ComputeState> compute;
  std::vector<uint32_t> semaphores;                                  // offset in L1 of each id; 0: not on this core
  std::vector<std::pair<uint32_t, const Actor*>> semaphore_writers;  // offset in L1, and who has written it from afar
};

}  // namespace tir2tt::device
