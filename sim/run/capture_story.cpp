#include "sim/run/capture_story.hpp"

#include <algorithm>

namespace finwait {
namespace {

constexpr size_t kMostChanges = 64;  // of one end; more is noise that would cost memory
constexpr size_t kFarBack = 2000;    // segments between a copy and the one that replaces it

uint8_t other(uint8_t which) {
  return static_cast<uint8_t>(1 - which);
}

bool is_open(State s) {
  return s != State::Closed && s != State::Listen;
}

bool is_synchronized(State s) {
  return is_open(s) && s != State::SynSent && s != State::SynReceived;
}

// One past the last number that the segment occupies.
SeqNum end_of(const CapturedSegment& s) {
  return s.segment.seq + s.text + (s.segment.has(kSyn) ? 1u : 0u) + (s.segment.has(kFin) ? 1u : 0u);
}

uint32_t length_of(const CapturedSegment& s) {
  return end_of(s) - s.segment.seq;
}

}  // namespace

CaptureStory::CaptureStory(const CapturedSegment& first, StoryDetail detail) : detail_(detail) {
  const bool turned = first.segment.has(kSyn | kAck);
  ends_[0].end = turned ? first.to : first.from;
  ends_[1].end = turned ? first.from : first.to;
  from_start_ = first.segment.has(kSyn) && !turned;
  if (first.segment.has(kSyn)) return;
  // The opening was not captured: what is under way is established.
  ends_[0].state = ends_[1].state = State::Established;
}

uint8_t CaptureStory::sender_of(const CapturedSegment& s) const {
  return s.from == ends_[0].end ? 0 : 1;
}

bool CaptureStory::is_new_incarnation(const CapturedSegment& s) const {
  if (!s.segment.has(kSyn) || s.segment.has(kAck) || packets_ == 0) return false;
  const StoryEnd& me = ends_[sender_of(s)];
  if (me.iss_known && me.iss == s.segment.seq) return false;
  const auto is_over = [](const StoryEnd& e) {
    return e.state == State::TimeWait || (e.state == State::Closed && !e.changes.empty());
  };
  const bool over = is_over(ends_[0]) || is_over(ends_[1]);
  return over || !from_start_ || (me.iss_known && me.state == State::SynSent);
}

bool CaptureStory::is_news(const CapturedSegment& s) const {
  const StoryEnd& me = ends_[sender_of(s)];
  if (!me.sent) return true;
  if (s.segment.has(kSyn) && me.iss_known) return false;  // late, it may be an older connection's
  if (s.segment.has(kRst)) return is_open(me.state);
  return me.max < end_of(s) || (s.segment.has(kAck) && (!me.has_acked || me.acked < s.segment.ack));
}

void CaptureStory::go(uint8_t which, State to, bool presumed) {
  StoryEnd& e = ends_[which];
  e.state = to;
  if (e.changes.size() < kMostChanges)
    e.changes.push_back({now_, static_cast<uint32_t>(packets_), to, presumed});
}

// The end goes on as if what was presumed had not happened: its segment was lost.
void CaptureStory::pop(uint8_t which) {
  StoryEnd& e = ends_[which];
  if (e.changes.empty() || !e.changes.back().presumed) return;
  const uint32_t packet = e.changes.back().packet;
  e.changes.pop_back();
  e.state = e.changes.empty() ? State::Closed : e.changes.back().to;
  if (detail_ == StoryDetail::Everything && packet < segments_.size())
    segments_[packet].lost = true;
}

void CaptureStory::call(uint8_t which, StoryCallKind kind, uint32_t octets) {
  if (detail_ == StoryDetail::Everything && segments_.size() < kMostSegments)
    calls_[which].push_back({now_, static_cast<uint32_t>(packets_), kind, octets});
}

void CaptureStory::note_fault(uint8_t from, std::string what, std::string clause) {
  if (fault_) return;
  fault_ = StoryFault{packets_, now_, from, std::move(what), std::move(clause)};
}

void CaptureStory::take(const CapturedSegment& s, int64_t ns) {
  const uint8_t from = sender_of(s);
  if (packets_ == 0) first_ns_ = ns;
  now_ = ns;
  last_ns_ = std::max(last_ns_, ns);
  forget_half_open(s, from);
  check(s, from);
  count(s, from);
  take_back(s, from);
  if (s.segment.has(kSyn)) take_syn(s, from);
  prove(s, from);
  if (s.segment.has(kFin)) take_own_fin(s, from);
  if (s.segment.has(kRst)) take_own_reset(s, from);
  if (s.text > 0 && ends_[other(from)].fin) ends_[other(from)].hears_on = true;
  presume(s, from);
  remember(s, from);
  ends_[from].sent = true;
  ++packets_;
}

// Who gave up a half-open connection, or sits behind a balancer of loads, answers the SYN that
// comes again with another number. The opener has not believed the first one yet.
void CaptureStory::forget_half_open(const CapturedSegment& s, uint8_t from) {
  StoryEnd& me = ends_[from];
  const bool half_open =
      me.state == State::SynReceived && ends_[other(from)].state == State::SynSent;
  if (!half_open || !s.segment.has(kSyn | kAck) || me.iss == s.segment.seq) return;
  me.iss_known = me.sent = me.window_known = me.timing = false;
}

// What RFC 9293 forbids whoever sends this segment.
void CaptureStory::check(const CapturedSegment& s, uint8_t from) {
  const StoryEnd& me = ends_[from];
  const StoryEnd& peer = ends_[other(from)];
  const Segment& seg = s.segment;
  if (seg.has(kSyn | kFin)) note_fault(from, "SYN and FIN in one segment", "RFC 9293 3.4");
  if (seg.has(kSyn | kRst)) note_fault(from, "SYN and RST in one segment", "RFC 9293 3.5.2");
  if (!me.iss_known && !me.sent) return;
  if (seg.has(kSyn) && me.iss_known && me.iss != seg.seq && !me.syn_missed)
    note_fault(from, "a SYN with another initial number inside the connection",
               "RFC 9293 3.10.7.4, fourth");
  if (is_synchronized(me.state) && !seg.has(kAck) && !seg.has(kRst) && !seg.has(kSyn))
    note_fault(from, "a segment without ACK in a synchronized state", "RFC 9293 3.1");
  // Text may come with the ACK that completes the opening.
  const bool completes = seg.has(kAck) && (!peer.iss_known || seg.ack > peer.iss);
  if (me.state == State::SynSent && !seg.has(kSyn) && s.text > 0 && !completes)
    note_fault(from, "text before the connection is open", "RFC 9293 3.10.2");
  if (!seg.has(kRst)) check_numbers(s, from);
}

void CaptureStory::check_numbers(const CapturedSegment& s, uint8_t from) {
  const StoryEnd& me = ends_[from];
  const StoryEnd& peer = ends_[other(from)];
  const Segment& seg = s.segment;
  const bool opening = seg.has(kSyn) || me.state == State::SynSent;
  if (seg.has(kAck) && !opening && peer.iss_known && peer.sent && seg.ack > peer.max && !fault_) {
    const uint32_t octets = seg.ack - peer.max;
    note_fault(from, "acknowledges " + std::to_string(octets) +
                         (octets == 1 ? " octet that was" : " octets that were") + " never sent",
               "RFC 9293 3.10.7.4, fifth");
    fault_->unseen = seg.ack;
  }
  const SeqNum end = end_of(s);
  if (me.fin && s.text > 0 && end - (seg.has(kFin) ? 1u : 0u) > me.fin_seq)
    note_fault(from, "text behind its own FIN", "RFC 9293 3.6");
  if (me.fin && seg.has(kFin) && end - 1 != me.fin_seq)
    note_fault(from, "its FIN at another place than before", "RFC 9293 3.6");
  // One octet beyond the edge is a window probe; more was never offered.
  if (peer.window_known && !opening && s.text > 1 &&
      end - (seg.has(kFin) ? 1u : 0u) > peer.edge + 1)
    note_fault(from, "text beyond the window that the peer has offered", "RFC 9293 3.8.6");
}

// The sender goes on behind numbers that no captured segment has: they were sent, but the capture
// has a hole there. Whoever acknowledged them did right.
void CaptureStory::forgive(SeqNum seq, uint8_t from) {
  if (!fault_ || !fault_->unseen || fault_->from == from) return;
  if (ends_[from].max < *fault_->unseen && *fault_->unseen <= seq) fault_.reset();
}

void CaptureStory::count(const CapturedSegment& s, uint8_t from) {
  StoryEnd& me = ends_[from];
  ++me.segments;
  again_ = false;
  const SeqNum end = end_of(s);
  const bool first = !me.sent || (s.segment.has(kSyn) && !me.iss_known);
  if (s.segment.has(kRst)) return;
  if (!first) forgive(s.segment.seq, from);
  if (first || me.max < end) {
    const SeqNum start = first ? s.segment.seq : later(me.max, s.segment.seq);
    const uint32_t flags =
        (s.segment.has(kFin) ? 1u : 0u) + (first && s.segment.has(kSyn) ? 1u : 0u);
    const uint32_t fresh = end - start;
    const uint32_t text = std::min(s.text, fresh > flags ? fresh - flags : 0);
    me.text += text;
    if (text > 0) call(from, StoryCallKind::Send, text);
  }
  // The SYN,ACK of an end that has sent a SYN answers a SYN that crossed it (3.5, figure 7).
  const bool crossed = s.segment.has(kSyn | kAck) && me.state == State::SynSent;
  again_ = !first && length_of(s) > 0 && end <= me.max && !crossed;
  if (again_) {
    ++me.again;
    const StoryEnd& peer = ends_[other(from)];
    if (!peer.has_acked || peer.acked < end) ++me.lost;
  }
  time_it(s, from);
  me.max = first ? end : later(me.max, end);
}

// Round trips: a segment that was sent once, and the first ACK that covers it (Karn).
void CaptureStory::time_it(const CapturedSegment& s, uint8_t from) {
  StoryEnd& me = ends_[from];
  StoryEnd& peer = ends_[other(from)];
  if (again_) me.timing = false;
  const bool fresh = !me.sent || me.max < end_of(s);
  if (fresh && length_of(s) > 0 && !me.timing) {
    me.timing = true;
    me.timed = end_of(s);
    me.timed_ns = now_;
  }
  if (!s.segment.has(kAck) || !peer.timing || s.segment.ack < peer.timed) return;
  const int64_t sample = now_ - peer.timed_ns;
  if (sample >= 0 && (!peer.rtt || sample < *peer.rtt)) peer.rtt = sample;
  peer.timing = false;
}

std::optional<int64_t> CaptureStory::rtt_ns() const {
  if (opening_) return opening_;
  if (ends_[0].rtt && ends_[1].rtt) return *ends_[0].rtt + *ends_[1].rtt;
  return ends_[0].rtt ? ends_[0].rtt : ends_[1].rtt;
}

// A retransmission, or going on after a reset, shows that what was presumed never arrived.
void CaptureStory::take_back(const CapturedSegment& s, uint8_t from) {
  StoryEnd& me = ends_[from];
  const Segment& seg = s.segment;
  if (me.changes.empty() || !me.changes.back().presumed || seg.has(kRst)) return;
  const State state = me.state;
  const bool syn_again = seg.has(kSyn) && me.iss_known && seg.seq == me.iss;
  const bool fin_again = seg.has(kFin) && me.fin;
  if (syn_again && state == State::Established) pop(from);
  const bool by_fin_ack =
      state == State::FinWait2 || state == State::TimeWait || state == State::Closed;
  if (fin_again && by_fin_ack)
    pop(from);
  else if (state == State::Closed && !seg.has(kSyn))
    pop(from);  // not closed, after all
}

void CaptureStory::take_syn(const CapturedSegment& s, uint8_t from) {
  StoryEnd& me = ends_[from];
  const Segment& seg = s.segment;
  if (me.iss_known && !me.syn_missed) return;
  me.iss_known = true;
  me.iss = seg.seq;
  me.scaling_offered = seg.options.window_scale > 0;
  me.scale = static_cast<uint8_t>(me.scaling_offered ? seg.options.window_scale - 1 : 0);
  if (me.syn_missed) return;
  if (!seg.has(kAck)) {
    if (from == 0) syn_ns_ = now_;
    call(from, StoryCallKind::Connect);
    go(from, State::SynSent, false);
    return;
  }
  if (me.state == State::SynReceived) return;  // once more, with another number
  call(from, StoryCallKind::Listen);
  go(from, State::SynReceived, false);
}

// It has left SYN_SENT although no SYN,ACK was captured: there was one.
void CaptureStory::miss_syn(uint8_t from) {
  StoryEnd& peer = ends_[other(from)];
  go(from, State::Established, false);
  if (peer.state != State::Closed || peer.sent) return;
  peer.syn_missed = peer.iss_known = true;
  peer.iss = ends_[from].acked - 1;
  call(other(from), StoryCallKind::Listen);
  go(other(from), State::SynReceived, false);
}

// What this end shows by sending: it has received what it acknowledges.
void CaptureStory::prove(const CapturedSegment& s, uint8_t from) {
  StoryEnd& me = ends_[from];
  const StoryEnd& peer = ends_[other(from)];
  const Segment& seg = s.segment;
  if (!seg.has(kAck) || seg.has(kRst)) return;
  const SeqNum before = me.acked;
  const bool news = !me.has_acked || before < seg.ack;
  if (news) me.acked = seg.ack;
  me.has_acked = true;
  const bool scaled = me.scaling_offered && peer.scaling_offered && !seg.has(kSyn);
  const SeqNum edge = seg.ack + (uint32_t{seg.wnd} << (scaled ? me.scale : 0));
  const bool scale_known = me.iss_known || seg.has(kSyn);
  if (scale_known) me.edge = me.window_known ? later(me.edge, edge) : edge;
  me.window_known = me.window_known || scale_known;

  if (seg.has(kSyn) && me.state == State::SynSent) {  // both opened at once
    go(from, State::SynReceived, false);
    if (peer.has_acked && peer.acked > me.iss) go(from, State::Established, true);
    return;
  }
  if (me.state == State::SynSent && !peer.iss_known && !seg.has(kSyn)) miss_syn(from);
  const bool peer_syn = peer.iss_known && me.acked > peer.iss;
  const bool mine_acked = peer.has_acked && me.iss_known && peer.acked > me.iss;
  if (me.state == State::SynSent && peer_syn && mine_acked) {
    go(from, State::Established, false);
    // A clock that was put back meanwhile measures nothing.
    if (from == 0 && !opening_ && from_start_ && now_ >= syn_ns_) opening_ = now_ - syn_ns_;
  }
  const bool beyond = s.text > 0 || (peer.iss_known && me.acked > peer.iss + 1);
  if (me.state == State::SynReceived && !seg.has(kSyn) && beyond)
    go(from, State::Established, false);
  if (!me.changes.empty() && !seg.has(kSyn) && me.state == State::Established && beyond)
    me.changes.back().presumed = false;

  if (!peer.fin || !(me.acked > peer.fin_seq)) return;  // it has received the peer's FIN
  if (me.state == State::Established)
    go(from, State::CloseWait, false);
  else if (me.state == State::FinWait2)
    go(from, State::TimeWait, false);
  else if (me.state == State::FinWait1) {
    // The ACK field comes before the FIN (3.10.7.4, fifth and eighth).
    if (me.fin_with_ack) go(from, State::FinWait2, false);
    go(from, me.fin_with_ack ? State::TimeWait : State::Closing, false);
  }
}

void CaptureStory::take_own_fin(const CapturedSegment& s, uint8_t from) {
  StoryEnd& me = ends_[from];
  if (me.fin) return;
  me.fin = true;
  me.fin_seq = end_of(s) - 1;
  call(from, StoryCallKind::Close);
  if (me.state == State::CloseWait)
    go(from, State::LastAck, false);
  else if (me.state == State::Established || me.state == State::SynReceived)
    go(from, State::FinWait1, false);
}

// A reset at SND.NXT ends the connection of whoever sends it; another one answers a segment that
// did not belong to the connection.
void CaptureStory::take_own_reset(const CapturedSegment& s, uint8_t from) {
  StoryEnd& me = ends_[from];
  const bool refuses = !me.iss_known && !me.sent;  // of a SYN: there was no connection here
  if (refuses || !is_open(me.state)) return;
  me.hears_on = false;
  const bool own_number = s.segment.seq == me.max || (me.fin && s.segment.seq == me.fin_seq);
  if (!own_number) return;
  me.aborted = me.state != State::TimeWait;
  if (me.aborted) call(from, StoryCallKind::Abort);
  go(from, State::Closed, false);
}

// What the segment brings about at its receiver, if it arrives.
void CaptureStory::presume(const CapturedSegment& s, uint8_t from) {
  const uint8_t to = other(from);
  StoryEnd& peer = ends_[to];
  const Segment& seg = s.segment;
  if (seg.has(kRst)) {
    presume_reset(s, from);
    return;
  }
  if (!seg.has(kAck)) return;
  const bool syn_acked = peer.iss_known && seg.ack > peer.iss;
  if (peer.state == State::SynReceived && syn_acked) go(to, State::Established, true);
  if (!peer.fin || !(seg.ack > peer.fin_seq)) return;
  const bool first_fin = seg.has(kFin) && !again_;
  if (peer.state == State::FinWait1 && first_fin) {
    peer.fin_with_ack = true;
  } else if (peer.state == State::FinWait1 && ends_[from].fin) {
    // The FIN that was sent before this ACK arrives before it, too.
    go(to, State::Closing, true);
    go(to, State::TimeWait, true);
  } else if (peer.state == State::FinWait1) {
    go(to, State::FinWait2, true);
  } else if (peer.state == State::Closing)
    go(to, State::TimeWait, true);
  else if (peer.state == State::LastAck)
    go(to, State::Closed, true);
}

void CaptureStory::presume_reset(const CapturedSegment& s, uint8_t from) {
  const uint8_t to = other(from);
  StoryEnd& peer = ends_[to];
  const StoryEnd& me = ends_[from];
  const Segment& seg = s.segment;
  if (!is_open(peer.state)) return;
  if (peer.state == State::SynSent) {
    if (seg.has(kAck) && peer.iss_known && seg.ack == peer.iss + 1) go(to, State::Closed, true);
    return;
  }
  // Believed is what is expected next (RFC 5961): what the peer has acknowledged, or, when all
  // that was sent has arrived, what would follow.
  const bool exact = peer.has_acked && (seg.seq == peer.acked || (me.sent && seg.seq == me.max));
  if (!exact || peer.state == State::TimeWait) return;
  const bool passive = peer.state == State::SynReceived && peer.changes.size() == 1;
  go(to, passive ? State::Listen : State::Closed, true);
}

// Detail: the segment, and which earlier one it replaces.
void CaptureStory::remember(const CapturedSegment& s, uint8_t from) {
  if (detail_ != StoryDetail::Everything || segments_.size() >= kMostSegments) return;
  StorySegment kept;
  kept.ns = now_;
  kept.from = from;
  kept.text = s.text;
  kept.segment = s.segment;
  kept.again = again_;
  if (again_) mark_lost(s, from);
  segments_.push_back(kept);
}

// The newest copy before this one was lost, unless the peer has acknowledged it; then its ACKs
// were.
void CaptureStory::mark_lost(const CapturedSegment& s, uint8_t from) {
  const StoryEnd& peer = ends_[other(from)];
  const bool arrived = peer.has_acked && end_of(s) <= peer.acked;
  const size_t last = segments_.size() > kFarBack ? segments_.size() - kFarBack : 0;
  for (size_t i = segments_.size(); i > last; --i) {
    StorySegment& old = segments_[i - 1];
    if (arrived) {  // every ACK of it that was seen
      const bool acks = old.from != from && old.segment.has(kAck) && end_of(s) <= old.segment.ack &&
                        old.text == 0 && !old.segment.has(kFin) && !old.segment.has(kSyn);
      if (acks) old.lost = true;
      if (old.from != from) continue;
      if (old.segment.seq == s.segment.seq) return;
    } else if (old.from == from && old.segment.seq == s.segment.seq && old.text == s.text) {
      old.lost = true;
      return;
    }
  }
}

}  // namespace finwait
