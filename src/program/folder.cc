#include "program/folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "device/compile/file_io.h"

namespace tir2tt::program {
namespace {

namespace fs = std::filesystem;

constexpr int kTemporaryNames = 100;

/// What keeps a folder from being written, in words; empty: nothing.
using Fault = std::string;

Fault fault_of(const fs::path& path, const std::error_code& error) {
  return error ? fmt::format("`{}`: {}", path.string(), error.message()) : "";
}

/// A new folder beside `folder`, gone at the end of its scope unless it was moved away.
class Scratch {
 public:
  explicit Scratch(const fs::path& folder) {
    for (int i = 0; i < kTemporaryNames && path_.empty(); ++i) {
      const fs::path name = fmt::format("{}.tmp-{}-{}", folder.string(), ::getpid(), i);
      if (fs::create_directory(name, error_)) path_ = name;
      if (error_) return;
    }
  }
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }
  const std::error_code& error() const { return error_; }

 private:
  fs::path path_;
  std::error_code error_;
};

Fault write_file(const fs::path& path, const std::string& text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return fault_of(path.parent_path(), error);
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return file ? "" : fault_of(path, {errno != 0 ? errno : EIO, std::generic_category()});
}

/// Whether files can be moved to their places: where a folder must be is one or nothing, where a file must be is none.
Fault check_places(const fs::path& folder, const FolderContent& content) {
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return fault_of(folder, {errno, std::generic_category()});
  std::error_code ignored;
  for (const codegen::OutputFile& file : content.files) {
    const fs::path path = folder / file.path;
    if (fs::is_directory(path, ignored)) return fmt::format("`{}` is a folder", path.string());
    for (fs::path above = path.parent_path(); above != folder; above = above.parent_path()) {
      if (fs::exists(above, ignored) && !fs::is_directory(above, ignored))
        return fmt::format("`{}` is no folder", above.string());
      if (fs::is_directory(above, ignored) && ::access(above.c_str(), W_OK | X_OK) != 0)
        return fault_of(above, {errno, std::generic_category()});
    }
  }
  return "";
}

Fault move_files(const fs::path& from, const fs::path& to, const FolderContent& content) {
  std::error_code error;
  for (const codegen::OutputFile& file : content.files) {
    fs::create_directories((to / file.path).parent_path(), error);
    if (!error) fs::rename(from / file.path, to / file.path, error);
    if (error) return fault_of(to / file.path, error);
  }
  for (const std::string& name : content.stale) {
    if (!fs::is_directory(to / name, error)) fs::remove(to / name, error);
  }
  return "";
}

Fault put(const fs::path& folder, const FolderContent& content) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  const bool is_new = status.type() == fs::file_type::not_found;
  if (!is_new && !fs::is_directory(status)) return fmt::format("`{}` is no folder", folder.string());
  if (Fault fault = is_new ? "" : check_places(folder, content); !fault.empty()) return fault;
  if (is_new && folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  const Scratch scratch(folder);
  if (scratch.path().empty()) return fault_of(folder, scratch.error());
  for (const codegen::OutputFile& file : content.files) {
    if (Fault fault = write_file(scratch.path() / file.path, file.text); !fault.empty()) return fault;
  }
  if (!is_new) return move_files(scratch.path(), folder, content);
  fs::rename(scratch.path(), folder, error);
  return fault_of(folder, error);
}

std::optional<std::string> read_text(const fs::path& path, Diagnostics& diags) {
  std::string text;
  if (const int error = device::read_file(path, text)) {
    diags.add(DiagId::BadFolder, {}, fmt::format("cannot read `{}`: {}", path.string(), device::error_text(error)),
              "`tir2tt compile FILE -o DIR` writes it");
    return std::nullopt;
  }
  if (!driver::is_text(text, path.string(), diags)) return std::nullopt;
  return text;
}

}  // namespace

bool write_folder(const fs::path& folder, const FolderContent& content, Diagnostics& diags) {
  fs::path plain = folder.lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();  // "out/"
  const Fault fault = put(plain, content);
  if (fault.empty()) return true;
  diags.add(DiagId::CannotWrite, {}, fmt::format("cannot write the folder `{}`: {}", folder.string(), fault),
            "nothing was written");
  return false;
}

driver::Input read_module_in(const fs::path& folder, const std::string& stem, Diagnostics& diags) {
  std::error_code ignored;
  const fs::path script = folder / (stem + ".py"), json = folder / (stem + ".json");
  const bool has_script = fs::exists(script, ignored), has_json = fs::exists(json, ignored);
  if (has_script && has_json) {
    diags.add(DiagId::BadFolder, {},
              fmt::format("`{}` has both {}.py and {}.json; one of them counts", folder.string(), stem, stem),
              "remove the one that does not");
    return {};
  }
  if (!has_script && !has_json) return {};
  const fs::path& path = has_script ? script : json;
  std::optional<std::string> text = read_text(path, diags);
  if (!text) return {};
  return driver::read_input(SourceFile(path.string(), std::move(*text)), diags);
}

void take_kernel_texts(const fs::path& folder, std::vector<Kernel>& kernels, Diagnostics& diags) {
  const std::vector<std::string> places = kernel_places(kernels);
  for (size_t i = 0; i < kernels.size(); ++i) {
    for (codegen::KernelSpec& k : kernels[i].spec.kernels) {
      const fs::path path = folder / places[i] / "kernels" / k.file;
      std::optional<std::string> text = read_text(path, diags);
      if (!text) continue;
      k.file = path.string();
      k.text = std::move(*text);
    }
  }
}

}  // namespace tir2tt::program
