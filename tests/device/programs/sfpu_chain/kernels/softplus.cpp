// log(1 + exp(x)) of one tile, all in DST. At compile time: indices of the input, of the ones and of the output.
#include "api/compute/compute_kernel_api.h"
#include "api/compute/eltwise_binary_sfpu.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
  constexpr uint32_t input_cb = get_compile_time_arg_val(0);
  constexpr uint32_t ones_cb = get_compile_time_arg_val(1);
  constexpr uint32_t output_cb = get_compile_time_arg_val(2);
  init_sfpu(input_cb, output_cb);
  cb_wait_front(input_cb, 1);
  cb_wait_front(ones_cb, 1);
  tile_regs_acquire();
  copy_tile(input_cb, 0, 0);
  copy_tile(ones_cb, 0, 1);
  exp_tile_init();
  exp_tile(0);
  add_binary_tile_init();
  add_binary_tile(0, 1, 0);
  log_tile_init();
  log_tile(0);
  tile_regs_commit();
  cb_pop_front(input_cb, 1);
  cb_pop_front(ones_cb, 1);
  cb_reserve_back(output_cb, 1);
  tile_regs_wait();
  pack_tile(0, output_cb);
  tile_regs_release();
  cb_push_back(output_cb, 1);
}
