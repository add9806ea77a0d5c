// finwait.h: worlds, time, and what happened.
#include <algorithm>

#include "sim/capi/worlds.hpp"
#include "sim/report/ladder.hpp"
#include "sim/run/profile_text.hpp"

using namespace finwait;

namespace {

constexpr uint32_t kSegmentLimit = 10'000'000;  // of a world without a scenario
constexpr uint32_t kMillion = 1'000'000;
constexpr int64_t kLatest = kMaxDuration.ns;

finwait_status null_pointer(const char* what) {
  return fail(FINWAIT_BAD_ARGUMENT, std::string(what) + " is a null pointer");
}

std::optional<LinkConfig> link_config(const finwait_link* link) {
  LinkConfig config;
  config.delay = milliseconds(40);
  if (!link) return config;
  const auto share = [](uint32_t millionths) { return Ratio{millionths, kMillion}; };
  for (uint32_t m : {link->loss_millionths, link->duplicate_millionths, link->corrupt_millionths,
                     link->reorder_millionths})
    if (m > kMillion) return std::nullopt;
  for (int64_t ns : {link->delay_ns, link->jitter_ns})
    if (ns < 0 || ns > kLatest) return std::nullopt;
  config.delay = nanoseconds(link->delay_ns);
  config.jitter = nanoseconds(link->jitter_ns);
  config.loss = share(link->loss_millionths);
  config.duplicate = share(link->duplicate_millionths);
  config.corrupt = share(link->corrupt_millionths);
  config.reorder = share(link->reorder_millionths);
  return config;
}

// False, and the error is set: there is no such profile.
bool set_up_host(Script& script, size_t number, const char* profile) {
  HostConfig& host = script.hosts[number];
  host.name = number == 0 ? "a" : "b";
  host.address = (10u << 24) + static_cast<uint32_t>(number) + 1;
  host.auto_read = host.auto_accept = false;
  if (std::string_view(profile) == "none") return true;
  Result<Profile> read = profile_from_text(profile);
  if (!read) {
    fail(FINWAIT_BAD_ARGUMENT, host.name + ": " + read.error().text());
    return false;
  }
  host.profile = read.take();
  return true;
}

// Nobody there answers: whoever uses the world does.
void silence(DrivenWorld& world, uint8_t host) {
  Entry entry;
  entry.host = host;
  entry.call = CallKind::PowerOff;
  world.driver.perform(std::move(entry));
}

finwait_status after_steps(const DrivenWorld& world) {
  if (!world.driver.limit_reached()) return FINWAIT_OK;
  return fail(FINWAIT_LIMIT, "the limit of " + std::to_string(world.driver.script().limit) +
                                 " segments is reached");
}

}  // namespace

const char* finwait_version() { return FINWAIT_VERSION; }
const char* finwait_error_text() { return error_text(); }

finwait_status finwait_from_scenario(const char* text, const char* name, finwait_world* world) {
  if (!text) return null_pointer("text");
  if (!world) return null_pointer("world");
  return guarded([&] {
    *world = 0;
    Result<Scenario> scenario = read_scenario(text, name ? name : "scenario");
    if (!scenario) return fail(FINWAIT_BAD_INPUT, scenario.error().text());
    Script& script = scenario.value().script;
    for (const HostConfig& host : script.hosts)
      if (!host.simulated())
        return fail(FINWAIT_BAD_INPUT,
                    scenario.value().file + ": expected two simulated hosts, found profile '" +
                        std::string(system_text(host)) + "'");
    *world = keep_world(std::make_shared<DrivenWorld>(std::move(script)));
    return FINWAIT_OK;
  });
}

finwait_status finwait_from_profiles(const char* profile_a, const char* profile_b,
                                     const finwait_link* link, uint64_t seed,
                                     finwait_world* world) {
  if (!profile_a || !profile_b) return null_pointer("profile");
  if (!world) return null_pointer("world");
  return guarded([&] {
    *world = 0;
    Script script;
    script.seed = seed;
    script.limit = kSegmentLimit;
    const auto config = link_config(link);
    if (!config)
      return fail(FINWAIT_BAD_ARGUMENT,
                  "link: expected times from 0 to 100 years and at most 1000000 millionths");
    script.links = {*config, *config};
    const char* profiles[2] = {profile_a, profile_b};
    for (size_t i = 0; i < 2; ++i)
      if (!set_up_host(script, i, profiles[i])) return FINWAIT_BAD_ARGUMENT;
    auto made = std::make_shared<DrivenWorld>(std::move(script));
    for (uint8_t i = 0; i < 2; ++i)
      if (std::string_view(profiles[i]) == "none") silence(*made, i);
    *world = keep_world(std::move(made));
    return FINWAIT_OK;
  });
}

finwait_status finwait_free(finwait_world world) {
  return guarded([&] { return free_world(world); });
}

finwait_status finwait_now(finwait_world world, int64_t* now_ns) {
  if (!now_ns) return null_pointer("now_ns");
  return with_world(world, [&](DrivenWorld& w) {
    *now_ns = w.driver.now().ns;
    return FINWAIT_OK;
  });
}

finwait_status finwait_next_event(finwait_world world, int64_t* time_ns) {
  if (!time_ns) return null_pointer("time_ns");
  return with_world(world, [&](DrivenWorld& w) {
    const Time next = w.driver.world().next_time();
    if (next == kNever) return FINWAIT_NOTHING;
    *time_ns = next.ns;
    return FINWAIT_OK;
  });
}

finwait_status finwait_step(finwait_world world) {
  return with_world(world, [](DrivenWorld& w) {
    if (w.driver.step()) return FINWAIT_OK;
    const finwait_status status = after_steps(w);
    return status == FINWAIT_OK ? FINWAIT_NOTHING : status;
  });
}

finwait_status finwait_advance(finwait_world world, int64_t time_ns) {
  return with_world(world, [&](DrivenWorld& w) {
    if (time_ns < w.driver.now().ns || time_ns > kLatest)
      return fail(FINWAIT_BAD_ARGUMENT, "expected a time from now, " +
                                            std::to_string(w.driver.now().ns) +
                                            " ns, to 100 years, found " + std::to_string(time_ns));
    w.driver.run_until({time_ns});
    return after_steps(w);
  });
}

finwait_status finwait_hash(finwait_world world, uint64_t* hash) {
  if (!hash) return null_pointer("hash");
  return with_world(world, [&](DrivenWorld& w) {
    *hash = w.driver.world().hash();
    return FINWAIT_OK;
  });
}

finwait_status finwait_ladder(finwait_world world, int width, char* buffer, size_t size,
                              size_t* length) {
  return with_world(world, [&](DrivenWorld& w) {
    LadderOptions options;
    options.width = std::clamp(width, kNarrowestLadder, kWidestLadder);
    Scenario scenario;
    scenario.script = w.driver.script();
    const Trace& trace = w.driver.trace();
    std::string text = ladder_head(scenario, trace, options);
    for (const LadderLine& line : ladder_lines(scenario.script, trace, options))
      text += line.text + "\n";
    copy_out(text, buffer, size > 0 ? size - 1 : 0, length);
    if (buffer && size > 0) buffer[std::min(size - 1, text.size())] = '\0';
    return FINWAIT_OK;
  });
}
