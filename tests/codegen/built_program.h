// A generated host program on disk: written, compiled against the embedded device, and run with .npy files.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "codegen/tt/host_program.h"

namespace tir2tt::codegen {

namespace fs = std::filesystem;

inline std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
inline void write_file(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

struct Outcome {
  int code = -1;
  std::string output;  // standard output and standard error
};

class BuiltProgram {
 public:
  explicit BuiltProgram(const ProgramSpec& spec)
      : folder_(fs::path(testing::TempDir()) / ("tir2tt-" + spec.function + "-" + std::to_string(getpid()))) {
    for (const OutputFile& file : host_program(spec)) write_file(folder_ / file.path, file.text);
    for (const KernelSpec& k : spec.kernels) write_file(folder_ / "kernels" / k.file, k.text);
    build_ = shell(compiler_command());
  }
  ~BuiltProgram() { fs::remove_all(folder_); }
  BuiltProgram(const BuiltProgram&) = delete;
  BuiltProgram& operator=(const BuiltProgram&) = delete;

  const Outcome& build() const { return build_; }
  fs::path path(const std::string& name) const { return folder_ / name; }
  Outcome run(const std::string& arguments, const std::string& environment = "TIR2TT_ARCH=wormhole_b0") const {
    return shell(environment + " ./main " + arguments);
  }

  /// A file of version 1.0 with any header text.
  void write_npy(const std::string& name, const std::string& dictionary, const std::string& data) const {
    const auto length = static_cast<uint16_t>(dictionary.size() + 1);
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(length & 0xFF);
    bytes += static_cast<char>(length >> 8);
    write_file(folder_ / name, bytes + dictionary + "\n" + data);
  }
  template <class T>
  void write_array(const std::string& name, const std::string& descr, const std::string& shape,
                   const std::vector<T>& values) const {
    write_npy(name, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }",
              std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)));
  }
  /// The header without its padding, and the values.
  template <class T>
  std::pair<std::string, std::vector<T>> read_array(const std::string& name) const {
    const std::string bytes = text_of(folder_ / name);
    if (bytes.size() < 64 || bytes.substr(0, 8) != std::string("\x93NUMPY\x01\x00", 8)) return {"no .npy file", {}};
    const size_t length = static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
    EXPECT_EQ((length + 10) % 64, 0u);
    std::string header = bytes.substr(10, length);
    header.erase(header.find_last_not_of(" \n") + 1);
    std::vector<T> values((bytes.size() - 10 - length) / sizeof(T));
    std::memcpy(values.data(), bytes.data() + 10 + length, values.size() * sizeof(T));
    return {header, values};
  }

 private:
  Outcome shell(const std::string& command) const {
    const fs::path log = folder_ / "log";
    const std::string whole = "cd '" + folder_.string() + "' && " + command + " > '" + log.string() + "' 2>&1";
    const int status = std::system(whole.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(log)};
  }
  static std::string compiler_command() {
    std::string command = "${CXX:-g++} -std=c++20 -O0 -Wall -Wextra -Wshadow -Werror -isystem " TIR2TT_SOURCE_DIR
                          "/src/device/host/include main.cpp -o main";
#ifdef __SANITIZE_ADDRESS__
    command += " -fsanitize=address,undefined";
#endif
    for (const char* name : {"metalium", "device", "grid", "compile", "model", "numerics", "target", "support"})
      command += std::string(" " TIR2TT_BINARY_DIR "/libtir2tt_") + name + ".a";
    return command + " -l:libboost_context.a -ldl -pthread";
  }

  fs::path folder_;
  Outcome build_;
};

}  // namespace tir2tt::codegen
