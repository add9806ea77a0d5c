// How fast is a whole connection life, beside lwIP in the same run?
//
// A life: connect, 1000 octets from client to server, 1000 back, FIN both ways, TIME_WAIT until
// 2MSL has expired and both TCBs are gone: 7 segments. It runs through the World with calls as
// timeline entries, and the complete trace is kept. lwIP (raw API, two interfaces, a 10 ms queue,
// no checksums, real octets copied, no trace) does the same in a process of its own.
//
//     bench_life [ROUNDS [LIVES]]     default: 7 rounds of 20000 lives
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "sim/world/world.hpp"

using namespace finwait;

namespace {

constexpr uint32_t kLivesPerWorld = 1000;
constexpr uint16_t kPort = 80;

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

Entry call(CallKind kind, uint8_t host, int32_t socket, Duration at, Duration every,
           uint32_t lives) {
  Entry e;
  e.call = kind;
  e.host = host;
  e.socket = socket;
  e.at = Time{at.ns};
  e.repeat = lives;
  e.every = every;
  return e;
}

// `every` apart: 100 ms for one life after the other, 100 us for a thousand at once.
std::shared_ptr<const Script> make_script(Duration every, uint32_t lives) {
  auto script = std::make_shared<Script>();
  for (size_t i = 0; i < 2; ++i) {
    HostConfig& host = script->hosts[i];
    host.name = i ? "server" : "client";
    host.address = (10u << 24) + static_cast<uint32_t>(i) + 1;
    host.profile = default_profile(ProfileName::Rfc9293);
    script->links[i].delay = milliseconds(10);
  }
  script->hosts[1].auto_accept = false;
  script->msl = milliseconds(20);
  script->limit = UINT32_MAX;
  const int32_t c = script->add_name("c");
  const int32_t s = script->add_name("s");
  const Duration tick = microseconds(1);
  Entry listen = call(CallKind::Listen, 1, -1, {}, {}, 1);
  listen.port = kPort;
  Entry connect = call(CallKind::Connect, 0, c, {}, every, lives);
  connect.to = Address{script->hosts[1].address, kPort};
  Entry ask = call(CallKind::Send, 0, c, milliseconds(1), every, lives);
  ask.bytes = 1000;
  Entry accept = call(CallKind::Accept, 1, s, milliseconds(30) + tick, every, lives);
  Entry answer = call(CallKind::Send, 1, s, milliseconds(30) + tick, every, lives);
  answer.bytes = 1000;
  Entry close = call(CallKind::Close, 0, c, milliseconds(40) + tick * 2, every, lives);
  Entry finish = call(CallKind::Close, 1, s, milliseconds(50) + tick * 3, every, lives);
  script->timeline = {listen, connect, ask, accept, answer, close, finish};
  return script;
}

struct Counts {
  uint64_t steps = 0;
  uint64_t packets = 0;
  uint64_t records = 0;
  uint64_t trace_bytes = 0;
};

// One world of so many lives. The trace's memory serves the next world again.
Counts run_world(const std::shared_ptr<const Script>& script, uint32_t lives, Trace* trace) {
  World world(script);
  while (world.step(trace)) {
  }
  if (world.packets_sent() != uint64_t{7} * lives)
    std::printf("(%llu segments!)\n",
                static_cast<unsigned long long>(world.packets_sent()));
  Counts counts{world.steps(), world.packets_sent(), world.records_made(), 0};
  if (!trace) return counts;
  counts.trace_bytes = trace->records.size() * sizeof(Record) +
                       trace->packets.size() * sizeof(Packet) +
                       trace->sockets.size() * sizeof(SocketInfo) +
                       trace->step_ends.size() * sizeof(uint32_t);
  trace->records.clear();
  trace->packets.clear();
  trace->sockets.clear();
  trace->streams.clear();
  trace->step_ends.resize(1);
  return counts;
}

struct Measured {
  double ns_per_life = 0;
  Counts per_world;
};

Measured measure(Duration every, uint32_t lives, Trace* trace) {
  const auto script = make_script(every, kLivesPerWorld);
  Measured result;
  const uint32_t worlds = std::max(lives / kLivesPerWorld, 1u);
  result.per_world = run_world(script, kLivesPerWorld, trace);  // warm
  const double start = cpu_seconds();
  for (uint32_t i = 0; i < worlds; ++i)
    result.per_world = run_world(script, kLivesPerWorld, trace);
  const double seconds_of_cpu = cpu_seconds() - start;
  result.ns_per_life = seconds_of_cpu * 1e9 / (worlds * static_cast<double>(kLivesPerWorld));
  return result;
}

// What an event costs in a run that is `times` as long as the others.
double long_run(uint32_t times) {
  const uint32_t lives = times * kLivesPerWorld;
  const auto script = make_script(milliseconds(100), lives);
  const double start = cpu_seconds();
  const Counts counts = run_world(script, lives, nullptr);
  return (cpu_seconds() - start) * 1e9 / static_cast<double>(counts.steps);
}

// Nanoseconds per life as lwIP's program says; 0 when it is not there.
double lwip(uint32_t lives) {
#ifdef FINWAIT_PEER_LWIP
  const std::string command = FINWAIT_PEER_LWIP " " + std::to_string(lives);
  FILE* out = popen(command.c_str(), "r");
  if (!out) return 0;
  double ns = 0;
  if (std::fscanf(out, "%lf", &ns) != 1) ns = 0;
  pclose(out);
  return ns;
#else
  static_cast<void>(lives);
  return 0;
#endif
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v.empty() ? 0 : v[v.size() / 2];
}

void row(const char* what, double ns, const Counts& counts, double peer) {
  const auto lives = static_cast<double>(kLivesPerWorld);
  std::printf("%-44s %8.0f ns/life %7.0f ns/event %7.0f ns/segment", what, ns,
              ns * lives / static_cast<double>(counts.steps),
              ns * lives / static_cast<double>(counts.packets));
  if (peer > 0) std::printf("  %5.2f x lwIP", ns / peer);
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
  const auto lives = static_cast<uint32_t>(argc > 2 ? std::atoi(argv[2]) : 20000);
  std::vector<double> one, many, bare, peer, lasting;
  Trace trace;
  Measured single, crowd, quiet;
  for (int i = 0; i < rounds; ++i) {
    single = measure(milliseconds(100), lives, &trace);
    crowd = measure(microseconds(100), lives, &trace);
    quiet = measure(milliseconds(100), lives, nullptr);
    one.push_back(single.ns_per_life);
    many.push_back(crowd.ns_per_life);
    bare.push_back(quiet.ns_per_life);
    peer.push_back(lwip(10 * lives));
    lasting.push_back(long_run(20));
  }
  const double lwip_ns = median(peer);
  std::printf("medians of %d rounds, CPU time\n", rounds);
  row("one after the other, complete trace", median(one), single.per_world, lwip_ns);
  row("1000 at once, complete trace", median(many), crowd.per_world, lwip_ns);
  row("one after the other, no trace", median(bare), quiet.per_world, lwip_ns);
  if (lwip_ns > 0) std::printf("%-44s %8.0f ns/life\n", "lwIP 2.1.3, no trace", lwip_ns);
  else std::printf("lwIP is not there: ./dev bench fetches it\n");
  const Counts& c = single.per_world;
  std::printf("%.1f events, %.1f records, %.0f bytes of trace a life; %zu bytes a record\n",
              static_cast<double>(c.steps) / kLivesPerWorld,
              static_cast<double>(c.records) / kLivesPerWorld,
              static_cast<double>(c.trace_bytes) / kLivesPerWorld, sizeof(Record));
  std::printf("cost per event with 1000 connections: %.2f of that with one\n",
              (median(many) / static_cast<double>(crowd.per_world.steps)) /
                  (median(one) / static_cast<double>(single.per_world.steps)));
  std::printf("cost per event in a run 20 times as long: %.2f of that in a short one\n",
              median(lasting) /
                  (median(bare) * kLivesPerWorld / static_cast<double>(quiet.per_world.steps)));
  return 0;
}
