// Every core computes a block of a product and reads the blocks of both factors that it needs from DRAM itself.
#include "../blocks.h"

using namespace programs;

bool matmul_reuse() {
  BlockProduct product;
  const auto reader = CreateKernel(product.program, "kernels/read_blocks.cpp", product.cores,
                                   ReaderDataMovementConfig(product.reader_args));
  for (const CoreCoord& core : product.cores) {
    SetRuntimeArgs(product.program, reader, core,
                   {uint32_t(product.a->address()), uint32_t(product.b->address()), uint32_t(core.y) * kBlockRows,
                    uint32_t(core.x) * kBlockColumns, kInner, kColumns});
  }
  return product.is_right();
}

int main() { return exit_code(matmul_reuse); }
