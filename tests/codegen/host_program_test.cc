// Golden: tests/codegen/golden/add.txt. UPDATE_GOLDEN=1 rewrites it; then read the diff. A test builds its program
// once: compiling takes seconds.
#include "codegen/tt/host_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <numeric>

#include "codegen/built_program.h"
#include "codegen/sample_programs.h"
#include "support/diagnostic.h"

namespace tir2tt::codegen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string main_of(const ProgramSpec& spec) { return host_program(spec).front().text; }

std::vector<std::string> paths_of(const ProgramSpec& spec) {
  std::vector<std::string> paths;
  for (const OutputFile& file : host_program(spec)) paths.push_back(file.path);
  return paths;
}

std::string header_of(const std::string& descr, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
}

template <class T>
std::vector<T> counting(size_t count) {
  std::vector<T> values(count);
  std::iota(values.begin(), values.end(), T(1));
  return values;
}

// --- The text.

TEST(HostProgram, TheTextIsAsReviewed) {
  const std::string path = TIR2TT_SOURCE_DIR "/tests/codegen/golden/add.txt", text = main_of(add_program());
  if (std::getenv("UPDATE_GOLDEN") != nullptr) write_file(path, text);
  EXPECT_EQ(text, text_of(path)) << "UPDATE_GOLDEN=1 rewrites " << path;
}

TEST(HostProgram, OnlyTheHeadersThatAreIncludedAreWritten) {
  EXPECT_THAT(paths_of(exact_copy_program()), ElementsAre("main.cpp", "command_line.h", "npy.h", "tiles.h"));
  EXPECT_THAT(paths_of(add_program()), ElementsAre("main.cpp", "command_line.h", "npy.h", "tiles.h", "extents.h"));
  ProgramSpec spec = exact_copy_program();
  spec.tensors[0].dtype = "float16";
  EXPECT_THAT(paths_of(spec), ElementsAre("main.cpp", "command_line.h", "npy.h", "tiles.h", "half.h"));
  spec.tensors[0].dtype = "float8_e5m2";
  spec.tensors[0].format = DataFormat::Lf8;
  EXPECT_THAT(paths_of(spec), ElementsAre("main.cpp", "command_line.h", "npy.h", "tiles.h", "float8.h"));
}

TEST(HostProgram, LinesAreAtMost120Columns) {
  ProgramSpec spec =
      tile_copies({{"a_pair_of_tensors_with_a_name", "int32", DataFormat::Int32, 1, {{32, 32}}, {{32, 32}}},
                   {"another_pair_of_tensors", "int32", DataFormat::Int32, 1, {{32, 32}}, {{32, 32}}}});
  for (const OutputFile& file : host_program(spec)) {
    std::istringstream lines(file.text);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), 120u) << file.path << ": " << line;
      EXPECT_FALSE(line.ends_with(' ')) << file.path << ": '" << line << "'";
    }
  }
}

TEST(HostProgram, WhatNoHostProgramCanDoIsRefused) {
  ProgramSpec spec = exact_copy_program();
  spec.tensors[0].dtype = "float8_e4m3fnuz";
  EXPECT_THROW(host_program(spec), InternalError);
  spec = exact_copy_program();
  spec.tensors[0].format = DataFormat::Bfp8_b;
  EXPECT_THROW(host_program(spec), InternalError);
  spec = exact_copy_program();
  spec.kernels[0].arguments.resize(341, {RuntimeArgument::Kind::StartTile, -1, "again"});
  EXPECT_THAT(main_of(spec), HasSubstr("SetRuntimeArgs(program, reader"));
  spec.kernels[0].arguments.resize(342, {RuntimeArgument::Kind::StartTile, -1, "again"});
  EXPECT_THROW(host_program(spec), InternalError);
}

// --- Programs that run.

