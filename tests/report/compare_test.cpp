// The same script on several systems: what is the same, what differs, and which rule made it so.
#include "sim/report/compare_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/report/close_matrix.hpp"
#include "sim/report/display_width.hpp"
#include "sim/report/words.hpp"
#include "sim/run/builtin.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

ComparedRuns on_systems(std::string_view name, const std::vector<std::string>& systems,
                        Language language = Language::En) {
  std::vector<Simulation> runs;
  for (const std::string& system : systems) {
    const Script script = run_builtin(name).script();
    std::vector<Override> overrides;
    for (const HostConfig& host : script.hosts)
      overrides.push_back({"hosts." + host.name + ".profile", system});
    runs.push_back(run_builtin(name, overrides));
  }
  return compare_systems(systems, runs, language, language);
}

const ComparedRow& row_of(const ComparedRuns& runs, std::string_view group,
                          std::string_view label) {
  const auto row = std::find_if(runs.rows.begin(), runs.rows.end(), [&](const ComparedRow& r) {
    return r.group == group && r.label == label;
  });
  REQUIRE_MESSAGE(row != runs.rows.end(), label);
  return *row;
}

// Every element that is opened is closed, in order. Comments and scripts do not occur.
bool is_balanced(const std::string& html) {
  std::vector<std::string> open;
  for (size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const size_t end = html.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = html.substr(at + 1, end - at - 1);
    if (tag[0] == '!' || tag.back() == '/') continue;
    const std::string name = tag.substr(tag[0] == '/', tag.find(' ') - (tag[0] == '/'));
    if (tag[0] != '/') {
      open.push_back(name);
      continue;
    }
    if (open.empty() || open.back() != name) return false;
    open.pop_back();
  }
  return open.empty();
}

}  // namespace

TEST_CASE("compare: linger 0 on rfc9293 and linux differs in the flags of the reset") {
  const ComparedRuns runs = on_systems("linger-zero", {"rfc9293", "linux"});
  CHECK(runs.differences() == 1);
  const ComparedRow& first = row_of(runs, "segments", "first that differs");
  CHECK(first.cells[0].text == "#6 client RST 11");
  CHECK(!first.cells[0].differs);
  CHECK(first.cells[1].text == "#6 client RST,ACK 11 ack 1");
  CHECK(first.cells[1].differs);
  CHECK(first.cells[1].rule == Rule::T036);
  CHECK(row_of(runs, "calls", "500 ms client close()").cells[1].text == "0");
  CHECK(row_of(runs, "calls", "360 ms server recv()").cells[0].text == "ECONNRESET after 190 ms");
  CHECK(row_of(runs, "end", "all CLOSED").cells[0].text == "550 ms");
}

TEST_CASE(
    "compare: linger with a dead peer: close() returns 0 after 2 s, the bytes stay on the way") {
  const ComparedRuns runs = on_systems("linger-timeout-linux", {"linux", "rfc9293"});
  const ComparedRow& close = row_of(runs, "calls", "300 ms client close()");
  CHECK(close.cells[0].text == "0 after 2 s");
  CHECK(row_of(runs, "bytes", "client → server").cells[0].text == "10 written, 10 in flight");
  CHECK(row_of(runs, "end", "all CLOSED").cells[0].text == "never: client stays in FIN_WAIT_1");
}

