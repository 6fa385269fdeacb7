// get_named_compile_time_arg_val(), part of the prelude, under a name of tt-metal's. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "tir2tt/kernel.h"
