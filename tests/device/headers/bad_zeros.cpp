// roles: brisc
// expect: MEM_ZEROS_BASE
void kernel_main() { noc_async_read(get_noc_addr(MEM_ZEROS_BASE), get_write_ptr(0), 512); }
