// The folder that `tir2tt compile` writes and `tir2tt run` reads:
//
//   DIR/kernels/{reader,compute,writer}.cpp   one function: directly in DIR, several: in DIR/<function>/
//   DIR/main.cpp and its headers, plan.json   beside them
//   DIR/module.py | module.json               the annotated module, in the format it came
//   DIR/input.py | input.json                 the kernels as they were written, which is what the reference computes
//
// Tested by tests/program/folder_test.cc.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "codegen/tt/output_file.h"
#include "program/kernels.h"

namespace tir2tt::program {

// ---- what is in it

/// Where the files of each kernel stand below the folder: "" of the only one, "matmul/".
std::vector<std::string> kernel_places(const std::vector<Kernel>& kernels);

struct FolderContent {
  std::vector<codegen::OutputFile> files;
  std::vector<std::string> stale;  // names under which an earlier compilation may have left what is not so any more
};
/// `original`: the text to keep as input.*. Diagnostics where no host program can be written.
FolderContent folder_content(const std::vector<Kernel>& kernels, const driver::Input& input,
                             const tir::IRModule& annotated, const driver::Input& original, Diagnostics& diags);

// ---- in and out

/// All files, or none: they are written into a folder beside `folder` first, which takes its place if that is new; else
/// each file is moved. What is in `folder` besides stays. False, with a diagnostic, if that fails.
bool write_folder(const std::filesystem::path& folder, const FolderContent& content, Diagnostics& diags);

/// The module in `folder`/`stem`.py or .json. No file: nothing was there, which is no diagnostic.
driver::Input read_module_in(const std::filesystem::path& folder, const std::string& stem, Diagnostics& diags);

/// The texts of the kernels are those in the folder, whatever they were generated as; messages name the files.
void take_kernel_texts(const std::filesystem::path& folder, std::vector<Kernel>& kernels, Diagnostics& diags);

}  // namespace tir2tt::program
