// Runs a Program: the state that its nodes and steps work on. Tested by tests/reference/reference_test.cc.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "reference/program.h"
#include "reference/reference.h"

namespace tir2tt::reference {

enum class Flow : uint8_t { Next, Break, Continue, Stop };

/// A region with its numbers.
struct Box {
  Memory* memory = nullptr;
  const Access* start = nullptr;
  std::vector<int64_t> mins, extents, dims, strides;
  int64_t base = 0;  // elements: the buffer's own offset and the thread's

  bool outside(size_t axis, int64_t index) const { return index < 0 || index >= dims[axis]; }
  /// The element at `mins` + the row-major position `position` of a box of `extents`.
  int64_t flat(int64_t position) const;
  int64_t elements() const;
};

/// Rows and columns of a memory.
struct Matrix {
  Memory* memory = nullptr;
  int64_t start = 0, pitch = 0, rows = 0, cols = 0;
  bool transposed = false;
};

/// Evenly spaced elements of a memory.
struct Run {
  int64_t start = 0, step = 0;
};

inline Real element(const Memory& m, int64_t flat) {
  return {m.values[static_cast<size_t>(flat)], m.bounds[static_cast<size_t>(flat)]};
}

class Machine {
 public:
  Machine(Program& program, const Options& options);

  /// Blocks of the grid; the fault that ended them early, if one did.
  std::optional<Diagnostic> run(int64_t begin, int64_t end);
  int64_t block() const { return block_; }  // that was run last
  /// Whether it stored, or might have stored, where another block does.
  bool overlaps() const { return overlaps_; }

  const ErrorModel& errors() const { return options_.errors; }
  int64_t slot(int64_t index) const { return frame_[static_cast<size_t>(index)]; }

  /// The element that `access` names; -1 outside. On the chip that is a fault. `e`: the bound of the indices.
  int64_t locate(const Access& access, double* e);
  Int load_int(const Access& access);
  Real load_real(const Access& access);

  /// Evaluates what a condition did not choose: nothing is a fault there, nothing changes.
  Real other_real(const Node& n);
  Int other_int(const Node& n);

  void fail(DiagId id, std::string message, std::string hint = {});
  bool failed() const { return fault_.has_value(); }

  /// Relative error of one product, or one addend of a sum, in the matrix unit; of a value that is compared there.
  double product_error(tir::DataType dtype) const;
  double maximum_error(tir::DataType dtype) const;

 private:
  /// How much of what is stored is known: all; that somebody may have gone another way; that this is another way.
  enum class Mode : uint8_t { Plain, Doubt, Shadow };

  // machine.cc
  void begin_block(int64_t block);
  bool poll();
  Flow execute(const Step& step);
  Flow visit(const Steps& steps);
  Flow visit(const Loop& loop);
  Flow visit(const Branch& branch);
  Flow visit(const WhileLoop& loop);
  Flow visit(const ForThreads& threads);
  Flow visit(const Jump& jump);
  Flow visit(const Store& store);
  Flow visit(const Atomic& atomic);
  void store_lanes(const Store& store);
  template <class Body>
  Flow in_doubt(Mode mode, Body body);

  // lines.cc: the iterations [first, first + count) of a loop, side by side.
  /// False: nothing was done, it cannot be done so.
  bool store_line(const Loop& loop, int64_t first, int64_t count);
  void evaluate_line(const LineNode& n, size_t slot, int64_t first, int64_t count, size_t at);
  void select_line(const LineNode& n, size_t slot, int64_t first, int64_t count, size_t at);
  bool load_line(const LineNode& n, size_t slot, int64_t first, int64_t count, Line& out);
  void each_of_line(const Node& n, size_t slot, int64_t first, int64_t count, Line& out);
  /// Where the elements of a line lie; nullopt: not all in the buffer, or not evenly.
  std::optional<Run> run_of(const Access& access, const std::vector<int64_t>& coefficients, size_t slot, int64_t first,
                            int64_t count);
  Line& line(size_t at);
  void get_line(const Memory& memory, Run run, int64_t count, Line& out) const;
  void put_line(Memory& memory, Run run, int64_t count, const Line& in);
  /// `held`: they are values of the dtype.
  void round_line(const Memory& memory, int64_t count, double relative, bool through_dst, Line& line,
                  bool held = false) const;
  /// Values of `from`, as converted() leaves them in `to`; both floating, or of one dtype.
  void convert_line(const Memory& from, const Memory& to, int64_t count, Line& line) const;

  // memory.cc
  /// Writes `r`, which the dtype holds already.
  void put(Memory& memory, int64_t flat, Real r);
  /// This block stores an element of a tensor.
  void sign(int32_t& writer) {
    std::atomic_ref<int32_t> shared(writer);  // blocks that another thread runs sign as well
    const int32_t before = shared.exchange(block_, std::memory_order_relaxed);
    overlaps_ = overlaps_ || (before >= 0 && before != block_);
  }
  /// Something was stored, and nobody knows where.
  void taint(Memory& memory);
  /// The value of `n` as the memory holds it.
  Real value_for(const Memory& memory, const Node& n);
  static double rounding_for(const Memory& memory, const Node& n);
  Real rounded(const Memory& memory, Real r, double relative, bool through_dst, bool held = false) const;
  /// A value of `from` as a copy leaves it in `to`.
  Real converted(const Memory& from, const Memory& to, Real r) const;
  /// `flat`, with what the buffer's offset and the thread add; -1 and a fault if an index is uncertain.
  int64_t base_of(const Access& access);
  void out_of_bounds(const Access& access, size_t axis, int64_t index);
  /// nullopt: a fault was raised. On the chip, and where `whole` says so, all of it must be there.
  std::optional<Box> box(const Region& region, bool whole);

  // copy.cc
  Flow visit(const Copy& copy);
  Flow visit(const Im2Col& expansion);
  Flow visit(const Fill& fill);
  void copy_element(const Box& from, const Box& to, int64_t source, int64_t target, const Copy& copy);
  bool copy_line(const Box& from, const Box& to, Run source, Run target, int64_t count);
  void accumulate(Memory& memory, int64_t flat, Real r, AtomicKind kind);

  // gemm.cc
  Flow visit(const Gemm& gemm);
  std::optional<Matrix> matrix(const GemmOperand& operand, int64_t rows, int64_t cols);
  void multiply(const Matrix& a, const Matrix& b, const Matrix& c, bool clear);
  void multiply_integers(const Matrix& a, const Matrix& b, const Matrix& c, bool clear);

  // reduce.cc
  Flow visit(const Reduce& reduce);
  Flow visit(const CumSum& sum);
  Real fold(const Box& source, const Memory& target, int64_t first, size_t axis, ReduceKind kind) const;
  Real combine(Real old, Real r, ReduceKind kind) const;

  Program& program_;
  const Options& options_;
  std::vector<int64_t> frame_;
  std::optional<Diagnostic> fault_;
  SourceSpan span_;
  Mode mode_ = Mode::Plain;
  int64_t thread_ = 0;
  int32_t block_ = 0;
  bool overlaps_ = false;
  uint32_t ticks_ = 0;
  std::deque<Line> lines_;
  std::vector<Real> lanes_;
  std::vector<int64_t> lane_targets_;
};

}  // namespace tir2tt::reference
