// Every core computes a block of a product. The cores of the first column read blocks of the left factor and multicast
// them along their row, the cores of the first row those of the right factor down their column.
#include "../blocks.h"

using namespace programs;

namespace {

/// Corner cores of those that receive in row y, or in column x, as NoC coordinates.
std::vector<uint32_t> rectangle(const distributed::MeshDevice& device, const CoreCoord& first, const CoreCoord& last) {
  const CoreCoord a = device.worker_core_from_logical_core(first), b = device.worker_core_from_logical_core(last);
  return {uint32_t(a.x), uint32_t(a.y), uint32_t(b.x), uint32_t(b.y)};
}

void append(std::vector<uint32_t>& words, const std::vector<uint32_t>& more) {
  words.insert(words.end(), more.begin(), more.end());
}

/// Arguments of the reader: matrices, then for each factor who receives, how many, and who sends.
std::vector<uint32_t> arguments(const BlockProduct& product, const CoreCoord& core) {
  const distributed::MeshDevice& device = *product.device;
  std::vector<uint32_t> words = {uint32_t(product.a->address()),
                                 uint32_t(product.b->address()),
                                 uint32_t(core.y) * kBlockRows,
                                 uint32_t(core.x) * kBlockColumns,
                                 kInner,
                                 kColumns};
  const CoreCoord left = device.worker_core_from_logical_core({0, core.y}),
                  top = device.worker_core_from_logical_core({core.x, 0});
  append(words, rectangle(device, {1, core.y}, {kGridX - 1, core.y}));
  append(words, {kGridX - 1, uint32_t(left.x), uint32_t(left.y)});
  append(words, rectangle(device, {core.x, 1}, {core.x, kGridY - 1}));
  append(words, {kGridY - 1, uint32_t(top.x), uint32_t(top.y)});
  return words;
}

bool matmul_reuse_multicast() {
  BlockProduct product;
  std::vector<uint32_t> reader_args = product.reader_args;
  for (int i = 0; i < 4; ++i) reader_args.push_back(CreateSemaphore(product.program, product.cores, INVALID));
  const CoreRange corner({0, 0}, {0, 0}), left({0, 1}, {0, kGridY - 1}), top({1, 0}, {kGridX - 1, 0});
  const CoreRange rest({1, 1}, {kGridX - 1, kGridY - 1});
  struct Role {
    CoreRange cores;
    const char *sends_a, *sends_b;
  };
  for (const Role& role : {Role{corner, "1", "1"}, Role{left, "1", "0"}, Role{top, "0", "1"}, Role{rest, "0", "0"}}) {
    const auto reader =
        CreateKernel(product.program, "kernels/read_or_receive.cpp", role.cores,
                     ReaderDataMovementConfig(reader_args, {{"SENDS_A", role.sends_a}, {"SENDS_B", role.sends_b}}));
    for (const CoreCoord& core : role.cores) SetRuntimeArgs(product.program, reader, core, arguments(product, core));
  }
  return product.is_right();
}

}  // namespace

int main() { return exit_code(matmul_reuse_multicast); }
