// Reading and writing scenario files that are right.
#include "sim/run/scenario.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/run/builtin.hpp"

using namespace finwait;

namespace {

const std::string kHosts =
    "format = 1\n"
    "hosts.client = { profile = \"linux\" }\n"
    "hosts.server = { profile = \"rfc9293\" }\n";

Scenario read(const std::string& text, const std::vector<Override>& overrides = {}) {
  auto scenario = read_scenario(text, "f", overrides);
  INFO(text);
  if (!scenario) FAIL(scenario.error().text());
  return scenario.take();
}

Entry entry(const std::string& keys) {
  return read(kHosts + R"(timeline = [ { at = "1ms", host = "client", )" + keys + " } ]")
      .script.timeline.at(0);
}

FaultRule fault(const std::string& keys) {
  return read(kHosts + "faults = [ { " + keys + " } ]").script.faults.at(0);
}

// A script without its places in the file, which writing changes.
Script bare(Script script) {
  for (Entry& e : script.timeline) e.line = e.column = 0;
  for (FaultRule& r : script.faults) r.line = 0;
  return script;
}

void check_round_trip(const std::string& text) {
  INFO(text);
  const Scenario first = read(text);
  const std::string written = write_scenario(first);
  INFO(written);
  const Scenario second = read(written);
  CHECK(write_scenario(second) == written);
  CHECK(bare(second.script) == bare(first.script));
  CHECK(second.until == first.until);
  CHECK(second.expect.size() == first.expect.size());
  CHECK(second.title.zh_hant == first.title.zh_hant);
  REQUIRE(second.lesson.has_value() == first.lesson.has_value());
  if (!first.lesson) return;
  CHECK(second.lesson->claim.zh_hans == first.lesson->claim.zh_hans);
  CHECK(second.lesson->verdict == first.lesson->verdict);
  CHECK(second.lesson->explanation.en == first.lesson->explanation.en);
  CHECK(second.lesson->unverified.en == first.lesson->unverified.en);
  CHECK(second.lesson->rules == first.lesson->rules);
  CHECK(second.lesson->settles == first.lesson->settles);
}

}  // namespace

TEST_CASE("scenario: every built-in one reads, and reads back as it was written") {
  for (const auto& files : {builtin_scenarios(), builtin_lessons()}) {
    for (const BuiltinFile& file : files) {
      INFO(std::string(file.name));
      check_round_trip(std::string(file.text));
    }
  }
}

TEST_CASE("scenario: the template of finwait new reads, whatever its title") {
  const Scenario scenario = read(scenario_template("My \"first\" \\ one"));
  CHECK(scenario.title.en == "My \"first\" \\ one");
  CHECK(scenario.script.timeline.size() == 6);
  CHECK(read(scenario_template("")).title.en == "A new scenario");
}

TEST_CASE("scenario: defaults") {
  const Scenario s = read(kHosts);
  CHECK(s.script.seed == 1);
  CHECK(s.script.limit == 100000);
  CHECK(!s.until);
  CHECK(s.script.msl == seconds(120));
  CHECK(s.script.links[0] == LinkConfig{});
  CHECK(s.script.hosts[0].profile == default_profile(ProfileName::Linux));
  CHECK(s.script.hosts[1].profile == default_profile(ProfileName::Rfc9293));
  CHECK(s.script.hosts[0].auto_read);
  CHECK(s.script.hosts[0].auto_accept);
}

TEST_CASE("scenario: hosts are counted as they stand in the file, not by name") {
  const Scenario s = read("format = 1\nhosts.zoe = {}\nhosts.adam = {}\n");
  CHECK(s.script.hosts[0].name == "zoe");
  CHECK(s.script.hosts[0].address == 0x0a000001);
  CHECK(s.script.hosts[1].name == "adam");
  CHECK(s.script.hosts[1].address == 0x0a000002);
  const Scenario t = read("format = 1\n[hosts.b]\nprofile = \"linux\"\n[hosts.a]\nisn = [1, 2]\n");
  CHECK(t.script.hosts[0].name == "b");
  CHECK(t.script.hosts[1].isns == std::vector<uint32_t>{1, 2});
  const Scenario u = read("format = 1\nhosts = { z = {}, a = {} }\n");
  CHECK(u.script.hosts[0].name == "z");
}

