// The vector unit on tiles x (circular buffer 0) and y (1); ten results in circular buffer 16:
// 1 / (1 + exp(-x)) by steps; sigmoid; ReLU; x + y; x - y; x * y; max(x, y); a constant; x > 0 ? x : y; x where y != 0.
#include "api/compute/binary_max_min.h"
#include "api/compute/compute_kernel_api.h"
#include "api/compute/eltwise_binary_sfpu.h"
#include "api/compute/eltwise_unary/binop_with_scalar.h"
#include "api/compute/eltwise_unary/comp.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/eltwise_unary/fill.h"
#include "api/compute/eltwise_unary/negative.h"
#include "api/compute/eltwise_unary/recip.h"
#include "api/compute/eltwise_unary/relu.h"
#include "api/compute/eltwise_unary/where.h"
#include "api/compute/mask.h"
#include "api/compute/tile_move_copy.h"

constexpr uint32_t kX = 0, kY = 1, kOut = 16;
constexpr uint32_t kOne = 0x3F800000;  // bits of 1.0f

/// DST[0] = x, DST[1] = y.
void load_both() {
  tile_regs_acquire();
  copy_tile_to_dst_init_short(kX);
  copy_tile(kX, 0, 0);
  copy_tile_to_dst_init_short(kY);
  copy_tile(kY, 0, 1);
}

void emit(uint32_t dst) {
  tile_regs_commit();
  cb_reserve_back(kOut, 1);
  tile_regs_wait();
  pack_tile(dst, kOut);
  tile_regs_release();
  cb_push_back(kOut, 1);
}

void kernel_main() {
  init_sfpu(kX, kOut);
  cb_wait_front(kX, 1);
  cb_wait_front(kY, 1);

  load_both();
  negative_tile_init();
  negative_tile(0);
  exp_tile_init();
  exp_tile(0);
  binop_with_scalar_tile_init();
  add_unary_tile(0, kOne);
  recip_tile_init();
  recip_tile(0);
  emit(0);

  load_both();
  sigmoid_tile_init();
  sigmoid_tile(0);
  emit(0);

  load_both();
  relu_tile_init();
  relu_tile(0);
  emit(0);

  load_both();
  add_binary_tile_init();
  add_binary_tile(0, 1, 0);
  emit(0);

  load_both();
  sub_binary_tile_init();
  sub_binary_tile(0, 1, 1);
  emit(1);

  load_both();
  mul_binary_tile_init();
  mul_binary_tile(0, 1, 2);
  emit(2);

  load_both();
  binary_max_tile_init();
  binary_max_tile(0, 1, 0);
  emit(0);

  tile_regs_acquire();
  fill_tile_init();
  fill_tile(3, 0.75f);
  emit(3);

  load_both();
  copy_tile_to_dst_init_short(kX);
  copy_tile(kX, 0, 2);
  gtz_tile_init();
  gtz_tile(2);
  where_tile_init();
#ifdef WIDE
  where_tile<DataFormat::Float32>(2, 0, 1, 3);
#else
  where_tile<DataFormat::Float16_b>(2, 0, 1, 3);
#endif
  emit(3);

  load_both();
  mask_tile_init();
  mask_tile(0, 1);
  emit(0);

  cb_pop_front(kX, 1);
  cb_pop_front(kY, 1);
}
