// Tensors as ends of transfers, under their name since spring 2026. Sources: tt-metal,
// tt_metal/hw/inc/api/tensor/noc_traits.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/dataflow/noc.h"
#include "experimental/tensor.h"