TEST_CASE("scenario: title and summary in three languages") {
  const Scenario s = read(kHosts +
                          "title = { en = \"Open\", zh-Hans = \"打开\" }\n"
                          "summary.zh-Hant = \"摘要\"\n");
  CHECK(s.title.in(Language::En) == "Open");
  CHECK(s.title.in(Language::ZhHans) == "打开");
  CHECK(s.title.in(Language::ZhHant) == "Open");
  CHECK(s.summary.in(Language::En) == "摘要");
  CHECK(parse_language("zh-Hant") == Language::ZhHant);
  CHECK(!parse_language("fr"));
}

TEST_CASE("scenario: a lesson, as dotted keys or as a table") {
  const Scenario s = read(kHosts +
                          "lesson.claim = \"c\"\nlesson.verdict = \"true-win\"\n"
                          "lesson.explanation.zh-Hans = \"解释\"\nlesson.unverified.en = \"u\"\n"
                          "lesson.rules = [\"T111\", \"a093\"]\nlesson.settles = [\"E47\"]\n");
  REQUIRE(s.lesson.has_value());
  CHECK(s.lesson->claim.in(Language::ZhHant) == "c");
  CHECK(s.lesson->verdict == LessonVerdict::TrueOnWindows);
  CHECK(s.lesson->explanation.in(Language::En) == "解释");
  CHECK(s.lesson->rules == std::vector<Rule>{Rule::T111, Rule::A093});
  CHECK(s.lesson->settles == std::vector<std::string>{"E47"});
  const Scenario t = read(kHosts +
                          "[lesson]\nclaim = \"c\"\nverdict = \"true\"\nexplanation = \"e\"\n");
  CHECK(t.lesson->verdict == LessonVerdict::True);
  CHECK(t.lesson->rules.empty());
  CHECK(!read(kHosts).lesson);
}

TEST_CASE("scenario: the network and its directions") {
  const Scenario s = read(kHosts +
                          "network = { delay = \"40ms\", jitter = \"2ms\", loss = \"3%\", "
                          "duplicate = \"1/250\", corrupt = 0, reorder = 0.5, reorder_by = "
                          "\"5ms\", keep_order = true, rate = \"1.5Mbit/s\", queue = 3, msl = "
                          "\"30s\", from.client = { delay = \"10ms\", rate = \"none\" } }\n");
  const LinkConfig& server = s.script.links[1];
  CHECK(server.delay == milliseconds(40));
  CHECK(server.jitter == milliseconds(2));
  CHECK(server.loss == Ratio{3, 100});
  CHECK(server.duplicate == Ratio{1, 250});
  CHECK(server.corrupt == Ratio{0, 1});
  CHECK(server.reorder == Ratio{1, 2});
  CHECK(server.reorder_by == milliseconds(5));
  CHECK(server.keep_order);
  CHECK(server.bits_per_second == 1500000);
  CHECK(server.queue == 3);
  CHECK(s.script.msl == seconds(30));
  const LinkConfig& client = s.script.links[0];
  CHECK(client.delay == milliseconds(10));
  CHECK(client.bits_per_second == 0);
  CHECK(client.jitter == milliseconds(2));
}

TEST_CASE("scenario: settings come on top of the profile's own values") {
  const Scenario s = read(
      "format = 1\nhosts.b = {}\nhosts.a = { set = { time_wait = \"4s\", nagle = \"off\", sack = "
      "true, window_scale = false, mss = 1000, congestion = \"none\" }, profile = \"linux\", reads "
      "= \"manual\", accepts = \"manual\", api = \"posix\", address = \"192.168.0.1\" }\n");
  const HostConfig& a = s.script.hosts[1];
  CHECK(a.profile.name == ProfileName::Linux);
  CHECK(a.profile.time_wait == seconds(4));
  CHECK(!a.profile.nagle);
  CHECK(a.profile.sack);
  CHECK(a.profile.window_scale == -1);
  CHECK(a.profile.mss == 1000);
  CHECK(a.profile.congestion == Congestion::None);
  CHECK(a.profile.syn_retries == default_profile(ProfileName::Linux).syn_retries);
  CHECK(!a.auto_read);
  CHECK(!a.auto_accept);
  CHECK(a.address == 0xc0a80001);
}

