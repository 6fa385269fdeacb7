// Kernels from a seed, as TVMScript: a random grid, buffers of a few shapes and dtypes, and a random sequence of loads,
// fills, copies, element-wise expressions, matrix products, reductions and stores, inside loops and `if`s on indices.
// What is read has been written before on every path. Numbers stay small: buffers hold at most 4 in magnitude, or are
// accumulators, which are scaled down where they are read.
// Tested by tests/run/random_kernels_test.cc.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tir2tt::run {

struct RandomKernel {
  std::string text;
  bool compares = false;  // an element that is nearly a tie may come out on the other side
};

class KernelWriter {
 public:
  explicit KernelWriter(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}

  RandomKernel run() {
    choose_dtypes();
    choose_grid();
    choose_buffers();
    load(0);
    load(1);
    block(3 + below(6), 0);
    store();
    return {header() + body_, compares_};
  }

 private:
  struct Buffer {
    std::string name, dtype;
    std::vector<int> shape;
    bool accumulator = false;
    int axis = 0;  // of a vector: 0 is indexed by rows, 1 by columns
  };
  struct Tensor {
    std::string name, dtype, index;  // index: of the block's start, with {0} and {1} for the element
    std::vector<int> shape;
    std::vector<int> block;
    bool output = false;
  };
  struct Index {
    std::string name;
    int extent = 1;
  };
  using Written = std::set<size_t>;
  static constexpr int kMostBlocks = 144;  // of a tensor: tensors of more than a million elements take too long

