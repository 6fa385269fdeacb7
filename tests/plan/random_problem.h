// Random planning problems that are well formed and balanced: kernels of inputs, intermediates, an accumulator,
// outputs and streams, in loops and guards, with L1 from too small to ample.
#pragma once

#include <algorithm>
#include <random>

#include "plan/problems.h"

namespace tir2tt::plan {

class RandomProblem {
 public:
  struct Size {
    int max_extra_cbs = 3;  // beyond one input and one output
    int64_t max_extent = 128;
    int64_t max_wanted = 3;
    bool tight = true;  // choose an l1_reserve that makes room scarce
  };
  RandomProblem(uint64_t seed, Size size) : rng_(seed), size_(size) {}

  Problem make() {
    p_.function = "random";
    p_.chip = &target::chips()[pick(0, 1)];
    p_.fp32_dest_acc = coin();
    choose_cbs();
    trace();
    if (size_.tight) tighten();
    return p_;
  }

 private:
  int64_t pick(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(rng_() % static_cast<uint64_t>(high - low + 1));
  }
  bool coin() { return pick(0, 1) == 1; }
  int64_t divisor_of(int64_t n) {
    int64_t d = pick(1, n);
    while (n % d != 0) --d;
    return d;
  }

  int cb(Kernel producer, Kernel consumer) {
    using enum target::DataFormat;
    static constexpr target::DataFormat kFormats[] = {Float32, Float16, Float16_b, UInt8, Int32};
    const int index = static_cast<int>(p_.cbs.size());
    p_.cbs.push_back(request("cb" + std::to_string(index), producer, consumer, pick(1, size_.max_extent),
                             pick(1, size_.max_extent), kFormats[pick(0, 4)], pick(1, size_.max_wanted)));
    CbRequest& made = p_.cbs.back();
    made.push_quantum = divisor_of(made.block_tiles);
    made.pop_quantum = divisor_of(made.block_tiles);
    if (coin()) made.finest_quantum = 1;
    return index;
  }

  void choose_cbs() {
    inputs_ = {cb(Kernel::Reader, Kernel::Compute)};
    outputs_ = {cb(Kernel::Compute, Kernel::Writer)};
    for (int64_t extra = pick(0, size_.max_extra_cbs); extra > 0; --extra) {
      switch (pick(0, 4)) {
        case 0: inputs_.push_back(cb(Kernel::Reader, Kernel::Compute)); break;
        case 1: outputs_.push_back(cb(Kernel::Compute, Kernel::Writer)); break;
        case 2: middles_.push_back(cb(Kernel::Compute, Kernel::Compute)); break;
        case 3: streams_.push_back(cb(Kernel::Reader, Kernel::Writer)); break;
        default:
          if (accumulator_ < 0) accumulator_ = cb(Kernel::Compute, Kernel::Compute);
      }
    }
  }

  int64_t block(int i) const { return p_.cbs[i].block_tiles; }
  // Unknown trips may be none; loops known to run never are planned as if they did, so brute force would differ.
  int64_t trips() { return coin() ? kUnknownTrips : pick(1, 5); }

  void trace() {
    const int64_t dst = target::dst_tiles(p_.fp32_dest_acc);
    if (accumulator_ >= 0) {
      s_.acquire(pick(1, dst))
          .reserve(accumulator_, block(accumulator_))
          .push(accumulator_, block(accumulator_))
          .release();
    }
    s_.loop(trips());
    body(dst);
    s_.end_loop();
    if (coin()) body(dst);  // a peeled last iteration
    if (accumulator_ >= 0) {
      const int out = outputs_.front();
      s_.acquire(1).wait(accumulator_, block(accumulator_)).pop(accumulator_, block(accumulator_));
      s_.reserve(out, block(out)).push(out, block(out)).release().store(out, block(out));
    }
  }

  void body(int64_t dst) {
    const int64_t bursts = pick(1, 2);  // blocks that the reader fetches ahead of compute
    for (int64_t i = 0; i < bursts; ++i) {
      for (const int in : inputs_) s_.load(in, block(in));
    }
    for (int64_t i = 0; i < bursts; ++i) take_inputs(dst);
    for (const int middle : middles_) through(middle, dst);
    if (accumulator_ >= 0) update(dst);
    for (const int out : outputs_) {
      s_.acquire(pick(1, dst)).reserve(out, block(out)).push(out, block(out)).release();
      s_.store(out, block(out));
    }
    for (const int stream : streams_) maybe_guarded(stream);
  }

  void take_inputs(int64_t dst) {
    s_.acquire(pick(1, dst));
    for (const int in : inputs_) s_.wait(in, block(in));
    for (const int in : inputs_) s_.pop(in, block(in));
    s_.release();
  }

  void through(int middle, int64_t dst) {
    s_.acquire(pick(1, dst)).reserve(middle, block(middle)).push(middle, block(middle)).release();
    s_.acquire(pick(1, dst)).wait(middle, block(middle)).pop(middle, block(middle)).release();
  }

  // In place; now and then reserving before it pops, which needs twice the capacity.
  void update(int64_t dst) {
    const int64_t n = block(accumulator_);
    s_.acquire(pick(1, dst)).wait(accumulator_, n);
    if (coin())
      s_.reserve(accumulator_, n).pop(accumulator_, n).push(accumulator_, n);
    else
      s_.pop(accumulator_, n).reserve(accumulator_, n).push(accumulator_, n);
    s_.release();
  }

  void maybe_guarded(int stream) {
    const bool guarded = coin(), other = coin();
    if (guarded) s_.guard();
    s_.load(stream, block(stream)).store(stream, block(stream));
    if (guarded && other) {
      s_.otherwise().load(stream, block(stream)).load(stream, block(stream));
      s_.store(stream, block(stream)).store(stream, block(stream));
    }
    if (guarded) s_.end_guard();
  }

  void tighten() {
    int64_t wanted = 0;
    for (const CbRequest& cb : p_.cbs) wanted += cb.wanted_blocks * cb.block_bytes();
    const int64_t room = wanted * pick(20, 130) / 100;
    p_.l1_reserve = std::max<int64_t>(0, p_.chip->cb_bytes() - room);
  }

  std::mt19937_64 rng_;
  Size size_;
  Problem p_;
  Script s_{p_};
  std::vector<int> inputs_, outputs_, middles_, streams_;
  int accumulator_ = -1;
};

inline Problem random_problem(uint64_t seed, RandomProblem::Size size = {}) { return RandomProblem(seed, size).make(); }

}  // namespace tir2tt::plan