// What each form of the table says of a cell: its text, marked where it differs.
void check_forms(const ComparedRuns& runs, size_t system, std::string_view label,
                 std::string_view text, std::string_view rule) {
  const auto row = std::find_if(runs.rows.begin(), runs.rows.end(),
                                [&](const ComparedRow& r) { return r.label == label; });
  REQUIRE_MESSAGE(row != runs.rows.end(), label);
  const ComparedCell& cell = row->cells[system];
  INFO(label, " on ", runs.systems[system]);
  CHECK(cell.text == text);
  const std::string marked = (cell.differs ? "≠ " : "") + std::string(text);
  const std::string plain(rule);
  CHECK(contains(compare_text(runs, {200}), marked));
  CHECK(contains(compare_text(runs, {200}), plain));
  const std::string html = compare_html(runs);
  CHECK(contains(html, (cell.differs ? "<td class=\"differs\">" : "<td>") + marked));
  CHECK(contains(html, ">" + plain + "</small>"));
  CHECK(contains(compare_markdown(runs), cell.differs ? "≠ **" : std::string(text)));
  CHECK(contains(compare_markdown(runs), "<br>" + plain));
  const auto json = nlohmann::json::parse(compare_json(runs));
  for (const auto& r : json["rows"]) {
    if (r["label"] != label) continue;
    const auto& c = r["cells"][system];
    CHECK(c["text"] == text);
    CHECK(c["differs"] == cell.differs);
    CHECK(c["rule"]["id"] == plain.substr(0, plain.find(',')));
  }
}

TEST_CASE("compare: linger {1,2}, a dead peer: Linux goes on in the background, Windows resets") {
  const std::vector<std::string> systems = {"linux", "windows", "freebsd"};
  for (const char* name : {"linger-timeout-linux", "linger-timeout-windows"}) {
    INFO(name);
    const ComparedRuns runs = on_systems(name, systems);
    const ComparedRow& close = row_of(runs, "calls", "300 ms client close()");
    CHECK(close.cells[0].text == "0 after 2 s");
    CHECK(close.cells[1].text == "0 after 2 s");
    CHECK(row_of(runs, "segments", "first RST").cells[0].text == "none");
    check_forms(runs, 1, "first RST", "client at 2.3 s", "T169, Windows (documented)");
    check_forms(runs, 1, "client → server", "10 written, 10 discarded",
                "T169, Windows (documented)");
    CHECK(row_of(runs, "bytes", "client → server").cells[0].text == "10 written, 10 in flight");
    CHECK(row_of(runs, "end", "all CLOSED").cells[0].text == "never: client stays in FIN_WAIT_1");
  }
}

TEST_CASE("compare: linger {1,2}, non-blocking: Linux blocks all the same, Windows does nothing") {
  const ComparedRuns runs = on_systems("linger-nonblocking-linux", {"linux", "windows", "freebsd"});
  const ComparedRow& close = row_of(runs, "calls", "300 ms client close()");
  CHECK(close.cells[0].text == "0 after 2 s");
  CHECK(!close.cells[0].differs);
  check_forms(runs, 1, "300 ms client close()", "WSAEWOULDBLOCK", "A113, POSIX (documented)");
  check_forms(runs, 2, "300 ms client close()", "0", "A113, POSIX (documented)");
  check_forms(runs, 1, "400 ms client send(1)", "1", "A046, POSIX (documented)");
  const ComparedRow& states = row_of(runs, "states", "client conn#1");
  CHECK(states.cells[0].text == "SYN_SENT → ESTABLISHED → FIN_WAIT_1");
  CHECK(states.cells[1].text == "SYN_SENT → ESTABLISHED");
}

TEST_CASE("compare: the same error in other words is no difference") {
  const ComparedRuns runs = on_systems("linger-zero", {"linux", "windows"});
  const ComparedRow& row = row_of(runs, "calls", "360 ms server recv()");
  CHECK(row.cells[0].text == "ECONNRESET after 190 ms");
  CHECK(row.cells[1].text == "WSAECONNRESET after 190 ms");
  CHECK(!row.cells[1].differs);
  const Result<CloseMatrix> made = close_matrix({"rfc9293", "windows"});
  REQUIRE(made.ok());
  const ComparedRuns matrix = as_comparison(made.value());
  CHECK(!matrix.rows[0].differs());  // SHUT_RD with nothing pending: only how it is known differs
  CHECK(contains(matrix.rows[0].cells[1].text, "A084 (documented)"));
  CHECK(matrix.rows[1].differs());   // SD_RECEIVE with unread data resets
}

