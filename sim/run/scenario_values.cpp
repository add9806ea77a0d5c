// The notations of the file format that no lower floor knows: addresses, rates, poll events; and
// which call takes which arguments.
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/scenario_reader.hpp"

namespace finwait {
namespace {

struct RateUnit {
  std::string_view name;
  uint64_t bits;
};
constexpr std::array<RateUnit, 4> kRateUnits = {{{"Gbit/s", 1000000000},
                                                 {"Mbit/s", 1000000},
                                                 {"kbit/s", 1000},
                                                 {"bit/s", 1}}};
constexpr uint64_t kMaxRate = 1000000000000;  // 1 Tbit/s

constexpr std::array<std::string_view, 8> kLedgerNames = {
    "written", "unsent", "in_flight", "held", "unread", "read", "discarded", "foreign"};

constexpr std::array<std::string_view, 6> kFaultActions = {"drop",    "delay",   "duplicate",
                                                           "reorder", "corrupt", "hold"};

constexpr std::array<std::string_view, 11> kIcmp = {
    "net_unreachable",      "host_unreachable",    "protocol_unreachable", "port_unreachable",
    "fragmentation_needed", "source_route_failed", "time_exceeded",        "parameter_problem",
    "net_prohibited",       "host_prohibited",     "packet_filtered"};

constexpr std::array<std::string_view, kTimers> kTimerNames = {
    "retransmission", "time_wait",   "persist", "keepalive",
    "fin_wait_2",     "delayed_ack", "user",    "override"};

// What each call takes, in the order of CallKind.
struct Arguments {
  std::array<std::string_view, 9> names;
  size_t count;
};
template <class... Names>
constexpr Arguments takes(Names... names) {
  return {{std::string_view(names)...}, sizeof...(names)};
}
constexpr std::array<Arguments, kCalls> kArguments = {
    takes("nonblocking"),                                              // socket
    takes("port", "address", "nonblocking"),                           // bind
    takes("port", "backlog", "isn", "nonblocking"),                    // listen
    takes("nonblocking"),                                              // accept
    takes("port", "to", "isn", "nonblocking"),                         // connect
    takes("data", "data64", "bytes", "flags", "nonblocking"),          // send
    takes("max", "flags", "nonblocking"),                              // recv
    takes("how", "nonblocking"),                                       // shutdown
    takes("nonblocking"),                                              // close
    takes("nonblocking"),                                              // abort
    takes("option", "onoff", "linger", "value"),                       // setsockopt
    takes("option", "value"),                                          // getsockopt
    takes("interest", "timeout", "events"),                            // poll
    takes("value"),                                                    // getsockname
    takes("value"),                                                    // getpeername
    takes(),                                                           // dup
    takes(),                                                           // exit
    takes(),                                                           // crash
    takes(),                                                           // reboot
    takes(),                                                           // power_off
    takes(),                                                           // cut
    takes(),                                                           // heal
    takes("segment", "data", "data64", "raw", "port", "src", "to", "arrive", "state"),  // inject
    takes("kind", "port", "src", "to", "arrive"),                      // icmp
    takes("data"),                                                     // WSASendDisconnect
    takes("data"),                                                     // WSARecvDisconnect
    takes("events"),                                                   // WSAAsyncSelect
    takes("events"),                                                   // WSAEventSelect
    takes("interest", "timeout", "events"),                            // select
    takes("value"),                                                    // settimeout
    takes(),                                                           // signal
    takes(),                                                           // detach
    takes("timer"),                                                    // stop_timer
    takes("timer"),                                                    // fire_timer
};

// A decimal number times `scale`, when that is whole.
std::optional<uint64_t> parse_scaled(std::string_view number, uint64_t scale) {
  const size_t point = number.find('.');
  const auto whole = parse_unsigned(number.substr(0, point));
  if (!whole || *whole > kMaxRate / scale) return std::nullopt;
  uint64_t total = *whole * scale;
  if (point == std::string_view::npos) return total;
  const std::string_view digits = number.substr(point + 1);
  const auto fraction = parse_unsigned(digits);
  if (!fraction || digits.size() > 9) return std::nullopt;
  uint64_t divisor = 1;
  for (size_t i = 0; i < digits.size(); ++i) divisor *= 10;
  if (*fraction * scale % divisor != 0) return std::nullopt;
  return total + *fraction * scale / divisor;
}

}  // namespace

Words ledger_names() { return kLedgerNames; }
Words fault_action_names() { return kFaultActions; }
Words icmp_names() { return kIcmp; }
Words timer_names() { return kTimerNames; }

std::span<const std::string_view> call_arguments(CallKind call) {
  const Arguments& a = kArguments[static_cast<size_t>(call)];
  return std::span(a.names).first(a.count);
}

bool is_socket_call(CallKind call) { return !is_for_host(call); }

std::optional<uint32_t> parse_ip(std::string_view text) {
  uint32_t ip = 0;
  for (int part = 0; part < 4; ++part) {
    const size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != (part == 3)) return std::nullopt;
    const std::string_view digits = text.substr(0, dot);
    const auto octet = parse_unsigned(digits);
    if (!octet || *octet > 255 || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
    ip = ip << 8 | static_cast<uint32_t>(*octet);
    if (part < 3) text.remove_prefix(dot + 1);
  }
  return ip;
}

std::string ip_text(uint32_t ip) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8)
    out += (out.empty() ? "" : ".") + std::to_string(ip >> shift & 255);
  return out;
}

std::optional<uint64_t> parse_rate(std::string_view text) {
  if (text == "none") return uint64_t{0};
  for (const RateUnit& unit : kRateUnits) {
    if (!text.ends_with(unit.name)) continue;
    const auto bits = parse_scaled(text.substr(0, text.size() - unit.name.size()), unit.bits);
    if (!bits || *bits == 0 || *bits > kMaxRate) return std::nullopt;
    return bits;
  }
  return std::nullopt;
}

std::string rate_text(uint64_t bits_per_second) {
  if (bits_per_second == 0) return "none";
  for (const RateUnit& unit : kRateUnits)
    if (bits_per_second % unit.bits == 0)
      return std::to_string(bits_per_second / unit.bits) + std::string(unit.name);
  return {};
}

}  // namespace finwait
