// Every state, all 64 sets of flags, SEQ and ACK on, inside and outside every edge, with and
// without text, window open and closed: what must hold whatever arrives (facts A.13).
#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "sim/base/text.hpp"
#include "sim/tcp/operations.hpp"
#include "tests/tcp/fixture.hpp"
#include "tests/tcp/situations.hpp"

using namespace finwait;

namespace {

constexpr uint32_t kWindow = 1000;

// A TCP to which the segments are sent.
struct Base {
  std::string name;
  Endpoint tcp;
};

struct Variant {
  ProfileName profile = ProfileName::Rfc9293;
  bool passive = false;
  bool window_closed = false;  // the user does not read, and the peer has filled the buffer
  bool in_flight = false;      // 20 octets of ours are out
  bool rfc5961 = true;
};

Endpoint fresh(const Variant& v) {
  Endpoint tcp(v.profile);
  tcp.profile.receive_buffer = kWindow;
  tcp.profile.delayed_ack = {};
  tcp.profile.rfc5961 = v.rfc5961;
  tcp.auto_read = !v.window_closed;
  return tcp;
}

Endpoint established(const Variant& v) {
  Endpoint tcp = fresh(v);
  if (v.passive)
    tcp.establish_passively();
  else
    tcp.establish();
  if (v.window_closed)
    for (int i = 0; i < 2; ++i)
      tcp.arrives("P. " + std::string(i ? "501:1001(500)" : "1:501(500)") + " ack 1");
  REQUIRE(tcp.tcb.rcv.wnd == (v.window_closed ? 0 : kWindow));
  if (v.in_flight) {
    tcp.set_nodelay(true);
    tcp.send(10);
    tcp.send(10);
  }
  tcp.now = tcp.now + milliseconds(50);
  return tcp;
}

// The peer's FIN, which comes before the window is full.
void fin_arrives(Endpoint& tcp) {
  const int64_t at = distance(tcp.irs, tcp.tcb.rcv.nxt);
  const int64_t ack = distance(tcp.iss, tcp.tcb.snd.una);
  tcp.arrives("F. " + std::to_string(at) + ":" + std::to_string(at) + "(0) ack " +
              std::to_string(ack));
}

void all_acknowledged(Endpoint& tcp) {
  const std::string at = std::to_string(distance(tcp.irs, tcp.tcb.rcv.nxt));
  tcp.arrives(". " + at + ":" + at + "(0) ack " +
              std::to_string(distance(tcp.iss, tcp.tcb.snd.nxt)));
}

using Maker = std::function<Endpoint(const Variant&)>;
struct StateMaker {
  std::string_view name;
  State state;
  Maker make;
  int variants = 8;  // how many sets of the bits passive, window_closed, in_flight matter
};

Endpoint in_listen(const Variant& v) {
  Endpoint tcp = fresh(v);
  tcp.listen();
  return tcp;
}

Endpoint in_syn_sent(const Variant& v) {
  Endpoint tcp = fresh(v);
  tcp.connect();
  return tcp;
}

Endpoint in_syn_received(const Variant& v) {
  Endpoint tcp = fresh(v);
  if (v.window_closed) tcp.profile.receive_buffer = 0;
  if (v.passive)
    tcp.listen();
  else
    tcp.connect();
  tcp.arrives("S 0:0(0) win 1000");
  return tcp;
}

Endpoint after_fin(const Variant& v) {
  Variant open = v;
  open.window_closed = false;
  Endpoint tcp = established(open);
  fin_arrives(tcp);
  return tcp;
}

const std::vector<StateMaker>& makers() {
  static const std::vector<StateMaker> all = {
      {"CLOSED", State::Closed, [](const Variant& v) { return fresh(v); }, 1},
      {"LISTEN", State::Listen, in_listen, 1},
      {"SYN_SENT", State::SynSent, in_syn_sent, 1},
      {"SYN_RECEIVED", State::SynReceived, in_syn_received, 4},
      {"ESTABLISHED", State::Established, established},
      {"FIN_WAIT_1", State::FinWait1,
       [](const Variant& v) {
         Endpoint tcp = established(v);
         tcp.shutdown();
         return tcp;
       }},
      {"FIN_WAIT_1/closed", State::FinWait1,
       [](const Variant& v) {
         Endpoint tcp = established(v);
         tcp.read(tcp.tcb.rcv.unread);
         tcp.close();
         return tcp;
       }},
      {"FIN_WAIT_2", State::FinWait2,
       [](const Variant& v) {
         Endpoint tcp = established(v);
         tcp.shutdown();
         all_acknowledged(tcp);
         return tcp;
       }},
      {"FIN_WAIT_2/closed", State::FinWait2,
       [](const Variant& v) {
         Endpoint tcp = established(v);
         tcp.read(tcp.tcb.rcv.unread);
         tcp.close();
         all_acknowledged(tcp);
         return tcp;
       }},
      {"CLOSE_WAIT", State::CloseWait, after_fin},
      {"CLOSING", State::Closing,
       [](const Variant& v) {
         Variant open = v;
         open.window_closed = false;
         Endpoint tcp = established(open);
         tcp.shutdown();
         fin_arrives(tcp);
         return tcp;
       }},
      {"LAST_ACK", State::LastAck,
       [](const Variant& v) {
         Endpoint tcp = after_fin(v);
         tcp.close();
         return tcp;
       }},
      {"TIME_WAIT", State::TimeWait,
       [](const Variant& v) {
         Variant open = v;
         open.window_closed = false;
         Endpoint tcp = established(open);
         tcp.close();
         all_acknowledged(tcp);
         fin_arrives(tcp);
         return tcp;
       }},
  };
  return all;
}

std::vector<Base> bases(ProfileName profile, bool rfc5961) {
  std::vector<Base> all;
  for (const StateMaker& maker : makers())
    for (int bits = 0; bits < maker.variants; ++bits) {
      const Variant v{profile, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, rfc5961};
      Base base{std::string(maker.name) + (v.passive ? " passive" : " active") +
                    (v.window_closed ? " window 0" : "") + (v.in_flight ? " in flight" : ""),
                maker.make(v)};
      CAPTURE(base.name);
      REQUIRE(base.tcp.state() == maker.state);
      all.push_back(base);
    }
  return all;
}

std::vector<Segment> segments_for(const Tcb& tcb, SeqNum iss, SeqNum irs) {
  const bool known = tcb.state > State::SynSent;
  const SeqNum nxt = known ? tcb.rcv.nxt : irs + 1;
  const uint32_t wnd = tcb.rcv.wnd;
  const SeqNum una = tcb.state == State::Closed || tcb.state == State::Listen ? iss : tcb.snd.una;
  const SeqNum out =
      tcb.state == State::Closed || tcb.state == State::Listen ? iss + 1 : tcb.snd.nxt;
  const std::array<SeqNum, 11> seqs = {nxt - 2000, nxt - 10,      nxt - 4,         nxt - 1,
                                       nxt,        nxt + 1,       nxt + 50,        nxt + wnd - 1,
                                       nxt + wnd,  nxt + wnd + 1, nxt + wnd + 2000};
  const std::array<SeqNum, 7> acks = {una - 2000, una - 1, una,       una + (out - una) / 2,
                                      out,        out + 1, out + 2000};
  std::vector<Segment> all;
  for (const SeqNum seq : seqs)
    for (uint8_t ctl = 0; ctl <= kAllCtl; ++ctl)
      for (uint16_t text = 0; text <= 10; text = static_cast<uint16_t>(text + 10))
        for (const SeqNum ack : acks) {
          Segment seg;
          seg.ctl = ctl;
          seg.seq = seq;
          seg.text = text;
          seg.wnd = kWindow;
          seg.up = (ctl & kUrg) ? 5 : 0;
          seg.payload = {1, 0};
          if (ctl & kAck) seg.ack = ack;
          all.push_back(seg);
          if (!(ctl & kAck)) break;
        }
  return all;
}

// The table of 3.4 once more, written down independently (T064-T067).
bool acceptable_by_table(const Segment& seg, const Tcb& tcb) {
  const auto inside = [&](SeqNum n) { return tcb.rcv.nxt <= n && n < tcb.rcv.nxt + tcb.rcv.wnd; };
  if (seg.len() == 0 && tcb.rcv.wnd == 0) return seg.seq == tcb.rcv.nxt;
  if (seg.len() == 0) return inside(seg.seq);
  if (tcb.rcv.wnd == 0) return false;
  return inside(seg.seq) || inside(seg.seq + (seg.len() - 1));
}

// One law of A.13 that is broken; null when all hold.
const char* broken_law(const Tcb& before, const Segment& seg, const Tcb& after,
                       const List<OutSegment>& answers) {
  if (answers.size() > 1) return "at most one answer";
  const Segment* answer = answers.empty() ? nullptr : &answers[0].segment;
  if (answer && seg.has(kRst) && answer->has(kRst)) return "no RST in reply to a RST";
  if (before.state == State::Closed || before.state == State::Listen) return nullptr;
  if (answer && answer->has(kRst) && seg.has(kAck) && answer->seq != seg.ack)
    return "SEQ of a RST is SEG.ACK";
  if (answer && answer->has(kRst) && seg.has(kAck) && answer->has(kAck))
    return "a RST that answers an ACK carries none";
  if (answer && !answer->has(kRst) && (!answer->has(kAck) || answer->ack != after.rcv.nxt))
    return "every answer but a RST acknowledges RCV.NXT";
  if (answer && answer->ctl == kAck && answer->seq != after.snd.nxt)
    return "SEQ of an ACK is SND.NXT";
  const bool alive = after.state != State::Closed && after.state != State::Listen;
  if (before.state > State::SynSent && alive) {
    if (after.rcv.nxt < before.rcv.nxt) return "RCV.NXT never decreases";
    if (after.right_edge() < before.right_edge()) return "the right edge never moves left";
  }
  if (alive && after.snd.una < before.snd.una) return "SND.UNA never decreases";
  if (alive && after.snd.end != before.snd.end) return "the FIN's number never changes";
  if (before.snd.fin_sent && alive && !after.snd.fin_sent) return "a FIN stays sent";
  if (after.state > State::SynSent && alive && after.rcv.nxt - before.rcv.nxt > 12 &&
      before.state > State::SynSent)
    return "no more is accepted than arrived";
  return nullptr;
}

// What holds for the RFC only: an unacceptable segment changes nothing but TIME_WAIT's timer.
const char* broken_rfc_law(const Tcb& before, const Segment& seg, const Tcb& after,
                           const List<OutSegment>& answers) {
  if (before.state < State::SynReceived || acceptable_by_table(seg, before)) return nullptr;
  const bool crossed = before.state == State::SynReceived && seg.has(kSyn | kAck) &&
                       before.origin == Tcb::Origin::Active && seg.seq == before.irs;  // T094
  const bool zero_window = before.rcv.wnd == 0 && seg.seq == before.rcv.nxt;           // T070
  if (crossed || zero_window) return nullptr;
  if (after.state != before.state) return "an unacceptable segment changes no state";
  if (after.rcv.nxt != before.rcv.nxt || after.snd.una != before.snd.una)
    return "an unacceptable segment moves nothing";
  if (seg.has(kRst)) return answers.empty() ? nullptr : "an unacceptable RST is not answered";
  if (answers.size() != 1 || answers[0].segment.ctl != kAck)
    return "an unacceptable segment is answered by an ACK";
  return nullptr;
}

// What the World does with a segment, without a World.
void deliver(Tcb& tcb, const Segment& seg, Step& step) {
  if (tcb.state == State::Closed) {
    closed_segment_arrives(seg, step);
  } else if (tcb.state != State::Listen) {
    segment_arrives(tcb, seg, step);
  } else if (listen_segment_arrives(seg, step) == ListenVerdict::MakeChild) {
    open_child(tcb, seg, {100}, 0, step);
  }
}

void check_all(ProfileName profile, bool rfc5961 = true) {
  uint64_t count = 0;
  Outbox out;
  for (const Base& base : bases(profile, rfc5961)) {
    CAPTURE(base.name);
    const Tcb& before = base.tcp.tcb;
    Step step{base.tcp.now, base.tcp.profile, out};
    step.time_wait = base.tcp.time_wait;
    for (const Segment& seg : segments_for(before, base.tcp.iss, base.tcp.irs)) {
      out.clear();
      Tcb tcb = before;
      deliver(tcb, seg, step);
      check_invariants(tcb);
      ++count;
      const char* broken = broken_law(before, seg, tcb, out.segments);
      if (!broken && profile == ProfileName::Rfc9293)
        broken = broken_rfc_law(before, seg, tcb, out.segments);
      if (!broken) continue;
      CAPTURE(answer_text(seg));
      FAIL_CHECK(broken);
    }
  }
  CHECK(count > 250000);
}

}  // namespace

