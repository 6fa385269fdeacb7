// Ends of transfers under their names since spring 2026: outside of `experimental`. Sources: tt-metal,
// tt_metal/hw/inc/api/dataflow/ endpoints.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/dataflow/noc.h"
#include "experimental/endpoints.h"

using experimental::AllocatorBank;
using experimental::AllocatorBankType;
using experimental::MulticastEndpoint;
using experimental::UnicastEndpoint;
