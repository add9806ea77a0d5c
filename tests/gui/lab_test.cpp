// The close lab: the same script on several systems side by side, and the matrix of closing.
#include <doctest/doctest.h>

#include "gui/model/lab_runs.hpp"
#include "gui/model/lab_screen.hpp"
#include "gui/model/top_bar.hpp"
#include "sim/report/close_matrix.hpp"
#include "sim/tcp/profile.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::Headless;

LabModel lab(Headless& w, float width, float height) {
  w.state().speak(w.session.phrases.language());
  return make_lab_model(w.session, make_screen_layout(width, height, 1), w.measure());
}

void check_heading(const LabModel& m) {
  std::vector<Label> labels = {m.title, m.close.label};
  std::vector<Rect> boxes = {m.close.rect};
  if (!m.scenario.text.empty()) labels.push_back(m.scenario);
  for (const LabButton& b : m.pages) labels.push_back(b.label), boxes.push_back(b.rect);
  for (const LabToggle& t : m.toggles)
    labels.push_back(t.button.label), boxes.push_back(t.button.rect);
  test::check_text(m.layout.top, labels);
  for (size_t i = 0; i < boxes.size(); ++i) {
    CHECK_FALSE(boxes[i].overlaps(m.title.box));
    for (size_t k = i + 1; k < boxes.size(); ++k) CHECK_FALSE(boxes[i].overlaps(boxes[k]));
  }
}

void check_table(const LabTable& t) {
  std::vector<Label> labels = t.labels;
  for (const LabTableCell& cell : t.cells) {
    CHECK(t.body.contains(cell.rect));
    test::check_inside(cell.rect, {cell.text});
    labels.push_back(cell.text);
    CHECK(cell.differs == (cell.text.text.rfind("\u2260 ", 0) == 0));
  }
  labels.push_back(t.legend);
  if (!t.range.text.empty()) labels.push_back(t.range);
  test::check_text(t.panel, labels);
  CHECK(t.shown >= std::min<size_t>(t.count, 6));
}

void check_lab(const LabModel& m) {
  check_heading(m);
  check_table(m.table);
  for (const LabLadder& l : m.ladders) {
    std::vector<Label> heading = l.heading;
    heading.insert(heading.end(), l.ladder.heading.begin(), l.ladder.heading.end());
    test::check_text(l.panel, heading);
    test::check_text(l.ladder.body.inset(0, -l.ladder.strip / 2), l.ladder.labels);
    CHECK(l.ladder.x[1] - l.ladder.x[0] > 0.2f * l.panel.width());
    CHECK_FALSE(l.panel.overlaps(m.table.panel));
  }
}

constexpr std::array<std::pair<float, float>, 4> kSizes = {
    {{1280.f, 720.f}, {1600.f, 1000.f}, {1920.f, 1080.f}, {3840.f, 2160.f}}};

}  // namespace

TEST_CASE("lab: no text leaves its place, all scenarios on two to four systems") {
  Headless w;
  size_t number = 0;
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    apply(w.session, command::CloseLab{});
    w.session.error.clear();
    w.load(entry.name);
    apply(w.session, command::SetLanguage{kAllLanguages[number % kAllLanguages.size()]});
    w.session.lab.systems = {"linux", "windows"};
    if (number % 3 == 1) w.session.lab.systems = {"rfc9293", "linux", "windows"};
    if (number % 3 == 2) w.session.lab.systems.clear();
    apply(w.session, command::OpenLab{});
    const auto& [width, height] = kSizes[number % kSizes.size()];
    ++number;
    const auto wide = width;  // clang 14 captures no binding
    INFO(entry.name << " at " << wide << ": " << w.session.error);
    if (!w.session.lab.runs) {  // a script for one system only says so
      CHECK(w.session.error != "");
      continue;
    }
    check_lab(lab(w, width, height));
    apply(w.session, command::SeekTime{Time{} + milliseconds(150)});
    check_lab(lab(w, width, height));
  }
}

TEST_CASE("lab: four systems at every size, in every language") {
  Headless w;
  w.load("close-with-unread-data");
  apply(w.session, command::OpenLab{});
  REQUIRE(w.session.lab.runs);
  CHECK(w.session.lab.systems.size() == 4);
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    for (const auto& [width, height] : kSizes)
      for (LabPage page : {LabPage::Script, LabPage::Matrix}) {
        apply(w.session, command::ShowLabPage{page});
        const auto wide = width;  // clang 14 captures no binding
        INFO(wide << " page " << static_cast<int>(page));
        check_lab(lab(w, width, height));
      }
  }
}

