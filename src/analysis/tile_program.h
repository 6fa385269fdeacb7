// A PrimFunc seen as a program over tile buffers: which memory it declares, and the sequence of tile operations,
// loops and conditions that work on it. Made by collect_tile_program from what the IR does, never from names.
//
//   for k in T.serial(32, …):                         LoopBegin(trips 32, num_stages 3)
//       T.copy(A[…], A_shared)              ──>         Op Load     dst A_shared
//       T.gemm(A_shared, B_shared, C_local)             Op Gemm     dst C_local (reads it), srcs A_shared, B_shared
//                                                     LoopEnd
//
// Loop nests that spell out a tile operation element by element are one Op per store. Tested by tests/analysis/.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analysis/linear_form.h"
#include "support/diagnostic.h"
#include "tir/module.h"

namespace tir2tt::analysis {

/// Memory on the chip: one per data variable, whatever views there are of it.
struct TileBuffer {
  enum class Declared : uint8_t { AllocBuffer, DeclBuffer, Allocate, Free };
  tir::Buffer buffer;  // the view that gives name, shape and dtype
  std::string name;    // the buffer's own
  Declared declared = Declared::AllocBuffer;
  std::vector<int64_t> shape;  // elements; empty if not constant
  tir::DataType dtype;
  std::string_view scope;
  SourceSpan span;
  int views = 0;             // further buffers over the same memory
  bool touched = false;      // a tile operation or tile nest uses it
  int64_t elements() const;  // product of shape; -1 if not constant or too large
};

/// How an operand's index follows the destination's.
enum class Pattern : uint8_t {
  Same,    // element by element
  Column,  // one value per row of the destination, broadcast along its columns
  Row,     // one value per column, broadcast along its rows
  Scalar,  // one value for all
  Transposed,
  Other,  // a gather: any other index
};

/// A box of a buffer, in the axes of the view that the statement names. Empty: all of it, or no box (a gather).
struct TileRegion {
  tir::Exprs starts = {};             // per axis, in elements; loop variables of a nest are at their first value
  std::vector<int64_t> extents = {};  // per axis, in elements; -1 = not constant
};

struct Operand {
  int buffer = -1;
  Pattern pattern = Pattern::Same;
  bool whole = true;  // all of the buffer is used
  SourceSpan span = {};
  TileRegion region = {};  // of the buffer, where it is not used as a whole
};

/// A block that a data-movement RISC works on element by element. A load: `value` follows from indices (`i * 64 + j`,
/// `i >= j`) and from single elements of tensors in DRAM (a gather, a column, a weight that is unpacked); the reader
/// computes it as the IR says, dtype by dtype, and an element outside of a tensor is 0. A store: element `at` of the
/// buffer goes to element `target` of the tensor, where `guard` holds and the tensor has it.
struct ElementValues {
  tir::Expr value;                 // a load's; null: a store
  tir::Exprs target;               // a store's: indices of the tensor
  tir::Expr guard;                 // a store's; null: everywhere
  tir::Exprs at;                   // the indices of the tile buffer's element
  std::vector<ElementLoop> loops;  // of the nest: the variables of all of these
};

/// A block of a DRAM tensor. With `elements` it goes element by element; a load has no tensor of its own then.
struct DramAccess {
  tir::Buffer tensor;
  std::shared_ptr<const ElementValues> elements;
  int row_axis = -1, col_axis = -1;  // the axes that make the tile; -1 = none (extent 1)
  bool tile_aligned = false;         // starts on a 32x32 tile boundary on both axes
  int64_t offset_divisor = 1;        // the row-major element offset of the start is a multiple of this
  bool gather = false;               // not a box: an index that is not a loop variable plus a start
  tir::Exprs starts;                 // per axis, in elements; the loop variables of a nest are taken out
  std::vector<int64_t> extents;      // per axis, in elements; -1 = not constant
  bool reordered = false;            // a store whose columns do not follow the columns of what is stored
};

/// What one load in the value or the guards of an element-wise nest stands for.
struct ElementRead {
  enum class From : uint8_t { Operand, Tensor, OldValue, Index };
  const tir::BufferLoadNode* load = nullptr;
  From from = From::Operand;
  int index = -1;  // Operand: into TileOp::srcs; Tensor: into TileOp::loads; Index: into DstProgram::index_values (what
                   // the reader computes)
};

enum class ReduceKind : uint8_t { Sum, Max, Min, AbsSum, AbsMax };

enum class OpKind : uint8_t { Load, Store, Fill, Copy, Gemm, Reduce, Elementwise };
std::string_view to_string(OpKind k);

struct TileOp {
  OpKind kind = OpKind::Elementwise;
  SourceSpan span;
  int dst = -1;            // TileBuffer; -1: a DRAM tensor only
  int like = -1;           // dst is -1: the TileBuffer whose shape the operation works in
  bool reads_dst = false;  // the old value counts: accumulation, or a part of the buffer stays
  bool in_place = true;    // reads_dst element by element, so that tile i may be overwritten once it is read
  bool dst_whole = true;
  std::vector<Operand> srcs;                      // without the destination's own old value
  std::vector<DramAccess> loads;                  // DRAM tensors read
  std::vector<DramAccess> stores;                 // DRAM tensor written: at most one
  bool converts = false;                          // Load, Store, Copy: source and destination differ in dtype
  bool transpose_a = false, transpose_b = false;  // Gemm: srcs[0], srcs[1]
  int reduce_axis = -1;     // Reduce: 1 = along columns (gives a column), 0 = along rows (gives a row), 2 = all
  bool reduce_sum = false;  // sum or abs-sum: the neutral value is 0
  ReduceKind reduce = ReduceKind::Sum;
  bool covers_dst = true;        // its loops or its region reach every element of the destination
  TileRegion dst_region;         // what they reach where that is a part of it
  std::vector<SourceSpan> with;  // statements that became part of this one
  std::string unsaid;     // what the rest of this struct does not say, as a reason not to generate code; empty: nothing
  int dst_registers = 1;  // tiles of DST that one output tile needs
  int shape_of() const { return dst >= 0 ? dst : like; }
  /// A store that the writer does as the block lies: all of it, rows to rows, columns to columns.
  bool stores_plainly() const { return stores.empty() || (guards.empty() && !stores[0].reordered); }
  tir::Stmt stmt;                  // what it was read from: the Evaluate of a call, or the BufferStore of a nest
  std::vector<ElementLoop> loops;  // BufferStore: the nest around it, outermost first, GPU threads included
  std::vector<tir::Expr> guards;   // BufferStore: an element is stored where all of these hold
  std::vector<ElementRead> reads;  // BufferStore: every load of value and guards
};

enum class StepKind : uint8_t { Op, LoopBegin, LoopEnd, IfBegin, Else, IfEnd };
constexpr int64_t kUnknown = -1;

/// The program is flat; begin and end know each other.
struct Step {
  StepKind kind = StepKind::Op;
  int op = -1;     // Op: index into ops
  int match = -1;  // LoopBegin ↔ LoopEnd; IfBegin → Else or IfEnd; Else → IfEnd; IfEnd → Else or IfBegin
  int64_t trips = kUnknown;                    // LoopBegin
  int64_t num_stages = 0;                      // LoopBegin: the author's word, 0 = none
  bool grid = false;                           // LoopBegin: runs over the blocks of this core
  std::vector<tir::Buffer> condition_tensors;  // IfBegin, LoopBegin: DRAM tensors that the condition reads
  tir::Stmt stmt;                              // LoopBegin: the For; IfBegin: the IfThenElse
  SourceSpan span;
};

struct Grid {
  bool known = false;              // there is a launch or a persistent loop
  std::vector<tir::Expr> extents;  // x, y, z
};

struct TileProgram {
  std::vector<TileBuffer> buffers;  // in declaration order
  std::vector<TileOp> ops;
  std::vector<Step> steps;
  std::vector<tir::Buffer> tensors;  // DRAM: parameters, in order
  Grid grid;
  std::vector<LetBinding> lets;  // every let of the body; variables are unique
  /// Statements that steer control in a way that the steps do not show: `T.loop_break()`, a block's predicate.
  std::vector<std::pair<SourceSpan, std::string>> unsaid;
  bool complete = true;  // false: a diagnostic says what was not understood
};

/// Statements that cannot be understood become diagnostics (T04xx) that name them.
TileProgram collect_tile_program(const tir::PrimFunc& func, Diagnostics& diags);

}  // namespace tir2tt::analysis
