// What goes to the clipboard: a segment as a line, the ladder, the report.
#pragma once

#include <string>

#include "gui/model/session.hpp"

namespace finwait {

struct CopiedText {
  std::string text;
  std::string summary;  // for the notice
};

// Of a session with a run, in the branch that is inspected. Selected: what is selected, in a line,
// or the ladder when nothing is.
CopiedText copied_text(const Session& session, CopyWhat what);

// "0.540 client > server ACK 20 ack 102 <...>, lost (fault)": a segment in one line.
std::string segment_line(const Phrases& phrases, const Run& run, uint32_t packet);
// "0.500 server close() -> 0 (A12, RFC 9293 3.10.4)": a call with its result, a timer, a state, by
// what rule.
std::string record_line(const Phrases& phrases, const Run& run, uint32_t record);

}  // namespace finwait