void expect_sum(const BuiltProgram& program, size_t rows, size_t columns) {
  const size_t count = rows * columns;
  const std::string shape = "(" + std::to_string(rows) + ", " + std::to_string(columns) + ")";
  std::vector<float> a(count), b(count);
  for (size_t i = 0; i < count; ++i) {
    a[i] = static_cast<float>(i % 113);
    b[i] = static_cast<float>(i % 7) / 2;
  }
  program.write_array("a.npy", "<f4", shape, a);
  program.write_array("b.npy", "<f4", shape, b);
  const Outcome outcome = program.run("--in A=a.npy --in B=b.npy --out C=c.npy");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_EQ(outcome.output, "");
  const auto [header, c] = program.read_array<float>("c.npy");
  EXPECT_EQ(header, header_of("<f4", shape));
  ASSERT_EQ(c.size(), count);
  for (size_t i = 0; i < count; ++i) ASSERT_EQ(c[i], a[i] + b[i]) << i;
}

void expect_failure(const BuiltProgram& program, const std::string& arguments, int code, const std::string& message) {
  const Outcome outcome = program.run(arguments);
  EXPECT_EQ(outcome.code, code) << arguments;
  EXPECT_THAT(outcome.output, HasSubstr("error: " + message)) << arguments;
  EXPECT_EQ(outcome.output.find("usage:") != std::string::npos, code == 2) << arguments;
}

void expect_usage_errors(const BuiltProgram& program) {
  expect_failure(program, "", 2, "--in A=FILE is missing\n");
  expect_failure(program, "--in A=a.npy", 2, "--in B=FILE is missing\n");
  expect_failure(program, "--verbose", 2, "unknown option --verbose\n");
  expect_failure(program, "--in", 2, "--in wants NAME=VALUE\n");
  expect_failure(program, "--in a.npy", 2, "--in a.npy: NAME=VALUE is expected\n");
  expect_failure(program, "--in D=a.npy", 2, "--in D=a.npy: the kernel has no `D` for --in\n");
  expect_failure(program, "--out A=a.npy", 2, "--out A=a.npy: the kernel has no `A` for --out\n");
  expect_failure(program, "--in A=a.npy --in A=a.npy", 2, "--in A is given twice\n");
  expect_failure(program, "--shape n=0", 2, "--shape n=0: an extent is a number of at least 1\n");
  expect_failure(program, "--shape n=3x", 2, "--shape n=3x: an extent is");
  const Outcome help = program.run("--help");
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.output,
              HasSubstr("usage: main --in A=FILE --in B=FILE [--in C=FILE] [--out C=FILE] [--shape m=NUMBER]"));
  EXPECT_THAT(help.output, HasSubstr("\n  A  bfloat16 (m, n), read, float32 in the file\n"));
}

void expect_file_errors(const BuiltProgram& program) {
  program.write_array<float>("2x3.npy", "<f4", "(2, 3)", {1, 2, 3, 4, 5, 6});
  program.write_array<float>("2x2.npy", "<f4", "(2, 2)", {1, 2, 3, 4});
  program.write_array<float>("flat.npy", "<f4", "(6,)", {1, 2, 3, 4, 5, 6});
  program.write_array<double>("double.npy", "<f8", "(2, 3)", {1, 2, 3, 4, 5, 6});
  program.write_array<float>("short.npy", "<f4", "(2, 3)", {1, 2, 3});
  program.write_array<float>("empty.npy", "<f4", "(0, 3)", {});
  program.write_array<float>("huge.npy", "<f4", "(4294967296, 4294967296)", {});
  program.write_npy("fortran.npy", "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", "1234");
  program.write_npy("unshaped.npy", "{'descr': '<f4', 'fortran_order': False, }", "1234");
  program.write_npy("odd.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (1, -1), }", "1234");
  write_file(program.path("text.npy"), "a text that is no array");
  write_file(program.path("cut.npy"), text_of(program.path("2x3.npy")).substr(0, 40));
  const std::pair<const char*, const char*> wrong[] = {
      {"missing.npy", "A: missing.npy cannot be opened\n"},
      {"text.npy", "A: text.npy: it does not begin as a .npy file\n"},
      {"cut.npy", "A: cut.npy: it ends within its header\n"},
      {"double.npy", "A: double.npy: its dtype is <f8 instead of <f4\n"},
      {"fortran.npy", "A: fortran.npy: it is in Fortran order; numpy.ascontiguousarray() changes that\n"},
      {"unshaped.npy", "A: unshaped.npy: its header has no 'shape':\n"},
      {"odd.npy", "A: odd.npy: its shape is no list of numbers\n"},
      {"short.npy", "A: short.npy: it has 12 bytes of values, which are not (2, 3) of 4 bytes each\n"},
      {"huge.npy", "A: huge.npy: it has 0 bytes of values, which are not (4294967296, 4294967296) of 4 bytes each\n"},
      {"flat.npy", "A: flat.npy: its shape is (6,), which is not 2 axes\n"},
      {"empty.npy", "A: empty.npy: the extent m is 0\n"},
      {"2x2.npy", "B: 2x3.npy: the extent n is 3, but 2 in A: 2x2.npy\n"},
  };
  for (const auto& [file, message] : wrong)
    expect_failure(program, "--in A=" + std::string(file) + " --in B=2x3.npy", 1, message);
  expect_failure(program, "--in A=2x3.npy --in B=2x3.npy --shape n=4", 1,
                 "A: 2x3.npy: the extent n is 3, but 4 in --shape\n");
  expect_failure(program, "--in A=2x3.npy --in B=2x3.npy --out C=no/where.npy", 1,
                 "C: no/where.npy cannot be written\n");
}

