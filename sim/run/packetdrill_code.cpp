// %{ assert tcpi_state == TCP_ESTABLISHED }%: the asserts on tcp_info that scripts make, without
// Python. Whatever is not such an assert is named and skipped.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/packetdrill_machine.hpp"

namespace finwait {
namespace {

constexpr int kDeepest = 32;
constexpr int64_t kHyStart = 16;  // segments: no less makes CUBIC leave slow start
constexpr int64_t kFar = int64_t{1} << 40;  // far from overflow

// One statement: tokens, and what they come to. An unknown name makes it unknown.
class Expression {
 public:
  using Lookup = std::optional<int64_t> (*)(const void* self, std::string_view name);
  Expression(std::string_view text, const void* self, Lookup lookup)
      : text_(text), self_(self), lookup_(lookup) {}

  // The value of the expression; nullopt when it is not understood.
  std::optional<int64_t> value() {
    const int64_t result = either(0);
    skip();
    const bool message = pos_ < text_.size() && text_[pos_] == ',';
    if (pos_ < text_.size() && !message) bad_ = true;
    return bad_ ? std::nullopt : std::optional(result);
  }
  std::string unknown() const { return unknown_; }

 private:
  void skip() {
    while (pos_ < text_.size() && (text_[pos_] == ' ' || text_[pos_] == '\t')) ++pos_;
  }
  bool accept(std::string_view token) {
    skip();
    if (!text_.substr(pos_).starts_with(token)) return false;
    const bool twice = token == "<" || token == ">" || token == "*";  // "<<" is another one
    if (twice && pos_ + 1 < text_.size() && text_[pos_ + 1] == token[0]) return false;
    const bool word = token[0] >= 'a' && token[0] <= 'z';
    if (word && pos_ + token.size() < text_.size() && is_name(text_[pos_ + token.size()]))
      return false;
    pos_ += token.size();
    return true;
  }
  static bool is_name(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
  int64_t either(int depth) {
    int64_t left = both(depth);
    while (accept("or")) {
      const int64_t right = both(depth);
      left = left != 0 || right != 0;
    }
    return left;
  }
  int64_t both(int depth) {
    int64_t left = negation(depth);
    while (accept("and")) {
      const int64_t right = negation(depth);
      left = left != 0 && right != 0;
    }
    return left;
  }
  int64_t negation(int depth) {
    if (depth > kDeepest) return bad_ = true, 0;
    if (accept("not")) return negation(depth + 1) == 0;
    return comparison(depth);
  }
  // Python chains them: 1 <= x <= 3.
  int64_t comparison(int depth) {
    int64_t left = joined(depth);
    bool all = true;
    bool compared = false;
    for (;;) {
      if (accept("in")) return is_in(left, depth) && all;
      constexpr std::array<std::string_view, 6> kOps = {"==", "!=", "<=", ">=", "<", ">"};
      size_t op = 0;
      while (op < kOps.size() && !accept(kOps[op])) ++op;
      if (op == kOps.size()) return compared ? all : left;
      const int64_t right = joined(depth);
      const std::array<bool, 6> results = {left == right, left != right, left <= right,
                                           left >= right, left<right, left> right};
      all = all && results[op];
      compared = true;
      left = right;
    }
  }
  // "in (1, 2)", "in [1, 2]"
  bool is_in(int64_t wanted, int depth) {
    const bool round = accept("(");
    if (!round && !accept("[")) bad_ = true;
    bool found = false;
    do found = joined(depth + 1) == wanted || found;
    while (!bad_ && accept(",") && !starts(round ? ")" : "]"));
    if (!accept(round ? ")" : "]")) bad_ = true;
    return found;
  }
  // | and ^, then &, then << and >>: as tightly as in Python.
  int64_t joined(int depth) {
    int64_t left = masked(depth);
    for (;;) {
      if (accept("|"))
        left |= masked(depth);
      else if (accept("^"))
        left ^= masked(depth);
      else
        return left;
    }
  }
  int64_t masked(int depth) {
    int64_t left = shifted(depth);
    while (accept("&")) left &= shifted(depth);
    return left;
  }
  int64_t shifted(int depth) {
    int64_t left = sum(depth);
    for (;;) {
      const bool up = accept("<<");
      if (!up && !accept(">>")) return left;
      const int64_t by = std::clamp<int64_t>(sum(depth), 0, 31);
      left = up ? left % INT32_MAX * (int64_t{1} << by) : left >> by;
    }
  }
  int64_t sum(int depth) {
    int64_t left = product(depth);
    for (;;) {
      if (accept("+"))
        left += product(depth);
      else if (accept("-"))
        left -= product(depth);
      else
        return left;
    }
  }
  int64_t product(int depth) {
    int64_t left = power(depth);
    for (;;) {
      if (accept("*")) {
        left = left % INT32_MAX * (power(depth) % INT32_MAX);
      } else if (accept("//") || accept("/") || accept("%")) {
        const bool rest = text_[pos_ - 1] == '%';
        const int64_t right = power(depth);
        if (right == 0) bad_ = true;
        left = right == 0 ? 0 : rest ? left % right : left / right;
      } else {
        return left % kFar;
      }
    }
  }
  int64_t power(int depth) {
    const int64_t base = primary(depth);
    if (!accept("**")) return base;
    int64_t result = 1;
    for (int64_t i = std::clamp<int64_t>(power(depth + 1), 0, 40); i > 0; --i)
      result = result * (base % INT32_MAX) % (int64_t{1} << 31);
    return result;
  }
  // abs(x), min(x, y), max(x, y)
  int64_t function(std::string_view name, int depth) {
    if (!accept("(")) bad_ = true;
    int64_t result = either(depth + 1);
    if (name == "abs") result = result < 0 ? -result : result;
    while (name != "abs" && !bad_ && accept(",")) {
      const int64_t other = either(depth + 1);
      result = name == "min" ? std::min(result, other) : std::max(result, other);
    }
    if (!accept(")")) bad_ = true;
    return result % kFar;
  }
  int64_t primary(int depth) {
    if (depth > kDeepest) return bad_ = true, 0;
    if (accept("(")) {
      const int64_t inside = either(depth + 1);
      if (!accept(")")) bad_ = true;
      return inside % kFar;
    }
    if (accept("-")) return -primary(depth + 1);
    if (accept("+")) return primary(depth + 1);
    skip();
    const size_t start = pos_;
    while (pos_ < text_.size() && is_name(text_[pos_])) ++pos_;
    const std::string_view name = text_.substr(start, pos_ - start);
    if (name == "abs" || name == "min" || name == "max") return function(name, depth);
    if (const auto number = number_of(name)) return *number % (int64_t{1} << 31);
    if (const auto known = lookup_(self_, name)) return *known;
    if (unknown_.empty()) unknown_ = name;
    bad_ = true;
    return 0;
  }
  static std::optional<int64_t> number_of(std::string_view text) {
    if (!text.starts_with("0x") && !text.starts_with("0X")) {
      const auto number = parse_unsigned(text);
      return number ? std::optional(static_cast<int64_t>(*number % (1u << 31))) : std::nullopt;
    }
    int64_t value = 0;
    for (char c : text.substr(2)) {
      const size_t digit = std::string_view("0123456789abcdef").find(static_cast<char>(c | 0x20));
      if (digit == std::string_view::npos || value > UINT32_MAX) return std::nullopt;
      value = value * 16 + static_cast<int64_t>(digit);
    }
    return value;
  }
  bool starts(std::string_view token) {
    skip();
    return text_.substr(pos_).starts_with(token);
  }

  std::string_view text_;
  const void* self_;
  Lookup lookup_;
  size_t pos_ = 0;
  bool bad_ = false;
  std::string unknown_;
};

// Statements: lines, or parts between semicolons; a line that ends with \ or an open bracket goes
// on.
std::vector<std::string> statements_of(std::string_view code) {
  std::vector<std::string> out(1);
  int open = 0;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '(') ++open;
    if (c == ')') --open;
    if (c == '#') {
      while (i + 1 < code.size() && code[i + 1] != '\n') ++i;
    } else if (c == '\\' && i + 1 < code.size() && code[i + 1] == '\n') {
      ++i;
    } else if ((c == '\n' || c == ';') && open <= 0) {
      out.emplace_back();
    } else {
      out.back() += c == '\n' || c == '\r' ? ' ' : c;
    }
  }
  for (std::string& s : out) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.erase(s.begin());
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.pop_back();
  }
  std::erase_if(out, [](const std::string& s) { return s.empty(); });
  return out;
}

