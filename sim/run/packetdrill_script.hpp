// A packetdrill script as data: what it says, not what it does. The language is that of Google's
// packetdrill: a time, then a segment, a call, a shell command or a piece of Python.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/result.hpp"
#include "sim/base/time.hpp"
#include "sim/wire/notation.hpp"
#include "sim/world/script.hpp"

namespace finwait {

// When something happens: "0.1", "+.1", "*", "1~2", "+1~+2".
struct DrillTime {
  enum class Kind : uint8_t { Absolute, Relative, Any, AbsoluteRange, RelativeRange };
  Kind kind = Kind::Absolute;
  Duration at;
  Duration end;  // of a range

  bool relative() const { return kind == Kind::Relative || kind == Kind::RelativeRange; }
  bool ranged() const { return kind == Kind::AbsoluteRange || kind == Kind::RelativeRange; }
};

// One TCP option in the order in which it stands on the wire.
struct DrillOption {
  enum class Kind : uint8_t { Eol, Nop, Mss, Scale, SackPermitted, Sack, Timestamps };
  Kind kind = Kind::Nop;
  uint32_t value = 0;                                      // MSS, shift count, TSval
  uint32_t echo = 0;                                       // TSecr
  bool any = false;                                        // "TS val ... ecr 0": any TSval
  std::vector<std::pair<uint32_t, uint32_t>> blocks = {};  // Sack

  bool operator==(const DrillOption&) const = default;
};

struct DrillPacket {
  bool inbound = false;
  uint16_t source_port = 0;  // 0: not written
  uint16_t destination_port = 0;
  WrittenSegment segment;  // the numbers as written; `options` is not used
  bool any_seq = false;  // "S. ...(0)": whatever the ISN is
  std::vector<DrillOption> options;
  std::string text;  // as written, without the time
};

// "< icmp unreachable host_unreachable [0:0(0)]", "< [0:0(0)] icmp ...": about what was sent with
// this number.
struct DrillIcmp {
  std::optional<IcmpKind> kind;  // none: TCP makes nothing of it
  std::optional<IcmpKind> bsd;   // the same on FreeBSD
  uint32_t quoted = 0;
  uint32_t mtu = 0;  // 0: not written
  std::string text;
};

// An argument or a result.
struct DrillValue {
  enum class Kind : uint8_t {
    Any,  // ...
    Number,
    Word,    // a constant's name
    Text,    // a string
    Or,      // items joined by |
    List,    // [items]
    Struct,  // {items}, or {name = item, ...}
    Call,    // text(items), such as htons(80)
  };
  Kind kind = Kind::Any;
  int64_t number = 0;
  std::string text;
  std::vector<DrillValue> items;
  std::vector<std::string> names;  // of a Struct's items; "" where there is none

  const DrillValue* field(std::string_view name) const;
};

struct DrillCall {
  std::string name;
  std::vector<DrillValue> arguments;
  bool blocking = false;  // "+0...0.2 connect(...)"
  Duration end;           // when it must have returned; relative as its time is
  DrillValue result;
  std::string error;  // "EPIPE"; "" for none
};

struct DrillEvent {
  enum class Kind : uint8_t { Packet, Icmp, Call, Command, Code };
  Kind kind = Kind::Packet;
  int line = 0;
  DrillTime time;
  DrillPacket packet;
  DrillIcmp icmp;
  DrillCall call;
  std::string text;  // of a command or of code
  // "FreeBSD": only for that system (#ifdef); "!FreeBSD": only for others. "": for all.
  std::string system;
};

// Something that a run leaves out.
struct DrillNote {
  int line = 0;
  std::string what;
};

struct DrillScript {
  struct Flag {
    std::string name;  // "tolerance_usecs"
    std::string value;
    int line = 0;
  };
  std::string file;
  std::vector<Flag> flags;
  std::vector<DrillEvent> setup;  // commands without a time before the first event
  std::vector<DrillEvent> events;
  std::vector<DrillNote> unsupported;  // what the reader understood and cannot be simulated
};

// Reads a script. Errors name line and column and what was expected. What belongs to the language
// but not to this laboratory (UDP, ECN, SACK blocks, Fast Open, ...) is listed in `unsupported`.
Result<DrillScript> read_packetdrill(std::string_view text, std::string name);

// The number that a word stands for: AF_INET, O_NONBLOCK, POLLIN, SHUT_RD, ... as on Linux.
std::optional<int64_t> drill_constant(std::string_view name);
// The number of a Number, a Word that is a constant, or an Or of those.
std::optional<int64_t> drill_number(const DrillValue& value);
// As it would be written.
std::string drill_text(const DrillValue& value);

}  // namespace finwait
