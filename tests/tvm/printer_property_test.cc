// Random functions: whatever the IR is, its text can be read and means the same; also after a pass has replaced parts
// of a function that came from text.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <string>

#include "tir/equal.h"
#include "tir/visitor.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

using namespace tir;

/// Makes a well-formed function from a seed. Names collide on purpose.
class Generator {
 public:
  explicit Generator(uint64_t seed, Dialect dialect = Dialect::Tir) : random_(seed), dialect_(dialect) {}

  IRModule module() {
    auto f = std::make_shared<PrimFuncNode>();
    for (int k = 0; k < 2; ++k) {
      const Buffer b = buffer(k == 0 ? DataType::Int(32) : DataType::Float(32), "global");
      const Var handle = make_var(name(), DataType::Handle());
      f->params.push_back(handle);
      f->buffer_map.emplace_back(handle, b);
      (k == 0 ? ints_ : floats_).push_back(b);
    }
    vars_.push_back(make_var(name(), DataType::Int(32)));
    f->params.push_back(vars_.back());
    free_ = make_var(name(), DataType::Int(32));
    thread_ = thread(make_int(8));
    shared_ = {make_binary(ExprKind::Add, free_, integer(1)), make_binary(ExprKind::Mul, free_, vars_[0])};
    if (pick(2)) f->attrs.set("global_symbol", Attr::string("main"));
    if (pick(2)) f->attrs.set("note", attr(3));
    f->body = body(5);
    IRModule m;
    m.functions.emplace_back("main", f);
    m.dialect = dialect_;
    return m;
  }

