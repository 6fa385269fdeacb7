// How every call of tt-metal's kernel API that emitted kernels make is spelled, and which header declares it: one
// table, one column per dialect. Nothing else in codegen/tt spells a call.
//
//   call(classic_dialect(), Api::CbReserveBack, {"cb_A", "4"})        cb_reserve_back(cb_A, 4)
//   dst_call(classic_dialect(), {MulScalar, out 0, 2}, …)             mul_unary_tile(0, 0x40000000u /* 2 */)
//
// Classic is tt-metal of 2026-03-12, whose names the embedded device has. Late 2026 has the renames of summer 2026
// (tt-metal #45010, #46346, #50570, #49924, #49119 and .github/deprecations.json). Tested by
// tests/codegen/dialect_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/tt/program_spec.h"
#include "transform/tt/tile_expression.h"

namespace tir2tt::codegen {

/// The comment says the arguments, in order.
enum class Api : uint8_t {
  // All kernels. Buffer, tiles.
  CbReserveBack,
  CbPushBack,
  CbWaitFront,
  CbPopFront,
  // Data movement.
  GetWritePtr,    // buffer
  GetReadPtr,     // buffer
  GetTileSize,    // buffer
  ReadTile,       // page, accessor, address in L1
  WriteTile,      // page, accessor, address in L1
  ReadBarrier,    // -
  WriteBarrier,   // -
  PageAddress,    // accessor, page, bytes from its start: an address of the NoC
  ReadBytes,      // address of the NoC, address in L1, bytes
  WriteBytes,     // address in L1, address of the NoC, bytes
  WritesFlushed,  // -: what was to be written has left L1
  // Compute: the beginning of a kernel, one of these.
  Startup,        // buffer of SrcA, of SrcB, of the packer
  UnaryStartup,   // in, out
  MatmulStartup,  // in0, in1, out, transpose in1 (0 or 1)
  // Compute: DST and the packer.
  TileRegsAcquire,  // -
  TileRegsCommit,   // -
  TileRegsWait,     // -
  TileRegsRelease,  // -
  PackTile,         // slot, buffer
  PackTileAt,       // slot, buffer, tile of the reserved window
  ReadTileValue,    // buffer, tile, number of a 32-bit word: the same for unpacker, math and packer
  Reconfig,         // buffer of SrcA, of SrcB from now on
  ReconfigSrcA,     // buffer
  ReconfigSrcB,     // buffer
  ReconfigPack,     // buffer
  // Compute: operations on the tiles of buffers.
  MatmulInit,     // in0, in1, transpose in1 (0 or 1)
  MatmulTiles,    // in0, in1, tile of in0, tile of in1, slot: adds to the slot
  TransposeInit,  // buffer
  TransposeTile,  // buffer, tile, slot
  ReduceInit,     // pool, dimension, buffer, scaler, out; see pool_name and dimension_name
  ReduceTile,     // pool, dimension, buffer, scaler, tile, tile of the scaler, slot: accumulates
  ReduceUninit,   // -
  AddTilesInit,   // a, b
  AddTiles,       // a, b, tile of a, tile of b, slot
  SubTilesInit,
  SubTiles,
  MulTilesInit,
  MulTiles,  // adds to the slot, as the matrix unit does
};

struct Dialect {
  std::string_view name;
  int column = 0;  // of the table
};
const Dialect& classic_dialect();
const Dialect& late_2026_dialect();
/// Null: there is none of this name.
const Dialect* find_dialect(std::string_view name);
/// Every call, in the order of the enumeration.
std::span<const Api> all_apis();

/// The call as an expression. InternalError: it takes other arguments, or is more than one call in the dialect.
std::string call(const Dialect& dialect, Api api, const std::vector<std::string>& arguments = {});
/// As statements, with their semicolons: a dialect may need two for one of another.
std::vector<std::string> statements(const Dialect& dialect, Api api, const std::vector<std::string>& arguments = {});
/// What declares it in a kernel of this role: "api/compute/matmul.h". Empty: such a kernel has no such call.
std::string_view header(const Dialect& dialect, Api api, Role role);

/// Template arguments of the Reduce rows. `axis` as in analysis::TileOp: 1 along columns, 0 along rows, 2 both.
std::string_view pool_name(bool maximum);
std::string_view dimension_name(int axis);

/// What the calls of a DstStep name, as C++ expressions; slots instead of the step's own numbers.
struct DstArguments {
  std::string out = {}, a = {}, b = {}, c = {};  // slots
  std::string cb = {}, tile = {}, pack = {};     // Load: buffer, its tile, and a buffer of the packer's format
  bool fp32_dest_acc = false;                    // how wide DST is
};
/// Configures the unit for the step. Steps with equal texts share it while nothing else is configured between them.
std::string dst_init(const Dialect& dialect, const transform::DstStep& step, const DstArguments& arguments);
std::string dst_call(const Dialect& dialect, const transform::DstStep& step, const DstArguments& arguments);
/// What must follow the last step before anything else is unpacked; empty: nothing.
std::string dst_uninit(const Dialect& dialect, const transform::DstStep& step, const DstArguments& arguments);
std::string_view dst_header(const Dialect& dialect, transform::DstOp op);

/// The bits of a float as a C++ literal, with the value where it is short: `0x40000000u /* 2 */`.
std::string float_bits(float value);

}  // namespace tir2tt::codegen