int64_t linux_state(State state) {
  switch (state) {
    case State::Established: return 1;
    case State::SynSent: return 2;
    case State::SynReceived: return 3;
    case State::FinWait1: return 4;
    case State::FinWait2: return 5;
    case State::TimeWait: return 6;
    case State::Closed: return 7;
    case State::CloseWait: return 8;
    case State::LastAck: return 9;
    case State::Listen: return 10;
    case State::Closing: return 11;
  }
  return 0;
}

// "name = expression": the name. "": another statement.
std::string assigned_name(std::string_view statement) {
  const size_t equals = statement.find('=');
  if (equals == std::string_view::npos || statement.substr(equals).starts_with("==")) return "";
  std::string name(statement.substr(0, equals));
  while (name.ends_with(' ')) name.pop_back();
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
  return plain ? name : "";
}

// Octets of text in order.
int64_t received(const Tcb& tcb) {
  if (!synchronized(tcb.state)) return 0;
  return int64_t{tcb.rcv.nxt - (tcb.irs + 1)} - (tcb.rcv.fin ? 1 : 0);
}

int64_t segments(uint32_t octets, uint32_t mss) {
  return mss ? (octets + mss - 1) / mss : 0;
}

}  // namespace

// What getsockopt(TCP_INFO) would say of the connection under test.
std::optional<int64_t> DrillMachine::tcp_info(std::string_view field) const {
  const auto variable = variables_.find(std::string(field));
  if (variable != variables_.end()) return variable->second;
  if (!field.starts_with("tcpi_")) return drill_constant(field);
  const uint32_t slot = flow_slot();
  const Tcb closed;
  const Tcb& t = slot == kNone ? closed : world_.tcb(slot);
  const Profile& p = shared_->hosts[0].profile;
  const uint32_t mss = std::min(uint32_t{t.peer_mss}, p.mss) - (t.timestamps ? 12 : 0);
  const auto us = [](Duration d) { return d.ns / 1000; };
  if (field == "tcpi_state") {
    const bool apart = t.state == State::TimeWait && p.time_wait_socket;  // A131
    return linux_state(apart ? State::Closed : t.state);
  }
  if (field == "tcpi_rto") return us(t.rto);
  if (field == "tcpi_rtt") return us(t.srtt);
  if (field == "tcpi_rttvar") return us(t.rttvar);
  if (field == "tcpi_retransmits") return t.retries;
  if (field == "tcpi_backoff") return t.probe_pending ? t.probes : t.retries;
  if (field == "tcpi_probes") return t.probe_pending ? unanswered(t) : t.probes;
  if (field == "tcpi_snd_mss") return mss;
  if (field == "tcpi_snd_cwnd" && p.congestion != Congestion::None) return t.cwnd / mss;
  if (field == "tcpi_unacked") return segments(t.in_flight(), mss);
  if (field == "tcpi_notsent_bytes") return t.unsent();
  if (field == "tcpi_snd_wscale") return t.scaling ? t.snd.scale : 0;
  if (field == "tcpi_rcv_wscale") return t.scaling ? t.rcv.scale : 0;
  if (field == "tcpi_ca_state") return t.after_timeout ? 4 : t.in_recovery ? 3 : 0;
  if (field == "tcpi_snd_ssthresh") return t.ssthresh >= 0x3fffffff ? INT32_MAX : t.ssthresh / mss;
  if (field == "tcpi_advmss") return int64_t{p.mss} - (t.timestamps ? 12 : 0);
  if (field == "tcpi_pmtu") return flags_.mtu;
  if (field == "tcpi_total_retrans") return resent();
  if (field == "tcpi_bytes_received") return received(t);
  if (field == "tcpi_last_data_recv") return since_text(t).ns / 1'000'000;
  if (field == "tcpi_options")
    return (t.timestamps ? 1 : 0) | (t.sack ? 2 : 0) | (t.scaling ? 4 : 0);
  return std::nullopt;
}

