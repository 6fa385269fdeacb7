// roles: brisc
// expect: a tile operation in a data movement kernel
void kernel_main() { tir2tt_tile_op<Tir2ttOp::DstAcquire>(Where::here()); }
