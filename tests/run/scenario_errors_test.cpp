// Bad scenario files: one clear error each, at the right place, with the right words.
#include "tests/run/bad_scenario.hpp"

using namespace finwait;

namespace {

// An entry alone, from line 5, column 3 on.
void check_entries(const std::vector<BadScenario>& cases) {
  check_cases(cases, kHosts + "timeline = [\n  ", ",\n]\n");
}

// What stands behind `call = `, from column 41 on.
void check_calls(const std::vector<BadScenario>& cases) {
  check_cases(cases,
              kHosts + "timeline = [\n  { at = \"0ms\", host = \"client\", call = ", " },\n]\n");
}

}  // namespace

TEST_CASE("bad scenario: the file's own keys") {
  check_cases(
      {
          {"format = 1",
           R"(1:1: expected two hosts, such as hosts.client = { profile = "linux" }, found none)"},
          {"formt = 1", "1:1: unknown key 'formt', did you mean 'format'?"},
          {"format = 2", "1:10: expected format 1, found 2"},
          {R"(format = "1")", R"(1:10: expected format 1, found "1")"},
          {"hosts.a = {}\nhosts.b = {}", "1:1: expected format = 1, found no format"},
          {"x = 1\nformat = 1",
           "1:1: unknown key 'x'; expected one of format, title, summary, lesson, seed, until, "
           "limit, hosts, network, timeline, faults, expect, $schema"},
      },
      "");
  check_cases(
      {
          {"seed = -1", "4:8: expected a seed from 0 to 9223372036854775807, found -1"},
          {R"(seed = "7")", R"(4:8: expected a seed from 0 to 9223372036854775807, found "7")"},
          {"limit = 0", "4:9: expected a number of segments from 1 to 4294967295, found 0"},
          {R"(until = "never")",
           R"(4:9: expected "quiet" or a time such as "120s", found "never")"},
          {"until = 5", R"(4:9: expected a time such as "200ms", found 5)"},
          {"title = 5",
           R"(4:9: expected a text in quotes, or { en = "...", zh-Hans = "..." }, found 5)"},
          {R"(title.fr = "x")", "4:7: unknown key 'fr'; expected one of en, zh-Hans, zh-Hant"},
          {"timeline = { }",
           "4:12: expected a list of entries [ { at = ..., call = ... }, ... ], "
           "found a table { ... }"},
          {"timeline = [ 5 ]", "4:14: expected a timeline entry as a table { ... }, found 5"},
          {"faults = 1", "4:10: expected a list of fault rules, found 1"},
          {"[network]\ndelay = \"1ms\"\nexpect = []",
           "6:1: key 'expect' stands inside the network; the file's own keys come before "
           "[tables]"},
      },
      kHosts);
}

TEST_CASE("bad scenario: the lesson") {
  check_cases(
      {
          {"lesson = 5", "4:10: expected the lesson as a table { ... }, found 5"},
          {R"(lesson = { verdict = "wrong", explanation = "e" })",
           "4:10: expected 'claim' in the lesson, found none"},
          {R"(lesson = { claim = "c", explanation = "e" })",
           "4:10: expected 'verdict' in the lesson, found none"},
          {R"(lesson = { claim = "c", verdict = "wrong" })",
           "4:10: expected 'explanation' in the lesson, found none"},
          {R"(lesson = { claim = "", verdict = "wrong", explanation = "e" })",
           "4:20: expected 'claim' in the lesson, found none"},
      },
      kHosts);
  const std::string claim = "\nlesson.claim = \"c\"";
  const std::string verdict = "\nlesson.verdict = \"wrong\"";
  const std::string explanation = "\nlesson.explanation = \"e\"";
  check_cases(
      {
          {"lesson.verdict = \"wrogn\"", "4:18: unknown verdict 'wrogn', did you mean 'wrong'?"},
          {"lesson.verdict = \"false\"",
           "4:18: unknown verdict 'false'; expected one of true, imprecise, wrong, true-win"},
      },
      kHosts, claim + explanation);
  check_cases(
      {
          {"lesson.claim.fr = \"x\"",
           "4:14: unknown key 'fr'; expected one of en, zh-Hans, zh-Hant"},
          {"lesson.clam = \"x\"", "4:8: unknown key 'clam', did you mean 'claim'?"},
      },
      kHosts, verdict + explanation);
  check_cases(
      {
          {"lesson.rules = \"T111\"",
           R"(4:16: expected a list of ids [ "...", ... ], found "T111")"},
          {"lesson.rules = [\"T111\", \"T999\"]",
           R"(4:25: expected a rule's id such as "T111", found "T999" (finwait rules lists them))"},
          {"lesson.rules = [7]", R"(4:17: expected a rule's id such as "T111", found 7)"},
          {"lesson.settles = [\"E1\"]",
           R"(4:19: expected a row of the folklore such as "E14", found "E1")"},
      },
      kHosts, claim + verdict + explanation);
}

