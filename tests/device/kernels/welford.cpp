// Mean and variance of the columns of the first rows of several tiles, through saved states.
#include "api/compute/welford.h"

#include <array>

#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/tile_move_copy.h"

constexpr uint32_t kRows = get_compile_time_arg_val(0), kTable = get_compile_time_arg_val(1) ? kRows : 0;

void kernel_main() {
  std::array<uint32_t, kTable> reciprocals{};
  for (uint32_t i = 0; i < kTable; ++i) reciprocals[i] = __builtin_bit_cast(uint32_t, 1.0f / static_cast<float>(i + 1));
  unary_op_init_common(0, 16);
  tile_regs_acquire();
  for (uint32_t done = 0; done < kRows; done += 32) {
    cb_wait_front(0, 1);
    copy_tile_init(0);
    copy_tile(0, 0, 0);
    cb_pop_front(0, 1);
    welford_init();
    if (done != 0) welford_restore_state(2, 7);
    if (kRows - done >= 32) {
      welford_update<kTable>(0, done, reciprocals);
    } else {
      welford_update_rows<kTable>(0, done, 0, kRows - done, reciprocals);
    }
    welford_save_state(2, 7);
    exp_tile_init();
    exp_tile(0);
  }
  welford_init();
  welford_restore_state(2, 7);
  welford_finalize_to_row<kTable>(2, kRows - 1, reciprocals);
  tile_regs_commit();
  cb_reserve_back(16, 2);
  tile_regs_wait();
  pack_tile(2, 16);
  pack_tile(3, 16);
  tile_regs_release();
  cb_push_back(16, 2);
}
