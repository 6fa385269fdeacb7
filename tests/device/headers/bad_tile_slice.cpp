// roles: brisc
// expect: TileSlice
void kernel_main() { DPRINT << TileSlice(0, 0, 1, true, true) << ENDL(); }
