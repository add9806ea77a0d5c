#include "sim/explore/random_world.hpp"

#include <array>

#include "sim/explore/random_parts.hpp"

namespace finwait {
namespace {

constexpr int64_t kTimelineMs = 8000;  // calls happen in the first 8 s
constexpr uint16_t kServerPort = 80;

class Maker {
 public:
  explicit Maker(uint64_t seed) : dice_(seed) { out_.script.seed = seed; }

  Scenario make() {
    mood_.calm = one_in(4);
    mood_.lossy = !mood_.calm && one_in(2);
    mood_.crashes = !mood_.calm && one_in(4);
    mood_.forged = !mood_.calm && one_in(5);
    mood_.odd_settings = one_in(2);
    out_.title.en = "Random world " + std::to_string(out_.script.seed);
    out_.script.hosts[0] = random_host(dice_, mood_, 0, "client");
    out_.script.hosts[1] = random_host(dice_, mood_, 1, "server");
    make_random_network(dice_, mood_, out_.script);
    make_listeners();
    const uint64_t connections = 1 + below(one_in(8) ? 6 : 2);
    for (uint64_t i = 0; i < connections; ++i) make_connection(i);
    if (!mood_.calm && one_in(4)) make_pattern();
    if (mood_.crashes) make_host_events();
    if (mood_.forged) make_forged();
    if (!mood_.calm && one_in(3)) make_faults();
    out_.until = Time{seconds(static_cast<int64_t>(pick({30, 300, 1000}))).ns};
    out_.script.limit = 60000;
    return std::move(out_);
  }

 private:
  uint64_t below(uint64_t bound) { return dice_.below(bound); }
  bool one_in(uint64_t n) { return dice_.one_in(n); }
  uint64_t pick(std::initializer_list<uint64_t> values) { return dice_.pick(values); }
  Duration ms(int64_t low, int64_t high) { return dice_.ms(low, high); }
  Time when() { return Time{} + ms(0, kTimelineMs); }

  // -- the timeline

  Entry& call(CallKind kind, uint8_t host, Time at) {
    Entry entry;
    entry.call = kind;
    entry.host = host;
    entry.at = at;
    out_.script.timeline.push_back(entry);
    return out_.script.timeline.back();
  }
  int32_t name(const std::string& text) { return out_.script.add_name(text); }

  void make_listeners() {
    Entry& listen = call(CallKind::Listen, 1, Time{});
    listen.port = kServerPort;
    if (!mood_.calm && one_in(4)) listen.backlog = static_cast<int32_t>(below(3));
    if (!one_in(4)) return;
    Entry& other = call(CallKind::Listen, 0, when());
    other.port = kServerPort;
    other.socket = name("back");
    if (mood_.calm) other.at = Time{};
  }

  // One connect() and what both ends do with it.
  void make_connection(uint64_t i) {
    const std::string mine = "c" + std::to_string(i);
    const auto host = static_cast<uint8_t>(one_in(5) ? 1 : 0);
    const auto peer = static_cast<uint8_t>(1 - host);
    const Time at = one_in(2) ? Time{} + ms(0, 50) : when();
    const bool crossing = !mood_.calm && one_in(8);
    if (one_in(6)) {
      Entry& made = call(CallKind::Socket, host, at);
      made.socket = name(mine);
      if (one_in(2)) make_option(host, mine, at);
      // A name is the same socket's; connect() below goes on with it.
    }
    Entry& open = call(CallKind::Connect, host, at);
    open.socket = name(mine);
    open.to = Address{out_.script.hosts[one_in(16) ? host : peer].address, kServerPort};
    if (one_in(2) || crossing) open.port = static_cast<uint16_t>(5000 + below(2));
    if (one_in(5)) open.nonblocking = true;
    if (crossing) {
      open.to = Address{out_.script.hosts[peer].address, 6000};
      Entry back = open;
      back.host = peer;
      back.port = 6000;
      back.to = Address{out_.script.hosts[host].address, *open.port};
      back.socket = name(mine + "x");
      back.at = at + ms(0, 100);
      out_.script.timeline.push_back(back);
    }
    if (mood_.calm) {
      calm_life(host, mine, at);
      return;
    }
    const uint64_t deeds = 2 + below(8);
    for (uint64_t k = 0; k < deeds; ++k) {
      const bool at_peer = one_in(2);
      const std::string theirs =
          crossing ? mine + "x" : !one_in(3) ? "" : "conn#" + std::to_string(1 + below(i + 2));
      make_deed(at_peer ? peer : host, at_peer ? theirs : one_in(6) ? "" : mine, at);
    }
  }

