// <fmt/base.h> of newer releases of fmt, for releases that do not have it. Tested by tests/device/programs.
#pragma once

#include <fmt/format.h>
