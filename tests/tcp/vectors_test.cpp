// Single-segment vectors: 34 segments in 14 situations, against what RFC 9293 says (with the
// decisions G1-G15) and against what a Linux kernel answered.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/tcp/situations.hpp"

using namespace finwait;
using nlohmann::json;

namespace {

std::string data_path(const std::string& name) {
  return std::string(FINWAIT_SOURCE_DIR) + "/tests/data/" + name;
}

json read_json(const std::string& name) {
  std::ifstream in(data_path(name));
  REQUIRE(in);
  return json::parse(in);
}

Segment read_segment(const json& v) {
  Segment seg;
  seg.ctl = letters_to_ctl(v["flags"].get<std::string>());
  seg.seq = {static_cast<uint32_t>(v["seq"].get<int64_t>())};
  if (!v["ack"].is_null()) seg.ack = {static_cast<uint32_t>(v["ack"].get<int64_t>())};
  seg.text = v["len"].get<uint16_t>();
  return seg;
}

std::string expected_answers(const json& replies) {
  std::string out;
  for (const json& reply : replies) {
    Segment seg;
    seg.ctl = letters_to_ctl(reply[0].get<std::string>());
    seg.seq = {static_cast<uint32_t>(reply[1].get<int64_t>())};
    if (!reply[2].is_null()) seg.ack = {static_cast<uint32_t>(reply[2].get<int64_t>())};
    seg.text = reply[3].get<uint16_t>();
    out += (out.empty() ? "" : ", ") + answer_text(seg);
  }
  return out.empty() ? "nothing" : out;
}

// The segment of a row (V01 is 1), in the terms of the table's second column.
Segment row_segment(int row, const SequenceVariables& n) {
  const auto seg = [](uint8_t ctl, uint32_t seq, uint32_t ack = 0, uint16_t text = 0) {
    Segment s;
    s.ctl = ctl;
    s.seq = {seq};
    s.ack = {ack};
    s.text = text;
    return s;
  };
  constexpr uint8_t kText = kPsh | kAck;
  switch (row) {
    case 1: return seg(kRst, n.rcv_nxt);
    case 2: return seg(kRst, n.rcv_nxt + 10);
    case 3: return seg(kRst, n.rcv_nxt - 1);
    case 4: return seg(kRst, n.rcv_nxt + n.wnd);
    case 5: return seg(kRst | kAck, n.rcv_nxt, n.snd_nxt);
    case 6: return seg(kRst | kAck, 0, n.snd_nxt);
    case 7: return seg(kRst | kAck, n.rcv_nxt, n.snd_nxt + 5);
    case 8: return seg(kSyn, 300);
    case 9: return seg(kSyn, n.rcv_nxt);
    case 10: return seg(kSyn, n.rcv_nxt + 50);
    case 11: return seg(kSyn, n.rcv_nxt - 100);
    case 12: return seg(kSyn | kAck, 300, 101);
    case 13: return seg(kSyn | kAck, 300, 90);
    case 14: return seg(kSyn | kAck, n.rcv_nxt + 50, n.snd_nxt);
    case 15: return seg(kAck, n.rcv_nxt, n.snd_nxt);
    case 16: return seg(kAck, n.rcv_nxt, n.una);
    case 17: return seg(kAck, n.rcv_nxt, n.snd_nxt + 1);
    case 18: return seg(kAck, n.rcv_nxt, n.una - 1 - n.wnd);
    case 19: return seg(kAck, n.rcv_nxt - 1, n.snd_nxt);
    case 20: return seg(kAck, n.rcv_nxt + n.wnd, n.snd_nxt);
    case 21: return seg(kText, n.rcv_nxt, n.snd_nxt, 10);
    case 22: return seg(kText, n.rcv_nxt + 10, n.snd_nxt, 10);
    case 23: return seg(kText, n.rcv_nxt - 10, n.snd_nxt, 10);
    case 24: return seg(kText, n.rcv_nxt - 4, n.snd_nxt, 10);
    case 25: return seg(kText, n.rcv_nxt + n.wnd, n.snd_nxt, 10);
    case 26: return seg(kPsh, n.rcv_nxt, 0, 10);
    case 27: return seg(kFin | kAck, n.rcv_nxt, n.snd_nxt);
    case 28: return seg(kFin | kAck, n.rcv_nxt, n.una);
    case 29: return seg(kFin, n.rcv_nxt);
    case 30: return seg(kFin | kAck, n.rcv_nxt - 1, n.snd_nxt);
    case 31: return seg(kFin | kText, n.rcv_nxt, n.snd_nxt, 10);
    case 32: return seg(kFin | kAck, n.rcv_nxt + 10, n.snd_nxt);
    case 33: return seg(0, n.rcv_nxt);
    default: return seg(0, n.rcv_nxt - 1);
  }
}

std::string rule_names(const std::vector<Rule>& rules) {
  std::string out;
  for (const Rule rule : rules) out += (out.empty() ? "" : " ") + rule_name(rule);
  return out;
}

// Tags such as "T129 (2MSL restarted)" are cut to the row.
std::string tag_names(const json& tags) {
  std::string out;
  for (const json& tag : tags)
    out += (out.empty() ? "" : " ") + tag.get<std::string>().substr(0, 4);
  return out;
}

std::string answers_of(const SegmentAnswer& outcome) {
  const std::string text = outcome.text();
  return text.substr(0, text.find(" >"));
}

}  // namespace

