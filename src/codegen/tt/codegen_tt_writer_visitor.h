// The writer: blocks of circular buffers into DRAM tensors. A tile outside its tensor is not written.
//
//   T.copy(C_shared, C[by * 128, bx * 128])  ──>  cb_wait_front(cb_C_shared, 16); noc_async_write_tile(…) …;
//                                                 noc_async_write_barrier(); cb_pop_front(cb_C_shared, 16);
// Tested by tests/codegen/generate_test.cc.
#pragma once

#include "codegen/tt/kernel_writer.h"

namespace tir2tt::codegen {

KernelSpec write_writer(const KernelContext& context);

}  // namespace tir2tt::codegen
