#include "cli/io.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <istream>
#include <ostream>
#include <system_error>
#include <utility>

#include "driver/input.h"

namespace tir2tt::cli {
namespace {

constexpr size_t kChunk = size_t{1} << 20;
constexpr int kTemporaryNames = 100;

std::string system_message(int error) { return std::generic_category().message(error); }

/// A file descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close_now(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  /// 0, or the error that was reported late (NFS, quotas).
  int close_now() {
    const int fd = std::exchange(fd_, -1);
    return fd >= 0 && ::close(fd) != 0 ? errno : 0;
  }

 private:
  int fd_;
};

// ---- in

/// Up to `size` bytes; 0 at the end; negative: -errno.
using Reader = std::function<ssize_t(char*, size_t)>;

ssize_t read_descriptor(int fd, char* data, size_t size) {
  ssize_t n = 0;
  do n = ::read(fd, data, size);
  while (n < 0 && errno == EINTR);
  return n < 0 ? -errno : n;
}

ssize_t read_stream(std::istream& in, char* data, size_t size) {
  in.read(data, static_cast<std::streamsize>(size));
  return in.bad() ? -EIO : static_cast<ssize_t>(in.gcount());
}

/// Reads until the end; stops as soon as it is clear that the text is of no use.
std::optional<std::string> read_all(const Reader& reader, const std::string& name, Diagnostics& diags) {
  std::string text;
  for (;;) {
    const size_t before = text.size();
    text.resize(before + kChunk);
    const ssize_t n = reader(text.data() + before, kChunk);
    text.resize(before + static_cast<size_t>(std::max<ssize_t>(n, 0)));
    if (n < 0) {
      diags.add(DiagId::CannotRead, {},
                fmt::format("cannot read `{}`: {}", name, system_message(static_cast<int>(-n))));
      return std::nullopt;
    }
    if (n == 0) return text;
    if (!driver::has_no_nul(std::string_view(text).substr(before), before, name, diags) ||
        !driver::is_small_enough(static_cast<int64_t>(text.size()), name, diags)) {
      return std::nullopt;
    }
  }
}

std::optional<std::string> read_file(const std::string& path, Diagnostics& diags) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info = {};
  if (!file.is_open() || ::fstat(file.get(), &info) != 0) {
    diags.add(DiagId::CannotRead, {}, fmt::format("cannot read `{}`: {}", path, system_message(errno)),
              errno == ENOENT ? "check the path; `-` reads standard input" : "");
    return std::nullopt;
  }
  if (S_ISDIR(info.st_mode)) {
    diags.add(DiagId::CannotRead, {}, fmt::format("cannot read `{}`: it is a directory", path), "name a file in it");
    return std::nullopt;
  }
  if (S_ISREG(info.st_mode) && !driver::is_small_enough(info.st_size, path, diags)) return std::nullopt;
  return read_all([&](char* data, size_t size) { return read_descriptor(file.get(), data, size); }, path, diags);
}

// ---- out

/// 0, or errno.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    text.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

/// For what cannot be replaced: a device, a pipe.
int write_in_place(const std::string& path, std::string_view text) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open()) return errno;
  if (const int error = write_all(file.get(), text)) return error;
  return file.close_now();
}

/// Opens a new file beside `target`; its name goes to `name`.
int open_temporary(const std::string& target, std::string* name) {
  for (int i = 0; i < kTemporaryNames; ++i) {
    *name = fmt::format("{}.tmp-{}-{}", target, ::getpid(), i);
    const int fd = ::open(name->c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

int replace(const std::string& target, const struct stat* old, std::string_view text) {
  std::string temporary;
  Descriptor file(open_temporary(target, &temporary));
  if (!file.is_open()) return errno;
  int error = write_all(file.get(), text);
  if (error == 0 && old != nullptr && ::fchmod(file.get(), old->st_mode & 07777) != 0) error = errno;
  if (const int late = file.close_now(); error == 0) error = late;
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(temporary.c_str());
  return error;
}

int write_file(const std::string& path, std::string_view text) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return errno == ENOENT ? replace(path, nullptr, text) : errno;
  if (S_ISDIR(info.st_mode)) return EISDIR;
  if (!S_ISREG(info.st_mode)) return write_in_place(path, text);
  if (::access(path.c_str(), W_OK) != 0) return errno;
  // Through a symbolic link, so that the link stays one.
  std::error_code failed;
  const std::filesystem::path target = std::filesystem::canonical(path, failed);
  return failed ? failed.value() : replace(target.string(), &info, text);
}

int write_stream(std::ostream& out, std::string_view text) {
  errno = 0;
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.flush();
  if (out.good()) return 0;
  return errno != 0 ? errno : EIO;
}

}  // namespace

std::optional<SourceFile> read_input(const std::string& path, std::istream& in, Diagnostics& diags) {
  const bool standard = path == "-";
  const std::string name = standard ? "<stdin>" : path;
  const Reader from_stream = [&](char* data, size_t size) { return read_stream(in, data, size); };
  std::optional<std::string> text = standard ? read_all(from_stream, name, diags) : read_file(path, diags);
  if (!text || !driver::is_not_blank(*text, name, diags)) return std::nullopt;
  return SourceFile(name, std::move(*text));
}

bool write_output(const std::string& path, std::string_view text, std::ostream& out, Diagnostics& diags) {
  const bool standard = path.empty() || path == "-";
  const int error = standard ? write_stream(out, text) : write_file(path, text);
  if (error == 0) return true;
  diags.add(DiagId::CannotWrite, {},
            fmt::format("cannot write {}: {}", standard ? "standard output" : "`" + path + "`", system_message(error)),
            standard ? "" : "nothing was written; the file is as it was before");
  return false;
}

}  // namespace tir2tt::cli
