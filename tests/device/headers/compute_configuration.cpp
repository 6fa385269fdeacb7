// roles: unpack math pack
// What a kernel knows of its configuration without an include.
constexpr bool kSeen = DST_ACCUM_MODE || APPROX;
static_assert(!kSeen);
static_assert(MATH_FIDELITY == ckernel::MathFidelity::HiFi4);
static_assert(DST_SYNC_MODE == DstSync::SyncHalf);

#include "api/compute/common.h"
static_assert(DST_SYNC_MODE == ckernel::SyncHalf);

void kernel_main() {}
