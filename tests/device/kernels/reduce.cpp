// Every reduction of a row of tiles to one tile: sum, average and maximum along rows, along columns (of all tiles
// together) and of everything. Circular buffers 0 (the tiles, all at once), 1 (scalers: 1, that of the averages along a
// line, that of the average of everything), 16 (nine results). Runtime argument: number of tiles.
#include "api/compute/reduce.h"

#include "api/compute/eltwise_binary.h"

constexpr uint32_t kIn = 0, kScalers = 1, kOut = 16;

template <PoolType pool, ReduceDim dim>
void reduce_all(uint32_t tiles, uint32_t scaler) {
  reduce_init<pool, dim>(kIn, kScalers, kOut);
  tile_regs_acquire();
  for (uint32_t i = 0; i < tiles; ++i) reduce_tile<pool, dim>(kIn, kScalers, i, scaler, 0);
  tile_regs_commit();
  cb_reserve_back(kOut, 1);
  tile_regs_wait();
  pack_tile(0, kOut);
  tile_regs_release();
  cb_push_back(kOut, 1);
  reduce_uninit();
}

void kernel_main() {
  const uint32_t tiles = get_arg_val<uint32_t>(0);
  binary_op_init_common(kIn, kScalers, kOut);
  cb_wait_front(kScalers, 3);
  cb_wait_front(kIn, tiles);
  reduce_all<PoolType::SUM, ReduceDim::REDUCE_ROW>(tiles, 0);
  reduce_all<PoolType::SUM, ReduceDim::REDUCE_COL>(tiles, 0);
  reduce_all<PoolType::SUM, ReduceDim::REDUCE_SCALAR>(tiles, 0);
  reduce_all<PoolType::AVG, ReduceDim::REDUCE_ROW>(tiles, 1);
  reduce_all<PoolType::AVG, ReduceDim::REDUCE_COL>(tiles, 1);
  reduce_all<PoolType::AVG, ReduceDim::REDUCE_SCALAR>(tiles, 2);
  reduce_all<PoolType::MAX, ReduceDim::REDUCE_ROW>(tiles, 0);
  reduce_all<PoolType::MAX, ReduceDim::REDUCE_COL>(tiles, 0);
  reduce_all<PoolType::MAX, ReduceDim::REDUCE_SCALAR>(tiles, 0);
  cb_pop_front(kIn, tiles);
  cb_pop_front(kScalers, 3);
}
