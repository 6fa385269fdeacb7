#include "device/compile/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace tir2tt::device {
namespace {

using Clock = std::chrono::steady_clock;
constexpr size_t kMostOutput = size_t{4} << 20;
constexpr std::chrono::milliseconds kLook(50);  // how often an end without an end of output is looked for
constexpr std::chrono::seconds kGrace(1);       // between SIGTERM (a compiler removes its files) and SIGKILL

/// Two descriptors above 2, closed when a program starts.
class Pipe {
 public:
  Pipe() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    for (int i = 0; i < 2; ++i) {
      ends_[i] = ::fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
      ::close(ends[i]);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  bool ok() const { return ends_[0] >= 0 && ends_[1] >= 0; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_end(int i) {
    if (ends_[i] >= 0) ::close(ends_[i]);
    ends_[i] = -1;
  }

 private:
  int ends_[2] = {-1, -1};
};

std::vector<std::string> environment() {
  constexpr std::array<std::string_view, 5> left_out = {
      "LC_ALL=", "LANGUAGE=", "LD_PRELOAD=", "DEPENDENCIES_OUTPUT=", "SUNPRO_DEPENDENCIES="};
  std::vector<std::string> result = {"LC_ALL=C"};
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view entry = *at;
    if (std::none_of(left_out.begin(), left_out.end(), [&](auto name) { return entry.starts_with(name); })) {
      result.emplace_back(entry);
    }
  }
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// 0 or an errno.
int spawn(const std::vector<std::string>& argv, int output, pid_t& child) {
  std::vector<std::string> arguments = argv, variables = environment();
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  if (int error = posix_spawn_file_actions_init(&files)) return error;
  if (int error = posix_spawnattr_init(&attributes)) return error;
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output, 1);
  posix_spawn_file_actions_adddup2(&files, output, 2);
  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  for (int signal : {SIGPIPE, SIGCHLD, SIGINT, SIGTERM, SIGQUIT, SIGHUP}) sigaddset(&usual, signal);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error = posix_spawn(&child, arguments[0].c_str(), &files, &attributes, pointers(arguments).data(),
                                pointers(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

/// What happens to one child until it is gone.
class Watch {
 public:
  Watch(pid_t child, int output, ProgramRun& run) : child_(child), output_(output), run_(run) {}

  /// True: it ended by itself (or by a signal of others) before `deadline`.
  bool until(Clock::time_point deadline) {
    while (!gone_) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) return false;
      if (wait_for_output(std::min(left, kLook)) && read_some()) continue;
      reap(WNOHANG);
      if (!gone_ && at_end_) ::usleep(500);  // output is closed, the program still at its last instructions
    }
    while (!at_end_ && wait_for_output(std::chrono::milliseconds(0)) && read_some()) {
    }
    return true;
  }
  void end() {
    ::kill(-child_, SIGTERM);
    if (!until(Clock::now() + kGrace)) {
      ::kill(-child_, SIGKILL);
      while (!gone_) reap(0);
    }
  }

 private:
  bool wait_for_output(std::chrono::milliseconds time) {
    if (at_end_) return false;
    pollfd look = {output_, POLLIN, 0};
    return ::poll(&look, 1, static_cast<int>(time.count())) > 0;
  }
  /// False: nothing came and nothing will.
  bool read_some() {
    char buffer[16384];
    const ssize_t n = ::read(output_, buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) return true;
    at_end_ = n <= 0;
    if (n > 0 && run_.output.size() < kMostOutput) run_.output.append(buffer, static_cast<size_t>(n));
    return n > 0;
  }
  void reap(int options) {
    int status = 0;
    const pid_t found = ::waitpid(child_, &status, options);
    if (found == 0 || (found < 0 && errno == EINTR)) return;
    gone_ = true;
    if (found < 0) return;
    run_.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  pid_t child_;
  int output_;
  ProgramRun& run_;
  bool at_end_ = false, gone_ = false;
};

bool is_program(const std::string& path) {
  struct stat info = {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

ProgramRun run_program(const std::vector<std::string>& argv, std::chrono::milliseconds time_limit) {
  ProgramRun run;
  Pipe pipe;
  if (!pipe.ok()) {
    run.start_error = EMFILE;
    return run;
  }
  pid_t child = -1;
  run.start_error = spawn(argv, pipe.write_end(), child);
  if (run.start_error) return run;
  pipe.close_end(1);
  Watch watch(child, pipe.read_end(), run);
  run.timed_out = !watch.until(Clock::now() + time_limit);
  if (run.timed_out) watch.end();
  return run;
}

std::string find_program(std::string_view name) {
  if (name.empty()) return "";
  if (name.find('/') != std::string_view::npos) return is_program(std::string(name)) ? std::string(name) : "";
  const char* variable = std::getenv("PATH");
  std::string_view folders = variable ? variable : "/usr/local/bin:/usr/bin:/bin";
  while (true) {
    const size_t colon = folders.find(':');
    const std::string_view folder = folders.substr(0, colon);
    std::string path = (folder.empty() ? "." : std::string(folder)).append("/").append(name);
    if (is_program(path)) return path;
    if (colon == std::string_view::npos) return "";
    folders.remove_prefix(colon + 1);
  }
}

}  // namespace tir2tt::device
