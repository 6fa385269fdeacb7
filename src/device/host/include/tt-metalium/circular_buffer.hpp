// Circular buffers are made by CreateCircularBuffer(). Tested by tests/device/host_test.cc.
#pragma once

#include <tt-metalium/circular_buffer_config.hpp>