TEST_CASE("scenario: calls and their arguments") {
  const Entry connect = entry(R"(call = "connect", port = 5000, to = "server:80", isn = 7)");
  CHECK(connect.at == Time{1000000});
  CHECK(connect.port == 5000);
  CHECK(connect.to == Address{0x0a000002, 80});
  CHECK(connect.to_text == "server:80");
  CHECK(connect.isn == 7u);
  CHECK(entry(R"(call = "connect", to = "10.9.8.7:6")").to == Address{0x0a090807, 6});
  CHECK(entry(R"(call = "listen", port = 80)").backlog == 128);
  CHECK(entry(R"(call = "listen", port = 80, backlog = 0)").backlog == 0);
  CHECK(entry("call = \"send\", data = \"a\\u0000b\"").data == std::string("a\0b", 3));
  CHECK(entry(R"(call = "send", data64 = "/wA=")").data == std::string("\xff\0", 2));
  CHECK(entry(R"(call = "send", bytes = 9, flags = "MSG_OOB")").urgent);
  const Entry more = entry(R"(call = "send", bytes = 9, flags = "MSG_MORE,MSG_EOR")");
  CHECK((more.more && more.end_of_record && !more.peek));
  CHECK(flags_text(more) == "MSG_MORE,MSG_EOR");
  CHECK(entry(R"(call = "recv", flags = "MSG_PEEK")").peek);
  CHECK(entry(R"(call = "send", bytes = 9)").length() == 9);
  CHECK(entry(R"(call = "recv", max = 20, nonblocking = true)").max == 20u);
  CHECK(entry(R"(call = "shutdown", how = "SHUT_RD")").how == ShutdownHow::Read);
  CHECK(entry(R"(call = "shutdown", how = "SD_BOTH")").how == ShutdownHow::Both);
  CHECK(entry(R"(call = "select", timeout = "1s")").call == CallKind::Select);
  const Entry poll = entry(R"(call = "poll", interest = "POLLIN", events = "POLLIN|POLLHUP")");
  CHECK(poll.events == kPollIn);
  CHECK(poll.expect_events == (kPollIn | kPollHup));
  CHECK(entry(R"(call = "poll", events = "POLLIN", result = 1)").events == kPollIn);
  const Entry in_vain = entry(R"(call = "poll", events = "POLLIN", timeout = "1s", result = 0)");
  CHECK(in_vain.events == kPollIn);
  CHECK(!in_vain.expect_events);
}

TEST_CASE("scenario: socket options take numbers, switches and times") {
  const auto option = [](const std::string& keys) {
    return entry(R"(call = "setsockopt", )" + keys);
  };
  const Entry linger = option(R"(option = "SO_LINGER", onoff = true, linger = 5)");
  CHECK(linger.option == Option::SoLinger);
  CHECK(linger.onoff == 1);
  CHECK(linger.linger == 5);
  CHECK(option(R"(option = "TCP_NODELAY")").value == 1);
  CHECK(option(R"(option = "TCP_NODELAY", value = false)").value == 0);
  const Entry number = option(R"(option = "TCP_USER_TIMEOUT", value = 1500)");
  const Entry time = option(R"(option = "TCP_USER_TIMEOUT", value = "1.5s")");
  CHECK(number.duration == milliseconds(1500));
  CHECK(time.duration == milliseconds(1500));
  CHECK(time.value == 1500);
  CHECK(option(R"(option = "TCP_KEEPIDLE", value = 5)").duration == seconds(5));
  CHECK(option(R"(option = "TCP_KEEPINTVL", value = "10ms")").duration == milliseconds(10));
  CHECK(option(R"(option = "TCP_LINGER2", value = -1)").value == -1);
  CHECK(entry(R"(call = "getsockopt", option = "SO_ERROR", value = "ECONNRESET")").expect_value ==
        "ECONNRESET");
  CHECK(entry(R"(call = "getsockopt", option = "SO_KEEPALIVE", value = true)").expect_value == "1");
}

TEST_CASE("scenario: results are texts, however they are written") {
  CHECK(entry(R"(call = "close", result = 0)").result == "0");
  CHECK(entry(R"(call = "send", bytes = 9, result = "009")").result == "9");
  CHECK(entry(R"(call = "close", result = "ECONNRESET")").result == "ECONNRESET");
  CHECK(entry(R"(call = "recv", result = "pending", blocks = "35s")").blocks == seconds(35));
  CHECK(entry(R"(call = "getsockname", result = "10.0.0.1:5000")").result == "10.0.0.1:5000");
}

TEST_CASE("scenario: injected segments and ICMP messages") {
  const Entry forged = entry(
      R"(call = "inject", segment = "P. 1:5(4) ack -7 win 9 <mss 1000>", data = "EVIL", raw = )"
      R"(true, src = "10.9.0.1:1000", to = "server:80", arrive = "10ms")");
  CHECK(forged.segment.seq == 1);
  CHECK(forged.segment.ack == -7);
  CHECK(forged.segment.options.mss == 1000);
  CHECK(forged.data == "EVIL");
  CHECK(forged.raw);
  CHECK(forged.src == Address{0x0a090001, 1000});
  CHECK(forged.arrive == milliseconds(10));
  const Entry icmp = entry(R"(call = "icmp", kind = "port_unreachable")");
  CHECK(icmp.icmp == IcmpKind::PortUnreachable);
}

