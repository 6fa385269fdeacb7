// What can happen to a tile on its way through DST. Circular buffer 0: three tiles; circular buffer 16: what becomes of
// the first: itself, transposed, faces 1 and 2 exchanged, each face transposed, both, its row 0, column 0 and element 0
// everywhere, transposed in DST; then all three in reverse order.
#include "api/compute/bcast.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/tile_move_copy.h"
#include "api/compute/transpose_wh.h"
#include "api/compute/transpose_wh_dest.h"

constexpr uint32_t kIn = 0, kOut = 16;

void emit() {
  tile_regs_commit();
  cb_reserve_back(kOut, 1);
  tile_regs_wait();
  pack_tile(0, kOut);
  tile_regs_release();
  cb_push_back(kOut, 1);
}

void copy(bool exchange_faces, bool within_faces) {
  copy_tile_to_dst_init_short(kIn, exchange_faces, within_faces);
  tile_regs_acquire();
  copy_tile(kIn, 0, 0);
  emit();
}

template <BroadcastType dim>
void broadcast() {
  unary_bcast_init<dim>(kIn, kOut);
  tile_regs_acquire();
  unary_bcast<dim>(kIn, 0, 0);
  emit();
  unary_bcast_uninit<dim>(kIn);
}

void reverse() {
  copy_tile_to_dst_init_short(kIn);
  cb_reserve_back(kOut, 3);
  tile_regs_acquire();
  for (uint32_t i = 0; i < 3; ++i) copy_tile(kIn, i, i);
  tile_regs_commit();
  tile_regs_wait();
  for (uint32_t i = 0; i < 3; ++i) pack_tile<true>(i, kOut, 2 - i);
  tile_regs_release();
  cb_push_back(kOut, 3);
}

void kernel_main() {
  unary_op_init_common(kIn, kOut);
  cb_wait_front(kIn, 3);
  copy(false, false);
  transpose_wh_init_short(kIn);
  tile_regs_acquire();
  transpose_wh_tile(kIn, 0, 0);
  emit();
  copy(true, false);
  copy(false, true);
  copy(true, true);
  broadcast<BroadcastType::ROW>();
  broadcast<BroadcastType::COL>();
  broadcast<BroadcastType::SCALAR>();

  copy_tile_to_dst_init_short(kIn);
  tile_regs_acquire();
  copy_tile(kIn, 0, 0);
  transpose_wh_dest_init_short();
  transpose_wh_dest(0);
  emit();

  reverse();
  cb_pop_front(kIn, 3);
}