  // ---- choices
  uint64_t next() {  // splitmix64
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  int below(int n) { return static_cast<int>(next() % static_cast<uint64_t>(n)); }
  bool percent(int p) { return below(100) < p; }
  template <class T>
  const T& pick(const std::vector<T>& v) {
    return v[static_cast<size_t>(below(static_cast<int>(v.size())))];
  }

  void choose_dtypes() {
    dtypes_ = pick<std::vector<std::string>>({{"float32"},
                                              {"bfloat16"},
                                              {"float16"},
                                              {"float32", "bfloat16"},
                                              {"float32", "float16"},
                                              {"float32", "bfloat16"}});
  }

  void choose_grid() {
    const bool many = percent(25);  // more blocks than cores
    const int axes = 1 + below(3);
    for (int a = 0; a < axes; ++a)
      grid_.push_back({std::string("b") + "xyz"[a], a == 2 ? 1 + below(2) : many ? 8 + below(4) : 1 + below(3)});
    if (many && axes == 1) grid_[0].extent = 65 + below(20);
    sizes_ =
        many ? std::vector<int>{32, 64} : pick<std::vector<int>>({{32}, {64, 32}, {96, 64}, {128, 32}, {32, 64, 96}});
  }

  void choose_buffers() {
    const int count = 2 + below(5);
    for (int i = 0; i < count; ++i) {
      Buffer b;
      b.name = fmt::format("b{}", i);
      b.dtype = pick(dtypes_);
      b.shape = {pick(sizes_)};
      if (i < 2 || percent(70)) b.shape.push_back(pick(sizes_));
      b.accumulator = percent(40);
      b.axis = below(2);
      buffers_.push_back(b);
      scopes_.push_back(percent(50) ? "shared" : "fragment");
    }
  }

  // ---- text
  void line(const std::string& text) { body_ += std::string(static_cast<size_t>(8 + 4 * depth_), ' ') + text + "\n"; }
  static std::string tuple(const std::vector<int>& shape) {
    return shape.size() == 1 ? fmt::format("({},)", shape[0]) : fmt::format("({})", fmt::join(shape, ", "));
  }

  std::string header() const {
    std::vector<std::string> parameters, extents, names;
    for (const Tensor& t : tensors_)
      parameters.push_back(fmt::format("    {}: T.Tensor({}, \"{}\"),\n", t.name, tuple(t.shape), t.dtype));
    for (const Index& g : grid_) extents.push_back(std::to_string(g.extent)), names.push_back(g.name);
    std::string text =
        fmt::format("import tilelang.language as T\n\n\n@T.prim_func\ndef main(\n{}):\n", fmt::join(parameters, ""));
    text += fmt::format("    with T.Kernel({}, threads=128) as {}:\n", fmt::join(extents, ", "),
                        names.size() == 1 ? names[0] : fmt::format("({})", fmt::join(names, ", ")));
    for (size_t i = 0; i < buffers_.size(); ++i)
      text += fmt::format("        {} = T.alloc_{}({}, \"{}\")\n", buffers_[i].name, scopes_[i],
                          tuple(buffers_[i].shape), buffers_[i].dtype);
    return text;
  }

  // ---- statements
  void block(int count, int loops) {
    for (int i = 0; i < count; ++i) {
      const int choice = below(100);
      if (choice < 18 && depth_ < 2) {
        loop(loops);
      } else if (choice < 28 && depth_ < 3) {
        condition(loops);
      } else {
        operation();
      }
    }
  }

  void loop(int loops) {
    const Index k{fmt::format("k{}", loops), 1 + below(4)};
    const int kind = below(3);
    line(kind == 0   ? fmt::format("for {} in range({}):", k.name, k.extent)
         : kind == 1 ? fmt::format("for {} in T.serial({}):", k.name, k.extent)
                     : fmt::format("for {} in T.Pipelined({}, num_stages={}):", k.name, k.extent, 1 + below(4)));
    loops_.push_back(k);
    ++depth_;
    block(2 + below(3), loops + 1);
    operation();
    --depth_;
    loops_.pop_back();
  }

  void condition(int loops) {
    std::vector<Index> all = grid_;
    all.insert(all.end(), loops_.begin(), loops_.end());
    const Index &a = pick(all), &b = pick(all);
    line(pick<std::string>({fmt::format("if {} < {}:", a.name, 1 + below(3)), fmt::format("if {} % 2 == 0:", a.name),
                            fmt::format("if {} == {}:", a.name, b.name),
                            fmt::format("if {} + {} > {}:", a.name, b.name, below(3))}));
    const Written before = written_;
    ++depth_;
    block(1 + below(2), loops);
    operation();
    --depth_;
    const Written then = written_;
    written_ = before;
    if (percent(50)) {
      line("else:");
      ++depth_;
      block(1 + below(2), loops);
      operation();
      --depth_;
    }
    Written both;
    for (const size_t w : written_)
      if (then.contains(w)) both.insert(w);
    written_ = both;
  }

  void operation() {
    const int choice = below(100);
    const bool done = choice < 20   ? load(static_cast<size_t>(below(static_cast<int>(buffers_.size()))))
                      : choice < 27 ? fill()
                      : choice < 33 ? copy()
                      : choice < 58 ? elementwise()
                      : choice < 75 ? gemm()
                      : choice < 88 ? reduce()
                      : choice < 92 ? store_expression()
                                    : store();
    if (!done) load(static_cast<size_t>(below(static_cast<int>(buffers_.size()))));
  }

  // ---- operations; false: nothing to do it with
  static bool alike(const Buffer& a, const Buffer& b) {
    return a.shape == b.shape && (a.shape.size() == 2 || a.axis == b.axis);
  }
  std::vector<size_t> known(const Buffer& like, bool accumulators) const {
    std::vector<size_t> out;
    for (const size_t i : written_)
      if (alike(buffers_[i], like) && (accumulators || !buffers_[i].accumulator)) out.push_back(i);
    return out;
  }

  /// A tensor of which every block of the grid has its own part (or, of inputs, any part) as large as `shape`.
  size_t tensor(const Buffer& b, bool output) {
    for (size_t i = 0; i < tensors_.size(); ++i)
      if (tensors_[i].block == b.shape && tensors_[i].output == output && output && percent(50)) return i;
    std::vector<Index> free = grid_;
    if (!output) free.insert(free.end(), loops_.begin(), loops_.end());
    Tensor t;
    t.output = output;
    t.dtype = percent(70) ? b.dtype : pick(dtypes_);
    t.block = b.shape;
    std::vector<std::string> index;
    const size_t axes = b.shape.size();
    std::vector<Index> of_axis(axes, Index{"0", 1});
    std::vector<Index> leading;
    if (output) {
      for (size_t g = 0; g < grid_.size(); ++g)
        g < axes ? void(of_axis[axes - 1 - g] = grid_[g]) : leading.push_back(grid_[g]);
      if (axes == 2 && percent(30)) std::swap(of_axis[0], of_axis[1]);
    } else {
      for (Index& axis : of_axis)
        if (percent(85)) axis = pick(free);
      if (axes == 2 && of_axis[0].extent * of_axis[1].extent > kMostBlocks) of_axis[0] = {"0", 1};
      if (percent(15) && of_axis[0].extent * of_axis[axes - 1].extent <= 16) leading.push_back(pick(free));
    }
    for (const Index& l : leading) t.shape.push_back(l.extent), index.push_back(l.name);
    for (size_t a = 0; a < axes; ++a) {
      int extent = of_axis[a].extent * b.shape[a];
      if (percent(15)) extent -= 1 + below(31);
      t.shape.push_back(extent);
      index.push_back(fmt::format("{} * {} + {{{}}}", of_axis[a].name, b.shape[a], a));
    }
    t.index = fmt::format("{}", fmt::join(index, ", "));
    t.name = fmt::format("{}{}", output ? "C" : "A", tensors_.size());
    tensors_.push_back(t);
    return tensors_.size() - 1;
  }

  static std::string at(const Tensor& t, const std::string& i, const std::string& j) {
    std::string index = t.index;
    for (const auto& [mark, name] : {std::pair<std::string, std::string>{"{0}", i}, {"{1}", j}})
      if (const size_t p = index.find(mark); p != std::string::npos) index.replace(p, 3, name);
    for (size_t p; (p = index.find(" + 0")) != std::string::npos;) index.erase(p, 4);
    return fmt::format("{}[{}]", t.name, index);
  }

  bool load(size_t i) {
    if (tensors_.size() > 7) return fill();
    const Buffer& b = buffers_[i];
    line(fmt::format("T.copy({}, {})", at(tensors_[tensor(b, false)], "0", "0"), b.name));
    written_.insert(i);
    return true;
  }

  bool fill() {
    const size_t i = static_cast<size_t>(below(static_cast<int>(buffers_.size())));
    line(percent(60) ? fmt::format("T.clear({})", buffers_[i].name)
                     : fmt::format("T.fill({}, {})", buffers_[i].name, pick<std::string>({"1", "-2.5", "0.1", "3"})));
    written_.insert(i);
    return true;
  }

  bool copy() {
    const size_t to = static_cast<size_t>(below(static_cast<int>(buffers_.size())));
    std::vector<size_t> from = known(buffers_[to], buffers_[to].accumulator);
    std::erase(from, to);
    if (from.empty()) return false;
    line(fmt::format("T.copy({}, {})", buffers_[pick(from)].name, buffers_[to].name));
    written_.insert(to);
    return true;
  }

  std::string cast(const std::string& value, const std::string& from, const std::string& to) {
    return from == to ? value : fmt::format("T.cast({}, \"{}\")", value, to);
  }

  /// An operand of an expression over `shape` in `dtype`, at most 4 in magnitude; a number if there is none.
  std::string operand(const Buffer& to) {
    const std::vector<int>& shape = to.shape;
    std::vector<std::string> all;
    for (const size_t w : written_) {
      const Buffer& b = buffers_[w];
      std::vector<std::string> index;
      if (alike(b, to)) index.push_back(shape.size() == 2 ? "i, j" : "i");
      if (shape.size() == 2 && b.shape == std::vector<int>{shape[1], shape[0]} && b.name != to.name && percent(15))
        index = {"j, i"};
      if (shape.size() == 2 && b.shape.size() == 1) {
        if (b.shape[0] == shape[static_cast<size_t>(b.axis)]) index.push_back(b.axis == 0 ? "i" : "j");
      }
      for (const std::string& x : index) {
        const std::string value = cast(fmt::format("{}[{}]", b.name, x), b.dtype, to.dtype);
        all.push_back(b.accumulator ? fmt::format("({} * 0.00390625)", value) : value);
      }
    }
    return all.empty() ? "0.5" : pick(all);
  }

  /// Of values within ±4, within ±4 but for exp and the like, whose results are too.
  std::string unary(const std::string& x) {
    const std::string f =
        pick<std::string>({"T.tanh({})", "T.sigmoid({})", "T.exp({} * 0.25)", "T.abs({})", "T.sqrt(T.abs({}))",
                           "T.rsqrt(T.abs({}) + 0.25)", "T.max({}, 0.0)", "({} * 0.5)", "T.log(T.abs({}) + 0.5)",
                           "T.exp2({} * 0.5)", "T.erf({})", "T.min({}, 0.5)", "(1.0 - {}) * 0.5"});
    std::string text = f;
    return text.replace(text.find("{}"), 2, x);
  }

  std::string binary(const std::string& x, const std::string& y) {
    const int kind = below(8);
    if (kind == 7) {
      compares_ = true;
      return fmt::format("T.if_then_else({} {} {}, {}, {})", x, pick<std::string>({">", "<", ">=", "<="}), y, y,
                         pick<std::string>({"0.0", x, "1.0"}));
    }
    const char* const texts[] = {"({} + {}) * 0.5", "({} - {}) * 0.5", "({} * {}) * 0.25",        "T.max({}, {})",
                                 "T.min({}, {})",   "({} + {}) * 0.5", "({} / (T.abs({}) + 1.0))"};
    return fmt::format(fmt::runtime(texts[kind]), x, y);
  }

  /// A random expression over the buffers, for an element of `b`.
  std::string expression(const Buffer& b) {
    std::string e = operand(b);
    for (int n = below(4); n > 0; --n) {
      if (percent(30)) e = unary(e);
      const std::string other = percent(15) ? from_tensor(b) : operand(b);
      e = percent(50) ? binary(e, other) : binary(other, e);
    }
    if (percent(40)) e = unary(e);
    if (b.shape.size() == 2 && percent(10)) e = masked(b, e);
    return e;
  }

  /// 0 beyond a diagonal, an edge of the block or one of the whole grid.
  std::string masked(const Buffer& b, const std::string& e) {
    return fmt::format("T.if_then_else({}, {}, {})",
                       pick<std::string>({fmt::format("i >= j + {}", below(20)), fmt::format("j < {}", 1 + below(60)),
                                          fmt::format("{} * {} + i < {}", grid_[0].name, b.shape[0], 1 + below(90))}),
                       e, pick<std::string>({"0.0", "-1.5"}));
  }

  void loops_over(const Buffer& b) {
    const bool plain = percent(20);
    line(b.shape.size() == 2
             ? fmt::format("for i, j in T.{}({}, {}):", plain ? "grid" : "Parallel", b.shape[0], b.shape[1])
             : fmt::format("for i in {}({}):", plain ? "range" : "T.Parallel", b.shape[0]));
  }

  bool elementwise() {
    const size_t to = static_cast<size_t>(below(static_cast<int>(buffers_.size())));
    const Buffer& b = buffers_[to];
    const std::string e = expression(b);
    loops_over(b);
    ++depth_;
    if (b.shape.size() == 2 && written_.contains(to) && percent(8)) {
      line(fmt::format("if i < {}:", 1 + below(40)));
      line(fmt::format("    {}[{}] = {}", b.name, b.shape.size() == 2 ? "i, j" : "i", e));
    } else {
      line(fmt::format("{}[{}] = {}", b.name, b.shape.size() == 2 ? "i, j" : "i", e));
    }
    --depth_;
    written_.insert(to);
    return true;
  }

  /// An expression that goes to DRAM without a buffer of its own.
  bool store_expression() {
    const Buffer b = buffers_[pick(std::vector<size_t>(written_.begin(), written_.end()))];
    const std::string e = expression(b);
    const Tensor& t = tensors_[tensor(b, true)];
    loops_over(b);
    line(fmt::format("    {} = {}", at(t, "i", "j"), cast(e, b.dtype, t.dtype)));
    return true;
  }

  std::string from_tensor(const Buffer& b) {
    if (tensors_.size() > 7) return "0.5";
    const Tensor& t = tensors_[tensor(b, false)];
    return cast(at(t, "i", "j"), t.dtype, b.dtype);
  }

  bool gemm() {
    std::vector<std::string> all;
    std::vector<size_t> to;
    for (size_t c = 0; c < buffers_.size(); ++c) {
      if (!buffers_[c].accumulator || buffers_[c].shape.size() != 2) continue;
      for (const size_t a : written_)
        for (const size_t b : written_) gemm_of(a, b, c, &all, &to);
    }
    if (all.empty()) return false;
    const size_t k = static_cast<size_t>(below(static_cast<int>(all.size())));
    if (!written_.contains(to[k])) line(fmt::format("T.clear({})", buffers_[to[k]].name));
    if (percent(15)) all[k].replace(all[k].size() - 1, 1, ", clear_accum=True)");
    line(all[k]);
    written_.insert(to[k]);
    return true;
  }

  void gemm_of(size_t ia, size_t ib, size_t ic, std::vector<std::string>* all, std::vector<size_t>* to) const {
    const Buffer &a = buffers_[ia], &b = buffers_[ib], &c = buffers_[ic];
    if (a.accumulator || b.accumulator || a.dtype != b.dtype || a.shape.size() != 2 || b.shape.size() != 2) return;
    for (int t = 0; t < 4; ++t) {
      const bool ta = t & 1, tb = t & 2;
      const int m = a.shape[ta], k = a.shape[!ta], k_b = b.shape[tb], n = b.shape[!tb];
      if (k != k_b || m != c.shape[0] || n != c.shape[1]) continue;
      all->push_back(fmt::format("T.gemm({}, {}, {}{}{})", a.name, b.name, c.name, ta ? ", transpose_A=True" : "",
                                 tb ? ", transpose_B=True" : ""));
      to->push_back(ic);
    }
  }

  bool reduce() {
    std::vector<std::string> all;
    std::vector<size_t> to;
    for (size_t c = 0; c < buffers_.size(); ++c) {
      for (const size_t a : written_) {
        const Buffer &dst = buffers_[c], &src = buffers_[a];
        if (dst.shape.size() != 1 || src.shape.size() != 2 || (src.accumulator && !dst.accumulator)) continue;
        for (const int dim : {1 - dst.axis}) {
          if (src.shape[static_cast<size_t>(1 - dim)] != dst.shape[0]) continue;
          const bool sum = dst.accumulator && !src.accumulator && percent(60);
          const bool clear = !written_.contains(c) || percent(50);
          all.push_back(fmt::format("T.reduce_{}({}, {}, dim={}, clear={})",
                                    sum ? "sum" : pick<std::string>({"max", "min", "absmax"}), src.name, dst.name, dim,
                                    clear ? "True" : "False"));
          to.push_back(c);
        }
      }
    }
    if (all.empty()) return false;
    const size_t k = static_cast<size_t>(below(static_cast<int>(all.size())));
    line(all[k]);
    written_.insert(to[k]);
    return true;
  }

  bool store() {
    if (written_.empty()) return false;
    const size_t i = pick(std::vector<size_t>(written_.begin(), written_.end()));
    const Buffer& b = buffers_[i];
    if (grid_.size() > 2 && b.shape.size() == 1 && tensors_.size() > 7) return false;
    const Tensor& t = tensors_[tensor(b, true)];
    line(fmt::format("T.copy({}, {})", b.name, at(t, "0", "0")));
    return true;
  }

  uint64_t state_;
  std::vector<std::string> dtypes_, scopes_;
  std::vector<int> sizes_;
  std::vector<Index> grid_, loops_;
  std::vector<Buffer> buffers_;
  std::vector<Tensor> tensors_;
  Written written_;
  std::string body_;
  int depth_ = 0;
  bool compares_ = false;
};

/// The same text for the same seed, on every machine.
inline RandomKernel random_kernel(uint64_t seed) { return KernelWriter(seed).run(); }

}  // namespace tir2tt::run
