#pragma once
#include "fake_ffi.h"
