// Pictures: no label covers another or leaves the sheet, whatever the scenario; what is written is
// well-formed XML. What rsvg-convert makes of them is tested in tests/interop.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <regex>

#include "sim/base/hash.hpp"
#include "sim/report/ladder_picture.hpp"
#include "sim/report/machine_picture.hpp"
#include "sim/report/run_caption.hpp"
#include "sim/report/svg.hpp"
#include "sim/run/builtin.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;

namespace {

// Where a line goes: a curve leaves the straight way between its spots, but stays within them.
std::vector<Spot> way_of(const PictureLine& line) {
  if (!line.curve) return line.spots;
  std::vector<Spot> way;
  for (int t = 0; t <= 20; ++t) {
    const int u = 20 - t;
    const auto at = [&](int Spot::*c) {
      const auto& s = line.spots;
      return (u * u * u * (s[0].*c) + 3 * u * u * t * (s[1].*c) + 3 * u * t * t * (s[2].*c) +
              t * t * t * (s[3].*c)) /
             8000;
    };
    way.push_back({at(&Spot::x), at(&Spot::y)});
  }
  return way;
}

// Nothing outside of the sheet, no text on another, no text on the dot of a state.
void check_layout(const Picture& p) {
  for (const PictureBox& b : p.boxes) CHECK(p.sheet().contains(b.box));
  for (const PictureLine& l : p.lines)
    for (const Spot& s : way_of(l)) CHECK(p.sheet().contains({s.x, s.y, s.x, s.y}));
  for (const PictureCross& c : p.crosses)
    CHECK(p.sheet().contains({c.at.x - 7, c.at.y - 7, c.at.x + 7, c.at.y + 7}));
  std::vector<const PictureLabel*> order;
  for (const PictureLabel& l : p.labels) {
    order.push_back(&l);
    CHECK_MESSAGE(p.sheet().contains(l.box()), l.text);
    CHECK(!l.text.empty());
  }
  std::sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->box().y0 < b->box().y0; });
  for (size_t i = 0; i < order.size(); ++i)
    for (size_t k = i + 1; k < order.size() && order[k]->box().y0 < order[i]->box().y1; ++k)
      CHECK_MESSAGE(!order[i]->box().overlaps(order[k]->box()),
                    order[i]->text << " covers " << order[k]->text);
  for (const PictureBox& b : p.boxes)
    for (const PictureLabel& l : p.labels)
      if (b.filled && b.round > 0) CHECK_MESSAGE(!b.box.overlaps(l.box()), l.text);
}

// Tags open and close in pairs, attributes are quoted, entities are XML's own.
void check_xml(const std::string& text) {
  static const std::regex tag("<(/?)([a-z]+)((?: [a-zA-Z:-]+=\"[^\"<]*\")*)(/?)>");
  std::vector<std::string> open;
  const size_t start = text.find("?>\n") + 3;
  for (size_t at = start; at < text.size();) {
    const size_t next = std::min(text.find('<', at), text.size());
    const std::string plain = text.substr(at, next - at);
    CHECK(plain.find('>') == std::string::npos);
    for (size_t i = plain.find('&'); i != std::string::npos; i = plain.find('&', i + 1))
      CHECK((plain.compare(i, 4, "&lt;") == 0 || plain.compare(i, 4, "&gt;") == 0 ||
             plain.compare(i, 5, "&amp;") == 0 || plain.compare(i, 6, "&quot;") == 0));
    if (next == text.size()) break;
    const std::string element = text.substr(next, text.find('>', next) + 1 - next);
    std::smatch m;
    REQUIRE_MESSAGE(std::regex_match(element, m, tag), element);
    if (m[1].length() > 0) {
      REQUIRE(!open.empty());
      CHECK(open.back() == m[2].str());
      open.pop_back();
    } else if (m[4].length() == 0) {
      open.push_back(m[2].str());
    }
    at = next + element.size();
  }
  CHECK(open.empty());
}

std::string svg(const Simulation& run, const Picture& picture, PictureTheme theme) {
  return svg_text(picture, theme, run_caption(run, Language::En));
}

std::vector<std::string> texts_of(const Picture& p) {
  std::vector<std::string> texts;
  for (const PictureLabel& l : p.labels) texts.push_back(l.text);
  return texts;
}

bool holds(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

TEST_CASE("svg: no label covers another or leaves the sheet, in any built-in scenario") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(file.name);
    const Simulation run = run_builtin(file.name);
    const Picture ladder = ladder_picture(run, Language::En);
    const Picture machine = machine_picture(run, Language::En);
    check_layout(ladder);
    check_layout(machine);
    check_layout(beside(ladder, machine));
  }
}

