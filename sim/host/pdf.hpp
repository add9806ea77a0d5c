// PDF: made of an SVG picture by rsvg-convert, where the machine has it.
#pragma once

#include <optional>
#include <string>

#include "sim/base/result.hpp"

namespace finwait {

// What this machine lacks for it; nullopt: nothing.
std::optional<Error> pdf_problem(const std::string& target);
// The octets of the file `target`, the same each time; works in files beside it, which go again.
Result<std::string> pdf_octets(const std::string& target, const std::string& svg);

}  // namespace finwait
