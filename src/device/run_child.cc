#include "device/run_child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "device/grid/child.h"
#include "device/model/result_json.h"

namespace tir2tt::device {
namespace {

constexpr int kPollMilliseconds = 50;
constexpr int kShortPollMilliseconds = 2;        // where the system cannot tell when the child ends
constexpr double kGraceSeconds = 2;              // from a request to stop to the end by force
constexpr size_t kMostText = size_t{256} << 20;  // more is no result

/// Memory that parent and child share.
class Shared {
 public:
  explicit Shared(size_t bytes) : bytes_(bytes) {
    if (bytes_ == 0) return;
    memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory_ == MAP_FAILED) throw std::bad_alloc();
  }
  ~Shared() {
    if (bytes_ != 0) munmap(memory_, bytes_);
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  std::span<std::byte> bytes() const { return {static_cast<std::byte*>(memory_), bytes_}; }

 private:
  void* memory_ = nullptr;
  size_t bytes_ = 0;
};

/// A file descriptor, or none.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

size_t tensor_bytes(const Program& program) {
  size_t bytes = 0;
  for (const Tensor& tensor : program.tensors) bytes += tensor.contents.size();
  return bytes;
}

RunResult cannot_start(const std::string& why) {
  RunResult result;
  result.findings.push_back({FindingKind::CannotStart, why, "", {}, {}, -1, {}, 1, {}});
  return result;
}

/// Becomes readable when `child` ends; -1 where the system has no such thing.
int open_process(pid_t child) {
#ifdef SYS_pidfd_open
  return static_cast<int>(syscall(SYS_pidfd_open, child, 0));
#else
  static_cast<void>(child);
  return -1;
#endif
}

/// What the child said, how it ended, and why it was asked to, if it was.
struct Heard {
  std::string text;
  int status = 0;
  std::optional<FindingKind> asked;
  bool killed = false;
};

/// Hears a child out until it ends. Others may hold its end of the pipe (a process that a kernel has started), and it
/// may close its end long before it ends: only the end of the process itself counts.
class Listener {
 public:
  Listener(int pipe, pid_t child, const RunOptions& options)
      : pipe_(pipe), child_(child), process_(open_process(child)), options_(options) {
    fcntl(pipe, F_SETFL, O_NONBLOCK);
  }

  Heard listen() {
    while (!is_over()) {
      sleep();
      read_some();
      hurry();
    }
    kill(-child_, SIGKILL);  // what it has started; the number is still its own
    while (waitpid(child_, &heard_.status, 0) < 0 && errno == EINTR) {
    }
    while (read_some() && heard_.text.size() < kMostText) {
    }
    return std::move(heard_);
  }

 private:
  double elapsed() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

  /// Also when somebody else has reaped it: a caller that ignores SIGCHLD.
  bool is_over() const {
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT) != 0) return errno == ECHILD;
    return info.si_pid == child_;
  }

  void sleep() const {
    pollfd fds[] = {{open_ ? pipe_ : -1, POLLIN, 0}, {process_.number(), POLLIN, 0}};
    poll(fds, 2, process_.number() >= 0 ? kPollMilliseconds : kShortPollMilliseconds);
  }

  /// False: there is nothing more for now.
  bool read_some() {
    if (!open_) return false;
    char buffer[1 << 15];
    const ssize_t n = read(pipe_, buffer, sizeof buffer);
    if (n == 0) open_ = false;
    if (n > 0 && heard_.text.size() < kMostText) heard_.text.append(buffer, static_cast<size_t>(n));
    return n > 0;
  }

  /// Asks the child to stop when that is wanted, ends it by force when it does not.
  void hurry() {
    if (!heard_.asked && options_.stop != nullptr && *options_.stop) {
      kill(child_, SIGTERM);
      heard_.asked = FindingKind::Interrupted;
      asked_at_ = elapsed();
    } else if (!heard_.asked && elapsed() > options_.seconds) {  // the child's own clock has told it
      heard_.asked = FindingKind::TimeLimit;
      asked_at_ = elapsed();
    }
    if (heard_.asked && !heard_.killed && elapsed() > asked_at_ + kGraceSeconds) {
      kill(child_, SIGKILL);
      heard_.killed = true;
    }
  }

  const int pipe_;
  const pid_t child_;
  const Descriptor process_;
  const RunOptions& options_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  bool open_ = true;
  double asked_at_ = 0;
  Heard heard_;
};

/// Of a child that did not say what happened.
std::string death_text(const Heard& heard) {
  if (WIFSIGNALED(heard.status)) {
    const int signal = WTERMSIG(heard.status);
    return fmt::format("the process of the kernels was ended by signal {} ({}){}", signal, strsignal(signal),
                       signal == SIGKILL ? "; the machine may be out of memory" : "");
  }
  if (!heard.text.empty()) return "what came from the process of the kernels is no result: a kernel wrote to its pipe";
  return fmt::format("the process of the kernels ended with status {} and said nothing; a kernel may have ended it",
                     WEXITSTATUS(heard.status));
}

Finding death(const Heard& heard, const RunOptions& options) {
  FindingKind kind = FindingKind::KernelDied;
  std::string text = death_text(heard);
  if (heard.killed || (heard.asked && WIFSIGNALED(heard.status) && WTERMSIG(heard.status) == SIGTERM)) {
    kind = *heard.asked;
    text = kind == FindingKind::Interrupted
               ? "the run was interrupted and ended by force"
               : fmt::format("the run did not stop at its limit of {} s and was ended", options.seconds);
  }
  return {kind, text, "", {}, {}, -1, {}, 1, {}};
}

void take_tensors(const Program& program, const Shared& shared, RunResult& result) {
  const std::byte* at = shared.bytes().data();
  for (const Tensor& tensor : program.tensors) {
    result.tensors.emplace_back(at, at + tensor.contents.size());
    at += tensor.contents.size();
  }
}

}  // namespace

RunResult run_child(const Program& program, const RunOptions& options, const Objects& objects, bool with_tensors) {
  const Shared shared(with_tensors ? tensor_bytes(program) : 0);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return cannot_start(fmt::format("no pipe: {}", std::strerror(errno)));
  const Descriptor from_child(ends[0]);
  Descriptor to_parent(ends[1]);
  const pid_t child = fork();
  if (child < 0) return cannot_start(fmt::format("no process: {}", std::strerror(errno)));
  if (child == 0) child_main(program, options, objects, shared.bytes(), to_parent.number());
  setpgid(child, child);  // so does the child itself: whoever comes first
  to_parent.close();
  const Heard heard = Listener(from_child.number(), child, options).listen();
  RunResult result;
  if (!result_from_json(heard.text, result)) {
    result = {};
    result.findings.push_back(death(heard, options));
    return result;
  }
  if (with_tensors && result.completed) take_tensors(program, shared, result);
  return result;
}

}  // namespace tir2tt::device
