#pragma once
#include "mutation/operators.h"
#include "mutation/subject.h"
namespace tir2tt::mutation {
enum class Reason { None };
inline Reason reason_of(const Subject&, const Mutant&) { return Reason::None; }
}
