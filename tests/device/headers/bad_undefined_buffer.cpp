// roles: brisc
// expect: get_tile_size(9)
void kernel_main() { constexpr uint32_t a = get_tile_size(9); }
