// What matmul_reuse and matmul_reuse_multicast share: a product in blocks, one for each core of a grid, over blocks of
// the inner dimension. Sizes in tiles.
#pragma once

#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tilize_utils.hpp>

#include "check.h"

namespace programs {

using namespace tt;
using namespace tt::tt_metal;

constexpr uint32_t kGridX = 4, kGridY = 3;
constexpr uint32_t kBlockRows = 2, kBlockColumns = 4, kBlockInner = 2, kInnerBlocks = 3;  // of a core
constexpr uint32_t kPartRows = 1, kPartColumns = 2;                                       // of a block, in DST at once
constexpr uint32_t kRows = kGridY * kBlockRows, kColumns = kGridX * kBlockColumns, kInner = kBlockInner * kInnerBlocks;
constexpr uint32_t kTileBytes = sizeof(bfloat16) * constants::TILE_HW;

/// The matrices, and a program with circular buffers, the compute kernel and the writer; the readers are the caller's.
struct BlockProduct {
  std::shared_ptr<distributed::MeshDevice> device = distributed::MeshDevice::create_unit_mesh(0);
  std::shared_ptr<distributed::MeshBuffer> a = matrix(kRows * kInner), b = matrix(kInner * kColumns),
                                           c = matrix(kRows * kColumns);
  CoreRange cores{{0, 0}, {kGridX - 1, kGridY - 1}};
  Program program = CreateProgram();
  std::vector<uint32_t> reader_args;

  BlockProduct() {
    make_circular_buffers();
    TensorAccessorArgs(*a).append_to(reader_args);
    TensorAccessorArgs(*b).append_to(reader_args);
    for (uint32_t size : {kBlockRows, kBlockColumns, kBlockInner, kInnerBlocks}) reader_args.push_back(size);
    CreateKernel(
        program, "../kernels/multiply_blocks.cpp", cores,
        ComputeConfig{.compile_args = {kBlockRows, kBlockColumns, kBlockInner, kInnerBlocks, kPartRows, kPartColumns}});
    std::vector<uint32_t> writer_args;
    TensorAccessorArgs(*c).append_to(writer_args);
    for (uint32_t size : {kBlockRows, kBlockColumns, kPartRows, kPartColumns, kColumns}) writer_args.push_back(size);
    const auto writer =
        CreateKernel(program, "../kernels/write_blocks.cpp", cores, WriterDataMovementConfig(writer_args));
    for (const CoreCoord& core : cores) {
      SetRuntimeArgs(program, writer, core,
                     {uint32_t(c->address()), uint32_t(core.y) * kBlockRows, uint32_t(core.x) * kBlockColumns});
    }
  }

  /// Runs the program; whether the product is right.
  bool is_right() {
    const uint32_t m = kRows * 32, k = kInner * 32, n = kColumns * 32;
    const std::vector<bfloat16> left = random_values(m * k, -0.5f, 0.5f, 1),
                                right = random_values(k * n, -0.5f, 0.5f, 2);
    distributed::MeshCommandQueue& queue = device->mesh_command_queue();
    distributed::EnqueueWriteMeshBuffer(queue, a, tilize_nfaces(left, m, k));
    distributed::EnqueueWriteMeshBuffer(queue, b, tilize_nfaces(right, k, n));
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(queue, workload, false);
    std::vector<bfloat16> result;
    distributed::EnqueueReadMeshBuffer(queue, result, c);
    device->close();
    return is_near(untilize_nfaces(result, m, n), product(left, right, m, k, n), 0.15f, 0.02f);
  }

 private:
  std::shared_ptr<distributed::MeshBuffer> matrix(uint32_t tiles) {
    return distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = tiles * kTileBytes},
                                           {.page_size = kTileBytes}, device.get());
  }
  /// Inputs of two blocks each; the output and what is unfinished of it share one memory.
  void make_circular_buffers() {
    const auto format = tt::DataFormat::Float16_b;
    CreateCircularBuffer(program, cores,
                         CircularBufferConfig(2 * kBlockRows * kBlockInner * kTileBytes, {{CBIndex::c_0, format}})
                             .set_page_size(CBIndex::c_0, kTileBytes));
    CreateCircularBuffer(program, cores,
                         CircularBufferConfig(2 * kBlockColumns * kBlockInner * kTileBytes, {{CBIndex::c_1, format}})
                             .set_page_size(CBIndex::c_1, kTileBytes));
    const std::map<uint8_t, tt::DataFormat> outputs = {{CBIndex::c_16, format}, {CBIndex::c_24, format}};
    CreateCircularBuffer(program, CoreRangeSet({cores}),
                         CircularBufferConfig(kBlockRows * kBlockColumns * kTileBytes, outputs)
                             .set_page_size(CBIndex::c_16, kTileBytes)
                             .set_page_size(CBIndex::c_24, kTileBytes));
  }
};

}  // namespace programs
