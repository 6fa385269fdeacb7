// D0502 and D0503: what tt-metal's host side refuses (facts, H1 to H15), and where tensors and circular buffers lie.
#include "device/model/program.h"

#include "device/wrong.h"

namespace tir2tt::device {
namespace {

using target::DataFormat;

Program empty_program() { return program_of({}, {}); }

/// The findings of check(), as text.
std::string told(const Program& program) {
  RunResult r;
  r.findings = check(program);
  return findings_text(r);
}

Program with_cb(const CircularBuffer& buffer) { return program_of({buffer}, {}); }

TEST(Program, NothingIsWrongWithNothing) { EXPECT_EQ(told(empty_program()), ""); }

TEST(Program, NoChip) {
  EXPECT_EQ(told(Program{}), "error[D0502]: the program names no chip\n");
  const RunResult r = run(Program{});
  EXPECT_EQ(r.findings.size(), 1u);
  EXPECT_FALSE(r.ok());
}

TEST(Program, H1IndexBelowTheMostOfTheChip) {
  EXPECT_EQ(told(with_cb(cb(31, 1))), "");
  EXPECT_EQ(told(with_cb(cb(32, 1))), "error[D0502]: CB 32: wormhole_b0 has circular buffers 0 to 31\n");
  Program p = with_cb(cb(63, 1));
  p.chip = &blackhole();
  EXPECT_EQ(told(p), "");
  p.circular_buffers[0].indices[0].index = 64;
  EXPECT_EQ(told(p), "error[D0502]: CB 64: blackhole has circular buffers 0 to 63\n");
}

TEST(Program, H2WholePages) {
  CircularBuffer c = cb(0, 2);
  c.total_bytes += 16;
  EXPECT_EQ(told(with_cb(c)), "error[D0502]: CB 0: 4112 bytes are no whole number of pages of 2048 bytes\n");
  c.total_bytes = 0;
  EXPECT_EQ(told(with_cb(c)), "error[D0502]: CB 0 has no page\n");
}

TEST(Program, H4PageSizeIsSetAndForComputeAMultipleOf16) {
  CircularBuffer c = cb(0, 2);
  c.indices[0].page_bytes = 0;
  EXPECT_EQ(told(with_cb(c)), "error[D0502]: CB 0: a page of 0 bytes\n");
  c.indices[0].page_bytes = 8;
  const std::string text = "void kernel_main() {\n}\n";
  EXPECT_EQ(told(program_of({c}, {reader(text), writer(text), compute(text, one_core(1, 0))})), "");
  EXPECT_EQ(told(program_of({c}, {compute(text, grid(2, 1))})),
            "error[D0502]: CB 0: a page of 8 bytes; compute needs a multiple of 16\n");
}

TEST(Program, TileShapes) {
  for (const target::TileShape shape : target::tile_shapes())
    EXPECT_EQ(told(with_cb(cb(0, 1, DataFormat::Float16_b, one_core(), shape))), "");
  CircularBuffer c = cb(0, 1);
  c.indices[0].tile = {8, 32};
  EXPECT_EQ(told(with_cb(c)),
            "error[D0502]: CB 0: tiles of 8 by 32; there are 32 by 32, 16 by 32, 32 by 16 and 16 by 16\n");
}

TEST(Program, H5CountersOf16Bits) {
  CircularBuffer c = cb(0, 1);
  c.indices[0].page_bytes = 16;
  c.total_bytes = 65535 * 16;
  EXPECT_EQ(told(with_cb(c)), "");
  c.total_bytes = 65536 * 16;
  EXPECT_EQ(told(with_cb(c)), "error[D0502]: CB 0: 65536 pages; the counters have 16 bits, so 65535 at most\n");
}

TEST(Program, H6OncePerCoreAndIndex) {
  EXPECT_EQ(
      told(program_of(
          {cb(3, 1, DataFormat::Float16_b, grid(2, 2)), cb(3, 1, DataFormat::Float16_b, {{{2, 0}, {3, 1}}})}, {})),
      "");
  EXPECT_EQ(
      told(program_of(
          {cb(3, 1, DataFormat::Float16_b, grid(2, 2)), cb(3, 1, DataFormat::Float16_b, {{{1, 1}, {3, 1}}})}, {})),
      "error[D0502]: CB 3 is there twice\n  at: core (1,1)\n");
}

Program with_global(Memory memory, uint32_t pages, uint32_t offset = 0) {
  Program p = empty_program();
  Tensor t = tile_row("shard", 4);
  t.memory = memory;
  if (memory == Memory::L1) t.shards = {{{0, 0}, 0, {0, 1, 2, 3}}};
  add_tensor(p, t);
  CircularBuffer c = cb(0, pages);
  c.tensor = 0;
  c.address_offset = offset;
  p.circular_buffers = {c};
  return p;
}

TEST(Program, H7GloballyAllocatedInL1) {
  EXPECT_EQ(told(with_global(Memory::L1, 4)), "");
  EXPECT_EQ(told(with_global(Memory::Dram, 4)), "error[D0502]: CB 0: its tensor shard is not in L1\n");
  Program p = with_global(Memory::L1, 4);
  p.circular_buffers[0].tensor = 7;
  EXPECT_EQ(told(p), "error[D0502]: CB 0: its tensor is not in the program\n");
}

TEST(Program, H8GloballyAllocatedWithinItsTensor) {
  EXPECT_EQ(told(with_global(Memory::L1, 5)),
            "error[D0502]: CB 0: 10240 bytes at offset 0 of tensor shard, which has 8192 on each core\n");
}

TEST(Program, H9OffsetIntoTheTensor) {
  EXPECT_EQ(told(with_global(Memory::L1, 2, 4096)), "");
  EXPECT_EQ(told(with_global(Memory::L1, 2, 4104)),
            "error[D0502]: CB 0: offset 4104 is no multiple of 16\n"
            "error[D0502]: CB 0: 4096 bytes at offset 4104 of tensor shard, which has 8192 on each core\n");
}

TEST(Program, H13BeyondL1) {
  EXPECT_EQ(told(with_cb(cb(0, 681))), "");
  EXPECT_EQ(told(with_cb(cb(0, 682, DataFormat::Float16_b, grid(8, 8)))),
            "error[D0503]: circular buffers grow to 1500448 bytes with CB 0; L1 ends at 1499136\n"
            "  at: cores (0,0)-(7,7)\n"
            "  note: 1312 bytes too many; the base is 103712, CB 0 takes 1396736\n");
}

TEST(Program, H13SizeBeyond32Bits) {
  CircularBuffer a = cb(0, 1), b = cb(1, 1);
  a.total_bytes = b.total_bytes = 0xFFFFF000u;
  a.indices[0].page_bytes = b.indices[0].page_bytes = 0x10000000u - 0x1000u;
  a.total_bytes = b.total_bytes = 15 * a.indices[0].page_bytes;
  const std::vector<Finding> findings = check(program_of({a, b}, {}));
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings[0].kind, FindingKind::L1Overflow);
}

TEST(Program, H14IntoATensor) {
  Program p = with_global(Memory::L1, 4);
  p.circular_buffers.push_back(cb(1, 677));
  EXPECT_EQ(told(p), "");
  p.circular_buffers[1] = cb(1, 678);
  EXPECT_EQ(
      told(p),
      "error[D0503]: circular buffers grow to 1492256 bytes with CB 1, into tensor shard, which starts at 1490944\n"
      "  at: core (0,0)\n"
      "  note: 1312 bytes too many; the base is 103712, CB 1 takes 1388544\n");
}

TEST(Program, H15WithinTheGrid) {
  EXPECT_EQ(told(with_cb(cb(0, 1, DataFormat::Float16_b, {{{7, 7}, {8, 7}}}))),
            "error[D0502]: CB 0: cores (7,7) to (8,7) are not within the grid of 8 by 8\n");
  EXPECT_EQ(told(with_cb(cb(0, 1, DataFormat::Float16_b, {{{3, 3}, {2, 3}}}))),
            "error[D0502]: CB 0: cores (3,3) to (2,3) are not within the grid of 8 by 8\n");
  EXPECT_EQ(told(with_cb(cb(0, 1, DataFormat::Float16_b, {}))), "error[D0502]: CB 0 is on no core\n");
  Program p = empty_program();
  p.semaphores = {{one_core(0, 9), 0}};
  EXPECT_EQ(told(p), "error[D0502]: a semaphore: cores (0,9) to (0,9) are not within the grid of 8 by 8\n");
  p.semaphores.clear();
  p.kernels = {reader("void kernel_main() {\n}\n", one_core(9, 0))};
  EXPECT_EQ(told(p), "error[D0502]: reader.cpp: cores (9,0) to (9,0) are not within the grid of 8 by 8\n");
}

TEST(Program, ARangeThatIsRefusedIsNotExpanded) {
  EXPECT_EQ(told(with_cb(cb(0, 1, DataFormat::Float16_b, {{{0, 0}, {100000, 100000}}}))),
            "error[D0502]: CB 0: cores (0,0) to (100000,100000) are not within the grid of 8 by 8\n");
  EXPECT_EQ(told(program_of({}, {reader("void kernel_main() {\n}\n", {{{0, 0}, {2000000000, 2000000000}}})})),
            "error[D0502]: reader.cpp: cores (0,0) to (2000000000,2000000000) are not within the grid of 8 by 8\n");
}

TEST(Program, ANocForEachKernelThatMovesData) {
  const std::string text = "void kernel_main() {\n}\n";
  Program p = program_of({}, {reader(text, grid(2, 1)), writer(text, grid(2, 1)), compute(text, grid(2, 1))});
  EXPECT_EQ(told(p), "");
  p.kernels[1].noc = 0;
  EXPECT_EQ(told(p),
            "error[D0502]: reader.cpp and writer.cpp move data on one core and on one NoC\n  at: core (0,0)\n");
  p.kernels[1].noc = 2;
  EXPECT_EQ(told(p), "error[D0502]: writer.cpp: NoC 2; there are 0 and 1\n");
}

TEST(Program, OneKernelPerProcessor) {
  const std::string text = "void kernel_main() {\n}\n";
  EXPECT_EQ(
      told(program_of({}, {named("a.cpp", reader(text)), named("b.cpp", reader(text, one_core(1, 0))), writer(text)})),
      "");
  EXPECT_EQ(told(program_of({}, {named("a.cpp", reader(text)), named("b.cpp", reader(text))})),
            "error[D0502]: a.cpp and b.cpp run on one processor\n  at: core (0,0)\n");
}

TEST(Program, RuntimeArguments) {
  Program p = program_of({}, {with_arguments(reader("void kernel_main() {\n}\n"), std::vector<uint32_t>(341))});
  EXPECT_EQ(told(p), "");
  p.kernels[0].common_arguments = {1};
  EXPECT_EQ(told(p), "error[D0502]: reader.cpp: 342 runtime arguments; 341 at most\n  at: core (0,0)\n");
  p.kernels[0].runtime_arguments.clear();
  p.kernels[0].common_arguments.assign(342, 0);
  EXPECT_EQ(told(p), "error[D0502]: reader.cpp: 342 common runtime arguments; 341 at most\n");
}

TEST(Program, Tensors) {
  Program p = empty_program();
  Tensor t = tile_row("t", 1);
  p.tensors = {t};
  EXPECT_EQ(told(p), "error[D0502]: tensor t has no address or no page size\n");
  t.address = 64;
  t.page_bytes = 1000;
  p.tensors = {t};
  EXPECT_EQ(told(p), "error[D0502]: tensor t: 2048 bytes are no whole number of pages of 1000\n");
  t.page_bytes = 2048;
  t.memory = Memory::L1;
  t.address = 1499136 - 1024;
  p.tensors = {t};
  EXPECT_EQ(told(p), "error[D0503]: tensor t: 2048 bytes at 0x16dc00 of each L1 end beyond it\n");
}

TEST(Program, ShardsThatAreNotThere) {
  Program p = empty_program();
  Tensor t = tile_row("t", 2);
  t.memory = Memory::L1;
  t.address = 1499136 - 2048;
  t.shards = {{{0, 0}, 0, {0}}, {{8, 0}, 0, {1}}};
  p.tensors = {t};
  EXPECT_EQ(told(p), "error[D0502]: tensor t: a shard on core (8,0), which is not within the grid of 8 by 8\n");
  t.shards = {{{0, 0}, 0, {0, 2}}};
  t.address = 1499136 - 4096;
  p.tensors = {t};
  EXPECT_EQ(told(p),
            "error[D0502]: tensor t: page 2 in a shard; it has 2 pages\n"
            "error[D0502]: tensor t: page 1 is in 0 shards\n");
  t.shards = {{{0, 0}, 0, {0, -1}}};
  p.tensors = {t};
  EXPECT_EQ(told(p), "error[D0502]: tensor t: page 1 is in 0 shards\n");
  t.shards = {{{0, 0}, 0, {0, 1}}, {{1, 0}, 0, {1}}};
  p.tensors = {t};
  EXPECT_EQ(told(p), "error[D0502]: tensor t: page 1 is in 2 shards\n");
  t.memory = Memory::Dram;
  t.shards = {{{}, 12, {0, 1}}};
  t.address = 64;
  p.tensors = {t};
  EXPECT_EQ(told(p), "error[D0502]: tensor t: a shard in bank 12; wormhole_b0 has 12\n");
}

TEST(Program, TensorsThatOverlap) {
  Program p = empty_program();
  add_tensor(p, tile_row("a", 13));
  Tensor b = tile_row("b", 1);
  b.address = *p.tensors[0].address + 2048;
  p.tensors.push_back(b);
  EXPECT_EQ(told(p), "error[D0502]: tensor b at 0x820 overlaps tensor a, which ends at 0x1020\n");
}

TEST(Program, TensorsInL1ThatOverlap) {
  Program p = empty_program();
  Tensor a = tile_row("a", 2), b = tile_row("b", 1), c = tile_row("c", 1);
  a.memory = b.memory = c.memory = Memory::L1;
  a.address = 0x100000, a.shards = {{{0, 0}, 0, {0, 1}}};
  b.address = 0x100800, b.shards = {{{1, 0}, 0, {0}}};
  c.address = 0x100800, c.shards = {{{0, 0}, 0, {0}}};
  p.tensors = {a, b, c};
  EXPECT_EQ(told(p), "error[D0502]: tensor c at 0x100800 overlaps tensor a, which ends at 0x101000\n");
  p.tensors = {a, b};
  EXPECT_EQ(told(p), "");
  p.tensors[1].shards.clear();  // on every core
  EXPECT_EQ(told(p), "error[D0502]: tensor b at 0x100800 overlaps tensor a, which ends at 0x101000\n");
}

TEST(Program, TensorsBeyondTheirMemory) {
  Program p = empty_program();
  Tensor low = tile_row("low", 1);
  low.memory = Memory::L1;
  low.address = 0x10;
  p.tensors = {low};
  EXPECT_EQ(told(p),
            "error[D0502]: tensor low at 0x10 of L1: below 0x19520 are the firmware, semaphores and arguments\n");
  Tensor far = tile_row("far", 1);
  far.address = (1u << 30) - 1024;
  p.tensors = {far};
  EXPECT_EQ(told(p), "error[D0502]: tensor far: 2048 bytes at 0x3ffffc00 of each bank end beyond it\n");
  p.chip = &blackhole();
  EXPECT_EQ(told(p), "");
  p.tensors[0].address = 0xFF000000u - 1024;
  EXPECT_EQ(told(p), "error[D0502]: tensor far: 2048 bytes at 0xfefffc00 of each bank end beyond it\n");
}

TEST(Program, TooManySemaphores) {
  Program p = empty_program();
  p.semaphores.assign(16, {one_core(), 0});
  EXPECT_EQ(told(p), "");
  p.semaphores.push_back({one_core(1, 0), 0});
  EXPECT_EQ(told(p), "");
  p.semaphores.push_back({grid(2, 1), 0});
  EXPECT_EQ(told(p), "error[D0502]: 17 semaphores on one core; 16 at most\n  at: core (0,0)\n");
  p.semaphores.resize(65);
  for (int i = 0; i < 65; ++i) p.semaphores[static_cast<size_t>(i)] = {one_core(i % 8, i / 8 % 8), 0};
  EXPECT_EQ(told(p), "error[D0502]: 65 semaphores; 64 at most\n");
}

TEST(Program, FindingsOfCheckAreThoseOfRun) {
  const Program p = with_cb(cb(0, 682));
  EXPECT_EQ(findings_text(run(p)), told(p));
}

// --- where things lie

TEST(ProgramPlace, DramTensorsFromTheBottomUp) {
  Program p = empty_program();
  EXPECT_EQ(add_tensor(p, tile_row("a", 1)), 0x20u);
  EXPECT_EQ(add_tensor(p, tile_row("b", 13)), 0x20u + 2048);     // a takes a row of banks
  EXPECT_EQ(add_tensor(p, tile_row("c", 1)), 0x20u + 3 * 2048);  // b takes two
  Tensor odd = tile_row("odd", 1);
  odd.page_bytes = 8;
  EXPECT_EQ(page_stride(wormhole(), odd), 32u);
  EXPECT_EQ(page_stride(blackhole(), odd), 64u);
}

TEST(ProgramPlace, L1TensorsFromTheTopDown) {
  Program p = empty_program();
  Tensor t = tile_row("t", 65);  // 64 cores: two pages on the first
  t.memory = Memory::L1;
  EXPECT_EQ(bank_bytes(wormhole(), t), 4096u);
  EXPECT_EQ(add_tensor(p, t), 1499136u - 4096);
  EXPECT_EQ(add_tensor(p, t), 1499136u - 8192);
}

TEST(ProgramPlace, CircularBuffersInOrderAtOneAddressOnAllTheirCores) {
  // As tt-metal: a buffer starts where the highest of its cores ends.
  const Program p =
      program_of({cb(0, 1, DataFormat::Float16_b, one_core(0, 0)), cb(1, 1, DataFormat::Bfp8_b, one_core(1, 0)),
                  cb(2, 1, DataFormat::Float16_b, grid(2, 1)), cb(3, 1, DataFormat::Float16_b, one_core(5, 5))},
                 {});
  EXPECT_EQ(place_circular_buffers(p), (std::vector<uint32_t>{103712, 103712, 103712 + 2048, 103712}));
}

TEST(ProgramPlace, CircularBuffersAreAlignedAsDramIs) {
  CircularBuffer small = cb(0, 1);
  small.total_bytes = small.indices[0].page_bytes = 16;
  Program p = program_of({small, cb(1, 1)}, {});
  EXPECT_EQ(place_circular_buffers(p), (std::vector<uint32_t>{103712, 103744}));
  p.chip = &blackhole();
  EXPECT_EQ(place_circular_buffers(p), (std::vector<uint32_t>{111104, 111168}));
}

TEST(ProgramPlace, GloballyAllocatedAtItsTensor) {
  Program p = with_global(Memory::L1, 2, 4096);
  p.circular_buffers.push_back(cb(1, 1));
  EXPECT_EQ(place_circular_buffers(p), (std::vector<uint32_t>{1499136 - 8192 + 4096, 103712}));
}

TEST(ProgramPlace, CoordinatesThereAndBack) {
  for (const target::Chip* chip : {&wormhole(), &blackhole()}) {
    for (int y = 0; y < chip->grid_y; ++y) {
      for (int x = 0; x < chip->grid_x; ++x) {
        const CoreCoord noc = noc_coordinates(*chip, {x, y});
        EXPECT_EQ(logical_core(*chip, static_cast<uint32_t>(noc.x), static_cast<uint32_t>(noc.y)), (CoreCoord{x, y}));
      }
    }
    for (int bank = 0; bank < chip->dram_banks; ++bank) {
      const CoreCoord noc = bank_coordinates(bank);
      EXPECT_EQ(logical_core(*chip, static_cast<uint32_t>(noc.x), static_cast<uint32_t>(noc.y)), std::nullopt);
    }
  }
}

TEST(ProgramPlace, CoresByRowsEachOnce) {
  EXPECT_EQ(cores_of({{{1, 0}, {1, 1}}, {{0, 1}, {1, 1}}}), (std::vector<CoreCoord>{{1, 0}, {0, 1}, {1, 1}}));
  EXPECT_TRUE(contains(grid(2, 2), {1, 1}));
  EXPECT_FALSE(contains(grid(2, 2), {2, 1}));
}

}  // namespace
}  // namespace tir2tt::device
