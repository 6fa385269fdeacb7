// Inside of MemorySpaceLowerTT: what is decided about each tile buffer on the way from a tile program to a planning
// problem. Four steps, each a function and a file: which buffers become circular buffers and in which role
// (cb_classify.cc), how they lie in hardware tiles (cb_layout.cc), which circular buffers that makes (cb_requests.cc)
// and what the kernels will do with them (cb_trace.cc). Tested by tests/transform/memory_space_lower_tt_test.cc and
// tests/corpus/plans_test.cc.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analysis/liveness.h"
#include "analysis/tile_program.h"
#include "plan/decision.h"
#include "transform/tt/core_program.h"
#include "transform/tt/dram_layout.h"
#include "transform/tt/options.h"
#include "transform/tt/value_range.h"

namespace tir2tt::transform {

/// How a buffer with one long axis lies in tiles.
enum class Layout : uint8_t {
  Matrix,  // rows x cols
  Dense,   // 1024 elements per tile: only element-wise, fully reduced, or moved row-major
  Column,  // one element per row of tiles
  Row,     // one element per column of tiles
};

struct BufferDraft {
  bool placed = false;
  int merged_into = -1;  // TileBuffer; then not placed itself
  bool in_dst = false;   // never leaves DST; then not placed
  plan::Role role = plan::Role::Intermediate;
  bool unused = false;    // nothing touches it
  bool loaded = false;    // a Load fills it
  bool computed = false;  // an operation of compute writes it
  bool read_by_compute = false;
  bool stored = false;            // a Store reads it
  bool updated_in_place = false;  // an operation reads the old value and writes the new
  bool staged_load = false;       // loads go through a CB of the compiler's: compute writes the buffer, too
  bool stored_directly = false;   // the writer reads it
  int64_t fills_per_block = 0;    // how often a block fills it; -1 = not constant
  int64_t num_stages = 0;         // of the innermost loop that loads it
  Layout layout = Layout::Matrix;
  bool needs_32x32 = false;
  bool needs_mask = false;  // pad lanes meet a reduction or the inner axis of a matmul
  tir::DataType stored_as;  // the dtype it has in L1; differs where the packer converts on the way out
  std::vector<std::string> reasons;
};

/// Minima and reductions of magnitudes: the matrix unit has none.
inline bool is_for_vector_unit(analysis::ReduceKind k) {
  return k != analysis::ReduceKind::Sum && k != analysis::ReduceKind::Max;
}

struct Drafts {
  std::vector<BufferDraft> buffers;       // per TileProgram::buffers
  std::vector<analysis::TileOp> ops;      // operands of merged buffers replaced; copies that vanished have dst -1
  std::vector<bool> vanished;             // per op
  std::vector<DramLayout> tensors;        // per TileProgram::tensors
  std::vector<analysis::Effect> effects;  // per op
  analysis::Liveness liveness;
  // What compute does with tiles, per op; empty: not element-wise, or not expressible (then `refused` says so).
  // Of a reduction: what goes on with its result, which is in slot 0.
  std::vector<std::optional<DstProgram>> programs;
  analysis::BufferSet resident = 0;  // accumulators that stay in DST across their loop, and are packed behind it
  std::vector<int> resident_op;      // per step: LoopBegin of such a loop: the op that accumulates; else -1
  std::vector<int> closes;  // per op: it computes from the accumulator in DST; the op that accumulates; else -1
  struct InTiles {
    int64_t rows = 0, cols = 0;
  };
  std::vector<InTiles> accumulator;  // per op that accumulates in DST: its block
  // The kernel's own float of 16 bits, in which small integers are kept (value_range.h); nullopt: no operation of
  // compute has to do with integers, and they stay what they are.
  std::optional<tir::DataType> half;
  ValueRanges values;           // what the elements of buffers can be
  bool reduces_padded = false;  // a reduction has to leave pads out
  bool widens_float8 = false;   // compute works with the other family of exponents: float8 stays outside of it
  bool fp32_dest_acc = false;   // DST holds 32-bit words: compute touches a buffer of 32-bit elements
  /// A reduction that the vector unit does alone, in float32: the matrix unit would see TF32.
  bool in_vector_unit(const analysis::TileOp& op) const {
    return fp32_dest_acc && op.kind == analysis::OpKind::Reduce &&
           (reduces_padded || is_for_vector_unit(op.reduce) ||
            buffers[static_cast<size_t>(op.srcs[0].buffer)].stored_as.bits == 32);
  }
  /// A reduction that is folded tile by tile in the vector unit before the matrix unit reduces what is left.
  bool is_folded(const analysis::TileOp& op) const {
    return op.kind == analysis::OpKind::Reduce && is_for_vector_unit(op.reduce) && !in_vector_unit(op);
  }
  bool is_resident(size_t op) const { return accumulator[op].rows > 0; }
  bool has_closing(size_t op) const {
    return std::find(closes.begin(), closes.end(), static_cast<int>(op)) != closes.end();
  }
  int64_t blocks_per_core = -1;  // at most; -1 = not constant or not known
  /// The buffer that holds `b`'s value.
  int target(int b) const;
};

/// The elements of a tile that belong to the block; the others are pads.
struct TileMask {
  int64_t rows = 32, cols = 32;
  bool dense = false;  // the first `cols` of 1024 elements
  bool all() const { return dense ? cols == 1024 : rows == 32 && cols == 32; }
  friend bool operator==(const TileMask&, const TileMask&) = default;
};
/// Of the tiles of a block that is reduced: those in the last column and the last row of tiles have other pads.
struct BlockMasks {
  TileMask inner, last_col, last_row, corner;
};
/// What of the operand of the reduction `op` counts. Pads that do not matter count as elements.
BlockMasks masks_of(const analysis::TileProgram& program, const Drafts& drafts, const analysis::TileOp& op);
/// Whether pads of the operand can matter, as far as its shape tells; asked before it has a layout.
bool may_need_masks(const analysis::TileProgram& program, const Drafts& drafts, const analysis::TileOp& op);

inline bool is_float8(tir::DataType t) { return t.is_floating() && t.bits == 8; }

/// The largest divisor of `n` that is at most `at_most`; 1 if there is none.
int64_t largest_divisor(int64_t n, int64_t at_most);

/// Placement, merges, roles. Takes the operations out of the program. Reports buffers that are read before they are
/// written.
/// `refused`: what only code generation minds.
Drafts classify_buffers(analysis::TileProgram& program, int64_t blocks_per_core, const PassOptions& options,
                        Diagnostics& diags, Diagnostics& refused);

/// Liveness of the program as the drafts have it.
void analyse_liveness(const analysis::TileProgram& program, Drafts* drafts);

/// Chains of element-wise operations become one; values in between stay in DST.
void fuse_elementwise(const analysis::TileProgram& program, Drafts* drafts);

/// Reductions begin with the value that their result was filled with, and go on with what is computed from it.
void join_reductions(const analysis::TileProgram& program, Drafts* drafts);

/// Accumulators that fit DST and that nothing else of compute comes between: `acc = 0; for k: load …; acc += a b` keeps
/// them there. Takes the clearing and the reads of the old value out of the operations.
void keep_accumulators_in_dst(const analysis::TileProgram& program, Drafts* drafts);

/// What every element-wise operation does with tiles; into the drafts, with the tiles of DST that it takes.
void compile_expressions(const analysis::TileProgram& program, Drafts* drafts, Diagnostics& refused);

/// Layouts and tile shapes; into the drafts.
void lay_out_buffers(const analysis::TileProgram& program, Drafts* drafts);

/// Indices into Problem::cbs of the CBs that go with a buffer or an operation; -1 = none.
struct CbMap {
  struct OfBuffer {
    int cb = -1, transposed = -1, mask = -1;
    int fpu = -1;                // a copy for the matrix unit: what it reads cannot also go to DST in float32
    int64_t rows = 0, cols = 0;  // its block in tiles, whether it has a CB or not
  };
  struct OfOp {
    std::vector<int> in;  // staging of DRAM operands, one per TileOp::loads; a Load that needs none: empty
    int out = -1;         // result on its way to DRAM
    int words = -1;       // what the reader tells the writer about where the result goes
    int partial = -1;     // what a reduction that the matrix unit does not know leaves for one that it does
  };
  std::vector<OfBuffer> buffers;  // per TileProgram::buffers (by Drafts::target)
  std::vector<OfOp> ops;
  std::vector<std::pair<int, int>> tokens;  // per step with a condition on DRAM data: to compute, to the writer
  std::vector<int> token_of_step;           // per step: index into tokens, -1 = none; a kernel that needs none: -1
  int scaler = -1;
  std::vector<std::pair<TileMask, int>> masks;  // tiles of ones with zeros in the place of pads
  int mask(const TileMask& m) const {
    const auto at = std::find_if(masks.begin(), masks.end(), [&](const auto& known) { return known.first == m; });
    return at == masks.end() ? -1 : at->second;
  }
  int reader_scratch = -1, writer_scratch = -1;  // where row-major tensors pass through L1
};

/// The circular buffers, the compiler's own as well, and their wanted pages; no trace yet.
/// Moves the drafts' reasons into the decisions.
plan::Problem make_requests(const analysis::TileProgram& program, Drafts& drafts, const PassOptions& options,
                            CbMap* map, std::vector<plan::BufferDecision>* decisions, Diagnostics& diags);

/// The sequential program of one core; also the amounts (quanta) that the kernels use per CB. `refused`: what no kernel
/// can be generated for; the protocol is that of the operation all the same.
CoreProgram make_core_program(const analysis::TileProgram& program, const Drafts& drafts, const CbMap& map,
                              plan::Problem* problem, Diagnostics& refused);

/// What can be planned, but not generated: into `refused`.
void check_for_kernels(const analysis::TileProgram& program, const Drafts& drafts, const CbMap& map,
                       const plan::Problem& problem, Diagnostics& refused);

/// Names for the block axes: only needed when a plan does not fit.
void label_axes(const analysis::TileProgram& program, const Drafts& drafts, const CbMap& map, plan::Problem* problem);

}  // namespace tir2tt::transform
