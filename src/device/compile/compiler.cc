#include "device/compile/compiler.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "device/compile/compile_command.h"
#include "device/compile/compile_log.h"
#include "device/compile/compiler_setting.h"
#include "device/compile/file_io.h"
#include "device/compile/kernel_cache.h"
#include "device/compile/run_program.h"

namespace tir2tt::device {
namespace {

namespace fs = std::filesystem;
using Kind = CompileFailure::Kind;

/// What all compilations of one call share.
struct Session {
  Compiler compiler;
  KernelCache cache;
  CompilerSetting setting;
  Hash128 headers;
};

/// One compilation to do: what is read and known before the compiler runs.
struct Work {
  const CompileJob* job = nullptr;
  std::vector<std::string> flags;
  std::string source;
  Hash128 key;
};

CompileFailure failed(Kind kind, std::string message) {
  CompileFailure failure;
  failure.kind = kind;
  failure.message = std::move(message);
  return failure;
}
CompileFailure cannot_write(const KernelCache& cache, int error) {
  return failed(Kind::NoCacheFolder, "cannot write below " + cache.folder().string() + ": " + error_text(error));
}

std::variant<Work, CompileFailure> prepare(const Session& session, const CompileJob& job,
                                           const CompilerOptions& options) {
  std::string text;
  if (job.text.empty()) {
    if (const int error = read_file(job.file, text)) {
      CompileFailure failure = failed(Kind::CannotRead, "cannot read " + job.file + ": " + error_text(error));
      failure.file = job.file;
      return failure;
    }
  }
  auto flags = job_flags(job, options.extra_flags);
  if (!flags) return failed(Kind::Rejected, "there is no chip \"" + job.arch + "\"");
  Work work = {&job, *std::move(flags), named_source(job.text.empty() ? text : job.text, job.file), {}};
  work.key = compile_key(session.compiler, job, work.flags, work.source, session.headers);
  return work;
}

/// A file that is removed in the end, if it is still there.
class Temporary {
 public:
  Temporary(const fs::path& folder, std::string_view suffix) : path_(new_temporary_file(folder, suffix, error_)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }
  int error() const { return error_; }

 private:
  int error_ = 0;
  std::string path_;
};

/// The shortest begin of folder/name that does not exist; "" when the file exists.
std::string first_absent(const fs::path& folder, const fs::path& name) {
  fs::path path = folder;
  for (const fs::path& part : name) {
    path /= part;
    if (::access(path.c_str(), F_OK) != 0) return path.string();
  }
  return "";
}

/// `included` was found in one of `folders`: what in the others would have come before it (or will be looked at, were
/// it to go).
void note_absent(const fs::path& included, const std::vector<fs::path>& folders, std::set<std::string>& absent) {
  for (const fs::path& found : folders) {
    const fs::path name = included.lexically_relative(found);
    if (name.empty() || *name.begin() == ".." || *name.begin() == ".") continue;
    for (const fs::path& other : folders) {
      if (other == folders.front()) continue;  // our own headers do not change
      if (std::string path = first_absent(other, name); !path.empty()) absent.insert(std::move(path));
    }
  }
}

bool changed_since(const std::string& path, const timespec& begin) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return true;
  return std::pair(info.st_mtim.tv_sec, info.st_mtim.tv_nsec) > std::pair(begin.tv_sec, begin.tv_nsec);
}

Inclusions inclusions_of(const Session& session, const Work& work, const CommandPaths& paths, const timespec& begin) {
  Inclusions result;
  std::string rule;
  result.certain = read_file(paths.dependencies, rule) == 0;
  const fs::path headers = session.cache.header_folder(session.headers);
  std::vector<fs::path> folders = {headers};
  for (const std::string& folder : search_folders(*work.job)) folders.push_back(fs::path(folder).lexically_normal());
  std::set<std::string> absent;
  for (const std::string& file : dependencies_of(rule)) {
    if (file == paths.source) continue;
    note_absent(fs::path(file).lexically_normal(), folders, absent);
    if (file.starts_with(headers.string() + "/")) continue;
    result.certain &= !changed_since(file, begin);
    result.files.push_back(file);
  }
  result.absent.assign(absent.begin(), absent.end());
  return result;
}

CompileFailure explain(const Session& session, const Work& work, const CommandPaths& paths, const ProgramRun& run) {
  const std::string program = session.compiler.words.front();
  if (run.start_error) return failed(Kind::NoCompiler, "cannot run " + program + ": " + error_text(run.start_error));
  CompileFailure failure = explain_log(run.output, paths.source.string(), work.job->file, run.exit_code);
  if (run.timed_out) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(session.setting.time_limit).count();
    failure = failed(Kind::Rejected, "the compiler did not finish within " + std::to_string(seconds) + " s");
    failure.log = run.output;
  }
  return failure;
}

bool has_content(const std::string& path) {
  struct stat info = {};
  return ::stat(path.c_str(), &info) == 0 && info.st_size > 0;
}