TEST_CASE("lab: the table is that of finwait compare, and a cell knows its event") {
  Session s = test::session_on("close-with-unread-data");
  apply(s, command::OpenLab{{"linux", "windows"}});
  REQUIRE(s.lab.runs);
  CHECK(s.lab.runs->systems == std::vector<std::string>{"linux", "windows"});
  size_t known = 0;
  for (const ComparedRow& row : s.lab.runs->table.rows)
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const Trace& trace = s.lab.runs->runs[i].trace();
      const uint32_t record = row.cells[i].record;
      if (record == 0) continue;
      ++known;
      REQUIRE(record <= trace.records.size());
      if (row.group == "states") CHECK(trace.record(record).kind == RecordKind::State);
      if (row.group == "calls" && row.cells[i].text.find("pending") == std::string::npos)
        CHECK(trace.record(record).kind == RecordKind::Result);
      if (row.cells[i].rule != Rule::None && row.group == "states")
        CHECK(trace.record(record).rule == row.cells[i].rule);
    }
  CHECK(known > s.lab.runs->table.rows.size());
}

TEST_CASE("lab: one cursor for all ladders; a run that is over stays as it ended") {
  Session s = test::session_on("lost-last-ack");
  apply(s, command::OpenLab{{"rfc9293", "linux"}});
  REQUIRE(s.lab.runs);
  CHECK(s.lab.now == s.lab.runs->end);
  apply(s, command::ToStart{});
  CHECK(s.lab.now == Time{});
  apply(s, command::Step{1});
  CHECK(s.lab.now == s.lab.runs->events[1]);
  apply(s, command::Step{-1});
  CHECK(s.lab.now == Time{});
  CHECK(s.cursor.step == 0);  // the window's own run stands where it stood
  apply(s, command::TogglePlay{});
  CHECK(is_moving(s));
  Time before = s.lab.now;
  for (int i = 0; i < 20; ++i) apply(s, command::Tick{0.1});
  CHECK(s.lab.now > before);
  for (int i = 0; i < 2000 && s.playing; ++i) apply(s, command::Tick{0.1});
  CHECK(s.lab.now == s.lab.runs->end);
  CHECK_FALSE(is_moving(s));
  for (const Run& run : s.lab.runs->runs)
    CHECK(record_limit_at(run, s.lab.now) == run.trace().records.size());
}

TEST_CASE("lab: a way through states that has no room is told by its end") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::OpenLab{{"rfc9293", "linux", "windows", "macos"}});
  const LabTable t = lab(w, 1280, 720).table;
  const LabTableCell& cell = t.cells.at(1);
  CHECK(cell.whole.starts_with("SYN_SENT \u2192 "));
  CHECK(cell.text.text.starts_with("\u2026 \u2192 "));
  CHECK(cell.text.text.ends_with("TIME_WAIT \u2192 CLOSED"));
  apply(w.session, command::OpenLab{{"linux", "windows"}});
  CHECK(lab(w, 1600, 1000).table.cells.at(1).text.text == cell.whole);
}

TEST_CASE("lab: in narrow ladders a result stays, a state its name, a steep segment its flags") {
  Headless w;
  w.load("close-with-unread-data");
  apply(w.session, command::OpenLab{{"rfc9293", "linux", "freebsd", "windows"}});
  const LabModel m = lab(w, 1600, 1000);
  REQUIRE(m.ladders.size() == 4);
  for (const LabLadder& l : m.ladders) {
    const auto count = [&](const std::string& start) {
      return std::count_if(l.ladder.labels.begin(), l.ladder.labels.end(),
                           [&](const Label& t) { return t.text.rfind(start, 0) == 0; });
    };
    CHECK(count("recv \u2192 E") == 0);  // cut, it said no more than that there is an error
    const bool waits = l.heading[0].text == "freebsd";  // ten minutes in FIN_WAIT_2
    CHECK(count("CLOSED") >= (waits ? 0 : 1));
    CHECK(count("SYN,ACK") >= 1);
  }
}

TEST_CASE("lab: all rows of the table show where the ladders have room enough") {
  Headless w;
  w.load("close-with-unread-data");
  apply(w.session, command::OpenLab{});
  const LabTable t = lab(w, 1920, 1080).table;
  CHECK(t.shown == t.count);
  CHECK(t.range.text == "");
}

TEST_CASE("lab: at least two and at most four systems") {
  Session s = test::session_on("lost-last-ack");
  apply(s, command::OpenLab{{"linux", "windows"}});
  apply(s, command::ToggleLabSystem{"linux"});
  CHECK(s.lab.systems.size() == 2);
  apply(s, command::ToggleLabSystem{"freebsd"});
  apply(s, command::ToggleLabSystem{"rfc9293"});
  CHECK(s.lab.systems.size() == 4);
  CHECK(s.lab.systems.front() == "rfc9293");
  apply(s, command::ToggleLabSystem{"macos"});
  CHECK(s.lab.systems.size() == 4);
  REQUIRE(s.lab.runs);
  CHECK(s.lab.runs->systems == s.lab.systems);
}

