// What the ladder must know about a trace before it draws the first row: where each copy ended,
// what each call returned, which names are needed to tell things apart.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/world/trace.hpp"

namespace finwait {

class LadderIndex {
 public:
  LadderIndex(const Script& script, const Trace& trace);

  // The record in which the original of a packet ended (Arrived, Dropped); 0: still on the wire.
  uint32_t end_of(uint32_t packet) const { return ends_[packet]; }
  // The result of a call; 0: none.
  uint32_t result_of(uint32_t call_id) const { return results_[call_id - 1]; }
  // A call and its result are one text when nothing was waited for.
  bool returned_at_once(uint32_t call_id) const;

  // Whether a record has a text or an arrow of its own.
  bool is_shown(uint32_t id) const;
  // Whether an arrow must be drawn in two parts.
  bool crosses(uint32_t packet) const;
  // Whether an arrived SYN, FIN or RST changed nothing and drew no answer.
  bool is_ignored(uint32_t arrived) const;

  // "conn#2 " where a host has several sockets, else "".
  std::string socket_tag(uint32_t socket) const;
  // ":5000" (or an address) where there are several connections, else "".
  std::string arrow_tag(const Packet& packet) const;

 private:
  bool concerns(const Record& record, const Packet& packet) const;
  bool is_stranger(Address a) const;

  const Script& script_;
  const Trace& trace_;
  std::vector<uint32_t> ends_;
  std::vector<uint32_t> results_;
  std::array<bool, 2> several_{};
  bool several_tuples_ = false;
};

}  // namespace finwait
