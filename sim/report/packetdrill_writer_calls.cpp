// The calls of a script that is written: which system call each one is, with what result.
#include <algorithm>
#include <array>

#include "sim/report/describe.hpp"
#include "sim/report/packetdrill_writing.hpp"
#include "sim/run/packetdrill_notation.hpp"

namespace finwait {
namespace {

struct ErrorText {
  Errno error;
  std::string_view text;
};

// As the C library puts them; scripts carry them for people.
constexpr std::array<ErrorText, 18> kErrorTexts = {{
    {Errno::EAddrInUse, "Address already in use"},
    {Errno::EAddrNotAvail, "Cannot assign requested address"},
    {Errno::EAgain, "Resource temporarily unavailable"},
    {Errno::EAlready, "Operation already in progress"},
    {Errno::EBadf, "Bad file descriptor"},
    {Errno::EConnAborted, "Software caused connection abort"},
    {Errno::EConnRefused, "Connection refused"},
    {Errno::EConnReset, "Connection reset by peer"},
    {Errno::EHostUnreach, "No route to host"},
    {Errno::EInProgress, "Operation now in progress"},
    {Errno::EInval, "Invalid argument"},
    {Errno::EIsConn, "Transport endpoint is already connected"},
    {Errno::ENetUnreach, "Network is unreachable"},
    {Errno::ENotConn, "Transport endpoint is not connected"},
    {Errno::EOpNotSupp, "Operation not supported"},
    {Errno::EPipe, "Broken pipe"},
    {Errno::ETimedOut, "Connection timed out"},
    {Errno::EIntr, "Interrupted system call"},
}};

std::string_view how_text(ShutdownHow how) {
  switch (how) {
    case ShutdownHow::Read: return "SHUT_RD";
    case ShutdownHow::Write: return "SHUT_WR";
    case ShutdownHow::Both: return "SHUT_RDWR";
    case ShutdownHow::Invalid: return "3";
  }
  return "SHUT_WR";
}

// Options that packetdrill can set as one number; their level follows from the name.
bool is_plain_option(Option option) {
  switch (option) {
    case Option::SoReuseAddr:
    case Option::SoKeepAlive:
    case Option::SoError:
    case Option::SoRcvBuf:
    case Option::SoSndBuf:
    case Option::TcpNoDelay:
    case Option::TcpUserTimeout:
    case Option::TcpKeepIdle:
    case Option::TcpKeepIntvl:
    case Option::TcpKeepCnt:
    case Option::TcpLinger2:
    case Option::TcpCork: return true;
    case Option::SoLinger:
    case Option::TcpInfoState:
    case Option::SoDontLinger:
    case Option::SoExclusiveAddrUse:
    case Option::SoRcvTimeO:
    case Option::SoSndTimeO:
    case Option::SoNoSigPipe:
    case Option::TcpNoPush:
    case Option::TcpKeepInit: return false;
  }
  return false;
}

std::string level_and_name(Option option) {
  const std::string name(option_name(option));
  return (name.starts_with("TCP_") ? "SOL_TCP, " : "SOL_SOCKET, ") + name;
}

constexpr int64_t kBufferOfReads = 65536;

}  // namespace

std::string drill_result(const Record& result) {
  if (result.error() == Errno::Ok) return "= " + std::to_string(result.value());
  const std::string name(errno_name(result.error()));
  const auto found = std::find_if(kErrorTexts.begin(), kErrorTexts.end(),
                                  [&](const ErrorText& e) { return e.error == result.error(); });
  const std::string text = found == kErrorTexts.end() ? name : std::string(found->text);
  return "= -1 " + name + " (" + text + ")";
}

// Null for what the automatic program does.
const Entry* DrillWriter::entry_of(const Record& call) const {
  return call.entry() == kAutoCall ? nullptr : &script_.timeline[call.entry()];
}

bool DrillWriter::is_included(uint32_t socket) const {
  if (socket == kNoSocket) return false;
  const SocketInfo& s = trace_.socket(socket);
  const bool unconnected = s.number == 0 && !s.listener && connection_ == kNoSocket;
  const bool alone = s.listener && connection_ == kNoSocket;
  return socket == connection_ || socket == listener_ || unconnected || alone;
}

int DrillWriter::descriptor(uint32_t socket) const {
  const auto found = descriptors_.find(socket);
  return found == descriptors_.end() ? -1 : found->second;
}

bool DrillWriter::is_closed_descriptor(uint32_t call_id) const {
  const uint32_t result = index_.result_of(call_id);
  return result != 0 && trace_.record(result).error() == Errno::EBadf;
}

// Whether a record becomes a call of the script; of those that were begun before `id`, their end.
bool DrillWriter::counts_as_call(uint32_t i, uint32_t id) const {
  const Record& r = trace_.record(i);
  if (r.host != request_.host || !is_included(r.socket)) return false;
  const bool begins = r.kind == RecordKind::Call && !is_for_host(r.call());
  const bool ends = r.kind == RecordKind::Result && r.call_id() != 0;
  if (begins) return r.call() != CallKind::Accept && !is_closed_descriptor(i);
  return ends && (r.call() == CallKind::Accept || r.call_id() < id);
}

// Whether another call is made before this one returns, or it never returns.
bool DrillWriter::overlapped(uint32_t id, const Record& r) const {
  const uint32_t result = index_.result_of(id);
  if (result == 0) return true;
  if (trace_.record(result).t == r.t) return false;
  int together = 0;  // segments that wake it at once: a script brings them one after the other
  for (uint32_t i = id + 1; i < result; ++i) {
    if (counts_as_call(i, id)) return true;
    const Record& other = trace_.record(i);
    together += other.kind == RecordKind::Arrived && other.host == request_.host &&
                other.t == trace_.record(result).t;
  }
  return together > 1 && r.call() == CallKind::Recv;
}

int DrillWriter::make_socket(uint32_t id, const Record& r) {
  const int known = descriptor(r.socket);
  if (known >= 0) return known;
  const int fd = next_descriptor_++;
  descriptors_[r.socket] = fd;
  event(id, r.t, "socket(..., SOCK_STREAM, IPPROTO_TCP) = " + std::to_string(fd));
  return fd;
}

// fcntl() before a call that switches the socket's mode.
void DrillWriter::set_mode(uint32_t id, const Record& r, std::optional<bool> nonblocking) {
  const int fd = descriptor(r.socket);
  if (!nonblocking || fd < 0 || *nonblocking == (nonblocking_.count(fd) != 0)) return;
  if (*nonblocking)
    nonblocking_.insert(fd);
  else
    nonblocking_.erase(fd);
  event(id, r.t,
        "fcntl(" + std::to_string(fd) + ", F_SETFL, O_RDWR" + (*nonblocking ? "|O_NONBLOCK" : "") +
            ") = 0");
}

// Python's settimeout(): 0 and None are modes; a time is not in packetdrill's language.
void DrillWriter::set_timeout(uint32_t id, const Record& r, const Entry& entry) {
  const bool timed = entry.timeout && entry.timeout->ns > 0;
  set_mode(id, r, entry.timeout.has_value() && !timed);
  if (!timed) {
    timed_.erase(r.socket);
    return;
  }
  timed_.insert(r.socket);
  leave_out(id, r.t, call_text(script_, r) + ": packetdrill has no such call");
}

// Whether a segment arrives between a call and its result: the call waits, be it for no time.
bool DrillWriter::arrives_meanwhile(uint32_t id) const {
  for (uint32_t i = id + 1; i < index_.result_of(id); ++i)
    if (trace_.record(i).kind == RecordKind::Arrived && trace_.record(i).host == request_.host)
      return true;
  return false;
}

// "call" with its result, and how long it blocked.
void DrillWriter::simple(uint32_t id, const Record& r, const std::string& call) {
  const Record& result = trace_.record(index_.result_of(id));
  event(id, r.t, call + " " + drill_result(result));
  if (!stopped_ && (result.t != r.t || arrives_meanwhile(id))) lines_.back().lasts = result.t - r.t;
}

std::string DrillWriter::reading(const Record& call, const Record& result) const {
  const Entry* entry = entry_of(call);
  const int64_t most =
      entry && entry->max ? int64_t{*entry->max} : std::max(kBufferOfReads, result.value());
  const std::string start =
      std::to_string(descriptor(call.socket)) + ", ..., " + std::to_string(most);
  return entry && entry->peek ? "recv(" + start + ", MSG_PEEK)" : "read(" + start + ")";
}

std::string DrillWriter::sending(const Record& call) const {
  const Entry* entry = entry_of(call);
  const std::string start = std::to_string(descriptor(call.socket)) + ", ..., " +
                            std::to_string(entry ? entry->length() : 0);
  std::string flags = entry ? flags_text(*entry) : "";
  std::replace(flags.begin(), flags.end(), ',', '|');
  return flags.empty() ? "write(" + start + ")" : "send(" + start + ", " + flags + ")";
}

// socket, bind and listen: what a scenario leaves unsaid becomes calls of its own.
void DrillWriter::opening(uint32_t id, const Record& r, const Entry& entry) {
  const bool made = descriptor(r.socket) >= 0;
  const std::string fd = std::to_string(make_socket(id, r));
  if (r.call() == CallKind::Socket) return;
  set_mode(id, r, entry.nonblocking);
  const std::string bind = "bind(" + fd + ", ..., ...)";
  if (r.call() == CallKind::Bind) {
    if (trace_.record(index_.result_of(id)).error() == Errno::Ok) bound_.insert(r.socket);
    return simple(id, r, bind);
  }
  if (entry.wording == Wording::CreateServer)
    event(id, r.t, "setsockopt(" + fd + ", SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0");
  const bool binds = (!made || entry.port) && bound_.insert(r.socket).second;
  if (binds) event(id, r.t, bind + " = 0");
  simple(id, r, "listen(" + fd + ", " + std::to_string(entry.backlog) + ")");
}

// A connect() during which other calls are made is one that does not block.
void DrillWriter::connect(uint32_t id, const Record& r) {
  const std::string fd = std::to_string(make_socket(id, r));
  if (const Entry* entry = entry_of(r)) set_mode(id, r, entry->nonblocking);
  const std::string call = "connect(" + fd + ", ..., ...)";
  if (!overlapped(id, r)) return simple(id, r, call);
  const bool blocks = nonblocking_.count(descriptor(r.socket)) == 0;
  const std::string mode = "fcntl(" + fd + ", F_SETFL, O_RDWR";
  if (blocks) event(id, r.t, mode + "|O_NONBLOCK) = 0");
  event(id, r.t, call + " = -1 EINPROGRESS (Operation now in progress)");
  if (blocks) event(id, r.t, mode + ") = 0");
  late_.insert(id);
}

void DrillWriter::options(uint32_t id, const Record& r, const Entry& entry) {
  const bool sets = r.call() == CallKind::SetSockOpt;
  const std::string fd = std::to_string(sets ? make_socket(id, r) : descriptor(r.socket));
  const Option option = entry.option.value_or(Option::SoError);
  const std::string start = (sets ? "setsockopt(" : "getsockopt(") + fd + ", ";
  if (option == Option::SoLinger && sets)
    return simple(id, r,
                  start + "SOL_SOCKET, SO_LINGER, {onoff=" + std::to_string(entry.onoff) +
                      ", linger=" + std::to_string(entry.linger) + "}, 8)");
  if (!is_plain_option(option)) return leave_out(id, r.t, call_text(script_, r));
  if (sets) {
    int64_t value = entry.value;
    if (option == Option::TcpUserTimeout && entry.duration.ns != 0)
      value = entry.duration.ns / 1'000'000;
    else if (entry.duration.ns != 0)
      value = entry.duration.ns / 1'000'000'000;
    return simple(id, r, start + level_and_name(option) + ", [" + std::to_string(value) + "], 4)");
  }
  const Record& result = trace_.record(index_.result_of(id));
  const auto error = static_cast<Errno>(result.detail());
  const std::string value = option != Option::SoError ? std::to_string(result.detail())
                            : error == Errno::Ok      ? "0"
                                                      : std::string(errno_name(error));
  simple(id, r, start + level_and_name(option) + ", [" + value + "], [4])");
}

void DrillWriter::poll(uint32_t id, const Record& r, const Entry& entry) {
  const Record& result = trace_.record(index_.result_of(id));
  constexpr uint8_t kAll = kPollIn | kPollOut | kPollRdHup;
  const std::string events = drill_poll_words(entry.events ? entry.events : kAll);
  const std::string timeout =
      entry.timeout ? std::to_string(entry.timeout->ns / 1'000'000) : std::string("-1");
  simple(id, r,
         "poll([{fd=" + std::to_string(descriptor(r.socket)) + ", events=" + events +
             ", revents=" + drill_poll_words(result.poll_events()) + "}], 1, " + timeout + ")");
}

// close, abort: the descriptor is gone, unless dup() made another one.
void DrillWriter::closing(uint32_t id, const Record& r) {
  const int fd = descriptor(r.socket);
  const auto others = references_.find(r.socket);
  if (others != references_.end() && others->second > 0) {
    --others->second;
    return comment(id, r.t, "close() of one of several descriptors");
  }
  if (r.call() == CallKind::Abort)
    event(id, r.t,
          "setsockopt(" + std::to_string(fd) +
              ", SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0");
  simple(id, r, "close(" + std::to_string(fd) + ")");
  if (trace_.record(index_.result_of(id)).error() != Errno::Ok) return;  // Winsock: still open
  descriptors_.erase(r.socket);
  changed_.reset();
}

// A call that blocked while others were made: what it found, when it returned.
void DrillWriter::late(const Record& call, uint32_t result_id) {
  const Record& result = trace_.record(result_id);
  const int fd = descriptor(call.socket);
  if (fd < 0)
    return leave_out(result_id, result.t, call_text(script_, call) + " that a close() ends");
  if (call.call() == CallKind::Recv)
    return event(result_id, result.t, reading(call, result) + " " + drill_result(result));
  const std::string value =
      result.error() == Errno::Ok ? "0" : std::string(errno_name(result.error()));
  // A timer and a call at one instant: packetdrill would call first.
  const bool timer = result.error() == Errno::ETimedOut;
  event(result_id, timer ? result.t + kAfterTimer : result.t,
        "getsockopt(" + std::to_string(fd) + ", SOL_SOCKET, SO_ERROR, [" + value + "], [4]) = 0");
}

// Which child an accept() hands over: they leave the queue in the order in which they entered it.
uint32_t DrillWriter::accepted_by(uint32_t result_id) const {
  const uint32_t listener = trace_.record(result_id).socket;
  size_t taken = 0;
  std::vector<uint32_t> queue;
  for (uint32_t id = 1; id <= result_id; ++id) {
    const Record& r = trace_.record(id);
    const bool enters = r.kind == RecordKind::State && r.from() == State::SynReceived &&
                        r.to() != State::Closed && r.to() != State::Listen;
    if (enters && trace_.socket(r.socket).parent == listener) queue.push_back(r.socket);
    const bool leaves = r.kind == RecordKind::Result && r.call() == CallKind::Accept &&
                        r.socket == listener &&
                        (r.error() == Errno::Ok || r.error() == Errno::EConnAborted ||
                         r.error() == Errno::EConnReset);
    if (leaves) ++taken;
  }
  return taken > 0 && taken <= queue.size() ? queue[taken - 1] : kNoSocket;
}

// accept() stands where it returns: nothing depends on when a program begins to wait.
void DrillWriter::accepted(uint32_t id, const Record& call, const Record& result) {
  if (call.socket != listener_ || listener_ == kNoSocket) return;
  const std::string text = "accept(" + std::to_string(descriptor(call.socket)) + ", ..., ...) ";
  if (result.error() != Errno::Ok) {
    const Errno error = result.error();
    const bool queue = error == Errno::EConnAborted || error == Errno::EConnReset;
    if (!queue || accepted_by(id) == connection_) event(id, result.t, text + drill_result(result));
    return;
  }
  if (accepted_by(id) != connection_) return;
  const int fd = next_descriptor_++;
  descriptors_[connection_] = fd;
  event(id, result.t, text + "= " + std::to_string(fd));
  if (!changed_) changed_ = result.t;
}

void DrillWriter::take_result(uint32_t id, const Record& r) {
  if (r.call_id() == 0 || stopped_) return;
  const Record& call = trace_.record(r.call_id());
  if (r.call() == CallKind::Accept) return accepted(id, call, r);
  if (late_.count(r.call_id()) != 0) late(call, id);
}

// An ICMP message about the connection. It quotes SND.UNA, which no system refuses in flight.
void DrillWriter::icmp(uint32_t id, const Record& r) {
  const Entry* entry = entry_of(r);
  if (r.socket != connection_ || !entry) return leave_out(id, r.t, "ICMP about other connections");
  if (entry->icmp == IcmpKind::FragmentationNeeded)
    return leave_out(id, r.t, "ICMP frag_needed, which changes nothing here");
  const std::string una = std::to_string(acked_);
  event(id, r.t, "< " + drill_icmp_text(entry->icmp) + " [" + una + ":" + una + "(0)]");
}

// The program ends: the system closes what it has open.
void DrillWriter::exit(uint32_t id, const Record& r) {
  for (const auto& open : descriptors_)
    event(id, r.t, "close(" + std::to_string(open.second) + ") = 0");
  descriptors_.clear();
  changed_.reset();
}

// A call that packetdrill cannot make as the run made it. True: it is dealt with.
bool DrillWriter::take_impossible(uint32_t id, const Record& r) {
  const CallKind kind = r.call();
  const bool makes = kind == CallKind::Socket || kind == CallKind::Bind ||
                     kind == CallKind::Listen || kind == CallKind::Connect ||
                     kind == CallKind::SetSockOpt;
  if (is_closed_descriptor(id) || (descriptor(r.socket) < 0 && !makes)) {
    leave_out(id, r.t, call_text(script_, r) + " without an open descriptor");
    return true;
  }
  const uint32_t end = index_.result_of(id);
  const Errno error = end ? trace_.record(end).error() : Errno::Ok;
  const bool winsock = kind == CallKind::WsaSendDisconnect || kind == CallKind::WsaRecvDisconnect;
  const bool timed_out = timed_.count(r.socket) != 0 && error == Errno::ETimedOut;
  if (timed_out || error == Errno::EIntr || (winsock && error != Errno::Ok)) {
    leave_out(id, r.t, call_text(script_, r) + " with " + std::string(errno_name(error)));
    return true;
  }
  if (kind == CallKind::Connect || kind == CallKind::Accept || !overlapped(id, r)) return false;
  const std::string alone = " that blocks: packetdrill makes one call at a time";
  if (index_.result_of(id) == 0 && (kind == CallKind::Recv || kind == CallKind::Poll))
    comment(id, r.t, call_text(script_, r) + " never returns");
  else if (kind == CallKind::Recv)
    late_.insert(id);
  else if (kind == CallKind::Poll || kind == CallKind::Select)
    leave_out(id, r.t, call_text(script_, r) + alone);
  else
    stop_before(id, call_text(script_, r) + alone);  // nothing after it would be the same
  return true;
}

void DrillWriter::take_call(uint32_t id, const Record& r) {
  if (r.call() == CallKind::Icmp) return icmp(id, r);
  if (stopped_ || (is_for_host(r.call()) && !is_for_timer(r.call()))) return;
  if (r.call() == CallKind::Exit) return exit(id, r);
  if (!is_included(r.socket)) {
    const bool closed = r.socket == kNoSocket;
    return leave_out(id, r.t,
                     closed ? call_text(script_, r) + " without an open descriptor"
                            : "calls on other sockets (--connection N)");
  }
  if (r.call() == CallKind::Accept || take_impossible(id, r)) return;
  const Entry automatic;
  const Entry& entry = entry_of(r) ? *entry_of(r) : automatic;
  const std::string fd = std::to_string(descriptor(r.socket));
  if (r.call() != CallKind::SetSockOpt && r.call() != CallKind::Listen)
    set_mode(id, r, entry.nonblocking);
  switch (r.call()) {
    case CallKind::Socket:
    case CallKind::Bind:
    case CallKind::Listen: return opening(id, r, entry);
    case CallKind::Connect: return connect(id, r);
    case CallKind::Send: return simple(id, r, sending(r));
    case CallKind::Recv: return simple(id, r, reading(r, trace_.record(index_.result_of(id))));
    case CallKind::Shutdown:
      return simple(id, r, "shutdown(" + fd + ", " + std::string(how_text(entry.how)) + ")");
    case CallKind::WsaSendDisconnect: return simple(id, r, "shutdown(" + fd + ", SHUT_WR)");
    case CallKind::WsaRecvDisconnect: return simple(id, r, "shutdown(" + fd + ", SHUT_RD)");
    case CallKind::Close:
    case CallKind::Abort: return closing(id, r);
    case CallKind::SetSockOpt:
    case CallKind::GetSockOpt: return options(id, r, entry);
    case CallKind::Poll: return poll(id, r, entry);
    case CallKind::SetTimeout: return set_timeout(id, r, entry);
    case CallKind::Dup: ++references_[r.socket]; [[fallthrough]];
    case CallKind::GetSockName:
    case CallKind::GetPeerName:
    case CallKind::Select:
    case CallKind::WsaAsyncSelect:
    case CallKind::WsaEventSelect:
    case CallKind::Signal:
    case CallKind::Detach:
    case CallKind::StopTimer:
    case CallKind::FireTimer:
      return leave_out(id, r.t, call_text(script_, r) + ": packetdrill has no such call");
    case CallKind::Accept:
    case CallKind::Exit:
    case CallKind::Crash:
    case CallKind::Reboot:
    case CallKind::PowerOff:
    case CallKind::Cut:
    case CallKind::Heal:
    case CallKind::Inject:
    case CallKind::Icmp: return;
  }
}

}  // namespace finwait
