#include "tests/conformance/kernel_settings.hpp"

#include <array>
#include <string>

#include "sim/host/namespace.hpp"

namespace finwait {
namespace {

struct CountRow {
  int32_t Profile::*member;
  std::string_view name;
};
constexpr std::array kCounts = {
    CountRow{&Profile::syn_retries, "ipv4/tcp_syn_retries"},
    CountRow{&Profile::syn_linear_timeouts, "ipv4/tcp_syn_linear_timeouts"},
    CountRow{&Profile::synack_retries, "ipv4/tcp_synack_retries"},
    CountRow{&Profile::data_retries, "ipv4/tcp_retries2"},
    CountRow{&Profile::orphan_retries, "ipv4/tcp_orphan_retries"},
    CountRow{&Profile::keepalive_count, "ipv4/tcp_keepalive_probes"},
};

struct TimeRow {
  Duration Profile::*member;
  Duration unit;
  std::string_view name;
};
constexpr std::array kTimes = {
    TimeRow{&Profile::fin_wait_2_timeout, seconds(1), "ipv4/tcp_fin_timeout"},
    TimeRow{&Profile::keepalive_idle, seconds(1), "ipv4/tcp_keepalive_time"},
    TimeRow{&Profile::keepalive_interval, seconds(1), "ipv4/tcp_keepalive_intvl"},
    TimeRow{&Profile::rto_min, microseconds(1), "ipv4/tcp_rto_min_us"},
    TimeRow{&Profile::rto_max, milliseconds(1), "ipv4/tcp_rto_max_ms"},
};

struct FlagRow {
  bool Profile::*member;
  std::string_view name;
};
constexpr std::array kFlags = {
    FlagRow{&Profile::abort_on_overflow, "ipv4/tcp_abort_on_overflow"},
    FlagRow{&Profile::rfc1337, "ipv4/tcp_rfc1337"},
};

// What every run has, so that nothing comes from the machine's own configuration.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kAlways = {{
    {"ipv4/tcp_no_metrics_save", "1"},      // no memory of earlier connections
    {"ipv4/tcp_syncookies", "0"},           // FinWait does not model them
    {"core/somaxconn", "4096"},
    {"ipv4/tcp_congestion_control", "reno"},  // what is modelled, without pacing
}};

class Settings {
 public:
  void write(std::string_view name, const std::string& value) {
    if (!error) error = write_setting(name, value);
  }
  std::optional<Error> error;
};

}  // namespace

std::optional<Error> apply_settings(const Profile& p) {
  const Profile& plain = default_profile(ProfileName::Linux);
  Settings out;
  for (const auto& [name, value] : kAlways) out.write(name, std::string(value));
  // What the kernel chooses by the size of its memory and of its tables.
  out.write("ipv4/tcp_max_syn_backlog", std::to_string(p.syn_backlog < 0 ? 4096 : p.syn_backlog));
  out.write("ipv4/tcp_max_tw_buckets", "4096");
  out.write("ipv4/tcp_timestamps", p.timestamps ? "1" : "0");
  out.write("ipv4/tcp_sack", p.sack ? "1" : "0");
  out.write("ipv4/tcp_early_retrans", p.tail_loss_probe ? "3" : "0");
  out.write("ipv4/tcp_window_scaling", p.window_scale >= 0 ? "1" : "0");
  out.write("ipv4/tcp_tw_reuse", p.tw_reuse ? "1" : "2");
  for (const CountRow& row : kCounts)
    if (p.*row.member != plain.*row.member)
      out.write(row.name, std::to_string(p.*row.member));
  for (const TimeRow& row : kTimes)
    if (p.*row.member != plain.*row.member)
      out.write(row.name, std::to_string((p.*row.member).ns / row.unit.ns));
  for (const FlagRow& row : kFlags)
    if (p.*row.member != plain.*row.member) out.write(row.name, p.*row.member ? "1" : "0");
  if (p.somaxconn != plain.somaxconn) out.write("core/somaxconn", std::to_string(p.somaxconn));
  if (p.ephemeral_first != plain.ephemeral_first || p.ephemeral_last != plain.ephemeral_last)
    out.write("ipv4/ip_local_port_range",
              std::to_string(p.ephemeral_first) + " " + std::to_string(p.ephemeral_last));
  return out.error;
}

}  // namespace finwait