TEST_CASE("compare: what nobody has verified says so, whether it differs or not") {
  const ComparedRuns runs = on_systems("close-with-unread-data", {"linux", "windows"});
  const std::string text = compare_text(runs, {120});
  CHECK(contains(text, "A096, POSIX (unverified)"));
  CHECK(contains(compare_markdown(runs), "A096, POSIX (unverified)"));
  CHECK(contains(compare_html(runs), "A096, POSIX (unverified)"));
}

TEST_CASE("compare: a run does not differ from itself") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(file.name);
    const Simulation run = run_builtin(file.name);
    const ComparedRuns runs = compare_systems({"a", "b"}, {run, run}, Language::En);
    CHECK(runs.differences() == 0);
    for (const ComparedRow& row : runs.rows) CHECK(row.cells.size() == 2);
  }
}

TEST_CASE("compare: every scenario on every system, never wider than the terminal") {
  const std::vector<std::string> systems(profile_names().begin(), profile_names().end());
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(file.name);
    const ComparedRuns runs = on_systems(file.name, systems);
    for (int width : {24, 40, 80, 200})
      for (const std::string& line : lines_of(compare_text(runs, {width})))
        CHECK_MESSAGE(display_width(line) <= width, line);
    CHECK(is_balanced(compare_html(runs)));
    const auto json = nlohmann::json::parse(compare_json(runs));
    CHECK(json["rows"].size() == runs.rows.size());
    CHECK(json["systems"].size() == systems.size());
  }
}

TEST_CASE("compare: one marked cell in each form") {
  const ComparedRuns runs = on_systems("linger-zero", {"rfc9293", "linux"});
  const std::string text = compare_text(runs, {});
  CHECK(contains(text, "≠ #6 client RST,ACK 11 ack 1\n"));
  CHECK(contains(text, "T036, RFC 9293 3.10.5 (RFC)\n"));
  CHECK(contains(text, "1 of 16 rows differ (≠) from rfc9293.\n"));
  CHECK(contains(compare_markdown(runs),
                 "≠ **\\#6 client RST,ACK 11 ack 1**<br>T036, RFC 9293 3.10.5 (RFC) |\n"));
  const std::string html = compare_html(runs);
  CHECK(contains(html, "<td class=\"differs\">≠ #6 client RST,ACK 11 ack 1"));
  CHECK(!contains(html, "http"));  // nothing is fetched
  CHECK(!contains(html, "src="));
  const auto json = nlohmann::json::parse(compare_json(runs));
  CHECK(json["differences"] == 1);
  size_t marked = 0;
  for (const auto& row : json["rows"])
    for (const auto& cell : row["cells"]) marked += cell["differs"].get<bool>();
  CHECK(marked == 1);
}

TEST_CASE("compare: in Chinese no English word is left, and the same rows differ") {
  const std::vector<std::string> systems = {"rfc9293", "linux", "freebsd", "windows"};
  for (const char* name : {"close-with-unread-data", "accept-queue-full-linux", "lost-last-ack"}) {
    const ComparedRuns english = on_systems(name, systems);
    for (Language language : {Language::ZhHans, Language::ZhHant}) {
      const ComparedRuns runs = on_systems(name, systems, language);
      CHECK(runs.differences() == english.differences());
      const std::string text = compare_text(runs, {200, ColourMode::None});
      const std::string original = compare_text(english, {200, ColourMode::None});
      for (Word w : {Word::GroupStates, Word::GroupSegments, Word::GroupCalls, Word::GroupBytes,
                     Word::RowFirstDiffers, Word::RowAllClosed, Word::RowRunEnds,
                     Word::KnownUnverified, Word::KnownDocumented}) {
        INFO(name << ": " << word(w, Language::En));
        CHECK(text.find(word(w, Language::En)) == std::string::npos);
        CHECK((text.find(word(w, language)) != std::string::npos) ==
              (original.find(word(w, Language::En)) != std::string::npos));
      }
    }
  }
}

