// Linux's error queue of a socket, as far as MSG_ZEROCOPY fills it: which sends the peer has
// acknowledged, so that the program may use their buffers again.
#include "sim/base/text.hpp"
#include "sim/run/packetdrill_machine.hpp"

namespace finwait {
namespace {

constexpr int64_t kErrQueue = 0x2000;
constexpr int64_t kZeroCopy = 0x4000000;
constexpr size_t kMostParts = 17;  // of one packet: the kernel's MAX_SKB_FRAGS

// The flags of a call: the last argument but of sendto() and recvfrom().
int64_t flags_of(const DrillCall& call) {
  const size_t at = call.name.ends_with("msg") ? 2 : 3;
  return at < call.arguments.size() ? drill_number(call.arguments[at]).value_or(0) : 0;
}

const DrillValue* extended_error(const DrillCall& call) {
  const DrillValue* control =
      call.arguments.size() > 1 ? call.arguments[1].field("msg_control") : nullptr;
  if (!control || control->items.size() != 1) return nullptr;
  return control->items[0].field("cmsg_data");
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
  const bool others = !d->zerocopy && drill_number(call.result).value_or(-1) >= 0;
  if (others || shared_->hosts[0].profile.name != ProfileName::Linux) {
    skip(event.line, "the error queue of a socket");
    stopped_ = true;
    return true;
  }
  if (d->copied.empty()) {
    check_value(event, -1, Errno::EAgain);
    return true;
  }
  const auto [first, last] = d->copied.front();
  d->copied.erase(d->copied.begin());
  const DrillValue* error = extended_error(call);
  if (!check_value(event, 0, Errno::Ok) || !error) return true;
  const auto differs = [&](std::string_view field, int64_t actual) {
    const DrillValue* value = error->field(field);
    const auto wanted = value ? drill_number(*value) : std::nullopt;
    if (wanted && *wanted != actual)
      fail(event.line, "runtime error in recvmsg call: bad " + std::string(field) +
                           ": expected: " + std::to_string(*wanted) +
                           " actual: " + std::to_string(actual));
  };
  constexpr int64_t kOriginZeroCopy = 5;
  constexpr int64_t kCopied = 1;  // packetdrill's device copies
  differs("ee_errno", 0);
  differs("ee_origin", kOriginZeroCopy);
  differs("ee_type", 0);
  differs("ee_code", kCopied);
  differs("ee_info", first);
  differs("ee_data", last);
  return true;
}

}  // namespace finwait
