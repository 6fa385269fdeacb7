// What a compiled kernel and the embedded device say to each other. Both sides include this file and nothing else of
// each other: a kernel is a shared object that exports tir2tt_kernel_attach() and tir2tt_kernel_run(); the device gives
// it one table of functions. Every call of the kernel API names the place in the kernel's source where it stands.
// Tested by tests/device/run_test.cc.
#pragma once

#include <cstdint>

namespace tir2tt::device_abi {

/// Counts changes of this file; a shared object that was compiled with another value is not loaded.
inline constexpr uint32_t kAbiVersion = 3;

/// Where a call stands in a kernel's source. As the default argument of an API function, `Where::here()` is the
/// caller's place.
struct Where {
  const char* file = "";
  uint32_t line = 0;
  static constexpr Where here(const char* f = __builtin_FILE(), uint32_t l = __builtin_LINE()) { return {f, l}; }
};

/// The five processors of a Tensix core. A compute kernel is compiled three times, for the last three.
enum class Role : uint8_t { Brisc, Ncrisc, Unpack, Math, Pack };
inline constexpr int kRoles = 5;

enum class NocKind : uint8_t { Read, Write, InlineWrite, AtomicIncrement };
enum class NocBarrier : uint8_t { Reads, Writes, WritesFlushed, PostedFlushed, Atomics, Full };

/// One NoC transaction. Addresses on the NoC are 64 bits: see noc_address() below.
struct NocRequest {
  NocKind kind = NocKind::Read;
  uint8_t noc = 0;
  uint8_t transaction_id = 0;
  bool multicast = false;
  bool include_self = false;  // multicast with loopback
  bool linked = false;
  bool posted = false;
  bool semaphore = false;     // a word of a semaphore: on Blackhole not ordered with data that has not left the core
  bool stored = false;        // from a *_set_state call: the state that a *_with_state call uses
  uint64_t remote = 0;        // the NoC address
  uint32_t local = 0;         // L1 address of this core; unused by InlineWrite and AtomicIncrement
  uint32_t bytes = 0;         // of one page or of any number of packets
  uint32_t value = 0;         // InlineWrite: the word; AtomicIncrement: what is added
  uint32_t destinations = 0;  // multicast: how many cores the kernel says it reaches
};

/// x and y are NoC coordinates (6 bits each), `address` the offset in the core's L1 or in the bank. The layout is that
/// of NOC_XY_ADDR and NOC_MULTICAST_ADDR in tt-metal's noc_parameters.h.
constexpr uint64_t noc_address(uint32_t x, uint32_t y, uint64_t address) {
  return (uint64_t{y} << 42) | (uint64_t{x} << 36) | (address & 0xFFFFFFFFFull);
}
constexpr uint64_t noc_multicast_address(uint32_t x_first, uint32_t y_first, uint32_t x_last, uint32_t y_last,
                                         uint64_t address) {
  return (uint64_t{x_first} << 48) | (uint64_t{y_first} << 54) | noc_address(x_last, y_last, address);
}

/// Questions about a circular buffer that change nothing.
enum class CbQuery : uint8_t { ReadPointer, WritePointer, PageBytes, Pages };

/// Tile operations: see ops.def and sfpu.def.
enum class Op : uint16_t {
#define TILE_OP(name, roles, arguments) name,
#include "ops.def"
#undef TILE_OP
};
enum class Sfpu : uint16_t {
#define SFPU_OP(name, shape, init) name,
#include "sfpu.def"
#undef SFPU_OP
};

/// Roles of TILE_OP: which of the three roles take part in an operation.
enum : unsigned { kU = 1, kM = 2, kP = 4, kUM = kU | kM, kMP = kM | kP, kUP = kU | kP, kUMP = kU | kM | kP };
constexpr unsigned roles_of(Op op) {
  constexpr unsigned table[] = {
#define TILE_OP(name, roles, arguments) roles,
#include "ops.def"
#undef TILE_OP
  };
  return table[static_cast<uint16_t>(op)];
}
inline constexpr int kMostArguments = 12;
inline constexpr uint32_t kNone = 0xFFFFFFFFu;  // "no circular buffer" where one may be named

/// What operand unpack and math are configured for (argument `operation` of Op::Configure).
enum class Operation : uint32_t {
  None,
  Copy,
  UnaryBroadcast,
  Transpose,
  Matmul,
  Add,
  Sub,
  Mul,
  ReuseAdd,
  ReuseSub,
  ReuseMul,
  Reduce,
  ReduceBlockMax,
  Tilize,
  TilizeReduce,
  Untilize,
  PackUntilize
};
enum class Broadcast : uint32_t { None, Col, Row, Scalar };
enum class Pool : uint32_t { Sum, Avg, Max, Min };
enum class ReduceDim : uint32_t { Row, Col, Scalar };

/// The functions of the device. Each may switch to another actor before it returns; none throws.
struct Runtime {
  // Arguments. Asking for one that the host did not give is a finding and yields 0.
  uint32_t (*argument)(bool common, int32_t index, Where);
  uint32_t (*argument_address)(bool common, int32_t index, Where);
  void (*logical_core)(bool relative, uint32_t* x, uint32_t* y);
  void (*noc_core)(uint32_t noc, uint32_t* x, uint32_t* y);  // own NoC coordinates
  // Circular buffers.
  void (*cb_reserve_back)(uint32_t cb, uint32_t pages, Where);
  void (*cb_push_back)(uint32_t cb, uint32_t pages, Where);
  void (*cb_wait_front)(uint32_t cb, uint32_t pages, Where);
  void (*cb_pop_front)(uint32_t cb, uint32_t pages, Where);
  bool (*cb_reservable)(uint32_t cb, uint32_t pages, Where);
  bool (*cb_available)(uint32_t cb, uint32_t pages, Where);
  uint32_t (*cb_query)(CbQuery, uint32_t cb, Where);
  // NoC.
  void (*noc_issue)(const NocRequest*, Where);
  void (*noc_barrier)(NocBarrier, uint32_t noc, uint32_t transaction_id /* kNone: all */, Where);
  /// What *_set_state stored and *_with_state uses: one per kind and processor, kept between calls.
  NocRequest* (*noc_state)(NocKind);
  /// The transaction id that reads (or writes) get from now on.
  void (*noc_set_transaction_id)(NocKind, uint32_t transaction_id);
  /// NoC coordinates and offset of an interleaving bank, as noc_address(x, y, offset).
  uint64_t (*bank_address)(bool dram, uint32_t bank, Where);
  uint32_t (*bank_count)(bool dram);
  // Semaphores: words in L1.
  uint32_t (*semaphore_address)(uint32_t id, Where);
  void (*semaphore_set)(volatile uint32_t* word, uint32_t value, Where);
  void (*semaphore_wait)(volatile uint32_t* word, uint32_t value, bool at_least, Where);
  /// A place at which other actors may run: cache invalidation, riscv_wait, heartbeat.
  void (*poll)(Where);
  // Compute. `arguments` are those that ops.def names, in that order.
  void (*tile_op)(Op, const uint32_t* arguments, Where);
  /// Address of a tile (get_tile_address) or a word in it (read_tile_value): the same value in all three roles.
  uint32_t (*tile_word)(uint32_t cb, uint32_t tile, uint32_t element /* kNone: the address */, Where);
  // Debugging.
  void (*print)(const char* text, uint32_t bytes, Where);
  void (*assertion_failed)(const char* text, Where);
};

}  // namespace tir2tt::device_abi
