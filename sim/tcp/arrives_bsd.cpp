// T163: BSD keeps a short record of a TCB in TIME_WAIT, and judges segments by a short list in
// place of the steps of 3.10.7.4. A SYN beyond RCV.NXT has ended it before (time_wait_gives_way).
#include "sim/tcp/arrival.hpp"
#include "sim/tcp/operations.hpp"

namespace finwait {

void time_wait_record_arrives(Arrival& a) {
  Tcb& tcb = a.tcb;
  const Segment& seg = a.seg;
  Step& step = a.step;
  step.out.take(Rule::T163);
  if (seg.has(kRst)) {
    if (step.profile.rfc1337) {
      step.out.take(Rule::T146);
    } else if (seg.seq == tcb.rcv.nxt) {
      delete_tcb(tcb, State::Closed, Rule::T085, step);
    } else {
      step.out.take(Rule::T069);
    }
    return;
  }
  if (!seg.has(kAck)) {
    step.out.take(Rule::T095);
    return;
  }
  const bool fin_again = seg.has(kFin) && seg.end() == tcb.rcv.nxt;
  if (fin_again) restart_time_wait(tcb, step);
  const bool duplicate = seg.ctl == kAck && seg.text == 0 && seg.seq == tcb.rcv.nxt &&
                         seg.ack == tcb.snd.nxt;
  if (duplicate) step.out.take(Rule::T112);
  else send_limited_ack(tcb, seg, fin_again ? Rule::T111 : Rule::T163, step);
}

}  // namespace finwait
