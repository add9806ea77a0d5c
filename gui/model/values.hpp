// Values: every number that an inspector shows of a connection, and what changed it last, so that
// each of them can be asked why it is what it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gui/model/phrases.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

// The TCB's by their names in RFC 9293 3.3.1; below them octets, as the rulers count them.
enum class Value : uint8_t {
  SndUna,
  SndNxt,
  SndWnd,
  Iss,
  RcvNxt,
  RcvWnd,
  Srtt,  // nanoseconds
  Rto,   // nanoseconds
  State,
  Acknowledged,
  InFlight,
  Unsent,
  FinSent,  // 1: queued, 2: sent, 3: acknowledged
  Read,
  Unread,
  Held,
  FinReceived,
  Discarded,
};
constexpr int kValues = 18;

// Of a connection at the world's instant; nullopt while it has none.
std::optional<int64_t> value_of(const World& world, const Trace& trace, uint32_t socket,
                                Value value);
// "SND.UNA", "in flight".
std::string value_name(const Phrases& phrases, Value value);
// "snd.una": for tests and scripts.
std::string_view value_key(Value value);
// "101", "1 s", "LAST_ACK"; a dash for none.
std::string value_text(Value value, std::optional<int64_t> number);

struct ValueChange {
  uint64_t step = 0;    // 0: none was found
  uint32_t record = 0;  // that tells of it: the arrival, the call, the timer, what was sent
  std::optional<int64_t> before;
  std::optional<int64_t> after;
};
// How many steps back a change is looked for.
constexpr uint64_t kFarthestChange = 200000;
// The last change at or before the simulation's cursor, which comes back to where it was.
ValueChange last_change(Simulation& simulation, uint32_t socket, Value value);

// A value that was asked why: what Why tells about the record that changed it.
struct AskedValue {
  uint8_t host = 0;
  Value value = Value::State;
  ValueChange change;
  uint64_t generation = 0;  // of the session's run
  size_t branch = 0;        // the value is of
};

}  // namespace finwait
