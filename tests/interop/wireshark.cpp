#include "tests/interop/wireshark.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <tuple>

namespace finwait {
namespace {

constexpr std::array<std::string_view, kFindings> kNames = {
    "retransmission", "duplicate-ack", "zero-window",  "zero-window-probe",
    "keep-alive",     "lost-segment",  "completeness", "stream"};

// tcp.completeness, as Wireshark documents it.
enum : uint32_t {
  kSawSyn = 1,
  kSawSynAck = 2,
  kSawAck = 4,
  kSawData = 8,
  kSawFin = 16,
  kSawRst = 32
};

// One side of a connection, as somebody sees it who sees all segments when they are sent.
struct Side {
  bool acked = false;  // it has sent an ACK
  SeqNum ack;          // the greatest one
  uint16_t window = 0;
  bool sent = false;
  SeqNum next;  // after the last octet sent
  std::optional<uint32_t> syn;
};

struct Connection {
  std::array<Side, 2> sides;
  uint32_t number = 0;
  uint32_t completeness = 0;
};

using Ends = std::tuple<uint32_t, uint16_t, uint32_t, uint16_t>;

// Follows the connections of a run.
class Follower {
 public:
  explicit Follower(const Trace& trace) : trace_(trace) {}

  std::vector<Judgement> follow() {
    std::vector<size_t> connection_of;
    for (const Packet& packet : trace_.packets) {
      judgements_.push_back(judge(packet));
      connection_of.push_back(current_);
    }
    for (size_t i = 0; i < judgements_.size(); ++i)
      at(judgements_[i], Finding::Completeness) = connections_[connection_of[i]].completeness;
    return std::move(judgements_);
  }

 private:
  static uint32_t& at(Judgement& judgement, Finding finding) {
    return judgement[static_cast<size_t>(finding)];
  }

  // 0: the end with the smaller address and port.
  static size_t side_of(const Packet& p) {
    return std::tie(p.from.ip, p.from.port) <= std::tie(p.to.ip, p.to.port) ? 0 : 1;
  }

  // A SYN with another number than the side's earlier one begins a new connection.
  Connection& connection(const Packet& p) {
    const size_t side = side_of(p);
    const Address& low = side == 0 ? p.from : p.to;
    const Address& high = side == 0 ? p.to : p.from;
    const Ends ends{low.ip, low.port, high.ip, high.port};
    const auto known = newest_.find(ends);
    bool fresh = known == newest_.end();
    if (!fresh && p.segment.has(kSyn) && !p.segment.has(kAck)) {
      const std::optional<uint32_t> syn = connections_[known->second].sides[side].syn;
      fresh = syn && *syn != p.segment.seq.value;
    }
    if (fresh) {
      newest_[ends] = connections_.size();
      connections_.push_back({});
      connections_.back().number = static_cast<uint32_t>(connections_.size() - 1);
    }
    current_ = newest_[ends];
    return connections_[current_];
  }

  // RFC 5681 section 2: the other side has unacknowledged data, and this says nothing new.
  static bool is_duplicate_ack(const Segment& s, const Side& own, const Side& other) {
    return s.has(kAck) && !(s.ctl & (kSyn | kFin | kRst)) && s.text == 0 && own.acked &&
           own.ack == s.ack && own.window == s.wnd && other.sent && s.ack < other.next;
  }

  Timer fired_before(const Packet& p) const {
    const uint32_t cause = trace_.record(p.sent).cause;
    if (cause == kNoCause || trace_.record(cause).kind != RecordKind::Timer) return Timer::TimeWait;
    return trace_.record(cause).timer();
  }

  static uint32_t seen(const Segment& s) {
    uint32_t bits = 0;
    if (s.has(kSyn))
      bits |= s.has(kAck) ? kSawSynAck : kSawSyn;
    else if (s.text > 0)
      bits |= kSawData;
    else if (s.has(kAck) && !s.has(kFin))
      bits |= kSawAck;
    if (s.has(kFin)) bits |= kSawFin;
    if (s.has(kRst)) bits |= kSawRst;
    return bits;
  }

  Judgement judge(const Packet& p) {
    Connection& c = connection(p);
    const Segment& s = p.segment;
    Side& own = c.sides[side_of(p)];
    Judgement j{};
    at(j, Finding::Retransmission) = p.retransmission;
    at(j, Finding::DuplicateAck) = is_duplicate_ack(s, own, c.sides[1 - side_of(p)]);
    at(j, Finding::ZeroWindow) = s.wnd == 0 && !(s.ctl & (kSyn | kFin | kRst));
    at(j, Finding::ZeroWindowProbe) = fired_before(p) == Timer::Persist;
    at(j, Finding::KeepAlive) = fired_before(p) == Timer::Keepalive && !s.has(kRst);
    at(j, Finding::Stream) = c.number;
    c.completeness |= seen(s);
    if (s.has(kSyn)) own.syn = s.seq.value;
    if (!own.sent || own.next < s.end()) own.next = s.end();
    own.sent = true;
    if (!s.has(kAck)) return j;
    if (!own.acked || own.ack <= s.ack) own.ack = s.ack;
    own.acked = true;
    own.window = s.wnd;
    return j;
  }

