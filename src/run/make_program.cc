#include <algorithm>

#include "device/numerics/formats.h"
#include "run/run_kernel.h"
#include "run/tensor_pages.h"
#include "support/diagnostic.h"

namespace tir2tt::run {
namespace {

using codegen::KernelSpec;
using codegen::ProgramSpec;
using codegen::Role;
using codegen::RuntimeArgument;
using codegen::TensorSpec;

constexpr uint32_t kIsDram = 2;  // ArgConfig of tt-metal's tensor accessors; interleaved: without Sharded

using Bindings = std::vector<std::pair<const tir::VarNode*, int64_t>>;

Bindings bind(const ProgramSpec& spec, const std::vector<data::Array>& inputs) {
  Bindings values;
  for (const codegen::ShapeVar& v : spec.shape_vars)
    values.emplace_back(v.var.get(), inputs.at(static_cast<size_t>(v.tensor)).shape.at(static_cast<size_t>(v.axis)));
  return values;
}

int64_t value_of(const tir::Expr& e, const Bindings& bindings) {
  const std::optional<int64_t> value = codegen::evaluate(e, bindings);
  TIR2TT_CHECK(value, "an extent that the shapes do not bind");
  return *value;
}

void check_inputs(const ProgramSpec& spec, const std::vector<data::Array>& inputs) {
  TIR2TT_CHECK(inputs.size() == spec.tensors.size(), "one array for every tensor");
  const Bindings bindings = bind(spec, inputs);
  for (size_t i = 0; i < inputs.size(); ++i) {
    const TensorSpec& tensor = spec.tensors[i];
    TIR2TT_CHECK(tir::to_string(inputs[i].dtype) == tensor.dtype && inputs[i].shape.size() == tensor.shape.size(),
                 tensor.name + ": an array of another dtype or rank");
    for (size_t axis = 0; axis < tensor.shape.size(); ++axis)
      TIR2TT_CHECK(value_of(tensor.shape[axis], bindings) == inputs[i].shape[axis], tensor.name + ": another extent");
  }
}

/// The first cores of the grid, by rows.
device::CoreRanges first_cores(const target::Chip& chip, int count) {
  const int rows = count / chip.grid_x, rest = count % chip.grid_x;
  device::CoreRanges ranges;
  if (rows > 0) ranges.push_back({{0, 0}, {chip.grid_x - 1, rows - 1}});
  if (rest > 0) ranges.push_back({{0, rows}, {rest - 1, rows}});
  return ranges;
}

/// What the kernels are made with.
struct Plan {
  const ProgramSpec& spec;
  Bindings bindings;
  std::vector<std::pair<int64_t, int64_t>> runs;  // [start, count] per core
  device::CoreRanges cores;
};

Plan plan_of(const ProgramSpec& spec, const std::vector<data::Array>& inputs) {
  Plan plan{spec, bind(spec, inputs), {}, {}};
  int64_t blocks = 1;
  for (const tir::Expr& extent : spec.grid) blocks *= value_of(extent, plan.bindings);
  plan.runs = codegen::deal_out(blocks, spec.chip->cores());
  plan.cores = first_cores(*spec.chip, static_cast<int>(plan.runs.size()));
  return plan;
}

device::Tensor make_tensor(const TensorSpec& spec, const data::Array& array) {
  device::Tensor tensor;
  tensor.name = spec.name;
  tensor.page_bytes = static_cast<uint32_t>(page_layout(spec, array.shape).page_bytes);
  tensor.contents = to_pages(spec, array);
  return tensor;
}

device::CircularBuffer make_cb(const codegen::CbSpec& spec, const device::CoreRanges& cores) {
  device::CircularBuffer cb;
  cb.cores = cores;
  cb.total_bytes = static_cast<uint32_t>(spec.bytes());
  cb.indices = {{static_cast<uint8_t>(spec.id), spec.format, static_cast<uint32_t>(spec.page_bytes), spec.tile}};
  return cb;
}

uint32_t argument(const RuntimeArgument& a, const Plan& plan, const device::Program& program,
                  std::pair<int64_t, int64_t> run) {
  const auto index = static_cast<size_t>(a.index);
  switch (a.kind) {
    case RuntimeArgument::Kind::TensorAddress: return program.tensors.at(index).address.value();
    case RuntimeArgument::Kind::StartTile: return static_cast<uint32_t>(run.first);
    case RuntimeArgument::Kind::TileCount: return static_cast<uint32_t>(run.second);
    case RuntimeArgument::Kind::Shape: return static_cast<uint32_t>(plan.bindings.at(index).second);
  }
  return 0;
}

void give_arguments(const KernelSpec& spec, const Plan& plan, const device::Program& program, device::Kernel& kernel) {
  const std::vector<device::CoreCoord> cores = device::cores_of(plan.cores);
  for (size_t i = 0; i < cores.size(); ++i) {
    std::vector<uint32_t>& words = kernel.runtime_arguments[cores[i]];
    for (const RuntimeArgument& a : spec.arguments) words.push_back(argument(a, plan, program, plan.runs[i]));
  }
}

device::Processor processor_of(Role role) {
  constexpr device::Processor kProcessors[] = {device::Processor::Riscv1, device::Processor::Compute,
                                               device::Processor::Riscv0};
  return kProcessors[static_cast<size_t>(role)];
}

std::vector<uint8_t> unpack_modes(const ProgramSpec& spec) {
  std::vector<uint8_t> modes(static_cast<size_t>(spec.chip->max_circular_buffers));
  for (const codegen::CbSpec& cb : spec.cbs) modes.at(static_cast<size_t>(cb.id)) = cb.unpack_to_dest_fp32 ? 1 : 0;
  return modes;
}

device::Kernel make_kernel(const KernelSpec& spec, const Plan& plan, const device::Program& program) {
  device::Kernel kernel;
  kernel.source = {spec.file, spec.text};
  kernel.cores = plan.cores;
  kernel.processor = processor_of(spec.role);
  kernel.noc = spec.role == Role::Writer ? 1 : 0;
  for (const int tensor : spec.accessors) {
    const device::Tensor& t = program.tensors.at(static_cast<size_t>(tensor));
    kernel.compile_arguments.insert(kernel.compile_arguments.end(), {kIsDram, device::page_stride(*program.chip, t)});
  }
  give_arguments(spec, plan, program, kernel);
  if (spec.role != Role::Compute) return kernel;
  kernel.fp32_dest_acc = plan.spec.fp32_dest_acc;
  kernel.unpack_to_dest_fp32 = unpack_modes(plan.spec);
  return kernel;
}

}  // namespace

device::Program make_program(const ProgramSpec& spec, const std::vector<data::Array>& inputs) {
  check_inputs(spec, inputs);
  const Plan plan = plan_of(spec, inputs);
  device::Program program;
  program.chip = spec.chip;
  for (size_t i = 0; i < inputs.size(); ++i) device::add_tensor(program, make_tensor(spec.tensors[i], inputs[i]));
  if (plan.runs.empty()) return program;
  for (const codegen::CbSpec& cb : spec.cbs) program.circular_buffers.push_back(make_cb(cb, plan.cores));
  for (const KernelSpec& kernel : spec.kernels) {
    if (!kernel.empty()) program.kernels.push_back(make_kernel(kernel, plan, program));
  }
  return program;
}

Execution execute(const ProgramSpec& spec, const std::vector<data::Array>& inputs, const device::RunOptions& options) {
  const device::Program program = make_program(spec, inputs);
  Execution execution;
  for (const device::Kernel& kernel : program.kernels)
    execution.cores = std::max(execution.cores, static_cast<int>(device::cores_of(kernel.cores).size()));
  execution.result = device::run(program, options);
  const auto& contents = execution.result.tensors;
  for (size_t i = 0; i < contents.size(); ++i)
    execution.tensors.push_back(from_pages(spec.tensors[i], inputs[i].shape, contents[i]));
  return execution;
}

// Sources of the numbers: docs/device.md (SrcA and SrcB keep 19 bits, DST 16 or 32). A 16-bit DST rounds to 8
// significand bits (bfloat16) or 11 (float16), ties away from zero at worst: half a unit, doubled because what is
// stored may be rounded once more.
reference::ErrorModel error_model(const ProgramSpec& spec) {
  reference::ErrorModel errors;
  const bool float16 = std::any_of(spec.cbs.begin(), spec.cbs.end(), [](const codegen::CbSpec& cb) {
    return device::exponent_family(cb.format) == device::ExponentFamily::A;
  });
  if (!spec.maxima_in_tf32) errors.maximum_float32 = 0;
  if (!spec.fp32_dest_acc) errors.accumulate = errors.step = errors.pass = float16 ? 0x1p-10 : 0x1p-8;
  // A float16 tensor that is stored as bfloat16: every value of it is rounded to 8 bits.
  const bool narrowed = std::any_of(spec.tensors.begin(), spec.tensors.end(), [](const TensorSpec& t) {
    return t.dtype == "float16" && t.format == target::DataFormat::Float16_b;
  });
  if (!narrowed) return errors;
  errors.product_float16 = errors.maximum_narrow = 0x1p-8;
  errors.step = std::max(errors.step, 0x1p-8);
  errors.pass = std::max(errors.pass, 0x1p-8);
  return errors;
}

}  // namespace tir2tt::run
