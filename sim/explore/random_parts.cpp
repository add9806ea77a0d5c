// Random hosts and links.
#include "sim/explore/random_parts.hpp"

#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

class HostMaker {
 public:
  HostMaker(Dice& dice, const Mood& mood) : dice_(dice), mood_(mood) {}

  HostConfig make(size_t index, std::string name) {
    HostConfig host;
    host.name = std::move(name);
    host.address = (10u << 24) + static_cast<uint32_t>(index) + 1;
    host.profile = default_profile(static_cast<ProfileName>(dice_.below(profile_names().size())));
    host.api = default_api(host.profile);
    if (one_in(4)) host.api = static_cast<Api>(dice_.below(3));
    if (one_in(4))
      host.isns.push_back(static_cast<uint32_t>(pick({0, 100, 4294966000, 4294967295})));
    host.auto_read = mood_.calm || !one_in(4);
    host.auto_accept = mood_.calm || !one_in(5);
    set_sizes(host.profile);
    set_timers(host.profile);
    if (mood_.odd_settings) set_switches(host.profile);
    // A window that the shift makes 0 is closed for the peer and open for its owner: probes that
    // cross would then be answered for ever.
    Profile& p = host.profile;
    if (p.window_scale > 0 && p.receive_buffer < 4u << p.window_scale)
      SIM_ASSERT(set_flag(p, "window_scale", false));
    return host;
  }

 private:
  bool one_in(uint64_t n) { return dice_.one_in(n); }
  uint64_t pick(std::initializer_list<uint64_t> values) { return dice_.pick(values); }

  void count(Profile& p, std::string_view name, std::initializer_list<uint64_t> values) {
    if (!one_in(4)) return;
    SIM_ASSERT(set_count(p, name, static_cast<int64_t>(pick(values))));
  }
  void time(Profile& p, std::string_view name, int64_t low_ms, int64_t high_ms) {
    if (!one_in(5)) return;
    SIM_ASSERT(set_time(p, name, dice_.ms(low_ms, high_ms)));
  }

  void word(Profile& p, std::string_view name, std::initializer_list<std::string_view> values) {
    if (!one_in(12)) return;
    SIM_ASSERT(set_word(p, name, values.begin()[dice_.below(values.size())]));
  }

  void set_sizes(Profile& p) {
    count(p, "mss", {88, 536, 1000, 1460});
    count(p, "receive_buffer", {1, 300, 2000, 10000, 65535, 300000});
    count(p, "send_buffer", {1, 100, 3000, 65536});
    count(p, "initial_window", {0, 1, 2, 10});
    count(p, "window_scale", {0, 1, 7, 14});
    if (mood_.calm) return;
    count(p, "descriptors", {0, 0, 3, 6});
    count(p, "syn_backlog", {1, 2});
    count(p, "somaxconn", {1, 2});
  }

  void set_timers(Profile& p) {
    time(p, "delayed_ack", 0, 500);
    time(p, "time_wait", 0, 10000);
    time(p, "rto_initial", 200, 3000);
    time(p, "rto_min", 10, 1000);
    time(p, "sws_override", 0, 1000);
    time(p, "fin_wait_2_timeout", 0, 20000);
    time(p, "challenge_ack_interval", 0, 1000);
    time(p, "rto_slop", 0, 300);
    count(p, "rto_doublings", {0, 1, 6, 9});
    time(p, "persist_min", 0, 6000);
    time(p, "persist_max", 500, 60000);
    if (mood_.calm) return;
    time(p, "user_timeout", 0, 5000);
    time(p, "connect_timeout", 0, 75000);
    time(p, "persist_idle", 0, 60000);
    time(p, "persist_closed", 0, 60000);
    time(p, "keepalive_idle", 1, 20000);
    time(p, "keepalive_interval", 500, 5000);
    count(p, "keepalive_count", {1, 3});
    count(p, "syn_retries", {0, 1, 3});
    count(p, "synack_retries", {0, 1, 3});
    count(p, "data_retries", {0, 1, 3, 8});
    count(p, "orphan_retries", {0, 1, 3});
    time(p, "quiet_time", 0, 3000);
  }

