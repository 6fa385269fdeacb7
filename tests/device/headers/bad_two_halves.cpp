// roles: brisc
// expect: noc_inline_dw_write_with_state: one half of the address only
void kernel_main() { noc_inline_dw_write_with_state<true, true, false, true>(5, 16); }
