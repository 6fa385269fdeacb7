// roles: brisc
// expect: get_compile_time_arg_val: the host gave this kernel fewer compile-time arguments
void kernel_main() { constexpr uint32_t a = get_compile_time_arg_val(99); }
