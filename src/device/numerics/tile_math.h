// What the FPU does to whole tiles: products, element-wise operations, reductions, transposition. Pure functions on
// tiles in face order; the results are the same on every machine: the order of every sum is fixed and nothing is fused.
// What is written to a 16-bit DST is rounded to nearest, ties away from zero (tile_math_round.h). Sources:
// tt-isa-documentation MatrixUnit.md, MVMUL.md, ELWMUL.md, GMPOOL.md, SrcASrcB.md (which bits a phase multiplies).
// Tested by tests/device/tile_math_test.cc.
#pragma once

#include <cstdint>

#include "device/include/tir2tt/abi.h"
#include "device/numerics/tile.h"

namespace tir2tt::device {

enum class Fidelity : uint8_t { LoFi = 1, HiFi2 = 2, HiFi3 = 3, HiFi4 = 4 };

/// An operand of the matrix unit, split for the phases of `fidelity`. in0 is in SrcB, in1 in SrcA.
struct MatmulOperand {
  Tile high;  // what every phase (or all but the last) multiplies
  Tile low;   // HiFi3: what the third phase multiplies; else unused
};
/// in0 (rows x K): keeps 7 significand bits below HiFi4 (HiFi3: the rest in `low`), all 11 for HiFi4.
void split_in0(const Tile& in0, Fidelity fidelity, MatmulOperand& out);
/// in1 (K x columns): keeps 5 significand bits for LoFi, 10 from HiFi2 on; `transpose` multiplies by the transposed
/// tile.
void split_in1(const Tile& in1, Fidelity fidelity, bool transpose, MatmulOperand& out);

/// dst += in0 * in1, one tile each; the sum of each 16 products is added to dst, which is rounded to `mode` then.
void matmul(const MatmulOperand& in0, const MatmulOperand& in1, Fidelity fidelity, DstMode mode, Tile& dst);

/// a op b with b broadcast, element by element; Mul by the fidelity's phases. `add_to_dst`: dst += (Mul always does),
/// else dst =. operation: Add, Sub or Mul. `broadcast_row`: which row of b Broadcast::Row repeats.
void binary(device_abi::Operation operation, device_abi::Broadcast broadcast, int broadcast_row, const Tile& a,
            const Tile& b, Fidelity fidelity, bool add_to_dst, DstMode mode, Tile& dst);

/// `tile` with its row, column or corner repeated.
void broadcast_tile(device_abi::Broadcast broadcast, int row, const Tile& tile, Tile& out);
void transpose(const Tile& tile, Tile& out);

/// Accumulates the reduction of `tile` into dst: Row -> column 0, Col -> row 0, Scalar -> element 0; other words of dst
/// are left as they are. The scaler is the first row of each face of `scaler` (Scalar: applied twice). Max: `first`
/// says that dst holds nothing yet (dst = max of the tile), else max(dst, …). Sum and Avg: dst += .
void reduce(device_abi::Pool pool, device_abi::ReduceDim dim, const Tile& tile, const Tile& scaler, Fidelity fidelity,
            bool first, DstMode mode, Tile& dst);

}  // namespace tir2tt::device
