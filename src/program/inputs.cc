#include "program/inputs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "codegen/tt/shape_names.h"
#include "data/npy.h"
#include "data/npy_header.h"
#include "data/random.h"
#include "device/compile/file_io.h"
#include "driver/options.h"
#include "run/tensor_pages.h"
#include "support/text.h"

namespace tir2tt::program {
namespace {

using codegen::ProgramSpec;
using codegen::ShapeVar;
using codegen::TensorSpec;

std::optional<int64_t> extent_of(const std::string& text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool ok = error == std::errc() && end == text.data() + text.size() && value >= 1;
  return ok && value <= std::numeric_limits<int32_t>::max() ? std::optional(value) : std::nullopt;
}

// ---- names that options give

/// Of a kernel: names of tensors, or of symbolic extents.
std::vector<std::string> names_in(const Kernel& kernel, bool extents) {
  std::vector<std::string> names;
  if (extents) {
    for (const ShapeVar& v : kernel.spec.shape_vars) names.push_back(v.name);
  } else {
    for (const TensorSpec& t : kernel.spec.tensors) names.push_back(t.tir_name);
  }
  return names;
}

void check_known(const std::vector<Kernel>& kernels, const std::vector<Assignment>& list, bool extents,
                 Diagnostics& diags) {
  std::vector<std::string> known;
  for (const Kernel& kernel : kernels) {
    for (const std::string& name : names_in(kernel, extents)) {
      known.push_back(kernels.size() > 1 ? kernel.name + "." + name : name);
    }
  }
  for (const Assignment& a : list) {
    const bool found = std::ranges::any_of(kernels, [&](const Kernel& kernel) {
      return std::ranges::any_of(names_in(kernel, extents), [&](const std::string& name) {
        return a.name == name || a.name == kernel.name + "." + name;
      });
    });
    if (found) continue;
    if (known.empty()) known.emplace_back("none");
    driver::add_unknown(DiagId::BadOption, extents ? "symbolic extent" : "tensor", a.name, known, "", diags);
  }
}

void check_outputs(const std::vector<Kernel>& kernels, const std::vector<Assignment>& out, Diagnostics& diags) {
  for (const Assignment& a : out) {
    const auto users = std::ranges::count_if(kernels, [&](const Kernel& kernel) {
      const std::vector<std::string> names = names_in(kernel, false);
      return std::ranges::find(names, a.name) != names.end();
    });
    if (users < 2) continue;
    diags.add(DiagId::BadOption, {}, fmt::format("{} functions have a tensor `{}`; one file holds one", users, a.name),
              fmt::format("name the function: --out {}.{}={}", kernels[0].name, a.name, a.value));
  }
}

// ---- arrays

class Maker {
 public:
  Maker(const Kernel& kernel, const RunWishes& wishes, Diagnostics& diags)
      : kernel_(kernel), spec_(kernel.spec), wishes_(wishes), diags_(diags), files_(spec_.tensors.size()) {}

  std::optional<std::vector<data::Array>> make() {
    const size_t before = diags_.error_count();
    for (size_t i = 0; i < files_.size(); ++i) read(i);
    if (diags_.error_count() == before) bind();
    if (diags_.error_count() == before) find_shapes();
    if (diags_.error_count() == before) check_size();
    if (diags_.error_count() != before) return std::nullopt;
    std::vector<data::Array> arrays;
    for (size_t i = 0; i < files_.size(); ++i) arrays.push_back(array(i));
    return diags_.error_count() == before ? std::optional(std::move(arrays)) : std::nullopt;
  }

 private:
  using Values = std::vector<std::pair<const tir::VarNode*, int64_t>>;

  void add(DiagId id, std::string message, std::string hint) {
    diags_.add({id, {}, std::move(message), std::move(hint), kernel_.name});
  }

  const Assignment* file_of(size_t i) const {
    return find_assignment(wishes_.in, kernel_.name, spec_.tensors[i].tir_name);
  }

  /// "`A` from a.npy".
  std::string subject(size_t i) const {
    return fmt::format("`{}` from {}", spec_.tensors[i].tir_name, printable(file_of(i)->value));
  }

