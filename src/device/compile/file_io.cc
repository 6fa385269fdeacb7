#include "device/compile/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace tir2tt::device {
namespace {

/// Closes what it is given.
class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

int read_to_end(int fd, size_t expected, std::string& bytes) {
  bytes.resize(expected + 1);  // one more, to see the end without a second look
  for (size_t filled = 0;;) {
    const ssize_t n = ::read(fd, bytes.data() + filled, bytes.size() - filled);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    filled += static_cast<size_t>(n);
    if (n == 0 || filled == expected) {
      bytes.resize(filled);
      return 0;
    }
    if (filled == bytes.size()) bytes.resize(2 * filled);
  }
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) return errno;
    if (n > 0) bytes.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

}  // namespace

int read_file(const std::filesystem::path& path, std::string& bytes) {
  bytes.clear();
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a pipe must not stop us
  if (file.fd() < 0) return errno;
  struct stat info = {};
  if (::fstat(file.fd(), &info) != 0) return errno;
  if (!S_ISREG(info.st_mode)) return EINVAL;
  return read_to_end(file.fd(), static_cast<size_t>(info.st_size), bytes);
}

bool file_holds(const std::filesystem::path& path, std::string_view bytes) {
  std::string found;
  return read_file(path, found) == 0 && found == bytes;
}

std::string new_temporary_file(const std::filesystem::path& folder, std::string_view suffix, int& error) {
  std::string name = (folder / "tmp.XXXXXX").string().append(suffix);
  const OpenFile file(::mkostemps(name.data(), static_cast<int>(suffix.size()), O_CLOEXEC));
  error = file.fd() < 0 ? errno : 0;
  return error ? "" : name;
}

int write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::string name = (path.parent_path() / "tmp.XXXXXX").string();
  int error = 0;
  {
    const OpenFile file(::mkostemp(name.data(), O_CLOEXEC));
    if (file.fd() < 0) return errno;
    error = write_all(file.fd(), bytes);
  }
  if (error == 0 && std::rename(name.c_str(), path.c_str()) != 0) error = errno;
  if (error) ::unlink(name.c_str());
  return error;
}

int write_link(const std::filesystem::path& path, const std::filesystem::path& target) {
  int error = 0;
  const std::string own = new_temporary_file(path.parent_path(), "", error);
  if (error) return error;
  const std::string link = own + ".link";  // ours, as `own` is
  if (::symlink(target.c_str(), link.c_str()) != 0 || std::rename(link.c_str(), path.c_str()) != 0) error = errno;
  if (error) ::unlink(link.c_str());
  ::unlink(own.c_str());
  return error;
}

std::string error_text(int error) { return std::error_code(error, std::generic_category()).message(); }

}  // namespace tir2tt::device