  // Both ends write, then shut down their side; nobody closes before the end was read.
  void calm_life(uint8_t host, const std::string& mine, Time at) {
    const auto peer = static_cast<uint8_t>(1 - host);
    const uint64_t writes = below(4);
    for (uint64_t k = 0; k < writes; ++k) {
      Entry& send = call(CallKind::Send, host, at + ms(0, 3000));
      send.socket = name(mine);
      send.bytes = octets();
    }
    Entry& shut = call(CallKind::Shutdown, host, at + ms(3000, 4000));
    shut.socket = name(mine);
    shut.after_result = one_in(2);
    shut.how = ShutdownHow::Write;
    Entry& reply = call(CallKind::Send, peer, Time{});
    reply.at.reset();
    reply.when = {Trigger::Kind::State, peer, -1, State::CloseWait, CallKind::Socket, {}, 0, false};
    reply.after = ms(0, 200);
    reply.bytes = octets();
    Entry& end = call(CallKind::Shutdown, peer, Time{});
    end.at.reset();
    end.when = {Trigger::Kind::State, peer, -1, State::CloseWait, CallKind::Socket, {}, 0, false};
    end.after = ms(200, 3000);
    end.after_result = true;
    end.how = ShutdownHow::Write;
  }

  uint32_t octets() {
    return static_cast<uint32_t>(pick({1, 10, 100, 1460, 2000, below(8000), below(200)}));
  }

  void aim(Entry& entry, const std::string& socket) {
    if (!socket.empty()) entry.socket = name(socket);
    entry.after_result = one_in(8);
    if (one_in(8)) entry.nonblocking = one_in(2);
    if (!one_in(10)) return;
    entry.at.reset();
    entry.when.kind = Trigger::Kind::State;
    entry.when.host = static_cast<uint8_t>(below(2));
    entry.when.state = static_cast<State>(1 + below(kStates - 1));
    entry.after = one_in(2) ? Duration{} : ms(0, 1000);
  }

  void make_deed(uint8_t host, const std::string& socket, Time start) {
    const Time at = one_in(4) ? start + milliseconds(static_cast<int64_t>(10 * below(40)))
                              : start + ms(0, 4000);
    switch (below(19)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4: make_send(host, socket, at); return;
      case 5:
      case 6: {
        Entry& recv = call(CallKind::Recv, host, at);
        if (one_in(2)) recv.max = static_cast<uint32_t>(pick({0, 1, 100, 5000}));
        aim(recv, socket);
        return;
      }
      case 7:
      case 8: {
        Entry& shut = call(CallKind::Shutdown, host, at);
        shut.how = static_cast<ShutdownHow>(pick({0, 1, 1, 1, 2}));
        aim(shut, socket);
        return;
      }
      case 9:
      case 10:
      case 11: make_close(host, socket, at); return;
      case 12: make_option(host, socket, at); return;
      case 13: make_rare(host, socket, at); return;
      case 14: aim(call(one_in(2) ? CallKind::Abort : CallKind::Accept, host, at), socket); return;
      case 15: {
        Entry& poll = call(one_in(2) ? CallKind::Poll : CallKind::Select, host, at);
        if (one_in(2)) poll.timeout = ms(0, 2000);
        if (one_in(4)) poll.events = 1;  // POLLIN, readfds
        aim(poll, socket);
        poll.nonblocking.reset();
        return;
      }
      case 16:
      case 17: make_dialect(host, socket, at); return;
      case 18: make_lingering(host, socket, at); return;
    }
  }

  void make_close(uint8_t host, const std::string& socket, Time at) {
    Entry& close = call(CallKind::Close, host, at);
    const bool python = out_.script.hosts[host].api == Api::Python;
    if (python && one_in(2)) close.wording = one_in(2) ? Wording::With : Wording::Collected;
    aim(close, socket);
  }