// How many segments the endpoint has sent since the last one that it got: Linux counts window
// probes so, while their interval goes on doubling.
int64_t DrillMachine::unanswered(const Tcb& tcb) const {
  int64_t count = 0;
  for (size_t i = trace_.records.size(); i > 0; --i) {
    const Record& r = trace_.records[i - 1];
    if (r.host != 0) continue;
    if (r.kind == RecordKind::Arrived) break;
    if (r.kind != RecordKind::Sent) continue;
    const Packet& packet = trace_.packet(r.packet());
    const bool probes = packet.segment.text > 0 || packet.segment.seq != tcb.snd.una;
    count += probes && packet.from == flow_.local && packet.to == flow_.remote;
  }
  return count;
}

// Linux counts the time from ESTABLISHED where no text has come.
Duration DrillMachine::since_text(const Tcb& tcb) const {
  if (received(tcb) > 0) return now_ - tcb.last_text;
  for (size_t i = trace_.records.size(); i > 0; --i) {
    const Record& r = trace_.records[i - 1];
    const bool opened = r.kind == RecordKind::State && r.host == 0;
    if (opened && r.to() == State::Established) return now_ - r.t;
  }
  return now_ - Time{};
}

// How many segments of the connection under test were sent again.
int64_t DrillMachine::resent() const {
  return std::count_if(trace_.packets.begin(), trace_.packets.end(), [&](const Packet& p) {
    return p.sent != 0 && p.retransmission && p.from == flow_.local && p.to == flow_.remote;
  });
}