TEST(HostProgram, SymbolicShapesComeFromTheFiles) {
  const BuiltProgram program(add_program());
  ASSERT_EQ(program.build().code, 0) << program.build().output;
  expect_sum(program, 70, 100);
  expect_sum(program, 320, 290);  // 100 blocks on 64 cores
  expect_sum(program, 1, 1);
  expect_usage_errors(program);
  expect_file_errors(program);
  const Outcome elsewhere = program.run("--in A=2x3.npy --in B=2x3.npy", "TIR2TT_ARCH=blackhole");
  EXPECT_EQ(elsewhere.code, 1);
  EXPECT_EQ(elsewhere.output, "error: planned for wormhole_b0, but the device is a blackhole\n");
}

TEST(HostProgram, CircularBuffersAndComputeAreConfiguredAsPlanned) {
  const BuiltProgram program(exact_copy_program());
  ASSERT_EQ(program.build().code, 0) << program.build().output;
  std::vector<float> x(64 * 64);
  for (size_t i = 0; i < x.size(); ++i) x[i] = 1.0f + static_cast<float>(i) * 0x1p-23f;  // TF32 would lose these bits
  program.write_array("x.npy", "<f4", "(64, 64)", x);
  const Outcome outcome = program.run("--in X=x.npy --out Y=y.npy");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  const auto [header, y] = program.read_array<float>("y.npy");
  EXPECT_EQ(header, header_of("<f4", "(64, 64)"));
  EXPECT_EQ(y, x);
  program.write_array("wide.npy", "<f4", "(64, 65)", std::vector<float>(64 * 65));
  expect_failure(program, "--in X=wide.npy", 1, "X: wide.npy: its shape is (64, 65) instead of (64, 64)\n");
}

TEST(HostProgram, TheTextSaysWhatWasPlanned) {
  const std::string text = main_of(exact_copy_program());
  EXPECT_THAT(text, HasSubstr("    // cb_row: nothing uses it\n"));
  EXPECT_THAT(text, HasSubstr(".page_bytes = 1024, .pages = 3, .height = 16, .width = 32},\n"));
  EXPECT_THAT(text,
              HasSubstr("compute_config.unpack_to_dest_mode[0] = UnpackToDestMode::UnpackToDestFp32;  // cb_X\n"));
  EXPECT_THAT(text, HasSubstr(".fp32_dest_acc_en = true"));
  EXPECT_THAT(text, HasSubstr("// Blocks of the kernel's grid: 2 x 2 x 1.\nconstexpr uint32_t kBlocks = 4;\n"));
  const std::string plain = main_of(add_program());
  EXPECT_THAT(plain, Not(HasSubstr("unpack_to_dest")));
  EXPECT_THAT(plain, Not(HasSubstr(".height")));
  EXPECT_THAT(plain, HasSubstr(".fp32_dest_acc_en = false"));
}

