// What the tests of the compiler share: a small set of kernel headers in place of the real ones, a folder of their own,
// and environment variables that go back to what they were.
#pragma once

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "device/compile/compiler_setting.h"

namespace tir2tt::device::toy {

namespace fs = std::filesystem;

/// A prelude with what the tests need: report() hands its caller's place to a callback, checked<T>() fails inside the
/// header.
inline constexpr EmbeddedHeader kHeaders[] = {
    {"api/dataflow.h", "#pragma once\ninline constexpr int kFromOurs = 7;\n"},
    {"tir2tt/kernel.h", R"(#pragma once
#include <cstdint>
#define TOY_API extern "C" __attribute__((visibility("default")))
using Report = void (*)(const char* file, unsigned line);
inline Report toy_report = nullptr;
inline void report(const char* file = __builtin_FILE(), unsigned line = __builtin_LINE()) { toy_report(file, line); }
template <int N>
inline int checked() {
  static_assert(N > 0, "a count must be positive");
  return N;
}
inline volatile int* toy_null = nullptr;
inline void write_through_null() { *toy_null = 1; }
int kernel_main();
TOY_API int toy_run(Report r) {
  toy_report = r;
  return kernel_main();
}
)"},
};

/// A new folder that goes away with the test; $XDG_CACHE_HOME, $HOME and $TMPDIR point into it.
class Compiling : public ::testing::Test {
 protected:
  Compiling() {
    std::string name = (fs::temp_directory_path() / "tir2tt-test-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    options_.cache_folder = folder_ / "cache";
    options_.jobs = 2;
    for (const char* variable : {"XDG_CACHE_HOME", "HOME", "TMPDIR"}) set_variable(variable, folder_.string());
  }
  ~Compiling() override {
    for (const auto& [name, value] : variables_) {
      value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
    }
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void set_variable(const std::string& name, const std::string& value) {
    const char* old = std::getenv(name.c_str());
    variables_.insert(variables_.begin(), {name, old ? std::optional<std::string>(old) : std::nullopt});
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  fs::path write(const std::string& name, std::string_view text) const {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  /// A program for the compiler's place.
  fs::path write_script(const std::string& name, std::string_view body) const {
    const fs::path path = write(name, std::string("#!/bin/sh\n").append(body));
    fs::permissions(path, fs::perms::owner_all);
    return path;
  }
  static std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  /// Files below `where`, links not followed.
  static std::vector<std::string> files_in(const fs::path& where) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(where)) names.push_back(entry.path().filename().string());
    return names;
  }

  std::vector<CompileResult> compile_all(const std::vector<CompileJob>& jobs) const {
    return compile_kernels_with(jobs, options_, {.headers = kHeaders, .time_limit = time_limit_});
  }
  CompileResult compile(const CompileJob& job) const { return compile_all({job}).front(); }
  CompiledKernel compiled(const CompileJob& job) const {
    const CompileResult result = compile(job);
    if (const auto* failure = std::get_if<CompileFailure>(&result)) {
      ADD_FAILURE() << failure->message << "\n" << failure->log;
      return {};
    }
    return std::get<CompiledKernel>(result);
  }
  CompileFailure rejected(const CompileJob& job) const {
    const CompileResult result = compile(job);
    if (std::holds_alternative<CompiledKernel>(result)) {
      ADD_FAILURE() << "was compiled";
      return {};
    }
    return std::get<CompileFailure>(result);
  }

  fs::path folder_;
  CompilerOptions options_;
  std::chrono::milliseconds time_limit_ = std::chrono::seconds(60);

 private:
  std::vector<std::pair<std::string, std::optional<std::string>>> variables_;
};

inline CompileJob text_job(std::string text, std::string name = "reader.cpp") {
  CompileJob job;
  job.file = std::move(name);
  job.text = std::move(text);
  job.arch = "wormhole_b0";
  return job;
}
inline CompileJob file_job(const fs::path& path) { return text_job("", path.string()); }

/// A loaded kernel. Run: what kernel_main() returned; report() calls are in `reports`.
class Loaded {
 public:
  using Report = void (*)(const char*, unsigned);
  explicit Loaded(const fs::path& object) : handle_(::dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (!handle_) ADD_FAILURE() << ::dlerror();
  }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  ~Loaded() {
    if (handle_) ::dlclose(handle_);
  }
  int run(Report report = nullptr) const {
    const auto run = handle_ ? reinterpret_cast<int (*)(Report)>(::dlsym(handle_, "toy_run")) : nullptr;
    return run ? run(report) : -1;
  }

 private:
  void* handle_;
};
inline int run_kernel(const fs::path& object) { return Loaded(object).run(); }

}  // namespace tir2tt::device::toy
