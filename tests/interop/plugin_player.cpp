#include "tests/interop/plugin_player.hpp"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "sim/run/packetdrill_notation.hpp"
#include "sim/world/errno.hpp"

namespace finwait {
namespace {

constexpr uint32_t kLocal = 0xc0a80001;   // 192.168.0.1
constexpr uint32_t kRemote = 0xc0000201;  // 192.0.2.1
constexpr int64_t kTolerance = 4000;      // us

sockaddr_in address_of(uint32_t ip) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_addr.s_addr = htonl(ip);
  out.sin_port = htons(8080);
  return out;
}

int64_t number_of(const DrillValue& value) {
  const bool list = value.kind == DrillValue::Kind::List && value.items.size() == 1;
  return drill_number(list ? value.items[0] : value).value_or(-1);
}

// Levels and options, which the reader of scripts leaves as words.
int option_number(const DrillValue& value) {
  const std::map<std::string, int> known = {
      {"SOL_SOCKET", SOL_SOCKET},     {"SOL_TCP", IPPROTO_TCP},   {"IPPROTO_TCP", IPPROTO_TCP},
      {"SO_LINGER", SO_LINGER},       {"SO_ERROR", SO_ERROR},     {"SO_REUSEADDR", SO_REUSEADDR},
      {"SO_KEEPALIVE", SO_KEEPALIVE}, {"TCP_NODELAY", TCP_NODELAY}, {"TCP_INFO", TCP_INFO},
      {"SO_ACCEPTCONN", SO_ACCEPTCONN}, {"TCP_CORK", TCP_CORK}};
  const auto found = known.find(drill_text(value));
  return found == known.end() ? static_cast<int>(number_of(value)) : found->second;
}

// Whether a thread of this process sleeps, as packetdrill finds it out.
bool sleeps(pid_t thread) {
  std::ifstream in("/proc/self/task/" + std::to_string(thread) + "/stat");
  std::string text;
  std::getline(in, text);
  const size_t end = text.rfind(')');
  return end != std::string::npos && text.substr(end).starts_with(") S");
}

std::string octets_of(std::string_view packet) {
  const size_t tcp = size_t{4} * (static_cast<uint8_t>(packet[0]) & 15);
  const size_t header = size_t{4} * (static_cast<uint8_t>(packet[tcp + 12]) >> 4);
  return std::string(packet.substr(tcp + 20, header - 20));
}

}  // namespace

PluginPlayer::PluginPlayer(const std::string& library, const std::string& flags)
    : library_(::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  using Init = void (*)(const char*, packetdrill_interface*);
  const auto init =
      library_ ? reinterpret_cast<Init>(::dlsym(library_, "packetdrill_interface_init")) : nullptr;
  if (init)
    init(flags.c_str(), &table_);
  else
    fail(0, std::string("the library cannot be loaded: ") + ::dlerror());
}

PluginPlayer::~PluginPlayer() {
  leaving_ = true;
  if (table_.free) table_.free(table_.userdata);
  if (thread_.joinable()) thread_.join();
  if (library_) ::dlclose(library_);
}

void PluginPlayer::fail(int line, const std::string& what) {
  if (error_.empty()) error_ = std::to_string(line) + ": " + what;
}

std::string PluginPlayer::last_options() const {
  return buffer_.size() < 40 ? std::string() : octets_of(buffer_);
}

int64_t PluginPlayer::clock() {
  timeval now{};
  table_.gettimeofday(table_.userdata, &now, nullptr);
  return now.tv_sec * 1'000'000 + now.tv_usec;
}

void PluginPlayer::wait_until(int64_t target) {
  const int64_t left = target - 20 - clock();
  if (left > 0) table_.usleep(table_.userdata, static_cast<useconds_t>(left));
  while (clock() < target) {
  }
}

std::string PluginPlayer::play(const DrillScript& script) {
  if (!error_.empty()) return error_;
  start_ = now_ = clock();
  for (const DrillEvent& event : script.events) {
    run(event);
    if (!error_.empty()) break;
  }
  if (blocked_) finish_call();
  leave();
  return error_;
}

