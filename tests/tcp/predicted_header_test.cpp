// Header prediction passes by the steps of 3.10.7.4 that have nothing to say about a segment. Here
// connections on every system go through random segments, calls and waits, and each segment also
// arrives at a copy of the TCB that takes every step: both must end up the same, to the last note.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/tcp/arrival.hpp"
#include "sim/tcp/operations.hpp"
#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

// Of a note only the fields that its kind means hold anything.
bool same_note(const Note& a, const Note& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Note::Kind::Segment: return a.segment == b.segment;
    case Note::Kind::State: return a.from == b.from && a.to == b.to && a.rule == b.rule;
    case Note::Kind::Timer:
      return a.timer == b.timer && a.action == b.action && a.at == b.at;
    case Note::Kind::Text: return a.seq == b.seq && a.len == b.len && a.stream == b.stream;
    case Note::Kind::Signal: return a.signal == b.signal;
    case Note::Kind::Discarded: return a.seq == b.seq && a.len == b.len && a.rule == b.rule;
  }
  return false;
}

bool same_outbox(const Outbox& a, const Outbox& b) {
  if (a.notes.size() != b.notes.size() || !(a.segments == b.segments)) return false;
  for (size_t i = 0; i < a.notes.size(); ++i)
    if (!same_note(a.notes[i], b.notes[i])) return false;
  return a.rules.all() == b.rules.all();
}

// Mostly what a peer sends next, sometimes something beside it.
class Peer {
 public:
  explicit Peer(uint64_t seed) : random_(seed) {}

  bool chance(uint64_t of) { return random_.chance(1, of); }
  uint32_t below(uint64_t bound) { return static_cast<uint32_t>(random_.below(bound)); }

  Segment next(const Tcb& tcb) {
    Segment seg;
    seg.ctl = kAck;
    if (chance(3)) seg.ctl |= kPsh;
    if (chance(8)) seg.ctl |= kFin;
    if (chance(30)) seg.ctl ^= static_cast<uint8_t>(1u << below(6));
    seg.seq = tcb.rcv.nxt + near();
    if (chance(30)) seg.seq = tcb.right_edge() - below(3);
    seg.text = static_cast<uint16_t>(chance(2) ? 0 : below(chance(20) ? 1500 : 200));
    const std::array<SeqNum, 4> acks = {tcb.snd.una, tcb.snd.nxt, tcb.snd.max,
                                        tcb.snd.una + (tcb.snd.nxt - tcb.snd.una) / 2};
    seg.ack = acks[below(acks.size())];
    if (chance(30)) seg.ack += near();
    seg.wnd = static_cast<uint16_t>(chance(8) ? below(4) * 300 : 1000);
    seg.up = static_cast<uint16_t>(below(30));
    seg.payload = {3, seg.seq - tcb.irs - 1};
    if (tcb.timestamps && !chance(30)) {
      seg.options.timestamps = true;
      seg.options.ts_value = tcb.ts_recent + (chance(6) ? near() : 1);
    }
    if (tcb.sack && chance(6) && tcb.snd.nxt - tcb.snd.una > 4) {
      seg.options.sack_count = 1;
      seg.options.sack[0] = {tcb.snd.una + 2, tcb.snd.nxt};
    }
    return seg;
  }

 private:
  // Zero as a rule, else a few before or behind.
  uint32_t near() { return chance(6) ? below(9) - 4 : 0; }

  Xoshiro256 random_;
};

Endpoint open(Peer& peer) {
  Endpoint tcp(static_cast<ProfileName>(peer.below(5)));
  tcp.auto_read = !peer.chance(3);
  if (peer.chance(3)) tcp.profile.receive_buffer = 300 + peer.below(1000);
  tcp.accept_queue_full = peer.chance(20);
  const std::string options = peer.chance(2) ? " <mss 500, sackOK, TS val 5 ecr 0, wscale 1>" : "";
  const bool passive = peer.chance(2);
  if (passive) tcp.listen();
  else tcp.connect();
  const bool crossed = !passive && peer.chance(4);
  const std::string syn = passive || crossed ? "S 0:0(0)" : "S. 0:0(0) ack 1";
  tcp.arrives(syn + " win 1000" + options);
  return tcp;
}

// The user's turn, or that of time.
void something_else(Endpoint& tcp, Peer& peer) {
  const bool writes = (tcp.state() == State::Established || tcp.state() == State::CloseWait) &&
                      !tcp.tcb.snd.fin_queued;
  switch (peer.below(8)) {
    case 0: tcp.pass(milliseconds(peer.below(300))); return;
    case 1: tcp.pass(milliseconds(peer.below(3000))); return;
    case 2:
      if (writes && peer.chance(3)) tcp.shutdown();
      return;
    case 3:
      if (!tcp.tcb.closed_by_user && peer.chance(6)) tcp.close();
      return;
    case 4:
      if (!tcp.tcb.rcv.shut && peer.chance(6)) tcp.shut_read();
      return;
    case 5:
      if (tcp.tcb.rcv.unread > 0) tcp.read(1 + peer.below(tcp.tcb.rcv.unread));
      return;
    default:
      if (!writes) return;
      const uint32_t octets = 1 + peer.below(800);
      tcp.send(octets, peer.chance(12));
      return;
  }
}

struct Arrived {
  Tcb tcb;
  Outbox out;
};
Arrived arrived(const Endpoint& tcp, const Segment& seg,
                void (*operation)(Tcb&, const Segment&, Step&)) {
  Arrived result{tcp.tcb, {}};
  Step step{tcp.now, tcp.profile, result.out};
  step.stream = 2;
  step.time_wait = tcp.time_wait;
  step.accept_queue_full = tcp.accept_queue_full;
  operation(result.tcb, seg, step);
  return result;
}

}  // namespace

TEST_CASE("header prediction: an expected segment does what the eight steps do") {
  std::array<int, kStates> expected{};
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    Peer peer(seed);
    Endpoint tcp = open(peer);
    for (int i = 0; i < 30; ++i) {
      if (tcp.state() == State::Closed || tcp.state() == State::Listen) break;
      if (peer.chance(3)) {
        something_else(tcp, peer);
        continue;
      }
      const Segment seg = peer.next(tcp.tcb);
      const Arrived quick = arrived(tcp, seg, segment_arrives);
      const Arrived slow = arrived(tcp, seg, segment_arrives_step_by_step);
      Tcb copy = tcp.tcb;
      Outbox out;
      Step step{tcp.now, tcp.profile, out};
      if (is_expected(Arrival{copy, seg, step})) ++expected[static_cast<size_t>(tcp.state())];
      const bool same = quick.tcb == slow.tcb && same_outbox(quick.out, slow.out);
      INFO("seed ", seed, ", segment ", i);
      REQUIRE(same);
      tcp.arrives(seg);
    }
  }
  for (State state : {State::SynReceived, State::Established, State::FinWait1, State::FinWait2,
                      State::CloseWait, State::Closing, State::LastAck, State::TimeWait}) {
    INFO(std::string(state_name(state)));
    CHECK(expected[static_cast<size_t>(state)] > 30);
  }
}
