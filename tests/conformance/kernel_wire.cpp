#include "tests/conformance/kernel_wire.hpp"

#include <time.h>

#include <algorithm>

namespace finwait {
namespace {

constexpr int64_t kLeadIn = 30000000;
constexpr int kIdle = 20;  // ms between looks at the stop flag

int64_t monotonic() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return int64_t{t.tv_sec} * 1000000000 + t.tv_nsec;
}

}  // namespace

RunClock::RunClock() : start_(monotonic() + kLeadIn) {}

Time RunClock::now() const { return {monotonic() - start_}; }

void RunClock::sleep_until(Time t) const {
  const int64_t at = start_ + t.ns;
  timespec deadline{};
  deadline.tv_sec = static_cast<time_t>(at / 1000000000);
  deadline.tv_nsec = static_cast<long>(at % 1000000000);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, nullptr) != 0) {
  }
}

SeenSegment Numbers::sent(const Case& c, uint8_t host, Time t, const TunPacket& packet) {
  const std::lock_guard lock(mutex_);
  Isns& isns = flows_[{packet.from.port, packet.to.port}];
  const Segment& seg = packet.segment;
  if (seg.has(kSyn)) {
    isns.iss = seg.seq.value;
    if (seg.has(kAck)) isns.irs = seg.ack.value - 1;
  }
  SeenSegment seen;
  seen.t = t;
  seen.host = host;
  seen.local = shown_port(c, packet.from.port);
  seen.remote = shown_port(c, packet.to.port);
  WrittenSegment& w = seen.segment;
  const bool absolute = seg.has(kRst | kAck) && seg.seq == SeqNum{0};
  w.ctl = seg.ctl;
  w.seq = absolute ? 0 : distance(SeqNum{isns.iss}, seg.seq);
  if (seg.has(kAck)) w.ack = distance(SeqNum{isns.irs}, seg.ack);
  w.text = seg.text;
  w.win = seg.wnd;
  w.options = moved(seg.options, -isns.irs);
  return seen;
}

void Numbers::heard(const TunPacket& packet) {
  const std::lock_guard lock(mutex_);
  if (packet.segment.has(kSyn))
    flows_[{packet.to.port, packet.from.port}].irs = packet.segment.seq.value;
}

Segment Numbers::absolute(const Entry& entry) {
  const std::lock_guard lock(mutex_);
  Isns& isns = flows_[{entry.to->port, entry.port.value_or(0)}];
  const WrittenSegment& w = entry.segment;
  Segment seg;
  seg.ctl = w.ctl;
  seg.seq = SeqNum{entry.raw ? 0 : isns.irs} + static_cast<uint32_t>(w.seq);
  if (w.ack) seg.ack = SeqNum{entry.raw ? 0 : isns.iss} + static_cast<uint32_t>(*w.ack);
  seg.wnd = static_cast<uint16_t>(w.win.value_or(65535));
  seg.up = static_cast<uint16_t>(w.urg.value_or(0));
  seg.text = static_cast<uint16_t>(w.text);
  seg.options = moved(w.options, entry.raw ? 0 : isns.iss);
  return seg;
}

void Numbers::keep(const std::vector<uint8_t>& octets) {
  const std::lock_guard lock(mutex_);
  last_ = octets;
}

std::vector<uint8_t> Numbers::last() {
  const std::lock_guard lock(mutex_);
  return last_;
}

Wire::Wire(const Case& c, uint8_t host, const RunClock& clock, End own, const End* other,
           Shared& shared)
    : case_(c), host_(host), clock_(clock), own_(own), shared_(shared) {
  if (other) other_.emplace(*other);
  thread_ = std::thread([this] { run(); });
}

Wire::~Wire() {
  stop_ = true;
  thread_.join();
}

void Wire::run() {
  while (!stop_) {
    const auto octets = own_.tun.read(deliver(clock_.now()));
    if (octets) take(*octets, clock_.now());
  }
}

void Wire::take(const std::vector<uint8_t>& octets, Time now) {
  const auto packet = read_packet(octets);
  if (!packet) return;
  const SeenSegment seen = own_.numbers.sent(case_, host_, now, *packet);
  own_.numbers.keep(octets);
  const std::lock_guard lock(shared_.mutex);
  shared_.seen.push_back(seen);
  shared_.captured[host_].push_back({now, octets});
  if (other_) send_on(*packet, seen, octets, now);
}

// The verdict of the simulator's link on this segment (under the lock).
void Wire::send_on(const TunPacket& packet, const SeenSegment& seen,
                   const std::vector<uint8_t>& octets, Time now) {
  const Script& script = case_.scenario.script;
  Sending sending{packet.segment, packet.from.port};
  sending.from = host_;
  sending.seq = seen.segment.seq;
  sending.ack = seen.segment.ack.value_or(0);
  std::vector<Flight> fates;
  send_on_link(link_, script.links[host_], script.msl, script.seed, now, sending, script.faults,
               shared_.matches, fates);
  for (const Flight& fate : fates) {
    if (fate.dropped) continue;
    other_->numbers.heard(packet);
    parcels_.push_back({fate.arrives, octets});
  }
}

// Hands over what is due; how many milliseconds there are until the next.
int Wire::deliver(Time now) {
  std::stable_sort(parcels_.begin(), parcels_.end(),
                   [](const Parcel& a, const Parcel& b) { return a.due < b.due; });
  size_t done = 0;
  for (; done < parcels_.size() && parcels_[done].due <= now; ++done) {
    const std::vector<uint8_t>& octets = parcels_[done].octets;
    {
      const std::lock_guard lock(shared_.mutex);
      shared_.captured[1 - host_].push_back({clock_.now(), octets});
    }
    other_->tun.write(octets);
  }
  parcels_.erase(parcels_.begin(), parcels_.begin() + static_cast<std::ptrdiff_t>(done));
  if (parcels_.empty()) return kIdle;
  return static_cast<int>(std::min<int64_t>((parcels_.front().due - now).ns / 1000000, kIdle));
}

}  // namespace finwait