TEST_CASE("bad scenario: hosts") {
  check_cases(
      {
          {"hosts.a = {}",
           R"(2:1: expected two hosts, such as hosts.client = { profile = "linux" }, found )"
           R"(only one)"},
          {"hosts.a = {}\nhosts.b = {}\nhosts.c = {}",
           R"(4:7: expected two hosts, such as hosts.client = { profile = "linux" }, found a )"
           R"(third: 'c')"},
          {"hosts = 5",
           R"(2:9: expected two hosts, such as hosts.client = { profile = "linux" }, found 5)"},
          {"hosts.\"a b\" = {}\nhosts.b = {}",
           R"(2:7: expected a host's name without spaces and : . @ # >, found "a b")"},
          {"hosts.a = 5\nhosts.b = {}", "2:11: expected a host as a table { ... }, found 5"},
      },
      "format = 1\n");
  check_cases(
      {
          {R"(profile = "window")", "2:23: unknown profile 'window', did you mean 'windows'?"},
          {R"(profile = "linus")", "2:23: unknown profile 'linus', did you mean 'linux'?"},
          {R"(profile = "beos")",
           "2:23: unknown profile 'beos'; expected one of rfc9293, linux, freebsd, windows, "
           "macos"},
          {"profile = 5", "2:23: expected the name of a profile in quotes, found 5"},
          {R"(profil = "linux")", "2:13: unknown key 'profil', did you mean 'profile'?"},
          {R"(api = "posic")", "2:19: unknown api 'posic', did you mean 'posix'?"},
          {R"(address = "10.0.0.256")",
           R"(2:23: expected an IPv4 address such as "10.0.0.1", found "10.0.0.256")"},
          {R"(address = "10.0.0.2")",
           R"(2:23: expected two different addresses, found "10.0.0.2" for both hosts)"},
          {"isn = 4294967296",
           "2:19: expected a sequence number from 0 to 4294967295, or a list of them, found "
           "4294967296"},
          {"isn = [1, -1]",
           "2:23: expected a sequence number from 0 to 4294967295, or a list of them, found -1"},
          {R"(reads = "never")",
           "2:21: unknown way of reading 'never'; expected one of auto, manual"},
          {"set = 5", "2:19: expected a table of settings { NAME = value }, found 5"},
          {"set = { nagl = true }", "2:21: unknown setting 'nagl', did you mean 'nagle'?"},
          {"set = { nagle = 1 }", "2:29: expected true or false, found 1"},
          {"set = { mss = 0 }", "2:27: expected a number of octets from 1 to 65495, found 0"},
          {"set = { time_wait = 4 }", R"(2:33: expected a time such as "200ms", found 4)"},
          {R"(set = { time_wait = "4sec" })",
           R"(2:33: expected a time such as "200ms", found "4sec": unknown unit "sec" (ns, us, )"
           R"(ms, s, m, h))"},
          {"set = { window_scale = 15 }",
           "2:36: expected a shift count from 0 to 14, or false, found 15"},
          {R"(set = { congestion = "cubic" })",
           R"(2:34: expected "none" or "reno", found "cubic")"},
      },
      "format = 1\nhosts.a = { ", " }\nhosts.b = { }\n");
}