// Every way in which a tensor may lie in tiles, seen as plain matrices of the same tiles; every format there and back.
std::vector<TilePair> all_pairs() {
  const auto same = [](std::string name, std::string dtype, DataFormat format) -> TilePair {
    return {std::move(name), std::move(dtype), format, 2, {{5, 40}}, {{5, 40}}};
  };
  return {
      {"dense", "int32", DataFormat::Int32, 2, {{1500}, Tiling::Dense, -1, 0}, {{64, 32}}},
      {"row", "float32", DataFormat::Float32, 3, {{70}, Tiling::Row, -1, 0}, {{32, 96}}},
      {"column", "uint32", DataFormat::UInt32, 2, {{40}, Tiling::Column, 0, -1}, {{64, 32}}},
      {"leading", "int16", DataFormat::Int16, 24, {{2, 40, 3, 50}, Tiling::Matrix, 1, 3}, {{6 * 64, 64}}},
      {"swapped", "uint16", DataFormat::UInt16, 6, {{40, 70}, Tiling::Matrix, 1, 0}, {{70, 40}}},
      {"rounded", "bfloat16", DataFormat::Float16_b, 2, {{5, 40}}, {{5, 40}}},
      {"half", "float16", DataFormat::Float16, 2, {{5, 40}}, {{5, 40}}},
      {"half_as_bfloat16", "float16", DataFormat::Float16_b, 2, {{5, 40}}, {{5, 40}}},
      {"float_as_half", "float32", DataFormat::Float16, 2, {{5, 40}}, {{5, 40}}},
      {"rows", "int16", DataFormat::Int16, 15, {{3, 5, 7}, Tiling::Rows, -1, 2}, {{15, 8}, Tiling::Rows, -1, 1}},
      {"line", "uint8", DataFormat::UInt8, 1, {{5}, Tiling::Rows, -1, 0}, {{8}, Tiling::Rows, -1, 0}},
      {"view", "float32", DataFormat::Float32, 1, {{2, 4, 128}, Tiling::Matrix, 0, 1, {32, 32}}, {{32, 32}}},
      same("integers_as_floats", "int32", DataFormat::Float32),
      same("bytes_as_bfloat16", "int8", DataFormat::Float16_b),
      same("bytes_as_half", "uint8", DataFormat::Float16),
      same("truth_as_bfloat16", "bool", DataFormat::Float16_b),
      same("float8", "float8_e4m3", DataFormat::Fp8_e4m3),
      {"float8_rows",
       "float8_e5m2",
       DataFormat::Lf8,
       5,
       {{5, 40}, Tiling::Rows, -1, 1},
       {{5, 40}, Tiling::Rows, -1, 1}},
      same("signed_bytes", "int8", DataFormat::Int8),
      same("bytes", "uint8", DataFormat::UInt8),
      same("truth", "bool", DataFormat::UInt8),
  };
}

/// What the program was given for one pair, by its element.
template <class T>
std::vector<T> write_input(const BuiltProgram& program, const std::string& name, const std::string& descr,
                           const std::string& shape, std::vector<T> values) {
  program.write_array(name + ".npy", descr, shape, values);
  return values;
}

template <class T>
void expect_output(const BuiltProgram& program, const std::string& name, const std::string& descr,
                   const std::string& shape, const std::vector<T>& expected) {
  const auto [header, values] = program.read_array<T>(name + ".out.npy");
  EXPECT_EQ(header, header_of(descr, shape)) << name;
  ASSERT_EQ(values.size(), expected.size()) << name;
  for (size_t i = 0; i < values.size(); ++i) {
    const bool both_nan = values[i] != values[i] && expected[i] != expected[i];
    ASSERT_TRUE(both_nan || values[i] == expected[i]) << name << ", element " << i << ": " << +values[i];
  }
}

/// An input whose output must be the same.
template <class T>
std::function<void()> round_trip(const BuiltProgram& program, const std::string& name, const std::string& descr,
                                 const std::vector<T>& values) {
  write_input(program, name, descr, "(5, 40)", values);
  return [&program, name, descr, values] { expect_output(program, name, descr, "(5, 40)", values); };
}

using Checks = std::vector<std::function<void()>>;

/// Zero but for what `place` puts at the place of each of `values`.
template <class T, class Place>
std::vector<T> scattered(size_t size, const std::vector<T>& values, Place place) {
  std::vector<T> result(size);
  for (size_t i = 0; i < values.size(); ++i) result.at(place(i)) = values[i];
  return result;
}

