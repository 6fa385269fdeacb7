// A PrimFunc made ready to be interpreted: variables are slots of a frame, lets are replaced by what they name, memory
// is found, and every expression node carries the function that evaluates it. Made by compile(), run by Machine.
// Tested by tests/reference/reference_test.cc.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "reference/bound.h"
#include "support/source.h"
#include "tir/dtype.h"

namespace tir2tt::reference {

class Machine;
struct Node;
using RealFn = Real (*)(Machine&, const Node&);
using IntFn = Int (*)(Machine&, const Node&);

/// What lies behind one data variable.
struct Memory {
  std::string name;
  tir::DataType dtype;
  Rounding rounding;
  int tensor = -1;     // index of the parameter; -1: on the chip
  bool fixed = false;  // the size was given and may not grow: a tensor, an allocation
  bool per_thread = false;
  int64_t size = 0;  // elements, of one thread
  // A tensor's are those of the result; writers: tensors only.
  std::span<double> values;
  std::span<float> bounds;
  std::span<int32_t> writers;
  std::vector<double> own_values;  // on the chip
  std::vector<float> own_bounds;
  bool written = false;

  bool on_chip() const { return tensor < 0; }
};

/// One axis of an access.
struct Axis {
  const Node* index = nullptr;
  int64_t extent = 0;  // of the buffer
  int64_t stride = 0;  // elements
};

/// One element of a buffer, or where a region of it starts.
struct Access {
  Memory* memory = nullptr;
  std::string name;  // the buffer's
  std::vector<Axis> axes;
  const Node* offset = nullptr;  // elements; may be null
  double padding = 0;            // what a load outside a tensor gives
};

/// An expression. Both functions are set: one evaluates, the other converts what it gives.
struct Node {
  RealFn real = nullptr;
  IntFn integer = nullptr;
  const Node* a = nullptr;
  const Node* b = nullptr;
  const Node* c = nullptr;
  int64_t imm = 0;   // an integer constant, a slot, the mask of an unsigned result, a width
  int spare = 0;     // bits of an int64_t that a signed result has not; it wraps
  double value = 0;  // a real constant
  double (*function)(double) = nullptr;
  double (*function2)(double, double) = nullptr;
  const Access* access = nullptr;
  Rounding rounding;  // of casts
  tir::DataType dtype;
  double relative = 0;   // of casts
  uint32_t threads = 0;  // the thread axes that it depends on, one bit each
  bool constant = true;  // no variable, no memory
  bool kept = false;     // a number that something holds, as it is: nothing is computed
  int depth = 1;
  int64_t work = 1;  // nodes evaluated
};

struct Step;
using Steps = std::vector<const Step*>;

/// Values of a node for consecutive values of a loop variable.
struct Line {
  static constexpr int64_t kMost = 256;
  double v[kMost], e[kMost];
  Real at(int64_t i) const { return {v[i], e[i]}; }
  void set(int64_t i, Real r) {
    v[i] = r.v;
    e[i] = r.e;
  }
};
using LineFn = void (*)(Machine&, const Node&, int64_t count, const Line* const* operands, Line& out);

/// A node in a loop whose iterations may be computed side by side (lines.cc).
struct LineNode {
  enum class How : uint8_t {
    Each,      // one value of the variable after the other
    Once,      // the variable does not count
    Load,      // `coefficients`: of the variable in each index
    Select,    // operands[0] where node->a holds along the line, operands[1] where it does nowhere
    Function,  // `function` of the operands
  } how = How::Each;
  const Node* node = nullptr;
  LineFn function = nullptr;
  std::vector<LineNode> operands;
  std::vector<int64_t> coefficients;
};
/// A loop that stores one value per iteration, each elsewhere, and none that a later iteration loads.
struct LineStore {
  const Access* target = nullptr;
  std::vector<int64_t> coefficients;
  LineNode value;
};

struct Loop {
  size_t slot = 0;
  const Node* min = nullptr;
  const Node* extent = nullptr;
  const Node* step = nullptr;  // null: 1
  const Step* body = nullptr;
  const LineStore* lines = nullptr;  // null: iteration by iteration
};
struct Branch {
  const Node* condition = nullptr;
  const Step* then_case = nullptr;
  const Step* else_case = nullptr;
};
struct WhileLoop {
  const Node* condition = nullptr;
  const Step* body = nullptr;
};
/// The body once for every value of the thread axes in `axes`.
struct ForThreads {
  std::vector<size_t> axes;
  const Step* body = nullptr;
};
struct Jump {
  bool leave = true;  // false: on with the next iteration
};
/// `lanes` elements, all of them computed before the first is stored.
struct Store {
  const Access* target = nullptr;
  const Node* value = nullptr;
  const Node* predicate = nullptr;
  int lanes = 1;
  size_t lane_slot = 0;
};
enum class AtomicKind : uint8_t { Add, Max, Min };
struct Atomic {
  const Access* target = nullptr;
  const Node* value = nullptr;
  AtomicKind kind = AtomicKind::Add;
};
/// A box of a buffer: where it starts and its extents, one per axis.
struct Region {
  const Access* start = nullptr;
  std::vector<const Node*> extents;
};
struct Copy {
  Region source, target;
  bool accumulate = false;  // T.atomicadd and the like: of `kind`
  AtomicKind kind = AtomicKind::Add;
};
/// T.c2d_im2col: block (row_step, col_step) of the matrix whose rows are the places of a kernel of `kernel` x `kernel`
/// elements in an NHWC image, and whose columns are what it covers there, channels fastest. 0 outside of the image.
struct Im2Col {
  Region image, columns;
  const Node* row_step = nullptr;
  const Node* col_step = nullptr;
  int64_t kernel = 1, stride = 1, dilation = 1, pad = 0;
};
struct Fill {
  Region target;
  const Node* value = nullptr;
};
/// A matrix by its pitch: a(i, k) = A[start + offset + i * pitch + k]. The start on the last axis is the region's only
/// where no offset was given.
struct GemmOperand {
  Region region;
  bool starts_on_last_axis = false;
  const Node* pitch = nullptr;
  const Node* offset = nullptr;
  bool transposed = false;
};
struct Gemm {
  GemmOperand a, b, c;
  const Node* m = nullptr;
  const Node* n = nullptr;
  const Node* k = nullptr;
  const Node* clear = nullptr;
};
enum class ReduceKind : uint8_t { Sum, Max, Min, AbsSum, AbsMax };
struct Reduce {
  Region source, target;
  ReduceKind kind = ReduceKind::Sum;
  size_t axis = 0;
  const Node* clear = nullptr;
};
struct CumSum {
  Region source, target;
  size_t axis = 0;
  bool reverse = false;
};

struct Step {
  SourceSpan span;
  std::variant<Steps, Loop, Branch, WhileLoop, ForThreads, Jump, Store, Atomic, Copy, Im2Col, Fill, Gemm, Reduce,
               CumSum>
      what;
};

/// A variable that stands for a position in a grid or in a block of threads.
struct ParallelAxis {
  size_t slot = SIZE_MAX;  // none
  int64_t extent = 1;
};

/// Everything that compile() makes; nodes refer to each other by address, so it is not copied.
struct Program {
  Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::deque<Node> nodes;
  std::deque<Access> accesses;
  std::deque<Step> steps;
  std::deque<LineStore> line_stores;
  std::deque<Memory> memories;  // the tensors first, in order
  size_t slots = 0;
  ParallelAxis grid[3];
  std::vector<ParallelAxis> threads;
  const Step* body = nullptr;
};

}  // namespace tir2tt::reference
