// roles: unpack math pack
// Older places of the headers, the older entry point, names written with their namespace, and operations given by
// defines.
#define SFPU_OP_EXP_INCLUDE 1
#define SFPU_OP_RELU_FAMILY_INCLUDE 1
#define SFPU_OP_CHAIN_0 SFPU_OP_CHAIN_0_INIT_0 SFPU_OP_CHAIN_0_FUNC_0 SFPU_OP_CHAIN_0_INIT_1 SFPU_OP_CHAIN_0_FUNC_1
#define SFPU_OP_CHAIN_0_INIT_0 exp_tile_init<1u>();
#define SFPU_OP_CHAIN_0_FUNC_0 exp_tile<1u>(i);
#define SFPU_OP_CHAIN_0_INIT_1 leaky_relu_tile_init();
#define SFPU_OP_CHAIN_0_FUNC_1 leaky_relu_tile(i, 0x3dcccccdu);
#define REDUCE_OP PoolType::MAX
#define REDUCE_DIM ReduceDim::REDUCE_COL
#define ELTWISE_OP add_tiles
#define ELTWISE_OP_TYPE EltwiseBinaryType::ELWADD

#include "compute_kernel_api.h"
#include "compute_kernel_api/common.h"
#include "compute_kernel_api/eltwise_binary.h"
#include "compute_kernel_api/eltwise_unary/eltwise_unary.h"
#include "compute_kernel_api/eltwise_unary/sfpu_split_includes.h"
#include "compute_kernel_api/reduce.h"
#include "compute_kernel_api/tile_move_copy.h"
#include "compute_kernel_api/tilize.h"
// The same headers by their newer names: nothing is declared twice.
#include "api/compute/compute_kernel_api.h"
#include "api/compute/reduce.h"

static_assert((int)VectorMode::RC == 4 && (int)VectorMode::R == 1 && (int)VectorMode::C == 2);
static_assert(ckernel::p_sfpu::kCONST_1_FP16B == 0x3F80);

namespace NAMESPACE {
void MAIN {
  constexpr uint32_t cb_in0 = tt::CBIndex::c_0, cb_in1 = tt::CB::c_in1, cb_out = tt::CBIndex::c_16;
  binary_op_init_common(cb_in0, cb_in1, cb_out);
  ckernel::binary_tiles_init<true, ELTWISE_OP_TYPE>(cb_in0, cb_in1);
  ckernel::cb_wait_front(cb_in0, 1);
  cb_wait_front(cb_in1, 1);
  acquire_dst();
  ELTWISE_OP(cb_in0, cb_in1, 0, 0, 0);
  for (uint32_t i = 0; i < 1; ++i) {
    SFPU_OP_CHAIN_0
  }
  UNPACK((void)0);
  MATH((ckernel::sigmoid_tile_init(), ckernel::sigmoid_tile(0)));
  ckernel::reduce_init<REDUCE_OP, REDUCE_DIM>(cb_in0, cb_in1, cb_out);
  reduce_tile(cb_in0, cb_in1, 0, 0, 1);
  reduce_uninit();
  tilizeA_B_reduce_init(cb_in0, cb_in1, 1, cb_out);
  PACK(ckernel::pack_tile(0, cb_out));
  release_dst();
}
}  // namespace NAMESPACE