TEST_CASE("3.10.7 every state, flag set, SEQ and ACK position: profile rfc9293 keeps the laws") {
  check_all(ProfileName::Rfc9293);
}

TEST_CASE("3.10.7 every state, flag set, SEQ and ACK position: without RFC 5961 (T086, T093)") {
  check_all(ProfileName::Rfc9293, false);
}

TEST_CASE("3.10.7 every state, flag set, SEQ and ACK position: profile linux keeps the laws") {
  check_all(ProfileName::Linux);
}

TEST_CASE("3.10.7 every state, flag set, SEQ and ACK position: freebsd, macos and windows") {
  for (const ProfileName profile : {ProfileName::FreeBsd, ProfileName::MacOs, ProfileName::Windows})
    check_all(profile);
}

TEST_CASE("3.10.7 every change of state that can be made is in the table of transitions") {
  // set_state asserts it; here the table itself is compared with facts A.13.
  CHECK(kTransitions.size() == 30);
  for (const Transition& t : kTransitions) CHECK(t.from != t.to);
  CHECK_FALSE(legal_transition(State::SynSent, State::CloseWait));  // T058 passes ESTABLISHED
  CHECK_FALSE(legal_transition(State::FinWait2, State::Closing));
  CHECK_FALSE(legal_transition(State::CloseWait, State::TimeWait));
  CHECK_FALSE(legal_transition(State::LastAck, State::TimeWait));
  CHECK(legal_transition(State::TimeWait, State::SynReceived));  // T091
  CHECK(legal_transition(State::SynReceived, State::TimeWait));  // T181
}
