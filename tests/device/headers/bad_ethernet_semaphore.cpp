// roles: brisc
// expect: get_semaphore: this device has no Ethernet cores
void kernel_main() { const uint32_t a = get_semaphore<ProgrammableCoreType::ACTIVE_ETH>(0); }
