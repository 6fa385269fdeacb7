// Whole files in and out, with errno for an answer: what the cache of compiled kernels needs.
// Tested by tests/device/kernel_cache_test.cc.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tir2tt::device {

/// Replaces `bytes` by the content of a regular file; 0 or an errno (EINVAL: not a regular file).
int read_file(const std::filesystem::path& path, std::string& bytes);
/// Is this the content of the file?
bool file_holds(const std::filesystem::path& path, std::string_view bytes);
/// Writes a temporary file beside `path`, then renames it: a reader sees the old content or the new. 0 or an errno.
int write_file(const std::filesystem::path& path, std::string_view bytes);
/// Makes `path` a link to `target`, in the same way.
int write_link(const std::filesystem::path& path, const std::filesystem::path& target);
/// A new empty file `<folder>/tmp.??????<suffix>`; "" with `error` = errno when there can be none.
std::string new_temporary_file(const std::filesystem::path& folder, std::string_view suffix, int& error);
/// What `errno` means, in words.
std::string error_text(int error);

}  // namespace tir2tt::device
