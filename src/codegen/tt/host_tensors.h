// The parts of main.cpp that handle tensors: types, usage, files to values, values to tiles in DRAM and back.
// Tested by tests/codegen/host_program_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "codegen/tt/program_spec.h"

namespace tir2tt::codegen {

/// A tensor's types in main.cpp: of a value in its file, of an element in its tiles; the dtype as NumPy spells it.
struct HostTypes {
  std::string_view value, element, descr;
};
/// InternalError where NumPy has no such dtype or the host no such elements.
HostTypes host_types(const TensorSpec& t);
bool has_host_types(const TensorSpec& t);
bool uses_type(const ProgramSpec& spec, std::string_view type);

bool is_symbolic(const ProgramSpec& spec);

// Pieces of text, each with the empty line behind it.
std::string host_usage(const ProgramSpec& spec);       // kUsage
std::string host_parameters(const ProgramSpec& spec);  // struct Parameters, struct Extents
std::string host_loading(const ProgramSpec& spec);     // load()
std::string_view host_transfers();                     // to_dram(), from_dram()

}  // namespace tir2tt::codegen
