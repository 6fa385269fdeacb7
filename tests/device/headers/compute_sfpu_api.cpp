// roles: unpack math pack
// Calls every function of the compute API: api/compute/compute_kernel_api.h.
#include "api/compute/compute_kernel_api.h"

void kernel_main() {
  // compute_kernel_api.h
  sigmoid_tile_init();
  sigmoid_tile(1);
  log_tile_init();
  log_tile(1);
  log_with_base_tile_init();
  log_with_base_tile(1, 2);
  tanh_tile_init();
  tanh_tile(1);
  signbit_tile_init();
  signbit_tile(1);
  signbit_tile_int32(1);
  abs_tile(1);
  abs_tile_init();
  abs_tile_int32(1);
  sign_tile(1);
  sign_tile_init();
  square_tile(1);
  square_tile_init();
  tiled_prod_tile(1);
  tiled_prod_tile_init();
  power_tile(1, 2);
  power_tile_init();
  power_iterative_tile(1, 2);
  power_iterative_tile_init();
  exp2_tile(1);
  exp2_tile_init();
  heaviside_tile(1, 2);
  heaviside_tile_init();
  expm1_tile(1);
  expm1_tile_init();
  silu_tile(1);
  silu_tile_init();
  topk_local_sort(1, 2, 3, 4, 5, 6);
  topk_merge(1, 2, 3);
  topk_rebuild(1, true, 2, 3, 4, 5);
  topk_tile_init();
  max_reduce_with_indices(1, 2, 3);
  max_reduce_with_indices_init();
  sfpu_reduce<PoolType::MAX, DataFormat::Int32>(1, 2, 3);
  sfpu_reduce_init<PoolType::MAX, DataFormat::Int32>();
  sfpu_add_top_row<DataFormat::Int32>(1, 2, 3);
  sfpu_add_top_row_init();
  unary_max_int32_tile(1, 2);
  unary_max_int32_tile_init();
  unary_max_uint32_tile(1, 2);
  unary_max_uint32_tile_init();
  unary_max_tile(1, 2);
  unary_max_tile_init();
  alt_complex_rotate90_tile(1);
  alt_complex_rotate90_tile_init();
  unary_min_int32_tile(1, 2);
  unary_min_int32_tile_init();
  unary_min_uint32_tile(1, 2);
  unary_min_uint32_tile_init();
  unary_min_tile(1, 2);
  unary_min_tile_init();
}
