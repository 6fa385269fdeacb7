// Random well-formed modules for property tests: deterministic by seed (own mapping from the engine, no library
// distribution, so every standard library gives the same module). What comes out is what TVMScript can carry: every
// kind of statement and expression that it prints, everything declared before use, dtypes as TVM demands, and
// nothing that the text loses (SizeVar flags, offset_factor without a variable offset, dtypes of boxed numbers…).
// So read(print(m)) must be structurally equal to m, with the conventions: the variable of a buffer parameter has
// type Prim(handle), the IterVar of thread_extent has the dom (0, extent), that of a bound loop no dom.
// Names repeat on purpose, and some are not identifiers.
#pragma once

#include <algorithm>
#include <limits>
#include <random>

#include "tir/module.h"

namespace tir2tt::testing {

/// What may be left out, to find out which construct a failure is about.
struct RandomFeatures {
  bool blocks = true;
  bool threads = true;
  bool vectors = true;  // Ramp, Broadcast, Shuffle, predicates, vector buffers
  bool let_expressions = true;
  bool reductions = true;  // Reduce with a CommReducer
  bool allocate_const = true;
  bool realize = true;  // BufferRealize
  bool opaque = true;   // metadata["tl.Layout"][i] in attributes
  bool targets = true;  // T.target in attributes
  bool odd_names = true;
  bool odd_strings = true;
  bool odd_buffers = true;  // strides, offsets, alignments, separators, auto_broadcast
};

class RandomModule {
 public:
  RandomModule(uint64_t seed, size_t size, RandomFeatures features) : engine_(seed), budget_(size), on_(features) {}

  tir::IRModule module() {
    tir::IRModule m;
    const size_t n = 1 + below(3);
    const size_t share = budget_ / n + 1;
    for (size_t i = 0; i < n; ++i) {
      budget_ = share;
      const std::string name = i == 0 ? "main" : "f" + std::to_string(i);
      m.functions.emplace_back(name, function(name));
    }
    if (chance(4)) m.attrs.set("module_attr", scalar_attr());
    return m;
  }

 private:
  using DataType = tir::DataType;
  using Expr = tir::Expr;
  using Exprs = tir::Exprs;
  using Stmt = tir::Stmt;
  using Buffer = tir::Buffer;
  using Var = tir::Var;
  using ExprKind = tir::ExprKind;
  using Attr = tir::Attr;

  /// What is in scope.
  struct Env {
    std::vector<Var> scalars;
    std::vector<Buffer> buffers;
    std::vector<Var> pointers;                   // their type says of what
    std::vector<std::pair<Var, int64_t>> loops;  // int32 loop variables from 0, with their extents
    std::vector<std::string> tags;               // thread tags in use
    int depth = 0;
  };

