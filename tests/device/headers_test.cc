// The kernel headers: all files of tests/device/headers/ are compiled as kernels are, and those named run_* run on a
// device that only notes what it is asked. A file's first line names the roles it is for; `// expect: …` says what the
// compiler says when it must refuse the file; `//= …` in a run_* file is what the device notes, in order.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "device/compile/compile_command.h"
#include "device/compile/run_program.h"
#include "device/include/tir2tt/abi.h"

namespace tir2tt::device {
namespace {

namespace fs = std::filesystem;
using device_abi::NocKind;
using device_abi::NocRequest;
using device_abi::Role;
using ::testing::HasSubstr;

const fs::path kSource = TIR2TT_SOURCE_DIR;

struct File {
  fs::path path;
  std::vector<Role> roles;
  std::string expected_error;
  std::vector<std::string> expected_notes;
  bool starts_with(std::string_view prefix) const { return path.filename().string().starts_with(prefix); }
};

std::vector<Role> roles_in(const std::string& line) {
  const std::map<std::string, Role> names = {{"brisc", Role::Brisc},
                                             {"ncrisc", Role::Ncrisc},
                                             {"unpack", Role::Unpack},
                                             {"math", Role::Math},
                                             {"pack", Role::Pack}};
  std::vector<Role> roles;
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    if (const auto found = names.find(word); found != names.end()) roles.push_back(found->second);
  }
  return roles;
}

File read_kernel(const fs::path& path) {
  File file = {path, {}, "", {}};
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("// roles:")) file.roles = roles_in(line);
    if (line.starts_with("// expect: ")) file.expected_error = line.substr(11);
    if (const size_t at = line.find("//= "); at != std::string::npos)
      file.expected_notes.push_back(line.substr(at + 4));
  }
  return file;
}

