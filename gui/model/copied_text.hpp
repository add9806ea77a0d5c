// What goes to the clipboard: a segment as a line, the ladder, the report.
#pragma once

#include <string>

#include "gui/model/session.hpp"

namespace finwait {

struct CopiedText {
  std::string text;
  std::string summary;  // for the notice
};

// Of a session with a run. Selected: the selected segment, or the ladder when none is.
CopiedText copied_text(const Session& session, CopyWhat what);

// "0.540 client > server ACK 20 ack 102 <...>, lost (fault)": a segment in one line.
std::string segment_line(const Session& session, uint32_t packet);

}  // namespace finwait