  const Trace& trace_;
  std::map<Ends, size_t> newest_;
  std::vector<Connection> connections_;
  size_t current_ = 0;
  std::vector<Judgement> judgements_;
};

bool has(const TsharkRow& row, const std::string& field) {
  return !row.at(field).empty();
}

bool has_analysis(const TsharkRow& row, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) {
    return has(row, "tcp.analysis." + std::string(name));
  });
}

uint32_t number(const std::string& text) {
  return static_cast<uint32_t>(std::strtoul(text.c_str(), nullptr, 0));
}

// The program's standard output. What it says on standard error is not ours.
std::string output_of(const std::string& command) {
  std::string out;
  std::FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return out;
  std::array<char, 65536> buffer;
  while (const size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    out.append(buffer.data(), count);
  if (pclose(pipe) != 0) out.clear();
  return out;
}

}  // namespace

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> parts(1);
  for (char c : line) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::string_view finding_name(Finding finding) {
  return kNames[static_cast<size_t>(finding)];
}

std::optional<Finding> parse_finding(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Finding>(found - kNames.begin());
}

std::vector<Judgement> our_judgement(const Trace& trace) {
  return Follower(trace).follow();
}

const std::vector<std::string>& tshark_fields() {
  static const std::vector<std::string> fields = {"frame.number",
                                                  "tcp.stream",
                                                  "tcp.completeness",
                                                  "_ws.malformed",
                                                  "ip.checksum.status",
                                                  "tcp.checksum.status",
                                                  "frame.comment",
                                                  "frame.interface_name",
                                                  "frame.time_epoch",
                                                  "tcp.analysis.retransmission",
                                                  "tcp.analysis.fast_retransmission",
                                                  "tcp.analysis.spurious_retransmission",
                                                  "tcp.analysis.out_of_order",
                                                  "tcp.analysis.duplicate_ack",
                                                  "tcp.analysis.zero_window",
                                                  "tcp.analysis.zero_window_probe",
                                                  "tcp.analysis.keep_alive",
                                                  "tcp.analysis.lost_segment",
                                                  "tcp.analysis.ack_lost_segment"};
  return fields;
}

Judgement wireshark_judgement(const TsharkRow& row) {
  Judgement j{};
  const auto set = [&](Finding f, uint32_t value) { j[static_cast<size_t>(f)] = value; };
  set(Finding::Retransmission, has_analysis(row, {"retransmission", "fast_retransmission",
                                                  "spurious_retransmission", "out_of_order"}));
  set(Finding::DuplicateAck, has_analysis(row, {"duplicate_ack"}));
  set(Finding::ZeroWindow, has_analysis(row, {"zero_window"}));
  set(Finding::ZeroWindowProbe, has_analysis(row, {"zero_window_probe"}));
  set(Finding::KeepAlive, has_analysis(row, {"keep_alive"}));
  set(Finding::LostSegment, has_analysis(row, {"lost_segment", "ack_lost_segment"}));
  set(Finding::Completeness, number(row.at("tcp.completeness")));
  set(Finding::Stream, number(row.at("tcp.stream")));
  return j;
}

std::string wireshark_complaint(const TsharkRow& row) {
  if (has(row, "_ws.malformed")) return "malformed";
  if (row.at("ip.checksum.status") != "1") return "bad IP checksum";
  if (row.at("tcp.checksum.status") != "1") return "bad TCP checksum";
  return row.at("tcp.stream").empty() ? "not seen as TCP" : "";
}

std::vector<TsharkRow> run_tshark(const std::string& file) {
  // By default Wireshark reassembles no text that arrives out of order.
  std::string command = "tshark -o tcp.reassemble_out_of_order:TRUE -2 -n -r '" + file +
                        "' -o tcp.check_checksum:TRUE "
                        "-o ip.check_checksum:TRUE -T fields -E separator=/t";
  for (const std::string& field : tshark_fields()) command += " -e " + field;
  const std::string out = output_of(command);
  std::vector<TsharkRow> rows;
  for (const std::string& line : split(out, '\n')) {
    const std::vector<std::string> values = split(line, '\t');
    if (values.size() != tshark_fields().size()) continue;
    TsharkRow& row = rows.emplace_back();
    for (size_t i = 0; i < values.size(); ++i) row[tshark_fields()[i]] = values[i];
  }
  return rows;
}

bool tshark_is_installed() {
  return !output_of("tshark --version").empty();
}

}  // namespace finwait
