// The byte ledger and what killed each octet, over every built-in scenario.
#include "sim/report/bytes_table.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sim/report/byte_fates.hpp"
#include "sim/report/compare_table.hpp"
#include "sim/report/display_width.hpp"
#include "sim/run/builtin.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

uint64_t recorded(const Simulation& run, ByteFate fate) {
  uint64_t sum = 0;
  for (const Record& r : run.trace().records)
    if (r.kind == RecordKind::Bytes && r.fate() == fate) sum += static_cast<uint64_t>(r.length());
  return sum;
}

// Frames that fill a hole never come; then the reader's host loses power.
constexpr const char* kHole = R"(format = 1
title = "hole"
network = { delay = "10ms" }
hosts.client = { profile = "linux", set = { mss = 1000 } }
hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
  { at = "100ms", host = "client", call = "send", bytes = 3000 },
  { at = "120ms", host = "server", call = "power_off" },
]
faults = [ { do = "drop", from = "client", seq = 1 } ]
)";

}  // namespace

TEST_CASE("bytes: the records of every built-in scenario add up to the ledger") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(file.name);
    const Simulation run = run_builtin(file.name);
    Ledger sum;
    for (uint32_t stream = 1; stream <= run.world().stream_count(); ++stream) {
      const Ledger l = run.world().ledger(stream);
      sum.read += l.read;
      sum.discarded += l.discarded;
      sum.foreign += l.foreign;
    }
    CHECK(recorded(run, ByteFate::Read) == sum.read);
    CHECK(recorded(run, ByteFate::Discarded) == sum.discarded);
    CHECK(recorded(run, ByteFate::Foreign) >= sum.foreign);  // forged text has no stream
  }
}

TEST_CASE("bytes: every discarded octet of every built-in scenario has a reason") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(file.name);
    const Simulation run = run_builtin(file.name);
    for (const StreamFate& fate : byte_fates(run)) {
      uint64_t explained = 0;
      uint64_t parts = 0;
      for (const Discard& d : fate.discards) {
        CHECK(d.rule != Rule::None);
        CHECK(!d.killer.empty());
        explained += d.to - d.from;
      }
      for (const LedgerPart& part : kLedgerParts) parts += fate.ledger.*part.count;
      CHECK(explained == fate.ledger.discarded);
      CHECK(parts == fate.ledger.written);
    }
  }
}

TEST_CASE("bytes: never wider than the terminal") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Simulation run = run_builtin(file.name);
    for (int width : {24, 40, 80, 200})
      for (const std::string& line : lines_of(bytes_text(run, {width})))
        CHECK_MESSAGE(display_width(line) <= width, file.name, ": ", line);
  }
}

TEST_CASE("bytes: T118 unread data is killed by close(), and the writer is told") {
  const std::string text = bytes_text(run_builtin("close-with-unread-data"), {});
  CHECK(contains(text, "10 bytes discarded, 0:10\n"));
  CHECK(contains(text, "killed by    close() of client at 500 ms\n"));
  CHECK(contains(text, "rule         T118, RFC 9293 3.6.1"));
  CHECK(contains(text, "writer told  recv() of server → ECONNRESET at 550 ms\n"));
}

TEST_CASE("bytes: the same in Chinese: columns, killer, rule, who was told") {
  const Simulation run = run_builtin("close-with-unread-data");
  const std::string hans = bytes_text(run, {100, ColourMode::None, Language::ZhHans});
  for (const char* part : {"550 ms 起再无事件", "  写入  未发送  途中  失序保留  未读  已读  丢弃  外来",
                           "✗ 丢弃 10 字节，0:10", "原因      close()（client，500 ms）",
                           "规则      T118, RFC 9293 3.6.1: 关闭使数据丢失",
                           "写方得知  recv()（server）→ ECONNRESET，550 ms", "1 个方向没有字节"}) {
    INFO(part);
    CHECK(contains(hans, part));
  }
  const std::string hant = bytes_text(run, {100, ColourMode::None, Language::ZhHant});
  CHECK(contains(hant, "✗ 丟棄 10 位元組，0:10"));
  CHECK(contains(hant, "規則      T118, RFC 9293 3.6.1: 關閉使資料遺失"));
}

TEST_CASE("bytes: what is on the wire, held and unsent when the reader's host dies") {
  const Simulation run = run_text(kHole);
  const std::vector<StreamFate> fates = byte_fates(run);
  REQUIRE(!fates.empty());
  CHECK(fates[0].ledger.discarded == 3000);
  REQUIRE(!fates[0].discards.empty());
  CHECK(fates[0].discards.front().from == 0);
  CHECK(fates[0].discards.back().to == 3000);
  CHECK(fates[0].discards.front().rule == Rule::N014);
  CHECK(contains(fates[0].discards.front().killer, "power_off of server at 120 ms"));
  CHECK(fates[0].discards.front().told != 0);  // ETIMEDOUT, a long time later
}

TEST_CASE("bytes: a run in which nothing is written") {
  CHECK(contains(bytes_text(run_builtin("connection-refused"), {}), "No byte was written.\n"));
}

TEST_CASE("bytes, compare: what a title says neither leaves its line nor steers the terminal") {
  std::string text = kHole;
  text.replace(text.find("hole\""), 5, "a\\n\\u001b[31mb\"");
  std::vector<Simulation> runs;
  runs.push_back(run_text(text));
  CHECK(contains(bytes_text(runs[0], {}), "a  [31mb\n"));
  const ComparedRuns table = compare_systems({"linux"}, runs, Language::En);
  CHECK(contains(compare_text(table, {}), "a  [31mb\n"));
  CHECK(contains(compare_markdown(table), "# a  [31mb\n"));
}

TEST_CASE("bytes: JSON says the same") {
  const Simulation run = run_builtin("close-with-unread-data");
  const auto json = nlohmann::json::parse(bytes_json(run, Language::En));
  CHECK(json["file"] == "close-with-unread-data");
  REQUIRE(json["streams"].size() == 2);
  const auto& stream = json["streams"][1];
  CHECK(stream["written"] == 10);
  CHECK(stream["discarded"] == 10);
  CHECK(stream["discards"][0]["range"] == nlohmann::json::array({0, 10}));
  CHECK(stream["discards"][0]["rule"]["id"] == "T118");
  CHECK(stream["discards"][0]["told"]["result"] == "ECONNRESET");
}