TEST_CASE("bad scenario: network, times, ratios, rates") {
  check_cases(
      {
          {R"(loss = "150%")",
           R"(4:20: expected a ratio from 0 to 1 such as "3%" or "1/250", found "150%")"},
          {R"(loss = "3/2")",
           R"(4:20: expected a ratio from 0 to 1 such as "3%" or "1/250", found "3/2")"},
          {"loss = 5", R"(4:20: expected a ratio from 0 to 1 such as "3%" or "1/250", found 5)"},
          {"loss = -0.5",
           R"(4:20: expected a ratio from 0 to 1 such as "3%" or "1/250", found -0.5)"},
          {R"(delay = "12 ms")",
           R"(4:21: expected a time such as "200ms", found "12 ms": no space before the unit)"},
          {R"(delay = "5sec")",
           R"(4:21: expected a time such as "200ms", found "5sec": unknown unit "sec" (ns, us, )"
           R"(ms, s, m, h))"},
          {R"(delay = "-5ms")",
           R"(4:21: expected a time such as "200ms", found "-5ms": no negative times)"},
          {R"(delay = "200")",
           R"(4:21: expected a time such as "200ms", found "200": the unit is missing (ns, us, )"
           R"(ms, s, m, h))"},
          {"delay = 200", R"(4:21: expected a time such as "200ms", found 200)"},
          {R"(delay = "99999999999999999999h")",
           R"(4:21: expected a time such as "200ms", found "99999999999999999999h": at most )"
           R"(100 years, in whole nanoseconds)"},
          {R"(dealy = "1ms")", "4:13: unknown key 'dealy', did you mean 'delay'?"},
          {R"(msl = "0s")", R"(4:19: expected an MSL above 0, found "0s")"},
          {R"(rate = "10Mb/s")",
           R"(4:20: expected a rate such as "10Mbit/s" (bit/s, kbit/s, Mbit/s, Gbit/s), found )"
           R"("10Mb/s")"},
          {"queue = -1", "4:21: expected a number of segments from 0 to 1000000, found -1"},
          {"keep_order = 1", "4:26: expected true or false, found 1"},
          {R"(from.clint = { delay = "1ms" })",
           "4:18: unknown host 'clint', did you mean 'client'?"},
          {R"(from.client = { msl = "1s" })",
           "4:29: unknown key 'msl'; expected one of delay, jitter, loss, duplicate, corrupt, "
           "reorder, reorder_by, keep_order, rate, queue"},
          {R"(from = "client")", R"(4:20: expected from.HOST = { delay = ... }, found "client")"},
      },
      kHosts + "network = { ", " }\n");
  CHECK(error_of(kHosts + "network = 5") ==
        "f:4:11: expected the network as a table { ... }, found 5");
  CHECK(error_of(kHosts + "netwrok = { }") ==
        "f:4:1: unknown key 'netwrok', did you mean 'network'?");
}