  // What only one interface has: Winsock's disconnects and notifications, Python's settimeout.
  void make_dialect(uint8_t host, const std::string& socket, Time at) {
    constexpr std::array kWinsock = {CallKind::WsaSendDisconnect, CallKind::WsaRecvDisconnect,
                                     CallKind::WsaAsyncSelect, CallKind::WsaEventSelect};
    switch (out_.script.hosts[host].api) {
      case Api::Winsock: {
        Entry& entry = deed(kWinsock[below(kWinsock.size())], host, socket, at);
        entry.after_result = one_in(8);
        const bool selects = entry.call == CallKind::WsaAsyncSelect ||
                             entry.call == CallKind::WsaEventSelect;
        if (selects) entry.events = static_cast<uint8_t>(one_in(2) ? 63 : below(64));
        else if (one_in(6)) entry.data = "bye";
        return;
      }
      case Api::Python: {
        Entry& entry = deed(one_in(8) ? CallKind::Detach : CallKind::SetTimeout, host, socket, at);
        if (entry.call == CallKind::Detach) return;
        if (!one_in(4)) entry.timeout = one_in(3) ? Duration{} : ms(1, 3000);
        return;
      }
      case Api::Posix: {
        deed(CallKind::Dup, host, socket, at).after_result = one_in(8);
        if (one_in(2)) deed(CallKind::Close, host, socket, at + ms(0, 1000));
        return;
      }
    }
  }

  // SO_LINGER and a close() that may block, in either mode.
  void make_lingering(uint8_t host, const std::string& socket, Time at) {
    Entry& set = deed(CallKind::SetSockOpt, host, socket, at);
    set.option = Option::SoLinger;
    set.linger = static_cast<int64_t>(below(3));
    if (one_in(3)) call(CallKind::Cut, static_cast<uint8_t>(1 - host), at);  // a dead peer
    Entry& close = deed(CallKind::Close, host, socket, at + ms(0, 500));
    if (one_in(2)) close.nonblocking = one_in(2);
    if (one_in(3)) deed(CallKind::Close, host, socket, at + ms(500, 3000));
  }

  void make_send(uint8_t host, const std::string& socket, Time at) {
    Entry& send = call(CallKind::Send, host, at);
    if (one_in(6)) send.data = "GET /" + std::to_string(below(1000)) + "\r\n";
    else send.bytes = one_in(20) ? 0 : octets();
    send.urgent = one_in(16);
    send.no_signal = one_in(16);
    if (one_in(6)) {
      send.repeat = static_cast<uint32_t>(2 + below(4));
      send.every = ms(0, 300);
    }
    aim(send, socket);
    if (send.repeat > 1 && send.socket >= 0) send.repeat = 1, send.every = {};
  }

  void make_rare(uint8_t host, const std::string& socket, Time at) {
    constexpr std::array kRare = {CallKind::Dup,         CallKind::Exit,   CallKind::GetSockName,
                                  CallKind::GetPeerName, CallKind::Listen, CallKind::Connect,
                                  CallKind::Icmp,        CallKind::GetSockOpt,
                                  CallKind::Bind,        CallKind::Socket, CallKind::Signal};
    Entry& entry = call(kRare[below(kRare.size())], host, at);
    if (entry.call == CallKind::Connect)
      entry.to = Address{out_.script.hosts[1 - host].address, kServerPort};
    if (entry.call == CallKind::GetSockOpt)
      entry.option = one_in(2) ? Option::SoError : any_option();
    if (entry.call == CallKind::Bind) {
      entry.port = static_cast<uint16_t>(one_in(2) ? kServerPort : 5000 + below(2));
      if (one_in(3)) entry.address = out_.script.hosts[host].address;
    }
    if (entry.call == CallKind::Icmp) entry.icmp = static_cast<IcmpKind>(below(8));
    else if (entry.call != CallKind::Exit) aim(entry, socket);
    const bool takes = entry.call == CallKind::Connect || entry.call == CallKind::Listen;
    if (!takes) entry.nonblocking.reset();
  }

  Option any_option() {
    return static_cast<Option>(below(static_cast<uint64_t>(Option::SoNoSigPipe) + 1));
  }

  void make_option(uint8_t host, const std::string& socket, Time at) {
    Entry& set = call(CallKind::SetSockOpt, host, at);
    set.option = any_option();
    const bool told_only = *set.option == Option::SoError || *set.option == Option::TcpInfoState;
    if (told_only) set.option = Option::SoLinger;
    if (mood_.calm) set.option = Option::TcpNoDelay;
    set.value = static_cast<int64_t>(below(4));
    switch (*set.option) {
      case Option::SoLinger: set.value = 1, set.linger = static_cast<int64_t>(below(3)); break;
      case Option::SoRcvBuf:  // no less than what the window's shift can tell
        set.value = static_cast<int64_t>(
            pick({0, out_.script.hosts[host].profile.window_scale > 8 ? 100000u : 2000u, 100000}));
        break;
      case Option::SoSndBuf: set.value = static_cast<int64_t>(pick({0, 1, 2000, 100000})); break;
      case Option::TcpUserTimeout:
        set.value = static_cast<int64_t>(pick({0, 100, 3000}));
        set.duration = milliseconds(set.value);
        break;
      case Option::SoRcvTimeO:
      case Option::SoSndTimeO:
        set.value = static_cast<int64_t>(below(3000));
        set.duration = milliseconds(set.value);
        break;
      case Option::TcpKeepIdle:
      case Option::TcpKeepIntvl:
      case Option::TcpLinger2: set.duration = seconds(set.value); break;
      default: break;
    }
    if (!socket.empty()) set.socket = name(socket);
  }