void DrillMachine::code(const DrillEvent& event) {
  const auto lookup = [](const void* self, std::string_view name) {
    return static_cast<const DrillMachine*>(self)->tcp_info(name);
  };
  for (const std::string& statement : statements_of(event.text)) {
    if (statement.starts_with("print")) continue;
    if (const std::string name = assigned_name(statement); !name.empty()) {
      Expression expression(std::string_view(statement).substr(statement.find('=') + 1), this,
                            lookup);
      const auto value = expression.value();
      if (value)
        variables_[name] = *value % kFar;
      else
        skip(event.line, "the code '" + printable(statement, 60) + "'");
      continue;
    }
    if (!statement.starts_with("assert ") && !statement.starts_with("assert(")) {
      skip(event.line, "the code '" + printable(statement, 60) + "'");
      continue;
    }
    const std::string_view text = std::string_view(statement).substr(6);
    Expression expression(text, this, lookup);
    const auto value = expression.value();
    if (!value) {
      skip(event.line, "'" + printable(statement, 60) + "'" +
                           (expression.unknown().empty() ? "" : ": " + expression.unknown()));
    } else if (*value == 0) {
      const bool window = statement.find("tcpi_snd_cwnd") != std::string::npos;
      if (window && tcp_info("tcpi_snd_cwnd").value_or(0) > kHyStart)
        doubt(event.line, "where Linux's CUBIC leaves slow start (HyStart)");
      fail(event.line, "the assertion failed: " + statement);
      return;
    }
  }
}

}  // namespace finwait
