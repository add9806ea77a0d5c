// What `finwait capture` says: the list of connections, one connection as a ladder, and both as
// JSON Lines.
#pragma once

#include <cstdint>
#include <string>

#include "sim/report/ladder.hpp"
#include "sim/run/capture_table.hpp"

namespace finwait {

// One line per connection: ends, times, octets, round trip, retransmissions, the last states, and
// the first step that RFC 9293 does not allow. A last line counts frames. `page`: only those from
// `first` (from 0) on, at most `most`; the rest is counted.
struct CapturePage {
  size_t first = 0;
  size_t most = SIZE_MAX;
};
std::string capture_list(const CaptureTable& table, CapturePage page = {});

// Each connection as one JSON object a line ("kind": "connection").
std::string capture_jsonl(const CaptureTable& table);

// One connection: ends, states over time, calls, the ladder. Only of a story kept in detail.
std::string capture_ladder(const CaptureStory& story, const LadderOptions& options);

// The same as JSON Lines: "connection", then "call", "sent", "state" and "fault" in their order.
std::string capture_story_jsonl(const CaptureStory& story);

}  // namespace finwait
