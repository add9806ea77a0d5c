// Captures: formats, link layers, hostile files, and what is inferred, against the runs that the
// captures were made from.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/report/pcapng.hpp"
#include "sim/run/builtin.hpp"
#include "sim/run/capture_scenario.hpp"
#include "sim/run/capture_table.hpp"
#include "sim/run/expectations.hpp"
#include "tests/run/capture_maker.hpp"

using namespace finwait;

namespace {

Simulation run_named(std::string_view name) {
  const BuiltinFile* file = find_builtin(name);
  REQUIRE(file != nullptr);
  Result<Scenario> scenario = read_scenario(file->text, std::string(name));
  REQUIRE(scenario.ok());
  Simulation simulation(scenario.take());
  simulation.run();
  return simulation;
}

// Hands out a few octets at a time, as a pipe would.
ByteSource source_of(std::string text, size_t piece = 1000) {
  return [text = std::move(text), at = size_t{0}, piece](char* out, size_t size) mutable {
    const size_t count = std::min({size, piece, text.size() - at});
    std::copy_n(text.data() + at, count, out);
    at += count;
    return count;
  };
}

std::optional<Error> read_text(const std::string& octets, CaptureTable& table,
                               size_t piece = 1000) {
  CaptureFile file(source_of(octets, piece), "c.pcap");
  return read_capture(file, table, {});
}

std::string error_of(const std::string& octets) {
  CaptureTable table;
  const auto error = read_text(octets, table);
  return error ? error->text() : "";
}

std::vector<State> inferred(const CaptureStory& story, size_t which) {
  std::vector<State> out;
  for (const StoryChange& change : story.end(which).changes) out.push_back(change.to);
  return out;
}

std::string words(const std::vector<State>& states) {
  std::string out;
  for (State s : states) out += (out.empty() ? "" : " ") + std::string(state_name(s));
  return out;
}

// The end that somebody's clock brings: no segment shows it.
bool by_the_clock(const Trace& trace, const Record& r) {
  return r.to() == State::Closed && r.cause != kNoCause &&
         trace.record(r.cause).kind == RecordKind::Timer;
}

using Ports = std::pair<uint16_t, uint16_t>;  // local, remote

// The states of every connection of a host, all incarnations in a row; with or without the ends
// that no segment shows.
std::map<Ports, std::vector<State>> played(const Trace& trace, uint8_t host, bool with_clock) {
  std::map<Ports, std::vector<State>> out;
  for (const Record& r : trace.records) {
    if (r.kind != RecordKind::State || r.host != host) continue;
    if (!with_clock && by_the_clock(trace, r)) continue;
    const SocketInfo& s = trace.socket(r.socket);
    if (s.listener) continue;
    std::vector<State>& states = out[{s.local.port, s.remote.port}];
    const bool reused = r.to() == State::Closed && r.from() == State::TimeWait;
    if (!reused) states.push_back(r.to());
  }
  return out;
}

bool has_forged(const Trace& trace) {
  return std::any_of(trace.packets.begin(), trace.packets.end(),
                     [](const Packet& p) { return p.forged; });
}

// Ends whose way the wire does not show, and why.
const std::map<std::string, std::string> kUndetermined = {
    {"crash-and-reconnect client", "a crash is silent"},
    {"data-never-acknowledged-freebsd server", "the reset is lost"},
    {"keepalive-death server", "the reset is lost"},
    {"linger-nonblocking-windows server", "the reset is lost"},
    {"linger-timeout-windows server", "the reset is lost"},
    {"self-connect client", "both ends are the same"},
    {"syn-ack-never-answered client", "close() in SYN_SENT is silent"},
};

uint32_t ip_of(const CaptureEnd& end) {
  uint32_t ip = 0;
  for (size_t i = 12; i < 16; ++i) ip = ip << 8 | end.address[i];
  return ip;
}

// The same from the capture; ends that are no hosts of the scenario are left out.
std::map<Ports, std::vector<State>> recovered(const CaptureTable& table, uint32_t ip) {
  std::map<Ports, std::vector<State>> out;
  for (size_t i = 0; i < table.size(); ++i)
    for (size_t side = 0; side < 2; ++side) {
      const StoryEnd& end = table.story(i).end(side);
      if (ip_of(end.end) != ip) continue;
      for (State s : inferred(table.story(i), side))
        out[{end.end.port, table.story(i).end(1 - side).end.port}].push_back(s);
    }
  return out;
}

}  // namespace

