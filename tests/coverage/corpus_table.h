// The kernels of the corpus, as tests/corpus/rows.h cuts them down. Tested by tests/coverage/report_test.cc.
#pragma once

#include <filesystem>
#include <vector>

#include "coverage/kernel.h"

namespace tir2tt::coverage {

enum class Size { Own, Reduced };

/// Every kernel of `folder`/tilelang, by name. Those that are too large for the reference are reduced in any case; what
/// no row cuts down has its own.
std::vector<Kernel> corpus_kernels(const std::filesystem::path& folder, Size size);

}  // namespace tir2tt::coverage
