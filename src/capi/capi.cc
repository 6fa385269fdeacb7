// The C API over the driver. A call is: read the options, do the work into a result, catch what is thrown.
#include <fmt/format.h>
#include <tir2tt/tir2tt.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>

#include "driver/attr_json.h"
#include "driver/input.h"
#include "driver/lists.h"
#include "driver/messages.h"
#include "driver/options.h"
#include "driver/plan.h"
#include "driver/run_passes.h"
#include "support/own_stack.h"

namespace {

constexpr size_t kParts = TIR2TT_MESSAGES + 1;

}  // namespace

struct tir2tt_result {
  tir2tt_status status = TIR2TT_DONE;
  std::array<std::optional<std::string>, kParts> texts;
};

namespace {

using namespace tir2tt;

// ---- options ----------------------------------------------------------------------------------------------------

struct Options {
  std::string file_name;
  std::vector<std::string> passes;
  driver::OptionNames names;
  uint32_t parts = 0;
  bool wants(tir2tt_part part) const { return parts == 0 || (parts >> part & 1u) != 0; }
};

/// The fields that both the caller's header and ours have, whole ones only; the others are zero, which is the default.
tir2tt_options known_fields(const tir2tt_options& given) {
  tir2tt_options known = {};
  const size_t bytes = std::min(given.struct_size, sizeof known);
  std::memcpy(&known, &given, bytes - bytes % alignof(tir2tt_options));
  return known;
}

std::string text_or(const char* text, const char* otherwise) { return text && *text ? text : otherwise; }

/// "a, b,c" -> a, b, c.
std::vector<std::string> split(const std::string& names) {
  std::vector<std::string> result;
  if (names.empty()) return result;
  for (size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
    end = names.find(',', begin);
    const std::string name = names.substr(begin, end == std::string::npos ? end : end - begin);
    const size_t first = name.find_first_not_of(' '), last = name.find_last_not_of(' ');
    result.push_back(first == std::string::npos ? "" : name.substr(first, last - first + 1));
  }
  return result;
}

Options read_options(const tir2tt_options* given, Diagnostics& diags) {
  tir2tt_options known = {};
  if (given != nullptr && given->struct_size < sizeof given->struct_size) {
    diags.add(DiagId::BadOption, {},
              fmt::format("`struct_size` of the options is {}; it says which fields there are", given->struct_size),
              "tir2tt_options options = {sizeof options};");
  } else if (given != nullptr) {
    known = known_fields(*given);
  }
  Options options;
  options.file_name = text_or(known.file_name, "<module>");
  options.passes = split(text_or(known.passes, ""));
  options.names.arch = text_or(known.arch, options.names.arch.c_str());
  options.names.cb_rule = text_or(known.cb_rule, options.names.cb_rule.c_str());
  options.names.l1_reserve = known.l1_reserve;
  options.parts = known.parts;
  return options;
}

// ---- a call -----------------------------------------------------------------------------------------------------

struct Call {
  Options options;
  tir2tt_result& result;
  Diagnostics diags;

  bool wants(tir2tt_part part) const { return options.wants(part); }
  void set(tir2tt_part part, std::string text) { result.texts[part] = std::move(text); }

