// Which host is the kernel, and what of a scenario remains when one is.
#include <algorithm>
#include <array>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "sim/base/text.hpp"
#include "sim/host/live.hpp"

namespace finwait {
namespace {

bool is_for_wire(CallKind call) {
  return call == CallKind::Cut || call == CallKind::Heal || call == CallKind::Inject;
}

// The host that connects; the first, if both do or neither does.
size_t client_of(const Script& script) {
  std::array<bool, 2> connects{};
  for (const Entry& entry : script.timeline)
    if (entry.call == CallKind::Connect) connects[entry.host] = true;
  return connects[1] && !connects[0] ? 1 : 0;
}

Error unknown_host(const Script& script, const std::string& name) {
  const std::array<std::string_view, 2> names = {script.hosts[0].name, script.hosts[1].name};
  return {"", 0, 0, "--kernel: expected " + script.hosts[0].name + " or " + script.hosts[1].name +
                        ", found '" + printable(name, 40) + "'" + suggestion(name, names)};
}

// A namespace belongs to a thread, not to a process.
long own_thread() {
#ifdef __linux__
  return syscall(SYS_gettid);
#else
  return 0;
#endif
}

}  // namespace

uint8_t kernel_host(const Scenario& scenario) { return scenario.script.hosts[1].outside ? 1 : 0; }

size_t waiting_in_vain(const Scenario& scenario) {
  const auto& timeline = scenario.script.timeline;
  return static_cast<size_t>(std::count_if(timeline.begin(), timeline.end(), [&](const Entry& e) {
    return e.when.kind == Trigger::Kind::Result && e.when.host == kernel_host(scenario);
  }));
}

Result<size_t> give_to_kernel(Scenario& scenario, const std::string& kernel) {
  Script& script = scenario.script;
  const bool written = script.hosts[0].outside || script.hosts[1].outside;
  size_t index = written ? kernel_host(scenario) : client_of(script);
  if (!kernel.empty()) {
    index = script.hosts[0].name == kernel ? 0 : 1;
    if (script.hosts[index].name != kernel) return unknown_host(script, kernel);
  }
  if (written && script.hosts[index].outside) return size_t{0};
  if (written)
    return Error{scenario.file, 0, 0,
                 "--kernel: in this scenario the kernel is " + script.hosts[1 - index].name};
  script.hosts[index].outside = true;
  std::erase_if(script.timeline, [&](const Entry& entry) {
    return entry.host == index && !is_for_wire(entry.call);
  });
  size_t dropped = scenario.expect.size();
  scenario.expect.clear();
  scenario.lesson.reset();
  for (Entry& entry : script.timeline) {
    dropped += (entry.result ? 1u : 0u) + (entry.blocks ? 1u : 0u);
    entry.result.reset();
    entry.blocks.reset();
    entry.expect_events.reset();
    entry.expect_value.reset();
  }
  return dropped;
}

std::string where_it_listens(const Script& script, uint8_t host) {
  const std::string address = address_text({script.hosts[host].address, 0});
  const std::string ip = address.substr(0, address.find(':'));
  for (const Entry& entry : script.timeline)
    if (entry.host == host && entry.call == CallKind::Listen && entry.port && *entry.port != 80)
      return ip + ":" + std::to_string(*entry.port);
  return ip;
}

std::string entering_command(const Script& script, uint8_t kernel) {
  return "nsenter --net=/proc/" + std::to_string(own_thread()) + "/ns/net curl http://" +
         where_it_listens(script, kernel == 0 ? 1 : 0) + "/";
}

}  // namespace finwait
