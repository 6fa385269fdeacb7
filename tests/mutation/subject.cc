#include "mutation/subject.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "codegen/tt/generate.h"
#include "data/random.h"
#include "run/run_kernel.h"
#include "transform/tt/pipeline.h"
#include "tvm/script.h"

namespace tir2tt::mutation {
namespace {

constexpr int kColumns = 2, kRows = 1;  // of cores

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void stop_at_errors(const Diagnostics& diags, const SourceFile& file) {
  if (diags.has_errors()) throw std::runtime_error(render(diags, &file, false));
}

std::vector<data::Array> inputs_of(const codegen::ProgramSpec& program) {
  std::vector<data::Array> inputs;
  for (const codegen::TensorSpec& t : program.tensors) {
    std::vector<int64_t> shape;
    for (const tir::Expr& e : t.shape) shape.push_back(codegen::evaluate(e, {}).value());
    inputs.push_back(data::random_array(*tir::parse_dtype(t.dtype), shape, 1, inputs.size()));
  }
  return inputs;
}

}  // namespace

Subject load_subject(const std::string& path) {
  const SourceFile file(path, text_of(path));
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(file, {}, diags);
  stop_at_errors(diags, file);
  transform::PassOptions passes;
  passes.chip = target::find_chip("wormhole_b0");
  const tir::IRModule module = transform::run_tt_pipeline(script.module, passes, diags);
  stop_at_errors(diags, file);
  Subject s;
  std::tie(s.name, s.function) = module.functions.at(0);
  auto program = codegen::generate(s.name, s.function, {.source = &file}, diags);
  stop_at_errors(diags, file);
  s.program = std::move(program).value();
  s.chip = std::make_unique<target::Chip>(*passes.chip);
  s.chip->grid_x = kColumns, s.chip->grid_y = kRows;
  s.program.chip = s.chip.get();
  s.inputs = inputs_of(s.program);
  auto expected = reference::interpret(script.module.functions.at(0).second, s.inputs,
                                       {.errors = run::error_model(s.program)}, diags);
  stop_at_errors(diags, file);
  s.expected = std::move(expected).value();
  return s;
}

}  // namespace tir2tt::mutation
