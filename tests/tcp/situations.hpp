// The fourteen situations in which a single segment meets a TCP, and what it does there. Each is
// reached in a World by calls and forged segments, as a program and a peer would.
//
// ISS=100, IRS=300, RCV.WND=1000, MAX.SND.WND=1000, nothing else outstanding, no options.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sim/tcp/profile.hpp"
#include "sim/tcp/rule.hpp"
#include "sim/tcp/state.hpp"
#include "sim/wire/segment.hpp"

namespace finwait {

// The names of tests/data/vectors.json.
constexpr std::array<std::string_view, 14> kSituations = {"CLOSED",
                                                          "LISTEN",
                                                          "SYN_SENT",
                                                          "SYN_RECEIVED/passive",
                                                          "SYN_RECEIVED/active",
                                                          "ESTABLISHED",
                                                          "FIN_WAIT_1",
                                                          "FIN_WAIT_1/closed",
                                                          "FIN_WAIT_2",
                                                          "FIN_WAIT_2/closed",
                                                          "CLOSE_WAIT",
                                                          "CLOSING",
                                                          "LAST_ACK",
                                                          "TIME_WAIT"};

// The variables that the columns of the table of vectors are written in.
struct SequenceVariables {
  uint32_t una = 101;
  uint32_t snd_nxt = 101;
  uint32_t rcv_nxt = 301;
  uint32_t wnd = 1000;
};
SequenceVariables numbers_in(std::string_view situation);

// What one segment did.
struct SegmentAnswer {
  std::vector<Segment> answers;
  State before = State::Closed;
  State after = State::Closed;
  std::vector<Rule> rules;
  bool time_wait_started = false;  // the 2MSL timer was set or set again

  // "R 100, S 100 > SYN_SENT [T053 T156]".
  std::string text() const;
};

// "A 101 ack 301", "PA 101 ack 301 (10)": flags, SEQ, ACK, octets of text.
std::string answer_text(const Segment& seg);
// The letters of vectors.json (S F R P A) as control bits.
uint8_t letters_to_ctl(std::string_view letters);

// Brings a TCP into the situation and lets the segment arrive; segments within 60 ms are its
// answer, so that a delayed acknowledgment counts and a retransmission does not.
SegmentAnswer segment_in(std::string_view situation, const Segment& seg, const Profile& profile);

// The profile with the settings that all vectors share.
Profile vector_profile(ProfileName name);

}  // namespace finwait
