// roles: unpack math pack
// Calls with every template argument written out, and what is defined without ALWI in tt-metal: names and order of
// template parameters are part of the interface.
#define REDUCE_OP PoolType::AVG
#define REDUCE_DIM ReduceDim::REDUCE_SCALAR
#include "api/compute/bcast.h"
#include "api/compute/compute_kernel_api.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/eltwise_unary/gelu.h"
#include "api/compute/eltwise_unary/rdiv.h"
#include "api/compute/eltwise_unary/recip.h"
#include "api/compute/eltwise_unary/rsqrt.h"
#include "api/compute/eltwise_unary/sqrt.h"
#include "api/compute/matmul.h"
#include "api/compute/pack_untilize.h"
#include "api/compute/reduce.h"
#include "api/compute/tilize.h"
#include "api/compute/transpose_wh_dest.h"
#include "api/compute/untilize.h"

void kernel_main() {
  init_bcast<EltwiseBinaryType::ELWSUB, BroadcastType::COL>(0, 1, 16);
  reconfigure_unary_bcast<BroadcastType::NONE, BroadcastType::ROW>(0, 1, 16, 17);
  binary_tiles_init<false, ELWMUL>(0, 1);
  binary_dest_reuse_tiles_init<ELWADD, EltwiseBinaryReuseDestType::DEST_TO_SRCA>(0);
  binary_dest_reuse_tiles<ELWADD, EltwiseBinaryReuseDestType::DEST_TO_SRCA>(0, 0, 0);
  matmul_tiles_math<2>(0);

  pack_tile<true>(0, 16, 3);
  pack_reconfig_data_format<true>(16);
  pack_reconfig_data_format<true>(16, 17);
  PACK((llk_pack_reconfig_l1_acc(1)));
  reconfig_data_format<false, true>(0, 1);
  reconfig_data_format<false, true>(0, 1, 2, 3);
  reconfig_data_format_srca<true, false>(0, 1);
  reconfig_data_format_srcb<true, false>(0, 1);

  reduce_init<PoolType::MAX, ReduceDim::REDUCE_COL, true>(0, 1, 16);
  reduce_tile<PoolType::MAX, ReduceDim::REDUCE_COL, true>(0, 1, 0, 0, 0);
  reduce_tile_math<PoolType::MAX, ReduceDim::REDUCE_COL, true>(0, 2);
  reduce_uninit<true>(0);
  reduce_init(0, 1, 16);
  reduce_uninit();

  tilizeA_B_reduce_init<false, true>(0, 1, 2, 16, 2, 8);
  unpack_tilizeA_B_block<false, false, true, true>(0, 1, 2, 0, 2, 8);
  untilize_block<4>(0, 8, 16);
  pack_untilize_dest_init<4, 8, true, 16, true>(16, 8, 2);
  pack_untilize_dest<4, 8, false, true, 16, 2, true>(16, 1, 0, 8, 2, 1);
  pack_untilize_init<4, 8>(0, 16);
  pack_untilize_block<4, 8>(0, 1, 16, 1);
  transpose_wh_dest_init_short<true>();
  transpose_wh_dest<true>(0);

  exp_tile_init<true, true, 0x3F000000, InputClamping::None>();
  exp_tile<true, true, false, true, InputClamping::None, 8>(0, VectorMode::RC);
  exp_tile<false, false, true>(0, (int)VectorMode::R, 0x3F00);
  exp_packthread_tile_init<true, true, 0x3F000000, InputClamping::None>();
  exp_packthread_tile<true, true, false, true, InputClamping::None, 32>(0, VectorMode::None);
  exp_packthread_tile<false, false, true>(0, (int)VectorMode::R, 0x3F00);
  gelu_tile_init<false>();
  gelu_tile<false>(0);
  rdiv_tile<RoundingMode::Floor>(0, 0x3F800000);
  recip_tile_init<false>();
  recip_tile<false>(0);
  rsqrt_tile_init<true>();
  rsqrt_tile<true, true>(0);
  sqrt_tile<true>(0);
  sigmoid_tile_init<true>();
  sigmoid_tile<(int)VectorMode::RC, true>(0);
  log_tile_init<true>();
  log_tile<true>(0);
  topk_local_sort<true>(0, 1, 4);
  topk_merge<true, true>(0, 2, 32);
  topk_rebuild<true>(0, false, 2, 32, 5, 1);
  max_reduce_with_indices_init<ckernel::DataLayout::TILE>();
  max_reduce_with_indices<32, ckernel::DataLayout::TILE, false, 8>(0, 2);
  sfpu_reduce<PoolType::SUM, DataFormat::Float32, ReduceDim::REDUCE_ROW>(0);
}
