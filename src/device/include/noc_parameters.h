// Constants of the NoC under an older name of tt-metal's. Tested by tests/device/headers_test.cc.
#pragma once

#include "tir2tt/noc_parameters.h"
