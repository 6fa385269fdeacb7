// roles: unpack math pack
// Calls every function of the compute API: tilizing and untilizing.
#include "api/compute/pack_untilize.h"
#include "api/compute/tilize.h"
#include "api/compute/untilize.h"

void kernel_main() {
  // tilize.h
  tilize_init(0, 1, 16);
  tilizeA_B_reduce_init(0, 1, 1, 16, 2, 3);
  tilize_init_short_with_dt(2, 0, 1, 16);
  tilize_block(0, 1, 16, 2, 3);
  unpack_tilizeA_B_block(0, 1, 1, 2, 3, 4);
  tilize_uninit(0, 16);
  tilize_uninit_with_dt(2, 0, 16);
  fast_tilize_init(0, 1, 16);
  fast_tilize_init_with_dt(0, 1, 16);
  fast_tilize_uninit(0, 16);
  fast_tilize_block(0, 1, 16, 2, 3);
  unpack_tilizeA_B_uninit(0);

  // untilize.h
  untilize_init(0);
  untilize_block(0, 1, 16);
  untilize_uninit(0);

  // pack_untilize.h
  pack_untilize_dest_init(16, 1, 2);
  pack_untilize_init(0, 16);
  pack_untilize_block(0, 1, 16, 2);
  pack_untilize_dest(16, 1, 2, 3, 4, 5);
  pack_untilize_uninit(16);
}