  // -------------------------------------------------------------------------------------- choices
  uint64_t below(uint64_t n) { return engine_() % n; }
  bool chance(uint64_t one_in) { return below(one_in) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  std::string name(const char* base) {
    if (!on_.odd_names) return base + std::to_string(names_++);
    static const std::vector<std::string> kOdd = {"T", "I", "x.y", "A_1", "v", "R"};
    if (chance(12)) return pick(kOdd);
    return chance(2) ? std::string(base) : base + std::to_string(below(4));
  }
  Var new_var(const char* base, DataType t) { return tir::make_var(name(base), t); }
  std::string text() {
    static const std::vector<std::string> kPlain = {"", "a", "tl::fn<128, 64>", "wmma.accumulator", "x y"};
    static const std::vector<std::string> kOdd = {"quo\"te",          "back\\slash", "it's",
                                                  "\x01\x7f\xc3\xbc", "tab\there",   "#"};
    return on_.odd_strings && chance(3) ? pick(kOdd) : pick(kPlain);
  }
  DataType index_type() { return chance(6) ? DataType::Int(64) : DataType::Int(32); }
  DataType number_type() {
    static const std::vector<DataType> kTypes = {
        DataType::Float(32), DataType::Float(32), DataType::Float(16), DataType::BFloat16(), DataType::Float(64),
        DataType::Int(32),   DataType::Int(8),    DataType::UInt(8),   DataType::Int(64),    DataType::UInt(16)};
    return pick(kTypes);
  }
  DataType buffer_type() {
    if (chance(10)) return DataType::Bool();
    if (chance(10)) return {tir::TypeCode::Float8_e4m3, 8, 1};
    if (on_.vectors && chance(10)) return DataType::Float(16, 4);
    return number_type();
  }

  // -------------------------------------------------------------------------------- expressions
  Expr literal(DataType t) {
    if (t.is_bool()) return tir::make_bool(chance(2));
    if (t.is_floating()) return tir::make_float(float_value(), t);
    if (t.is_uint() || t.bits == 8) return tir::make_int(static_cast<int64_t>(below(100)), t);
    static const std::vector<int64_t> kValues = {0, 1, 2, 3, 4, 7, 16, 64, 128, 1000, -1, -2, -17, 2147483647};
    return tir::make_int(pick(kValues), t);
  }
  double float_value() {
    static const std::vector<double> kValues = {0.0, 1.0, 0.5, -2.25, 0.1, 1e-30, 1e20, 1234567.0, -0.0, 3.0e38};
    if (chance(12)) return std::numeric_limits<double>::infinity() * (chance(2) ? 1 : -1);
    if (chance(24)) return std::numeric_limits<double>::quiet_NaN();
    return pick(kValues);
  }

  /// An expression of type `t` (one lane) over what is in scope.
  Expr expr(const Env& env, DataType t, int depth) {
    if (depth <= 0) return leaf(env, t);
    if (t.is_bool()) return condition(env, depth);
    switch (below(14)) {
      case 0:
      case 1: return leaf(env, t);
      case 2: return load(env, t, depth);
      case 3: return tir::make_cast(t, expr(env, number_type(), depth - 1));
      case 4: return select(env, t, depth);
      case 5: return call(env, t, depth);
      case 6: return on_.let_expressions && chance(2) ? let(env, t, depth) : leaf(env, t);
      case 7: return on_.vectors && chance(2) ? shuffle(env, t, depth) : leaf(env, t);
      case 8: return on_.reductions && chance(4) && t.is_floating() ? reduce(env, t, depth) : leaf(env, t);
      default: return binary(env, t, depth);
    }
  }
  Expr index(const Env& env) { return expr(env, DataType::Int(32), static_cast<int>(below(3))); }

  Expr leaf(const Env& env, DataType t) {
    for (int tries = 0; tries < 4 && !env.scalars.empty(); ++tries) {
      const Var& v = pick(env.scalars);
      if (v->dtype == t) return v;
    }
    return literal(t);
  }
  Expr binary(const Env& env, DataType t, int depth) {
    static const std::vector<ExprKind> kAll = {ExprKind::Add, ExprKind::Sub, ExprKind::Mul,
                                               ExprKind::Div, ExprKind::Min, ExprKind::Max};
    static const std::vector<ExprKind> kInts = {ExprKind::Add,      ExprKind::Sub,      ExprKind::Mul, ExprKind::Div,
                                                ExprKind::Mod,      ExprKind::FloorDiv, ExprKind::Min, ExprKind::Max,
                                                ExprKind::FloorMod, ExprKind::Add};
    const ExprKind kind = t.is_integral() ? pick(kInts) : pick(kAll);
    Expr a = expr(env, t, depth - 1);
    const bool divides =
        kind == ExprKind::Div || kind == ExprKind::Mod || kind == ExprKind::FloorDiv || kind == ExprKind::FloorMod;
    return tir::make_binary(kind, std::move(a), divides ? divisor(t) : expr(env, t, depth - 1));
  }
  // In two steps, as wherever two choices meet in one call: the order of arguments is the compiler's.
  Expr two(ExprKind kind, const Env& env, DataType t, int depth) {
    Expr a = expr(env, t, depth - 1);
    Expr b = expr(env, t, depth - 1);
    return tir::make_binary(kind, std::move(a), std::move(b));
  }
  /// Never zero: TVM refuses to build a division by a literal zero.
  Expr divisor(DataType t) {
    return t.is_floating() ? tir::make_float(2.5, t) : tir::make_int(static_cast<int64_t>(1 + below(16)), t);
  }
  Expr condition(const Env& env, int depth) {
    static const std::vector<ExprKind> kCompare = {ExprKind::EQ, ExprKind::NE, ExprKind::LT,
                                                   ExprKind::LE, ExprKind::GT, ExprKind::GE};
    switch (below(6)) {
      case 0: return tir::make_not(expr(env, DataType::Bool(), depth - 1));
      case 1: return two(ExprKind::And, env, DataType::Bool(), depth);
      case 2: return two(ExprKind::Or, env, DataType::Bool(), depth);
      case 3:
        return chance(2) ? load(env, DataType::Bool(), depth)
                         : known(tir::OpId::likely, {expr(env, DataType::Bool(), depth - 1)});
      default: {
        const ExprKind kind = pick(kCompare);
        return two(kind, env, number_type(), depth);
      }
    }
  }
  Exprs indices(const Env& env, const Buffer& b) {
    Exprs out;
    for (size_t i = 0; i < b->shape.size(); ++i)
      out.push_back(expr(env, b->shape[i]->dtype, static_cast<int>(below(3))));
    return out;
  }
  Expr load(const Env& env, DataType t, int) {
    for (int tries = 0; tries < 4 && !env.buffers.empty(); ++tries) {
      const Buffer& b = pick(env.buffers);
      if (b->dtype == t) return tir::make_load(b, indices(env, b));
    }
    return leaf(env, t);
  }
  Expr select(const Env& env, DataType t, int depth) {
    Expr c = expr(env, DataType::Bool(), depth - 1), yes = expr(env, t, depth - 1), no = expr(env, t, depth - 1);
    if (chance(2)) return known(tir::OpId::if_then_else, {c, yes, no});
    auto n = std::make_shared<tir::SelectNode>(t);
    n->condition = c, n->true_value = yes, n->false_value = no;
    return n;
  }
  Expr known(tir::OpId id, Exprs args) {
    const DataType t = tir::result_dtype(tir::Op(id).info()->rule, args);
    return tir::make_call(t, id, std::move(args));
  }
  Expr call(const Env& env, DataType t, int depth) {
    using Id = tir::OpId;
    static const std::vector<Id> kFloat = {Id::exp,  Id::exp2, Id::log,   Id::sqrt,       Id::rsqrt,
                                           Id::tanh, Id::fabs, Id::floor, Id::tl_fast_exp};
    static const std::vector<Id> kInt = {Id::bitwise_and, Id::bitwise_or, Id::bitwise_xor, Id::shift_left,
                                         Id::shift_right};
    Expr a = expr(env, t, depth - 1);
    if (chance(6)) return tir::make_call(t, Id::call_pure_extern, {tir::make_string(text()), a});
    if (chance(8)) return tir::make_call(t, Id::reinterpret, {expr(env, same_width(t), depth - 1)});
    if (t.is_floating()) return chance(5) ? known(Id::pow, {a, expr(env, t, depth - 1)}) : known(pick(kFloat), {a});
    const Id id = pick(kInt);
    return known(id, {a, expr(env, t, depth - 1)});
  }
  static DataType same_width(DataType t) { return t.is_uint() ? DataType::Int(t.bits) : DataType::UInt(t.bits); }
  Expr let(const Env& env, DataType t, int depth) {
    auto n = std::make_shared<tir::LetNode>(t);
    n->var = new_var("let", chance(2) ? DataType::Int(32) : t);
    n->value = expr(env, n->var->dtype, depth - 1);
    Env inner = env;
    inner.scalars.push_back(n->var);
    n->body = tir::make_binary(ExprKind::Add, expr(inner, t, depth - 1),
                               n->var->dtype == t ? Expr(n->var) : tir::make_cast(t, n->var));
    return n;
  }
  Expr ramp(Expr base, int64_t stride, uint16_t lanes) {
    auto n = std::make_shared<tir::RampNode>(base->dtype.with_lanes(lanes));
    n->stride = tir::make_int(stride, base->dtype);
    n->base = std::move(base);
    n->lanes = tir::make_int(lanes);
    return n;
  }
  Expr broadcast(Expr value, uint16_t lanes) {
    auto n = std::make_shared<tir::BroadcastNode>(value->dtype.with_lanes(lanes));
    n->value = std::move(value);
    n->lanes = tir::make_int(lanes);
    return n;
  }
  Expr shuffle(const Env& env, DataType t, int depth) {
    auto n = std::make_shared<tir::ShuffleNode>(t);
    if (t.is_integral() && !t.is_uint() && t.bits >= 32 && chance(2))
      n->vectors = {ramp(expr(env, t, depth - 1), static_cast<int64_t>(1 + below(3)), 4)};
    else
      n->vectors = {broadcast(expr(env, t, depth - 1), 4)};
    n->indices = {tir::make_int(static_cast<int64_t>(below(4)))};
    return n;
  }
  Expr reduce(const Env& env, DataType t, int depth) {
    auto combiner = std::make_shared<tir::CommReducer>();
    const Var x = tir::make_var("x", t), y = tir::make_var("y", t);
    combiner->lhs = {x}, combiner->rhs = {y};
    combiner->result = {tir::make_binary(chance(2) ? ExprKind::Add : ExprKind::Max, x, y)};
    combiner->identity = {tir::make_float(0, t)};
    auto n = std::make_shared<tir::ReduceNode>(t);
    n->combiner = combiner;
    const Var k = new_var("k", DataType::Int(32));
    n->axis = {iter_var(k, 0, 8, tir::IterType::CommReduce, "")};
    Env inner = env;
    inner.scalars.push_back(k);
    n->source = {expr(inner, t, depth - 1)};
    n->condition = tir::make_bool(true);
    return n;
  }
  static tir::IterVar iter_var(Var v, int64_t min, int64_t extent, tir::IterType type, std::string tag) {
    tir::Range dom{tir::make_int(min), tir::make_int(extent)};
    return std::make_shared<const tir::IterVarNode>(
        tir::IterVarNode{std::move(dom), std::move(v), type, std::move(tag)});
  }

  // ------------------------------------------------------------------------------------ buffers
  Exprs shape(const Env& env) {
    static const std::vector<int64_t> kSizes = {1, 2, 8, 16, 32, 64, 128};
    const DataType t = index_type();
    Exprs out;
    for (size_t rank = 1 + below(3); rank > 0; --rank) {
      const bool symbolic = chance(6);
      out.push_back(symbolic ? leaf_positive(env, t) : tir::make_int(pick(kSizes), t));
    }
    return out;
  }
  /// A variable of the function's parameters or shapes, or a size.
  Expr leaf_positive(const Env& env, DataType t) {
    for (const Var& v : env.scalars)
      if (v->dtype == t && chance(2)) return v;
    return tir::make_int(64, t);
  }
  std::shared_ptr<tir::BufferNode> buffer(const char* base, DataType t, Exprs dims, std::string scope) {
    auto b = std::make_shared<tir::BufferNode>();
    b->name = name(base);
    b->dtype = t;
    b->shape = std::move(dims);
    b->data = tir::make_pointer(b->name, t, std::move(scope));
    return b;
  }
  /// The fields that are rarely not their defaults. `symbolic`: may have variables of its own.
  void decorate(tir::BufferNode& b, bool symbolic) {
    if (!on_.odd_buffers || !chance(3)) return;
    const DataType t = b.shape[0]->dtype;
    if (chance(2)) {
      for (size_t i = 0; i < b.shape.size(); ++i)
        b.strides.push_back(tir::make_int(static_cast<int64_t>(1 + below(64)), t));
      if (symbolic && chance(2)) b.strides[0] = new_var("s", t);
    }
    if (chance(3)) b.elem_offset = symbolic && chance(2) ? Expr(new_var("off", t)) : tir::make_int(8, t);
    if (b.elem_offset && chance(2)) b.offset_factor = 4;
    if (chance(4)) b.data_alignment = chance(2) ? 128 : 16;
    if (chance(6) && b.shape.size() > 1) b.axis_separators = {tir::make_int(1)};
    if (chance(8)) b.auto_broadcast = true;
  }
  std::string scope() {
    static const std::vector<std::string> kScopes = {"global", "shared",         "shared.dyn",
                                                     "local",  "local.fragment", "wmma.matrix_a"};
    return pick(kScopes);
  }
  /// lo:hi in the forms that a text gives back: both constant, from zero, or a constant extent.
  tir::Range range(const Env& env, DataType t) {
    switch (below(4)) {
      case 0:
        return {tir::make_int(static_cast<int64_t>(below(8)), t), tir::make_int(static_cast<int64_t>(1 + below(8)), t)};
      case 1: return {tir::make_int(0, t), leaf_positive(env, t)};
      case 2: return {leaf(env, t), tir::make_int(1, t)};
      default: {
        Expr lo = leaf(env, t);
        if (lo->kind != ExprKind::Var) return {tir::make_int(0, t), tir::make_int(4, t)};
        if (chance(2)) lo = tir::make_binary(ExprKind::Mul, lo, tir::make_int(4, t));
        return {lo, tir::make_int(static_cast<int64_t>(2 + below(6)), t)};
      }
    }
  }
  tir::BufferRegion region(const Env& env) {
    tir::BufferRegion r{pick(env.buffers), {}};
    for (const Expr& dim : r.buffer->shape) r.region.push_back(range(env, dim->dtype));
    return r;
  }

  // --------------------------------------------------------------------------------- attributes
  Attr scalar_attr() {
    switch (below(10)) {
      case 0: return {};
      case 1: return Attr::Value(tir::BoxedBool{chance(2)});
      case 2: return Attr::boolean(chance(2));
      case 3: return Attr::Value(tir::IntValue{static_cast<int64_t>(below(1000)), DataType::Int(64)});
      case 4: return Attr::floating(0.5);
      case 5: return Attr::Value(tir::BoxedFloat{1.5});
      case 6: return Attr::string(text());
      case 7:
        if (on_.opaque) return Attr::Value(tir::OpaqueRef{"tl.Layout", static_cast<int64_t>(below(3))});
        return Attr::string("none");
      default: return Attr::integer(static_cast<int64_t>(below(200)) - 50);
    }
  }
  Attr attr(int depth) {
    if (depth == 0 || chance(2)) return scalar_attr();
    if (chance(8) && on_.targets) return target();
    if (chance(6)) {
      tir::AttrMap map;
      for (int64_t i = 0; i < 2; ++i) map.emplace_back(Attr::integer(i * 3), attr(depth - 1));
      return Attr::Value(std::make_shared<const tir::AttrMap>(std::move(map)));
    }
    if (chance(2)) {
      tir::AttrArray array;
      for (size_t n = below(4); n > 0; --n) array.push_back(attr(depth - 1));
      return Attr::array(std::move(array));
    }
    return Attr::dict(attrs(depth - 1, 1));
  }
  static Attr target() {
    tir::AttrDict config;
    config.set("keys", Attr::array({Attr::string("cpu")}));
    config.set("kind", Attr::string("llvm"));
    config.set("tag", Attr::string(""));
    return Attr::Value(tir::TargetValue{std::make_shared<const Attr>(Attr::dict(std::move(config)))});
  }
  tir::AttrDict attrs(int depth, size_t at_least) {
    static const std::vector<std::string> kKeys = {"num_stages",    "tl.order", "z",  "tt_grid",
                                                   "pragma unroll", "B",        "a.b"};
    tir::AttrDict out;
    for (size_t n = at_least + below(3); n > 0; --n) out.set(pick(kKeys), attr(depth));
    return out;
  }

  // --------------------------------------------------------------------------------- statements
  Stmt statement(const Env& env) {
    if (budget_ > 0) --budget_;
    if (budget_ == 0 || env.depth > 12) return simple(env);
    switch (below(16)) {
      case 0: return loop(env);
      case 1: return loop(env);
      case 2: return on_.blocks ? block_realize(env) : loop(env);
      case 3: return let_stmt(env);
      case 4: return if_then_else(env);
      case 5: return allocate(env);
      case 6: return decl_buffer(env);
      case 7: return attr_stmt(env);
      case 8: return on_.threads ? launch_thread(env) : attr_stmt(env);
      case 9: return chance(2) ? assert_stmt(env) : while_stmt(env);
      case 10: return on_.allocate_const && chance(2) ? allocate_const(env) : simple(env);
      case 11: return on_.realize && chance(2) && !env.buffers.empty() ? realize(env) : simple(env);
      default: return simple(env);
    }
  }
  Stmt body(Env env) {
    ++env.depth;
    std::vector<Stmt> seq;
    for (size_t n = 1 + below(3); n > 0; --n) seq.push_back(statement(env));
    return tir::make_seq(std::move(seq));
  }
  Stmt simple(const Env& env) {
    if (env.buffers.empty() || chance(4)) return tir::make_evaluate(effect(env));
    if (on_.vectors && chance(6)) return vector_store(env);
    const Buffer& b = pick(env.buffers);
    auto n = std::make_shared<tir::BufferStoreNode>();
    n->buffer = b;
    n->value =
        b->dtype.lanes == 1 ? expr(env, b->dtype, 3) : broadcast(expr(env, b->dtype.element(), 2), b->dtype.lanes);
    n->indices = indices(env, b);
    return n;
  }
  Stmt vector_store(const Env& env) {
    const Buffer& b = pick(env.buffers);
    if (b->dtype.lanes != 1) return tir::make_evaluate(tir::make_int(0));
    auto n = std::make_shared<tir::BufferStoreNode>();
    n->buffer = b;
    n->indices = indices(env, b);
    const DataType t = n->indices.back()->dtype;
    n->indices.back() = ramp(leaf(env, t), 1, 4);
    n->value = broadcast(expr(env, b->dtype, 2), 4);
    if (chance(2)) n->value = tir::make_binary(ExprKind::Max, tir::make_load(b, n->indices), n->value);
    if (b->dtype.is_bool()) n->value = broadcast(tir::make_bool(true), 4);
    if (chance(3)) n->predicate = broadcast(tir::make_bool(true), 4);
    return n;
  }
  /// A call for its effect.
  Expr effect(const Env& env) {
    using Id = tir::OpId;
    switch (below(6)) {
      case 0: return tir::make_int(0);
      case 1: return known(Id::tvm_storage_sync, {tir::make_string("shared")});
      case 2:
        return tir::make_call(DataType::Handle(), Id::call_extern,
                              {tir::make_string(text()), index(env), expr(env, DataType::Float(32), 2)});
      case 3:
        return env.buffers.empty()
                   ? tir::make_int(0)
                   : known(Id::tl_fill, {access_ptr(pick(env.buffers)), tir::make_float(0, DataType::Float(32))});
      case 4: return env.buffers.empty() ? tir::make_int(1) : copy(env);
      default: return tir::make_call(DataType::Int(32), Id::call_extern, {tir::make_string("f"), index(env)});
    }
  }
  Expr access_ptr(const Buffer& b) {
    const Expr type = tir::make_call(b->dtype, tir::OpId::type_annotation, {});
    return known(tir::OpId::tvm_access_ptr, {type, b->data, tir::make_int(0), tir::make_int(64), tir::make_int(2)});
  }
  Expr copy(const Env& env) {
    const auto tile = [&](int64_t mask) {
      const Buffer& b = pick(env.buffers);
      Exprs args = {tir::make_load(b, indices(env, b)), tir::make_int(mask)};
      for (size_t i = 0; i < b->shape.size(); ++i) args.push_back(tir::make_int(8));
      return known(tir::OpId::tl_region, std::move(args));
    };
    Expr from = tile(1);
    return known(tir::OpId::tl_copy, {from, tile(2), tir::make_int(-1), tir::make_bool(false), tir::make_int(0)});
  }

  Stmt loop(const Env& env) {
    auto n = std::make_shared<tir::ForNode>();
    const DataType t = index_type();
    n->loop_var = new_var("i", t);
    const int64_t extent = static_cast<int64_t>(2 + below(30));
    const bool from_zero = !chance(4);
    n->min = from_zero ? tir::make_int(0, t) : tir::make_int(static_cast<int64_t>(1 + below(4)), t);
    n->extent = from_zero && chance(5) ? leaf_positive(env, t) : tir::make_int(extent, t);
    static const std::vector<tir::ForKind> kKinds = {tir::ForKind::Serial,     tir::ForKind::Serial,
                                                     tir::ForKind::Serial,     tir::ForKind::Parallel,
                                                     tir::ForKind::Vectorized, tir::ForKind::Unrolled};
    n->for_kind = pick(kKinds);
    if (on_.threads && t == DataType::Int(32) && chance(8)) {
      n->for_kind = tir::ForKind::ThreadBinding;
      n->thread_binding = std::make_shared<const tir::IterVarNode>(
          tir::IterVarNode{{}, tir::make_var("", t), tir::IterType::ThreadIndex, "threadIdx.x"});
    }
    if (chance(4)) n->annotations = attrs(1, 1);
    Env inner = env;
    inner.scalars.push_back(n->loop_var);
    const int64_t* known_extent = tir::as_int(n->extent);
    if (t == DataType::Int(32) && from_zero && known_extent) inner.loops.emplace_back(n->loop_var, *known_extent);
    n->body = body(std::move(inner));
    return n;
  }
  Stmt let_stmt(const Env& env) {
    auto n = std::make_shared<tir::LetStmtNode>();
    const DataType t = chance(5) ? DataType::Bool() : number_type();
    n->var = new_var("x", t);
    n->value = expr(env, t, 3);
    Env inner = env;
    inner.scalars.push_back(n->var);
    n->body = body(std::move(inner));
    return n;
  }
  Stmt if_then_else(const Env& env) {
    auto n = std::make_shared<tir::IfThenElseNode>();
    n->condition = expr(env, DataType::Bool(), 3);
    n->then_case = body(env);
    if (chance(2)) n->else_case = body(env);
    return n;
  }
  Stmt while_stmt(const Env& env) {
    auto n = std::make_shared<tir::WhileNode>();
    n->condition = expr(env, DataType::Bool(), 2);
    n->body = body(env);
    return n;
  }
  Stmt assert_stmt(const Env& env) {
    auto n = std::make_shared<tir::AssertStmtNode>();
    n->condition = expr(env, DataType::Bool(), 2);
    n->message = {tir::make_string(text())};
    n->body = body(env);
    return n;
  }
  Stmt attr_stmt(const Env& env) {
    auto n = std::make_shared<tir::AttrStmtNode>();
    n->attr_key = chance(2) ? "pragma_unroll" : "threadblock_swizzle_pattern";
    if (chance(3) && !env.pointers.empty())
      n->node = Attr::Value(Expr(pick(env.pointers)));
    else if (chance(2))
      n->node = chance(2) ? Attr::string("default") : Attr::integer(0);
    n->value = chance(2) ? tir::make_string(text()) : index(env);
    n->body = body(env);
    return n;
  }
  Stmt launch_thread(const Env& env) {
    static const std::vector<std::string> kTags = {"blockIdx.x", "blockIdx.y", "threadIdx.x", "threadIdx.y",
                                                   "vthread.x"};
    const std::string& tag = pick(kTags);
    if (std::find(env.tags.begin(), env.tags.end(), tag) != env.tags.end()) return simple(env);
    auto n = std::make_shared<tir::AttrStmtNode>();
    const int64_t extent = static_cast<int64_t>(1 + below(128));
    const Var v = new_var("bx", DataType::Int(32));
    n->node = Attr::Value(iter_var(v, 0, extent, tir::IterType::ThreadIndex, tag));
    n->attr_key = tag == "vthread.x" ? "virtual_thread" : "thread_extent";
    n->value = tir::make_int(extent);
    Env inner = env;
    inner.tags.push_back(tag);
    inner.scalars.push_back(v);
    n->body = body(std::move(inner));
    return n;
  }
  Stmt allocate(const Env& env) {
    auto n = std::make_shared<tir::AllocateNode>();
    n->dtype = buffer_type();
    n->extents = shape(env);
    const std::string where = scope();
    n->var = tir::make_pointer(name("buf"), n->dtype, where);
    n->condition = tir::make_bool(true);
    if (chance(5)) n->annotations = attrs(1, 1);
    Env inner = env;
    inner.pointers.push_back(n->var);
    if (chance(3)) {
      n->body = body(std::move(inner));
    } else {
      const bool same = chance(2);
      const DataType t = same ? n->dtype : buffer_type();
      n->body = view(inner, n->var, t, same ? n->extents : shape(env), same);
    }
    return n;
  }
  /// decl_buffer over a pointer in scope.
  Stmt view(const Env& env, const Var& data, DataType t, Exprs dims, bool plain) {
    auto b = buffer("D", t, std::move(dims), data->type.scope);
    b->data = data;
    if (!plain) decorate(*b, false);
    auto n = std::make_shared<tir::DeclBufferNode>();
    n->buffer = b;
    Env inner = env;
    inner.buffers.push_back(b);
    n->body = body(std::move(inner));
    return n;
  }
  Stmt decl_buffer(const Env& env) {
    if (env.pointers.empty()) return allocate(env);
    const Var& data = pick(env.pointers);
    const DataType t = buffer_type();
    return view(env, data, t, shape(env), false);
  }
  Stmt allocate_const(const Env& env) {
    auto n = std::make_shared<tir::AllocateConstNode>();
    n->dtype = DataType::Int(32);
    const int64_t size = static_cast<int64_t>(1 + below(4));
    n->extents = {tir::make_int(size)};
    n->var = tir::make_pointer(name("const"), n->dtype, "global");
    tir::AttrArray data;
    for (int64_t i = 0; i < size; ++i) data.push_back(Attr::integer(i * 7));
    n->data = Attr::array(std::move(data));
    Env inner = env;
    inner.pointers.push_back(n->var);
    n->body = body(std::move(inner));
    return n;
  }
  Stmt realize(const Env& env) {
    auto n = std::make_shared<tir::BufferRealizeNode>();
    n->buffer = pick(env.buffers);
    for (const Expr& dim : n->buffer->shape)
      n->bounds.push_back(
          {tir::make_int(0, dim->dtype), tir::make_int(static_cast<int64_t>(2 + below(6)), dim->dtype)});
    n->condition = chance(2) ? tir::make_bool(true) : expr(env, DataType::Bool(), 1);
    n->body = body(env);
    return n;
  }

  // -------------------------------------------------------------------------------------- blocks
  Stmt block_realize(const Env& env) {
    auto realized = std::make_shared<tir::BlockRealizeNode>();
    auto b = std::make_shared<tir::BlockNode>();
    b->name = name("block");
    Env inner = env;
    for (size_t n = below(4); n > 0; --n) axis(env, inner, *realized, *b);
    realized->predicate = chance(5) ? expr(env, DataType::Bool(), 2) : tir::make_bool(true);
    if (!env.buffers.empty()) {
      for (size_t n = below(3); n > 0; --n) b->reads.push_back(region(inner));
      for (size_t n = 1 + below(2); n > 0; --n) b->writes.push_back(region(inner));
    }
    for (size_t n = below(3); n > 0; --n) alloc_buffer(*b, inner);
    if (!env.buffers.empty() && chance(3)) match_buffer(env, inner, *b);
    if (chance(3)) b->annotations = attrs(2, 1);
    if (!b->alloc_buffers.empty() && chance(4)) b->annotations.set("layout_map", layout_map(*b));
    if (chance(4)) b->init = body(inner);
    b->body = body(std::move(inner));
    realized->block = b;
    return realized;
  }
  void axis(const Env& env, Env& inner, tir::BlockRealizeNode& realized, tir::BlockNode& b) {
    static const std::vector<tir::IterType> kTypes = {tir::IterType::DataPar, tir::IterType::DataPar,
                                                      tir::IterType::CommReduce, tir::IterType::Ordered,
                                                      tir::IterType::Opaque};
    const Var v = new_var("v", DataType::Int(32));
    int64_t min = chance(6) ? 2 : 0, extent = static_cast<int64_t>(1 + below(32));
    Expr value = index(env);
    if (!env.loops.empty() && chance(2)) {
      const auto& [loop_var, loop_extent] = pick(env.loops);
      value = loop_var, min = 0, extent = loop_extent;
    }
    b.iter_vars.push_back(iter_var(v, min, extent, pick(kTypes), ""));
    realized.iter_values.push_back(std::move(value));
    inner.scalars.push_back(v);
  }
  void alloc_buffer(tir::BlockNode& b, Env& inner) {
    const DataType t = buffer_type();
    Exprs dims = shape(inner);
    auto made = buffer("S", t, std::move(dims), scope());
    decorate(*made, false);
    b.alloc_buffers.push_back(made);
    inner.buffers.push_back(made);
    inner.pointers.push_back(made->data);
  }
  void match_buffer(const Env& env, Env& inner, tir::BlockNode& b) {
    tir::BufferRegion source = region(env);
    Exprs dims;
    for (const tir::Range& r : source.region)
      dims.push_back(tir::as_int(r.extent) ? r.extent : tir::make_int(4, r.extent->dtype));
    auto made = buffer("M", source.buffer->dtype, std::move(dims), std::string(source.buffer->scope()));
    decorate(*made, true);
    b.match_buffers.push_back({made, std::move(source)});
    inner.buffers.push_back(made);
    inner.pointers.push_back(made->data);
  }
  Attr layout_map(const tir::BlockNode& b) {
    tir::AttrMap map;
    for (const Buffer& s : b.alloc_buffers) map.emplace_back(Attr::Value(Expr(s->data)), scalar_attr());
    return Attr::Value(std::make_shared<const tir::AttrMap>(std::move(map)));
  }

  // ----------------------------------------------------------------------------------- functions
  tir::PrimFunc function(const std::string& own_name) {
    auto f = std::make_shared<tir::PrimFuncNode>();
    Env env;
    for (size_t n = below(3); n > 0; --n) {
      const Var v = new_var("n", chance(4) ? DataType::Float(32) : DataType::Int(32));
      f->params.push_back(v);
      env.scalars.push_back(v);
    }
    for (size_t n = 1 + below(3); n > 0; --n) parameter(*f, env);
    if (chance(4)) {
      const Var p = tir::make_pointer(name("ptr"), DataType::Float(32), "global");
      f->params.push_back(p);
      env.pointers.push_back(p);
    }
    if (!chance(5)) f->attrs.set("global_symbol", Attr::string(own_name));
    const tir::AttrDict more = attrs(2, 0);
    for (const auto& [key, value] : more.entries()) f->attrs.set(key, value);
    f->body = on_.blocks && chance(3) ? root(env) : whole_body(env);
    return f;
  }
  void parameter(tir::PrimFuncNode& f, Env& env) {
    Exprs dims = shape(env);
    if (chance(4)) {
      const Var m = new_var("m", dims[0]->dtype);
      dims[0] = m;
      env.scalars.push_back(m);
    }
    const DataType t = buffer_type();
    auto b = buffer("A", t, std::move(dims), chance(8) ? "shared" : "global");
    decorate(*b, true);
    const Var handle = tir::make_var(b->name + "_handle", DataType::Handle());
    f.params.push_back(handle);
    f.buffer_map.emplace_back(handle, b);
    env.buffers.push_back(b);
    env.pointers.push_back(b->data);
  }
  Stmt root(const Env& env) {
    auto realized = std::make_shared<tir::BlockRealizeNode>();
    auto b = std::make_shared<tir::BlockNode>();
    b->name = "root";
    Env inner = env;
    for (size_t n = below(3); n > 0; --n) alloc_buffer(*b, inner);
    b->body = whole_body(inner);
    realized->predicate = tir::make_bool(true);
    realized->block = b;
    return realized;
  }
  /// Statements until the function has had its share.
  Stmt whole_body(const Env& env) {
    std::vector<Stmt> seq;
    do seq.push_back(statement(env));
    while (budget_ > 0);
    return tir::make_seq(std::move(seq));
  }

  std::mt19937_64 engine_;
  size_t budget_;
  RandomFeatures on_;
  size_t names_ = 0;
};

/// A module of about `size` statements.
inline tir::IRModule random_module(uint64_t seed, size_t size, RandomFeatures features = {}) {
  return RandomModule(seed, size, features).module();
}

}  // namespace tir2tt::testing