  /// What is said in the end, about `input`.
  void finish(tir2tt_status if_errors, const driver::Input& input) {
    if (diags.has_errors()) result.status = if_errors;
    if (!wants(TIR2TT_DIAGNOSTICS) && !wants(TIR2TT_MESSAGES)) return;
    const driver::Messages messages = driver::locate(diags, input);
    if (wants(TIR2TT_DIAGNOSTICS)) set(TIR2TT_DIAGNOSTICS, driver::messages_json(messages));
    if (wants(TIR2TT_MESSAGES)) set(TIR2TT_MESSAGES, driver::messages_text(messages, false));
  }
};

driver::Input read_input(const char* text, size_t size, Call& call) {
  const std::string_view view = text != nullptr ? std::string_view(text, size) : std::string_view();
  if (!driver::is_text(view, call.options.file_name, call.diags)) return {};
  return driver::read_input({call.options.file_name, std::string(view)}, call.diags);
}

std::string changed_bodies(const tir::IRModule& before, const tir::IRModule& after) {
  return driver::json_line(driver::changed_bodies(before, after));
}

/// The texts of a module that passes are through with. An error while one is made leaves it out.
void set_modules(const tvm::ModuleFile& as_read, const tir::IRModule& now, Call& call) {
  if (call.wants(TIR2TT_MODULE)) call.set(TIR2TT_MODULE, tvm::print_module(as_read, now, call.diags));
  const auto* document = std::get_if<std::shared_ptr<const tvm::JsonDocument>>(&as_read.form);
  if (document != nullptr && call.wants(TIR2TT_ATTRIBUTES)) {
    call.set(TIR2TT_ATTRIBUTES, tvm::write_json_attributes({as_read.module, *document}, now, call.diags));
  }
  if (call.wants(TIR2TT_CHANGED_BODIES)) {
    call.set(TIR2TT_CHANGED_BODIES, changed_bodies(as_read.module, now));
  }
  if (call.diags.has_errors()) call.result.texts = {};
}

void opt(const char* text, size_t size, Call& call) {
  const auto options = driver::pass_options(call.options.names, call.diags);
  const driver::PassList passes = driver::find_passes(call.options.passes, call.diags);
  if (call.diags.has_errors()) return call.finish(TIR2TT_WRONG_USAGE, {});
  const driver::Input input = read_input(text, size, call);
  if (!input.is_read) return call.finish(TIR2TT_BAD_INPUT, input);
  const tir::IRModule now = driver::run_passes(input.module.module, passes, *options, call.diags);
  if (!call.diags.has_errors()) set_modules(input.module, now, call);
  call.finish(TIR2TT_BAD_INPUT, input);
}

void plan(const char* text, size_t size, Call& call) {
  const auto options = driver::pass_options(call.options.names, call.diags);
  if (call.diags.has_errors()) return call.finish(TIR2TT_WRONG_USAGE, {});
  const driver::Input input = read_input(text, size, call);
  if (!input.is_read) return call.finish(TIR2TT_BAD_INPUT, input);
  const tir::IRModule& module = input.module.module;
  const tir::IRModule prepared = driver::prepare(module, *options, call.diags);
  if (call.diags.has_errors()) return call.finish(TIR2TT_BAD_INPUT, input);
  std::string report = driver::plan_functions({module, prepared, *options}, call.diags).text;
  if (call.wants(TIR2TT_REPORT)) call.set(TIR2TT_REPORT, std::move(report));
  if (call.wants(TIR2TT_JSON)) call.set(TIR2TT_JSON, driver::plan_json(prepared, *options));
  call.finish(TIR2TT_BAD_INPUT, input);
}

// ---- the boundary -----------------------------------------------------------------------------------------------

/// Our own fault has no row in the table of diagnostics; in TIR2TT_DIAGNOSTICS it is T0000.
void set_internal_error(const std::string& what, tir2tt_result& result) {
  const std::string message =
      "internal error: " + what + "; this is a fault of tir2tt, please report it with the input";
  nlohmann::ordered_json diagnostic = {
      {"id", "T0000"}, {"name", "internal_error"}, {"severity", "error"}, {"message", message}};
  for (const char* key : {"hint", "function", "file", "line", "column", "end_line", "end_column", "source", "node"}) {
    diagnostic[key] = nullptr;
  }
  result = {TIR2TT_INTERNAL_ERROR, {}};
  result.texts[TIR2TT_DIAGNOSTICS] = driver::json_line(nlohmann::ordered_json::array({diagnostic}));
  result.texts[TIR2TT_MESSAGES] = message + "\n";
}

/// Does the work into a new result, on a stack that is large enough; nothing that is thrown leaves here.
template <class Work>
tir2tt_result* guarded(const Work& work) noexcept {
  try {
    auto result = std::make_unique<tir2tt_result>();
    try {
      on_own_stack([&] { work(*result); });
    } catch (const std::bad_alloc&) {
      set_internal_error("out of memory", *result);
    } catch (const std::exception& e) {
      set_internal_error(e.what(), *result);
    } catch (...) {
      set_internal_error("unknown exception", *result);
    }
    return result.release();
  } catch (...) {
    return nullptr;  // no memory even to say so
  }
}

template <class Work>
tir2tt_result* call_with(const tir2tt_options* given, const Work& work) noexcept {
  return guarded([&](tir2tt_result& result) {
    Diagnostics diags;
    const Options options = read_options(given, diags);
    Call call{options, result, std::move(diags)};
    if (call.diags.has_errors()) return call.finish(TIR2TT_WRONG_USAGE, {});
    work(call);
  });
}

}  // namespace

// ---- the functions of the header --------------------------------------------------------------------------------

uint32_t tir2tt_abi_version(void) { return TIR2TT_ABI_VERSION; }

const char* tir2tt_version(void) { return TIR2TT_VERSION; }

tir2tt_result* tir2tt_opt(const char* text, size_t size, const tir2tt_options* options) {
  return call_with(options, [&](Call& call) { opt(text, size, call); });
}

tir2tt_result* tir2tt_plan(const char* text, size_t size, const tir2tt_options* options) {
  return call_with(options, [&](Call& call) { plan(text, size, call); });
}

tir2tt_result* tir2tt_passes(void) {
  return guarded([](tir2tt_result& result) { result.texts[TIR2TT_JSON] = driver::passes_json(); });
}

tir2tt_result* tir2tt_archs(void) {
  return guarded([](tir2tt_result& result) { result.texts[TIR2TT_JSON] = driver::archs_json(); });
}

int tir2tt_result_status(const tir2tt_result* result) { return result ? result->status : TIR2TT_INTERNAL_ERROR; }

const char* tir2tt_result_text(const tir2tt_result* result, int part, size_t* size) {
  const auto index = static_cast<size_t>(part);  // a negative one becomes a large one
  const bool there = result != nullptr && index < kParts && result->texts[index].has_value();
  if (size != nullptr) *size = there ? result->texts[index]->size() : 0;
  return there ? result->texts[index]->c_str() : nullptr;
}

void tir2tt_result_free(tir2tt_result* result) { delete result; }