  size_t pick(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  std::string name() {
    constexpr const char* kNames[] = {"a", "a_1", "a_2", "b", "T", "A", "x.y", "for", "data", "1st", ""};
    return kNames[pick(std::size(kNames))];
  }

 private:
  Buffer buffer(DataType t, const char* scope) {
    auto b = std::make_shared<BufferNode>();
    b->name = name();
    b->data = make_pointer(b->name, t, scope);
    b->dtype = t;
    for (size_t k = pick(3) + 1; k > 0; --k) b->shape.push_back(make_int(static_cast<int64_t>(1 + pick(9))));
    if (pick(4) == 0) b->strides.assign(b->shape.size(), make_int(1));
    if (pick(8) == 0) b->shape[0] = make_var(name(), DataType::Int(32));
    if (pick(8) == 0 && !b->strides.empty()) b->strides[0] = make_var(name(), DataType::Int(32));
    if (pick(6) == 0) {  // a factor says that the offset is a variable, even where it is 1
      b->offset_factor = pick(2) ? 4 : 1;
      b->elem_offset = make_var(name(), DataType::Int(32));
    }
    if (pick(6) == 0) b->data_alignment = 128;
    return b;
  }

  Expr number() { return make_int(static_cast<int64_t>(pick(7)) - 2); }

  Expr integer(int depth) {
    if (depth == 0) return pick(3) ? Expr(vars_[pick(vars_.size())]) : pick(8) ? number() : Expr(free_);
    constexpr ExprKind kKinds[] = {ExprKind::Add, ExprKind::Sub,      ExprKind::Mul,      ExprKind::Div, ExprKind::Mod,
                                   ExprKind::Min, ExprKind::FloorDiv, ExprKind::FloorMod, ExprKind::Max};
    switch (pick(10)) {
      case 0: return integer(0);
      case 8: return shared_.empty() ? number() : shared_[pick(shared_.size())];
      case 9: {
        auto n = std::make_shared<LetNode>(DataType::Int(32));
        n->var = make_var(name(), DataType::Int(32));
        n->value = integer(depth - 1);
        n->body = make_binary(ExprKind::Mul, n->var, integer(depth - 1));
        return n;
      }
      case 1: return load(ints_[pick(ints_.size())], depth - 1);
      case 2:
        return make_call(DataType::Int(32), Op::named("tir.if_then_else"),
                         {truth(depth - 1), integer(depth - 1), integer(depth - 1)});
      default: return make_binary(kKinds[pick(std::size(kKinds))], integer(depth - 1), integer(depth - 1));
    }
  }

  Expr truth(int depth) {
    constexpr ExprKind kCompare[] = {ExprKind::EQ, ExprKind::NE, ExprKind::LT,
                                     ExprKind::LE, ExprKind::GT, ExprKind::GE};
    if (depth == 0) return pick(4) ? make_binary(kCompare[pick(6)], integer(0), integer(0)) : make_bool(pick(2));
    switch (pick(4)) {
      case 0: return make_not(truth(depth - 1));
      case 1: return make_binary(pick(2) ? ExprKind::And : ExprKind::Or, truth(depth - 1), truth(depth - 1));
      default: return make_binary(kCompare[pick(6)], integer(depth - 1), integer(depth - 1));
    }
  }

  Expr floating(int depth) {
    if (depth == 0) return make_float(static_cast<double>(pick(40)) / 8 - 1, DataType::Float(32));
    constexpr ExprKind kKinds[] = {ExprKind::Add, ExprKind::Sub, ExprKind::Mul, ExprKind::Div, ExprKind::Max};
    switch (pick(4)) {
      case 0: return load(floats_[pick(floats_.size())], depth - 1);
      case 1: return make_cast(DataType::Float(32), integer(depth - 1));
      default: return make_binary(kKinds[pick(std::size(kKinds))], floating(depth - 1), floating(depth - 1));
    }
  }

  Exprs indices(const Buffer& b, int depth) {
    Exprs is;
    for (size_t k = 0; k < b->shape.size(); ++k) is.push_back(integer(depth > 0 ? 1 : 0));
    return is;
  }
  Expr load(const Buffer& b, int depth) { return make_load(b, indices(b, depth)); }

  Attr attr(int depth) {
    switch (pick(depth > 0 ? 8 : 5)) {
      case 0: return Attr::integer(static_cast<int64_t>(pick(9)));
      case 1: return Attr::boolean(pick(2));
      case 2: return Attr::string("s\"\\\n" + name());
      case 3: return Attr(BoxedBool{pick(2) == 0});
      case 4: return Attr(BoxedFloat{1.5});
      case 5: return Attr::array({attr(depth - 1), attr(depth - 1)});
      default: {
        AttrDict d;
        d.set("k", attr(depth - 1));
        d.set("a" + name(), attr(depth - 1));
        return Attr::dict(std::move(d));
      }
    }
  }

  Stmt store() {
    const bool ints = pick(2) == 0;
    auto s = std::make_shared<BufferStoreNode>();
    s->buffer = ints ? ints_[pick(ints_.size())] : floats_[pick(floats_.size())];
    s->indices = indices(s->buffer, 1);
    s->value = ints ? integer(2) : floating(2);
    if (s->indices.size() == 1 && pick(3) == 0) vectorize(*s);
    return s;
  }

  static void vectorize(BufferStoreNode& s) {
    const DataType lanes = DataType::Int(32, 4);
    auto ramp = std::make_shared<RampNode>(lanes);
    ramp->base = s.indices[0];
    ramp->stride = make_int(2);
    ramp->lanes = make_int(4);
    s.indices[0] = ramp;
    auto value = std::make_shared<BroadcastNode>(s.value->dtype.with_lanes(4));
    value->value = s.value;
    value->lanes = make_int(4);
    s.value = value;
  }

  /// A body in which what is defined stays inside.
  Stmt body(int depth) {
    const size_t vars = vars_.size(), ints = ints_.size(), floats = floats_.size();
    std::vector<Stmt> seq;
    for (size_t k = 1 + pick(3); k > 0; --k) seq.push_back(depth > 0 ? stmt(depth - 1) : store());
    vars_.resize(vars);
    ints_.resize(ints);
    floats_.resize(floats);
    return make_seq(std::move(seq));
  }
  Stmt body_with(Var v, int depth) {
    vars_.push_back(std::move(v));
    Stmt s = body(depth);
    vars_.pop_back();
    return s;
  }
  Stmt body_with(const Buffer& b, int depth) {
    auto& list = b->dtype.is_int() ? ints_ : floats_;
    list.push_back(b);
    Stmt s = body(depth);
    list.pop_back();
    return s;
  }

  Stmt stmt(int depth) {
    switch (pick(11)) {
      case 0: return loop(depth);
      case 1: return loop(depth);
      case 2: {
        if (dialect_ == Dialect::Tirx) return bind();
        auto s = std::make_shared<LetStmtNode>();
        s->var = make_var(name(), DataType::Int(32));
        s->value = integer(2);
        s->body = body_with(s->var, depth);
        return s;
      }
      case 3: {
        auto s = std::make_shared<IfThenElseNode>();
        s->condition = truth(2);
        s->then_case = body(depth);
        if (pick(2)) s->else_case = body(depth);
        return s;
      }
      case 4: return block(depth);
      case 5: return allocation(depth);
      case 6: return attribute(depth);
      case 7: {
        auto s = std::make_shared<AssertStmtNode>();
        s->condition = truth(1);
        s->message = {make_string("m\t" + name())};
        if (dialect_ == Dialect::Tirx)
          s->error_kind = make_string("RuntimeError");
        else
          s->body = body(depth);
        return s;
      }
      case 8:
        return make_evaluate(
            pick(2) ? integer(2)
                    : make_call(DataType::Int(32), Op::named("tir.call_extern"), {make_string("f"), integer(1)}));
      default: return store();
    }
  }

  Stmt loop(int depth) {
    auto s = std::make_shared<ForNode>();
    s->loop_var = make_var(name(), DataType::Int(32));
    s->min = pick(3) ? make_int(0) : number();
    s->extent = pick(3) ? make_int(static_cast<int64_t>(pick(5)) + 1) : integer(1);
    s->for_kind = static_cast<ForKind>(pick(3) ? 0 : pick(4));
    if (pick(4) == 0) s->annotations.set("n", attr(2));
    s->body = body_with(s->loop_var, depth);
    return s;
  }

  Stmt bind() {
    auto s = std::make_shared<BindNode>();
    s->value = integer(2);
    s->var = make_var(name(), DataType::Int(32));
    vars_.push_back(s->var);
    return s;
  }

  IterVar thread(Expr extent) {
    auto iv = std::make_shared<IterVarNode>();
    iv->var = make_var(name(), DataType::Int(32));
    iv->dom = {make_int(0), std::move(extent)};
    iv->type = IterType::ThreadIndex;
    iv->thread_tag = "threadIdx.x";
    return iv;
  }

  Stmt attribute(int depth) {
    auto s = std::make_shared<AttrStmtNode>();
    if (pick(2)) {
      const IterVar iv = pick(3) ? thread(make_int(8)) : thread_;  // one of them is launched again and again
      s->value = iv->dom.extent;
      s->node = Attr(Attr::Value(iv));
      s->attr_key = "thread_extent";
      s->body = body_with(iv->var, depth);
    } else {
      s->attr_key = "key";
      s->value = integer(1);
      s->body = body(depth);
    }
    return s;
  }

  Stmt allocation(int depth) {
    const Buffer b = buffer(DataType::Int(32), "local");
    auto decl = std::make_shared<DeclBufferNode>();
    decl->buffer = b;
    if (dialect_ == Dialect::Tirx) {
      ints_.push_back(b);
      if (pick(2)) return decl;
      auto plain = std::make_shared<BufferNode>(*b);
      plain->strides.clear();
      plain->elem_offset = nullptr;
      plain->offset_factor = 1;
      plain->data_alignment = 64;
      ints_.back() = plain;
      auto alloc = std::make_shared<AllocBufferNode>();
      alloc->buffer = plain;
      return alloc;
    }
    decl->body = body_with(b, depth);
    if (pick(3) == 0) return decl;  // its pointer is free
    auto s = std::make_shared<AllocateNode>();
    s->var = b->data;
    s->dtype = b->dtype;
    s->extents = pick(2) ? b->shape : Exprs{make_int(64)};
    s->body = decl;
    return s;
  }

  std::vector<BufferRegion> regions() {
    std::vector<BufferRegion> rs;
    for (size_t k = pick(3); k > 0; --k) {
      BufferRegion r{pick(2) ? ints_[pick(ints_.size())] : floats_[pick(floats_.size())], {}};
      for (size_t j = 0; j < r.buffer->shape.size(); ++j) {
        r.region.push_back({pick(2) ? make_int(0) : integer(1), make_int(static_cast<int64_t>(1 + pick(4)))});
      }
      rs.push_back(std::move(r));
    }
    return rs;
  }

  Stmt block(int depth) {
    auto b = std::make_shared<BlockNode>();
    auto s = std::make_shared<BlockRealizeNode>();
    const size_t vars = vars_.size(), ints = ints_.size();
    b->name = name();
    for (size_t k = pick(3); k > 0; --k) {
      auto iv = std::make_shared<IterVarNode>();
      iv->var = make_var(name(), DataType::Int(32));
      iv->dom = {make_int(static_cast<int64_t>(pick(2))), make_int(4)};
      iv->type = pick(2) ? IterType::DataPar : IterType::CommReduce;
      b->iter_vars.push_back(iv);
      s->iter_values.push_back(integer(pick(2) ? 0 : 2));
    }
    if (pick(3) == 0) s->predicate = make_binary(ExprKind::LT, vars_[0], integer(1));
    for (const IterVar& iv : b->iter_vars) vars_.push_back(iv->var);
    b->reads = regions();
    b->writes = regions();
    if (pick(3) == 0) b->annotations.set("k", attr(2));
    for (size_t k = pick(3); k > 0; --k) {
      b->alloc_buffers.push_back(buffer(DataType::Int(32), "shared"));
      ints_.push_back(b->alloc_buffers.back());
    }
    if (pick(3) == 0) b->init = store();
    b->body = body(depth);
    vars_.resize(vars);
    ints_.resize(ints);
    s->block = b;
    return s;
  }

  std::mt19937_64 random_;
  Dialect dialect_;
  std::vector<Var> vars_;
  std::vector<Buffer> ints_, floats_;
  Var free_;
  IterVar thread_;
  Exprs shared_;  // over free_, in several places of the function
};

/// Reads `text`; RC_FAIL if it cannot be.
Script read(const std::string& text) {
  const SourceFile file("random.py", text);
  Diagnostics diags;
  Script script = read_script(file, {}, diags);
  if (diags.has_errors()) RC_FAIL(render(diags, &file, false) + text);
  return script;
}

void expect_same(const IRModule& a, const IRModule& b, const std::string& text) {
  const std::string difference = first_difference(a, b, true);
  if (!difference.empty()) RC_FAIL(difference + "\n" + text);
}

/// Puts a let around some stores and uses its variable in them: new nodes among those that came from text.
class Rewriter : public Mutator {
 public:
  explicit Rewriter(uint64_t seed) : random_(seed) {}
  Stmt rewrite_stmt(const Stmt& s) override {
    const auto* store = as<BufferStoreNode>(s);
    if (!store || random_() % 3 != 0) return rewrite_children(s);
    auto fresh = std::make_shared<BufferStoreNode>(*store);
    auto let = std::make_shared<LetStmtNode>();
    let->var = make_var(random_() % 2 ? "a" : "a_1", DataType::Int(32));
    let->value = store->indices[0]->dtype.is_scalar() ? store->indices[0] : make_int(3);
    fresh->indices[0] = let->var;
    if (!store->value->dtype.is_scalar()) return s;
    let->body = fresh;
    return let;
  }

 private:
  std::mt19937_64 random_;
};

RC_GTEST_PROP(PrintedText, CanBeReadAndMeansTheSame, (uint64_t seed)) {
  const IRModule m = Generator(seed).module();
  const std::string text = print_script(m);
  const Script again = read(text);
  expect_same(m, again.module, text);
  RC_ASSERT(print_script(again.module, again.info) == text);
}

RC_GTEST_PROP(PrintedText, OfTirxCanBeReadAndMeansTheSame, (uint64_t seed)) {
  const IRModule m = Generator(seed, Dialect::Tirx).module();
  const std::string text = print_script(m);
  const Script again = read(text);
  expect_same(m, again.module, text);
  RC_ASSERT(print_script(again.module, again.info) == text);
}

RC_GTEST_PROP(PrintedText, OfARewrittenModuleMeansTheSame, (uint64_t seed)) {
  Script script = read(print_script(Generator(seed).module()));
  auto f = std::make_shared<PrimFuncNode>(*script.module.functions[0].second);
  f->body = Rewriter(seed).rewrite_stmt(f->body);
  script.module.functions[0].second = f;
  const std::string text = print_script(script.module, script.info);
  expect_same(script.module, read(text).module, text);
}

}  // namespace
}  // namespace tir2tt::tvm
