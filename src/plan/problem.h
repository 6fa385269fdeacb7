// The circular-buffer planning problem and its answer, as plain values: no IR in sight. Who makes a Problem from
// a PrimFunc: transform/tt/memory_space_lower_tt.cc.
//
//   Problem ── check() ── solve() ──> Plan or Infeasible
//                  └──── verify(Problem, Plan) ──> what is wrong with it, by code of its own
//
// Words: a *block* is one filled tile buffer of the kernel ("page" in tt_circular_buffers); a *device page* is one
// hardware tile ("page" in tt-metal). Counts of Reserve/Push/Wait/Pop are in device pages.
// Tested by tests/plan/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/source.h"
#include "target/chip.h"
#include "target/format.h"

namespace tir2tt::plan {

enum class Role : uint8_t { Input, Output, Intermediate, Accumulator, Stream, Constant };
std::string_view to_string(Role r);

enum class Kernel : uint8_t { Reader, Compute, Writer };
std::string_view to_string(Kernel k);

/// The five sequential processors of a Tensix core. Compute pushes from Pack and pops from Unpack.
enum class Actor : uint8_t { Reader, Unpack, Math, Pack, Writer };
std::string_view to_string(Actor a);

/// A block extent that several buffers share (block_M, block_N, block_K), so that the way out of a plan that does
/// not fit can be computed.
struct BlockAxis {
  std::string label;       // for people: "128 (rows of A_shared, C_local)"
  int64_t extent = 0;      // elements
  bool shrinkable = true;  // false: tied to a tensor's full extent
};

constexpr int kNoAxis = -1;

struct CbRequest {
  std::string name;
  Role role = Role::Intermediate;
  Kernel producer = Kernel::Reader;
  Kernel consumer = Kernel::Compute;
  bool declared = true;  // false: the compiler adds it; its id comes after all declared ones
  target::DataFormat format = target::DataFormat::Float16_b;
  target::TileShape tile;
  // One block is `leading` matrices of rows x cols elements.
  int64_t rows = 0, cols = 0, leading = 1;
  int row_axis = kNoAxis, col_axis = kNoAxis;  // into Problem::axes
  bool force_32x32 = false;
  int64_t block_tiles = 1;    // device pages in one block
  int64_t wanted_blocks = 1;  // what the default rule or num_stages asks for
  bool single_fill = false;   // each core fills it exactly once
  // Amounts that the emitted kernels use in every reserve/push and wait/pop. Each must divide the capacity (R3).
  int64_t push_quantum = 1, pop_quantum = 1;
  // The smallest amount that the kernels could be emitted with instead, data accesses included; it divides both
  // quanta. 0: none but the above.
  int64_t finest_quantum = 0;
  int64_t dram_bytes_per_block = 0;  // traffic that double buffering hides; what giving it up costs
  SourceSpan span;                   // the declaration

  int64_t device_page_bytes() const { return target::tile_bytes(format, tile); }
  int64_t block_bytes() const { return block_tiles * device_page_bytes(); }
};

enum class EventKind : uint8_t {
  Reserve,
  Push,
  Wait,
  Pop,  // cb, count
  ReadBarrier,
  WriteBarrier,  // all NoC reads (writes) issued so far have landed
  NocRead,
  NocWrite,  // into the reserved (from the waited) window of cb
  DstAcquire,
  DstRelease,  // count = tiles of DST used in the section
  LoopBegin,
  LoopEnd,  // count = trips, kUnknownTrips if symbolic
  GuardBegin,
  GuardElse,
  GuardEnd,  // an `if` that all actors evaluate alike
};
constexpr int64_t kUnknownTrips = -1;

/// One step of the total order from which every actor takes its own part, in program order.
struct Event {
  EventKind kind = EventKind::Push;
  Actor actor = Actor::Reader;
  int cb = -1;  // index into Problem::cbs
  int64_t count = 0;
  SourceSpan span = {};
};

struct Problem {
  std::string function;  // for messages
  const target::Chip* chip = nullptr;
  int64_t l1_reserve = 0;  // bytes that the caller keeps for itself at the end of L1
  bool fp32_dest_acc = false;
  std::vector<BlockAxis> axes;
  std::vector<CbRequest> cbs;  // declared ones first, in declaration order
  std::vector<Event> trace;    // of one block of one core, from entry to exit
};

/// What was decided for cbs[i].
struct CbPlan {
  int id = -1;               // = i
  int64_t blocks = 0;        // num_pages of tt_circular_buffers
  int64_t device_pages = 0;  // blocks * block_tiles
  int64_t bytes = 0;
  int64_t l1_offset = 0;   // absolute address in L1
  int64_t safe_pages = 0;  // device pages that prove freedom from deadlock (circular-buffers.md, 3)
  int64_t given_up = 0;    // wanted_blocks - blocks
  bool finer = false;      // the kernels must push and pop in CbRequest::finest_quantum
};

struct Plan {
  std::vector<CbPlan> cbs;
  int64_t bytes_used = 0;  // end of the last CB - chip base, alignment included
  int64_t bytes_available = 0;
  int64_t dst_tiles_used = 0, dst_tiles_available = 0;
};

/// One change to the kernel that would make it fit.
struct WayOut {
  std::string text;  // "512 (columns of A_shared, rows of B_shared) → 256 saves 1,048,576 B"
  int64_t bytes_saved = 0;
  int64_t bytes_needed = 0;  // with the change
  bool fits = false;
};

/// Why there is no plan.
struct Infeasible {
  /// Unreadable: a statement cannot be planned, so there is nothing to solve; the diagnostics name it.
  enum class Why : uint8_t { TooManyIds, L1, Dst, PageCount, Deadlock, Unreadable };
  Why why = Why::L1;
  std::string message;  // with the numbers
  std::vector<Plan>
      smallest;  // at most one: the plan with the smallest counts (Unreadable: the wanted ones), for the table
  std::vector<WayOut> ways_out;  // cheapest first
  int cb = -1;                   // the one concerned, if one
};

}  // namespace tir2tt::plan
