// roles: brisc ncrisc
#include "internal/mod_div_lib.h"
#include "mod_div_lib.h"

static_assert(mulsi3(6, 7) == 42 && mulsi3(0x80000000, 2) == 0);
static_assert(udivsi3_const_divisor<12>(143) == 11 && umodsi3_const_divisor<12>(143) == 11);
static_assert(fast_udiv_7(0xFFFFFFFF) == 0xFFFFFFFF / 7 && fast_udiv_140(281) == 2);

void kernel_main() {}