  void set_switches(Profile& p) {
    if (one_in(4)) SIM_ASSERT(set_word(p, "congestion", "none"));
    if (one_in(4)) SIM_ASSERT(set_word(p, "persist_style", "zero_length"));
    if (one_in(4)) SIM_ASSERT(set_word(p, "persist_style", "one_octet"));
    if (one_in(6) && !mood_.calm) SIM_ASSERT(set_word(p, "unread_close", "fin"));
    if (one_in(6)) SIM_ASSERT(set_word(p, "unread_close", "reset_held"));
    if (one_in(8)) SIM_ASSERT(set_word(p, "shut_text", one_in(2) ? "discard" : "keep"));
    if (one_in(8) && !mood_.calm) SIM_ASSERT(set_word(p, "shut_text", "reset"));
    word(p, "backlog_rule", {"plus_one", "three_halves", "exact"});
    word(p, "close_under_call", {"aborts", "goes_on"});
    word(p, "linger_expiry", {"background", "reset", "error"});
    word(p, "linger_nonblocking", {"blocks", "returns", "would_block"});
    word(p, "listener_shutdown", {"closes", "wakes_accept", "not_connected"});
    word(p, "reset_in_queue", {"accepted", "aborted", "reset"});
    word(p, "shut_read", {"reads", "flushes", "fails"});
    if (one_in(6)) SIM_ASSERT(set_word(p, "ephemeral_ports", "40000-40003"));
    if (one_in(6)) SIM_ASSERT(set_flag(p, "window_scale", false));
    for (const Setting& s : all_settings()) {
      if (s.kind != SettingKind::Flag || !one_in(12)) continue;
      SIM_ASSERT(set_flag(p, s.name, one_in(2)));
    }
    // Two ends that answer a FIN with their own FIN must take the ACK field of an old one, or they
    // do so for ever.
    if (p.closing_fin_again) p.old_segment_acks = true;
  }

  Dice& dice_;
  const Mood& mood_;
};

Ratio ratio(Dice& dice, uint32_t most_percent) {
  return {static_cast<uint32_t>(dice.below(most_percent + 1)), 100};
}

}  // namespace

HostConfig random_host(Dice& dice, const Mood& mood, size_t index, std::string name) {
  return HostMaker(dice, mood).make(index, std::move(name));
}

void make_random_network(Dice& dice, const Mood& mood, Script& script) {
  LinkConfig link;
  link.delay = dice.ms(0, dice.one_in(4) ? 400 : 60);
  if (dice.one_in(3)) link.jitter = dice.ms(0, 80);
  if (dice.one_in(3)) link.keep_order = true;
  if (dice.one_in(4)) link.bits_per_second = dice.pick({56000, 1000000, 10000000});
  if (link.bits_per_second && mood.lossy) link.queue = static_cast<uint32_t>(dice.pick({2, 8, 64}));
  else if (link.bits_per_second) link.queue = 1000;
  if (mood.lossy) {
    if (dice.one_in(2)) link.loss = ratio(dice, 30);
    if (dice.one_in(3)) link.duplicate = ratio(dice, 30);
    if (dice.one_in(3)) link.reorder = ratio(dice, 30);
    if (dice.one_in(4)) link.corrupt = ratio(dice, 20);
    if (dice.one_in(3)) link.reorder_by = dice.ms(1, 500);
  }
  script.links[0] = link;
  if (dice.one_in(3)) link.delay = dice.ms(0, 60);
  if (dice.one_in(6)) link.loss = {};
  script.links[1] = link;
  script.msl = seconds(static_cast<int64_t>(dice.pick({2, 2, 30, 120})));
}

}  // namespace finwait
