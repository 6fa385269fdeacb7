// Integers in DST. Circular buffers 0 and 1: tiles of integers a and b; results in circular buffer 16, integers of the
// same format INTEGER (Int32, UInt32, UInt16): a + b, 7, (a + b) + 5 by way of a float.
#include "api/compute/add_int_sfpu.h"
#include "api/compute/eltwise_unary/binop_with_scalar.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/fill.h"
#include "api/compute/eltwise_unary/typecast.h"
#include "api/compute/tile_move_copy.h"

constexpr DataFormat kFormat = DataFormat::INTEGER;
constexpr uint32_t kInteger = static_cast<uint32_t>(kFormat), kFloat = static_cast<uint32_t>(DataFormat::Float32);

void emit(uint32_t dst) {
  tile_regs_commit();
  cb_reserve_back(16, 1);
  tile_regs_wait();
  pack_tile(dst, 16);
  tile_regs_release();
  cb_push_back(16, 1);
}

void add() {
  tile_regs_acquire();
  copy_tile_to_dst_init_short(0);
  copy_tile(0, 0, 0);
  copy_tile_to_dst_init_short(1);
  copy_tile(1, 0, 1);
  add_int_tile_init();
  add_int_tile<kFormat>(0, 1, 0);
}

void kernel_main() {
  unary_op_init_common(0, 16);
  cb_wait_front(0, 1);
  cb_wait_front(1, 1);

  add();
  emit(0);

  tile_regs_acquire();
  fill_tile_init();
  fill_tile_int<kFormat>(0, 7);
  emit(0);

  add();
  typecast_tile_init<kInteger, kFloat>();
  typecast_tile<kInteger, kFloat>(0);
  binop_with_scalar_tile_init();
  add_unary_tile(0, 0x40A00000);  // 5.0f
  typecast_tile_init<kFloat, kInteger>();
  typecast_tile<kFloat, kInteger>(0);
  emit(0);

  cb_pop_front(0, 1);
  cb_pop_front(1, 1);
}
