#pragma once
#include "fake_ir.h"
