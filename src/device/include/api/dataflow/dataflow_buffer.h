// DataflowBuffer, the name that kernels of summer 2026 give a circular buffer. Sources: tt-metal,
// tt_metal/hw/inc/api/dataflow/ dataflow_buffer.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/dataflow/circular_buffer.h"
#include "experimental/dataflow_buffer.h"

using experimental::DataflowBuffer;
