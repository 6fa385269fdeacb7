// The zoo: kernels of the families that TileLang's examples have, in the form that its front end prints, small and not
// in the corpus. Their texts are tests/coverage/zoo/*.py. Tested by tests/coverage/zoo_test.cc.
#pragma once

#include <vector>

#include "coverage/kernel.h"

namespace tir2tt::coverage {

const std::vector<Kernel>& zoo();

}  // namespace tir2tt::coverage