void PluginPlayer::run(const DrillEvent& event) {
  const bool from_now = event.time.relative() || event.time.kind == DrillTime::Kind::Any;
  const int64_t base = from_now ? now_ : start_;
  const int64_t due = base + event.time.at.ns / 1000;
  const bool outbound = event.kind == DrillEvent::Kind::Packet && !event.packet.inbound;
  if (!outbound) wait_until(due);
  switch (event.kind) {
    case DrillEvent::Kind::Packet: outbound ? expect(event, base) : send(event); break;
    case DrillEvent::Kind::Call:
      if (blocked_) finish_call();
      start_call(event, base);
      break;
    case DrillEvent::Kind::Code: break;  // reads the kernel's TCP_INFO: not for a plug-in
    case DrillEvent::Kind::Icmp:
    case DrillEvent::Kind::Command: fail(event.line, "not known here"); break;
  }
  now_ = std::max(now_, clock());
}

void PluginPlayer::send(const DrillEvent& event) {
  const WrittenSegment& w = event.packet.segment;
  const bool syn = (w.ctl & kSyn) != 0;
  if (stage_ == Stage::Listening) {
    stage_ = Stage::Contacted;
    remote_port_ = event.packet.source_port ? event.packet.source_port : next_port_++;
    remote_isn_ = static_cast<uint32_t>(w.seq);
  } else if (stage_ == Stage::SynSent && syn) {
    remote_isn_ = static_cast<uint32_t>(w.seq);
    if (w.ctl & kAck) stage_ = Stage::Open;
  }
  Segment seg;
  seg.ctl = w.ctl;
  seg.seq.value = static_cast<uint32_t>(w.seq) + (syn ? 0 : remote_isn_);
  if (w.ctl & kAck)
    seg.ack.value = static_cast<uint32_t>(w.ack.value_or(0)) + live_isn_ - (syn ? script_isn_ : 0);
  seg.wnd = static_cast<uint16_t>(w.win.value_or(65535));
  seg.up = static_cast<uint16_t>(w.urg.value_or(0));
  seg.text = static_cast<uint16_t>(w.text);
  const PacketHeader header{kRemote, kLocal, remote_port_, local_port_, 0, 64};
  const std::string packet =
      encode_packet(header, seg, "", drill_option_octets(event.packet.options));
  if (table_.netdev_send(table_.userdata, packet.data(), packet.size()) != 0)
    fail(event.line, "netdev_send failed");
}

std::optional<DecodedPacket> PluginPlayer::receive(int64_t& time) {
  buffer_.assign(65536, '\0');
  size_t size = buffer_.size();
  long long at = 0;
  if (table_.netdev_receive(table_.userdata, buffer_.data(), &size, &at) != 0 || size == 0)
    return std::nullopt;
  buffer_.resize(size);
  time = at;
  Result<DecodedPacket> read = decode_packet(buffer_);
  if (!read || !read.value().ip_checksum_right || !read.value().tcp_checksum_right)
    return std::nullopt;
  return read.take();
}

void PluginPlayer::expect(const DrillEvent& event, int64_t base) {
  int64_t time = 0;
  auto packet = receive(time);
  if (!packet) {
    fail(event.line, "nothing is sent, or with broken checksums");
    return;
  }
  const WrittenSegment& want = event.packet.segment;
  const bool syn = (want.ctl & kSyn) != 0;
  const bool opens = stage_ == Stage::Connecting && syn;
  if (opens || (stage_ == Stage::Contacted && syn)) {
    stage_ = opens ? Stage::SynSent : Stage::Open;
    if (opens) local_port_ = packet->header.source_port;
    script_isn_ = static_cast<uint32_t>(want.seq);
    live_isn_ = packet->segment.seq.value;
  }
  if (!event.packet.segment.any_options &&
      octets_of(buffer_) != drill_option_octets(event.packet.options))
    fail(event.line, "bad outbound TCP options");
  uint32_t text = packet->segment.text;
  while (text > 0 && text < want.text) {
    int64_t later = 0;
    const auto more = receive(later);
    if (!more || more->segment.seq != packet->segment.seq + text || more->segment.text == 0) break;
    text += more->segment.text;
    packet->segment.ctl |= more->segment.ctl;
  }
  compare(event, *packet, text);
  const int64_t from = base + event.time.at.ns / 1000;
  check_time(event, from, event.time.ranged() ? base + event.time.end.ns / 1000 : from, time);
}

