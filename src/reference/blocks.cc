// A thread has a program of its own, with its own memory on the chip, and shares the tensors. It runs consecutive
// blocks. Blocks of different threads may only store to different elements: every element knows who stored it last, and
// as soon as one has two authors all is done again, in order, on one thread. Of several faults the one of the first
// block counts.
#include "reference/blocks.h"

#include <algorithm>
#include <memory>
#include <set>
#include <thread>

#include "reference/compiler.h"
#include "reference/machine.h"

namespace tir2tt::reference {
namespace {

/// The tensors that a program stores.
class Stores {
 public:
  explicit Stores(const Program& program) {
    for (const Step& step : program.steps) {
      std::visit([this](const auto& what) { visit(what); }, step.what);
    }
  }
  bool has(const Memory* m) const { return stored_.contains(m); }

  /// What the step itself loads, apart from its expressions.
  const std::set<const Memory*>& loaded() const { return loaded_; }

 private:
  void load(const Region& r) { loaded_.insert(r.start->memory); }
  void store(const Region& r) { stored_.insert(r.start->memory); }
  void visit(const Store& s) { stored_.insert(s.target->memory); }
  void visit(const Atomic& a) {
    stored_.insert(a.target->memory);
    loaded_.insert(a.target->memory);
  }
  void visit(const Copy& c) {
    load(c.source);
    store(c.target);
    if (c.accumulate) load(c.target);
  }
  void visit(const Im2Col& c) {
    load(c.image);
    store(c.columns);
  }
  void visit(const Fill& f) { store(f.target); }
  void visit(const Gemm& g) {
    for (const GemmOperand* operand : {&g.a, &g.b, &g.c}) load(operand->region);
    store(g.c.region);
  }
  void visit(const Reduce& r) {
    load(r.source);
    load(r.target);
    store(r.target);
  }
  void visit(const CumSum& s) {
    load(s.source);
    store(s.target);
  }
  template <class Control>
  void visit(const Control&) {}

  std::set<const Memory*> stored_, loaded_;
};

Result begin(const Program& program, const std::vector<data::Array>& inputs) {
  Result out;
  for (const ParallelAxis& g : program.grid) out.grid.push_back(g.extent);
  for (const Memory& m : program.memories) {
    if (m.on_chip()) continue;
    const data::Array& input = inputs[static_cast<size_t>(m.tensor)];
    Tensor& t = out.tensors.emplace_back();
    t.name = m.name;
    t.value = {m.dtype, input.shape, input.values};
    t.bound.assign(input.values.size(), 0);
    t.writer.assign(input.values.size(), -1);
  }
  return out;
}

void attach(Program* program, Result* result) {
  for (Memory& m : program->memories) {
    if (m.on_chip()) continue;
    Tensor& t = result->tensors[static_cast<size_t>(m.tensor)];
    m.values = t.value.values;
    m.bounds = t.bound;
    m.writers = t.writer;
    m.written = false;
  }
}

void detach(const Program& program, Result* result) {
  for (const Memory& m : program.memories) {
    if (m.on_chip()) continue;
    Tensor& t = result->tensors[static_cast<size_t>(m.tensor)];
    t.written = t.written || m.written;
  }
}

/// -1: too many.
int64_t count_blocks(const Program& program) {
  int64_t blocks = 1;
  for (const ParallelAxis& g : program.grid) {
    if (__builtin_mul_overflow(blocks, std::max<int64_t>(g.extent, 0), &blocks) || blocks > INT32_MAX) return -1;
  }
  return blocks;
}

using Programs = std::vector<std::unique_ptr<Program>>;

struct Share {
  std::optional<Diagnostic> fault;
  int64_t block = 0;
  bool overlaps = false;
};

Share run_share(Program& program, const Options& options, int64_t begin, int64_t end) {
  Machine machine(program, options);
  Share share;
  share.fault = machine.run(begin, end);
  share.block = machine.block();
  share.overlaps = machine.overlaps();
  return share;
}

/// One share of the blocks per program, the first on this thread.
std::vector<Share> run_shares(const Programs& programs, const Options& options, int64_t blocks) {
  const auto n = static_cast<int64_t>(programs.size());
  std::vector<Share> shares(programs.size());
  const auto run = [&](int64_t i) {
    shares[static_cast<size_t>(i)] =
        run_share(*programs[static_cast<size_t>(i)], options, blocks * i / n, blocks * (i + 1) / n);
  };
  std::vector<std::jthread> threads;
  for (int64_t i = 1; i < n; ++i) threads.emplace_back(run, i);
  run(0);
  return shares;
}

std::optional<Result> finish(const std::vector<Share>& shares, const Programs& programs, Result result,
                             Diagnostics& diags) {
  const auto fault = std::ranges::find_if(shares, [](const Share& s) { return s.fault.has_value(); });
  if (fault != shares.end()) {
    diags.add(*fault->fault);
    return std::nullopt;
  }
  for (const auto& program : programs) detach(*program, &result);
  return result;
}

}  // namespace

bool blocks_are_apart(const Program& program) {
  const Stores stores(program);
  const auto is_stored_tensor = [&](const Memory* m) { return !m->on_chip() && stores.has(m); };
  return std::ranges::none_of(stores.loaded(), is_stored_tensor) &&
         std::ranges::none_of(program.nodes,
                              [&](const Node& n) { return n.access && is_stored_tensor(n.access->memory); });
}

std::optional<Result> run_blocks(const tir::PrimFunc& func, const std::vector<data::Array>& inputs,
                                 const Options& options, size_t threads, Diagnostics& diags) {
  Programs programs;
  programs.push_back(std::make_unique<Program>());
  if (!compile(func, inputs, programs[0].get(), diags)) return std::nullopt;
  const int64_t blocks = count_blocks(*programs[0]);
  if (blocks < 0) {
    diags.add(DiagId::CannotInterpret, func->span, "the grid has more than 2147483647 blocks");
    return std::nullopt;
  }
  if (!blocks_are_apart(*programs[0])) threads = 1;
  for (size_t i = 1; i < std::min(threads, static_cast<size_t>(blocks)); ++i) {
    Diagnostics same;
    programs.push_back(std::make_unique<Program>());
    compile(func, inputs, programs.back().get(), same);
  }
  Result result = begin(*programs[0], inputs);
  for (const auto& program : programs) attach(program.get(), &result);
  std::vector<Share> shares = run_shares(programs, options, blocks);
  if (programs.size() > 1 && std::ranges::any_of(shares, &Share::overlaps)) {
    programs.resize(1);
    result = begin(*programs[0], inputs);
    attach(programs[0].get(), &result);
    shares = run_shares(programs, options, blocks);
  }
  return finish(shares, programs, std::move(result), diags);
}

}  // namespace tir2tt::reference
