// What the scenario fuzzer does with one input; the test suite does the same with its corpus.
#pragma once

#include <string>
#include <string_view>

namespace finwait {

// Reads the text as a scenario file; a first line "#set PATH=VALUE" is an override as well. What
// reads is written, read again and written again, and its world runs for some steps. Returns what
// went wrong; "" when all is well. Errors of the text are well, but must be one clear line each.
std::string try_scenario(std::string_view text);

}  // namespace finwait
