// Noc under its name since spring 2026: outside of `experimental`. Sources: tt-metal,
// tt_metal/hw/inc/api/dataflow/noc.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "experimental/noc.h"

using experimental::Noc;
