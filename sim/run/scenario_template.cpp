// The commented scenario to start from: `finwait new`.
#include <string>

#include "sim/run/scenario.hpp"

namespace finwait {
namespace {

constexpr std::string_view kHead =
    R"~(# A scenario of FinWait: two hosts, what their programs call and when, what the
# network does to the segments, and what should come of it. Run it with: finwait run FILE
format  = 1
)~";

constexpr std::string_view kBody = R"~(
# A lesson settles a claim by its expectations; then these say so before and after the run.
# (verdict: true, imprecise, wrong, or true-win: on Windows only.)
# lesson.claim       = { en = "...", zh-Hans = "..." }
# lesson.verdict     = "wrong"
# lesson.explanation = { en = "..." }
# lesson.rules       = ["T111"]

# Everything that is left to chance (loss, jitter, initial sequence numbers) comes from the seed.
seed    = 1

# Until nothing can happen any more; or a time such as "120s". TCP forgets nothing by itself, so a
# run ends some minutes after the last close(): with TIME_WAIT.
until   = "quiet"

# One way. Also: jitter, duplicate, corrupt, reorder (ratios), rate = "10Mbit/s", and
# from.client = { delay = "10ms" } for one direction. TIME_WAIT lasts two MSL by the RFC.
network = { delay = "40ms", loss = "0%", msl = "30s" }

# Exactly two hosts, with any names. Profiles: rfc9293 (the standard, to the letter), linux,
# freebsd, windows, macos.
# Also: isn = 100, reads = "manual" (the program calls recv itself), accepts = "manual",
# api = "winsock" or "python" (whose calls and words; Windows speaks Winsock), and
# set = { nagle = false, mss = 1000 }.
hosts.client = { profile = "rfc9293" }
hosts.server = { profile = "rfc9293" }

# What the programs call. `result` (and `blocks = "80ms"`) say what it must return, and after how
# long. An entry has a time (`at`), or waits for something (`when`). Besides calls: crash, reboot,
# cut, heal, inject, icmp, and stop_timer and fire_timer with timer = "time_wait" (or another):
# the host's timer, if it runs then, never fires, or fires at once.
timeline = [
  { at = "0ms",   host = "server", call = "listen",   port = 80 },
  { at = "0ms",   host = "client", call = "connect",  to = "server:80", result = "0" },
  { at = "150ms", host = "client", call = "send",     data = "GET /\r\n\r\n", result = "9" },
  { at = "300ms", host = "client", call = "shutdown", how = "SHUT_WR", result = "0" },
  { at = "420ms", host = "server", call = "send",     bytes = 100 },
  { when = { host = "server", state = "CLOSE_WAIT" }, after = "1s", )~"
    R"~(host = "server", call = "close" },
]

# What the network does to single segments: drop, delay, duplicate, reorder, corrupt, hold.
faults = [
  # { do = "drop", from = "client", flags = "SYN", nth = 1 },
]

# What should come of it. finwait run prints what happened instead, and exits with 1.
expect = [
  { at = "1500ms", host = "client", state = "TIME_WAIT" },
  { host = "server", states = ["SYN_RECEIVED", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"] },
  { segments = ["client > S 0:0(0)", "server > S. 0:0(0) ack 1", "..."] },  # "..." is any number
  { bytes = { from = "client", written = 9, read = 9 } },
  # { host = "client", events = ["FD_READ", "FD_CLOSE"] },  # what WSAAsyncSelect asked for
]
)~";

}  // namespace

std::string scenario_template(std::string_view title) {
  Scenario scenario;
  scenario.title.en = title.empty() ? "A new scenario" : std::string(title);
  const std::string written = write_scenario(scenario);
  const size_t start = written.find("title = ");
  const std::string line = written.substr(start + 8, written.find('\n', start) - start - 8);
  return std::string(kHead) + "title   = " + line + std::string(kBody);
}

}  // namespace finwait
