// ProgrammableCoreType under the name that tt-metal of 2026-03-12 gives it. Tested by tests/device/headers_test.cc.
#pragma once

#include "tir2tt/noc_parameters.h"