void PluginPlayer::compare(const DrillEvent& event, const DecodedPacket& packet, uint32_t text) {
  const WrittenSegment& want = event.packet.segment;
  const Segment& live = packet.segment;
  const auto check = [&](const char* field, int64_t expected, int64_t actual) {
    if (expected != actual)
      fail(event.line, std::string(field) + ": expected " + std::to_string(expected) + ", found " +
                           std::to_string(actual));
  };
  const bool syn = (live.ctl & kSyn) != 0;
  check("flags", want.ctl, live.ctl);
  check("port", local_port_, packet.header.source_port);
  check("port", remote_port_, packet.header.destination_port);
  check("seq", want.seq, uint32_t{live.seq.value - live_isn_ + (syn ? script_isn_ : 0)});
  if (live.ctl & kAck)
    check("ack", want.ack.value_or(0), uint32_t{live.ack.value - (syn ? 0 : remote_isn_)});
  check("text", want.text, text);
  if (want.win) check("win", *want.win, live.wnd);
  check("urg", want.urg.value_or(0), live.up);
}

void PluginPlayer::check_time(const DrillEvent& event, int64_t from, int64_t to, int64_t actual) {
  if (event.time.kind == DrillTime::Kind::Any) return;
  if (actual >= from - kTolerance && actual <= to + kTolerance) return;
  fail(event.line, "timing: expected at " + std::to_string(from - start_) + " us, happened at " +
                       std::to_string(actual - start_) + " us");
}

int PluginPlayer::descriptor(const DrillValue& value) const {
  const auto found = descriptors_.find(number_of(value));
  return found == descriptors_.end() ? -1 : found->second;
}

void PluginPlayer::start_call(const DrillEvent& event, int64_t base) {
  const DrillCall& call = event.call;
  if (call.name == "listen" || call.name == "bind") stage_ = Stage::Listening;
  if (call.name == "connect" && stage_ == Stage::None) stage_ = Stage::Connecting;
  if (!call.blocking) {
    judge(event, make_call(call));
    return;
  }
  blocked_ = &event;
  blocked_until_ = (event.time.relative() ? base : start_) + call.end.ns / 1000;
  caller_ = 0;
  caller_done_ = false;
  thread_ = std::thread([this] {
    caller_ = static_cast<pid_t>(::syscall(SYS_gettid));
    late_ = make_call(blocked_->call);
    if (!leaving_) late_.at = clock();
    caller_done_ = true;
  });
  while (caller_ == 0 || (!caller_done_ && !sleeps(caller_))) std::this_thread::yield();
}

void PluginPlayer::finish_call() {
  const DrillEvent& event = *blocked_;
  blocked_ = nullptr;
  for (int i = 0; i < 1000 && !caller_done_; ++i) ::usleep(1000);  // real time
  if (!caller_done_) {
    fail(event.line, "the call that blocks has not returned");
    return;  // the thread ends with the plug-in
  }
  thread_.join();
  judge(event, late_);
  check_time(event, blocked_until_, blocked_until_, late_.at);
}