  void read(size_t i) {
    const Assignment* file = file_of(i);
    if (file == nullptr) return;
    std::string bytes;
    if (const int error = device::read_file(file->value, bytes)) {
      return add(DiagId::BadNpy, fmt::format("{} cannot be read: {}", subject(i), device::error_text(error)),
                 "a file that numpy.save() wrote is needed");
    }
    std::variant<data::Array, data::NpyError> array = data::read_npy(bytes);
    if (auto* error = std::get_if<data::NpyError>(&array)) {
      return add(DiagId::BadNpy, fmt::format("{} cannot be read: {}", subject(i), error->text),
                 "a file that numpy.save() wrote is needed");
    }
    files_[i] = std::get<data::Array>(std::move(array));
  }

  // Symbolic extents: what files say goes first, and must agree with what is given.
  void bind() {
    std::vector<std::string> missing;
    for (const ShapeVar& v : spec_.shape_vars) {
      const std::optional<int64_t> value = value_of(v);
      if (!value) missing.push_back(v.name);
      values_.emplace_back(v.var.get(), value.value_or(1));
    }
    if (missing.empty()) return;
    std::string hint = "give";
    for (const std::string& name : missing) hint += fmt::format(" --shape {}=1024", name);
    const bool one = missing.size() == 1;
    add(DiagId::ShapeNotGiven,
        fmt::format("nobody says how long the symbolic extent{} {} {}", one ? "" : "s", fmt::join(missing, ", "),
                    one ? "is" : "are"),
        hint + ", or --in with files whose shapes say it");
  }

  std::optional<int64_t> value_of(const ShapeVar& v) const {
    for (size_t i = 0; i < files_.size(); ++i) {
      const tir::Exprs& shape = spec_.tensors[i].shape;
      if (!files_[i] || files_[i]->shape.size() != shape.size()) continue;
      const auto axis = std::ranges::find(shape, tir::Expr(v.var)) - shape.begin();
      if (axis < std::ssize(shape)) return files_[i]->shape[static_cast<size_t>(axis)];
    }
    const Assignment* given = find_assignment(wishes_.shape, kernel_.name, v.name);
    return given ? extent_of(given->value) : std::nullopt;
  }

  std::string kernel_shape(size_t i) const {
    std::vector<std::string> extents;
    for (const tir::Expr& e : spec_.tensors[i].shape) extents.push_back(codegen::shape_expression(spec_, e));
    return fmt::format("({})", fmt::join(extents, ", "));
  }

  /// ", with m = 64 and n = 32": empty where nothing is symbolic.
  std::string bindings() const {
    std::vector<std::string> texts;
    for (size_t i = 0; i < spec_.shape_vars.size(); ++i)
      texts.push_back(fmt::format("{} = {}", spec_.shape_vars[i].name, values_[i].second));
    return texts.empty() ? "" : fmt::format(", with {}", fmt::join(texts, ", "));
  }

  void find_shapes() {
    for (size_t i = 0; i < files_.size(); ++i) {
      std::vector<int64_t>& shape = shapes_.emplace_back();
      for (const tir::Expr& e : spec_.tensors[i].shape) {
        const std::optional<int64_t> extent = codegen::evaluate(e, values_);
        if (!extent || *extent < 0) {
          add(DiagId::ShapeNotGiven,
              fmt::format(
                  "the shape {} of `{}` is not known{}; only extents that stand alone in some shape can be given",
                  kernel_shape(i), spec_.tensors[i].tir_name, bindings()),
              "write each symbolic extent once as the extent of a tensor");
          return;
        }
        shape.push_back(*extent);
      }
      if (files_[i] && files_[i]->shape != shape) {
        add(DiagId::InputShapeMismatch,
            fmt::format("{} has the shape {}; the kernel's tensor has {}{}", subject(i),
                        data::shape_text(files_[i]->shape), kernel_shape(i), bindings()),
            "give an array of the kernel's shape");
      }
    }
    check_given();
  }

  /// A --shape that a file contradicts.
  void check_given() {
    for (size_t i = 0; i < spec_.shape_vars.size(); ++i) {
      const Assignment* given = find_assignment(wishes_.shape, kernel_.name, spec_.shape_vars[i].name);
      if (given == nullptr || extent_of(given->value) == values_[i].second) continue;
      add(DiagId::InputShapeMismatch,
          fmt::format("--shape {}={}; the files of --in say {}", given->name, given->value, values_[i].second),
          "leave --shape out: files say what they hold");
    }
  }

