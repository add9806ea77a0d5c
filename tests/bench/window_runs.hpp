// The long runs that bench_window opens.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

namespace finwait::bench {

// A window's worth in every round trip of some 5 ms; the reset comes when about half is sent.
inline std::string bulk(uint64_t segments, bool lossy = false) {
  const auto line = [](const std::string& at, const std::string& rest) {
    return "  { at = \"" + at + "ms\", host = \"" + rest + " },\n";
  };
  const std::string host =
      "{ profile = \"rfc9293\", set = { mss = 256, congestion = \"none\" } }\n";
  std::string text = "format = 1\ntitle = \"Bulk\"\nlimit = " + std::to_string(segments);
  text += "\nnetwork = { delay = \"1ms\", msl = \"1s\", rate = \"200Mbit/s\", queue = 400";
  text += lossy ? ", loss = \"1/1000\" }\n" : " }\n";
  text += "hosts.client = " + host + "hosts.server = " + host + "timeline = [\n";
  text += line("0", "server\", call = \"listen\", port = 80");
  text += line("0", "client\", call = \"connect\", to = \"server:80\"");
  for (int i = 0; i < 4; ++i)
    text += line("3", "client\", call = \"send\", bytes = 1000000000, after_result = true");
  const uint64_t half = std::max<uint64_t>(segments / 150, 4);
  return text + line(std::to_string(half),
                     "client\", call = \"inject\", segment = \"R 1:1(0) win 0\"") + "]\n";
}

// Connections one after the other, ten segments each, with a silence between two: as many states,
// calls, timers and sockets as a run can have.
inline std::string lives(uint64_t segments) {
  const std::string each =
      ", socket = \"c\", repeat = " + std::to_string(segments / 10) + ", every = \"10ms\" },\n";
  return "format = 1\ntitle = \"Lives\"\nlimit = " + std::to_string(segments) +
         "\nnetwork = { delay = \"1ms\", msl = \"100ms\" }\n"
         "hosts.client = { profile = \"rfc9293\" }\nhosts.server = { profile = \"rfc9293\" }\n"
         "timeline = [\n  { at = \"0ms\", host = \"server\", call = \"listen\", port = 80 },\n"
         "  { at = \"0ms\", host = \"client\", call = \"connect\", to = \"server:80\"" + each +
         "  { at = \"4ms\", host = \"client\", call = \"send\", bytes = 100" + each +
         "  { at = \"6ms\", host = \"client\", call = \"close\"" + each +
         "  { when = { host = \"server\", state = \"CLOSE_WAIT\" }, each = true, after = \"1ms\", "
         "host = \"server\", call = \"close\" },\n]\n";
}

// As many connections open at once, for a second; ten segments each.
inline std::string crowd(uint64_t segments) {
  const uint64_t count = segments / 10;
  const std::string each = ", socket = \"c\", repeat = " + std::to_string(count) +
                           ", every = \"" + std::to_string(1000000000 / count) + "ns\" },\n";
  return "format = 1\ntitle = \"Crowd\"\nlimit = " + std::to_string(segments) +
         "\nnetwork = { delay = \"1ms\", msl = \"100ms\" }\n"
         "hosts.client = { profile = \"rfc9293\" }\nhosts.server = { profile = \"rfc9293\" }\n"
         "timeline = [\n  { at = \"0ms\", host = \"server\", call = \"listen\", port = 80 },\n"
         "  { at = \"0ms\", host = \"client\", call = \"connect\", to = \"server:80\"" + each +
         "  { at = \"500ms\", host = \"client\", call = \"send\", bytes = 100" + each +
         "  { at = \"1000ms\", host = \"client\", call = \"close\"" + each +
         "  { when = { host = \"server\", state = \"CLOSE_WAIT\" }, each = true, after = \"1ms\", "
         "host = \"server\", call = \"close\" },\n]\n";
}

}  // namespace finwait::bench
