#include "device/host/environment.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <tt_stl/assert.hpp>
#include <vector>

namespace tir2tt::device::host {
namespace {

/// Empty where the variable is not set.
std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

struct NamedPolicy {
  std::string_view name;
  Policy policy;
};
constexpr NamedPolicy kPolicies[] = {
    {"in-order", Policy::InOrder}, {"random", Policy::Random}, {"adversarial", Policy::Adversarial}};

Policy policy_of(std::string_view name) {
  for (const NamedPolicy& known : kPolicies) {
    if (known.name == name) return known.policy;
  }
  TT_THROW("TIR2TT_POLICY is \"{}\"; it may be in-order, random or adversarial", name);
}

uint64_t number_of(const std::string& text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  TT_FATAL(error == std::errc() && end == text.data() + text.size(), "TIR2TT_SEED is \"{}\"; it may be a whole number",
           text);
  return number;
}

/// Where kernels and what they include are looked for: here, then where tt-metal is said to be.
std::vector<std::filesystem::path> roots() {
  std::vector<std::filesystem::path> folders = {""};
  for (const char* name : {"TT_METAL_HOME", "TT_METAL_RUNTIME_ROOT"}) {
    if (const std::string folder = variable(name); !folder.empty()) folders.emplace_back(folder);
  }
  return folders;
}

}  // namespace

const target::Chip& chip_of_environment() {
  std::string name = variable("TIR2TT_ARCH");
  if (name.empty()) name = variable("ARCH_NAME");
  if (name.empty()) name = "wormhole_b0";
  const target::Chip* chip = target::find_chip(name);
  TT_FATAL(chip != nullptr, "there is no chip \"{}\"; TIR2TT_ARCH or ARCH_NAME may be wormhole_b0 or blackhole", name);
  return *chip;
}

RunOptions run_options_of_environment() {
  RunOptions options;
  const std::string policy = variable("TIR2TT_POLICY"), seed = variable("TIR2TT_SEED");
  if (!policy.empty()) options.policy = policy_of(policy);
  if (!seed.empty()) options.seed = number_of(seed);
  options.include_folders = roots();
  return options;
}

std::string find_kernel(const std::string& file) {
  for (const std::filesystem::path& folder : roots()) {
    std::error_code error;
    if (const auto place = folder / file; std::filesystem::is_regular_file(place, error)) return place.string();
  }
  TT_THROW("there is no kernel {} in the current folder ({}), $TT_METAL_HOME or $TT_METAL_RUNTIME_ROOT", file,
           std::filesystem::current_path().string());
}

}  // namespace tir2tt::device::host