CompileResult compile_once(const Session& session, const Work& work) {
  const KernelCache& cache = session.cache;
  CommandPaths paths;
  paths.headers = cache.header_folder(session.headers);
  if (const int error = cache.keep_source(work.source, paths.source)) return cannot_write(cache, error);
  const Temporary object(cache.objects(), ".so"), dependencies(cache.objects(), ".d");
  if (object.error() || dependencies.error())
    return cannot_write(cache, std::max(object.error(), dependencies.error()));
  paths.object = object.path();
  paths.dependencies = dependencies.path();

  timespec begin = {};
  ::clock_gettime(CLOCK_REALTIME, &begin);
  const auto command = compile_command(session.compiler, *work.job, work.flags, paths);
  const ProgramRun run = run_program(command, session.setting.time_limit);
  const bool success = run.exit_code == 0 || run.exit_code == -1;
  if (run.start_error || run.timed_out || !success || !has_content(object.path()))
    return explain(session, work, paths, run);

  CompiledKernel kernel;
  const Inclusions inclusions = inclusions_of(session, work, paths, begin);
  if (const int error = cache.store(work.key, paths.object, inclusions, kernel.object))
    return cannot_write(cache, error);
  return kernel;
}

/// Once more when the failure may come from headers that someone removed meanwhile.
CompileResult compile(const Session& session, const Work& work) {
  CompileResult result = compile_once(session, work);
  int mended = 0;
  if (std::holds_alternative<CompiledKernel>(result)) return result;
  if (session.cache.unpack(session.setting.headers, mended) == 0 && mended > 0) return compile_once(session, work);
  return result;
}

/// Calls work(0) … work(count - 1), `at_once` at a time.
template <typename Function>
void in_parallel(size_t count, size_t at_once, Function work) {
  std::atomic<size_t> next = 0;
  const auto worker = [&] {
    for (size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> threads;
  try {
    while (threads.size() + 1 < std::min(count, at_once)) threads.emplace_back(worker);
  } catch (const std::system_error&) {  // no more threads: those that are there do it
  }
  worker();
  for (std::thread& thread : threads) thread.join();
}

size_t compilers_at_once(const CompilerOptions& options) {
  if (options.jobs > 0) return static_cast<size_t>(options.jobs);
  return std::max(1u, std::thread::hardware_concurrency());
}

/// Each of `misses` -> results[its index].
void compile_all(const Session& session, const std::map<size_t, Work>& misses, size_t at_once,
                 std::vector<CompileResult>& results) {
  if (misses.empty()) return;
  session.cache.sweep();
  int written = 0;
  const int error = session.cache.unpack(session.setting.headers, written);
  std::vector<std::pair<size_t, const Work*>> list;
  list.reserve(misses.size());
  for (const auto& [index, work] : misses) list.emplace_back(index, &work);
  in_parallel(list.size(), at_once, [&](size_t i) {
    const auto [index, work] = list[i];
    results[index] = error ? cannot_write(session.cache, error) : compile(session, *work);
  });
}

std::variant<Session, CompileFailure> start(const CompilerOptions& options, const CompilerSetting& setting) {
  auto compiler = find_compiler(options.compiler);
  if (auto* failure = std::get_if<CompileFailure>(&compiler)) return std::move(*failure);
  std::string problems;
  auto cache = KernelCache::open(options.cache_folder, problems);
  if (!cache) return failed(Kind::NoCacheFolder, "no folder for compiled kernels: " + problems);
  return Session{std::get<Compiler>(std::move(compiler)), *std::move(cache), setting, hash_of(setting.headers)};
}

}  // namespace

std::vector<CompileResult> compile_kernels_with(std::span<const CompileJob> jobs, const CompilerOptions& options,
                                                const CompilerSetting& setting) {
  if (jobs.empty()) return {};
  const auto started = start(options, setting);
  if (const auto* failure = std::get_if<CompileFailure>(&started)) {
    return std::vector<CompileResult>(jobs.size(), *failure);
  }
  const Session& session = std::get<Session>(started);
  std::vector<CompileResult> results(jobs.size());
  std::map<Hash128, size_t> first_with;
  std::map<size_t, Work> misses;
  std::vector<std::pair<size_t, size_t>> repeated;  // index, index of the equal job before it
  for (size_t i = 0; i < jobs.size(); ++i) {
    auto prepared = prepare(session, jobs[i], options);
    if (auto* failure = std::get_if<CompileFailure>(&prepared)) {
      results[i] = std::move(*failure);
      continue;
    }
    Work& work = std::get<Work>(prepared);
    const auto [first, is_new] = first_with.emplace(work.key, i);
    if (!is_new) {
      repeated.emplace_back(i, first->second);
    } else if (auto object = session.cache.find(work.key)) {
      results[i] = CompiledKernel{*std::move(object), true};
    } else {
      misses.emplace(i, std::move(work));
    }
  }
  compile_all(session, misses, compilers_at_once(options), results);
  for (const auto& [index, first] : repeated) results[index] = results[first];
  return results;
}

std::vector<CompileResult> compile_kernels(std::span<const CompileJob> jobs, const CompilerOptions& options) {
  return compile_kernels_with(jobs, options, {.headers = embedded_headers()});
}

device_abi::Where place_of_instruction(const fs::path& object, uint64_t offset, std::string& file_storage) {
  constexpr std::chrono::seconds kTimeLimit(10);
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  file_storage.clear();
  const std::string program = find_program("addr2line");
  if (program.empty()) return {};
  std::string address;
  for (int shift = 60; shift >= 0; shift -= 4) address += kHexDigits[(offset >> shift) & 15];
  const ProgramRun run = run_program({program, "-i", "-e", object.string(), "0x" + address}, kTimeLimit);
  if (run.start_error || run.exit_code != 0) return {};
  const auto place = innermost_place(run.output);
  if (!place) return {};
  file_storage = place->first;
  return {file_storage.c_str(), place->second};
}

}  // namespace tir2tt::device
