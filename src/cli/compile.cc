#include <ostream>

#include "cli/commands.h"
#include "cli/io.h"
#include "program/folder.h"
#include "program/original.h"
#include "program/summary.h"

namespace tir2tt::cli {
namespace {

const codegen::Dialect* find_dialect(const std::string& name, Diagnostics& diags) {
  const codegen::Dialect* dialect = codegen::find_dialect(name);
  if (dialect != nullptr) return dialect;
  const std::vector<std::string> known = {std::string(codegen::classic_dialect().name),
                                          std::string(codegen::late_2026_dialect().name)};
  driver::add_unknown(DiagId::BadOption, "dialect", name, known, "", diags);
  return nullptr;
}

}  // namespace

int run_compile(const CompileArgs& args, Session& session) {
  Diagnostics usage, diags;
  const std::optional<transform::PassOptions> options = driver::pass_options(args.kernel.names, usage);
  const codegen::Dialect* dialect = find_dialect(args.dialect, usage);
  if (usage.has_errors()) return wrong_usage(usage, session);

  const driver::Input kernel = read_kernel(args.kernel, session, diags);
  if (!kernel.is_read) return finish(diags, kernel, session);
  const tir::IRModule annotated = program::annotate(kernel.module.module, *options, diags);
  if (diags.has_errors()) return finish(diags, kernel, session);
  const std::vector<program::Kernel> kernels = program::generate_kernels(kernel, annotated, *options, *dialect, diags);
  program::check_wishes(kernel.module.module, kernels, {*options, args.arch_given, args.reserve_given}, diags);
  if (diags.has_errors()) return finish(diags, kernel, session);

  Diagnostics of_original;
  const driver::Input original = program::find_original(kernel, args.kernel.file, of_original);
  if (of_original.has_errors()) return finish(of_original, original, session);
  const program::FolderContent content = program::folder_content(kernels, kernel, annotated, original, diags);
  if (diags.has_errors() || !program::write_folder(args.kernel.output, content, diags)) {
    return finish(diags, kernel, session);
  }
  write_output("",
               args.json ? program::summary_json(args.kernel.output, kernels, content)
                         : program::summary_text(args.kernel.output, kernels, content, session.color_out()),
               session.out, diags);
  return finish(diags, kernel, session);
}

}  // namespace tir2tt::cli