TEST_CASE("captures: every format, byte order, resolution and link layer says the same") {
  const Simulation simulation = run_named("lost-last-ack");
  std::vector<CaptureForm> forms;
  for (bool blocks : {false, true})
    for (bool big : {false, true})
      for (bool nano : {false, true}) {
        CaptureForm form;
        form.blocks = blocks;
        form.big_endian = big;
        form.nanoseconds = nano;
        forms.push_back(form);
      }
  for (LinkLayer link : {LinkLayer::Ethernet, LinkLayer::LinuxCooked, LinkLayer::LinuxCooked2,
                         LinkLayer::Loopback, LinkLayer::LoopbackOpenBsd, LinkLayer::Raw})
    for (bool ipv6 : {false, true}) {
      CaptureForm form;
      form.link = link;
      form.ipv6 = ipv6;
      forms.push_back(form);
      form.vlan_tags = link == LinkLayer::Ethernet ? 2 : 0;
      forms.push_back(form);
      form.snap = 110;  // cut behind the headers
      forms.push_back(form);
    }
  for (const CaptureForm& form : forms) {
    INFO("link " << static_cast<int>(form.link) << " ipv6 " << form.ipv6 << " blocks "
                 << form.blocks << " big " << form.big_endian << " snap " << form.snap);
    CaptureTable table;
    const auto error = read_text(capture_of(simulation, form), table, form.blocks ? 7 : 1000);
    CHECK_MESSAGE(!error, (error ? error->text() : ""));
    REQUIRE(table.size() == 1);
    const CaptureStory& story = table.story(0);
    CHECK(words(inferred(story, 0)) == "SYN_SENT ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT");
    CHECK(words(inferred(story, 1)) == "SYN_RECEIVED ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED");
    CHECK(story.end(0).text == 18);
    CHECK(story.end(1).text == 100);
    CHECK(story.opening_ns() == 80'000'000);
    CHECK(story.end(1).again == 1);
    CHECK(!story.fault());
  }
}

TEST_CASE("captures: both ends' states are recovered from every built-in scenario") {
  size_t ends = 0;
  size_t undetermined = 0;
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Simulation simulation = run_named(file.name);
    CaptureTable table;
    CHECK(!read_text(capture_of(simulation), table));
    if (has_forged(simulation.trace())) continue;  // a stranger's segments are taken for the host's
    for (uint8_t host = 0; host < 2; ++host) {
      const auto visible = played(simulation.trace(), host, false);
      auto all = played(simulation.trace(), host, true);
      auto seen = recovered(table, simulation.script().hosts[host].address);
      const std::string name = std::string(file.name) + " " + simulation.script().hosts[host].name;
      for (const auto& entry : visible) {
        ++ends;
        const std::vector<State>& inferred_states = seen[entry.first];
        const bool same = inferred_states == entry.second || inferred_states == all[entry.first];
        const bool odd = kUndetermined.count(name) != 0;
        undetermined += odd;
        CHECK_MESSAGE(same != odd, name << "\n  played   " << words(entry.second) << "\n  inferred "
                                        << words(inferred_states));
      }
    }
  }
  CHECK(ends > 140);
  CHECK(undetermined == kUndetermined.size());
}

// What a capture cannot know to be right.
const std::set<std::string> kAgainstTheRules = {
    "crash-and-reconnect",  // a SYN inside the connection: the crash was silent
    "old-data-accepted",    // the text of an earlier incarnation is acknowledged
};