  // -- moments that random calls seldom meet

  Entry& deed(CallKind kind, uint8_t host, const std::string& socket, Time at) {
    Entry& entry = call(kind, host, at);
    if (!socket.empty()) entry.socket = name(socket);
    return entry;
  }

  void make_pattern() {
    const Time start = Time{} + ms(2000, 5000);
    Entry& open = deed(CallKind::Connect, 0, "p", start);
    open.to = Address{out_.script.hosts[1].address, kServerPort};
    open.port = 7000;
    const Time later = start + ms(500, 2000);
    switch (below(4)) {
      case 0: reopen(later); return;
      case 1: keep_alive(later); return;
      case 2: fill_window(start, later); return;
      case 3: close_together(later); return;
    }
  }

  // The listening side closes first, so TIME_WAIT is there when the next SYN comes (T091, T181).
  void reopen(Time at) {
    deed(CallKind::Close, 1, "", at);
    deed(CallKind::Close, 0, "p", at + ms(100, 1000));
    const Time again = at + ms(1000, 4000);
    Entry& open = deed(CallKind::Connect, 0, "q", again);
    open.to = Address{out_.script.hosts[1].address, kServerPort};
    open.port = 7000;
    if (one_in(2)) deed(CallKind::Close, 0, "q", again + ms(0, 300));
    if (one_in(4)) call(CallKind::Cut, 0, again + ms(0, 300));
  }

  // The peer goes away while nothing is sent (T139, T140).
  void keep_alive(Time at) {
    for (uint8_t host = 0; host < 2; ++host) {
      Entry& on = deed(CallKind::SetSockOpt, host, host ? "" : "p", at);
      on.option = Option::SoKeepAlive;
      Entry& idle = deed(CallKind::SetSockOpt, host, host ? "" : "p", at);
      idle.option = Option::TcpKeepIdle;
      idle.value = static_cast<int64_t>(1 + below(5));
      idle.duration = seconds(idle.value);
    }
    // One draw after the other: the order in which arguments are evaluated is the compiler's.
    const CallKind end = one_in(2) ? CallKind::Cut : CallKind::PowerOff;
    const auto where = static_cast<uint8_t>(below(2));
    call(end, where, at + ms(0, 9000));
  }

  // A reader that sleeps, so that the window closes (T070, T138).
  void fill_window(Time start, Time at) {
    out_.script.hosts[1].auto_read = false;
    const bool tiny = out_.script.hosts[0].profile.send_buffer < 1000 ||  // octet by octet
                      out_.script.hosts[1].profile.receive_buffer < 1000;
    const auto bytes = static_cast<uint32_t>(below(tiny ? 9000 : 90000));
    deed(CallKind::Send, 0, "p", start + ms(0, 500)).bytes = bytes;
    if (one_in(2)) deed(CallKind::Shutdown, 0, "p", at).how = ShutdownHow::Write;
    for (Time t = at + ms(0, 20000); one_in(8) == false; t = t + ms(0, 5000))
      deed(CallKind::Recv, 1, "", t).max = static_cast<uint32_t>(pick({1, 500, 2000, 100000}));
  }

  void close_together(Time at) {
    deed(CallKind::Close, 0, "p", at);
    deed(CallKind::Close, 1, "", at + ms(0, 50));
  }

  // -- disasters

  void make_host_events() {
    constexpr std::array kEvents = {CallKind::Crash,    CallKind::Reboot, CallKind::Reboot,
                                    CallKind::PowerOff, CallKind::Cut,    CallKind::Cut};
    const uint64_t events = 1 + below(2);
    for (uint64_t i = 0; i < events; ++i) {
      const auto host = static_cast<uint8_t>(below(2));
      const Time at = when();
      const CallKind kind = kEvents[below(kEvents.size())];
      call(kind, host, at);
      if (kind == CallKind::Cut && !one_in(4)) call(CallKind::Heal, host, at + ms(1, 5000));
      if (kind == CallKind::PowerOff && one_in(2)) call(CallKind::Reboot, host, at + ms(1, 5000));
      if (kind == CallKind::Cut || one_in(2)) continue;
      Entry& again = call(CallKind::Listen, host, at + ms(5000, 6000));
      again.port = kServerPort;
      again.socket = name("again");
    }
  }

