// The words that reports use beside the terms of TCP, in every language. State names, flags, calls
// and error names are never translated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/base/time.hpp"
#include "sim/run/scenario.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

enum class Word : uint8_t {
  Idle,  // "{} idle"
  Retransmission,
  Duplicate,
  Forged,
  Lost,     // by chance
  Fault,    // dropped by a fault rule
  Expired,  // older than MSL
  QueueFull,
  BadChecksum,
  NoHost,
  Unplugged,
  Ignored,  // "ignored ({})", a rule
  After,    // "→ 0 after {}"
  Crash,
  Reboot,
  PowerOff,
  Cut,
  Heal,
  TimeWaitOver,
  TimeWaitAgain,
  FinWait2Over,
  RetransmissionTimer,
  PersistTimer,
  KeepaliveTimer,
  DelayedAckTimer,
  UserTimer,
  OverrideTimer,
  LingerTimer,
  Discarded,  // "{} bytes discarded"
  Blocked,    // "still waiting:"
  OneWay,     // "{} one way"
  Seed,
  Holds,    // "every expectation holds"
  Holding,  // "{} of {} expectations hold"
  NotChecked,
  Expected,
  Found,
  Quiet,  // why the run ended, "... at {}"
  Until,
  Limit,
  Running,
  Segments,   // "{} segments"
  LostCount,  // "{} lost"
  Bytes,      // "{}: {} bytes written"
  Read,
  Unread,
  Unsent,
  InFlight,
  Held,
  DiscardedCount,
  Foreign,
  Written,      // "{} written"
  Pending,      // a call that has not returned
  None,         // no RST
  AtTime,       // "{} at {}": a host, an instant
  AndMore,      // RSTs
  StaysIn,      // "never: {} stays in {}"
  AllSockets,   // "{}, all sockets": of a host
  NothingSent,  // in the matrix of closing: segments
  PeerWaits,    // and what the peer does, and the situations and ways of closing
  PeerHasClosed,
  BytesThen,  // "{} bytes, then {}"
  PeerSays,   // "peer: {}"
  NothingPending,
  UnreadData,
  UnsentData,
  PeerClosed,
  PeerDead,
  LingerNone,
  LingerSome,
  LingerNonBlocking,
  Doubt,        // what the mark "?" says
  AtEnd,        // "at the end"
  GroupStates,  // of a comparison: its groups and rows
  GroupSegments,
  GroupCalls,
  GroupBytes,
  GroupEnd,
  RowSent,
  RowFirstDiffers,
  RowFirstReset,
  RowAllClosed,
  RowRunEnds,
  OneSystem,
  NoRowDiffers,
  RowsDiffer,
  HeadWritten,  // of the table of bytes: its columns
  HeadUnsent,
  HeadInFlight,
  HeadHeld,
  HeadUnread,
  HeadRead,
  HeadDiscarded,
  HeadForeign,
  ByteLost,  // what became of lost bytes: "1 byte discarded, 0:1"
  BytesLost,
  KilledBy,
  RuleHead,
  WriterTold,
  NeverTold,
  ToldBy,   // "recv() of client → ECONNRESET at 2 s"
  CauseOf,  // causes: what, a host, an instant
  CauseReached,
  CauseLastCopy,  // a segment, its fate, an instant
  CauseTimer,
  CauseSent,
  ForeignRead,
  NoByte,
  EmptyDirection,
  EmptyDirections,
  KnownRfc,  // how a rule is known of a system
  KnownMeasured,
  KnownDocumented,
  KnownUnverified,
  FieldClause,  // of a rule
  FieldWhen,
  FieldDone,
  FieldKnown,
  FieldTested,
  NotModelled,
  NoTest,
  MatrixTitle,
};
constexpr int kWords = static_cast<int>(Word::MatrixTitle) + 1;

// "en", "zh-Hans", "zh-Hant".
std::string_view language_tag(Language language);

std::string_view word(Word w, Language language);

// The word with each "{}" replaced in turn.
std::string word(Word w, Language language, std::string_view first, std::string_view second = {},
                 std::string_view third = {}, std::string_view fourth = {});

// "measured": how a rule is known.
std::string_view evidence_word(Evidence evidence, Language language);

// "quiet at {}".
Word ending_word(EndReason reason);

// For people: "80 ms", "59.178 s", "250 us"; exact to the microsecond.
std::string people_duration(Duration d);

}  // namespace finwait
