// Constants of the NoC under the name that tt-metal gives them. Tested by tests/device/headers_test.cc.
#pragma once

#include "tir2tt/noc_parameters.h"
