// roles: brisc
// expect: noc_inline_dw_write: this device has no stream registers
void kernel_main() { noc_inline_dw_write<InlineWriteDst::REG>(get_noc_addr(1, 2, 64), 5); }
