// CircularBuffer under its name since spring 2026: outside of `experimental`. Sources: tt-metal,
// tt_metal/hw/inc/api/dataflow/ circular_buffer.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "experimental/circular_buffer.h"

using experimental::CircularBuffer;
#ifdef TIR2TT_DATA_MOVEMENT
#include "api/dataflow/noc.h"
using experimental::use;
#endif
