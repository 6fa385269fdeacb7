// Every way of combining tile A of circular buffer 0 with tile B of circular buffer 1, each result a tile of circular
// buffer 16: A op B for op in add, subtract, multiply; the same with row 0, column 0 and element 0 of B (subtraction:
// not the row); a sum on top of a sum; and (A op B) with DST as the left, then as the right operand.
#include "api/compute/bcast.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/tile_move_copy.h"

constexpr uint32_t kA = 0, kB = 1, kOut = 16;

void emit() {
  tile_regs_commit();
  cb_reserve_back(kOut, 1);
  tile_regs_wait();
  pack_tile(0, kOut);
  tile_regs_release();
  cb_push_back(kOut, 1);
}

template <EltwiseBinaryType type, BroadcastType dim>
void broadcast() {
  tile_regs_acquire();
  any_tiles_bcast<type, dim>(kA, kB, 0, 0, 0);
  emit();
}

template <EltwiseBinaryType type, EltwiseBinaryReuseDestType reuse>
void reuse_dst() {
  tile_regs_acquire();
  copy_tile_to_dst_init_short(kA);
  copy_tile(kA, 0, 0);
  binary_dest_reuse_tiles_init<type, reuse>(kB);
  binary_dest_reuse_tiles<type, reuse>(kB, 0, 0);
  emit();
}

void kernel_main() {
  constexpr auto kDstLeft = EltwiseBinaryReuseDestType::DEST_TO_SRCA;
  constexpr auto kDstRight = EltwiseBinaryReuseDestType::DEST_TO_SRCB;
  const uint32_t pairs = get_arg_val<uint32_t>(0);
  binary_op_init_common(kA, kB, kOut);
  for (uint32_t i = 0; i < pairs; ++i) {
    cb_wait_front(kA, 1);
    cb_wait_front(kB, 1);

    add_tiles_init(kA, kB);
    tile_regs_acquire();
    add_tiles(kA, kB, 0, 0, 0);
    emit();
    sub_tiles_init(kA, kB);
    tile_regs_acquire();
    sub_tiles(kA, kB, 0, 0, 0);
    emit();
    mul_tiles_init(kA, kB);
    tile_regs_acquire();
    mul_tiles(kA, kB, 0, 0, 0);
    emit();

    add_bcast_rows_init_short(kA, kB);
    broadcast<ELWADD, BroadcastType::ROW>();
    add_bcast_cols_init_short(kA, kB);
    broadcast<ELWADD, BroadcastType::COL>();
    add_bcast_scalar_init_short(kA, kB);
    broadcast<ELWADD, BroadcastType::SCALAR>();
    sub_bcast_cols_init_short(kA, kB);
    broadcast<ELWSUB, BroadcastType::COL>();
    sub_tiles_bcast_scalar_init_short(kA, kB);
    broadcast<ELWSUB, BroadcastType::SCALAR>();
    mul_bcast_rows_init_short(kA, kB);
    broadcast<ELWMUL, BroadcastType::ROW>();
    mul_bcast_cols_init_short(kA, kB);
    broadcast<ELWMUL, BroadcastType::COL>();
    mul_tiles_bcast_scalar_init_short(kA, kB);
    broadcast<ELWMUL, BroadcastType::SCALAR>();

    add_tiles_init(kA, kB, true);
    tile_regs_acquire();
    add_tiles(kA, kB, 0, 0, 0);
    add_tiles(kA, kB, 0, 0, 0);
    emit();

    reuse_dst<ELWADD, kDstLeft>();
    reuse_dst<ELWSUB, kDstLeft>();
    reuse_dst<ELWSUB, kDstRight>();
    reuse_dst<ELWMUL, kDstLeft>();

    cb_pop_front(kA, 1);
    cb_pop_front(kB, 1);
  }
}
