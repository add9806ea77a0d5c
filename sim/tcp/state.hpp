// The eleven states of RFC 9293 section 3.3.2 and the legal changes between them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace finwait {

enum class State : uint8_t {
  Closed,
  Listen,
  SynSent,
  SynReceived,
  Established,
  FinWait1,
  FinWait2,
  CloseWait,
  Closing,
  LastAck,
  TimeWait,
};
constexpr int kStates = 11;

// As shown to people and read in scenario files: "FIN_WAIT_1".
std::string_view state_name(State state);
std::optional<State> parse_state(std::string_view name);

// ESTABLISHED and everything after it (RFC 9293 section 3.5.2, group 3).
constexpr bool synchronized(State s) { return s >= State::Established; }

// A set of states: bit i stands for state i.
template <class... States>
constexpr unsigned state_set(States... of) {
  return (0u | ... | (1u << static_cast<unsigned>(of)));
}
constexpr bool is_one_of(State s, unsigned set) {
  return (set >> static_cast<unsigned>(s) & 1) != 0;
}

// One legal change. `event` and `action` label the edge of the diagram (RFC 9293 Figure 5).
struct Transition {
  State from;
  State to;
  std::string_view event;
  std::string_view action;
};

// Every legal change, in the order of Figure 5; changes that the figure does not draw have an
// empty event. Serves set_state's assertion, the diagram and the DOT export.
constexpr std::array<Transition, 30> kTransitions = {{
    {State::Closed, State::Listen, "listen", ""},
    {State::Closed, State::SynSent, "connect", "SYN"},
    {State::Listen, State::SynReceived, "rcv SYN", "SYN,ACK"},
    {State::Listen, State::SynSent, "send", "SYN"},
    {State::Listen, State::Closed, "close", ""},
    {State::SynSent, State::SynReceived, "rcv SYN", "SYN,ACK"},
    {State::SynSent, State::Established, "rcv SYN,ACK", "ACK"},
    {State::SynSent, State::Closed, "close", ""},
    {State::SynReceived, State::Established, "rcv ACK of SYN", ""},
    {State::SynReceived, State::FinWait1, "close", "FIN"},
    {State::SynReceived, State::Listen, "rcv RST", ""},
    {State::SynReceived, State::Closed, "", ""},
    {State::SynReceived, State::CloseWait, "", ""},
    {State::Established, State::FinWait1, "close", "FIN"},
    {State::Established, State::CloseWait, "rcv FIN", "ACK"},
    {State::Established, State::Closed, "", ""},
    {State::FinWait1, State::FinWait2, "rcv ACK of FIN", ""},
    {State::FinWait1, State::Closing, "rcv FIN", "ACK"},
    {State::FinWait1, State::TimeWait, "", ""},
    {State::FinWait1, State::Closed, "", ""},
    {State::FinWait2, State::TimeWait, "rcv FIN", "ACK"},
    {State::FinWait2, State::Closed, "", ""},
    {State::CloseWait, State::LastAck, "close", "FIN"},
    {State::CloseWait, State::Closed, "", ""},
    {State::Closing, State::TimeWait, "rcv ACK of FIN", ""},
    {State::Closing, State::Closed, "", ""},
    {State::LastAck, State::Closed, "rcv ACK of FIN", ""},
    {State::TimeWait, State::Closed, "2MSL", ""},
    {State::TimeWait, State::SynReceived, "", ""},
    {State::SynReceived, State::TimeWait, "", ""},
}};

// kTransitions as one bit per change, by the state that is left.
constexpr std::array<uint16_t, kStates> kNextStates = [] {
  std::array<uint16_t, kStates> next{};
  for (const Transition& t : kTransitions) {
    uint16_t& bits = next[static_cast<size_t>(t.from)];
    bits = static_cast<uint16_t>(bits | 1u << static_cast<unsigned>(t.to));
  }
  return next;
}();

constexpr bool legal_transition(State from, State to) {
  return (kNextStates[static_cast<size_t>(from)] >> static_cast<unsigned>(to) & 1) != 0;
}

}  // namespace finwait
