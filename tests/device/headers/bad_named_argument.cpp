// roles: brisc
// expect: the_host_gave_no_compile_time_argument_of_this_name
void kernel_main() { constexpr uint32_t a = get_named_compile_time_arg_val("rows"); }
