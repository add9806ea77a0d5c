#include "sim/net/link.hpp"

#include <algorithm>
#include <array>

namespace finwait {
namespace {

enum class Purpose : uint32_t { Loss, Duplicate, Corrupt, Reorder, Jitter, CopyJitter };

uint64_t roll(uint64_t seed, const Sending& s, Purpose purpose) {
  const Segment& seg = s.segment;
  return draw(seed, s.tuple, s.incarnation, uint64_t{seg.seq.value} << 32 | seg.ack.value,
              uint64_t{seg.ctl} << 32 | seg.text, s.repeat, static_cast<uint32_t>(purpose));
}

bool chance(Ratio ratio, uint64_t seed, const Sending& s, Purpose purpose) {
  return !ratio.never() && ratio.hit(roll(seed, s, purpose));
}

bool matches(const FaultRule& rule, const Sending& s, Time now) {
  const Segment& seg = s.segment;
  if (rule.from < 2 && rule.from != s.from) return false;
  if (rule.flags && *rule.flags != seg.ctl) return false;
  if (!seg.has(rule.has)) return false;
  if (now < rule.after || now >= rule.before) return false;
  if (rule.seq && *rule.seq != s.seq) return false;
  if (rule.ack && (!seg.has(kAck) || *rule.ack != s.ack)) return false;
  if (rule.len && *rule.len != seg.text) return false;
  if (rule.socket < 0 || rule.socket == s.socket) return true;
  if (rule.number > 0) return rule.number == s.number;
  return rule.run > 0 && rule.run == s.run && rule.runs_of == s.socket;
}

bool fires(const FaultRule& rule, uint32_t match) {
  if (rule.nth > 0) return match == rule.nth;
  return rule.count == 0 || match <= rule.count;
}

// The first rule that fires decides; every rule counts its matches.
int32_t deciding_rule(const std::vector<FaultRule>& rules, std::vector<uint32_t>& counts,
                      const Sending& s, Time now) {
  int32_t decided = -1;
  for (size_t i = 0; i < rules.size(); ++i) {
    if (!matches(rules[i], s, now)) continue;
    ++counts[i];
    if (decided < 0 && fires(rules[i], counts[i])) decided = static_cast<int32_t>(i);
  }
  return decided;
}

Duration jitter(const LinkConfig& config, uint64_t seed, const Sending& s, Purpose purpose) {
  if (config.jitter.ns == 0) return {};
  const auto range = static_cast<uint64_t>(config.jitter.ns) + 1;
  return {static_cast<int64_t>(roll(seed, s, purpose) % range)};
}

// When the segment has left the bottleneck; nullopt when its queue is full.
std::optional<Time> leave_bottleneck(Link& link, const LinkConfig& config, Time now,
                                     const Segment& seg) {
  if (config.bits_per_second == 0) return now;
  std::erase_if(link.departures, [&](Time t) { return t <= now; });
  if (link.departures.size() > config.queue) return std::nullopt;
  const uint64_t bits = (uint64_t{seg.text} + 40) * 8;  // with IPv4 and TCP headers
  const uint64_t ns = bits * 1000000000 / config.bits_per_second;
  link.busy_until = std::max(link.busy_until, now) + Duration{static_cast<int64_t>(ns)};
  link.departures.push_back(link.busy_until);
  return link.busy_until;
}

Flight fly(Time arrives, Time sent, Duration msl, int32_t rule) {
  Flight f;
  f.arrives = arrives;
  f.rule = rule;
  if (arrives - sent > msl) {  // N01: it dies on the wire when it gets too old
    f.arrives = sent + msl;
    f.dropped = true;
    f.reason = DropReason::Expired;
  }
  return f;
}

Flight drop(Time when, DropReason reason, int32_t rule) {
  return {when, true, reason, rule};
}

// What a rule does to the time of arrival of the original.
Time arrival_by_rule(const FaultRule* rule, Time now, Time natural, Duration hold_back) {
  if (!rule) return natural;
  switch (rule->action) {
    case FaultAction::Delay: return rule->arrive ? now + *rule->arrive : natural + *rule->by;
    case FaultAction::Reorder: return natural + rule->by.value_or(hold_back);
    case FaultAction::Hold: return std::max(natural, rule->until + (natural - now));
    case FaultAction::Drop:
    case FaultAction::Duplicate:
    case FaultAction::Corrupt: return natural;
  }
  return natural;
}

}  // namespace

std::string_view drop_reason_name(DropReason reason) {
  constexpr std::array<std::string_view, 7> kNames = {"loss",     "fault",   "expired", "queue",
                                                      "checksum", "no_host", "cut"};
  return kNames[static_cast<size_t>(reason)];
}

void send_on_link(Link& link, const LinkConfig& config, Duration msl, uint64_t seed, Time now,
                  const Sending& sending, const std::vector<FaultRule>& rules,
                  std::vector<uint32_t>& counts, std::vector<Flight>& out) {
  const int32_t decided = deciding_rule(rules, counts, sending, now);
  const FaultRule* rule = decided < 0 ? nullptr : &rules[static_cast<size_t>(decided)];
  if (rule && rule->action == FaultAction::Drop) {
    out.push_back(drop(now + config.delay / 2, DropReason::Fault, decided));
    return;
  }
  if (chance(config.loss, seed, sending, Purpose::Loss)) {
    out.push_back(drop(now + config.delay / 2, DropReason::Loss, -1));
    return;
  }
  const auto left = leave_bottleneck(link, config, now, sending.segment);
  if (!left) {
    out.push_back(drop(now, DropReason::Queue, -1));
    return;
  }
  const Duration hold_back = config.reorder_by.ns > 0 ? config.reorder_by : config.delay;
  Time arrives = *left + config.delay + jitter(config, seed, sending, Purpose::Jitter);
  if (config.keep_order) arrives = std::max(arrives, link.last_arrival);
  link.last_arrival = std::max(link.last_arrival, arrives);
  arrives = arrival_by_rule(rule, now, arrives, hold_back);
  if (!rule && chance(config.reorder, seed, sending, Purpose::Reorder))
    arrives = arrives + hold_back;
  Flight original = fly(arrives, now, msl, decided);
  const bool corrupted = (rule && rule->action == FaultAction::Corrupt) ||
                         chance(config.corrupt, seed, sending, Purpose::Corrupt);
  if (corrupted && !original.dropped) {
    original.dropped = true;
    original.reason = DropReason::Checksum;
  }
  out.push_back(original);
  if (rule && rule->action == FaultAction::Duplicate) {
    const Time copy = rule->arrive ? now + *rule->arrive
                                   : *left + config.delay + rule->by.value_or(Duration{});
    for (uint32_t i = 0; i < rule->copies; ++i) out.push_back(fly(copy, now, msl, decided));
  } else if (chance(config.duplicate, seed, sending, Purpose::Duplicate)) {
    out.push_back(fly(*left + config.delay + jitter(config, seed, sending, Purpose::CopyJitter),
                      now, msl, -1));
  }
}

}  // namespace finwait
