// What one core does, as one sequential program over circular buffers: the total order from which reader, compute and
// writer each take their own part. Made from a tile program and the decisions about its buffers; read twice:
//
//   CoreProgram ─ trace_of ──> plan::Problem::trace: what is proven free of deadlock
//              └─ codegen/tt ─> three kernels: what runs
//
// So the protocol that is proven is the one that is emitted.
//
//   T.copy(A[…], A_s)        Reserve A_s · Read A_s from A · ReadBarrier · Push A_s
//   T.gemm(A_s, B_s, C_l)    Wait A_s · Wait B_s · for each section of C_l that fits DST: Wait C_l · Section { load
//   C_l,
//                            matmul } · Pop C_l · Reserve C_l · Pack · Push C_l;  Pop A_s · Pop B_s
//
// Counts and tile numbers are in hardware tiles. Tested by tests/transform/core_program_test.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "analysis/tile_program.h"
#include "plan/problem.h"
#include "transform/tt/tile_expression.h"

namespace tir2tt::transform {

/// A part of a block of tiles that goes between a DRAM tensor and the window of a CB, tile after tile, by rows.
struct Transfer {
  const tir::BufferNode* tensor = nullptr;  // null: a load of `elements`
  // Element by element, between row-major tensors and tiles. The loops of `elements` that run along rows and columns of
  // the block; the block has `element_rows` x `element_cols` of them (dense: element_cols in all), what lies beyond in
  // its tiles is a pad: zero where it is loaded, not stored. `scratch`: the CB through which DRAM is reached.
  std::shared_ptr<const analysis::ElementValues> elements;
  const tir::VarNode *row_index = nullptr, *col_index = nullptr;
  int64_t element_rows = 1, element_cols = 1;
  int scratch = -1;
  int row_axis = -1, col_axis = -1;  // of the tensor; -1: the block has one row (column) of tiles that no axis numbers
  bool dense = false;                // 1024 consecutive elements of col_axis are a tile
  tir::Exprs starts;                 // per axis of the tensor: tiles on row_axis and col_axis, else elements
  bool check_rows = false, check_cols = false;  // tiles of the block may lie outside the tensor
  std::vector<int> checked_axes;                // other axes whose index may
  // The part: loops over rows and columns of tiles, and the tile of the window that each one is.
  tir::Var row_var, col_var;  // null: one row (column)
  int64_t rows = 1, cols = 1;
  tir::Expr row, col;  // of the block, in terms of the variables and of loops around
};

/// One operation on tiles in math, for one tile of the section.
struct MathStep {
  enum class Kind : uint8_t { Dst, Matmul, Transpose, Reduce } kind = Kind::Dst;
  DstStep dst;             // Dst: op and parameters; its slots are counted from `slot`
  int cb = -1, cb_b = -1;  // operands: Load, Matmul (in0, in1), Transpose, Reduce (tile, scaler)
  tir::Expr tile, tile_b;  // which tile of their windows
  tir::Expr slot;          // first of DST
  int64_t spare = -1;      // Dst: not -1: slot 0 of the step is `slot`, slot n is `spare + n` of DST
  bool transpose = false;  // Matmul: each tile of in1
  bool maximum = false;    // Reduce: else a sum
  int axis = 1;            // Reduce: 1 along columns, 0 along rows, 2 both
};

struct Node {
  enum class Kind : uint8_t {
    Loop,     // var in [0, extent), or what a loop of the source says
    If,       // condition: body, otherwise
    Reserve,  // cb, count; by `actor`
    Push,
    Wait,
    Pop,
    Read,   // transfer, into the reserved window of cb
    Write,  // transfer, from the front of cb
    ReadBarrier,
    WriteBarrier,
    Make,       // the reader writes the reserved tiles of cb itself: the values of transfer->elements, or, without a
                // transfer, the ones of reductions
    Define,     // the reader: `var` is `value` from here on, which may read single elements of tensors in DRAM
    Send,       // the reader: `var` into the reserved page of cb, a 32-bit word
    Receive,    // the consumer of cb: `var` is the word in front of cb
    Section,    // one hand-over of DST: `body` is math (loops, waits and pops of operands inside); `otherwise`, packing
    Math,       // step
    Pack,       // slot of DST into the next tile of cb
    Statement,  // the source statement that what follows comes from
  };
  Kind kind = Kind::Statement;
  plan::Actor actor = plan::Actor::Reader;
  int cb = -1;
  int64_t count = 0;  // tiles; Section: tiles of DST
  SourceSpan span;
  std::vector<SourceSpan> with;  // Statement: others that became part of it, in order
  std::string note;              // Section: what to say before it
  tir::Var var;                  // Loop, Define, Send, Receive
  tir::Expr value;               // Define: an integer or a condition
  tir::Expr min, extent;         // Loop
  int64_t trips = -1;            // Loop; -1: not constant
  bool blocks = false;           // Loop: over the blocks of this core
  tir::Expr condition;           // If
  tir::Expr slot;                // Pack
  std::vector<Node> body, otherwise;
  std::shared_ptr<const Transfer> transfer;
  std::shared_ptr<const MathStep> step;
};
using Nodes = std::vector<Node>;

struct CoreProgram {
  Nodes nodes;            // from entry to exit, the loop over blocks included where the function has one
  int64_t dst_tiles = 0;  // the largest section
};

/// The events of one block, in program order.
std::vector<plan::Event> trace_of(const CoreProgram& program);

}  // namespace tir2tt::transform
