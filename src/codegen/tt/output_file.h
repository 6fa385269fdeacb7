// A file that code generation writes: where, below the folder of the program, and what.
// Tested by tests/codegen/host_program_test.cc.
#pragma once

#include <string>

namespace tir2tt::codegen {

struct OutputFile {
  std::string path;  // "main.cpp", "kernels/reader.cpp"
  std::string text;
};

}  // namespace tir2tt::codegen