  void check_size() {
    double elements = 0;
    for (const std::vector<int64_t>& shape : shapes_) {
      double product = 1;
      for (const int64_t extent : shape) product *= static_cast<double>(extent);
      elements += product;
    }
    if (elements <= static_cast<double>(kMostElements)) return;
    add(DiagId::CannotInterpret,
        fmt::format("the tensors have {:.0f} million elements; {:.0f} million are run at most", elements / 1e6,
                    static_cast<double>(kMostElements) / 1e6),
        "run the kernel with smaller shapes");
  }

  data::Array array(size_t i) {
    const TensorSpec& t = spec_.tensors[i];
    const std::optional<tir::DataType> dtype = tir::parse_dtype(t.dtype);
    TIR2TT_CHECK(dtype, "a tensor of an unknown dtype");
    if (!files_[i]) {
      if (t.written && !t.read) return data::make_array(*dtype, shapes_[i]);
      return data::random_array(*dtype, shapes_[i], wishes_.seed, i);
    }
    if (const std::string why = data::convert(*files_[i], *dtype); !why.empty()) {
      add(DiagId::BadNpy, fmt::format("{} cannot be a tensor of {}: {}", subject(i), t.dtype, why),
          "give an array of the kernel's dtype");
    }
    warn_of_not_finite(i);
    check_held(i);
    return std::move(*files_[i]);
  }

  /// Compute takes integers as floats, which count to some number only.
  void check_held(size_t i) {
    const int64_t place = run::first_inexact(spec_.tensors[i], *files_[i]);
    if (place < 0) return;
    add(DiagId::BadNpy,
        fmt::format("{} has {:.0f} at [{}]; the kernel takes its integers as {}, which does not count that far",
                    subject(i), files_[i]->values[static_cast<size_t>(place)],
                    fmt::join(run::index_of(files_[i]->shape, place), ", "),
                    target::format_info(spec_.tensors[i].format).name),
        "give smaller numbers");
  }

  void warn_of_not_finite(size_t i) {
    const data::Array& array = *files_[i];
    const auto not_finite = [](double value) { return !std::isfinite(value); };
    const auto count = std::ranges::count_if(array.values, not_finite);
    if (count == 0) return;
    const auto place = std::ranges::find_if(array.values, not_finite) - array.values.begin();
    const std::vector<int64_t> index = run::index_of(array.shape, place);
    add(DiagId::InputNotFinite,
        fmt::format("{} has {} value{} that {} NaN or infinite as {}, the first at [{}]", subject(i),
                    with_thousands(count), count == 1 ? "" : "s", count == 1 ? "is" : "are", spec_.tensors[i].dtype,
                    fmt::join(index, ", ")),
        "what comes out of them says little about the kernel");
  }

  const Kernel& kernel_;
  const ProgramSpec& spec_;
  const RunWishes& wishes_;
  Diagnostics& diags_;
  std::vector<std::optional<data::Array>> files_;  // per tensor, where there is one
  Values values_;                                  // per symbolic extent
  std::vector<std::vector<int64_t>> shapes_;       // per tensor
};

}  // namespace

void check_names(const std::vector<Kernel>& kernels, const RunWishes& wishes, Diagnostics& diags) {
  check_known(kernels, wishes.in, false, diags);
  check_known(kernels, wishes.out, false, diags);
  check_known(kernels, wishes.shape, true, diags);
  check_outputs(kernels, wishes.out, diags);
  for (const Assignment& a : wishes.shape) {
    if (extent_of(a.value)) continue;
    diags.add(DiagId::BadOption, {},
              fmt::format("`--shape {}={}`; an extent is a number from 1 to {}", a.name, a.value,
                          with_thousands(std::numeric_limits<int32_t>::max())));
  }
}

std::optional<std::vector<data::Array>> make_inputs(const Kernel& kernel, const RunWishes& wishes, Diagnostics& diags) {
  return Maker(kernel, wishes, diags).make();
}

}  // namespace tir2tt::program