TEST_CASE("captures: the scenario made from one replays the story") {
  size_t scenarios = 0;
  size_t whole = 0;
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Simulation simulation = run_named(file.name);
    if (has_forged(simulation.trace())) continue;
    CaptureTable table;
    CHECK(!read_text(capture_of(simulation), table));
    if (table.size() != 1) continue;
    const Scenario made = capture_scenario(table.story(0), "again");
    const Result<Scenario> read = read_scenario(write_scenario(made), "again");
    REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
    Simulation again(read.value());
    again.run();
    for (const Outcome& o : check_expectations(again))
      CHECK_MESSAGE(o.ok, file.name << ": " << o.what);
    ++scenarios;
    whole += made.expect.size() == 2;
  }
  CHECK(scenarios > 60);
  CHECK(whole * 3 > scenarios * 2);  // most stories come out the same at both ends
}

TEST_CASE("captures: the first step that RFC 9293 does not allow is marked") {
  const auto fault_of = [](const std::vector<Packet>& packets) {
    std::vector<std::string> octets;
    for (const Packet& p : packets) octets.push_back(ip_packet(p, false));
    CaptureTable table;
    CHECK(!read_text(capture_of(octets), table));
    REQUIRE(table.size() == 1);
    const auto& fault = table.story(0).fault();
    return fault ? fault->clause + ": " + fault->what : std::string();
  };
  const auto packet = [](bool client, uint8_t ctl, uint32_t seq, uint32_t ack, uint16_t text) {
    Packet p;
    p.from = client ? Address{1, 1000} : Address{2, 80};
    p.to = client ? Address{2, 80} : Address{1, 1000};
    p.segment.ctl = ctl;
    p.segment.seq = {seq};
    p.segment.ack = {ack};
    p.segment.text = text;
    p.segment.wnd = 1000;
    return p;
  };
  const std::vector<Packet> open = {packet(true, kSyn, 100, 0, 0),
                                    packet(false, kSyn | kAck, 300, 101, 0),
                                    packet(true, kAck, 101, 301, 0)};
  const auto after = [&](std::vector<Packet> more) {
    std::vector<Packet> all = open;
    all.insert(all.end(), more.begin(), more.end());
    return fault_of(all);
  };
  CHECK(after({packet(true, kAck | kPsh, 101, 301, 500)}).empty());
  CHECK(after({packet(true, kAck, 101, 309, 0)}) ==
        "RFC 9293 3.10.7.4, fifth: acknowledges 8 octets that were never sent");
  CHECK(after({packet(true, 0, 101, 0, 5)}) ==
        "RFC 9293 3.1: a segment without ACK in a synchronized state");
  CHECK(after({packet(true, kFin | kAck, 101, 301, 0), packet(true, kAck, 102, 301, 5)}) ==
        "RFC 9293 3.6: text behind its own FIN");
  CHECK(after({packet(true, kFin | kAck, 101, 301, 0), packet(true, kFin | kAck, 110, 301, 0)}) ==
        "RFC 9293 3.6: its FIN at another place than before");
  CHECK(after({packet(true, kAck, 101, 301, 1500)}) ==
        "RFC 9293 3.8.6: text beyond the window that the peer has offered");
  CHECK(after({packet(true, kSyn, 7, 0, 0)}) ==
        "RFC 9293 3.10.7.4, fourth: a SYN with another initial number inside the connection");
  CHECK(fault_of({packet(true, kSyn | kFin, 7, 0, 0)}) ==
        "RFC 9293 3.4: SYN and FIN in one segment");
  CHECK(fault_of({packet(true, kSyn, 7, 0, 0), packet(true, 0, 8, 0, 4)}) ==
        "RFC 9293 3.10.2: text before the connection is open");
  CHECK(after({packet(true, kAck, 101, 302, 0)}) ==
        "RFC 9293 3.10.7.4, fifth: acknowledges 1 octet that was never sent");
  // Numbers sent later, behind those that the capture has: the ACK came too early.
  CHECK(!after({packet(true, kAck, 101, 309, 0), packet(false, kAck, 301, 101, 8)}).empty());
}