void PluginPlayer::judge(const DrillEvent& event, const Returned& returned) {
  const DrillCall& call = event.call;
  if (!returned.differs.empty()) fail(event.line, returned.differs);
  const auto expected = drill_number(call.result);
  const bool makes = call.name == "socket" || call.name == "accept" || call.name == "epoll_create";
  if (makes && returned.value >= 0 && expected && *expected >= 0) {
    descriptors_[*expected] = static_cast<int>(returned.value);
    return;
  }
  if (!expected) return;
  const auto error = parse_errno(call.error);
  const bool right_error = call.error.empty() || (error && errno_number(*error) == returned.error);
  if (returned.value == *expected && (*expected >= 0 || right_error)) return;
  fail(event.line, call.name + ": expected " + std::to_string(*expected) + " " + call.error +
                       ", found " + std::to_string(returned.value) +
                       (returned.value < 0 ? " errno " + std::to_string(returned.error) : ""));
}

PluginPlayer::Returned PluginPlayer::make_option_call(const DrillCall& call, int fd) {
  Returned out;
  const int level = option_number(call.arguments[1]);
  const int name = option_number(call.arguments[2]);
  const DrillValue& value = call.arguments[3];
  int number = static_cast<int>(number_of(value));
  socklen_t length = sizeof number;
  if (call.name == "getsockopt" && name == TCP_INFO && level == IPPROTO_TCP) {
    tcp_info info{};
    length = sizeof info;
    out.value = table_.getsockopt(table_.userdata, fd, level, name, &info, &length);
    const DrillValue* state = value.field("tcpi_state");
    const DrillValue* unacked = value.field("tcpi_unacked");
    if ((state && number_of(*state) != info.tcpi_state) ||
        (unacked && number_of(*unacked) != info.tcpi_unacked))
      out.differs = "TCP_INFO has state " + std::to_string(info.tcpi_state) + ", unacked " +
                    std::to_string(info.tcpi_unacked);
  } else if (call.name == "getsockopt") {
    int found = -1;
    out.value = table_.getsockopt(table_.userdata, fd, level, name, &found, &length);
    const DrillValue& want = value.items.empty() ? value : value.items[0];
    const auto error = want.kind == DrillValue::Kind::Word ? parse_errno(want.text) : std::nullopt;
    if (error) number = errno_number(*error);
    if (found != number) out.differs = "getsockopt gave " + std::to_string(found);
  } else if (const DrillValue* on = value.field("onoff")) {
    const linger both{static_cast<int>(number_of(*on)),
                      static_cast<int>(number_of(*value.field("linger")))};
    out.value = table_.setsockopt(table_.userdata, fd, level, name, &both, sizeof both);
  } else {
    out.value = table_.setsockopt(table_.userdata, fd, level, name, &number, length);
  }
  out.error = errno;
  return out;
}

PluginPlayer::Returned PluginPlayer::make_poll(const DrillCall& call) {
  Returned out;
  std::vector<pollfd> fds;
  for (const DrillValue& entry : call.arguments[0].items)
    fds.push_back({descriptor(*entry.field("fd")),
                   static_cast<short>(number_of(*entry.field("events"))), 0});
  const auto timeout = static_cast<int>(number_of(call.arguments[2]));
  out.value = table_.poll(table_.userdata, fds.data(), fds.size(), timeout);
  out.error = errno;
  for (size_t i = 0; i < fds.size(); ++i)
    if (fds[i].revents != number_of(*call.arguments[0].items[i].field("revents")))
      out.differs = "poll gave " + std::to_string(fds[i].revents);
  return out;
}

// One descriptor in a set, as in our corpus.
PluginPlayer::Returned PluginPlayer::make_epoll(const DrillCall& call) {
  Returned out;
  void* const u = table_.userdata;
  const bool waits = call.name == "epoll_wait";
  const int set = call.name == "epoll_create" ? -1 : descriptor(call.arguments.at(0));
  epoll_event event{};
  if (call.name == "epoll_create") {
    out.value = table_.epoll_create(u, 1);
  } else if (waits) {
    const auto timeout = static_cast<int>(number_of(call.arguments.at(3)));
    out.value = table_.epoll_wait(u, set, &event, 1, timeout);
  } else {
    const int fd = descriptor(call.arguments.at(2));
    event.events = static_cast<uint32_t>(number_of(*call.arguments.at(3).field("events")));
    event.data.fd = fd;
    out.value = table_.epoll_ctl(u, set, static_cast<int>(number_of(call.arguments.at(1))), fd,
                                 &event);
  }
  out.error = errno;
  if (waits && out.value == 1) {
    const DrillValue& want = call.arguments.at(1);
    if (event.events != number_of(*want.field("events")) ||
        event.data.fd != descriptor(*want.field("fd")))
      out.differs = "epoll_wait gave " + std::to_string(event.events);
  }
  return out;
}