TEST_CASE("lab: by mouse and by keyboard: open, choose, select, matrix, open a cell, close") {
  Headless w(1280, 720);
  w.load("close-with-unread-data");
  w.click("lab");
  REQUIRE(w.session.lab.open);
  w.click("lab-windows");
  CHECK(w.session.lab.systems.size() == 3);
  w.click("cell-0-1");
  CHECK(w.session.lab.selected == LabCell{0, 1});
  const Time there = w.session.lab.now;
  w.press(ImGuiKey_DownArrow);
  CHECK(w.session.lab.selected == LabCell{1, 1});
  w.press(ImGuiKey_Home);
  CHECK(w.session.lab.now == Time{});
  CHECK(there > Time{});
  w.press(ImGuiKey_K);
  CHECK_FALSE(w.session.lab.open);
  w.press(ImGuiKey_K);
  CHECK(w.session.lab.open);
  w.click("lab-matrix");
  REQUIRE(w.session.lab.matrix);
  CHECK(w.session.lab.matrix->rows.size() == 35);
  CHECK(w.session.lab.matrix->systems.size() == profile_names().size());
  const Point table = lab(w, 1280, 720).table.body.center();
  ImGui::GetIO().AddMousePosEvent(table.x, table.y);
  w.frames();
  ImGui::GetIO().AddMouseWheelEvent(0, -1);
  w.frames(2);
  CHECK(w.session.lab.top == 3);
  w.click("cell-16-1");
  CHECK_FALSE(w.session.lab.open);
  CHECK(w.session.origin().text == close_scenario(16, w.session.lab.matrix->systems[1]));
  w.click("lab");
  w.click("lab-close");
  CHECK_FALSE(w.session.lab.open);
}

namespace {

// Words of two and more small letters; names of calls, hosts, systems and options stay.
std::string english_words(const std::string& text) {
  std::string out;
  std::string run;
  for (const char c : text + " ") {
    if (c >= 'a' && c <= 'z') {
      run += c;
      continue;
    }
    const bool name = c == '(' || c == '_' || c == '#';
    if (run.size() > 2 && !name) out += run + " ";
    run.clear();
  }
  return out;
}

}  // namespace

TEST_CASE("lab: what cells and rows say is Chinese in the Chinese window, and follows it") {
  Session s = test::session_on("close-with-unread-data");
  apply(s, command::SetLanguage{Language::ZhHans});
  apply(s, command::OpenLab{{"linux", "windows"}});
  const auto cells = [&] {
    std::string all;
    for (const ComparedRow& row : s.lab.runs->table.rows)
      for (const ComparedCell& cell : row.cells) all += cell.text + "\n";
    return all;
  };
  const size_t differences = s.lab.runs->table.differences();
  CHECK(cells().find("\u5199\u5165") != std::string::npos);  // written
  for (const char* word : {"written", " at ", "none", "after", "discarded", "pending"})
    CHECK(cells().find(word) == std::string::npos);
  const LabCell there = *s.lab.selected;
  apply(s, command::SetLanguage{Language::En});
  CHECK(s.lab.runs->language == Language::En);
  CHECK(cells().find(" written") != std::string::npos);
  CHECK(s.lab.runs->table.differences() == differences);
  CHECK(s.lab.selected == there);
  apply(s, command::ShowLabPage{LabPage::Matrix});
  REQUIRE(s.lab.matrix);
  CHECK(s.lab.matrix->rows[1].situation == "unread data");
  apply(s, command::SetLanguage{Language::ZhHant});
  CHECK(s.lab.matrix->rows[1].situation == "\u672a\u8b80\u8cc7\u6599");
  for (const CloseRow& row : s.lab.matrix->rows) {
    INFO(row.closing << ": " << row.situation);
    CHECK(english_words(row.situation) == "");
    for (const CloseCell& cell : row.cells) {
      CHECK(english_words(cell.result) == "");
      CHECK(english_words(cell.segment) == "");
      CHECK(english_words(cell.peer) == "");
    }
  }
}

TEST_CASE("lab: Escape closes it after an error; another script is compared at once") {
  Headless w;
  w.load("lost-last-ack");
  w.press(ImGuiKey_K);
  apply(w.session, command::ShowError{"x"});
  w.press(ImGuiKey_Escape);
  CHECK(w.session.lab.open);
  apply(w.session, command::LoadBuiltin{"normal-close"});
  REQUIRE(w.session.lab.runs);
  CHECK(w.session.lab.generation == w.session.generation);
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(w.session.lab.open);
}

}  // namespace finwait
