// The older place of log_info and its kin. Tested by tests/device/programs.
#pragma once

#include <tt-logger/tt-logger.hpp>
