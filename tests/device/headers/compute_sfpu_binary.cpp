// roles: unpack math pack
// Calls every function of the compute API: vector operations on two tiles and more.
#include "api/compute/add_int_sfpu.h"
#include "api/compute/binary_bitwise_sfpu.h"
#include "api/compute/binary_comp.h"
#include "api/compute/binary_fmod.h"
#include "api/compute/binary_max_min.h"
#include "api/compute/binary_shift.h"
#include "api/compute/cumsum.h"
#include "api/compute/div_int32_floor.h"
#include "api/compute/div_int32_sfpu.h"
#include "api/compute/eltwise_binary_sfpu.h"
#include "api/compute/ema.h"
#include "api/compute/gcd.h"
#include "api/compute/lcm.h"
#include "api/compute/logsigmoid.h"
#include "api/compute/mask.h"
#include "api/compute/mul_int_sfpu.h"
#include "api/compute/quantization.h"
#include "api/compute/remainder_int32.h"
#include "api/compute/reshuffle.h"
#include "api/compute/sub_int_sfpu.h"
#include "api/compute/xlogy.h"

void kernel_main() {
  // add_int_sfpu.h
  add_int_tile<DataFormat::Int32>(1, 2, 3);
  add_int_tile_init();

  // sub_int_sfpu.h
  sub_int_tile<DataFormat::Int32>(1, 2, 3);
  rsub_int_tile<DataFormat::Int32>(1, 2, 3);
  sub_int_tile_init();
  rsub_int_tile_init();

  // mul_int_sfpu.h
  mul_int_tile<DataFormat::Int32>(1, 2, 3);
  mul_int_tile_init<DataFormat::Int32>();

  // binary_bitwise_sfpu.h
  bitwise_and_binary_tile<DataFormat::Int32>(1, 2, 3);
  bitwise_or_binary_tile<DataFormat::Int32>(1, 2, 3);
  bitwise_xor_binary_tile<DataFormat::Int32>(1, 2, 3);
  binary_bitwise_tile_init();

  // binary_comp.h
  lt_int32_tile(1, 2, 3);
  gt_int32_tile(1, 2, 3);
  ge_int32_tile(1, 2, 3);
  le_int32_tile(1, 2, 3);
  lt_int32_tile_init();
  gt_int32_tile_init();
  ge_int32_tile_init();
  le_int32_tile_init();

  // binary_fmod.h
  fmod_int32_tile(1, 2, 3);
  fmod_int32_tile_init();
  fmod_binary_tile(1, 2, 3);
  fmod_binary_tile_init();

  // binary_max_min.h
  binary_max_int32_tile(1, 2, 3);
  binary_max_int32_tile_init();
  binary_max_uint32_tile(1, 2, 3);
  binary_max_uint32_tile_init();
  binary_max_tile(1, 2, 3, (int)VectorMode::C);
  binary_max_tile_init();
  binary_min_int32_tile(1, 2, 3);
  binary_min_int32_tile_init();
  binary_min_uint32_tile(1, 2, 3);
  binary_min_uint32_tile_init();
  binary_min_tile(1, 2, 3, (int)VectorMode::C);
  binary_min_tile_init();

  // binary_shift.h
  binary_left_shift_tile<DataFormat::Int32>(1, 2, 3);
  binary_right_shift_tile<DataFormat::Int32>(1, 2, 3);
  binary_logical_right_shift_tile<DataFormat::Int32>(1, 2, 3);
  binary_shift_tile_init();

  // cumsum.h
  cumsum_tile(1, true);
  cumsum_tile_init();

  // div_int32_floor.h
  div_int32_floor_tile(1, 2, 3);
  div_int32_trunc_tile(1, 2, 3);
  div_int32_floor_tile_init();
  div_int32_trunc_tile_init();

  // div_int32_sfpu.h
  div_int32_tile(1, 2, 3);
  div_int32_tile_init();

  // eltwise_binary_sfpu.h
  add_binary_tile(1, 2, 3);
  sub_binary_tile(1, 2, 3);
  mul_binary_tile(1, 2, 3);
  div_binary_tile(1, 2, 3);
  rsub_binary_tile(1, 2, 3);
  power_binary_tile(1, 2, 3);
  eq_binary_tile(1, 2, 3);
  add_binary_tile_init();
  sub_binary_tile_init();
  mul_binary_tile_init();
  div_binary_tile_init();
  rsub_binary_tile_init();
  power_binary_tile_init();
  eq_binary_tile_init();

  // ema.h
  ema_init(1, 2);
  ema_clear_previous_output();
  ema_tile(1);

  // gcd.h
  gcd_tile(1, 2, 3);
  gcd_tile_init();

  // lcm.h
  lcm_tile(1, 2, 3);
  lcm_tile_init();

  // logsigmoid.h
  logsigmoid_tile(1, 2, 3);
  logsigmoid_tile_init();

  // mask.h
  mask_tile_init();
  mask_tile(1, 2, DataFormat::Float16_b);
  mask_posinf_tile(1, 2);

  // quantization.h
  quant_tile(1, 2, 3);
  requant_tile(1, 2, 3);
  dequant_tile(1, 2, 3);
  quant_tile_init(1);
  requant_tile_init(1);
  dequant_tile_init(1);

  // remainder_int32.h
  remainder_int32_tile(1, 2, 3);
  remainder_int32_tile_init();

  // reshuffle.h
  reshuffle_rows_tile(1, 2);
  reshuffle_rows_tile_init();

  // xlogy.h
  xlogy_binary_tile(1, 2, 3);
  xlogy_binary_tile_init();
}