std::vector<File> kernels() {
  std::vector<File> files;
  for (const auto& entry : fs::directory_iterator(kSource / "tests/device/headers")) {
    if (entry.path().extension() == ".cpp") files.push_back(read_kernel(entry.path()));
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

/// What the files may rely on. Compile-time arguments: an interleaved tensor in DRAM; one sharded over L1; one over
/// DRAM; one whose description is in the common runtime arguments.
CompileJob job_of(const File& file, Role role, const std::string& arch) {
  CompileJob job;
  job.file = file.path.string();
  job.role = role;
  job.arch = arch;
  job.circular_buffers = {{0, target::DataFormat::Float16_b, {}},
                          {1, target::DataFormat::Float16_b, {}},
                          {2, target::DataFormat::Float16_b, {}},
                          {3, target::DataFormat::Float32, {16, 32}},
                          {16, target::DataFormat::Bfp8_b, {}}};
  job.compile_arguments = {2,   2048,                                                  // 0: interleaved
                           1,   1024, 2, 3, 4,  6, 2,          3, 0x01020203, 0x0404,  // 2: sharded over L1
                           3,   512,  1, 2, 10, 3, 0x01000000,                         // 12: sharded over DRAM
                           127, 256};                                                  // 19: all at run time, in DRAM
  job.named_arguments = {{"blocks", 7}, {"other", 8}};
  return job;
}

ProgramRun compile(const CompileJob& job, const std::vector<std::string>& last) {
  const auto compiler = find_compiler("");
  std::vector<std::string> argv = std::get<Compiler>(compiler).words;
  const auto flags = job_flags(job, last).value();
  argv.insert(argv.end(), flags.begin(), flags.end());
  argv.insert(argv.end(), {"-I", (kSource / "src/device/include").string(), "-include", "tir2tt/kernel.h", job.file});
  return run_program(argv, std::chrono::minutes(2));
}

TEST(Headers, EveryFileSaysWhatItIsFor) {
  const std::vector<File> files = kernels();
  EXPECT_GT(files.size(), 20u);
  for (const File& file : files) {
    EXPECT_FALSE(file.roles.empty()) << file.path;
    EXPECT_EQ(file.starts_with("bad_"), !file.expected_error.empty()) << file.path;
    EXPECT_EQ(file.starts_with("run_"), !file.expected_notes.empty()) << file.path;
  }
}

TEST(Headers, KernelsCompileForEveryRoleAndChip) {
  for (const File& file : kernels()) {
    if (file.starts_with("bad_")) continue;
    for (const Role role : file.roles) {
      for (const char* arch : {"wormhole_b0", "blackhole"}) {
        const ProgramRun run = compile(job_of(file, role, arch), {"-fsyntax-only"});
        EXPECT_EQ(run.exit_code, 0) << file.path << " role " << static_cast<int>(role) << " " << arch << "\n"
                                    << run.output;
      }
    }
  }
}

TEST(Headers, WrongKernelsAreRefusedByName) {
  for (const File& file : kernels()) {
    if (!file.starts_with("bad_")) continue;
    for (const Role role : file.roles) {
      const ProgramRun run = compile(job_of(file, role, "wormhole_b0"), {"-fsyntax-only"});
      EXPECT_NE(run.exit_code, 0) << file.path;
      EXPECT_THAT(run.output, HasSubstr(file.expected_error)) << file.path;
    }
  }
}

// --- A device that notes what it is asked.

std::vector<std::string>& notes() {
  static std::vector<std::string> list;
  return list;
}
template <class... Arguments>
void note(const char* format, Arguments... arguments) {
  char text[300];
  std::snprintf(text, sizeof text, format, arguments...);
  notes().push_back(text);
}

std::string node_of(const NocRequest& r) {
  char text[80];
  const auto field = [&](int shift) { return static_cast<unsigned>(r.remote >> shift & 0x3F); };
  const uint64_t offset = r.remote & 0xFFFFFFFFFull;
  if (r.multicast) {
    std::snprintf(text, sizeof text, "%u,%u-%u,%u+0x%" PRIX64, field(48), field(54), field(36), field(42), offset);
  } else {
    std::snprintf(text, sizeof text, "%u,%u+0x%" PRIX64, field(36), field(42), offset);
  }
  return text;
}

void note_request(const NocRequest* request, device_abi::Where) {
  const NocRequest& r = *request;
  constexpr const char* kKinds[] = {"Read", "Write", "InlineWrite", "AtomicIncrement"};
  const bool word = r.kind == NocKind::InlineWrite || r.kind == NocKind::AtomicIncrement;
  std::string text = kKinds[static_cast<int>(r.kind)] + (" " + node_of(r));
  if (!word && (r.local != 0 || r.bytes != 0)) {
    char local[40];
    std::snprintf(local, sizeof local, " local 0x%X", r.local);
    text += local;
  }
  if (word || r.local != 0 || r.bytes != 0) text += " bytes " + std::to_string(r.bytes);
  if (word) text += " value " + std::to_string(r.value);
  if (r.multicast) text += " to " + std::to_string(r.destinations);
  if (r.include_self) text += " with self";
  if (r.linked) text += " linked";
  if (r.posted) text += " posted";
  if (r.semaphore) text += " semaphore";
  if (r.noc != 0) text += " noc " + std::to_string(r.noc);
  if (r.transaction_id != 0) text += " id " + std::to_string(r.transaction_id);
  notes().push_back(text);
}

void note_barrier(device_abi::NocBarrier kind, uint32_t noc, uint32_t id, device_abi::Where) {
  const std::string shown = id == device_abi::kNone ? "all" : std::to_string(id);
  note("barrier %d noc %u id %s", static_cast<int>(kind), noc, shown.c_str());
}

NocRequest* stored_request(NocKind kind) {
  static std::array<NocRequest, 4> stored;
  return &stored[static_cast<size_t>(kind)];
}

/// Common runtime arguments 4…: rank, banks, tensor, shard, banks' coordinates.
uint32_t argument(bool common, int32_t index, device_abi::Where) {
  constexpr uint32_t kCommon[] = {1, 2, 10, 3, 0x01000000};
  return common && index >= 4 && index < 9 ? kCommon[index - 4] : 0;
}

device_abi::Runtime noting_runtime() {
  device_abi::Runtime r{};
  r.argument = argument;
  r.noc_core = [](uint32_t, uint32_t* x, uint32_t* y) { *x = 7, *y = 8; };
  r.cb_push_back = [](uint32_t, uint32_t, device_abi::Where where) { note("push at %u", where.line); };
  r.noc_issue = note_request;
  r.noc_barrier = note_barrier;
  r.noc_state = stored_request;
  r.noc_set_transaction_id = [](NocKind, uint32_t id) { note("id %u", id); };
  r.bank_address = [](bool dram, uint32_t bank, device_abi::Where) {
    return device_abi::noc_address(bank, dram ? 0 : 1, 0);
  };
  r.bank_count = [](bool dram) { return dram ? 12u : 10u; };
  r.print = [](const char* text, uint32_t bytes, device_abi::Where) {
    note("print %.*s", static_cast<int>(bytes), text);
  };
  r.assertion_failed = [](const char* text, device_abi::Where) { note("assertion: %s", text); };
  return r;
}

/// The notes of a kernel's run; what the compiler said instead when it does not compile.
std::vector<std::string> run_kernel(const File& file) {
  const fs::path object = fs::temp_directory_path() / ("tir2tt_headers_test_" + std::to_string(getpid()) + ".so");
  const ProgramRun run = compile(job_of(file, Role::Brisc, "wormhole_b0"), {"-o", object.string()});
  if (run.exit_code != 0) return {run.output};
  void* handle = dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL);
  fs::remove(object);
  if (handle == nullptr) return {dlerror()};
  const device_abi::Runtime runtime = noting_runtime();
  notes().clear();
  reinterpret_cast<void (*)(const device_abi::Runtime*)>(dlsym(handle, "tir2tt_kernel_attach"))(&runtime);
  reinterpret_cast<void (*)()>(dlsym(handle, "tir2tt_kernel_run"))();
  dlclose(handle);
  return notes();
}

TEST(Headers, CallsBecomeRequests) {
  for (const File& file : kernels()) {
    if (file.starts_with("run_")) EXPECT_EQ(run_kernel(file), file.expected_notes) << file.path;
  }
}

TEST(Headers, AKernelWithoutAnEntryPointSaysSo) {
  const fs::path path = fs::temp_directory_path() / ("tir2tt_headers_test_" + std::to_string(getpid()) + ".cpp");
  std::ofstream(path) << "int nothing;\n";
  EXPECT_THAT(run_kernel({path, {}, "", {}}), ::testing::ElementsAre("assertion: no kernel_main"));
  fs::remove(path);
}

}  // namespace
}  // namespace tir2tt::device
