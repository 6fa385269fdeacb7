// Attribute values as JSON, for `plan --json` and whoever reads metadata without TVM.
// Tested by tests/cli/attr_json_test.cc.
#pragma once

#include <nlohmann/json.hpp>

#include "tir/attr.h"

namespace tir2tt::cli {

/// Numbers, truth values, strings, arrays and dicts (keys sorted bytewise, as TVM prints them) become what they are in
/// JSON; anything else becomes a string that a person recognises.
nlohmann::ordered_json to_json(const tir::Attr& attr);

/// Indented text with a final newline; broken UTF-8 is replaced.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace tir2tt::cli