TEST_CASE("3.10.7 single segments: profile rfc9293 answers as the vectors say") {
  const Profile profile = vector_profile(ProfileName::Rfc9293);
  for (const json& v : read_json("vectors.json")) {
    CAPTURE(v["id"].get<std::string>());
    const SegmentAnswer o =
        segment_in(v["before"].get<std::string>(), read_segment(v["seg"]), profile);
    CHECK(answers_of(o) == expected_answers(v["reply"]));
    CHECK(state_name(o.after) == v["after"].get<std::string>());
    CHECK(rule_names(o.rules) == tag_names(v["tags"]));
    CHECK(o.time_wait_started == v["tw_restart"].get<bool>());
  }
}

TEST_CASE("3.10.7 single segments: profile linux answers as the kernel did") {
  const Profile profile = vector_profile(ProfileName::Linux);
  for (const json& v : read_json("vectors.json")) {
    const std::string id = v["id"].get<std::string>();
    CAPTURE(id);
    if (id.starts_with("V04") || id.starts_with("V20")) continue;  // another window: see T182
    const bool same = v["linux"].is_string();
    const json& expected = same ? v : v["linux"];
    const SegmentAnswer o =
        segment_in(v["before"].get<std::string>(), read_segment(v["seg"]), profile);
    CHECK(answers_of(o) == expected_answers(expected["reply"]));
    CHECK(state_name(o.after) == expected["after"].get<std::string>());
    if (!same)  // "T178" and the like: the row that explains the difference was taken
      CHECK(rule_names(o.rules).find(expected["why"].get<std::string>()) != std::string::npos);
  }
}

TEST_CASE("3.10.7 single segments: profile linux answers as Linux 6.18.44 did, cell by cell") {
  const Profile profile = vector_profile(ProfileName::Linux);
  // A connection that is gone shows as its listener in the kernel's table.
  const auto gone = [](std::string_view state) { return state == "CLOSED" || state == "LISTEN"; };
  for (const json& v : read_json("kernel_vectors.json")) {
    const std::string id = v["id"].get<std::string>();
    CAPTURE(id);
    const SegmentAnswer o = segment_in(id.substr(4), read_segment(v["seg"]), profile);
    CHECK(answers_of(o) == expected_answers(v["reply"]));
    const std::string after = v["after"].get<std::string>();
    const bool same = state_name(o.after) == after || (gone(state_name(o.after)) && gone(after));
    CHECK(same);
  }
}

// tests/data/vector_table.txt: every cell, also those that vectors.json leaves open. Each was
// checked against the rows it names; a change of a line needs a reason.
TEST_CASE("3.10.7 single segments: the whole table of 34 segments and 14 situations") {
  const Profile rfc = vector_profile(ProfileName::Rfc9293);
  const Profile linux_profile = vector_profile(ProfileName::Linux);
  std::ifstream in(data_path("vector_table.txt"));
  REQUIRE(in);
  for (int row = 1; row <= 34; ++row) {
    for (const std::string_view situation : kSituations) {
      const Segment seg = row_segment(row, numbers_in(situation));
      const std::string by_rfc = segment_in(situation, seg, rfc).text();
      const std::string by_linux = segment_in(situation, seg, linux_profile).text();
      std::string cell = (row < 10 ? "V0" : "V") + std::to_string(row) + "/" +
                         std::string(situation) + "  " + answer_text(seg) + "  " + by_rfc;
      if (by_linux != by_rfc) cell += "  linux: " + by_linux;
      std::string pinned;
      std::getline(in, pinned);
      CHECK(cell == pinned);
    }
  }
}
