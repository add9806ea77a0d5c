// Endpoint: one TCP under test, whose peer and user are the test case.
//
// Segments are written in packetdrill's notation with relative numbers: both initial sequence
// numbers are 0. Every operation returns what the TCP sent, joined by " | " ("" for nothing):
//
//   Endpoint tcp;
//   CHECK(tcp.connect() == "S 0:0(0) <mss 1460>");
//   CHECK(tcp.arrives("S. 0:0(0) ack 1 win 1000") == ". 1:1(0) ack 1");
//   CHECK(tcp.state() == State::Established);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/tcp/operations.hpp"

namespace finwait {

class Endpoint {
 public:
  explicit Endpoint(ProfileName name = ProfileName::Rfc9293);

  // Before the connection opens; later changes count, too.
  Profile profile;
  Duration time_wait = seconds(240);
  SeqNum iss{100};
  SeqNum irs{300};
  bool auto_read = true;      // the user reads at once what is delivered
  bool show_window = false;   // " win N" in what is returned
  bool accept_queue_full = false;

  // The calls of 3.10.1 to 3.10.5.
  std::string listen();
  std::string connect();
  std::string send(uint32_t octets, bool urgent = false);
  std::string read(uint32_t octets);
  std::string shutdown();  // CLOSE of the sending direction
  std::string shut_read();  // shutdown(SHUT_RD)
  std::string close();
  std::string abort();
  std::string icmp(IcmpError error);
  std::string set_keepalive(bool on);
  std::string set_nodelay(bool on);
  std::string set_user_timeout(Duration timeout);

  // A segment of the peer's. In LISTEN a SYN makes this TCB the child of the listener.
  std::string arrives(std::string_view segment);
  std::string arrives(const Segment& seg);
  // Passes time; timers fire. What is returned has the time in seconds before each segment.
  std::string pass(Duration d);

  // Shortcuts. The peer's window is 1000 (its MSS is 536 as long as it does not say more).
  void establish(uint32_t window = 1000);
  void establish_passively(uint32_t window = 1000);

  State state() const { return tcb.state; }
  // Of the last operation: "T075 T079", "reset gone".
  std::string rules() const;
  std::string signals() const;
  // The state changes of the last operation: "FIN_WAIT_1 FIN_WAIT_2".
  std::string states() const;
  // The timers that run, with the time to go: "retransmission 1s, delayed_ack 0.2s".
  std::string timers() const;

  Tcb tcb;
  Time now;
  uint32_t delivered = 0;   // octets handed over in order, ever
  uint32_t discarded = 0;   // of these, thrown away unread
  const Outbox& outbox() const { return out_; }
  const std::vector<Segment>& sent() const { return sent_; }  // by the last operation

 private:
  Step step();
  std::string finish();
  std::string collect(bool with_time);
  std::string text(const Segment& seg) const;

  Outbox out_;
  std::vector<Segment> sent_;
  std::vector<Rule> rules_;
  std::vector<Note> notes_;
  uint32_t stamps_ = 0;
};

// The segment that the notation means, numbers counted from `iss` and `irs` of the TCP it goes to.
Segment peer_segment(std::string_view text, SeqNum iss, SeqNum irs);

// One TCP in each synchronized state, in the order of State; RCV.NXT is 1, or 2 after the peer's
// FIN, SND.NXT is 1, or 2 after ours.
std::vector<Endpoint> synchronized_tcps();
// An empty segment at RCV.NXT + offset, without its ACK: "R 11:11(0)".
std::string at_nxt(const Endpoint& tcp, std::string_view flags, int64_t offset);
// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> of this TCP.
std::string ack_of(const Endpoint& tcp);

}  // namespace finwait
