#include "device/compile/kernel_cache.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <map>
#include <system_error>
#include <utility>

#include "device/compile/cache_folder.h"
#include "device/compile/compile_log.h"
#include "device/compile/file_io.h"

namespace tir2tt::device {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFirstLine = "tir2tt compiled kernel 1";
constexpr std::chrono::hours kLeftover(1);

// A manifest is lines "<word> <rest>"; the last one holds the hash of all before it.
//   tir2tt compiled kernel 1
//   object <hash>
//   file <hash> <path>
//   absent <path>
//   end <hash>

/// The next line, without its end.
std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}
std::string_view take_word(std::string_view& line) {
  const size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

std::string closed(std::string manifest) {
  const std::string hash = content_hash(manifest).hex();
  return manifest.append("end ").append(hash).append("\n");
}
/// The lines between the first and the last, when nothing is damaged.
std::optional<std::string_view> body_of(std::string_view manifest) {
  constexpr size_t kLastLine = sizeof("end \n") - 1 + 32;
  if (manifest.size() < kLastLine) return std::nullopt;
  std::string_view body = manifest.substr(0, manifest.size() - kLastLine);
  if (manifest.substr(body.size()) != "end " + content_hash(body).hex() + "\n") return std::nullopt;
  if (take_line(body) != kFirstLine) return std::nullopt;
  return body;
}

/// Its hash; nullopt when it cannot be read.
std::optional<std::string> file_hash(const fs::path& path) {
  std::string content;
  if (read_file(path, content) != 0) return std::nullopt;
  return content_hash(content).hex();
}

bool is_absent(const std::string& path) { return ::access(path.c_str(), F_OK) != 0 && errno != EACCES; }

/// Is everything that a line says still so?
bool holds(std::string_view line) {
  const std::string_view word = take_word(line);
  if (word == "absent") return is_absent(std::string(line));
  if (word != "file") return false;
  const std::string_view hash = take_word(line);
  return file_hash(line) == hash;
}

bool one_line(const std::string& path) { return path.find('\n') == std::string::npos; }

}  // namespace

Hash128 hash_of(std::span<const EmbeddedHeader> headers) {
  Hasher hasher;
  for (const EmbeddedHeader& header : headers) {
    hasher.add(header.path);
    hasher.add(header.text);
  }
  return hasher.result();
}

std::optional<KernelCache> KernelCache::open(const fs::path& requested, std::string& problems) {
  problems.clear();
  for (const FolderCandidate& candidate : cache_folder_candidates(requested)) {
    const std::string problem = prepare_cache_folder(candidate);
    if (problem.empty()) return KernelCache(candidate.path);
    problems.append(problems.empty() ? "" : "; ").append(candidate.path.string()).append(": ").append(problem);
  }
  return std::nullopt;
}

fs::path KernelCache::header_folder(Hash128 headers) const {
  return folder_ / std::string(kHeaderFolderPrefix).append(headers.hex());
}

int KernelCache::unpack(std::span<const EmbeddedHeader> headers, int& written) const {
  written = 0;
  const fs::path folder = header_folder(hash_of(headers));
  std::map<std::string_view, fs::path> first_with;
  for (const EmbeddedHeader& header : headers) {
    const fs::path name = header.path, path = folder / name;
    const auto [first, is_new] = first_with.emplace(header.text, name);
    if (file_holds(path, header.text)) continue;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return error.value();
    // One header under two names must be one file, or #pragma once does not see it.
    const int problem =
        is_new ? write_file(path, header.text) : write_link(path, first->second.lexically_relative(name.parent_path()));
    if (problem) return problem;
    ++written;
  }
  return 0;
}

int KernelCache::keep_source(std::string_view text, fs::path& path) const {
  path = folder_ / "sources" / content_hash(text).hex().append(".cc");
  return file_holds(path, text) ? 0 : write_file(path, text);
}

std::optional<fs::path> KernelCache::find(Hash128 key) const {
  const std::string prefix = (objects() / key.hex()).string();
  std::string manifest;
  if (read_file(prefix + ".manifest", manifest) != 0) return std::nullopt;
  auto body = body_of(manifest);
  if (!body) return std::nullopt;
  std::string_view object = take_line(*body);
  if (take_word(object) != "object") return std::nullopt;
  const std::string hash(object);
  while (!body->empty()) {
    if (!holds(take_line(*body))) return std::nullopt;
  }
  const fs::path path = prefix + "-" + hash + ".so";
  if (file_hash(path) != hash) return std::nullopt;
  return path;
}

int KernelCache::store(Hash128 key, const fs::path& finished, const Inclusions& inclusions, fs::path& object) const {
  const std::string prefix = (objects() / key.hex()).string();
  std::string content;
  if (const int error = read_file(finished, content)) return error;
  const std::string hash = content_hash(content).hex();
  object = prefix + "-" + hash + ".so";
  if (std::rename(finished.c_str(), object.c_str()) != 0) return errno;

  bool certain = inclusions.certain;
  std::string manifest(kFirstLine);
  manifest.append("\nobject ").append(hash).append("\n");
  for (const std::string& file : inclusions.files) {
    const auto file_is = file_hash(file);
    certain &= file_is.has_value() && one_line(file);
    manifest.append("file ").append(file_is.value_or("")).append(" ").append(file).append("\n");
  }
  for (const std::string& path : inclusions.absent) {
    certain &= one_line(path);
    manifest.append("absent ").append(path).append("\n");
  }
  if (certain)
    write_file(prefix + ".manifest", closed(std::move(manifest)));  // failed: a miss the next time, nothing worse
  return 0;
}

void KernelCache::sweep() const {
  std::error_code error;
  const auto now = fs::file_time_type::clock::now();
  for (fs::directory_iterator it(objects(), error), end; !error && it != end; it.increment(error)) {
    if (!it->path().filename().string().starts_with("tmp.")) continue;
    std::error_code ignored;
    const auto written = fs::last_write_time(it->path(), ignored);
    if (!ignored && now - written > kLeftover) fs::remove(it->path(), ignored);
  }
}

}  // namespace tir2tt::device