TEST_CASE("bad scenario: when an entry runs") {
  check_entries({
      {R"({ host = "client", call = "close" })",
       "5:3: expected 'at' or 'when' in a timeline entry, found neither"},
      {R"({ at = "0ms", when = { host = "client", state = "CLOSED" }, host = "client", call = )"
       R"("close" })",
       "5:17: expected 'at' or 'when', found both"},
      {R"({ at = "0ms", after = "1s", host = "client", call = "close" })",
       "5:17: expected 'when' beside 'after', found only 'at'"},
      {R"({ at = 0, host = "client", call = "close" })",
       R"(5:10: expected a time such as "200ms", found 0)"},
      {R"({ when = { host = "client" }, host = "client", call = "close" })",
       "5:12: expected 'state', 'call' or 'segment' in 'when', found none"},
      {R"({ when = { state = "CLOSED" }, host = "client", call = "close" })",
       "5:12: expected a host in 'when', found none"},
      {R"({ when = { host = "client", state = "CLOSEWAIT" }, host = "client", call = "close" })",
       "5:39: unknown state 'CLOSEWAIT', did you mean 'CLOSE_WAIT'?"},
      {R"({ when = { host = "client", state = "CLOSED", segment = "FIN" }, host = "client", )"
       R"(call = "close" })",
       "5:49: expected one of 'state', 'call' and 'segment' in 'when', found 'segment' as well"},
      {R"({ when = { host = "client", segment = "FINACK" }, host = "client", call = "close" })",
       R"(5:41: expected flags such as "FIN,ACK" (of SYN, FIN, RST, PSH, URG, ACK), found )"
       R"("FINACK")"},
      {R"({ when = { host = "client", socket = "mian", state = "CLOSED" }, host = "client", )"
       R"(socket = "main", call = "close" })",
       "5:40: unknown socket 'mian', did you mean 'main'?"},
      {R"({ at = "0ms", repeat = 0, host = "client", call = "close" })",
       "5:26: expected a number of runs from 1 to 10000000, found 0"},
      {R"({ at = "0ms", repeat = 10000001, host = "client", call = "close" })",
       "5:26: expected a number of runs from 1 to 10000000, found 10000001"},
      {R"({ at = "0ms", every = "1ms", host = "client", call = "close" })",
       "5:17: expected 'repeat' beside 'every', found none"},
      {R"({ at = "0ms", repeat = 1000000, every = "1h", host = "client", call = "close" })",
       R"(5:43: expected the last run within 100 years, found 1000000 runs every "1h")"},
  });
}

TEST_CASE("bad scenario: entries") {
  check_entries({
      {R"({ at = "0ms", host = "client" })",
       "5:3: expected 'call' in a timeline entry, found none"},
      {R"({ at = "0ms", call = "close" })", "5:3: expected 'host' in a timeline entry, found none"},
      {R"({ at = "0ms", host = "client", cal = "close" })",
       "5:34: unknown key 'cal', did you mean 'call'?"},
      {R"({ at = "0ms", host = "clinet", call = "close" })",
       "5:24: unknown host 'clinet', did you mean 'client'?"},
      {R"({ at = "0ms", host = "client", socket = "", call = "close" })",
       R"(5:43: expected a name of 1 to 64 octets, found "")"},
      {R"({ at = "0ms", host = "client", socket = "a\u001bb", call = "close" })",
       R"(5:43: expected a name without control characters, found "a\x1bb")"},
  });
}

