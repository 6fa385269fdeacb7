// A kernel that returns at once, for any processor.
void kernel_main() {}