Checks tilings(const BuiltProgram& p) {
  const auto dense = write_input(p, "dense", "<i4", "(1500,)", counting<int32_t>(1500));
  const auto row = write_input(p, "row", "<f4", "(70,)", counting<float>(70));
  const auto column = write_input(p, "column", "<u4", "(40,)", counting<uint32_t>(40));
  const auto leading = write_input(p, "leading", "<i2", "(2, 40, 3, 50)", counting<int16_t>(2 * 40 * 3 * 50));
  const auto swapped = write_input(p, "swapped", "<u2", "(40, 70)", counting<uint16_t>(40 * 70));
  const auto rows = write_input(p, "rows", "<i2", "(3, 5, 7)", counting<int16_t>(3 * 5 * 7));
  const auto line = write_input(p, "line", "|u1", "(5,)", counting<uint8_t>(5));
  const auto view = write_input(p, "view", "<f4", "(2, 4, 128)", counting<float>(1024));
  const auto of_leading = [](size_t i) {
    const size_t d = i % 50, h = i / 50 % 3, s = i / 150 % 40, b = i / 6000;
    return ((b * 3 + h) * 64 + s) * 64 + d;
  };
  return {
      [=, &p] { expect_output(p, "dense", "<i4", "(64, 32)", scattered(64 * 32, dense, [](size_t i) { return i; })); },
      [=, &p] { expect_output(p, "row", "<f4", "(32, 96)", scattered(32 * 96, row, [](size_t i) { return i; })); },
      [=, &p] {
        expect_output(p, "column", "<u4", "(64, 32)", scattered(64 * 32, column, [](size_t i) { return i * 32; }));
      },
      [=, &p] { expect_output(p, "leading", "<i2", "(384, 64)", scattered(384 * 64, leading, of_leading)); },
      [=, &p] {
        const auto transposed = [](size_t i) { return i % 70 * 40 + i / 70; };
        expect_output(p, "swapped", "<u2", "(70, 40)", scattered(70 * 40, swapped, transposed));
      },
      [=, &p] {
        const auto padded = [](size_t i) { return i / 7 * 8 + i % 7; };
        expect_output(p, "rows", "<i2", "(15, 8)", scattered(15 * 8, rows, padded));
      },
      [=, &p] { expect_output(p, "line", "|u1", "(8,)", scattered(8, line, [](size_t i) { return i; })); },
      [=, &p] { expect_output(p, "view", "<f4", "(32, 32)", view); },
  };
}

