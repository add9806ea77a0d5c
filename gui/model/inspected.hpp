// Which of two branches side by side the selection is in: the inspectors show its TCBs, Why tells
// of it, keys act on it. Alone, it is always the one that is shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gui/model/session.hpp"

namespace finwait {

// A branch's run as far as the cursor has seen it, and what is chosen in it.
struct Inspected {
  const Run& run;
  size_t branch = 0;  // in Session::branches
  bool beside = false;
  Time now;  // behind the shown run's end it may be later than the cursor
  uint64_t step = 0;
  uint32_t record_limit = 0;
  std::optional<uint32_t> packet;  // selected
  std::optional<uint32_t> record;  // selected, if no packet is
  std::optional<uint32_t> hovered;  // there, or where its twin in the other run is
};

// Of a session with a run; the second, of one with a branch beside it.
Inspected shown_branch(const Session& session);
Inspected branch_beside(const Session& session);
// Of these two the one that the selection is in.
Inspected inspected(const Session& session);

// The record that set a socket's timer last, as the cursor knows it; 0 if none did.
uint32_t last_timer_set(const Inspected& in, uint32_t socket, Timer timer);

// The calls that a host can make in it at the cursor.
const std::vector<OfferedCall>& calls_of_inspected(const Session& session, uint8_t host);

// What selects something there.
Command select_in(const Inspected& in, std::optional<uint32_t> packet,
                  std::optional<uint32_t> record = {});
// A change of its past.
Command edit_in(const Inspected& in, command::PastEdit edit);
// What drops a segment, switches a call or a timer off; nothing where that would change nothing.
std::optional<Command> drop_in(const Inspected& in, uint32_t packet);
std::optional<Command> switch_off_in(const Inspected& in, uint32_t record);
// What drops or switches off a segment, a call or a timer; nothing where that changes nothing.
std::optional<Command> drop_in(const Inspected& in, uint32_t packet);
std::optional<Command> switch_off_in(const Inspected& in, uint32_t record);

}  // namespace finwait
