#include "device/grid/kernel_image.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <cstring>
#include <utility>

namespace tir2tt::device {
namespace {

// The pointer to the runtime, which every kernel has and all actors share.
constexpr size_t kOwnGlobals = sizeof(void*);

struct Segments {
  uint64_t base = 0;
  uint64_t text_begin = 0, text_end = 0;
  uint64_t data_begin = 0, data_end = 0, read_only_end = 0;
};

void note_segment(const dl_phdr_info& info, const ElfW(Phdr) & header, Segments& segments) {
  const uint64_t begin = info.dlpi_addr + header.p_vaddr, end = begin + header.p_memsz;
  if (header.p_type == PT_GNU_RELRO) segments.read_only_end = end;
  if (header.p_type != PT_LOAD) return;
  if (header.p_flags & PF_X) {
    segments.text_begin = begin;
    segments.text_end = end;
  }
  if (header.p_flags & PF_W) {
    segments.data_begin = begin;
    segments.data_end = end;
  }
}

int note_object(dl_phdr_info* info, size_t, void* data) {
  auto& segments = *static_cast<Segments*>(data);
  if (info->dlpi_addr != segments.base) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) note_segment(*info, info->dlpi_phdr[i], segments);
  return 1;
}

/// Byte by byte and unwatched: between variables lie the red zones of the address sanitizer.
#if defined(__SANITIZE_ADDRESS__)
__attribute__((no_sanitize("address"), optimize("no-tree-loop-distribute-patterns")))
#endif
void copy_unwatched(const std::byte* from, std::byte* to, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) to[i] = from[i];
}

}  // namespace

KernelImage::KernelImage(const std::filesystem::path& object, const device_abi::Runtime& runtime, std::string& error)
    : object_(object) {
  void* handle = dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    error = dlerror();
    return;
  }
  const auto* abi = static_cast<const uint32_t*>(dlsym(handle, "tir2tt_kernel_abi"));
  const auto attach = reinterpret_cast<void (*)(const device_abi::Runtime*)>(dlsym(handle, "tir2tt_kernel_attach"));
  run_ = reinterpret_cast<void (*)()>(dlsym(handle, "tir2tt_kernel_run"));
  link_map* map = nullptr;
  if (abi == nullptr || attach == nullptr || run_ == nullptr || dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0) {
    error = "it has no entry points";
    return;
  }
  if (*abi != device_abi::kAbiVersion) {
    error = "it was compiled for another version of the device";
    return;
  }
  attach(&runtime);
  base_ = map->l_addr;
  find_segments();
}

void KernelImage::save_globals(std::vector<std::byte>& copy) const {
  copy_unwatched(globals_.data(), copy.data(), copy.size());
}

void KernelImage::restore_globals(const std::vector<std::byte>& copy) const {
  copy_unwatched(copy.data(), globals_.data(), copy.size());
}

void KernelImage::find_segments() {
  Segments segments;
  segments.base = base_;
  dl_iterate_phdr(note_object, &segments);
  text_begin_ = segments.text_begin;
  text_end_ = segments.text_end;
  const uint64_t begin = std::max(segments.data_begin, segments.read_only_end);
  if (begin >= segments.data_end || segments.data_end - begin <= kOwnGlobals) return;
  globals_ = {reinterpret_cast<std::byte*>(begin), segments.data_end - begin};  // NOLINT(performance-no-int-to-ptr)
  initial_.resize(globals_.size());
  save_globals(initial_);
}

}  // namespace tir2tt::device
