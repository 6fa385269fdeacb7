#include "device/grid/build_world.h"

#include <fmt/format.h>

#include <cstring>

#include "device/grid/runtime.h"

namespace tir2tt::device {
namespace {

// The kernel-config ring below the first circular buffer: semaphores of 16 bytes, then the arguments of each processor.
constexpr uint32_t kRingBytes = 69 * 1024, kSemaphoreBytes = 16, kMostSemaphores = 64, kArgumentBytes = 1376;

constexpr int kPoison = 0xFF;  // NaN in every float format, -1 in every integer

uint32_t ring_base(const target::Chip& chip) { return static_cast<uint32_t>(chip.cb_base) - kRingBytes; }

void lay_out_cores(World& world) {
  const target::Chip& chip = world.chip();
  for (int i = 0; i < chip.cores(); ++i) {
    auto core = std::make_unique<Core>();
    core->coord = {i % chip.grid_x, i / chip.grid_x};
    core->l1 = world.l1.slot(core->coord);
    world.cores.push_back(std::move(core));
  }
}

CircularBufferState state_of(const CircularBuffer& cb, const CircularBufferIndex& index, uint32_t address) {
  CircularBufferState state;
  state.present = true;
  state.global = cb.tensor.has_value();
  state.index = index.index;
  state.address = address;
  state.bytes = cb.total_bytes;
  state.page_bytes = index.page_bytes;
  state.pages = cb.total_bytes / index.page_bytes;
  state.format = index.format;
  state.tile = index.tile;
  state.read_pointer.fill(address);
  state.write_pointer.fill(address);
  return state;
}

/// Cores that have a kernel, by their place in World::cores.
std::vector<bool> busy_cores(const World& world) {
  std::vector<bool> busy(world.cores.size());
  for (const Kernel& kernel : world.program().kernels) {
    for (const CoreCoord at : cores_of(kernel.cores)) busy[core_index(world.chip(), at)] = true;
  }
  return busy;
}

/// What nobody has written yet is poison, except on cores that only keep data. What a tensor holds is kept.
void lay_out_circular_buffers(World& world) {
  const std::vector<uint32_t> addresses = place_circular_buffers(world.program());
  const std::vector<bool> busy = busy_cores(world);
  for (size_t i = 0; i < addresses.size(); ++i) {
    const CircularBuffer& cb = world.program().circular_buffers[i];
    for (const CoreCoord coord : cores_of(cb.cores)) {
      Core& core = *world.core_at(coord);
      for (const CircularBufferIndex& index : cb.indices) {
        if (core.cbs.size() <= index.index) core.cbs.resize(size_t{index.index} + 1);
        core.cbs[index.index] = state_of(cb, index, addresses[i]);
      }
      if (!cb.tensor && busy[core_index(world.chip(), coord)])
        std::memset(core.l1 + addresses[i], kPoison, cb.total_bytes);
    }
  }
}

void lay_out_semaphores(World& world) {
  const auto& semaphores = world.program().semaphores;
  for (size_t id = 0; id < semaphores.size(); ++id) {
    const uint32_t offset = ring_base(world.chip()) + static_cast<uint32_t>(id) * kSemaphoreBytes;
    for (const CoreCoord coord : cores_of(semaphores[id].cores)) {
      Core& core = *world.core_at(coord);
      core.semaphores.resize(semaphores.size());
      core.semaphores[id] = offset;
      std::memcpy(core.l1 + offset, &semaphores[id].initial, sizeof(uint32_t));
    }
  }
}

void copy_l1(World& world, bool into_l1) {
  for (size_t i = 0; i < world.program().tensors.size(); ++i) {
    Tensor& tensor = world.mutable_program().tensors[i];
    if (tensor.memory != Memory::L1) continue;
    const auto places = l1_pages(world.chip(), tensor);
    for (size_t page = 0; page < places.size(); ++page) {
      std::byte* l1 = world.core_at(places[page].first)->l1 + places[page].second;
      std::byte* host = tensor.contents.data() + page * tensor.page_bytes;
      std::memcpy(into_l1 ? l1 : host, into_l1 ? host : l1, tensor.page_bytes);
    }
    world.written_tensors[i] = true;
  }
}

void write_arguments(World& world, Actor& actor) {
  const uint32_t area = ring_base(world.chip()) + kMostSemaphores * kSemaphoreBytes +
                        static_cast<uint32_t>(actor.role) * 2 * kArgumentBytes;
  actor.argument_address = area;
  actor.common_address = area + kArgumentBytes;
  const auto it = actor.kernel->runtime_arguments.find(actor.core->coord);
  actor.arguments = it == actor.kernel->runtime_arguments.end() ? nullptr : &it->second;
  const auto copy = [&](const std::vector<uint32_t>& words, uint32_t to) {
    if (!words.empty()) std::memcpy(actor.core->l1 + to, words.data(), words.size() * sizeof(uint32_t));
  };
  if (actor.arguments != nullptr) copy(*actor.arguments, actor.argument_address);
  copy(actor.kernel->common_arguments, actor.common_address);
}

/// What a 16-bit DST holds is fixed when a kernel is built, by the formats of the core's circular buffers. With both
/// exponent families there the first one that the kernel configures decides (note_family).
DstMode dst_mode_of(const Kernel& kernel, const Core& core) {
  if (kernel.fp32_dest_acc) return DstMode::Fp32;
  bool a = false, b = false;
  for (const CircularBufferState& cb : core.cbs) {
    a |= cb.present && exponent_family(cb.format) == ExponentFamily::A;
    b |= cb.present && exponent_family(cb.format) == ExponentFamily::B;
  }
  return a && !b ? DstMode::Fp16 : DstMode::Bf16;
}

std::unique_ptr<ComputeState> compute_state(const Kernel& kernel, const Core& core) {
  auto state = std::make_unique<ComputeState>();
  state->kernel = &kernel;
  state->dst_mode = dst_mode_of(kernel, core);
  const auto tiles = static_cast<uint32_t>(target::dst_tiles(kernel.fp32_dest_acc, kernel.dst_full_sync));
  state->dst.capacity = tiles;
  state->dst.halves = kernel.dst_full_sync ? 1 : 2;
  return state;
}

/// nullptr: a finding says why the object cannot be loaded.
KernelImage* image_of(World& world, const std::filesystem::path& object, const Kernel& kernel, Images& images) {
  auto& image = images[object];
  if (image) return image.get();
  std::string error;
  image = std::make_unique<KernelImage>(object, bind_runtime(world), error);
  if (error.empty()) return image.get();
  world.findings.add({FindingKind::KernelUnloadable,
                      fmt::format("{} cannot be loaded: {}", kernel.source.file, error),
                      "",
                      {kernel.source.file, 0},
                      {},
                      -1,
                      {},
                      1,
                      {}});
  return nullptr;
}

bool add_actor(World& world, CoreCoord coord, size_t kernel, Role role, const Objects& objects, Images& images) {
  Core& core = *world.core_at(coord);
  auto actor = std::make_unique<Actor>();
  actor->core = &core;
  actor->role = role;
  actor->kernel = &world.program().kernels[kernel];
  actor->where = {actor->kernel->source.file.c_str(), 0};
  actor->image = image_of(world, objects.at({kernel, role}), *actor->kernel, images);
  if (actor->image == nullptr) return false;
  actor->globals = actor->image->initial_globals();
  write_arguments(world, *actor);
  core.actors[static_cast<size_t>(role)] = std::move(actor);
  return true;
}

bool add_kernel(World& world, size_t kernel, const Objects& objects, Images& images) {
  const Kernel& k = world.program().kernels[kernel];
  for (const CoreCoord coord : cores_of(k.cores)) {
    if (k.processor != Processor::Compute) {
      const Role role = k.processor == Processor::Riscv0 ? Role::Brisc : Role::Ncrisc;
      if (!add_actor(world, coord, kernel, role, objects, images)) return false;
      continue;
    }
    world.core_at(coord)->compute = compute_state(k, *world.core_at(coord));
    for (const Role role : {Role::Unpack, Role::Math, Role::Pack}) {
      if (!add_actor(world, coord, kernel, role, objects, images)) return false;
    }
  }
  return true;
}

}  // namespace

bool build_world(World& world, const Objects& objects, Images& images) {
  std::string error;
  if (!world.l1.map(world.chip(), error)) {
    world.findings.add({FindingKind::CannotStart, error, "", {}, {}, -1, {}, 1, {}});
    return false;
  }
  world.dram = std::make_unique<DramMemory>(world.chip(), world.mutable_program().tensors);
  lay_out_cores(world);
  lay_out_circular_buffers(world);
  lay_out_semaphores(world);
  copy_l1(world, true);
  for (size_t kernel = 0; kernel < world.program().kernels.size(); ++kernel) {
    if (!add_kernel(world, kernel, objects, images)) return false;
  }
  for (const auto& core : world.cores) {
    for (const auto& actor : core->actors) {
      if (actor) world.start(*actor);
    }
  }
  return true;
}

void read_back_l1(World& world) { copy_l1(world, false); }

}  // namespace tir2tt::device
