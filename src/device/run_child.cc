#include "device/run_child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <vector>

#include "device/grid/child.h"
#include "device/model/result_json.h"

namespace tir2tt::device {
namespace {

constexpr int kPollMilliseconds = 50;
constexpr double kGraceSeconds = 2;  // from a request to stop to the end by force

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

/// What the child said, and why it was ended by force, if it was.
struct Heard {
  std::string text;
  std::optional<FindingKind> killed;
};

/// Reads until the child closes its end; asks it to stop when that is wanted, ends it by force when it does not.
Heard listen(int pipe, pid_t child, const RunOptions& options) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  std::optional<FindingKind> asked;
  double asked_at = 0;
  Heard heard;
  std::vector<char> buffer(1 << 16);
  for (;;) {
    pollfd fd{pipe, POLLIN, 0};
    if (poll(&fd, 1, kPollMilliseconds) > 0) {
      const ssize_t n = read(pipe, buffer.data(), buffer.size());
      if (n == 0 || (n < 0 && errno != EINTR)) return heard;
      if (n > 0) heard.text.append(buffer.data(), static_cast<size_t>(n));
    }
    if (!asked && options.stop != nullptr && *options.stop) {
      kill(child, SIGTERM);
      asked = FindingKind::Interrupted;
      asked_at = elapsed();
    } else if (!asked && elapsed() > options.seconds) {  // the child's own clock has told it
      asked = FindingKind::TimeLimit;
      asked_at = elapsed();
    }
    if (asked && !heard.killed && elapsed() > asked_at + kGraceSeconds) {
      kill(child, SIGKILL);
      heard.killed = asked;
    }
  }
}

int reap(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string death_text(int status, std::optional<FindingKind> killed, const RunOptions& options) {
  if (killed == FindingKind::Interrupted) return "the run was interrupted and ended by force";
  if (killed) return fmt::format("the run did not stop at its limit of {} s and was ended", options.seconds);
  if (!WIFSIGNALED(status))
    return fmt::format("a kernel ended the process of the kernels with status {}", WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  return fmt::format("the process of the kernels was ended by signal {} ({}){}", signal, strsignal(signal),
                     signal == SIGKILL ? "; the machine may be out of memory" : "");
}

/// Of a child that did not say what happened.
Finding death(int status, std::optional<FindingKind> killed, const RunOptions& options) {
  const std::string text = death_text(status, killed, options);
  return {killed.value_or(FindingKind::KernelDied), text, "", {}, {}, -1, {}, 1, {}};
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
  const pid_t child = fork();
  if (child < 0) return cannot_start(fmt::format("no process: {}", std::strerror(errno)));
  if (child == 0) {
    close(ends[0]);
    child_main(program, options, objects, shared.bytes(), ends[1]);
  }
  close(ends[1]);
  const Heard heard = listen(ends[0], child, options);
  close(ends[0]);
  const int status = reap(child);
  RunResult result;
  if (!result_from_json(heard.text, result)) {
    result = {};
    result.findings.push_back(death(status, heard.killed, options));
    return result;
  }
  if (with_tensors && result.completed) take_tensors(program, shared, result);
  return result;
}

}  // namespace tir2tt::device
