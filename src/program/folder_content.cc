#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "codegen/tt/host_program.h"
#include "codegen/tt/plan_json.h"
#include "program/folder.h"
#include "tvm/module_file.h"

namespace tir2tt::program {
namespace {

constexpr size_t kMostArguments = 341;  // of a kernel on a core: max_runtime_args of tt-metal's kernel_types.hpp

std::string extension(const driver::Input& input) { return input.module.json() != nullptr ? ".json" : ".py"; }
std::string other_extension(const driver::Input& input) { return input.module.json() != nullptr ? ".py" : ".json"; }

/// main.cpp starts each kernel with all its arguments at once.
bool check_host_program(const Kernel& kernel, Diagnostics& diags) {
  const size_t errors = diags.error_count();
  for (const codegen::KernelSpec& k : kernel.spec.kernels) {
    if (k.arguments.size() <= kMostArguments) continue;
    diags.add(
        {DiagId::CannotGenerate, kernel.span,
         fmt::format("{} takes {} arguments; tt-metal passes {} at most", k.file, k.arguments.size(), kMostArguments),
         "pass fewer tensors", kernel.name});
  }
  return diags.error_count() == errors;
}

void add_kernel_files(const Kernel& kernel, const std::string& place, FolderContent* content) {
  std::set<std::string> written;
  for (const codegen::KernelSpec& k : kernel.spec.kernels) {
    content->files.push_back({place + "kernels/" + k.file, k.text});
    written.insert(k.file);
  }
  for (const char* file : {"reader.cpp", "compute.cpp", "writer.cpp"}) {
    if (!written.contains(file)) content->stale.push_back(place + "kernels/" + file);
  }
  for (codegen::OutputFile& file : codegen::host_program(kernel.spec)) {
    file.path.insert(0, place);
    content->files.push_back(std::move(file));
  }
  content->files.push_back({place + "plan.json", codegen::plan_json(kernel.spec)});
}

}  // namespace

std::vector<std::string> kernel_places(const std::vector<Kernel>& kernels) {
  if (kernels.size() == 1) return {""};
  std::vector<std::string> places;
  std::set<std::string> taken;
  for (const Kernel& kernel : kernels) {
    std::string name = kernel.spec.function;
    for (int n = 1; !taken.insert(name).second; ++n) name = fmt::format("{}_{}", kernel.spec.function, n);
    places.push_back(name + "/");
  }
  return places;
}

FolderContent folder_content(const std::vector<Kernel>& kernels, const driver::Input& input,
                             const tir::IRModule& annotated, const driver::Input& original, Diagnostics& diags) {
  FolderContent content;
  const std::vector<std::string> places = kernel_places(kernels);
  for (size_t i = 0; i < kernels.size(); ++i) {
    if (check_host_program(kernels[i], diags)) add_kernel_files(kernels[i], places[i], &content);
  }
  content.files.push_back({"module" + extension(input), tvm::print_module(input.module, annotated, diags)});
  content.files.push_back({"input" + extension(original), std::string(original.file->text())});
  content.stale.push_back("module" + other_extension(input));
  content.stale.push_back("input" + other_extension(original));
  return content;
}

}  // namespace tir2tt::program
