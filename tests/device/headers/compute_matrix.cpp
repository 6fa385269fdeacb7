// roles: unpack math pack
// Calls every function of the compute API: the matrix engine: products, elementwise, broadcasts, reductions, copies,
// transposition.
#include "api/compute/bcast.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/matmul.h"
#include "api/compute/reduce.h"
#include "api/compute/reduce_custom.h"
#include "api/compute/tile_move_copy.h"
#include "api/compute/transpose_wh.h"
#include "api/compute/transpose_wh_dest.h"

void kernel_main() {
  // matmul.h
  mm_init(0, 1, 16, 1);
  matmul_tiles(0, 1, 1, 2, 3);
  matmul_tiles_math(1);
  mm_init_short(0, 1, 1);
  mm_init_short_with_dt(0, 1, 2, 1);
  mm_block_init(0, 1, 16, 1, 2, 3, 4);
  matmul_block(0, 1, 1, 2, 3, 4, 5, 6, 7);
  mm_block_init_short(0, 1, 1, 2, 3, 4);
  mm_block_init_short_with_dt(0, 1, 2, 1, 2, 3, 4);
  mm_block_init_short_with_both_dt(0, 1, 2, 2, 1, 2, 3, 4);

  // eltwise_binary.h
  binary_op_init_common(0, 1, 16);
  binary_tiles_init<true, EltwiseBinaryType::ELWSUB>(0, 1, true);
  mul_tiles_init(0, 1);
  add_tiles_init(0, 1, true);
  sub_tiles_init(0, 1, true);
  mul_tiles(0, 1, 1, 2, 3);
  add_tiles(0, 1, 1, 2, 3);
  sub_tiles(0, 1, 1, 2, 3);
  binary_dest_reuse_tiles_init<ELWSUB, EltwiseBinaryReuseDestType::DEST_TO_SRCB>(0);
  binary_dest_reuse_tiles<ELWSUB, EltwiseBinaryReuseDestType::DEST_TO_SRCB>(0, 1, 2);

  // bcast.h
  unary_bcast_init<BroadcastType::COL>(0, 16);
  unary_bcast<BroadcastType::COL>(0, 1, 2);
  unary_bcast_uninit<BroadcastType::COL>(0);
  sub_tiles_bcast_cols(0, 1, 1, 2, 3);
  sub_tiles_bcast_scalar(0, 1, 1, 2, 3);
  mul_tiles_bcast_cols(0, 1, 1, 2, 3);
  mul_tiles_bcast_rows(0, 1, 1, 2, 3, 4);
  add_tiles_bcast_rows(0, 1, 1, 2, 3, 4);
  add_tiles_bcast_cols(0, 1, 1, 2, 3);
  add_tiles_bcast_scalar(0, 1, 1, 2, 3);
  any_tiles_bcast<ELWMUL, BroadcastType::ROW>(0, 1, 1, 2, 3, 4);
  add_tiles_bcast<BroadcastType::ROW>(0, 1, 1, 2, 3, 4);
  sub_tiles_bcast<BroadcastType::ROW>(0, 1, 1, 2, 3, 4);
  mul_tiles_bcast<BroadcastType::ROW>(0, 1, 1, 2, 3, 4);
  add_bcast_rows_init_short(0, 1);
  add_bcast_cols_init_short(0, 1);
  add_bcast_scalar_init_short(0, 1);
  mul_tiles_bcast_scalar_init_short(0, 1);
  mul_tiles_bcast_scalar(0, 1, 1, 2, 3);
  mul_bcast_cols_init_short(0, 1);
  mul_bcast_rows_init_short(0, 1);
  sub_bcast_cols_init_short(0, 1);
  sub_tiles_bcast_scalar_init_short(0, 1);

  // reduce.h
  reduce_init(0, 1, 16);
  reduce_uninit(0);
  reduce_tile(0, 1, 1, 2, 3);
  reduce_tile_math(1, 2);

  // reduce_custom.h
  reduce_block_max_row_init<4>();
  reduce_block_max_row<4>(0, 1, 1, 2);
#ifdef ARCH_BLACKHOLE
  reduce_block_max_row_reinit_short<4>();
#endif
#ifdef ARCH_BLACKHOLE
  reduce_block_max_row_reinit_minimal<4>();
#endif
#ifdef ARCH_BLACKHOLE
  reduce_block_max_row_reinit_minimal_runtime(1, false);
#endif
#ifdef ARCH_BLACKHOLE
  reduce_block_max_row_reinit_short_runtime(1, false);
#endif
  reduce_block_max_row_uninit(0);
  reduce_block_max_row_init_runtime(1, false);
  reduce_block_max_row_runtime(0, 1, 1, 2, false);
  reduce_block_max_row_uninit_runtime(0, false);

  // tile_move_copy.h
  copy_tile_to_dst_init_short(0, 1, 2);
  copy_tile_init(0);
  copy_tile_to_dst_init_short_with_dt(2, 0, 1);
  copy_tile(0, 1, 2);
  copy_block_matmul_partials(0, 1, 2, 3);

  // transpose_wh.h
  transpose_wh_init(0, 16);
  transpose_wh_init_short(0);
  transpose_wh_tile(0, 1, 2);

  // transpose_wh_dest.h
  transpose_wh_dest_init_short();
  transpose_wh_dest(1);
}
