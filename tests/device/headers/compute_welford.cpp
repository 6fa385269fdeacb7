// roles: unpack math pack
// Welford's algorithm as kernels write it: tables of their own, tables that lie in a tile, and none.
#include "api/compute/common.h"
#include "api/compute/welford.h"

constexpr std::array<uint32_t, 2> kTable = {0x3F800000, 0x3F000000};

void kernel_main() {
  welford_init();
  welford_clear();
  welford_update<2>(0, 0, kTable);
  welford_update<0>(0, 32, {});
  welford_update_rows<0>(0, 64, 4, 8, std::array<uint32_t, 0>{});
  using Table = std::array<uint32_t, 64>;
  const auto* in_l1 = reinterpret_cast<const Table*>(uintptr_t{get_tile_address(0, 0)});
  welford_update_rows<64>(0, 0, 0, 32, *in_l1);
  welford_save_state(1);
  welford_save_state(1, 2);
  welford_restore_state(1);
  welford_restore_state(1, 2);
  welford_finalize_to_row<64>(1, 63, *in_l1);
  welford_finalize_to_face<64>(1, 63, *in_l1);
  welford_finalize_to_face<0>(1, 2, 63, {});
}
