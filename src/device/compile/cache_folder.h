// Which folder the cache of compiled kernels may live in. Tested by tests/device/kernel_cache_test.cc.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tir2tt::device {

struct FolderCandidate {
  std::filesystem::path path;
  bool chosen_by_user = false;  // then it may be shared with others
};

/// In the order in which they are tried; all absolute. Reads $XDG_CACHE_HOME, $HOME, $TMPDIR.
std::vector<FolderCandidate> cache_folder_candidates(const std::filesystem::path& requested);

/// Makes the folder and those below it that the cache needs. "" or what is wrong with it, in words.
std::string prepare_cache_folder(const FolderCandidate& candidate);

}  // namespace tir2tt::device
