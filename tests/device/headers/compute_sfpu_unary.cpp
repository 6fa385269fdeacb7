// roles: unpack math pack
// Calls every function of the compute API: api/compute/eltwise_unary.
#define SFPU_OP_ACTIVATIONS_INCLUDE 1
#define SFPU_OP_BINOP_WITH_SCALAR_INCLUDE 1
#define SFPU_OP_BITWISE_AND_INCLUDE 1
#define SFPU_OP_BITWISE_NOT_INCLUDE 1
#define SFPU_OP_BITWISE_OR_INCLUDE 1
#define SFPU_OP_BITWISE_XOR_INCLUDE 1
#define SFPU_OP_CBRT_INCLUDE 1
#define SFPU_OP_CLAMP_INCLUDE 1
#define SFPU_OP_DROPOUT_INCLUDE 1
#define SFPU_OP_ELU_INCLUDE 1
#define SFPU_OP_ERFINV_INCLUDE 1
#define SFPU_OP_ERF_ERFC_INCLUDE 1
#define SFPU_OP_EXP_INCLUDE 1
#define SFPU_OP_FILL_INCLUDE 1
#define SFPU_OP_FMOD_INCLUDE 1
#define SFPU_OP_GELU_INCLUDE 1
#define SFPU_OP_HARDMISH_INCLUDE 1
#define SFPU_OP_HARDTANH_INCLUDE 1
#define SFPU_OP_I0_INCLUDE 1
#define SFPU_OP_I1_INCLUDE 1
#define SFPU_OP_IDENTITY_INCLUDE 1
#define SFPU_OP_ISINF_ISNAN_INCLUDE 1
#define SFPU_OP_LEFT_SHIFT_INCLUDE 1
#define SFPU_OP_LGAMMA_INCLUDE 1
#define SFPU_OP_LOG1P_INCLUDE 1
#define SFPU_OP_LOGICAL_NOT_INCLUDE 1
#define SFPU_OP_LOGSIGMOID_INCLUDE 1
#define SFPU_OP_NEG_INCLUDE 1
#define SFPU_OP_PRELU_INCLUDE 1
#define SFPU_OP_RDIV_INCLUDE 1
#define SFPU_OP_RECIP_INCLUDE 1
#define SFPU_OP_RELU_FAMILY_INCLUDE 1
#define SFPU_OP_REMAINDER_INCLUDE 1
#define SFPU_OP_REVERSE_FAMILY_INCLUDE 1
#define SFPU_OP_RIGHT_SHIFT_INCLUDE 1
#define SFPU_OP_ROUND_FAMILY_INCLUDE 1
#define SFPU_OP_RPOW_INCLUDE 1
#define SFPU_OP_RSQRT_INCLUDE 1
#define SFPU_OP_RSUB_INCLUDE 1
#define SFPU_OP_SELU_INCLUDE 1
#define SFPU_OP_SOFTPLUS_INCLUDE 1
#define SFPU_OP_SQRT_INCLUDE 1
#define SFPU_OP_THRESHOLD_INCLUDE 1
#define SFPU_OP_TRIG_FAMILY_INCLUDE 1
#define SFPU_OP_TYPECAST_INCLUDE 1
#define SFPU_OP_UNARY_COMP_INCLUDE 1
#define SFPU_OP_WHERE_INCLUDE 1
#define SFPU_OP_XIELU_INCLUDE 1
#include "api/compute/eltwise_unary/activations.h"
#include "api/compute/eltwise_unary/addcdiv.h"
#include "api/compute/eltwise_unary/addcmul.h"
#include "api/compute/eltwise_unary/binop_with_scalar.h"
#include "api/compute/eltwise_unary/bitwise_and.h"
#include "api/compute/eltwise_unary/bitwise_not.h"
#include "api/compute/eltwise_unary/bitwise_or.h"
#include "api/compute/eltwise_unary/bitwise_xor.h"
#include "api/compute/eltwise_unary/cbrt.h"
#include "api/compute/eltwise_unary/clamp.h"
#include "api/compute/eltwise_unary/comp.h"
#include "api/compute/eltwise_unary/dropout.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/elu.h"
#include "api/compute/eltwise_unary/erf_erfc.h"
#include "api/compute/eltwise_unary/erfinv.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/eltwise_unary/fill.h"
#include "api/compute/eltwise_unary/fmod.h"
#include "api/compute/eltwise_unary/gelu.h"
#include "api/compute/eltwise_unary/hardmish.h"
#include "api/compute/eltwise_unary/hardtanh.h"
#include "api/compute/eltwise_unary/i0.h"
#include "api/compute/eltwise_unary/i1.h"
#include "api/compute/eltwise_unary/identity.h"
#include "api/compute/eltwise_unary/isinf_isnan.h"
#include "api/compute/eltwise_unary/left_shift.h"
#include "api/compute/eltwise_unary/lerp.h"
#include "api/compute/eltwise_unary/lgamma.h"
#include "api/compute/eltwise_unary/log1p.h"
#include "api/compute/eltwise_unary/logical_not.h"
#include "api/compute/eltwise_unary/negative.h"
#include "api/compute/eltwise_unary/prelu.h"
#include "api/compute/eltwise_unary/rand.h"
#include "api/compute/eltwise_unary/rdiv.h"
#include "api/compute/eltwise_unary/recip.h"
#include "api/compute/eltwise_unary/relu.h"
#include "api/compute/eltwise_unary/remainder.h"
#include "api/compute/eltwise_unary/reverseops.h"
#include "api/compute/eltwise_unary/right_shift.h"
#include "api/compute/eltwise_unary/rounding.h"
#include "api/compute/eltwise_unary/rpow.h"
#include "api/compute/eltwise_unary/rsqrt.h"
#include "api/compute/eltwise_unary/rsub.h"
#include "api/compute/eltwise_unary/selu.h"
#include "api/compute/eltwise_unary/sfpu_int_sum.h"
#include "api/compute/eltwise_unary/sfpu_split_includes.h"
#include "api/compute/eltwise_unary/softplus.h"
#include "api/compute/eltwise_unary/sqrt.h"
#include "api/compute/eltwise_unary/threshold.h"
#include "api/compute/eltwise_unary/trigonometry.h"
#include "api/compute/eltwise_unary/typecast.h"
#include "api/compute/eltwise_unary/where.h"
#include "api/compute/eltwise_unary/xielu.h"