TEST_CASE("bad scenario: calls and their arguments") {
  check_calls({
      {R"("conect", to = "server:80")", "5:41: unknown call 'conect', did you mean 'connect'?"},
      {R"("closesocket")",
       "5:41: call 'closesocket' needs api 'winsock', and client has 'posix'"},
      {R"(5)", "5:41: expected the name of a call in quotes, found 5"},
      {R"("connect")", R"(5:3: expected 'to' for connect, such as to = "server:80")"},
      {R"("connect", too = "server:80")", "5:52: unknown key 'too', did you mean 'to'?"},
      {R"("connect", to = "server")",
       R"(5:57: expected an address such as "server:80" or "10.0.0.2:80", found "server")"},
      {R"("connect", to = "sever:80")", "5:57: unknown host 'sever', did you mean 'server'?"},
      {R"("connect", to = "server:0")",
       R"(5:57: expected a port from 1 to 65535 behind the colon, found "server:0")"},
      {R"("connect", to = "server:65536")",
       R"(5:57: expected a port from 1 to 65535 behind the colon, found "server:65536")"},
      {R"("connect", to = "server:80", linger = 3)",
       "5:70: 'linger' is no argument of connect, which takes port, to, isn, nonblocking"},
      {R"("dup", port = 3)", "5:48: 'port' is no argument of dup, which takes no arguments"},
      {R"("listen", port = 0)", "5:58: expected a port from 1 to 65535, found 0"},
      {R"("listen", port = 65536)", "5:58: expected a port from 1 to 65535, found 65536"},
      {R"("listen", port = "80")", R"(5:58: expected a port from 1 to 65535, found "80")"},
      {R"("listen", port = 80, backlog = -1)",
       "5:72: expected a backlog from 0 to 65535, found -1"},
      {R"("bind")", "5:3: expected 'port' for bind, such as port = 80"},
      {R"("send")", "5:3: expected 'data' or 'bytes' for send, found neither"},
      {R"("send", data = "x", bytes = 3)", "5:61: expected 'data' or 'bytes', found both"},
      {R"("send", data64 = "AA==", bytes = 3)", "5:66: expected 'data' or 'bytes', found both"},
      {R"("send", data64 = "A?==")", R"(5:58: expected base64, found "A?==")"},
      {R"("send", data = "x", data64 = "AA==")", "5:70: expected 'data' or 'data64', found both"},
      {R"("send", bytes = -3)", "5:57: expected a number of octets from 0 to 1000000000, found -3"},
      {R"("send", bytes = 3, flags = "MSG_OBB")",
       "5:68: unknown flag 'MSG_OBB', did you mean 'MSG_OOB'?"},
      {R"("recv", max = -1)", "5:55: expected a number of octets from 0 to 1000000000, found -1"},
      {R"("shutdown")", R"(5:3: expected 'how' for shutdown, such as "SHUT_WR")"},
      {R"("shutdown", how = "SHUT_RW")",
       "5:59: unknown way of shutdown 'SHUT_RW', did you mean 'SHUT_RD'?"},
      {R"("close", nonblocking = 1)", "5:64: expected true or false, found 1"},
  });
}

TEST_CASE("bad scenario: options, poll, segments, results") {
  check_calls({
      {R"("setsockopt", value = 1)",
       R"(5:3: expected 'option' for setsockopt, such as "SO_LINGER")"},
      {R"("setsockopt", option = "SO_LINGR")",
       "5:64: unknown option 'SO_LINGR', did you mean 'SO_LINGER'?"},
      {R"("setsockopt", option = "SO_LINGER", value = 1)",
       "5:77: expected onoff and linger for SO_LINGER, found 'value'"},
      {R"("setsockopt", option = "SO_LINGER", onoff = 2)", "5:85: expected 0 or 1, found 2"},
      {R"("setsockopt", option = "TCP_NODELAY", onoff = 1)",
       "5:79: expected 'value' for TCP_NODELAY, found 'onoff'"},
      {R"("setsockopt", option = "TCP_KEEPIDLE")",
       "5:3: expected 'value' for TCP_KEEPIDLE, found none"},
      {R"("setsockopt", option = "TCP_KEEPIDLE", value = "5")",
       R"(5:88: expected a time such as "200ms", found "5": the unit is missing (ns, us, ms, )"
       R"(s, m, h))"},
      {R"("poll", events = "POLLINN")",
       R"(5:58: expected events such as "POLLIN,POLLHUP" (of POLLIN, POLLOUT, POLLERR, )"
       R"(POLLHUP, POLLRDHUP), found "POLLINN")"},
      {R"("inject")", R"(5:3: expected 'segment' for inject, such as "R 1:1(0) win 0")"},
      {"\"inject\", segment = \"Q 1:1(0)\"",
       "5:62: expected flags (letters of S F R P U ., or - for none), found 'Q'"},
      {"\"inject\", segment = \"R 1:2(0)\"",
       "5:70: expected seq:end(length) with end = seq + length, found 1:2(0)"},
      {R"("inject", segment = "P. 1:3(2) ack 1", data = "abc")",
       "5:87: expected as much data as the segment says (2 octets), found 3"},
      {R"("icmp", kind = "host_unreachble")",
       "5:56: unknown kind of ICMP message 'host_unreachble', did you mean 'host_unreachable'?"},
      {R"("close", result = "ECONRESET")",
       "5:59: unknown result 'ECONRESET', did you mean 'ECONNRESET'?"},
      {R"("close", result = "WSAECONRESET")",
       "5:59: unknown result 'WSAECONRESET', did you mean 'WSAECONNRESET'?"},
      {R"("close", result = "ConnectionResetEror")",
       "5:59: unknown result 'ConnectionResetEror', did you mean 'ConnectionResetError'?"},
      {R"("close", result = -1)",
       R"(5:59: expected a result: a count, an error's name, or "pending", found -1)"},
      {R"("crash", result = "0")", "5:50: 'result' is not for crash, which returns nothing"},
      {R"("close", blocks = 0)", R"(5:59: expected a time such as "200ms", found 0)"},
  });
}

