// The folder of compiled kernels. Many processes may use it at once: every file is written beside its place and then
// renamed, and nothing in it is believed: a file that is missing or damaged is a miss, and the next compilation
// replaces it.
//
//   tir2tt-headers-<hash>/…        the embedded headers, unpacked
//   sources/<hash>.cc              kernels as they are given to the compiler
//   objects/<key>.manifest         what stands in the way of a hit: the object's hash, the kernel's own headers and
//   theirs objects/<key>-<hash>.so        never changes: another content has another name
//
// Tested by tests/device/kernel_cache_test.cc.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "device/compile/content_hash.h"
#include "device/compile/embedded_headers.h"

namespace tir2tt::device {

/// What a compilation read besides the source and our headers.
struct Inclusions {
  std::vector<std::string> files = {};   // that were read
  std::vector<std::string> absent = {};  // that would have been read instead, had they been there
  bool certain = true;  // false: something changed while the compiler ran; the object must not be found again
};

Hash128 hash_of(std::span<const EmbeddedHeader> headers);

class KernelCache {
 public:
  /// `requested`, else $XDG_CACHE_HOME/tir2tt, else ~/.cache/tir2tt, else tir2tt-<uid> below $TMPDIR or /tmp: the first
  /// that can be made and written. Those that are not `requested` must belong to this user and be writable by nobody
  /// else, since what lies there is loaded and run. nullopt: none; `problems` then says for each what is wrong.
  static std::optional<KernelCache> open(const std::filesystem::path& requested, std::string& problems);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path objects() const { return folder_ / "objects"; }
  /// Where `headers` are (or will be) unpacked.
  std::filesystem::path header_folder(Hash128 headers) const;

  /// Makes every header be there as it should. 0 or an errno; `written` counts the files that were missing or damaged.
  int unpack(std::span<const EmbeddedHeader> headers, int& written) const;
  /// The same for a source; `path` is where.
  int keep_source(std::string_view text, std::filesystem::path& path) const;

  /// The object of an earlier compilation, when it and all that it was made from are as they were.
  std::optional<std::filesystem::path> find(Hash128 key) const;
  /// Takes over a finished object in objects(). 0 or an errno.
  int store(Hash128 key, const std::filesystem::path& finished, const Inclusions& inclusions,
            std::filesystem::path& object) const;
  /// Removes temporary files of processes that were ended more than an hour ago.
  void sweep() const;

 private:
  explicit KernelCache(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace tir2tt::device