TEST_CASE("svg: lessons in Chinese, too, and long names") {
  for (const BuiltinFile& file : builtin_lessons()) {
    INFO(file.name);
    const Simulation run = run_builtin(file.name);
    check_layout(ladder_picture(run, Language::ZhHans));
    check_layout(machine_picture(run, Language::ZhHant));
  }
  const std::string wide(200, 'W');
  const Simulation run = run_text(R"(format = 1
hosts.a-name-of-thirty-two-characters1 = { profile = "linux" }
hosts.a-name-of-thirty-two-characters2 = { profile = "rfc9293" }
timeline = [
  { at = "0ms", host = "a-name-of-thirty-two-characters1", call = "listen", port = 80 },
]
title = "A title that is longer than any line of any picture could ever be, )" +
                                  wide + "\"\n");
  check_layout(ladder_picture(run, Language::En));
}

TEST_CASE("svg: well-formed, with title, seed and hash, whatever the texts") {
  const Simulation run = run_text(R"(format = 1
title = '''<b>&"quoted"'; ]]> --> &amp; <![CDATA['''
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
  { at = "100ms", host = "client", call = "send", data = "<a>&\"; ]]> --\n\\" },
]
)");
  const std::string text = svg(run, ladder_picture(run, Language::En), PictureTheme::Dark);
  check_xml(text);
  CHECK(text.find("<title>&lt;b&gt;&amp;&quot;quoted&quot;'; ]]&gt;") != std::string::npos);
  CHECK(text.find(hash_text(run.hash())) != std::string::npos);
  for (const char* name : {"lost-last-ack", "simultaneous-close", "self-connect", "blind-rst"}) {
    const Simulation other = run_builtin(name);
    check_xml(svg(other, ladder_picture(other, Language::En), PictureTheme::Print));
    check_xml(svg(other, machine_picture(other, Language::En), PictureTheme::Light));
  }
}

TEST_CASE("svg: loss, silence, states and times show") {
  const Simulation run = run_builtin("lost-last-ack");
  const Picture p = ladder_picture(run, Language::En);
  const std::vector<std::string> texts = texts_of(p);
  CHECK(p.crosses.size() == 1);
  for (const char* text :
       {"59.96 s idle", "TIME_WAIT", "lost (fault)", "60.820", "recv() → 18", "client (linux)"})
    CHECK_MESSAGE(holds(texts, text), text);
  check_golden("lost-last-ack.svg", svg(run, p, PictureTheme::Light));
}

TEST_CASE("svg: a reset has a cross behind its head, smaller than that of a loss") {
  const Picture p = ladder_picture(run_builtin("linger-zero"), Language::En);
  size_t resets = 0;
  for (const PictureLine& line : p.lines) {
    if (!line.doubled) continue;
    ++resets;
    const Spot end = line.spots.back();
    CHECK(std::count_if(p.crosses.begin(), p.crosses.end(), [&](const PictureCross& c) {
            return c.half < 6 && std::abs(c.at.x - end.x) == 20 && std::abs(c.at.y - end.y) <= 1;
          }) == 1);
  }
  CHECK(resets > 0);
  CHECK(p.crosses.size() == resets);
}

TEST_CASE("svg: segments that cross each other cross in the picture") {
  const Simulation run = run_builtin("simultaneous-close");
  const Picture p = ladder_picture(run, Language::En);
  const auto is_fin = [](const PictureLine& l) {
    return l.head && l.ink == Ink::Fin && l.spots.size() == 2;
  };
  std::vector<PictureLine> fins;
  std::copy_if(p.lines.begin(), p.lines.end(), std::back_inserter(fins), is_fin);
  REQUIRE(fins.size() == 2);
  const auto to_the_right = [](const PictureLine& l) { return l.spots[0].x < l.spots[1].x; };
  CHECK(to_the_right(fins[0]) != to_the_right(fins[1]));
  // Each begins above the place where the other one ends.
  CHECK(fins[0].spots[0].y < fins[1].spots[1].y);
  CHECK(fins[1].spots[0].y < fins[0].spots[1].y);
}

TEST_CASE("svg: the edges that go around the diagram run through none of its texts") {
  for (const char* name : {"lost-last-ack", "simultaneous-close"}) {
    const Picture p = machine_picture(run_builtin(name), Language::En);
    size_t wide = 0;
    for (const PictureLine& line : p.lines) {
      if (!line.curve || std::abs(line.spots[0].y - line.spots[3].y) < p.height / 2) continue;
      ++wide;
      for (const Spot& s : way_of(line))
        for (const PictureLabel& l : p.labels)
          CHECK_MESSAGE(!l.box().overlaps({s.x, s.y - 8, s.x + 1, s.y + 8}), l.text);
    }
    CHECK(wide == 2);
  }
}

TEST_CASE("svg: a text is as wide as its letters, and broken where there is room") {
  CHECK(text_width("", 13) == 0);
  CHECK(text_width("WW", 10) == 2 * text_width("W", 10));
  CHECK(text_width("W", 10, true) > text_width("W", 10));
  CHECK(text_width("时", 10) == 10);
  const auto lines = broken_text("one two three", 10, false, text_width("one two", 10));
  CHECK(lines == std::vector<std::string>{"one two", "three"});
  for (const std::string& line : broken_text("aaaaaaaaaaaaaaaaaaaa", 10, false, 40))
    CHECK(text_width(line, 10) <= 40);
}