TEST_CASE("scenario: triggers, repetition and names") {
  const Scenario s = read(
      kHosts +
      "timeline = [\n"
      "  { when = { host = \"server\", socket = \"main\", state = \"CLOSE_WAIT\" }, after = "
      "\"160ms\", host = \"server\", call = \"close\" },\n"
      "  { when = { host = \"client\", call = \"connect\", result = 0 }, host = \"client\", call = "
      "\"close\" },\n"
      "  { when = { host = \"client\", segment = \"FIN,ACK\", arrives = true }, host = \"client\", "
      "call = \"crash\" },\n"
      "  { at = \"0ms\", repeat = 3, every = \"1ms\", after_result = true, host = \"client\", "
      "socket = \"main\", call = \"connect\", to = \"server:80\" },\n"
      "]\n"
      "faults = [ { do = \"drop\", socket = \"main@2\" }, { do = \"drop\", socket = \"conn#12\" } "
      "]\n");
  const auto& t = s.script.timeline;
  CHECK(t[0].when.kind == Trigger::Kind::State);
  CHECK(t[0].when.host == 1);
  CHECK(t[0].when.state == State::CloseWait);
  CHECK(t[0].when.socket == s.script.find_name("main"));
  CHECK(t[0].after == milliseconds(160));
  CHECK(t[0].line == 5);
  CHECK(t[0].column == 3);
  CHECK(t[1].when.kind == Trigger::Kind::Result);
  CHECK(t[1].when.call == CallKind::Connect);
  CHECK(t[1].when.result == "0");
  CHECK(t[2].when.kind == Trigger::Kind::Segment);
  CHECK(t[2].when.ctl == (kFin | kAck));
  CHECK(t[2].when.on_arrival);
  CHECK(t[3].repeat == 3);
  CHECK(t[3].every == milliseconds(1));
  CHECK(t[3].after_result);
  CHECK(t[3].socket == s.script.find_name("main"));
  CHECK(s.script.faults[1].socket == s.script.find_name("conn#12"));
}

TEST_CASE("scenario: faults") {
  const FaultRule drop = fault(
      R"(do = "drop", from = "server", flags = "SYN,ACK", after = "1s", before = "2s", nth = 2)");
  CHECK(drop.action == FaultAction::Drop);
  CHECK(drop.from == 1);
  CHECK(drop.flags == (kSyn | kAck));
  CHECK(drop.after == Time{1000000000});
  CHECK(drop.before == Time{2000000000});
  CHECK(drop.nth == 2);
  CHECK(fault(R"(do = "delay", has = "FIN", arrive = "3s")").arrive == seconds(3));
  CHECK(fault(R"(do = "duplicate", len = 10, copies = 3, by = "1s")").copies == 3);
  CHECK(fault(R"(do = "hold", until = "2s", count = 4)").until == Time{2000000000});
  CHECK(fault(R"(do = "reorder")").from == 2);
  CHECK(fault(R"(do = "corrupt", seq = -5, ack = 7)").seq == -5);
}

TEST_CASE("scenario: expectations") {
  const Scenario s =
      read(kHosts +
           "expect = [\n"
           "  { at = \"end\", host = \"client\", state = \"CLOSED (crash)\" },\n"
           "  { at = \"1s\", host = \"server\", socket = \"conn#2\", state = \"LISTEN\" },\n"
           "  { host = \"server\", states = [\"LISTEN\", \"CLOSED\"] },\n"
           "  { segments = [\"client > S 0:0(0)\", \"...\", \"10.9.0.1 > R 5:5(0) win 0\"] },\n"
           "  { bytes = { from = \"client\", written = 18, foreign = 0 } },\n"
           "  { end = \"limit\" },\n"
           "]\n");
  CHECK(s.expect[0].state == State::Closed);
  CHECK(!s.expect[0].at);
  CHECK(s.expect[1].at == Time{1000000000});
  CHECK(s.expect[1].socket_text == "conn#2");
  CHECK(s.expect[2].states == std::vector<State>{State::Listen, State::Closed});
  CHECK(s.expect[3].segments[1].any);
  CHECK(s.expect[3].segments[2].from == "10.9.0.1");
  CHECK(s.expect[3].segments[2].segment.win == 0u);
  CHECK(s.expect[4].bytes.at("written") == 18);
  CHECK(s.expect[5].end == "limit");
  CHECK(s.expect[5].line == 10);
}

