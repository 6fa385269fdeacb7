#include "device/compile/cache_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "device/compile/file_io.h"

namespace tir2tt::device {
namespace {

namespace fs = std::filesystem;

/// A variable that names an absolute folder; "" otherwise.
fs::path folder_variable(const char* name) {
  const char* value = std::getenv(name);
  return value && *value == '/' ? fs::path(value) : fs::path();
}

/// 0 or an errno. Others have no access to a folder that this made.
int make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return error.value();
  return ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST ? 0 : errno;
}

/// Somebody else could put an object there, which we would then run.
std::string why_not_private(const fs::path& path) {
  struct stat link = {}, folder = {};
  if (::lstat(path.c_str(), &link) != 0 || ::stat(path.c_str(), &folder) != 0) return error_text(errno);
  if (link.st_uid != ::geteuid() || folder.st_uid != ::geteuid()) return "belongs to another user";
  if (folder.st_mode & (S_IWGRP | S_IWOTH)) return "other users may write there";
  return "";
}

std::string why_not_usable(const fs::path& path) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return error_text(errno);
  if (!S_ISDIR(info.st_mode)) return error_text(ENOTDIR);
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0) return error_text(errno);
  struct statvfs file_system = {};
  if (::statvfs(path.c_str(), &file_system) == 0 && (file_system.f_flag & ST_NOEXEC)) {
    return "is mounted so that nothing in it can be run (noexec)";
  }
  return "";
}

}  // namespace

std::vector<FolderCandidate> cache_folder_candidates(const fs::path& requested) {
  std::vector<FolderCandidate> result;
  std::error_code error;
  if (!requested.empty()) result.push_back({fs::absolute(requested, error), true});
  if (const fs::path cache = folder_variable("XDG_CACHE_HOME"); !cache.empty()) result.push_back({cache / "tir2tt"});
  if (const fs::path home = folder_variable("HOME"); !home.empty()) result.push_back({home / ".cache" / "tir2tt"});
  const fs::path temporary = folder_variable("TMPDIR");
  result.push_back({(temporary.empty() ? "/tmp" : temporary) / ("tir2tt-" + std::to_string(::geteuid()))});
  return result;
}

std::string prepare_cache_folder(const FolderCandidate& candidate) {
  if (const int error = make_folder(candidate.path)) return error_text(error);
  if (!candidate.chosen_by_user) {
    if (std::string why = why_not_private(candidate.path); !why.empty()) return why;
  }
  if (std::string why = why_not_usable(candidate.path); !why.empty()) return why;
  for (const char* below : {"objects", "sources"}) {
    if (const int error = make_folder(candidate.path / below)) return error_text(error);
    if (std::string why = why_not_usable(candidate.path / below); !why.empty()) return why;
  }
  return "";
}

}  // namespace tir2tt::device
