// Diagnostics for people and for programs. What is said about a module that came as JSON is shown in its TVMScript,
// with the node of the JSON. Tested by tests/driver/messages_test.cc.
#pragma once

#include <memory>
#include <string>

#include "driver/input.h"
#include "support/diagnostic.h"

namespace tir2tt::driver {

struct Messages {
  Diagnostics diags;
  std::shared_ptr<const SourceFile> file;  // what the places are in; null when there is no text
};

Messages locate(const Diagnostics& diags, const Input& input);

std::string messages_text(const Messages& messages, bool color);
/// The array that include/tir2tt/tir2tt.h describes (TIR2TT_DIAGNOSTICS).
std::string messages_json(const Messages& messages);

}  // namespace tir2tt::driver
