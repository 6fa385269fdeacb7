// The host program of a kernel: main.cpp against TT-Metalium's host API of March 2026 and the headers it includes. It
// reads inputs from .npy files, lays them out in tiles, creates buffers, circular buffers and kernels as planned, deals
// the blocks out over the cores, and saves the outputs. Tested by tests/codegen/host_program_test.cc.
#pragma once

#include <vector>

#include "codegen/tt/output_file.h"
#include "codegen/tt/program_spec.h"

namespace tir2tt::codegen {

/// main.cpp first. It finds the kernels in kernels/ below the folder in which it is started. InternalError for a dtype
/// that NumPy has no files for (8-bit floats), a block float, and more than 341 arguments.
std::vector<OutputFile> host_program(const ProgramSpec& spec);

}  // namespace tir2tt::codegen
