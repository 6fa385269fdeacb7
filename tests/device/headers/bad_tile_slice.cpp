// roles: brisc ncrisc
// expect: TileSlice
void kernel_main() { DPRINT << TileSlice(0, 0, SliceRange::hw0_32_16()) << ENDL(); }  // of which kind of buffer?
