#include "sim/report/packetdrill_writer.hpp"

#include <algorithm>

#include "sim/report/describe.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/packetdrill_writing.hpp"
#include "sim/report/run_caption.hpp"
#include "sim/run/packetdrill_notation.hpp"

namespace finwait {
namespace {

std::string_view linux_state_name(State state) {
  switch (state) {
    case State::Closed: return "TCP_CLOSE";
    case State::Listen: return "TCP_LISTEN";
    case State::SynSent: return "TCP_SYN_SENT";
    case State::SynReceived: return "TCP_SYN_RECV";
    case State::Established: return "TCP_ESTABLISHED";
    case State::FinWait1: return "TCP_FIN_WAIT1";
    case State::FinWait2: return "TCP_FIN_WAIT2";
    case State::CloseWait: return "TCP_CLOSE_WAIT";
    case State::Closing: return "TCP_CLOSING";
    case State::LastAck: return "TCP_LAST_ACK";
    case State::TimeWait: return "TCP_TIME_WAIT";
  }
  return "TCP_CLOSE";
}

// The writer's own notation: a segment as it stands in the script, without direction.
std::string notation(WrittenSegment segment, const std::vector<DrillOption>& options) {
  const std::string text = segment_text(segment, true, false);
  return options.empty() ? text : text + " " + drill_options_text(options);
}

}  // namespace

std::string drill_seconds(Duration d) {
  std::string fraction = std::to_string(d.ns % 1'000'000'000);
  fraction.insert(0, 9 - fraction.size(), '0');
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  const int64_t whole = d.ns / 1'000'000'000;
  if (fraction.empty()) return std::to_string(whole);
  return (whole ? std::to_string(whole) : "") + "." + fraction;
}

DrillWriter::DrillWriter(const Simulation& simulation, const DrillRequest& request)
    : simulation_(simulation),
      script_(simulation.script()),
      trace_(simulation.trace()),
      index_(script_, trace_),
      request_(request),
      system_(script_.hosts[request.host].profile.name),
      peer_system_(script_.hosts[1 - request.host].profile.name) {}

Error DrillWriter::cannot(const std::string& why) const {
  return Error{simulation_.scenario().file, 0, 0,
               "no packetdrill script for " + script_.hosts[request_.host].name + ": " + why};
}

// The connection that is tested, its listener and its addresses. Err: there is none.
std::optional<Error> DrillWriter::choose() {
  const HostConfig& host = script_.hosts[request_.host];
  if (host.outside) return cannot("it is a real kernel, outside this world");
  if (host.scripted) return cannot("it is a script itself");
  bool any = false;
  for (uint32_t id = 1; id <= trace_.sockets.size(); ++id) {
    const SocketInfo& s = trace_.socket(id);
    any = any || s.host == request_.host;
    if (s.host != request_.host || s.number != request_.connection) continue;
    connection_ = id;
    listener_ = s.parent;
    local_ = s.local;
    remote_ = s.remote;
  }
  for (const Packet& p : trace_.packets) {  // a failed connect() may give the port back
    if (p.sent == 0 || p.forged || p.socket != connection_ || connection_ == kNoSocket) continue;
    local_ = p.from;
    remote_ = p.to;
    break;
  }
  if (!any) return cannot("it has no socket, and packetdrill tests a program's sockets");
  if (connection_ == kNoSocket && request_.connection > 1)
    return cannot("it has no connection " + std::to_string(request_.connection));
  if (local_.ip == remote_.ip && remote_.port != 0)
    return cannot("its peer is itself, and packetdrill's peer is another host");
  find_beginning();
  return std::nullopt;
}

// Where the connection begins, when its addresses were in use before; the peer's number that stands
// for 0.
void DrillWriter::find_beginning() {
  for (uint32_t id = 1; id < connection_; ++id) {
    const SocketInfo& other = trace_.socket(id);
    const bool same = !other.listener && other.host == request_.host && other.local == local_ &&
                      other.remote == remote_;
    const SocketInfo& mine = trace_.socket(connection_);
    const uint32_t cause = trace_.record(mine.record).cause;
    if (same) begins_ = cause != 0 ? cause : mine.record;
  }
  for (const Packet& p : trace_.packets) {
    const uint32_t end = p.sent == 0 ? 0 : index_.end_of(trace_.record(p.sent).packet());
    if (end == 0 || end < begins_ || !ours(p, false)) continue;
    const bool syn = p.segment.has(kSyn);
    if (!remote_known_ || syn) remote_base_ = p.segment.seq.value;
    remote_known_ = true;
    if (syn) break;
  }
}

bool DrillWriter::ours(const Packet& packet, bool outbound) const {
  const Address& from = outbound ? local_ : remote_;
  const Address& to = outbound ? remote_ : local_;
  return remote_.port != 0 && packet.from == from && packet.to == to;
}

void DrillWriter::event(uint32_t id, Time t, std::string text) {
  if (!stopped_) lines_.push_back({t, Duration{-1}, id, std::move(text), "", false});
}

void DrillWriter::comment(uint32_t id, Time t, std::string text) {
  if (!stopped_) lines_.push_back({t, Duration{-1}, id, "// " + std::move(text), "", true});
}

// Named in the script where it happens, and once to whoever asked for the script.
void DrillWriter::leave_out(uint32_t id, Time t, const std::string& what) {
  if (stopped_) return;
  const bool known = std::find(left_out_.begin(), left_out_.end(), what) != left_out_.end();
  if (known) return;
  left_out_.push_back(what);
  comment(id, t, "left out: " + what);
}

// The script ends at `t`: a connect() that waits longer is one that does not block, other calls
// that wait longer are not made.
void DrillWriter::end_waiting(Time t) {
  for (size_t i = lines_.size(); i-- > 0;) {
    Line& line = lines_[i];
    if (line.lasts.ns < 0 || line.t + line.lasts < t) continue;
    const size_t end = line.text.find(") = ");
    if (!line.text.starts_with("connect(")) {
      lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    line.lasts = Duration{-1};
    line.text = line.text.substr(0, end) + ") = -1 EINPROGRESS (Operation now in progress)";
    Line mode = line;
    mode.remark.clear();
    mode.text = "fcntl(" + line.text.substr(8, line.text.find(',') - 8) +
                ", F_SETFL, O_RDWR|O_NONBLOCK) = 0";
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(i), mode);
  }
}

// The script ends before a record: what follows is not in the language.
void DrillWriter::stop_before(uint32_t record, const std::string& why) {
  if (stopped_) return;
  const Time t = trace_.record(record).t;
  std::erase_if(lines_, [&](const Line& line) { return line.record >= record; });
  end_waiting(t);
  changed_.reset();
  leave_out(record, t, why);
  stopped_ = true;
}

void DrillWriter::take_socket(const Record& r) {
  const SocketInfo& s = trace_.socket(r.socket);
  const bool again = r.socket != connection_ && !s.listener && s.local == local_ &&
                     s.remote == remote_ && remote_.port != 0 && s.host == request_.host;
  if (again && r.socket > connection_)
    stop_before(r.cause ? r.cause : s.record,
                "the same two addresses connect again: packetdrill tests one connection");
}

WrittenSegment DrillWriter::outbound_segment(const Packet& packet) {
  const Segment& s = packet.segment;
  const bool syn = s.has(kSyn);
  const bool first = syn && !local_known_ && (!s.has(kAck) || contacted_);
  if (first) {
    local_known_ = true;
    local_isn_ = s.seq.value;
  }
  sent_syn_ = sent_syn_ || (syn && !s.has(kAck));
  WrittenSegment out;
  out.ctl = s.ctl;
  out.seq = uint32_t{s.seq.value - (local_known_ ? local_isn_ : 0)};
  out.text = s.text;
  if (local_known_ && !s.has(kRst))
    sent_ = std::max(sent_, uint32_t{s.seq.value - local_isn_} + s.len());
  if (s.has(kAck)) out.ack = uint32_t{s.ack.value - remote_base_ - (syn ? 0 : remote_script_isn_)};
  if (s.wnd == 0 && !s.has(kRst)) out.win = 0;
  if (s.has(kUrg)) out.urg = s.up;
  return out;
}

void DrillWriter::take_sent(uint32_t id, const Record& r) {
  const Packet& packet = trace_.packet(r.packet());
  if (packet.forged) return;  // the end knows nothing of it
  if (!ours(packet, true)) {
    leave_out(id, r.t, "segments of other connections (--connection N)");
    return;
  }
  if (next_descriptor_ == kFirstDescriptor)
    return leave_out(id, r.t, "a segment before the program has a socket");
  const bool raw = local_known_ && packet.segment.has(kRst | kAck) && packet.segment.seq.value == 0;
  if (raw && packet.socket == kNoSocket) {
    stop_before(r.cause ? r.cause : id,
                "a reset from CLOSED with SEQ 0: packetdrill counts from the connection's ISN");
    return;
  }
  const bool again = local_known_ && packet.segment.has(kSyn) && !packet.segment.has(kAck) &&
                     packet.segment.seq.value != local_isn_;
  if (again)
    return stop_before(r.cause ? r.cause : id,
                       "the socket connects again: packetdrill tests one connection");
  const Options& options = packet.segment.options;
  if (options.timestamps) stamps_.insert(options.ts_value);
  const WrittenSegment written = outbound_segment(packet);
  event(
      id, r.t,
      "> " + notation(written, drill_options(options, system_, remote_base_ + remote_script_isn_)));
  if (stopped_) return;
  std::string& remark = lines_.back().remark;
  if (packet.retransmission) remark = "retransmission";
  const uint32_t end = index_.end_of(r.packet());
  if (end == 0 || trace_.record(end).kind != RecordKind::Dropped) return;
  remark += (remark.empty() ? "" : ", ");
  remark += drop_words(trace_.record(end).reason(), Language::En);
}

// As packetdrill counts.
WrittenSegment DrillWriter::inbound_segment(const Packet& packet) {
  const Segment& s = packet.segment;
  const bool syn = s.has(kSyn);
  const uint32_t from_base = s.seq.value - remote_base_;
  const bool passive = listener_ != kNoSocket || connection_ == kNoSocket;
  if (passive && !contacted_) {
    contacted_ = true;
    remote_script_isn_ = from_base;
  } else if (!passive && sent_syn_ && syn && !answered_) {
    remote_script_isn_ = from_base;
    answered_ = s.has(kAck);
  }
  WrittenSegment out;
  out.ctl = s.ctl;
  out.seq = uint32_t{from_base - (syn ? 0 : remote_script_isn_)};
  out.text = s.text;
  if (s.has(kAck)) out.ack = uint32_t{s.ack.value - (local_known_ ? local_isn_ : 0)};
  if (out.ack && local_known_ && *out.ack <= sent_ && !s.has(kRst))
    acked_ = std::max(acked_, static_cast<uint32_t>(*out.ack));
  out.win = s.wnd;
  if (s.has(kUrg)) out.urg = s.up;
  return out;
}

void DrillWriter::take_arrived(uint32_t id, const Record& r) {
  const Packet& packet = trace_.packet(r.packet());
  if (!ours(packet, false)) {
    leave_out(id, r.t, "segments of other connections (--connection N)");
    return;
  }
  if (next_descriptor_ == kFirstDescriptor) {
    leave_out(id, r.t, "a segment before the program has a socket");
    return;
  }
  const WrittenSegment written = inbound_segment(packet);
  const ProfileName system = packet.forged ? ProfileName::Rfc9293 : peer_system_;
  Options options = packet.segment.options;
  const bool echoes = options.timestamps && packet.segment.has(kAck);
  const bool foreign = echoes && stamps_.count(options.ts_echo) == 0;
  if (foreign && stamps_.empty()) {
    leave_out(id, r.t, "a segment that echoes a timestamp before one was sent");
    return;
  }
  if (foreign) options.ts_echo = *stamps_.rbegin();  // packetdrill knows only those that it saw
  event(id, r.t,
        "< " + notation(written, drill_options(options, system, local_known_ ? local_isn_ : 0)));
  if (foreign && !stopped_)
    lines_.back().remark = "ecr " + std::to_string(packet.segment.options.ts_echo) + " in the run";
}

// Of the peer, on its way to the end: not injected.
void DrillWriter::take_dropped(uint32_t id, const Record& r) {
  const Packet& packet = trace_.packet(r.packet());
  if (!ours(packet, false)) return;
  comment(id, r.t,
          std::string(drop_words(r.reason(), Language::En)) + ": " + segment_label(packet));
}

void DrillWriter::take_state(const Record& r) {
  if (r.socket != connection_) return;
  state_ = r.to();
  changed_ = r.t;
  if (stopped_ || lines_.empty() || lines_.back().t != r.t || lines_.back().comment) return;
  std::string& remark = lines_.back().remark;
  remark += (remark.empty() ? "" : ", ") + std::string(state_name(r.to()));
}

void DrillWriter::take_host(uint32_t id, const Record& r) {
  const std::string what(host_action_name(r.host_action()));
  const bool own = r.host == request_.host;
  const bool gone = r.host_action() != HostAction::Cut && r.host_action() != HostAction::Heal;
  const std::string text = what + " of " + script_.hosts[r.host].name;
  const bool before = connection_ != kNoSocket && trace_.socket(connection_).record > id;
  if (!own || !gone) return comment(id, r.t, text);
  if (!before) return stop_before(id, text + ": packetdrill's host stays as it is");
  lines_.clear();  // all that was before is lost: the connection begins on a fresh host
  descriptors_.clear();
  nonblocking_.clear();
  next_descriptor_ = kFirstDescriptor;
}

// getsockopt(TCP_INFO) needs a descriptor of the connection. `until`: when the next event is.
void DrillWriter::assert_state(Time until) {
  if (!changed_ || stopped_ || lines_.empty() || descriptor(connection_) < 0) return;
  const bool same_time = lines_.back().t == *changed_;
  const Time at = same_time ? *changed_ : *changed_ + kAfterTimer;
  if (at < lines_.back().t || (!same_time && at >= until)) return;
  const bool apart =
      state_ == State::TimeWait && script_.hosts[request_.host].profile.time_wait_socket;  // A131
  const std::string_view name = linux_state_name(apart ? State::Closed : state_);
  changed_.reset();
  if (name == asserted_) return;  // TIME_WAIT and CLOSED look the same
  asserted_ = name;
  event(lines_.back().record, at, "%{ assert tcpi_state == " + std::string(name) + " }%");
}

void DrillWriter::take(uint32_t id, const Record& r) {
  if (changed_ && !lines_.empty() && r.t > lines_.back().t && r.t > *changed_) assert_state(r.t);
  const bool mine = r.host == request_.host;
  const bool segment =
      r.kind == RecordKind::Sent || r.kind == RecordKind::Arrived || r.kind == RecordKind::Dropped;
  if (segment && id < begins_) return;  // of an earlier connection
  switch (r.kind) {
    case RecordKind::Socket: take_socket(r); break;
    case RecordKind::Host: take_host(id, r); break;
    case RecordKind::Dropped: take_dropped(id, r); break;
    case RecordKind::Sent:
      if (mine) take_sent(id, r);
      break;
    case RecordKind::Arrived:
      if (mine) take_arrived(id, r);
      break;
    case RecordKind::State:
      if (mine) take_state(r);
      break;
    case RecordKind::Call:
      if (mine) take_call(id, r);
      break;
    case RecordKind::Result:
      if (mine) take_result(id, r);
      break;
    case RecordKind::Timer:
    case RecordKind::Event:
    case RecordKind::Bytes: break;
  }
}

std::string DrillWriter::body() const {
  std::string out;
  std::optional<Time> last;
  for (const Line& line : lines_) {
    if (line.comment) {
      out += line.text + "\n";
      continue;
    }
    const Time before = last.value_or(line.t);
    const Time at = std::max(line.t, before);
    out += (last ? "+" : "") + drill_seconds(at - before);
    if (line.lasts.ns >= 0) {
      const std::string end = drill_seconds(at - before + line.lasts);
      out += (end[0] == '.' ? "...0" : "...") + end;
    }
    out += " " + line.text + (line.remark.empty() ? "" : "  // " + line.remark) + "\n";
    last = at;
  }
  return out;
}

Result<WrittenDrill> DrillWriter::write() {
  if (auto error = choose()) return *error;
  for (uint32_t id = 1; id <= trace_.records.size() && !stopped_; ++id) take(id, trace_.record(id));
  assert_state(kNever);
  const bool events =
      std::any_of(lines_.begin(), lines_.end(), [](const Line& line) { return !line.comment; });
  if (!events) return cannot("nothing of what it does is in packetdrill's language");
  const HostConfig& host = script_.hosts[request_.host];
  DrillHead head = drill_head(script_, host);
  WrittenDrill out;
  out.profile = host.profile.name;
  out.settings = std::move(head.settings);
  out.left_out = left_out_;
  const std::string title = single_line(simulation_.scenario().title.en);
  out.text = "// " + title + ": " + host.name + "\n// From " +
             run_origin(simulation_) + "\n// finwait packetdrill --profile " +
             std::string(profile_text(out.profile));
  for (const auto& setting : out.settings)
    out.text += " --set " + setting.first + "=" + setting.second;
  out.text += "\n" + head.flags + head.commands + body();
  return out;
}

Result<WrittenDrill> write_drill(const Simulation& simulation, const DrillRequest& request) {
  return DrillWriter(simulation, request).write();
}

}  // namespace finwait
