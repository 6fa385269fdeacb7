#include "coverage/corpus_table.h"

#include <algorithm>

#include "corpus/rows.h"

namespace tir2tt::coverage {
namespace {

const corpus::Row* row_of(const std::string& name) {
  for (const corpus::Row& row : corpus::kRight)
    if (row.file == "tilelang/" + name + ".py") return &row;
  return nullptr;
}

Kernel kernel_of(const std::filesystem::path& file, Size size) {
  Kernel kernel;
  kernel.name = file.stem().string();
  kernel.family = "corpus";
  kernel.file = file;
  const corpus::Row* row = row_of(kernel.name);
  if (row == nullptr) return kernel;
  kernel.shapes = row->shapes;
  if (!row->too_large && size == Size::Own) return kernel;
  kernel.edits = row->smaller;
  if (row->too_large) kernel.cut_down = row->too_large;
  return kernel;
}

}  // namespace

std::vector<Kernel> corpus_kernels(const std::filesystem::path& folder, Size size) {
  std::vector<Kernel> kernels;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "tilelang"))
    if (entry.path().extension() == ".py") kernels.push_back(kernel_of(entry.path(), size));
  std::sort(kernels.begin(), kernels.end(), [](const Kernel& a, const Kernel& b) { return a.name < b.name; });
  return kernels;
}

}  // namespace tir2tt::coverage
