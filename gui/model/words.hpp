// Every word that the window shows, in one table, and numbers and times as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/base/time.hpp"
#include "sim/run/scenario.hpp"

namespace finwait {

enum class Word : uint8_t {
  StateDiagram,
  Figure5,
  PacketTimeline,
  TimelineHint,
  Why,
  Event,
  Of,
  Left,
  Restarted,
  Timers,
  NoTimers,
  SendSpace,
  ReceiveSpace,
  SocketCalls,
  NoCalls,
  NoConnection,
  Acknowledged,
  InFlight,
  Unsent,
  Unread,
  Read,
  Held,
  FinSent,
  FinAcknowledged,
  FinReceived,
  Delay,
  Jitter,
  Loss,
  Duplicate,
  Reorder,
  Msl,
  Seed,
  Now,
  Idle,
  Retransmission,
  Forged,
  DuplicateCopy,
  LostHere,
  SimRealTime,
  AxisCompressed,
  AxisLinear,
  AxisPerEvent,
  TimeAxis,
  ThemeDark,
  ThemeLight,
  Keys,
  Scenario,
  Start,
  AtStart,
  Nothing,
  Closed,
  WaitingForClose,
  KeysTitle,
  KeyPlay,
  KeyStep,
  KeyEnds,
  KeyAxis,
  KeyFit,
  KeyTheme,
  KeyHelp,
  KeyZoom,
  KeyPan,
  KeyEscape,
  KeyDrop,
  Dismiss,
  FindScenario,
  KeyQuit,
  Count,
};
std::string_view word(Word word, Language language = Language::En);

// "540 ms", "0.42 ms", "60.780 s", "4 min 2 s": for people, three or four digits.
std::string time_text(Duration d);
// An instant on an axis, without needless zeros: "975 ms", "1.1 s".
std::string instant_text(Time t);
// With a fixed number of digits after the point: fixed_text(59.98, 2) is "59.98".
std::string fixed_text(double value, int digits);
// "1 234 567".
std::string grouped_text(uint64_t value);
// "1 : 20", "1 : 1", "8 : 1": simulated to real time.
std::string speed_text(double speed);

}  // namespace finwait
