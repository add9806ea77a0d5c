// Branches that the command line asks for: how segments are named, what is made, what is refused.
#include "gui/platform/branch_options.hpp"

#include <doctest/doctest.h>

#include "gui/platform/command_line.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

Result<CommandLine> read(std::vector<const char*> words) {
  words.insert(words.begin(), "finwait-gui");
  return read_command_line(static_cast<int>(words.size()), words.data());
}

// What make_branches says of "--drop NAME", "" when it makes one.
std::string asked(Session& s, const char* option, const char* segment) {
  const auto o = read({option, segment});
  if (!o) return o.error().message;
  return make_branches(s, o.value().edits).value_or("");
}

uint32_t dropped_packet(const Session& s) {
  const Trace& trace = s.run->trace();
  for (const Record& r : trace.records)
    if (r.kind == RecordKind::Dropped && r.reason() == DropReason::Fault) return r.packet();
  return UINT32_MAX;
}

}  // namespace

TEST_CASE("branch options: each names a segment by its number, or by flags, host and turn") {
  CHECK(parse_segment_name("12")->packet == 12u);
  CHECK(parse_segment_name("0")->packet == 0u);
  CHECK(parse_segment_name("FIN,ACK")->nth == 1);
  CHECK(parse_segment_name("ACK:-1")->nth == -1);
  const auto name = parse_segment_name("client:FIN,ACK:2");
  REQUIRE(name);
  CHECK(name->host == "client");
  CHECK(name->flags == (kFin | kAck));
  CHECK(name->nth == 2);
  CHECK_FALSE(name->packet);
  for (const char* bad : {"", "-1", "1.5", "FON", "ACK:0", "a:b:ACK:1", ":ACK", "ACK:", "client:",
                          "99999999999", "ACK:1:2"})
    CHECK_FALSE(parse_segment_name(bad));
}

TEST_CASE("branch options: what is named is lost, as if it had been clicked") {
  for (const char* segment : {"12", "ACK:-1", "client:ACK:-1", "A:ACK:-1"}) {
    Session s = test::session_on("lost-last-ack");
    const size_t packets = s.run->trace().packets.size();
    CHECK(asked(s, "--drop", segment) == "");
    REQUIRE(s.branches.size() == 2);
    CHECK(s.branch == 1);
    CHECK_FALSE(s.playing);
    CHECK(s.run->trace().packets.size() == packets + 2);  // the FIN once more, and its ACK
  }
  Session s = test::session_on("normal-close");
  CHECK(asked(s, "--drop", "B:FIN,ACK") == "");
  const Packet& lost = s.run->trace().packet(dropped_packet(s));
  CHECK(lost.host == 1);
  CHECK(lost.segment.ctl == (kFin | kAck));
}

TEST_CASE("branch options: several edits are made one upon the other") {
  const auto o = read({"--deliver", "10", "--duplicate=SYN", "--delay", "3", "--corrupt", "4"});
  REQUIRE(o);
  Session s = test::session_on("lost-last-ack");
  REQUIRE_FALSE(make_branches(s, o.value().edits));
  REQUIRE(s.branches.size() == 5);
  CHECK(s.branches[1].name == "ACK 102 delivered");
  for (size_t i = 1; i < s.branches.size(); ++i) CHECK(s.branches[i].parent == i - 1);
}

TEST_CASE("branch options: one clear line of what cannot be") {
  Session s = test::session_on("lost-last-ack");
  CHECK(asked(s, "--drop", "13") == "--drop 13: the run has 13 segments, counted from 0");
  CHECK(asked(s, "--drop", "RST") == "--drop RST: the run has 0 such segments");
  CHECK(asked(s, "--delay", "SYN:-2") == "--delay SYN:-2: the run has 1 such segment");
  CHECK(asked(s, "--drop", "bob:ACK") == "--drop bob:ACK: expected the host client or server");
  CHECK(asked(s, "--drop", "10") == "--drop 10: ACK 102 is lost already");
  CHECK(asked(s, "--deliver", "12") == "--deliver 12: no fault took ACK 102");
  CHECK(asked(s, "--drop", "the last") ==
        "--drop: expected a segment such as 12, FIN,ACK or client:ACK:-1, found 'the last'");
  CHECK(s.branches.size() == 1);
  CHECK(read({"--beside"}).error().message ==
        "--beside: expected a branch beside it, such as --drop ACK:-1");
  CHECK(read({"--beside", "--drop", "3"}).value().beside);
}

}  // namespace finwait
