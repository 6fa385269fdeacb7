#include "device/compile/compile_command.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <system_error>

#include "device/compile/compile_log.h"
#include "device/compile/run_program.h"
#include "target/chip.h"

namespace tir2tt::device {
namespace {

namespace fs = std::filesystem;
using target::DataFormat;

constexpr std::array<std::string_view, 18> kFlags = {
    "-std=c++20",
    "-O2",
    "-gdwarf-4",  // GCC 12's line tables of DWARF 5 put the first lines into a wrong file (#line)
    "-g1",
    "-fPIC",
    "-shared",
    "-nostdlib",
    "-fstack-clash-protection",  // a large array cannot jump over the page below the stack
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-strict-aliasing",
    "-fwrapv",
    "-fno-threadsafe-statics",
    "-fpermissive",
    "-w",
    "-fvisibility=hidden",
    "-fdiagnostics-color=never",
    "-Wl,-z,now"};

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

// What a kernel may need of the run-time libraries: memcpy and the like, float functions, 128-bit division. Anything
// else that is undefined is an error of the kernel, named by the linker. With the sanitizers it cannot be told from
// what they provide.
constexpr std::array<std::string_view, 5> kLinkFlags = {"-Wl,-z,defs", "-Wl,--as-needed", "-lm", "-lc", "-lgcc"};
constexpr std::array<std::string_view, 2> kSanitizeFlags = {"-fsanitize=address,undefined",
                                                            "-fno-sanitize-recover=all"};

/// tt::DataFormat's value.
struct FormatValue {
  DataFormat format;
  int value;
};
constexpr FormatValue kFormatValues[] = {
    {DataFormat::Float32, 0}, {DataFormat::Float16, 1}, {DataFormat::Float16_b, 5}, {DataFormat::Bfp8, 2},
    {DataFormat::Bfp8_b, 6},  {DataFormat::Bfp4, 3},    {DataFormat::Bfp4_b, 7},    {DataFormat::Bfp2, 11},
    {DataFormat::Bfp2_b, 15}, {DataFormat::Lf8, 10},    {DataFormat::Fp8_e4m3, 26}, {DataFormat::Int32, 8},
    {DataFormat::UInt32, 24}, {DataFormat::UInt16, 9},  {DataFormat::Int16, 13},    {DataFormat::Int8, 14},
    {DataFormat::UInt8, 30},
};
int format_value(DataFormat format) {
  const auto* found = std::find_if(std::begin(kFormatValues), std::end(kFormatValues),
                                   [&](const FormatValue& row) { return row.format == format; });
  return found->value;
}

/// As the inside of a C string literal.
std::string escaped(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '\n') {
      result += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

/// -DNAME=a,b,c; no flag when there is nothing to list.
template <typename List, typename Show>
void define_list(std::vector<std::string>& flags, std::string_view name, const List& list, Show show) {
  if (list.empty()) return;
  std::string flag = std::string("-D").append(name).append("=");
  for (const auto& item : list) flag.append(flag.back() == '=' ? "" : ",").append(show(item));
  flags.push_back(std::move(flag));
}

std::string shown_cb(const CompileCb& cb) {
  const std::array<int, 4> fields = {cb.index, format_value(cb.format), cb.tile.height, cb.tile.width};
  std::string text = "{";
  for (int field : fields) text.append(text.size() > 1 ? "," : "").append(std::to_string(field));
  return text + "}";
}

void define_chip(std::vector<std::string>& flags, const target::Chip& chip) {
  flags.push_back("-DTIR2TT_ARCH_" + upper(std::string(chip.name)));
  flags.push_back("-DTIR2TT_DRAM_BANKS=" + std::to_string(chip.dram_banks));
  flags.push_back("-DTIR2TT_DRAM_ALIGNMENT=" + std::to_string(chip.dram_read_alignment));
}

void define_configuration(std::vector<std::string>& flags, const CompileJob& job) {
  if (job.role == device_abi::Role::Brisc || job.role == device_abi::Role::Ncrisc) return;
  const auto define = [&](const char* name, int value) {
    flags.push_back("-D" + std::string(name) + "=" + std::to_string(value));
  };
  define("TIR2TT_FP32_DEST_ACC", job.fp32_dest_acc);
  define("TIR2TT_DST_FULL_SYNC", job.dst_full_sync);
  define("TIR2TT_MATH_APPROX", job.math_approx);
  define("TIR2TT_MATH_FIDELITY", job.math_fidelity);
}

std::string folder_of(const CompileJob& job) {
  const std::string folder = fs::path(job.file).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Path, size and time of a program, behind all links; "" when it cannot be seen.
std::string file_identity(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  struct stat info = {};
  if (error || ::stat(real.c_str(), &info) != 0) return "";
  std::string text = real.string();
  for (int64_t number : {int64_t{info.st_size}, int64_t{info.st_mtim.tv_sec}, int64_t{info.st_mtim.tv_nsec}}) {
    text.append(" ").append(std::to_string(number));
  }
  return text + "\n";
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const size_t begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) return words;
    const size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
}

/// `wanted` is a program, or a program and arguments ("ccache g++").
std::optional<Compiler> compiler_of(const std::string& wanted) {
  Compiler compiler;
  compiler.words = {wanted};
  std::string path = find_program(wanted);
  if (path.empty()) {
    compiler.words = words_of(wanted);
    if (!compiler.words.empty()) path = find_program(compiler.words[0]);
  }
  if (path.empty()) return std::nullopt;
  compiler.words[0] = path;
  for (const std::string& word : compiler.words) {
    compiler.identity.append(word).append("\n");
    if (!word.starts_with('-')) compiler.identity += file_identity(find_program(word));
  }
  for (const char* name : {"CPATH", "CPLUS_INCLUDE_PATH", "COMPILER_PATH", "GCC_EXEC_PREFIX", "LIBRARY_PATH"}) {
    const char* value = std::getenv(name);
    if (value) compiler.identity.append(name).append("=").append(value).append("\n");
  }
  return compiler;
}

/// Debugging information shall not depend on the folder in which the compiler runs, yet leave the names of files alone.
void hide_current_folder(std::vector<std::string>& command) {
  std::error_code error;
  const std::string folder = fs::current_path(error).string();
  if (error || folder.size() < 2 || folder.find('=') != std::string::npos) return;
  command.push_back("-fdebug-prefix-map=" + folder + "=" + std::string(kCompilationFolder));
  command.push_back("-fdebug-prefix-map=" + folder + "/=" + folder + "/");  // the later one is tried first
}

}  // namespace

std::variant<Compiler, CompileFailure> find_compiler(const std::string& requested) {
  std::vector<std::string> candidates = {requested};
  std::string searched;
  if (requested.empty()) {
    const char* variable = std::getenv("CXX");
    candidates = {variable ? variable : "", "g++", "c++", "clang++"};
  }
  for (const std::string& candidate : candidates) {
    if (candidate.empty()) continue;
    if (auto compiler = compiler_of(candidate)) return *std::move(compiler);
    searched.append(searched.empty() ? "" : ", ").append(candidate);
  }
  const char* path = std::getenv("PATH");
  CompileFailure failure;
  failure.kind = CompileFailure::Kind::NoCompiler;
  failure.message = "no C++ compiler: looked for " + searched + " in $PATH (" + (path ? path : "unset") +
                    "); to install one: apt-get install g++";
  return failure;
}

std::optional<std::vector<std::string>> job_flags(const CompileJob& job, const std::vector<std::string>& extra) {
  const target::Chip* chip = target::find_chip(job.arch);
  if (!chip) return std::nullopt;
  std::vector<std::string> flags(kFlags.begin(), kFlags.end());
  for (const std::string& folder : search_folders(job)) flags.insert(flags.end(), {"-I", folder});
  flags.push_back("-DTIR2TT_ROLE=" + std::to_string(static_cast<int>(job.role)));
  flags.push_back("-DTIR2TT_NOC=" + std::to_string(job.noc));
  define_configuration(flags, job);
  define_chip(flags, *chip);
  define_list(flags, "KERNEL_COMPILE_TIME_ARGS", job.compile_arguments, [](uint32_t n) { return std::to_string(n); });
  define_list(flags, "KERNEL_COMPILE_TIME_ARG_MAP", job.named_arguments, [](const auto& named) {
    return "{\"" + escaped(named.first) + "\"," + std::to_string(named.second) + "}";
  });
  define_list(flags, "TIR2TT_CBS", job.circular_buffers, shown_cb);
  for (const auto& [name, value] : job.defines)
    flags.push_back(std::string("-D").append(name).append("=").append(value));
  if (kSanitized) flags.insert(flags.end(), kSanitizeFlags.begin(), kSanitizeFlags.end());
  flags.insert(flags.end(), extra.begin(), extra.end());
  return flags;
}

std::vector<std::string> search_folders(const CompileJob& job) {
  std::vector<std::string> folders;
  if (job.text.empty()) folders.push_back(folder_of(job));
  for (const fs::path& folder : job.include_folders) folders.push_back(folder.string());
  return folders;
}

std::string named_source(std::string_view text, std::string_view name) {
  return std::string("#line 1 \"").append(escaped(name)).append("\"\n").append(text);
}

std::vector<std::string> compile_command(const Compiler& compiler, const CompileJob& job,
                                         const std::vector<std::string>& flags, const CommandPaths& paths) {
  std::vector<std::string> command = compiler.words;
  const auto add = [&](auto... words) { (command.push_back(std::string(words)), ...); };
  if (job.text.empty()) add("-iquote", folder_of(job));  // as if the source stood there
  add("-I", paths.headers.string(), "-include", (paths.headers / "tir2tt/kernel.h").string());
  command.insert(command.end(), flags.begin(), flags.end());
  hide_current_folder(command);
  add("-MMD", "-MF", paths.dependencies.string(), "-MT", "object");
  add("-x", "c++", paths.source.string(), "-x", "none", "-o", paths.object.string());
  if (!kSanitized) command.insert(command.end(), kLinkFlags.begin(), kLinkFlags.end());
  return command;
}

Hash128 compile_key(const Compiler& compiler, const CompileJob& job, const std::vector<std::string>& flags,
                    std::string_view source, Hash128 headers) {
  Hasher hasher;
  hasher.add(uint64_t{device_abi::kAbiVersion});
  hasher.add(headers.high);
  hasher.add(headers.low);
  hasher.add(compiler.identity);
  for (const auto& words : {compiler.words, flags}) {
    hasher.add(words.size());
    for (const std::string& word : words) hasher.add(word);
  }
  if (!kSanitized) {
    for (std::string_view word : kLinkFlags) hasher.add(word);
  }
  hasher.add(job.text.empty() ? "file" : "text");
  hasher.add(source);
  return hasher.result();
}

std::vector<std::string> dependencies_of(std::string_view rule) {
  std::vector<std::string> files;
  const size_t colon = rule.find(": ");
  if (colon == std::string_view::npos) return files;
  std::string file;
  const auto end_of_file = [&] {
    if (!file.empty()) files.push_back(std::move(file));
    file.clear();
  };
  for (size_t i = colon + 2; i < rule.size(); ++i) {
    const char c = rule[i], next = i + 1 < rule.size() ? rule[i + 1] : '\n';
    if ((c == '\\' && (next == ' ' || next == '#')) || (c == '$' && next == '$')) {
      file += next;
      ++i;
    } else if (c == '\\' && next == '\n') {
      end_of_file();
      ++i;
    } else if (c == ' ' || c == '\n') {
      end_of_file();
    } else {
      file += c;
    }
  }
  end_of_file();
  return files;
}

}  // namespace tir2tt::device
