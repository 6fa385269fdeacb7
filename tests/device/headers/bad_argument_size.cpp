// roles: brisc
// expect: get_arg_val: an argument is one word of 4 bytes
void kernel_main() { const uint64_t a = get_arg_val<uint64_t>(0); }
