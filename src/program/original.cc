#include "program/original.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "program/folder.h"
#include "tir/dtype.h"

namespace tir2tt::program {
namespace {

/// Constant extents that differ; symbolic ones may be written in any way.
bool same_extent(const tir::Expr& a, const tir::Expr& b) {
  const auto value = codegen::evaluate(a, {}), other = codegen::evaluate(b, {});
  return !value || !other || value == other;
}

bool same_tensor(const std::pair<tir::Var, tir::Buffer>& parameter, const codegen::TensorSpec& tensor) {
  const tir::Buffer& buffer = parameter.second;
  return buffer->name == tensor.tir_name && to_string(buffer->dtype) == tensor.dtype &&
         std::ranges::equal(buffer->shape, tensor.shape, same_extent);
}

}  // namespace

driver::Input find_original(const driver::Input& input, const std::string& file, Diagnostics& diags) {
  if (file == "-" || !has_lowered(input.module.module)) return input;
  const size_t errors = diags.error_count();
  driver::Input found = read_module_in(std::filesystem::path(file).parent_path(), "input", diags);
  return found.file || diags.error_count() != errors ? found : input;
}

const tir::PrimFunc* original_function(const driver::Input& original, const Kernel& kernel, Diagnostics& diags) {
  const auto fail = [&](std::string message, std::string hint) -> const tir::PrimFunc* {
    diags.add({DiagId::BadFolder, {}, std::move(message), std::move(hint), kernel.name});
    return nullptr;
  };
  const auto& functions = original.module.module.functions;
  const auto it = std::ranges::find(functions, kernel.name, &std::pair<std::string, tir::PrimFunc>::first);
  if (it == functions.end()) {
    return fail(fmt::format("`{}` has no function `{}` to compare with", original.file->name(), kernel.name),
                "compile the kernel anew: tir2tt compile FILE -o DIR");
  }
  if (is_lowered(*it->second)) {
    return fail(fmt::format("`{}` is lowered already, and there is nothing that says what it was before; results are "
                            "compared with the kernel as it was written",
                            kernel.name),
                "run the folder that `tir2tt compile` wrote, or put the kernel as it was written beside the file, as "
                "input.py or input.json");
  }
  if (!std::ranges::equal(it->second->buffer_map, kernel.spec.tensors, same_tensor)) {
    return fail(fmt::format("`{}` of `{}` has other tensors than the kernels", kernel.name, original.file->name()),
                "compile the kernel anew: tir2tt compile FILE -o DIR");
  }
  return &it->second;
}

}  // namespace tir2tt::program
