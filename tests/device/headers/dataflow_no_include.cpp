// roles: brisc ncrisc
// tt-metal's build includes the API before the kernel: several of its examples include nothing.
void kernel_main() {
  const InterleavedAddrGen<true> s = {.bank_base_address = get_arg_val<uint32_t>(0), .page_size = sizeof(uint32_t)};
  noc_async_read(get_noc_addr(0, s), get_write_ptr(tt::CBIndex::c_0), sizeof(uint32_t));
  noc_async_read_barrier();
  DPRINT << "done\n";
}
