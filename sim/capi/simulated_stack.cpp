#include "sim/capi/simulated_stack.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "sim/run/packetdrill_notation.hpp"
#include "sim/wire/packet_bytes.hpp"

namespace finwait {
namespace {

constexpr uint8_t kPeer = 1;
constexpr uint32_t kSegmentLimit = 1'000'000;
// For a thread that never reads the clock after its call: real time, so that nothing hangs.
constexpr std::chrono::seconds kPatience{2};

Script make_script(const Profile& profile, uint32_t address) {
  Script script;
  script.hosts[0].name = "endpoint";
  script.hosts[0].profile = profile;
  script.hosts[0].address = address;
  script.hosts[0].auto_read = script.hosts[0].auto_accept = false;
  script.hosts[kPeer].name = "script";
  script.hosts[kPeer].address = address ^ 0xff000000;  // nobody's: packets name their sender
  script.links[0].delay = script.links[kPeer].delay = {};
  script.limit = kSegmentLimit;
  return script;
}

uint8_t octet(std::string_view in, size_t at) { return static_cast<uint8_t>(in[at]); }
uint32_t number(std::string_view in, size_t at, size_t octets) {
  uint32_t out = 0;
  for (size_t i = 0; i < octets; ++i) out = out << 8 | octet(in, at + i);
  return out;
}

std::optional<IcmpKind> icmp_kind(uint8_t type, uint8_t code) {
  if (type == 11) return IcmpKind::TimeExceeded;
  if (type == 12) return IcmpKind::ParameterProblem;
  if (type == 3 && code == 9) return IcmpKind::NetProhibited;
  if (type == 3 && code == 10) return IcmpKind::HostProhibited;
  if (type == 3 && code == 13) return IcmpKind::PacketFiltered;
  if (type != 3 || code > 5) return std::nullopt;
  return static_cast<IcmpKind>(code);  // in the order of RFC 792's codes
}
static_assert(static_cast<int>(IcmpKind::SourceRouteFailed) == 5);

}  // namespace

SimulatedStack::SimulatedStack(const Profile& profile, uint32_t address)
    : driver_(make_script(profile, address)) {
  Entry silent;  // nothing answers in the script's place
  silent.host = kPeer;
  silent.call = CallKind::PowerOff;
  driver_.perform(std::move(silent));
}

bool SimulatedStack::step() {
  if (!driver_.step()) return false;
  for (Waiting& w : waiting_) {
    if (w.woken || !driver_.outcome(w.call)) continue;
    w.woken = true;
    frozen_.push_back(w.thread);
    changed_.notify_all();
  }
  return true;
}

// What happens at this very instant.
void SimulatedStack::settle() {
  while (driver_.world().next_time() <= driver_.now() && step()) {
  }
}

// This thread's call is over, as far as time is concerned.
void SimulatedStack::thaw() {
  if (std::erase(frozen_, std::this_thread::get_id()) > 0) changed_.notify_all();
}

void SimulatedStack::await_sleepers(Lock& lock) {
  while (!frozen_.empty())
    if (changed_.wait_for(lock, kPatience) == std::cv_status::timeout) frozen_.clear();
}

void SimulatedStack::advance(Lock& lock, Time t) {
  await_sleepers(lock);
  while (driver_.world().next_time() <= t && step()) await_sleepers(lock);
  if (t > driver_.now()) driver_.run_until(t);
}

void SimulatedStack::sleep_on(Lock& lock, uint32_t call) {
  const std::thread::id me = std::this_thread::get_id();
  waiting_.push_back({me, call, false});
  // Also when the thread is cancelled while it sleeps.
  struct Leave {
    SimulatedStack& stack;
    uint32_t call;
    ~Leave() {
      std::erase_if(stack.waiting_, [&](const Waiting& w) { return w.call == call; });
      stack.changed_.notify_all();
    }
  } leave{*this, call};
  while (!driver_.outcome(call) && !retired_) changed_.wait(lock);
}

// Null, and errno is set: it never returns.
const Driver::Outcome* SimulatedStack::wait_for(Lock& lock, uint32_t call) {
  const std::thread::id me = std::this_thread::get_id();
  if (me == script_thread_) {
    while (!driver_.outcome(call)) {
      await_sleepers(lock);
      if (step()) continue;
      errno = EDEADLK;
      return nullptr;
    }
  } else if (driver_.outcome(call)) {
    frozen_.push_back(me);
  } else {
    sleep_on(lock, call);
    errno = EINTR;
  }
  return driver_.outcome(call);
}

SimulatedStack::Descriptor* SimulatedStack::find(int fd) {
  const auto found = descriptors_.find(fd);
  if (found != descriptors_.end()) return &found->second;
  errno = EBADF;
  return nullptr;
}

// packetdrill closes what a script left open by libc's close(): the number must be a real one.
int SimulatedStack::new_descriptor(uint32_t socket, bool nonblocking) {
  const int fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (fd >= 0) descriptors_[fd] = {socket, nonblocking};
  return fd;
}

int SimulatedStack::open(bool nonblocking) {
  Lock lock(mutex_);
  thaw();
  const uint32_t socket = driver_.open(0);
  if (socket != kNoSocket) return new_descriptor(socket, nonblocking);
  errno = EMFILE;
  return -1;
}

int64_t SimulatedStack::call(int fd, Entry entry, std::string* octets, Record* details) {
  Lock lock(mutex_);
  thaw();
  const Descriptor* d = find(fd);
  if (!d) return -1;
  if (!entry.nonblocking) entry.nonblocking = d->nonblocking;
  const uint32_t id = driver_.call(d->socket, std::move(entry));
  settle();
  const Driver::Outcome* outcome = wait_for(lock, id);
  if (!outcome) return -1;
  if (octets) *octets = driver_.received(id);
  if (details) *details = outcome->result;
  if (outcome->result.error() == Errno::Ok) return outcome->result.value();
  errno = errno_number(outcome->result.error());
  return -1;
}

int SimulatedStack::accept(int fd, Address& remote) {
  Lock lock(mutex_);
  thaw();
  const Descriptor* d = find(fd);
  if (!d) return -1;
  Entry entry;
  entry.call = CallKind::Accept;
  entry.nonblocking = d->nonblocking;
  const uint32_t id = driver_.call(d->socket, std::move(entry));
  settle();
  const Driver::Outcome* outcome = wait_for(lock, id);
  if (!outcome) return -1;
  if (outcome->result.error() != Errno::Ok) {
    errno = errno_number(outcome->result.error());
    return -1;
  }
  const uint32_t slot = driver_.world().slot_of(outcome->accepted);
  const bool nonblocking = slot != kNone && driver_.world().sockets()[slot].nonblocking;
  remote = driver_.trace().socket(outcome->accepted).remote;
  return new_descriptor(outcome->accepted, nonblocking);
}

int SimulatedStack::open_epoll() {
  const Lock lock(mutex_);
  const int set = new_descriptor(kNoSocket, false);
  if (set < 0) return -1;
  descriptors_.erase(set);  // no socket
  epolls_[set].clear();
  return set;
}

int SimulatedStack::change_epoll(int set, int operation, const Watch& watch) {
  const Lock lock(mutex_);
  const auto found = epolls_.find(set);
  if (found == epolls_.end() || !find(watch.fd)) {
    errno = EBADF;
    return -1;
  }
  std::vector<Watch>& watches = found->second;
  const auto same = [&](const Watch& w) { return w.fd == watch.fd; };
  const bool there = std::any_of(watches.begin(), watches.end(), same);
  if ((operation == EPOLL_CTL_ADD) == there) {
    errno = there ? EEXIST : ENOENT;
    return -1;
  }
  std::erase_if(watches, same);
  if (operation != EPOLL_CTL_DEL) watches.push_back(watch);
  return 0;
}

bool SimulatedStack::watches_of(int set, std::vector<Watch>& out) {
  const Lock lock(mutex_);
  const auto found = epolls_.find(set);
  if (found == epolls_.end()) return false;
  out = found->second;
  return true;
}

int SimulatedStack::close(int fd) {
  {
    const Lock lock(mutex_);
    if (epolls_.erase(fd) > 0) return ::close(fd);
  }
  Entry entry;
  entry.call = CallKind::Close;
  const int64_t result = call(fd, std::move(entry));
  const int error = errno;
  if (result != 0 && error == EBADF) return -1;
  const Lock lock(mutex_);
  descriptors_.erase(fd);
  for (auto& set : epolls_) std::erase_if(set.second, [&](const Watch& w) { return w.fd == fd; });
  ::close(fd);
  errno = error;
  return static_cast<int>(result);
}

bool SimulatedStack::look(int fd, Look& out, std::optional<bool> nonblocking) {
  const Lock lock(mutex_);
  Descriptor* d = find(fd);
  if (!d) return false;
  if (nonblocking) d->nonblocking = *nonblocking;
  out.nonblocking = d->nonblocking;
  out.mss = driver_.script().hosts[0].profile.mss;
  const uint32_t slot = driver_.world().slot_of(d->socket);
  if (slot == kNone) return true;
  out.socket = driver_.world().sockets()[slot];
  out.tcb = driver_.world().tcb(slot);
  return true;
}

bool SimulatedStack::send(std::string_view packet) {
  const Lock lock(mutex_);
  thaw();
  constexpr uint8_t kIcmp = 1;
  if (packet.size() > 20 && octet(packet, 0) >> 4 == 4 && octet(packet, 9) == kIcmp)
    return send_icmp(packet);
  const Result<DecodedPacket> read = decode_packet(packet);
  if (!read) return false;
  const DecodedPacket& p = read.value();
  if (!p.ip_checksum_right || !p.tcp_checksum_right || !p.whole) return true;
  driver_.perform(injection(p.segment, {p.header.source, p.header.source_port},
                            {p.header.destination, p.header.destination_port}, p.text, kPeer));
  settle();
  return true;
}

// RFC 792: the header of the packet that it is about, and 8 octets of what that carried.
bool SimulatedStack::send_icmp(std::string_view packet) {
  const size_t icmp = size_t{4} * (octet(packet, 0) & 15);
  const size_t inner = icmp + 8;
  if (packet.size() < inner + 20) return false;
  const size_t ports = inner + size_t{4} * (octet(packet, inner) & 15);
  if (packet.size() < ports + 4) return false;
  const auto kind = icmp_kind(octet(packet, icmp), octet(packet, icmp + 1));
  const Address local{number(packet, inner + 12, 4),
                      static_cast<uint16_t>(number(packet, ports, 2))};
  const Address remote{number(packet, inner + 16, 4),
                       static_cast<uint16_t>(number(packet, ports + 2, 2))};
  for (const Socket& s : driver_.world().sockets()) {
    if (!kind || s.id == 0 || s.host != 0 || s.local != local || s.remote != remote) continue;
    Entry entry;
    entry.call = CallKind::Icmp;
    entry.icmp = *kind;
    driver_.call(s.id, std::move(entry));
    break;
  }
  settle();
  return true;
}

std::string SimulatedStack::receive(Time& sent) {
  Lock lock(mutex_);
  thaw();
  for (;;) {
    await_sleepers(lock);
    if (const auto id = driver_.take_sent(0)) {
      const Packet& packet = driver_.trace().packet(*id);
      sent = driver_.trace().record(packet.sent).t;
      PacketHeader header;
      header.source = packet.from.ip;
      header.destination = packet.to.ip;
      header.source_port = packet.from.port;
      header.destination_port = packet.to.port;
      const ProfileName system = driver_.script().hosts[0].profile.name;
      return encode_packet(header, packet.segment,
                           payload_text(driver_.trace(), driver_.script(), packet),
                           drill_option_octets(drill_options(packet.segment.options, system, 0)));
    }
    if (!step()) return {};
  }
}

Time SimulatedStack::read_clock() {
  Lock lock(mutex_);
  thaw();
  advance(lock, driver_.now() + microseconds(1));
  return driver_.now();
}

void SimulatedStack::sleep(Duration d) {
  Lock lock(mutex_);
  thaw();
  advance(lock, driver_.now() + d);
}

bool SimulatedStack::retire() {
  Lock lock(mutex_);
  retired_ = true;
  changed_.notify_all();
  return changed_.wait_for(lock, kPatience, [&] { return waiting_.empty(); });
}

}  // namespace finwait
