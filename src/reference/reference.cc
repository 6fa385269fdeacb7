#include "reference/reference.h"

#include "reference/compiler.h"
#include "reference/machine.h"

namespace tir2tt::reference {
namespace {

void set_inputs(const std::vector<data::Array>& inputs, Program* program) {
  for (Memory& m : program->memories) {
    if (m.on_chip()) continue;
    m.values = inputs[static_cast<size_t>(m.tensor)].values;
    m.bounds.assign(m.values.size(), 0);
    m.writers.assign(m.values.size(), -1);
  }
}

Result take_result(const std::vector<data::Array>& inputs, Program* program) {
  Result out;
  for (const ParallelAxis& g : program->grid) out.grid.push_back(g.extent);
  for (Memory& m : program->memories) {
    if (m.on_chip()) continue;
    Tensor& t = out.tensors.emplace_back();
    t.name = m.name;
    t.value = {m.dtype, inputs[static_cast<size_t>(m.tensor)].shape, std::move(m.values)};
    t.bound = std::move(m.bounds);
    t.writer = std::move(m.writers);
    t.written = m.written;
  }
  return out;
}

}  // namespace

std::optional<Result> interpret(const tir::PrimFunc& func, const std::vector<data::Array>& inputs,
                                const Options& options, Diagnostics& diags) {
  Program program;
  if (!compile(func, inputs, &program, diags)) return std::nullopt;
  set_inputs(inputs, &program);
  if (std::optional<Diagnostic> fault = Machine(program, options).run()) {
    diags.add(std::move(*fault));
    return std::nullopt;
  }
  return take_result(inputs, &program);
}

}  // namespace tir2tt::reference
