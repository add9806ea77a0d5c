// The parts of SEGMENT ARRIVES (RFC 9293 3.10.7; arrives*.cpp, check_sequence.cpp,
// text_and_fin.cpp). Internal to this floor.
#pragma once

#include "sim/tcp/machine.hpp"

namespace finwait {

// A segment on its way through the eight steps of 3.10.7.4.
struct Arrival {
  Tcb& tcb;
  const Segment& whole;  // as it came
  Step& step;
  Segment seg = whole;  // what is left of it
  bool zero_window = false;  // T070: text and FIN are to be dropped
  bool beyond = false;       // T182: a FIN at the end of the window, to be dropped
  bool old_text = false;     // it began left of RCV.NXT (T180)
  bool nothing_new = false;  // it lies left of RCV.NXT, only its ACK field counts (T176)
  bool crossed = false;      // T094: the SYN,ACK that completes a simultaneous open
  // Of the window field, 0 unless scaling was agreed: that of a SYN is never scaled (RFC 7323
  // 2.2), trimmed or not.
  uint8_t shift = whole.has(kSyn) ? uint8_t{0} : tcb.snd.scale;
  AckDue due = AckDue::None;
  Rule ack_rule = Rule::None;

  void owe(AckDue when, Rule rule) {
    if (when < due || when == AckDue::None) return;
    due = when;
    ack_rule = rule;
  }
};

// T102: whether SND.WND is to be taken from it.
bool may_update_window(const Arrival& a);
// T071: cuts what lies outside [RCV.NXT, RCV.NXT+RCV.WND); Linux keeps what lies beyond.
void trim_to_window(Arrival& a);
// T172: the reset of a peer that has forgotten its FIN. True: it was one.
bool reset_before_fin(Arrival& a);
// First of the eight steps; true when the next follows.
bool check_sequence(Arrival& a);
// Header prediction: a segment that begins at RCV.NXT, fits into the window and says nothing but
// ACK, PSH and FIN. The first four steps and the sixth let it through as it is.
inline bool is_expected(const Arrival& a) {
  const Options& o = a.seg.options;
  return a.seg.seq == a.tcb.rcv.nxt && (a.seg.ctl & ~(kPsh | kFin)) == kAck &&
         a.seg.len() <= a.tcb.rcv.wnd &&
         (!a.tcb.timestamps ||  // RFC 7323 5.3: nor is it old
          (o.timestamps && static_cast<int32_t>(o.ts_value - a.tcb.ts_recent) >= 0));
}
// RFC 7323 4.3: TS.Recent, from the first step.
void remember_timestamp(Arrival& a);
// The same as segment_arrives(), but that no header is predicted: every step is gone through.
void segment_arrives_step_by_step(Tcb& tcb, const Segment& seg, Step& step);
bool check_urg(Arrival& a);  // sixth
void process_text(Arrival& a);
void check_fin(Arrival& a);
// True: the eight steps go on.
bool request_socket_check(Arrival& a);
void time_wait_socket_arrives(Arrival& a);
void time_wait_record_arrives(Arrival& a);  // arrives_bsd.cpp
void orphan_socket_arrives(Arrival& a);

}  // namespace finwait