PluginPlayer::Returned PluginPlayer::make_call(const DrillCall& call) {
  if (call.name == "poll") return make_poll(call);
  if (call.name.starts_with("epoll")) return make_epoll(call);
  void* const u = table_.userdata;
  const auto arg = [&](size_t i) { return static_cast<int>(number_of(call.arguments.at(i))); };
  const int fd = call.name == "socket" ? -1 : descriptor(call.arguments.at(0));
  if (call.name.ends_with("sockopt")) return make_option_call(call, fd);
  Returned out;
  const sockaddr_in here = address_of(kLocal);
  const sockaddr_in there = address_of(kRemote);
  const auto as_any = [](const sockaddr_in& in) { return reinterpret_cast<const sockaddr*>(&in); };
  std::string octets(1 << 16, 'x');
  errno = 0;
  if (call.name == "socket") out.value = table_.socket(u, AF_INET, SOCK_STREAM, IPPROTO_TCP);
  else if (call.name == "fcntl") out.value = table_.fcntl(u, fd, arg(1), arg(2));
  else if (call.name == "bind") out.value = table_.bind(u, fd, as_any(here), sizeof here);
  else if (call.name == "connect") out.value = table_.connect(u, fd, as_any(there), sizeof there);
  else if (call.name == "listen") out.value = table_.listen(u, fd, arg(1));
  else if (call.name == "accept") out.value = table_.accept(u, fd, nullptr, nullptr);
  else if (call.name == "shutdown") out.value = table_.shutdown(u, fd, arg(1));
  else if (call.name == "close") out.value = table_.close(u, fd);
  else if (call.name == "read")
    out.value = table_.read(u, fd, octets.data(), static_cast<size_t>(arg(2)));
  else if (call.name == "write")
    out.value = table_.write(u, fd, octets.data(), static_cast<size_t>(arg(2)));
  else if (call.name == "recv")
    out.value = table_.recv(u, fd, octets.data(), static_cast<size_t>(arg(2)), arg(3));
  else if (call.name == "send")
    out.value = table_.send(u, fd, octets.data(), static_cast<size_t>(arg(2)), arg(3));
  else if (call.name == "ioctl") {
    int found = -1;
    const unsigned long request = static_cast<unsigned long>(arg(1));
    out.value = table_.ioctl(u, fd, request, &found);
    if (found != arg(2)) out.differs = "ioctl gave " + std::to_string(found);
  } else {
    out.differs = call.name + " is not known here";
  }
  out.error = errno;
  if (call.name == "close") descriptors_.erase(number_of(call.arguments[0]));
  return out;
}

// What the original does at the end: libc closes what is open, and a reset ends the connection.
void PluginPlayer::leave() {
  for (const auto& [name, fd] : descriptors_)
    if (::close(fd) != 0) fail(0, "descriptor " + std::to_string(name) + " is no real one");
  descriptors_.clear();
  if (stage_ == Stage::None) return;
  Segment reset;
  reset.ctl = kRst | kAck;
  const PacketHeader header{kRemote, kLocal, remote_port_, local_port_, 0, 64};
  const std::string packet = encode_packet(header, reset, "");
  if (table_.netdev_send(table_.userdata, packet.data(), packet.size()) != 0)
    fail(0, "netdev_send refuses the reset at the end");
}

}  // namespace finwait