TEST_CASE("scenario: overrides count as if the file said so") {
  const std::string text = kHosts + "seed = 9\nnetwork = { loss = \"1%\" }\n";
  const Scenario s = read(text, {{"network.loss", "10%"},
                                 {"network.from.client.delay", "5ms"},
                                 {"hosts.server.profile", "linux"},
                                 {"hosts.client.set.nagle", "off"},
                                 {"hosts.client.set.mss", "900"},
                                 {"hosts.client.set.time_wait", "3s"},
                                 {"hosts.client.isn", "5,6"},
                                 {"hosts.server.isn", "7"},
                                 {"seed", "3"},
                                 {"until", "5s"},
                                 {"limit", "10"}});
  CHECK(s.script.links[1].loss == Ratio{1, 10});
  CHECK(s.script.links[0].delay == milliseconds(5));
  CHECK(s.script.hosts[1].profile == default_profile(ProfileName::Linux));
  CHECK(!s.script.hosts[0].profile.nagle);
  CHECK(s.script.hosts[0].profile.mss == 900);
  CHECK(s.script.hosts[0].profile.time_wait == seconds(3));
  CHECK(s.script.hosts[0].isns == std::vector<uint32_t>{5, 6});
  CHECK(s.script.hosts[1].isns == std::vector<uint32_t>{7});
  CHECK(s.script.seed == 3);
  CHECK(s.until == Time{5000000000});
  CHECK(s.script.limit == 10);
  CHECK(!read(text + "until = \"1s\"\n", {{"until", "quiet"}}).until);
  CHECK(read(text, {{"network.loss", "1%"}, {"network.loss", "2%"}}).script.links[0].loss ==
        Ratio{1, 50});
}

TEST_CASE("scenario: an override keeps the file's own settings on a new profile") {
  const std::string text = "format = 1\nhosts.a = { set = { mss = 1000 } }\nhosts.b = {}\n";
  const Profile p = read(text, {{"hosts.a.profile", "linux"}}).script.hosts[0].profile;
  CHECK(p.name == ProfileName::Linux);
  CHECK(p.mss == 1000);
  CHECK(p.syn_retries == 6);
}

TEST_CASE("scenario: what was written reads back, rare things included") {
  check_round_trip(kHosts +
                   "title = \"quote \\\" backslash \\\\ tab \\t\"\nuntil = \"1500us\"\nlimit = 7\n"
                   "network = { loss = \"30/1000\", corrupt = \"1/3\", rate = \"10Mbit/s\", "
                   "from.server = { rate = \"none\", loss = \"0\", keep_order = true } }\n");
  check_round_trip(
      "format = 1\nhosts.\"h\xc3\xb6st\" = { isn = [1, 2], address = \"10.0.0.9\" }\n"
      "hosts.b = { address = \"10.0.0.1\" }\n");
}

TEST_CASE("scenario: entries of every kind read back as they were written") {
  for (
      const char* keys :
      {R"(call = "socket", socket = "a", nonblocking = true)",
       R"(call = "send", data64 = "/wA=")",
       "call = \"send\", data = \"\\u0001\\u007f\\r\\n\"", R"(call = "send", bytes = 0)",
       R"(call = "setsockopt", option = "TCP_KEEPIDLE", value = "1500ms")",
       R"(call = "setsockopt", option = "TCP_LINGER2", value = -1)",
       R"(call = "setsockopt", option = "SO_LINGER", onoff = 0)",
       R"(call = "getsockopt", option = "tcpi_state", value = "CLOSED")",
       R"(call = "getpeername", value = "10.0.0.2:80")",
       R"(call = "poll", interest = "POLLIN,POLLOUT", events = "none", timeout = "1s")",
       R"(call = "inject", segment = "- 1:1(0) win 7 urg 3 <>", src = "client:9", to = "server:9")",
       R"(call = "icmp", kind = "time_exceeded", to = "10.3.3.3:7")",
       R"(call = "listen", port = 1, repeat = 5, every = "1ns", backlog = 65535)",
       R"(call = "power_off")", R"(call = "heal")", R"(call = "exit", result = "0")"}) {
    check_round_trip(kHosts + R"(timeline = [ { at = "1ms", host = "client", )" + keys + " } ]\n");
  }
}
