// Planning problems for tests: a small builder, and the ones worked out by hand.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plan/plan.h"

namespace tir2tt::plan {

/// Events of a trace, written one after the other.
struct Script {
  Problem& problem;

  Script& add(EventKind kind, Actor actor, int cb = -1, int64_t count = 0) {
    problem.trace.push_back({kind, actor, cb, count, {}});
    return *this;
  }
  Actor filler(int cb) const {
    const Kernel k = problem.cbs[cb].producer;
    return k == Kernel::Compute ? Actor::Pack : k == Kernel::Reader ? Actor::Reader : Actor::Writer;
  }
  Actor emptier(int cb) const {
    const Kernel k = problem.cbs[cb].consumer;
    return k == Kernel::Compute ? Actor::Unpack : k == Kernel::Reader ? Actor::Reader : Actor::Writer;
  }
  Script& reserve(int cb, int64_t n) { return add(EventKind::Reserve, filler(cb), cb, n); }
  Script& push(int cb, int64_t n) { return add(EventKind::Push, filler(cb), cb, n); }
  Script& wait(int cb, int64_t n) { return add(EventKind::Wait, emptier(cb), cb, n); }
  Script& pop(int cb, int64_t n) { return add(EventKind::Pop, emptier(cb), cb, n); }
  /// Reserve, NoC read, barrier, push.
  Script& load(int cb, int64_t n) {
    reserve(cb, n).add(EventKind::NocRead, Actor::Reader, cb, n).add(EventKind::ReadBarrier, Actor::Reader);
    return push(cb, n);
  }
  /// Wait, NoC write, barrier, pop.
  Script& store(int cb, int64_t n) {
    wait(cb, n).add(EventKind::NocWrite, Actor::Writer, cb, n).add(EventKind::WriteBarrier, Actor::Writer);
    return pop(cb, n);
  }
  Script& acquire(int64_t tiles) { return add(EventKind::DstAcquire, Actor::Math, -1, tiles); }
  Script& release() { return add(EventKind::DstRelease, Actor::Pack); }
  Script& loop(int64_t trips) { return add(EventKind::LoopBegin, Actor::Reader, -1, trips); }
  Script& end_loop() { return add(EventKind::LoopEnd, Actor::Reader); }
  Script& guard() { return add(EventKind::GuardBegin, Actor::Reader); }
  Script& otherwise() { return add(EventKind::GuardElse, Actor::Reader); }
  Script& end_guard() { return add(EventKind::GuardEnd, Actor::Reader); }
};

inline CbRequest request(std::string name, Kernel producer, Kernel consumer, int64_t rows, int64_t cols,
                         target::DataFormat format, int64_t wanted) {
  CbRequest cb;
  cb.name = std::move(name);
  cb.producer = producer, cb.consumer = consumer;
  if (producer == Kernel::Reader)
    cb.role = consumer == Kernel::Writer ? Role::Stream : Role::Input;
  else
    cb.role = consumer == Kernel::Writer ? Role::Output : Role::Intermediate;
  cb.format = format;
  cb.rows = rows, cb.cols = cols;
  const target::Tiling tiling = target::choose_tiling(rows, cols);
  cb.tile = tiling.tile;
  cb.block_tiles = tiling.tiles();
  cb.wanted_blocks = wanted;
  cb.push_quantum = cb.pop_quantum = cb.block_tiles;
  if (producer == Kernel::Reader || consumer == Kernel::Writer) cb.dram_bytes_per_block = cb.block_bytes();
  return cb;
}

/// One core's block of C[M,N] = A[M,K] · B[K,N] in float16 with a float32 accumulator and a float16 copy to store.
/// CBs: 0 A, 1 B, 2 C (in place), 3 C's copy. Axes: 0 M, 1 N, 2 K.
inline Problem gemm(int64_t m, int64_t n, int64_t k, int64_t stages = 2, const char* chip = "wormhole_b0") {
  using enum target::DataFormat;
  Problem p;
  p.function = "gemm";
  p.chip = target::find_chip(chip);
  p.fp32_dest_acc = true;
  p.axes = {{std::to_string(m) + " (rows of A_shared, C_local)", m, true},
            {std::to_string(n) + " (columns of B_shared, C_local)", n, true},
            {std::to_string(k) + " (columns of A_shared, rows of B_shared)", k, true}};
  p.cbs = {request("A_shared", Kernel::Reader, Kernel::Compute, m, k, Float16, stages),
           request("B_shared", Kernel::Reader, Kernel::Compute, k, n, Float16, stages),
           request("C_local", Kernel::Compute, Kernel::Compute, m, n, Float32, 1),
           request("C_local.copy", Kernel::Compute, Kernel::Writer, m, n, Float16, 1)};
  p.cbs[0].row_axis = 0, p.cbs[0].col_axis = 2;
  p.cbs[1].row_axis = 2, p.cbs[1].col_axis = 1;
  p.cbs[2].row_axis = p.cbs[3].row_axis = 0;
  p.cbs[2].col_axis = p.cbs[3].col_axis = 1;
  p.cbs[2].role = Role::Accumulator;
  p.cbs[3].declared = false;
  const int64_t a = p.cbs[0].block_tiles, b = p.cbs[1].block_tiles, c = p.cbs[2].block_tiles;
  p.cbs[2].push_quantum = p.cbs[2].pop_quantum = 1;
  p.cbs[3].push_quantum = 1;
  Script s{p};
  s.acquire(1).reserve(2, c).push(2, c).release();  // zeros
  s.loop(kUnknownTrips).load(0, a).load(1, b).wait(0, a).wait(1, b);
  s.loop(c).acquire(1).wait(2, 1).pop(2, 1).reserve(2, 1).push(2, 1).release().end_loop();
  s.pop(0, a).pop(1, b).end_loop();
  s.acquire(4).wait(2, c).reserve(3, c).push(3, c).pop(2, c).release();  // float32 -> float16
  s.store(3, c);
  return p;
}

/// DRAM -> compute -> DRAM, a block of `tiles` 32x32 float16 tiles per iteration.
inline Problem copy_kernel(int64_t tiles, int64_t wanted = 2) {
  Problem p;
  p.function = "copy";
  p.chip = target::find_chip("wormhole_b0");
  p.cbs = {request("in", Kernel::Reader, Kernel::Compute, 32, 32 * tiles, target::DataFormat::Float16, wanted),
           request("out", Kernel::Compute, Kernel::Writer, 32, 32 * tiles, target::DataFormat::Float16, wanted)};
  Script{p}
      .loop(kUnknownTrips)
      .load(0, tiles)
      .acquire(1)
      .wait(0, tiles)
      .pop(0, tiles)
      .reserve(1, tiles)
      .push(1, tiles)
      .release()
      .store(1, tiles)
      .end_loop();
  return p;
}

/// The reader fetches both blocks before compute takes the first: in sequence that holds two, a network needs one.
inline Problem burst(int64_t tiles, int64_t wanted) {
  Problem p;
  p.function = "burst";
  p.chip = target::find_chip("wormhole_b0");
  p.cbs = {request("in", Kernel::Reader, Kernel::Writer, 32, 32 * tiles, target::DataFormat::Float16, wanted)};
  Script{p}.loop(kUnknownTrips).load(0, tiles).load(0, tiles).store(0, tiles).store(0, tiles).end_loop();
  return p;
}

inline bool has_rule(const std::vector<Violation>& found, std::string_view rule) {
  for (const Violation& v : found) {
    if (v.rule == rule) return true;
  }
  return false;
}

inline std::string show(const std::vector<Violation>& found) {
  std::string text;
  for (const Violation& v : found) text += v.rule + ": " + v.text + "\n";
  return text;
}

}  // namespace tir2tt::plan
