// The exact moment that the command line asks for: "--at 540ms" or "--event 12", and "--select 7".
// The window's "copy a link" writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gui/platform/branch_options.hpp"

namespace finwait {

// What is to be selected: a segment as --drop names it, or "id:57", a record of
// finwait run --format jsonl; with "beside:" before it, of the branch beside.
struct AskedSelection {
  std::string text;  // as it was written
  bool beside = false;
  std::optional<uint32_t> record;
  SegmentName segment;
};
std::optional<AskedSelection> parse_selection(std::string_view text);

struct Moment {
  std::optional<Time> at;
  std::optional<uint64_t> event;
  std::optional<AskedSelection> select;

  bool is_asked() const { return at || event || select; }
};

// There, paused. Without an instant what is selected has just happened. What is wrong comes back as
// one line.
std::optional<std::string> go_to_moment(Session& session, const Moment& moment);

}  // namespace finwait
