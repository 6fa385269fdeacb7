// The reader: blocks of DRAM tensors into circular buffers, and the tiles that are made on the way (the ones of a
// reduction). A tile outside its tensor is zero.
//
//   T.copy(A[by * 128, k * 32], A_shared)  ──>  cb_reserve_back(cb_A_shared, 4); noc_async_read_tile(…) …;
//                                               noc_async_read_barrier(); cb_push_back(cb_A_shared, 4);
// Tested by tests/codegen/generate_test.cc.
#pragma once

#include "codegen/tt/kernel_writer.h"

namespace tir2tt::codegen {

KernelSpec write_reader(const KernelContext& context);

}  // namespace tir2tt::codegen
