// Semaphore under its name since spring 2026: outside of `experimental`. Sources: tt-metal,
// tt_metal/hw/inc/api/dataflow/noc_semaphore.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/dataflow/noc.h"
#include "experimental/noc_semaphore.h"

using experimental::Semaphore;
