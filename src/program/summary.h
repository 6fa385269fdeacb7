// What `tir2tt compile` says of what it wrote. Tested by tests/program/summary_test.cc.
#pragma once

#include <string>
#include <vector>

#include "program/folder.h"
#include "program/kernels.h"

namespace tir2tt::program {

/// For people: work, circular buffers and files of every function.
std::string summary_text(const std::string& folder, const std::vector<Kernel>& kernels, const FolderContent& content,
                         bool color);
/// {"folder": …, "functions": [{"name", "arch", "place", "blocks", "cores", "circular_buffers", "l1_bytes",
/// "kernels"}], "files": [{"path", "lines"}]}; blocks and cores of a symbolic grid are null.
std::string summary_json(const std::string& folder, const std::vector<Kernel>& kernels, const FolderContent& content);

}  // namespace tir2tt::program
