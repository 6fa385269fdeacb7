// The name of api/dataflow/dataflow_api.h before 2025-12-19 (tt-metal #34119). Tested by tests/device/headers_test.cc.
#pragma once

#include "api/dataflow/dataflow_api.h"
