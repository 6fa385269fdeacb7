// What a kernel does, found in its IR and never by names: "gemm", "gather", "atomic". Tested by
// tests/coverage/features_test.cc.
#pragma once

#include <set>
#include <string>

#include "tir/module.h"

namespace tir2tt::coverage {

/// Of a function as a front end gives it.
std::set<std::string> features_of(const tir::PrimFuncNode& function);

}  // namespace tir2tt::coverage
