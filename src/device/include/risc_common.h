// Core types and my_x, my_y under the name that tt-metal's firmware gives them. Tested by tests/device/headers_test.cc.
#pragma once

#include "tir2tt/noc_parameters.h"
