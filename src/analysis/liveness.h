// Which tile buffers hold a value that is still needed, after every step of a tile program. Classic backward
// liveness on a structured program: one pass forward collects what each loop body reads first and surely overwrites,
// one pass backward uses it; linear, no fixed point. Sets are 64-bit masks: a chip has at most 64 circular buffers.
// Tested by tests/analysis/liveness_test.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/tile_program.h"

namespace tir2tt::analysis {

using BufferSet = uint64_t;
constexpr int kMaxBuffers = 64;
constexpr BufferSet bit(int buffer) { return BufferSet{1} << buffer; }

/// What one operation does to buffers.
struct Effect {
  BufferSet reads = 0;  // the value that was there, the old destination included
  BufferSet writes = 0;
  BufferSet kills = 0;  // writes that leave nothing of the old value
};

struct LoopFacts {
  BufferSet exposed = 0;  // read before they are written, in the body
  BufferSet written = 0;
  BufferSet killed = 0;
};

struct Liveness {
  std::vector<BufferSet> after;  // per step: live right behind it (LoopBegin, IfBegin, Else: at the head of the body)
  std::vector<LoopFacts> loops;  // per step, for LoopBegin
  BufferSet at_entry = 0;        // read before anything wrote them
  /// Live at the end of a loop's body, from where it is read again or left.
  BufferSet at_body_end(const TileProgram& p, int loop_begin) const;
};

/// `effects[i]` belongs to ops[i]. A grid loop carries nothing from one block to the next.
Liveness compute_liveness(const TileProgram& program, const std::vector<Effect>& effects);

}  // namespace tir2tt::analysis