/// bfloat16 keeps 8 bits, float16 11; ties to even.
Checks formats(const BuiltProgram& p) {
  std::vector<float> floats(200, 1.0f), as_bfloat16(200, 1.0f), as_half(200, 1.0f);
  const float cases[][3] = {{1.00390625f, 1.0f, 1.00390625f},
                            {1.01171875f, 1.015625f, 1.01171875f},
                            {-3.0f, -3.0f, -3.0f},
                            {65520.0f, 65536.0f, INFINITY},
                            {1e-7f, 1.0011717677e-07f, 0x1p-23f},
                            {0x3p-25f, 0x3p-25f, 0x1p-23f},
                            {0x1p-25f, 0x1p-25f, 0.0f},
                            {0x1.002p0f, 1.0f, 1.0f},
                            {0x1.006p0f, 1.0f, 0x1.008p0f},
                            {-INFINITY, -INFINITY, -INFINITY}};
  for (size_t i = 0; i < std::size(cases); ++i) {
    floats[i] = cases[i][0];
    as_bfloat16[i] = cases[i][1];
    as_half[i] = cases[i][2];
  }
  write_input(p, "rounded", "<f4", "(5, 40)", floats);
  write_input(p, "float_as_half", "<f4", "(5, 40)", floats);
  // 1 + 3 * 2^-10 is 1 in bfloat16, 1 + 6 * 2^-10 is 1 + 2^-7; 65504 is 65536, which is infinite again; 2^-24 stays.
  std::vector<uint16_t> halves(200, 0x3C00), halves_out = halves;
  const uint16_t half_cases[][2] = {{0x3C03, 0x3C00}, {0x3C06, 0x3C08}, {0xBC06, 0xBC08},
                                    {0x7BFF, 0x7C00}, {0x0001, 0x0001}, {0xFC00, 0xFC00}};
  for (size_t i = 0; i < std::size(half_cases); ++i) {
    halves[i] = half_cases[i][0];
    halves_out[i] = half_cases[i][1];
  }
  write_input(p, "half_as_bfloat16", "<f2", "(5, 40)", halves);
  std::vector<int32_t> integers(200, 1 << 24);
  integers[7] = -16777215;
  std::vector<uint8_t> truths(200, 0);
  truths[3] = 1;
  std::vector<float> eights(200, 1.0f), as_e4m3(200, 1.0f), as_e5m2(200, 1.0f);
  const float of_eight[][3] = {{1.0625f, 1.0f, 1.0f},    {1.1875f, 1.25f, 1.25f},        {-300.0f, -288.0f, -320.0f},
                               {464.0f, 448.0f, 448.0f}, {-0x1p-6f, -0x1p-6f, -0x1p-6f}, {57344.0f, NAN, 57344.0f},
                               {0.0f, 0.0f, 0.0f}};
  for (size_t i = 0; i < std::size(of_eight); ++i) {
    eights[i] = of_eight[i][0];
    as_e4m3[i] = of_eight[i][1];
    as_e5m2[i] = of_eight[i][2];
  }
  write_input(p, "float8", "<f4", "(5, 40)", eights);
  write_input(p, "float8_rows", "<f4", "(5, 40)", eights);
  return {[=, &p] { expect_output(p, "rounded", "<f4", "(5, 40)", as_bfloat16); },
          [=, &p] { expect_output(p, "float_as_half", "<f4", "(5, 40)", as_half); },
          [=, &p] { expect_output(p, "half_as_bfloat16", "<f2", "(5, 40)", halves_out); },
          round_trip(p, "half", "<f2", counting<uint16_t>(200)),
          round_trip(p, "integers_as_floats", "<i4", integers),
          round_trip(p, "bytes_as_bfloat16", "|i1", std::vector<int8_t>(200, -127)),
          round_trip(p, "bytes_as_half", "|u1", std::vector<uint8_t>(200, 255)),
          round_trip(p, "truth_as_bfloat16", "|b1", truths),
          [=, &p] { expect_output(p, "float8", "<f4", "(5, 40)", as_e4m3); },
          [=, &p] { expect_output(p, "float8_rows", "<f4", "(5, 40)", as_e5m2); },
          round_trip(p, "signed_bytes", "|i1", std::vector<int8_t>(200, -77)),
          round_trip(p, "bytes", "|u1", counting<uint8_t>(200)),
          round_trip(p, "truth", "|b1", std::vector<uint8_t>(200, 1))};
}

TEST(HostProgram, TensorsLieInPagesAsTheirTilingSays) {
  const BuiltProgram program(tile_copies(all_pairs()));
  ASSERT_EQ(program.build().code, 0) << program.build().output;
  Checks checks = tilings(program);
  for (auto& check : formats(program)) checks.push_back(std::move(check));
  std::string arguments = "--out faces=faces.npy";
  for (const TilePair& pair : all_pairs())
    arguments +=
        " --in from_" + pair.name + "=" + pair.name + ".npy --out to_" + pair.name + "=" + pair.name + ".out.npy";
  const Outcome outcome = program.run(arguments);
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  for (const auto& check : checks) check();
  program.write_array("large.npy", "<i4", "(5, 40)", std::vector<int32_t>(200, (1 << 24) + 1));
  const size_t at = arguments.find("integers_as_floats.npy");
  expect_failure(program, arguments.replace(at, 18, "large"), 1,
                 "the value 16777217 is too large for the kernel's tiles\n");
  const auto [header, faces] = program.read_array<int32_t>("faces.npy");
  ASSERT_EQ(faces.size(), 1024u);
  for (int r = 0; r < 32; ++r) {
    for (int c = 0; c < 32; ++c)
      ASSERT_EQ(faces[static_cast<size_t>(r * 32 + c)], (r / 16 * 2 + c / 16) * 256 + r % 16 * 16 + c % 16);
  }
}

}  // namespace
}  // namespace tir2tt::codegen