TEST_CASE("captures: no built-in scenario breaks the RFC, but for segments that are forged") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Simulation simulation = run_named(file.name);
    if (has_forged(simulation.trace())) continue;
    CaptureTable table;
    CHECK(!read_text(capture_of(simulation), table));
    std::string fault;
    for (size_t i = 0; i < table.size(); ++i)
      if (table.story(i).fault()) fault = table.story(i).fault()->what;
    const bool known = kAgainstTheRules.count(std::string(file.name)) != 0;
    CHECK_MESSAGE(fault.empty() != known, file.name << ": " << fault);
  }
}

TEST_CASE("captures: a capture at both ends shows every segment twice and counts it once") {
  const Simulation simulation = run_named("normal-close");
  CaptureForm form;
  form.blocks = true;
  form.both_ends = true;
  CaptureTable table;
  CHECK(!read_text(capture_of(simulation, form), table));
  CHECK(table.counts().elsewhere == simulation.trace().packets.size());
  CHECK(table.story(0).packets() == simulation.trace().packets.size());
  CHECK(words(inferred(table.story(0), 0)) ==
        "SYN_SENT ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT");
}

TEST_CASE("captures: what --out-pcapng writes tells the same, at the senders and at both ends") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Simulation simulation = run_named(file.name);
    CaptureTable plain;
    CHECK(!read_text(capture_of(simulation), plain));
    for (CapturePoint point : {CapturePoint::Senders, CapturePoint::BothEnds}) {
      PcapngOptions options;
      options.point = point;
      CaptureTable table;
      CHECK(!read_text(pcapng_octets(simulation, options), table));
      REQUIRE(table.size() == plain.size());
      for (size_t i = 0; i < table.size(); ++i)
        for (size_t side = 0; side < 2; ++side)
          CHECK_MESSAGE(inferred(table.story(i), side) == inferred(plain.story(i), side),
                        file.name);
    }
  }
}

TEST_CASE("captures: 20,000 connections, memory per connection, and the detail of one") {
  std::vector<std::string> packets;
  for (uint32_t i = 0; i < 20'000; ++i) {
    Packet p;
    p.from = {0x0a000001 + i / 50'000, static_cast<uint16_t>(1024 + i % 50'000)};
    p.to = {0x0a640001, 443};
    p.segment.ctl = kSyn;
    packets.push_back(ip_packet(p, false));
  }
  CaptureTable table(7);
  CHECK(!read_text(capture_of(packets), table, 100'000));
  CHECK(table.size() == 20'000);
  CHECK(table.story(6).segments().empty());
  CHECK(table.story(7).segments().size() == 1);
}

TEST_CASE("captures: files that are cut off or lie get one error with its offset") {
  const std::string good = capture_of(run_named("normal-close"));
  CHECK(error_of("") == "c.pcap: at offset 0: expected a pcap or pcapng file, found 0 octets");
  CHECK(error_of(std::string(100, 'x')).find("found another kind of file") != std::string::npos);
  CHECK(error_of(good.substr(0, 20)).find("expected a header of 24 octets") != std::string::npos);
  CHECK(error_of(good.substr(0, good.size() - 5)).find("found the end of the file") !=
        std::string::npos);
  std::string lying = good;
  lying[24 + 11] = '\x7f';
  CHECK(error_of(lying) ==
        "c.pcap: at offset 24: expected a packet of at most 16777216 octets, found the length "
        "2130706480");
  CaptureForm blocks_form;
  blocks_form.blocks = true;
  const std::string blocks = capture_of(run_named("normal-close"), blocks_form);
  CHECK(error_of(blocks).empty());
  for (size_t length = 1; length < blocks.size(); length += 13) {
    CaptureTable table;
    const auto error = read_text(blocks.substr(0, length), table);
    if (error) CHECK(error->text().find("c.pcap: at offset ") == 0);
  }
}
