// Short scenarios in tests: text in, every expectation checked.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "sim/run/expectations.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

// Hosts A (client, manual reads) and B (server, manual reads), 50 ms apart, of one profile, with
// the settings of the reference traces: no delayed ACK, no congestion control, no options but MSS.
inline std::string two_hosts(std::string_view profile, std::string_view body) {
  const std::string set =
      "time_wait = \"4s\", mss = 1000, receive_buffer = 65535, delayed_ack = \"0ms\", "
      "congestion = \"none\", timestamps = false, window_scale = false, sack = false";
  const auto host = [&](const char* name, const char* isn) {
    return std::string("hosts.") + name + " = { profile = \"" + std::string(profile) +
           "\", isn = " + isn + ", reads = \"manual\", set = { " + set + " } }\n";
  };
  return "format = 1\ntitle = \"test\"\nnetwork = { delay = \"50ms\", msl = \"2s\" }\n" +
         host("A", "100") + host("B", "300") + std::string(body);
}

// A listener on B and a connection from A, established at both ends from 0.150 s on.
inline constexpr std::string_view kOpen =
    "  { at = \"0ms\", host = \"B\", call = \"listen\", port = 80 },\n"
    "  { at = \"0ms\", host = \"A\", call = \"connect\", port = 5000, to = \"B:80\" },\n";

inline std::string timeline(std::string_view entries, bool open = true) {
  return "timeline = [\n" + std::string(open ? kOpen : "") + std::string(entries) + "]\n";
}

inline void expect_holds(const std::string& text) {
  auto scenario = read_scenario(text, "test.toml");
  if (!scenario.ok()) FAIL(scenario.error().text());
  Simulation simulation(scenario.take());
  simulation.run();
  simulation.world().check();
  const std::vector<Outcome> outcomes = check_expectations(simulation);
  CHECK(!outcomes.empty());
  for (const Outcome& o : outcomes) {
    CAPTURE(o.what);
    CAPTURE(o.line);
    CHECK(o.found == o.expected);
    CHECK(o.ok);
  }
}

}  // namespace finwait
