// The reduction that reduce_* and tilizeA_B_reduce_init mean where a kernel names none: a kernel may define REDUCE_OP
// and REDUCE_DIM before it includes them. Tested by tests/device/headers_test.cc.
#pragma once

#ifndef REDUCE_OP
#define REDUCE_OP PoolType::SUM
#endif
#ifndef REDUCE_DIM
#define REDUCE_DIM ReduceDim::REDUCE_ROW
#endif