TEST_CASE("close matrix: no hole, and every cell names a rule with its evidence") {
  const std::vector<std::string> systems(profile_names().begin(), profile_names().end());
  const Result<CloseMatrix> made = close_matrix(systems);
  REQUIRE_MESSAGE(made.ok(), made.error().text());
  const CloseMatrix& matrix = made.value();
  CHECK(matrix.rows.size() == 7 * 5);
  for (const CloseRow& row : matrix.rows) {
    INFO(row.closing, ", ", row.situation);
    REQUIRE(row.cells.size() == systems.size());
    for (const CloseCell& cell : row.cells) {
      CHECK(cell.result != "pending");
      CHECK(!cell.segment.empty());
      CHECK(!cell.soon.empty());
      CHECK(!cell.end.empty());
      CHECK(!cell.peer.empty());
      CHECK(cell.rule != Rule::None);
      const std::string& system = systems[static_cast<size_t>(&cell - row.cells.data())];
      CHECK(cell.evidence == evidence_of(cell.rule, *parse_profile(system)));
    }
  }
  const auto json = nlohmann::json::parse(close_matrix_json(matrix));
  CHECK(json["rows"].size() == matrix.rows.size());
  CHECK(is_balanced(compare_html(as_comparison(matrix))));
  for (int width : {24, 40, 80, 200})
    for (const std::string& line : lines_of(compare_text(as_comparison(matrix), {width})))
      CHECK_MESSAGE(display_width(line) <= width, line);
}

TEST_CASE("close matrix: well-known outcomes elsewhere (A113, T169), and what is not verified") {
  const std::string page = close_matrix_page();
  CHECK(contains(page, "**WSAEWOULDBLOCK** · nothing<br>ESTABLISHED<br>peer: waits<br>"
                       "A113, POSIX (documented)"));
  CHECK(contains(page, "| as freebsd |"));
  CHECK(contains(page, "FIN\\_WAIT\\_1 → CLOSED (unverified)<br>"));  // Windows' FIN_WAIT_2
  CHECK(contains(page, "A096, POSIX (unverified)"));
  const Result<CloseMatrix> made = close_matrix({"windows"});
  REQUIRE(made.ok());
  const CloseRow& last = made.value().rows.back();
  CHECK(last.situation == "peer dead (cut off)");
  CHECK(last.cells.front().result == "WSAEWOULDBLOCK");
  CHECK(last.cells.front().segment == "nothing");
}

TEST_CASE("close matrix: well-known outcomes on linux (T118, A110, A112)") {
  const Result<CloseMatrix> made = close_matrix({"linux"});
  REQUIRE(made.ok());
  const auto cell = [&](std::string_view closing, std::string_view situation) {
    for (const CloseRow& row : made.value().rows)
      if (row.closing == closing && row.situation == situation) return row.cells.front();
    return CloseCell{};
  };
  CHECK(cell("close()", "nothing pending").segment == "FIN,ACK");
  CHECK(cell("close()", "nothing pending").peer == "0");
  CHECK(cell("close()", "unread data").segment == "RST,ACK");
  CHECK(cell("close()", "unread data").discarded == 10);
  CHECK(cell("close()", "unread data").peer == "ECONNRESET");
  CHECK(cell("close(), linger 0 s", "nothing pending").segment == "RST,ACK");
  CHECK(cell("close(), linger 0 s", "nothing pending").soon == "CLOSED");
  CHECK(cell("close(), linger 2 s", "peer dead (cut off)").result == "0 after 2 s");
  CHECK(cell("close(), linger 2 s, non-blocking", "peer dead (cut off)").result == "0 after 2 s");
  CHECK(cell("shutdown(SHUT_RD)", "nothing pending").segment == "nothing");
  CHECK(cell("shutdown(SHUT_RD)", "nothing pending").end == "ESTABLISHED");
}
