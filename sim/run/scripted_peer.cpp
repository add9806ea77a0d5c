#include "sim/run/scripted_peer.hpp"

namespace finwait {

void show_scripted_peer(Trace& trace, uint8_t host) {
  for (Record& r : trace.records) {
    if (r.kind == RecordKind::Host) {  // the silence of the script's host is no event of the run
      r.kind = RecordKind::Bytes;
      r.z = 0;
    }
    if (r.kind != RecordKind::Dropped || r.host != host) continue;
    if (r.reason() != DropReason::NoHost) continue;
    r.kind = RecordKind::Arrived;
    r.a = static_cast<uint8_t>(State::Closed);
    r.b = static_cast<uint8_t>(State::Established);  // another one: the script does not ignore it
    r.rule = Rule::None;
    r.rules = {};
  }
  for (Packet& packet : trace.packets) packet.forged = false;
}

}  // namespace finwait
