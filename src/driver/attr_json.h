// Attribute values as JSON, for the metadata of plans and whoever reads it without TVM.
// Tested by tests/driver/attr_json_test.cc.
#pragma once

#include <nlohmann/json.hpp>

#include "tir/attr.h"

namespace tir2tt::driver {

/// Numbers, truth values, strings, arrays and dicts (keys sorted bytewise, as TVM prints them) become what they are in
/// JSON; anything else becomes a string that a person recognises.
nlohmann::ordered_json to_json(const tir::Attr& attr);

/// Indented text with a final newline; broken UTF-8 is replaced.
std::string json_text(const nlohmann::ordered_json& json);
/// The same on one line, without a newline.
std::string json_line(const nlohmann::ordered_json& json);

}  // namespace tir2tt::driver