TEST_CASE("bad scenario: faults") {
  check_cases(
      {
          {R"({ from = "client" })", "4:12: expected 'do' in a fault rule, found none"},
          {R"({ do = "dropp" })", "4:19: unknown fault 'dropp', did you mean 'drop'?"},
          {R"({ do = "drop", nth = 0 })", "4:33: expected a number from 1, found 0"},
          {R"({ do = "drop", nth = 1, count = 2 })", "4:36: expected 'nth' or 'count', found both"},
          {R"({ do = "drop", flag = "SYN" })", "4:27: unknown key 'flag', did you mean 'flags'?"},
          {R"({ do = "drop", flags = "SIN" })",
           R"(4:35: expected flags such as "FIN,ACK" (of SYN, FIN, RST, PSH, URG, ACK), found )"
           R"("SIN")"},
          {R"({ do = "drop", by = "1s" })", R"(4:27: 'by' does not go with do = "drop")"},
          {R"({ do = "delay" })", "4:12: expected 'by' or 'arrive' for delay, found neither"},
          {R"({ do = "delay", by = "1s", arrive = "1s" })",
           "4:39: expected 'by' or 'arrive', found both"},
          {R"({ do = "hold" })", R"(4:12: expected 'until' for hold, such as until = "2s")"},
          {R"({ do = "drop", len = 70000 })",
           "4:33: expected a number of octets from 0 to 65535, found 70000"},
          {R"({ do = "drop", socket = "x" })",
           "4:36: unknown socket 'x'; expected one of listener, conn#1, conn#2"},
      },
      kHosts + "faults = [ ", " ]\n");
}

