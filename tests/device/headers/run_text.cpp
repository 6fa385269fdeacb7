// roles: brisc ncrisc
// clang-format off: what stands behind a call is what it becomes
// Lines of text, and the places that calls name.
#include <cstdint>

void helper() { cb_push_back(0, 1); }

void kernel_main() {
  DPRINT << "one" << ENDL();  //= print one
  DPRINT << "two " << 2 << ' ';
  DPRINT << SETW(4) << 7u << HEX() << uint8_t{255} << -1 << DEC() << -1 << "\nthree" << ENDL();
  //= print two 2    7ffffffffff-1
  //= print three
  DPRINT << SETPRECISION(3) << FIXED() << 1.5f << ' ' << BF16(0x3FC0) << DEFAULTFLOAT() << ' ' << F32(2.5f) << true
         << "\n";
  //= print 1.500 1.500 2.51
  DPRINT("{} of {:#x}: {:.2f} {{{:04}}} {}\n", 1u, 255, 1.5f, 7, "text");
  //= print 1 of 0xff: 1.50 {0007} text
  helper();  //= push at 6
  for (int i = 0; i < 2; ++i) cb_push_back(0, 1);
  //= push at 20
  //= push at 20
  cb_push_back(
      0,
      1);
  //= push at 23
  ASSERT(get_tile_size(0) == 5);
  //= assertion: get_tile_size(0) == 5
  uint32_t undefined = 9;
  if (get_tile_size(undefined) == 0) DPRINT << "no";
  DPRINT << " end";  //= print no end
}
