// roles: brisc
// expect: noc_async_write_multicast_exclude_region
void kernel_main() { noc_async_write_multicast_exclude_region(0, 0, 32, 3, 0, 0, 1, 1); }
