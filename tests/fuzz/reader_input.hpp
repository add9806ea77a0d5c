// What the fuzzers of packetdrill scripts, of captures and of outputs do with one input; the test
// suite does the same with their corpora.
#pragma once

#include <string>
#include <string_view>

namespace finwait {

// Reads the text as a packetdrill script and, if it is one, runs it; one that passes becomes a
// scenario, which is written and read again. Returns what went wrong; "" when all is well. Errors
// of the text are well, but must be one clear line each.
std::string try_packetdrill(std::string_view text);

// Reads the octets as a capture; everything that can be said about it is said, and its first
// connection becomes a scenario, which is written and read again.
std::string try_capture(std::string_view octets);

// Reads the text as a scenario, runs the first steps of it and writes them in every form; texts
// must be UTF-8 without control characters, and our own readers must read the capture and the
// scripts.
std::string try_outputs(std::string_view text);

}  // namespace finwait