TEST_CASE("bad scenario: expectations") {
  check_cases(
      {
          {R"({ host = "client" })",
           "4:12: expected one of 'state', 'states', 'segments', 'bytes', 'events' and 'end' "
           "in an expectation, found none"},
          {R"({ host = "client", stat = "CLOSED" })",
           "4:31: unknown key 'stat', did you mean 'state'?"},
          {R"({ host = "client", state = "ESTABLISHD" })",
           "4:39: unknown state 'ESTABLISHD', did you mean 'ESTABLISHED'?"},
          {R"({ host = "client", state = "CLOSED", end = "quiet" })",
           "4:49: expected one of 'state', 'states', 'segments', 'bytes', 'events' and 'end', "
           "found 'state' and 'end'"},
          {R"({ host = "client", events = ["FD_READY"] })",
           R"(4:41: expected an event such as "FD_READ" or "FD_CLOSE WSAECONNRESET", found )"
           R"("FD_READY")"},
          {R"({ state = "CLOSED" })", "4:12: expected 'host' in this expectation, found none"},
          {R"({ host = "client", states = "CLOSED" })",
           R"(4:40: expected a list of states [ "SYN_SENT", ... ], found "CLOSED")"},
          {R"({ at = "1s", host = "client", states = [] })",
           "4:14: 'at' does not go with 'states'"},
          {R"({ at = "last", host = "client", state = "CLOSED" })",
           R"(4:19: expected a time such as "200ms", found "last")"},
          {"{ segments = \"client > S 0:0(0)\" }",
           "4:25: expected a list of segments [ \"client > S 0:0(0)\", ... ], found \"client > S "
           "0:0(0)\""},
          {"{ segments = [\"client S 0:0(0)\"] }",
           "4:26: expected a segment such as \"client > S 0:0(0)\", or \"...\" for any number of "
           "them, found \"client S 0:0(0)\""},
          {"{ segments = [\"clint > S 0:0(0)\"] }",
           "4:26: unknown host 'clint', did you mean 'client'?"},
          {"{ segments = [\"client > S 0:1(0)\"] }",
           "4:44: expected seq:end(length) with end = seq + length, found 0:1(0)"},
          {"{ bytes = { written = 1 } }", "4:22: expected 'from' in bytes, found none"},
          {R"({ bytes = { from = "client" } })",
           "4:22: expected a total such as written = 18 in bytes, found none"},
          {R"({ bytes = { from = "client", writen = 1 } })",
           "4:41: unknown key 'writen', did you mean 'written'?"},
          {R"({ bytes = { from = "client", written = -1 } })",
           "4:51: expected a number of octets from 0, found -1"},
          {R"({ end = "quit" })", "4:20: unknown end 'quit', did you mean 'quiet'?"},
      },
      kHosts + "expect = [ ", " ]\n");
}

TEST_CASE("bad scenario: overrides of the command line") {
  const auto error = [](const std::string& path, const std::string& value) {
    const auto scenario = read_scenario(kHosts, "f", {{path, value}});
    return scenario ? "no error" : scenario.error().text();
  };
  CHECK(error("network.loos", "1") ==
        "--set network.loos=1: unknown key 'loos', did you mean 'loss'?");
  CHECK(error("network.loss", "150%") ==
        R"(--set network.loss=150%: expected a ratio from 0 to 1 such as "3%" or "1/250", found )"
        R"("150%")");
  CHECK(error("hosts.server.profile", "freebsd") == "no error");
  CHECK(error("hosts.server.profile", "frebsd") ==
        "--set hosts.server.profile=frebsd: unknown profile 'frebsd', did you mean 'freebsd'?");
  CHECK(error("hosts.servr.profile", "linux") ==
        "--set hosts.servr.profile=linux: unknown host 'servr', did you mean 'server'?");
  CHECK(error("hosts.client.set.nagl", "true") ==
        "--set hosts.client.set.nagl=true: unknown setting 'nagl', did you mean 'nagle'?");
  CHECK(error("hosts.client.set.nagle", "maybe") ==
        R"(--set hosts.client.set.nagle=maybe: expected true or false, found "maybe")");
  CHECK(error("seed", "x") ==
        R"(--set seed=x: expected a seed from 0 to 9223372036854775807, found "x")");
  CHECK(error("limit", "-1") ==
        R"(--set limit=-1: expected a number of segments from 1 to 4294967295, found "-1")");
  CHECK(error("until", "5") ==
        R"(--set until=5: expected a time such as "200ms", found "5": the unit is missing (ns, )"
        R"(us, ms, s, m, h))");
  CHECK(error("sede", "3") == "--set sede=3: unknown key 'sede', did you mean 'seed'?");
  CHECK(error("timeline", "3") ==
        "--set timeline=3: unknown key 'timeline'; expected one of seed, until, limit, network, "
        "hosts");
  CHECK(error("network", "3") ==
        R"(--set network=3: expected the network as a table { ... }, found "3")");
  CHECK(error("seed.x", "3") ==
        "--set seed.x=3: expected a seed from 0 to 9223372036854775807, found a table { ... }");
}