void kernel_main() {
  // eltwise_unary/activations.h
  hardsigmoid_tile(1);
  hardsigmoid_tile_init();
  softsign_tile(1);
  softsign_tile_init();
  celu_tile(1, 2, 3);
  celu_tile_init();
  softshrink_tile(1, 2);
  softshrink_tile_init();

  // eltwise_unary/addcdiv.h
  addcdiv_tile<DataFormat::Int32>(1, 2, 3, 4, 5);
  addcdiv_tile_init();

  // eltwise_unary/addcmul.h
  addcmul_tile<DataFormat::Int32>(1, 2, 3, 4, 5);
  addcmul_tile_init();

  // eltwise_unary/binop_with_scalar.h
  add_unary_tile(1, 2);
  sub_unary_tile(1, 2);
  mul_unary_tile(1, 2);
  div_unary_tile(1, 2);
  rsub_unary_tile(1, 2);
  add_unary_tile_int32(1, 2);
  sub_unary_tile_int32(1, 2);
  binop_with_scalar_tile_init();

  // eltwise_unary/bitwise_and.h
  bitwise_and_tile(1, 2);
  bitwise_and_tile_init();

  // eltwise_unary/bitwise_not.h
  bitwise_not_tile(1);
  bitwise_not_tile_init();

  // eltwise_unary/bitwise_or.h
  bitwise_or_tile(1, 2);
  bitwise_or_tile_init();

  // eltwise_unary/bitwise_xor.h
  bitwise_xor_tile(1, 2);
  bitwise_xor_tile_init();

  // eltwise_unary/cbrt.h
  cbrt_tile(1);
  cbrt_tile_init();

  // eltwise_unary/clamp.h
  clamp_tile(1, 2, 3);
  clamp_tile_int32(1, 2, 3);
  clamp_tile_init();

  // eltwise_unary/comp.h
  unary_ne_tile(1, 2);
  unary_ne_tile_init();
  unary_ne_tile_int32(1, 2);
  unary_eq_tile(1, 2);
  unary_eq_tile_init();
  unary_eq_tile_int32(1, 2);
  unary_gt_tile(1, 2);
  unary_gt_tile_init();
  unary_gt_tile_int32(1, 2);
  unary_ge_tile(1, 2);
  unary_ge_tile_init();
  unary_ge_tile_int32(1, 2);
  unary_lt_tile(1, 2);
  unary_lt_tile_int32(1, 2);
  unary_lt_tile_init();
  unary_le_tile(1, 2);
  unary_le_tile_int32(1, 2);
  unary_le_tile_init();
  gtz_tile(1);
  gtz_tile_int32(1);
  gtz_tile_init();
  nez_tile(1);
  nez_tile_int32(1);
  nez_tile_init();
  gez_tile(1);
  gez_tile_int32(1);
  gez_tile_init();
  ltz_tile(1);
  ltz_tile_int32(1);
  ltz_tile_init();
  eqz_tile(1);
  eqz_tile_int32(1);
  eqz_tile_uint16(1);
  eqz_tile_uint32(1);
  eqz_tile_init();
  lez_tile(1);
  lez_tile_int32(1);
  nez_tile_uint16(1);
  nez_tile_uint32(1);
  lez_tile_init();

  // eltwise_unary/dropout.h
  dropout_tile(1, 2, 3);
  dropout_kernel_init(1);

  // eltwise_unary/eltwise_unary.h
  unary_op_init_common(0, 16);
  init_sfpu(0, 16);

  // eltwise_unary/elu.h
  elu_tile(1, 2);
  elu_tile_init();

  // eltwise_unary/erf_erfc.h
  erf_tile_init();
  erf_tile(1);
  erfc_tile_init();
  erfc_tile(1);

  // eltwise_unary/erfinv.h
  erfinv_tile(1);
  erfinv_tile_init();

  // eltwise_unary/exp.h
  exp_tile_init();
  exp_tile(1, (int)VectorMode::C, 2);

  // eltwise_unary/fill.h
  fill_tile(1, 1.5f);
  fill_tile_int<DataFormat::Int32>(1, 2);
  fill_tile_bitcast(1, 2);
  fill_tile_init();

  // eltwise_unary/fmod.h
  fmod_tile(1, 2, 3);
  fmod_tile_init(1, 2);

  // eltwise_unary/gelu.h
  gelu_tile_init();
  gelu_tile(1);

  // eltwise_unary/hardmish.h
  hardmish_tile(1);
  hardmish_tile_init();

  // eltwise_unary/hardtanh.h
  hardtanh_tile(1, 2, 3);
  hardtanh_tile_init();

  // eltwise_unary/i0.h
  i0_tile(1);
  i0_tile_init();

  // eltwise_unary/i1.h
  i1_tile(1);
  i1_tile_init();

  // eltwise_unary/identity.h
  identity_tile(1);
  identity_tile_init();
  identity_tile_uint32(1);

  // eltwise_unary/isinf_isnan.h
  isinf_tile(1);
  isinf_tile_init();
  isposinf_tile(1);
  isposinf_tile_init();
  isneginf_tile(1);
  isneginf_tile_init();
  isnan_tile(1);
  isnan_tile_init();
  isfinite_tile(1);
  isfinite_tile_init();

  // eltwise_unary/left_shift.h
  left_shift_tile(1, 2);
  left_shift_tile_init();

  // eltwise_unary/lerp.h
  lerp_tile<DataFormat::Int32>(1, 2, 3, 4);
  lerp_tile_init();

  // eltwise_unary/lgamma.h
  lgamma_stirling_tile(1);
  lgamma_stirling_tile_init();
  lgamma_adjusted_tile_init();
  lgamma_adjusted_tile(0, 1, 2, 3);

  // eltwise_unary/log1p.h
  log1p_tile_init();
  log1p_tile(1);

  // eltwise_unary/logical_not.h
  logical_not_tile<DataFormat::Int32>(1);
  logical_not_tile_init();

  // eltwise_unary/negative.h
  negative_tile_init();
  negative_tile(1);
  negative_tile_int32(1);

  // eltwise_unary/prelu.h
  prelu_tile(1, 2);
  prelu_tile_init();

  // eltwise_unary/rand.h
  rand_tile(1, 2, 3);
  rand_tile_init(1);

  // eltwise_unary/rdiv.h
  rdiv_tile_init();
  rdiv_tile(1, 2, (int)VectorMode::C);

  // eltwise_unary/recip.h
  recip_tile_init();
  recip_tile(1, (int)VectorMode::C);

  // eltwise_unary/relu.h
  relu_max_tile(1, 2);
  relu_max_tile_int32(1, 2);
  relu_max_tile_init();
  relu_min_tile(1, 2);
  relu_min_tile_int32(1, 2);
  relu_min_tile_init();
  relu_tile(1);
  relu_tile_int32(1);
  relu_tile_init();
  leaky_relu_tile(1, 2);
  leaky_relu_tile_init();

  // eltwise_unary/remainder.h
  remainder_tile(1, 2, 3);
  remainder_tile_init(1, 2);

  // eltwise_unary/right_shift.h
  right_shift_tile(1, 2);
  right_shift_tile_init();

  // eltwise_unary/rounding.h
  rounding_op_tile_init();
  ceil_tile(1);
  floor_tile(1);
  trunc_tile(1);
  round_tile(1, 2);
  stochastic_round_tile(1);
  frac_tile(1);

  // eltwise_unary/rpow.h
  rpow_tile_init();
  rpow_tile(1, 2, (int)VectorMode::C);

  // eltwise_unary/rsqrt.h
  rsqrt_tile_init();
  rsqrt_tile(1);

  // eltwise_unary/rsub.h
  rsub_tile(1, 2);
  rsub_tile_init();
  rsub_unary_int32_tile(1, 2);
  rsub_unary_int32_tile_init();

  // eltwise_unary/selu.h
  selu_tile(1, 2, 3);
  selu_tile_init();

  // eltwise_unary/sfpu_int_sum.h
  sfpu_sum_int_init();
  sfpu_sum_int_col(1);
  sfpu_sum_int_row(1);
  sfpu_add_int(1, 2, 3);

  // eltwise_unary/softplus.h
  softplus_tile(1, 2, 3, 2);
  softplus_tile_init();

  // eltwise_unary/sqrt.h
  sqrt_tile_init();
  sqrt_tile(1);

  // eltwise_unary/threshold.h
  threshold_tile(1, 2, 3);
  threshold_tile_init();

  // eltwise_unary/trigonometry.h
  sin_tile_init();
  sin_tile(1);
  cos_tile_init();
  cos_tile(1);
  acosh_tile_init();
  acosh_tile(1);
  tan_tile_init();
  tan_tile(1);
  asinh_tile_init();
  asinh_tile(1);
  atanh_tile_init();
  atanh_tile(1);
  asin_tile(1);
  asin_tile_init();
  atan_tile(1);
  atan_tile_init();
  acos_tile(1);
  acos_tile_init();
  cosh_tile_init();
  cosh_tile(1);
  sinh_tile_init();
  sinh_tile(1);

  // eltwise_unary/typecast.h
  typecast_tile<(uint32_t)DataFormat::Float16_b, (uint32_t)DataFormat::Int32>(1);
  typecast_tile_init<(uint32_t)DataFormat::Float16_b, (uint32_t)DataFormat::Int32>();

  // eltwise_unary/where.h
  where_tile<DataFormat::Int32>(1, 2, 3, 4);
  where_tile_init();

  // eltwise_unary/xielu.h
  xielu_tile(1, 2, 3);
  xielu_tile_init();
}
