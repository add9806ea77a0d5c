#include "sim/run/driver.hpp"

#include <algorithm>

namespace finwait {

Driver::Driver(Script script)
    : script_(std::make_shared<Script>(std::move(script))), world_(script_) {}

// A name that no socket has yet: "socket1", "socket2", ...
int32_t Driver::fresh_name() {
  std::string text;
  do {
    text = "socket" + std::to_string(++names_made_);
  } while (script_->find_name(text) >= 0);
  return script_->add_name(text);
}

int32_t Driver::name_of(uint32_t socket) {
  const SocketInfo& info = trace_.socket(socket);
  if (info.name >= 0) return info.name;
  return script_->add_name(socket_name(trace_, *script_, socket));
}

bool Driver::step() {
  if (limit_reached() || !world_.step(&trace_)) return false;
  look();
  return true;
}

void Driver::run_until(Time t) {
  while (world_.next_time() <= t && step()) {
  }
  if (t > world_.now() && world_.next_time() > t) world_.advance(t);
}

uint32_t Driver::perform(Entry entry) {
  entry.at = world_.now();
  script_->timeline.push_back(std::move(entry));
  const auto index = static_cast<uint32_t>(script_->timeline.size() - 1);
  const size_t before = trace_.records.size();
  world_.run_entry(index, &trace_);
  uint32_t call = kNoCall;
  for (size_t i = before; i < trace_.records.size() && call == kNoCall; ++i) {
    const Record& r = trace_.records[i];
    if (r.kind == RecordKind::Call && r.entry() == index) call = static_cast<uint32_t>(i + 1);
  }
  if (call != kNoCall) calls_[call] = {};
  look();
  return call;
}

uint32_t Driver::refuse(CallKind call, Errno error, Rule rule) {
  const uint32_t id = UINT32_MAX - refused_++;
  Record& result = calls_[id].outcome.emplace().result;
  result.t = world_.now();
  result.kind = RecordKind::Result;
  result.a = static_cast<uint8_t>(call);
  result.b = static_cast<uint8_t>(error);
  result.rule = rule;
  result.x = id;
  result.z = -1;
  return id;
}

uint32_t Driver::call(uint32_t socket, Entry entry) {
  const uint32_t slot = world_.slot_of(socket);
  const Socket* s = slot == kNone ? nullptr : &world_.sockets()[slot];
  const bool from_outside = entry.call == CallKind::Icmp;
  if (!s || (!s->open && !from_outside)) return refuse(entry.call, Errno::EBadf, Rule::A104);
  if (entry.call == CallKind::Accept && !s->listening)
    return refuse(entry.call, Errno::EInval, Rule::A022);
  entry.host = s->host;
  entry.socket = name_of(socket);
  const auto mode = blocking_.find(socket);
  if (mode != blocking_.end() && !entry.nonblocking) entry.nonblocking = !mode->second;
  // A listener without a name would give its own to what it accepts.
  if (entry.call == CallKind::Accept && s->name < 0) entry.socket = -1;
  return perform(std::move(entry));
}

bool Driver::set_blocking(uint32_t socket, bool blocking) {
  const uint32_t slot = world_.slot_of(socket);
  if (slot == kNone || !world_.sockets()[slot].open) return false;
  blocking_[socket] = blocking;
  return true;
}

uint32_t Driver::open(uint8_t host) {
  Entry entry;
  entry.host = host;
  entry.call = CallKind::Socket;
  entry.socket = fresh_name();
  const uint32_t id = perform(std::move(entry));
  const Outcome* made = outcome(id);
  return made && made->result.error() == Errno::Ok ? trace_.record(id).socket : kNoSocket;
}

const Driver::Outcome* Driver::outcome(uint32_t call) const {
  const auto found = calls_.find(call);
  return found != calls_.end() && found->second.outcome ? &*found->second.outcome : nullptr;
}

// The socket may live longer than one connection: Linux connects again on the same.
Driver::Reading& Driver::reading_of(uint32_t socket) {
  Reading& reading = readings_[socket];
  const SocketInfo& info = trace_.socket(socket);
  if (reading.irs != info.irs) reading = {info.irs, 0, kNoStream};
  const uint32_t slot = world_.slot_of(socket);
  if (slot != kNone && world_.sockets()[slot].peer_stream != kNoStream)
    reading.stream = world_.sockets()[slot].peer_stream;
  return reading;
}

// Called after every event, of which there is one at a time: what the world says now is still what
// it was when the call returned.
void Driver::look() {
  for (; looked_ < trace_.records.size(); ++looked_) {
    const Record& r = trace_.records[looked_];
    if (r.kind == RecordKind::Result) note_result(r);
    if (r.kind != RecordKind::Sent) continue;
    const Packet& packet = trace_.packet(r.packet());
    if (packet.forged && packet.segment.text > 0) forged_.push_back(r.packet());
  }
}

void Driver::note_result(const Record& result) {
  const bool reads = result.call() == CallKind::Recv && result.error() == Errno::Ok &&
                     result.value() > 0 && result.socket != kNoSocket;
  const auto found = calls_.find(result.call_id());
  if (found != calls_.end()) {
    Outcome& outcome = found->second.outcome.emplace();
    outcome.result = result;
    if (result.call() == CallKind::Accept && result.error() == Errno::Ok)
      outcome.accepted = world_.hosts()[result.host].newest;
    if (reads) {
      found->second.reading = reading_of(result.socket);
      outcome.offset = found->second.reading.offset;
    }
  }
  const bool takes = reads && result.rule != Rule::A164;
  if (takes) reading_of(result.socket).offset += static_cast<uint32_t>(result.value());
}

std::string Driver::received(uint32_t call) const {
  const auto found = calls_.find(call);
  if (found == calls_.end() || !found->second.outcome) return {};
  const Record& result = found->second.outcome->result;
  if (result.call() != CallKind::Recv || result.value() <= 0) return {};
  const Reading& reading = found->second.reading;
  const auto length = static_cast<uint32_t>(result.value());
  const bool written = reading.stream != kNoStream && reading.stream < kForgedStream;
  std::string out = written
                        ? stream_text(trace_, *script_, reading.stream, reading.offset, length)
                        : std::string(length, '\0');
  const SocketInfo& info = trace_.socket(result.socket);
  const SeqNum start = SeqNum{reading.irs} + 1 + reading.offset;
  // What came first counts, so it is copied last.
  for (auto id = forged_.rbegin(); id != forged_.rend(); ++id) {
    const Packet& packet = trace_.packet(*id);
    if (packet.from != info.remote || packet.to != info.local) continue;
    const std::string text = payload_text(trace_, *script_, packet);
    for (uint32_t i = 0; i < text.size(); ++i) {
      const uint32_t place = packet.segment.text_seq() + i - start;
      if (place < length) out[place] = text[i];
    }
  }
  return out;
}

Entry injection(const Segment& segment, Address from, Address to, std::string_view text,
                uint8_t sender) {
  Entry entry;
  entry.host = sender;
  entry.call = CallKind::Inject;
  entry.raw = true;
  entry.arrive = Duration{};
  entry.src = from;
  entry.to = to;
  WrittenSegment& w = entry.segment;
  w.ctl = segment.ctl;
  w.seq = segment.seq.value;
  w.text = segment.text;
  if (segment.has(kAck)) w.ack = segment.ack.value;
  w.win = segment.wnd;
  if (segment.up != 0) w.urg = segment.up;
  w.options = segment.options;
  w.any_options = false;
  entry.data.assign(text.substr(0, segment.text));
  return entry;
}

std::optional<uint32_t> Driver::take_sent(uint8_t host) {
  for (size_t& next = taken_[host]; next < trace_.packets.size();) {
    const auto id = static_cast<uint32_t>(next++);
    const Packet& packet = trace_.packets[id];
    const bool own = packet.to.ip == script_->hosts[host].address;
    if (packet.host == host && !packet.forged && !own) return id;
  }
  return std::nullopt;
}

}  // namespace finwait
