// Branches that the command line asks for: "--drop client:ACK:-1" opens the run without the
// client's last ACK, as the branch that a click on the segment would have made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gui/model/session.hpp"
#include "sim/base/result.hpp"

namespace finwait {

// A segment as the command line names it: "12" is the trace's packet 12; "FIN,ACK" is the first
// segment with exactly these flags, "FIN,ACK:2" the second, "client:ACK:-1" that host's last.
struct SegmentName {
  std::optional<uint32_t> packet;
  std::string host;  // "": either
  uint8_t flags = 0;
  int64_t nth = 1;  // from 1; negative: from the end
};
std::optional<SegmentName> parse_segment_name(std::string_view text);

// The segment of a run that it names. The message of an error stands for itself.
Result<uint32_t> find_segment(const Run& run, const SegmentName& name);

struct AskedEdit {
  std::string option;   // "--drop"
  std::string segment;  // as it was written
  SegmentName name;
  PacketEdit edit = PacketEdit::Drop;
};

// One branch for each edit, made from the branch before it; nothing plays. What is wrong comes back
// as one line.
std::optional<std::string> make_branches(Session& session, const std::vector<AskedEdit>& edits);

}  // namespace finwait
