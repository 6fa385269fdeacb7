#pragma once
#include "fake_legacy.h"
