// Linux's error queue of a socket, as far as MSG_ZEROCOPY fills it (which sends the peer has
// acknowledged, so that the program may use their buffers again) and SO_TIMESTAMPING (when the last
// octet of a send left and was acknowledged).
#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/run/packetdrill_machine.hpp"

namespace finwait {
namespace {

constexpr int64_t kErrQueue = 0x2000;
constexpr int64_t kZeroCopy = 0x4000000;
constexpr int64_t kStampsSend = 2;  // SOF_TIMESTAMPING_TX_SOFTWARE, _TX_SCHED, _TX_ACK
constexpr int64_t kStampsSchedule = 256;
constexpr int64_t kStampsAck = 512;
constexpr size_t kMostParts = 17;  // of one packet: the kernel's MAX_SKB_FRAGS

// The flags of a call: the last argument but of sendto() and recvfrom().
int64_t flags_of(const DrillCall& call) {
  const size_t at = call.name.ends_with("msg") ? 2 : 3;
  return at < call.arguments.size() ? drill_number(call.arguments[at]).value_or(0) : 0;
}

// The data of the control message of that type.
const DrillValue* control_data(const DrillCall& call, std::string_view type) {
  const DrillValue* control =
      call.arguments.size() > 1 ? call.arguments[1].field("msg_control") : nullptr;
  for (size_t i = 0; control && i < control->items.size(); ++i) {
    const DrillValue* of = control->items[i].field("cmsg_type");
    if (of && of->text == type) return control->items[i].field("cmsg_data");
  }
  return nullptr;
}

// The number that a field says; nullopt: nothing.
std::optional<int64_t> said(const DrillValue* value, std::string_view field) {
  const DrillValue* found = value ? value->field(field) : nullptr;
  return found ? drill_number(*found) : std::nullopt;
}

}  // namespace

// A send() that was asked not to copy has its number, if the socket was told SO_ZEROCOPY.
void DrillMachine::note_zerocopy(const DrillEvent& event, const Record& result) {
  const DrillCall& call = event.call;
  if (result.call() != CallKind::Send || result.error() != Errno::Ok || result.value() <= 0) return;
  if ((flags_of(call) & kZeroCopy) == 0) return;
  const auto d = descriptors_.find(drill_number(call.arguments[0]).value_or(-1));
  if (d == descriptors_.end() || !d->second.zerocopy) return;
  const uint32_t slot = slot_named(d->second.name);
  if (slot == kNone) return;
  d->second.copying.push_back({d->second.zerocopies++, world_.tcb(slot).snd.end});
  const DrillValue* parts =
      call.arguments.size() > 1 ? call.arguments[1].field("msg_iov") : nullptr;
  if (parts && parts->items.size() > kMostParts)
    doubt(event.line, "how Linux cuts what is not copied into packets of 17 parts");
}

// Numbers in a row that are told together.
void DrillMachine::end_zerocopies(Descriptor& d) const {
  const uint32_t slot = slot_named(d.name);
  while (!d.copying.empty()) {
    const bool gone = slot == kNone || world_.tcb(slot).state == State::Closed;
    const auto [id, end] = d.copying.front();
    if (!gone && world_.tcb(slot).snd.una < end) return;
    d.copying.erase(d.copying.begin());
    ++d.copied_count;
    if (!d.copied.empty() && d.copied.back().second + 1 == id)
      d.copied.back().second = id;
    else
      d.copied.emplace_back(id, id);
  }
}

// recvmsg(4, {..., msg_control=[{..., cmsg_data={..., ee_info=0, ee_data=1}}]}, MSG_ERRQUEUE) = 0.
// False: another call.
bool DrillMachine::read_errqueue(const DrillEvent& event) {
  const DrillCall& call = event.call;
  if (call.name != "recvmsg" || (flags_of(call) & kErrQueue) == 0) return false;
  const auto number = argument(event, 0);
  Descriptor* d = number ? descriptor(event, *number) : nullptr;
  if (!d) return true;
  end_zerocopies(*d);
  const bool fills = d->zerocopy || d->stamping != 0;
  const bool others = !fills && drill_number(call.result).value_or(-1) >= 0;
  if (others || shared_->hosts[0].profile.name != ProfileName::Linux) {
    skip(event.line, "the error queue of a socket");
    stopped_ = true;
    return true;
  }
  if (d->copied.empty()) {
    read_stamp(event, *d);
    return true;
  }
  const auto [first, last] = d->copied.front();
  d->copied.erase(d->copied.begin());
  if (!check_value(event, 0, Errno::Ok)) return true;
  constexpr int64_t kOriginZeroCopy = 5;
  constexpr int64_t kCopied = 1;  // packetdrill's device copies
  check_error(event, {{"ee_errno", 0},
                      {"ee_origin", kOriginZeroCopy},
                      {"ee_type", 0},
                      {"ee_code", kCopied},
                      {"ee_info", first},
                      {"ee_data", last}});
  return true;
}

// What the script says of the extended error, against what it is.
void DrillMachine::check_error(const DrillEvent& event,
                               std::initializer_list<std::pair<std::string_view, int64_t>> is) {
  const DrillValue* error = control_data(event.call, "CMSG_TYPE_RECVERR");
  for (const auto& field : is) {
    const auto wanted = said(error, field.first);
    if (!wanted || *wanted == field.second) continue;
    fail(event.line, "runtime error in recvmsg call: bad " + std::string(field.first) +
                         ": expected: " + std::to_string(*wanted) +
                         " actual: " + std::to_string(field.second));
    return;
  }
}

// The last octet of each send() is stamped, and its key counts octets since the option was set.
void DrillMachine::note_stamped(const DrillEvent& event, const Record& result) {
  if (result.call() != CallKind::Send || result.error() != Errno::Ok || result.value() <= 0) return;
  const auto d = descriptors_.find(drill_number(event.call.arguments[0]).value_or(-1));
  if (d == descriptors_.end() || d->second.stamping == 0) return;
  const uint32_t slot = slot_named(d->second.name);
  if (slot == kNone) return;
  d->second.stamped_octets += static_cast<uint32_t>(result.value());
  d->second.stamped.push_back({world_.tcb(slot).snd.end, d->second.stamped_octets - 1});
}

// All entries until now, in the order in which they came.
std::vector<DrillMachine::Stamp> DrillMachine::stamps_of(const Descriptor& d) const {
  std::vector<Stamp> out;
  for (const Stamped& send : d.stamped) {
    bool left = false;
    for (size_t i = 0; i < trace_.records.size(); ++i) {
      const Record& r = trace_.records[i];
      const bool sent = r.kind == RecordKind::Sent && r.host == 0;
      const bool came = r.kind == RecordKind::Arrived && r.host == 0;
      if (!sent && !came) continue;
      const Packet& p = trace_.packet(r.packet());
      const SeqNum end = p.segment.text_seq() + p.segment.text;
      const bool ours = sent && p.from == flow_.local && p.to == flow_.remote;
      if (ours && !left && p.segment.text > 0 && p.segment.seq < send.end && send.end <= end) {
        left = true;
        if (d.stamping & kStampsSchedule) out.push_back({i, 1, r.t, send.key});
        if (d.stamping & kStampsSend) out.push_back({i, 0, r.t, send.key});
      }
      const bool theirs = came && p.from == flow_.remote && p.segment.has(kAck);
      if (!left || !theirs || p.segment.ack < send.end) continue;
      if (d.stamping & kStampsAck) out.push_back({i, 2, r.t, send.key});
      break;
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Stamp& a, const Stamp& b) { return a.record < b.record; });
  return out;
}

void DrillMachine::read_stamp(const DrillEvent& event, Descriptor& d) {
  const std::vector<Stamp> all = stamps_of(d);
  if (d.stamps_read >= all.size()) {
    check_value(event, -1, Errno::EAgain);
    return;
  }
  const Stamp stamp = all[d.stamps_read++];
  if (!check_value(event, 0, Errno::Ok)) return;
  constexpr int64_t kNoMessage = 42;  // ENOMSG
  constexpr int64_t kOriginStamps = 4;
  check_error(event, {{"ee_errno", kNoMessage},
                      {"ee_origin", kOriginStamps},
                      {"ee_info", stamp.info},
                      {"ee_data", stamp.key}});
  const DrillValue* time = control_data(event.call, "SCM_TIMESTAMPING");
  const auto whole = said(time, "scm_sec");
  const auto rest = said(time, "scm_nsec");
  if (!whole || !rest || failed_) return;
  const Duration wanted = seconds(*whole) + nanoseconds(*rest);
  on_time(DrillTime::Kind::Absolute, wanted, wanted, stamp.t, "timestamp", event.line);
}

}  // namespace finwait
