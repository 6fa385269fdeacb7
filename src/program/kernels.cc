#include "program/kernels.h"

#include <fmt/format.h>

#include <algorithm>

#include "tir/equal.h"
#include "transform/tt/pipeline.h"
#include "transform/tt/tt_attrs.h"
#include "tvm/script.h"

namespace tir2tt::program {
namespace {

namespace key = transform::key;

const tir::PrimFunc* find_function(const tir::IRModule& module, const std::string& name) {
  const auto it = std::ranges::find(module.functions, name, &std::pair<std::string, tir::PrimFunc>::first);
  return it == module.functions.end() ? nullptr : &it->second;
}

/// Places in JSON are no lines that a person knows. So the module is printed as TVMScript, read and annotated again;
/// where that gives the same module, the places of the new one are in the script.
struct Retold {
  SourceFile file;
  tir::IRModule module;
};
std::optional<Retold> retell(const driver::Input& input, const transform::PassOptions& options) {
  Retold retold{SourceFile("script", tvm::print_as_script(input.module, input.module.module)), {}};
  Diagnostics said_before;
  const tir::IRModule again = tvm::read_script(retold.file, {}, said_before).module;
  if (said_before.has_errors()) return std::nullopt;
  retold.module = annotate(again, options, said_before);
  if (said_before.has_errors()) return std::nullopt;
  return retold;
}

/// The kernels of `function` with comments; those that there are stay where the script is not the module.
void add_comments(const Retold& retold, const std::string& name, const tir::PrimFunc& function,
                  const codegen::Dialect& dialect, codegen::ProgramSpec* spec) {
  const tir::PrimFunc* again = find_function(retold.module, name);
  if (again == nullptr || !tir::structural_equal(*again, function)) return;
  Diagnostics said_before;
  auto commented = codegen::generate(name, *again, {&dialect, &retold.file}, said_before);
  if (commented && commented->kernels.size() == spec->kernels.size()) spec->kernels = std::move(commented->kernels);
}

}  // namespace

bool is_lowered(const tir::PrimFuncNode& f) {
  const auto is_start = [](const tir::Var& v) { return v->name == key::kStartTile; };
  return f.attrs.find("tt_cb_plan") != nullptr || transform::true_attr(f.attrs, key::kPersistentLoop) ||
         std::ranges::any_of(f.params, is_start);
}

bool has_lowered(const tir::IRModule& module) {
  return std::ranges::any_of(module.functions, [](const auto& f) { return is_lowered(*f.second); });
}

tir::IRModule annotate(const tir::IRModule& module, const transform::PassOptions& options, Diagnostics& diags) {
  tir::IRModule fresh = module;
  std::erase_if(fresh.functions, [](const auto& f) { return is_lowered(*f.second); });
  if (fresh.functions.empty()) return module;
  const tir::IRModule planned = transform::run_tt_pipeline(fresh, options, diags);
  tir::IRModule out = module;
  for (auto& [name, function] : out.functions) {
    const tir::PrimFunc* now = is_lowered(*function) ? nullptr : find_function(planned, name);
    if (now != nullptr) function = *now;
  }
  return out;
}

std::vector<Kernel> generate_kernels(const driver::Input& input, const tir::IRModule& annotated,
                                     const transform::PassOptions& options, const codegen::Dialect& dialect,
                                     Diagnostics& diags) {
  const bool json = input.module.json() != nullptr;
  const codegen::GenerateOptions how{&dialect, json ? nullptr : input.file.get()};
  std::vector<Kernel> kernels;
  for (const auto& [name, function] : annotated.functions) {
    if (auto spec = codegen::generate(name, function, how, diags)) {
      kernels.push_back({name, function->span, std::move(*spec)});
    }
  }
  if (!json || diags.has_errors()) return kernels;
  const std::optional<Retold> retold = retell(input, options);
  for (Kernel& kernel : kernels) {
    if (retold) add_comments(*retold, kernel.name, *find_function(annotated, kernel.name), dialect, &kernel.spec);
  }
  return kernels;
}

void check_wishes(const tir::IRModule& as_read, const std::vector<Kernel>& kernels, const PlanWishes& wishes,
                  Diagnostics& diags) {
  const auto refuse = [&](const Kernel& kernel, std::string why) {
    diags.add({DiagId::BadOption, kernel.span, std::move(why),
               "leave the option out, or give the kernel that the plan was made of", kernel.name});
  };
  for (const Kernel& kernel : kernels) {
    const tir::PrimFunc* function = find_function(as_read, kernel.name);
    if (function == nullptr || !is_lowered(**function)) continue;
    if (wishes.arch_given && wishes.options.chip != kernel.spec.chip) {
      refuse(kernel, fmt::format("`--arch {}` for a plan that was made for {}; a plan that a file carries is taken as "
                                 "it is",
                                 wishes.options.chip->name, kernel.spec.chip->name));
    }
    if (wishes.reserve_given) {
      refuse(kernel, "`--l1-reserve` for a plan that is made already; a plan that a file carries is taken as it is");
    }
  }
}

}  // namespace tir2tt::program
