// What code generation yields for one PrimFunc, as plain values: three kernels as text, and everything that a host has
// to know to run them: tensors, circular buffers, arguments, work per core. main.cpp, plan.json and the embedded device
// are all made from this. Tested by tests/codegen/host_program_test.cc, tests/codegen/plan_json_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "target/chip.h"
#include "target/format.h"
#include "tir/expr.h"

namespace tir2tt::codegen {

/// How a tensor lies in DRAM. In 32x32 tiles: pages are tiles, matrix after matrix, each by rows of tiles; leading axes
/// number the matrices, row-major. Or as it is: a page is one row, all of the last axis.
enum class Tiling : uint8_t {
  Matrix,  // row_axis and col_axis make the tile
  Row,     // col_axis only: a matrix of one row
  Column,  // row_axis only: a matrix of one column
  Dense,   // col_axis only: 1024 consecutive elements of it fill one tile, by rows
  Rows,    // row-major: a page per row of the last axis (a tensor of one axis: one page), elements in their own format
};
std::string_view to_string(Tiling t);

struct TensorSpec {
  std::string name;                                           // as C++ identifier, unique in the program
  std::string tir_name;                                       // the buffer's own
  std::string dtype;                                          // TVM's spelling
  target::DataFormat format = target::DataFormat::Float16_b;  // in DRAM; may be a float's for small integers
  tir::Exprs shape;                                           // IntImm, or expressions over ProgramSpec::shape_vars
  tir::Exprs view = {};  // the shape in which it lies in DRAM, where kernels see it as a flattened view; else empty
  Tiling tiling = Tiling::Matrix;
  int row_axis = -1, col_axis = -1;  // -1: none
  bool read = false, written = false;

  bool in_tiles() const { return tiling != Tiling::Rows; }
  const tir::Exprs& dram_shape() const { return view.empty() ? shape : view; }
  /// Of an element that lies row-major.
  int64_t element_bytes() const { return target::format_info(format).bits / 8; }
  /// Of a row of `extent` elements that is a page: filled up to whole words, as tt-metal wants its pages.
  int64_t row_bytes(int64_t extent) const;
  /// Of a page, a tile or a row: an expression over ProgramSpec::shape_vars, and its value, -1 where there are any.
  tir::Expr page_size() const;
  int64_t page_bytes() const;
};

struct CbSpec {
  int id = 0;
  std::string name;        // of the plan: "C_local.out"
  std::string identifier;  // in the kernels: "cb_C_local_out"
  target::DataFormat format = target::DataFormat::Float16_b;
  target::TileShape tile;
  int64_t page_bytes = 0;  // one hardware tile
  int64_t pages = 0;       // hardware tiles
  bool unpack_to_dest_fp32 = false;
  std::string what;  // one line for people: "input, reader -> compute: 3 blocks of 4 tiles"
  int64_t bytes() const { return page_bytes * pages; }
};

/// A symbolic extent: bound by an axis of a tensor.
struct ShapeVar {
  tir::Var var;
  std::string name;            // C++ identifier
  int tensor = -1, axis = -1;  // the first one that has it bare as an extent
};

/// One runtime argument of a kernel, in order.
struct RuntimeArgument {
  enum class Kind : uint8_t {
    TensorAddress,  // index: into tensors
    StartTile,      // first block of the grid of this core
    TileCount,      // blocks of this core
    Shape,          // index: into shape_vars
  };
  Kind kind = Kind::TensorAddress;
  int index = -1;
  std::string name;  // in the kernel
};

enum class Role : uint8_t { Reader, Compute, Writer };
std::string_view to_string(Role r);  // "reader"

struct KernelSpec {
  Role role = Role::Reader;
  std::string file;  // "reader.cpp"
  std::string text;
  std::vector<int> accessors;  // tensors whose TensorAccessorArgs make the compile-time arguments, in order
  std::vector<RuntimeArgument> arguments;
  bool empty() const { return text.empty(); }
};

/// An input that several cores read alike: what multicast would save.
struct SharedRead {
  int tensor = -1;
  std::string along;        // grid axes on which the block does not depend: "x"
  int64_t tiles_read = -1;  // by all cores together; -1: symbolic
  int64_t tiles_distinct = -1;
};

struct ProgramSpec {
  std::string function;  // C++ identifier
  const target::Chip* chip = nullptr;
  std::vector<TensorSpec> tensors;  // parameters, in order
  std::vector<CbSpec> cbs;          // by id
  std::vector<ShapeVar> shape_vars;
  std::vector<KernelSpec> kernels;  // reader, compute, writer; one that has nothing to do is absent
  std::array<tir::Expr, 3> grid;    // blocks along x, y, z: IntImm, or expressions over shape_vars
  /// Blocks per core, in core order: the first `blocks mod cores` cores get one more; cores with none are left out.
  bool fp32_dest_acc = false;
  bool maxima_in_tf32 = false;  // a maximum of float32 values goes through the matrix unit, which truncates them
  std::vector<SharedRead> shared_reads;
  std::vector<std::string> operations;  // per operation of compute, in order: "matmul: FPU, HiFi4", "exp: SFPU"
};

/// [start, count] of every core with work, for `blocks` blocks: the schedule of infer_default_tt_schedule.
std::vector<std::pair<int64_t, int64_t>> deal_out(int64_t blocks, int64_t cores);

/// A C++ expression for an integer expression over variables that are C++ identifiers; floor semantics of TIR's // and
/// % for non-negative operands.
std::string cpp_expression(const tir::Expr& e);

/// The value of an integer expression, with values for its variables; nullopt where one is missing or the kind is
/// unknown.
std::optional<int64_t> evaluate(const tir::Expr& e, const std::vector<std::pair<const tir::VarNode*, int64_t>>& values);

}  // namespace tir2tt::codegen
