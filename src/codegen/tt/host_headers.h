// The headers beside a generated main.cpp, as text: what every host program needs and what does not depend on the
// program. They know nothing of TT-Metalium. Tested by tests/codegen/host_program_test.cc.
#pragma once

#include <string_view>

namespace tir2tt::codegen {

std::string_view command_line_header();  // command_line.h: --in, --out and --shape
std::string_view npy_header();           // npy.h: arrays and their files
std::string_view tiles_header();         // tiles.h: between row-major arrays and pages in DRAM
std::string_view extents_header();       // extents.h: symbolic extents, from the shapes of files
std::string_view half_header();          // half.h: float16 as a number, where it meets another format
std::string_view float8_header();        // float8.h: float8 as a number; its files have float32

}  // namespace tir2tt::codegen
