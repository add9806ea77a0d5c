#include "sim/run/packetdrill_settings.hpp"

#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/profile_text.hpp"

namespace finwait {
namespace {

std::optional<int64_t> number_in(std::string_view text) {
  if (text.starts_with("\"") && text.ends_with("\"") && text.size() > 1)
    text = text.substr(1, text.size() - 2);
  const auto value = parse_unsigned(text);
  if (!value || *value > uint64_t{INT64_MAX}) return std::nullopt;
  return static_cast<int64_t>(*value);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  char quote = '\0';
  bool open = false;
  for (char c : text) {
    const bool space = quote == '\0' && (c == ' ' || c == '\t' || c == '\n' || c == '\r');
    if (c == quote)
      quote = '\0';
    else if (quote == '\0' && (c == '"' || c == '\''))
      quote = c;
    else if (!space) {
      if (!open) words.emplace_back();
      words.back() += c;
    }
    open = !space || quote != '\0';
    if (open && words.empty()) words.emplace_back();
  }
  return words;
}

// How a number of a sysctl reaches the profile.
using Apply = void (*)(Profile&, int64_t);

struct Sysctl {
  std::string_view name;
  Apply apply;
};

Duration ms(int64_t value) {
  return milliseconds(std::min<int64_t>(value, 1'000'000'000));
}
Duration secs(int64_t value) {
  return seconds(std::min<int64_t>(value, 1'000'000'000));
}
int32_t count(int64_t value) {
  return static_cast<int32_t>(std::min<int64_t>(value, 255));
}
uint32_t size(int64_t value) {
  return static_cast<uint32_t>(std::clamp<int64_t>(value, 1, 1'000'000'000));
}

// Linux's first window scale: what the largest buffer needs.
int32_t scale_for(int64_t octets) {
  int32_t scale = 0;
  while (scale < 14 && octets >> scale > 65535) ++scale;
  return scale;
}

constexpr std::array kSysctls = {
    Sysctl{"net.ipv4.tcp_syn_retries", [](Profile& p, int64_t v) { p.syn_retries = count(v); }},
    Sysctl{"net.ipv4.tcp_synack_retries",
           [](Profile& p, int64_t v) { p.synack_retries = count(v); }},
    Sysctl{"net.ipv4.tcp_syn_linear_timeouts",
           [](Profile& p, int64_t v) { p.syn_linear_timeouts = count(v); }},
    Sysctl{"net.ipv4.tcp_retries2", [](Profile& p, int64_t v) { p.data_retries = count(v); }},
    Sysctl{"net.ipv4.tcp_orphan_retries",
           [](Profile& p, int64_t v) { p.orphan_retries = v ? count(v) : 8; }},
    Sysctl{"net.ipv4.tcp_fin_timeout",
           [](Profile& p, int64_t v) { p.fin_wait_2_timeout = secs(v); }},
    Sysctl{"net.ipv4.tcp_timestamps", [](Profile& p, int64_t v) { p.timestamps = v != 0; }},
    Sysctl{"net.ipv4.tcp_window_scaling",
           [](Profile& p, int64_t v) { p.window_scale = v ? std::max(p.window_scale, 7) : -1; }},
    Sysctl{"net.ipv4.tcp_sack", [](Profile& p, int64_t v) { p.sack = v != 0; }},
    Sysctl{"net.ipv4.tcp_abort_on_overflow",
           [](Profile& p, int64_t v) { p.abort_on_overflow = v != 0; }},
    Sysctl{"net.ipv4.tcp_rfc1337", [](Profile& p, int64_t v) { p.rfc1337 = v != 0; }},
    Sysctl{"net.ipv4.tcp_tw_reuse", [](Profile& p, int64_t v) { p.tw_reuse = v == 1; }},
    Sysctl{"net.ipv4.tcp_max_syn_backlog", [](Profile& p, int64_t v) { p.syn_backlog = count(v); }},
    Sysctl{"net.core.somaxconn", [](Profile& p, int64_t v) { p.somaxconn = size(v); }},
    Sysctl{"net.ipv4.tcp_keepalive_time",
           [](Profile& p, int64_t v) { p.keepalive_idle = secs(v); }},
    Sysctl{"net.ipv4.tcp_keepalive_intvl",
           [](Profile& p, int64_t v) { p.keepalive_interval = secs(v); }},
    Sysctl{"net.ipv4.tcp_keepalive_probes",
           [](Profile& p, int64_t v) { p.keepalive_count = count(v); }},
    Sysctl{"net.ipv4.tcp_invalid_ratelimit",
           [](Profile& p, int64_t v) { p.challenge_ack_interval = ms(v); }},
    Sysctl{"net.ipv4.tcp_slow_start_after_idle",
           [](Profile& p, int64_t v) { p.idle_restart = v != 0; }},
    Sysctl{"net.ipv4.tcp_rto_min_us", [](Profile& p, int64_t v) { p.rto_min = ms(v / 1000); }},
    Sysctl{"net.ipv4.tcp_rto_max_ms", [](Profile& p, int64_t v) { p.rto_max = ms(v); }},
    Sysctl{"net.inet.tcp.rfc1323",
           [](Profile& p, int64_t v) {
             p.timestamps = v != 0;
             p.window_scale = v ? std::max(p.window_scale, 6) : -1;
           }},
    Sysctl{"net.inet.tcp.sack.enable", [](Profile& p, int64_t v) { p.sack = v != 0; }},
    Sysctl{"kern.ipc.maxsockbuf",
           [](Profile& p, int64_t v) { if (p.window_scale >= 0) p.window_scale = scale_for(v); }},
    Sysctl{"net.inet.tcp.recvspace",
           [](Profile& p, int64_t v) { p.receive_buffer = size(v); }},
    Sysctl{"net.inet.tcp.insecure_rst", [](Profile& p, int64_t v) { p.rfc5961 = v == 0; }},
    Sysctl{"net.inet.tcp.insecure_syn", [](Profile& p, int64_t v) { p.rfc5961 = v == 0; }},
    Sysctl{"net.inet.tcp.sendspace", [](Profile& p, int64_t v) { p.send_buffer = size(v); }},
    Sysctl{"net.inet.tcp.rexmit_initial", [](Profile& p, int64_t v) { p.rto_initial = ms(v); }},
    Sysctl{"net.inet.tcp.rexmit_min", [](Profile& p, int64_t v) { p.rto_min = ms(v); }},
    Sysctl{"net.inet.tcp.rexmit_slop", [](Profile& p, int64_t v) { p.rto_slop = ms(v); }},
    Sysctl{"net.inet.tcp.msl", [](Profile& p, int64_t v) { p.time_wait = ms(2 * v); }},
    Sysctl{"net.inet.tcp.keepidle", [](Profile& p, int64_t v) { p.keepalive_idle = ms(v); }},
    Sysctl{"net.inet.tcp.keepintvl", [](Profile& p, int64_t v) { p.keepalive_interval = ms(v); }},
    Sysctl{"net.inet.tcp.keepcnt", [](Profile& p, int64_t v) { p.keepalive_count = count(v); }},
    Sysctl{"net.inet.tcp.keepinit", [](Profile& p, int64_t v) { p.connect_timeout = ms(v); }},
    Sysctl{"net.inet.tcp.finwait2_timeout",
           [](Profile& p, int64_t v) { p.fin_wait_2_timeout = ms(v); }},
    Sysctl{"net.inet.tcp.delacktime", [](Profile& p, int64_t v) { p.delayed_ack = ms(v); }},
    Sysctl{"net.inet.tcp.delayed_ack",
           [](Profile& p, int64_t v) { if (v == 0) p.delayed_ack = {}; }},
    Sysctl{"net.inet.tcp.drop_synfin", [](Profile& p, int64_t v) { p.syn_fin_dropped = v != 0; }},
    Sysctl{"net.inet.tcp.icmp_may_rst", [](Profile& p, int64_t v) { p.icmp_may_reset = v != 0; }},
    Sysctl{"net.inet.tcp.mssdflt", [](Profile&, int64_t) {}},
    Sysctl{"net.inet.tcp.initcwnd_segments",
           [](Profile& p, int64_t v) { p.initial_window = size(v); }},
};

// Settings of what is not modelled: congestion control beyond Reno, ECN, Fast Open, metrics, ...
constexpr std::array<std::string_view, 36> kWithoutEffect = {"net.ipv4.tcp_frto",
                                                             "net.ipv4.tcp_dsack",
                                                             "net.ipv4.tcp_fack",
                                                             "net.ipv4.tcp_reordering",
                                                             "net.ipv4.tcp_max_reordering",
                                                             "net.ipv4.tcp_congestion_control",
                                                             "net.ipv4.tcp_early_retrans",
                                                             "net.ipv4.tcp_recovery",
                                                             "net.ipv4.tcp_tso_win_divisor",
                                                             "net.ipv4.tcp_ecn",
                                                             "net.ipv4.tcp_pacing_",
                                                             "net.ipv4.tcp_notsent_lowat",
                                                             "net.ipv4.tcp_fastopen",
                                                             "net.ipv4.tcp_syncookies",
                                                             "net.ipv4.tcp_min_tso_segs",
                                                             "net.ipv4.tcp_no_metrics_save",
                                                             "net.ipv4.tcp_moderate_rcvbuf",
                                                             "net.ipv4.tcp_autocorking",
                                                             "net.ipv4.tcp_limit_output_bytes",
                                                             "net.ipv4.tcp_mtu_probing",
                                                             "net.ipv4.tcp_min_rtt_wlen",
                                                             "net.ipv4.tcp_challenge_ack_limit",
                                                             "net.core.",
                                                             "net.inet.tcp.ecn.",
                                                             "net.inet.tcp.blackhole",
                                                             "net.inet.tcp.hostcache",
                                                             "net.inet.tcp.syncookies",
                                                             "net.inet.tcp.cc.",
                                                             "net.inet.tcp.functions_default",
                                                             "net.inet.tcp.log",
                                                             "net.inet.tcp.abc",
                                                             "net.inet.tcp.tolerate_missing_ts",
                                                             "net.inet.ip.",
                                                             "net.inet6.",
                                                             "net.inet.icmp.",
                                                             "kern.timecounter."};

// Commands that change nothing that a simulated endpoint has.
constexpr std::array<std::string_view, 15> kHarmless = {
    "ip",      "tc",  "ethtool", "true", "ulimit",  "modprobe", "rm",      "kldload",
    "kldstat", "cat", "set",     "ss",   "netstat", "nstat",    "ifconfig"};

// `ip route change ... rto_min 100ms initcwnd 20 ...`: what of it is a setting.
void apply_route(const std::vector<std::string>& words, const std::string& whole, Profile& p,
                 DrillCommand& out) {
  for (size_t i = 2; i + 1 < words.size(); ++i) {
    const auto number = number_in(words[i + 1]);
    const auto time = parse_duration(words[i + 1]);
    if (words[i] == "rto_min" && time) p.rto_min = *time;
    if (words[i] == "initcwnd" && number) p.initial_window = size(*number);
    const bool other = words[i] == "mtu" || words[i] == "advmss" || words[i] == "initrwnd" ||
                       words[i] == "quickack" || words[i] == "window" || words[i] == "features";
    if (other) out.unknown.push_back(whole);
  }
  const bool away = whole.find("unreachable") != std::string::npos ||
                    whole.find("blackhole") != std::string::npos ||
                    whole.find("prohibit") != std::string::npos ||
                    whole.find(" del") != std::string::npos;
  if (away) out.unknown.push_back(whole);
}

// tcp_rmem and tcp_wmem: "least default most".
bool apply_buffers(Profile& p, std::string_view name, std::string_view value) {
  if (name != "net.ipv4.tcp_rmem" && name != "net.ipv4.tcp_wmem") return false;
  std::vector<int64_t> numbers;
  for (const std::string& word : words_of(value))
    if (const auto number = number_in(word)) numbers.push_back(*number);
  if (numbers.size() != 3) return false;
  if (name == "net.ipv4.tcp_wmem") {
    p.send_buffer = std::max(p.send_buffer, size(numbers[1] / 2));
    return true;
  }
  p.receive_buffer = size(std::min<int64_t>(numbers[1] / 2, 65535));
  if (p.window_scale >= 0) p.window_scale = scale_for(numbers[2]);
  return true;
}

void apply_sysctl(std::string name, std::string_view value, Profile& p, DrillCommand& out) {
  std::replace(name.begin(), name.end(), '/', '.');
  if (apply_buffers(p, name, value)) return;
  const auto number = number_in(value);
  for (const Sysctl& sysctl : kSysctls) {
    if (sysctl.name != name) continue;
    if (number)
      sysctl.apply(p, *number);
    else
      out.unknown.push_back("sysctl " + name + "=" + std::string(value));
    return;
  }
  const bool off = number == 0 && name == "net.inet.tcp.rexmit_drop_options";
  const bool harmless =
      off || std::any_of(kWithoutEffect.begin(), kWithoutEffect.end(),
                         [&](std::string_view start) { return name.starts_with(start); });
  (harmless ? out.ignored : out.unknown).push_back("sysctl " + name + "=" + std::string(value));
}

// The defaults.sh of Google's and of Linux's scripts, as far as it concerns what is modelled.
void apply_defaults(Profile& p) {
  p.timestamps = p.sack = true;
  p.idle_restart = false;
  p.syn_retries = p.synack_retries = 5;
  DrillCommand nothing;
  apply_sysctl("net.ipv4.tcp_rmem", "4096 540000 15728640", p, nothing);
  apply_sysctl("net.ipv4.tcp_wmem", "4096 262144 4194304", p, nothing);
}

// "$((32*1024*1024))" becomes the number. Sums and products are enough for what scripts write.
std::string shell_numbers(std::string text) {
  for (size_t at = text.find("$(("); at != std::string::npos; at = text.find("$((", at + 1)) {
    const size_t end = text.find("))", at);
    if (end == std::string::npos) break;
    std::string_view rest = std::string_view(text).substr(at + 3, end - at - 3);
    int64_t sum = 0;
    int64_t product = 1;
    bool good = true;
    while (good) {
      while (rest.starts_with(' ')) rest.remove_prefix(1);
      const size_t length = std::min(rest.find_first_not_of("0123456789"), rest.size());
      const auto number = number_in(rest.substr(0, length));
      good = number && *number <= UINT32_MAX && product <= INT64_MAX / (int64_t{1} << 33);
      if (!good) break;
      product *= *number;
      rest.remove_prefix(length);
      while (rest.starts_with(' ')) rest.remove_prefix(1);
      if (rest.empty() || rest[0] == '+') sum += product, product = 1;
      if (rest.empty()) break;
      good = (rest[0] == '+' || rest[0] == '*') && sum < INT64_MAX / 4;
      rest.remove_prefix(1);
    }
    if (good) text.replace(at, end + 2 - at, std::to_string(sum));
  }
  return text;
}

constexpr std::string_view kProc = "/proc/sys/";

bool apply_count(const std::vector<std::string>& words, DrillCommand& out) {
  DrillCount found;
  bool state = false;
  bool number = false;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] != "grep") continue;
    if (words[i + 1] == "-c" && i + 2 < words.size()) {
      const auto parsed = parse_state(words[i + 2] == "SYN_RCVD" ? "SYN_RECEIVED" : words[i + 2]);
      state = parsed.has_value();
      if (parsed) found.state = *parsed;
    } else if (const auto value = number_in(words[i + 1])) {
      number = true;
      found.expected = *value;
    }
  }
  if (state && number) out.counts.push_back(found);
  return state && number;
}

// One command of a line: its words, without redirections of no interest.
void apply_command(std::vector<std::string> words, Profile& p, DrillCommand& out) {
  if (words[0] == "sudo" && words.size() > 1) words.erase(words.begin());
  const std::string& head = words[0];
  const std::string whole = [&] {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
  }();
  if (head == "sysctl" || head.ends_with("/sysctl") || head.ends_with("set_sysctls.py")) {
    for (size_t i = 1; i < words.size(); ++i) {
      const size_t equals = words[i].find('=');
      if (equals == std::string::npos || words[i][0] == '-') continue;
      std::string name = words[i].substr(0, equals);
      if (name.starts_with(kProc)) name = name.substr(kProc.size());
      apply_sysctl(name, std::string_view(words[i]).substr(equals + 1), p, out);
    }
  } else if (head.ends_with("defaults.sh")) {
    apply_defaults(p);
  } else if (head == "echo" && words.size() >= 3 && words.back().find(kProc) != std::string::npos) {
    const std::string& path = words.back();
    apply_sysctl(path.substr(path.find(kProc) + kProc.size()), words[1], p, out);
  } else if (head == "sleep" && words.size() == 2 && parse_duration(words[1] + "s")) {
    constexpr Duration kLongest = seconds(1'000'000);
    out.sleep = std::min(kLongest, out.sleep + std::min(kLongest, *parse_duration(words[1] + "s")));
  } else if (head == "ip" && words.size() > 2 && (words[1] == "route" || words[1] == "ro")) {
    apply_route(words, whole, p, out);
  } else if (head == "sockstat" && apply_count(words, out)) {
    return;
  } else if (head == "tc" && (whole.find("limit 0") != std::string::npos ||
                              whole.find("netem") != std::string::npos)) {
    out.unknown.push_back(whole);  // it loses or delays segments
  } else if (whole.find("sysctl_restore") != std::string::npos ||
             std::find(kHarmless.begin(), kHarmless.end(), head) != kHarmless.end()) {
    out.ignored.push_back(whole);
  } else {
    out.unknown.push_back(whole);
  }
}

std::optional<Address> address_in(std::string_view text) {
  Address out;
  for (int part = 0; part < 4; ++part) {
    const size_t dot = std::min(text.find('.'), text.size());
    const auto number = parse_unsigned(text.substr(0, dot));
    if (!number || *number > 255 || (part < 3) != (dot < text.size())) return std::nullopt;
    out.ip = out.ip << 8 | static_cast<uint32_t>(*number);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return out;
}

// Numbers of the script's flags: which member, and the most that makes sense.
bool read_flag(const DrillScript::Flag& flag, DrillFlags& out, bool& known) {
  const auto number = number_in(flag.value);
  known = true;
  if (flag.name == "strict_segments") return out.strict_segments = true;
  if (flag.name == "tcp_ts_ecr_scaled") return out.scaled_echo = true;
  if (flag.name == "ip_version") {
    out.ipv6 = flag.value == "ipv6";
    return flag.value == "ipv4" || out.ipv6 || flag.value == "ipv4-mapped-ipv6";
  }
  if (flag.name == "local_ip" || flag.name == "remote_ip") {
    if (flag.value.find(':') != std::string::npos) return true;  // IPv6: not on the wire here
    const auto address = address_in(flag.value.substr(0, flag.value.find('/')));
    if (address) (flag.name == "local_ip" ? out.local : out.remote).ip = address->ip;
    return address.has_value();
  }
  known = flag.name == "tolerance_usecs" || flag.name == "tolerance_percent" ||
          flag.name == "tcp_ts_tick_usecs" || flag.name == "bind_port" ||
          flag.name == "connect_port" || flag.name == "mtu";
  if (!known) return true;
  if (!number || *number > 1'000'000'000) return false;
  if (flag.name == "tolerance_usecs") out.tolerance = microseconds(*number);
  if (flag.name == "tolerance_percent") out.tolerance_percent = std::min<int64_t>(*number, 100);
  if (flag.name == "tcp_ts_tick_usecs") out.timestamp_tick_us = *number;
  if (flag.name == "bind_port") out.bind_port = static_cast<uint16_t>(*number);
  if (flag.name == "connect_port") out.connect_port = static_cast<uint16_t>(*number);
  if (flag.name == "mtu") out.mtu = static_cast<uint32_t>(std::clamp<int64_t>(*number, 68, 65535));
  return true;
}

// packetdrill's flags about its own work, its network device and its shell scripts.
bool is_about_packetdrill(std::string_view flag) {
  constexpr std::array<std::string_view, 19> kFlags = {
      "code_command", "code_format", "code_sockopt", "code_verbose", "debug", "dry_run",
      "gateway_ip",   "init_scripts", "netmask_ip",  "no_cleanup",   "non_fatal", "send_omit_free",
      "so_filename",  "so_flags",    "speed",        "verbose",      "wire_client_dev",
      "wire_server_dev", "wire_server_ip"};
  return flag == "wire_server_port" ||
         std::find(kFlags.begin(), kFlags.end(), flag) != kFlags.end();
}

}  // namespace

Result<DrillFlags> drill_flags(const DrillScript& script, DrillRun& run) {
  DrillFlags out;
  for (const DrillScript::Flag& flag : script.flags) {
    bool known = false;
    if (!read_flag(flag, out, known))
      return Error{
          script.file, flag.line, 0,
          "--" + flag.name + ": the value '" + printable(flag.value, 40) + "' makes no sense"};
    if (known || flag.name == "define") continue;
    const bool harmless = is_about_packetdrill(flag.name);
    (harmless ? run.notes : run.skipped).push_back({flag.line, "--" + flag.name});
  }
  return out;
}

uint32_t whole_segments(uint32_t octets, uint32_t mss) {
  return (octets + mss - 1) / mss * mss;
}

DrillCommand drill_command(std::string_view command, Profile& profile) {
  DrillCommand out;
  const std::string whole = shell_numbers(std::string(command));
  std::string_view text = whole;
  while (!text.empty()) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    if (text.starts_with('#')) text.remove_prefix(std::min(text.find('\n'), text.size()));
    size_t end = std::min(text.find_first_of("\n;"), text.size());
    end = std::min(end, text.find("&&"));
    const std::vector<std::string> words = words_of(text.substr(0, end));
    if (!words.empty()) apply_command(words, profile, out);
    const size_t gap = text.substr(std::min(end, text.size())).starts_with("&&") ? 2 : 1;
    text.remove_prefix(std::min(end + gap, text.size()));
  }
  return out;
}

Result<Profile> drill_profile(const DrillOptions& options) {
  Profile profile = default_profile(options.profile);
  profile.sack = options.profile != ProfileName::Rfc9293;
  for (const auto& setting : options.settings)
    if (auto error = set_from_text(profile, setting.first, setting.second)) {
      error->message = "--set " + error->message;
      return *error;
    }
  return profile;
}

void round_buffer(Profile& profile) {
  const bool bsd = profile.name == ProfileName::FreeBsd || profile.name == ProfileName::MacOs;
  if (bsd) profile.receive_buffer = whole_segments(profile.receive_buffer, profile.mss);
}

}  // namespace finwait