  void make_forged() {
    const uint64_t segments = 1 + below(4);
    for (uint64_t i = 0; i < segments; ++i) {
      const auto host = static_cast<uint8_t>(below(2));
      Entry& forged = call(CallKind::Inject, host, when());
      WrittenSegment& seg = forged.segment;
      seg.ctl = static_cast<uint8_t>(below(64));
      if (one_in(2))
        seg.ctl = static_cast<uint8_t>(pick({kRst, kSyn, kAck, kFin | kAck, kSyn | kAck,
                                             kRst | kAck, kPsh | kAck, kSyn | kFin}));
      seg.seq = static_cast<int64_t>(pick({0, 1, 2, 11, below(3000), below(70000)}));
      if (seg.ctl & kAck) seg.ack = static_cast<int64_t>(pick({0, 1, 2, 11, below(3000)}));
      if (one_in(3)) seg.text = static_cast<uint32_t>(pick({1, 10, 1000}));
      seg.win = static_cast<uint32_t>(pick({0, 1, 1000, 65535}));
      if (seg.ctl & kUrg) seg.urg = static_cast<uint32_t>(below(20));
      forged.raw = one_in(8);
      if (one_in(2)) {
        forged.at.reset();
        forged.when.kind = Trigger::Kind::State;
        forged.when.host = static_cast<uint8_t>(below(2));
        forged.when.state = static_cast<State>(2 + below(kStates - 2));
        forged.after = one_in(2) ? Duration{} : ms(0, 200);
        if (one_in(2)) forged.arrive = ms(0, 100);
      }
      if (one_in(4)) {  // from a stranger: text on a SYN and the like reach the listener
        forged.src = Address{(10u << 24) + (9u << 16) + 1, 1000};
        forged.to = Address{out_.script.hosts[1 - host].address, kServerPort};
        if (one_in(2)) seg.ctl = static_cast<uint8_t>(pick({kSyn, kSyn, kAck, kAck | kPsh}));
        seg.ack.reset();
        if (seg.ctl & kAck) seg.ack = static_cast<int64_t>(below(2));
        continue;
      }
      if (!one_in(3)) continue;
      forged.port = static_cast<uint16_t>(host ? kServerPort : 5000);
      forged.to = Address{out_.script.hosts[1 - host].address,
                          static_cast<uint16_t>(host ? 5000 : kServerPort)};
    }
  }

  void make_faults() {
    const uint64_t rules = 1 + below(3);
    for (uint64_t i = 0; i < rules; ++i) {
      FaultRule rule;
      rule.action = static_cast<FaultAction>(below(6));
      rule.from = static_cast<uint8_t>(below(3));
      if (one_in(2))
        rule.flags = static_cast<uint8_t>(
            pick({kSyn, kSyn | kAck, kAck, kFin | kAck, kRst, kPsh | kAck, kPsh | kAck | kFin}));
      else if (one_in(2)) rule.has = static_cast<uint8_t>(pick({kSyn, kFin, kAck, kRst}));
      if (one_in(3)) rule.after = when();
      if (one_in(3)) rule.before = when();
      if (!one_in(3)) rule.nth = static_cast<uint32_t>(1 + below(3));
      else if (one_in(2)) rule.count = static_cast<uint32_t>(1 + below(4));
      if (rule.action == FaultAction::Delay) rule.by = ms(0, 4000);
      if (rule.action == FaultAction::Reorder && one_in(2)) rule.by = ms(0, 1000);
      if (rule.action == FaultAction::Duplicate) rule.copies = static_cast<uint32_t>(1 + below(3));
      if (rule.action == FaultAction::Duplicate && one_in(2)) rule.by = ms(0, 9000);
      // PAWS answers each old duplicate (T145); with copies of every answer that goes on for ever.
      if (rule.action == FaultAction::Duplicate && !rule.nth && !rule.count)
        rule.count = static_cast<uint32_t>(1 + below(20));
      if (rule.action == FaultAction::Hold) rule.until = when();
      out_.script.faults.push_back(rule);
    }
  }

  Dice dice_;
  Mood mood_;
  Scenario out_;
};

}  // namespace

Scenario random_scenario(uint64_t seed) { return Maker(seed).make(); }

}  // namespace finwait
