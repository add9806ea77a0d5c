#include "gui/model/top_bar.hpp"

#include <algorithm>
#include <array>

#include "gui/model/words.hpp"
#include "sim/base/text.hpp"
#include "sim/run/builtin.hpp"

namespace finwait {
namespace {

constexpr float kEm = 12.5f;

struct ChipValue {
  std::string_view path;
  Phrase name;
  std::string shown;
  std::string edit;
};

// One value, or both directions' when they differ.
template <class Shown>
ChipValue link_value(const Script& script, std::string_view path, Phrase name, Shown shown) {
  const auto [a, edit_a] = shown(script.links[0]);
  const auto [b, edit_b] = shown(script.links[1]);
  return {path, name, edit_a == edit_b ? a : a + "/" + b, edit_a};
}

struct Two {
  std::string shown;
  std::string edit;
};

Two of_duration(Duration d) {
  return {time_text(d), duration_text(d)};
}

Two of_ratio(Ratio r) {
  std::string text = ratio_text(r);
  return {text == "0" ? "0 %" : text, text};
}

std::vector<ChipValue> chip_values(const Script& script) {
  const auto delay = [](const LinkConfig& l) { return of_duration(l.delay); };
  const auto jitter = [](const LinkConfig& l) { return of_duration(l.jitter); };
  const auto loss = [](const LinkConfig& l) { return of_ratio(l.loss); };
  const auto duplicate = [](const LinkConfig& l) { return of_ratio(l.duplicate); };
  const auto reorder = [](const LinkConfig& l) { return of_ratio(l.reorder); };
  return {link_value(script, "network.delay", Phrase::Delay, delay),
          link_value(script, "network.jitter", Phrase::Jitter, jitter),
          link_value(script, "network.loss", Phrase::Loss, loss),
          link_value(script, "network.duplicate", Phrase::DuplicateChip, duplicate),
          link_value(script, "network.reorder", Phrase::Reorder, reorder),
          {"network.msl", Phrase::Msl, time_text(script.msl), duration_text(script.msl)},
          {"seed", Phrase::Seed, std::to_string(script.seed), std::to_string(script.seed)}};
}

class TopBarMaker {
 public:
  TopBarMaker(const Session& session, const Rect& bar, const Type& type)
      : s_(session),
        type_(type),
        theme_(theme_of(session.theme)),
        ui_(type.ui),
        y_(bar.center().y),
        right_(bar.x1) {
    m_.bar = bar;
  }

  TopBarModel make(TopBarParts parts, const Rect& network) {
    m_.brand = make_label(type_, {m_.bar.x0 + 4 * ui_, y_}, Align::Left, Face::Bold, 20, theme_.ink,
                          "FinWait");
    m_.menu = {m_.bar.x0 - 2 * ui_, y_ - 15 * ui_, m_.brand.box.x1 + 20 * ui_, y_ + 15 * ui_};
    button(m_.keys, m_.keys_name, s_.phrases(Phrase::KeysButton));
    button(m_.lab, m_.lab_name, s_.phrases(Phrase::LabButton));
    button(m_.present, m_.present_name, s_.phrases(Phrase::PresentButton));
    button(m_.theme, m_.theme_name, s_.phrases(next_theme_phrase(s_.theme)));
    button(m_.language, m_.language_name, s_.phrases(Phrase::LanguageName));
    if (s_.live) button(m_.live.emplace(), m_.live_name, s_.phrases(Phrase::LiveButton));
    right_ -= 8 * ui_;
    if (s_.run && parts == TopBarParts::All) chips();
    if (network.width() > 0) panel(network);
    title();
    return std::move(m_);
  }

 private:
  Rect cell(float width) {
    const Rect r{right_ - width, y_ - 15 * ui_, right_, y_ + 15 * ui_};
    right_ = r.x0 - 8 * ui_;
    return r;
  }

  void button(Rect& rect, Label& label, std::string text) {
    rect = cell(type_.width(Face::Text, kEm, text) + 26 * ui_);
    label = make_label(type_, rect.center(), Align::Center, Face::Text, kEm, theme_.ink,
                       std::move(text));
  }

  // From the right, so that the title gets what is left.
  void chips() {
    const auto values = chip_values(s_.run->script());
    for (size_t i = values.size(); i-- > 0;) m_.chips.insert(m_.chips.begin(), chip(values[i]));
  }

  // Below each other, in a panel of their own.
  void panel(const Rect& panel) {
    m_.network = panel;
    const float left = panel.x0 + 14 * ui_;
    m_.network_title = make_label(type_, {left, panel.y0 + 18 * ui_}, Align::Left, Face::Bold, 13,
                                  theme_.soft, s_.phrases(Phrase::Network));
    if (!s_.run) return;
    const float right = std::min(panel.x1 - 14 * ui_, left + 320 * ui_);
    float y = panel.y0 + 38 * ui_;
    for (const ChipValue& value : chip_values(s_.run->script())) {
      m_.chips.push_back(chip(value, {left, y, right, y + 30 * ui_}));
      y += 38 * ui_;
    }
  }

  NetworkChip chip(const ChipValue& v) {
    const float name_width = type_.width(Face::Text, kEm, s_.phrases(v.name));
    const float value_width = std::max(type_.width(Face::Mono, kEm, v.shown), 34 * ui_);
    return chip(v, cell(name_width + value_width + 28 * ui_));
  }

  NetworkChip chip(const ChipValue& v, const Rect& rect) {
    NetworkChip c;
    c.path = v.path;
    c.edit = v.edit;
    c.rect = rect;
    const float y = rect.center().y;
    c.name = make_label(type_, {rect.x0 + 10 * ui_, y}, Align::Left, Face::Text, kEm,
                        theme_.soft, s_.phrases(v.name));
    c.value = make_label(type_, {rect.x1 - 10 * ui_, y}, Align::Right, Face::Mono, kEm,
                         theme_.ink, v.shown);
    c.value_rect = {c.name.box.x1 + 4 * ui_, c.rect.y0, c.rect.x1, c.rect.y1};
    return c;
  }

  // Smaller where it is long, then in two lines: it names the lesson.
  void title() {
    const float x = m_.menu.x1 + 4 * ui_;
    const float room = right_ - x - 44 * ui_;
    std::string text;
    if (s_.run) {
      const Scenario& scenario = s_.run->simulation.scenario();
      text = scenario.title.in(s_.phrases.language());
      m_.about = scenario.summary.in(s_.phrases.language());
      if (text.empty()) text = s_.origin().name;
    }
    float em = 15;
    while (em > kEm && type_.width(Face::Text, em, text) > room) em -= 0.5f;
    std::vector<std::string> lines = {text};
    if (em <= kEm && room > 0)
      lines = wrap_text(type_.measure, Face::Text, type_.size(em), text, room);
    const bool two = lines.size() > 1;
    m_.title = line(x, two ? -8.f : 0.f, em, lines.empty() ? text : lines[0], room);
    if (two) m_.title_below = line(x, 8, em, text.substr(rest_at(text, lines[0])), room);
    const float end = std::max(m_.title.box.x1, m_.title_below.box.x1);
    m_.picker = {x, y_ - 15 * ui_, end + 32 * ui_, y_ + 15 * ui_};
  }

  Label line(float x, float below, float em, const std::string& text, float room) const {
    return fit_label(type_, {x + 10 * ui_, y_ + below * ui_}, Align::Left, Face::Text, em,
                     theme_.ink, text, room);
  }

  // Where a text goes on behind its first line.
  static size_t rest_at(const std::string& text, const std::string& first) {
    return std::min(text.size(), text.find_first_not_of(' ', first.size()));
  }

  const Session& s_;
  const Type& type_;
  const Theme& theme_;
  float ui_;
  float y_;
  float right_;
  TopBarModel m_;
};

}  // namespace

TopBarModel make_top_bar_model(const Session& session, const Rect& bar, const Type& type,
                               TopBarParts parts, const Rect& network) {
  return TopBarMaker(session, bar, type).make(parts, network);
}

std::vector<CatalogueEntry> make_catalogue(Language language) {
  std::vector<CatalogueEntry> all;
  for (const auto& files : {builtin_scenarios(), builtin_lessons()}) {
    for (const BuiltinFile& file : files) {
      const auto read = read_scenario(file.text, std::string(file.name));
      if (!read) continue;
      const Scenario& scenario = read.value();
      const LocalText& text = scenario.lesson ? scenario.lesson->claim : scenario.summary;
      all.push_back({std::string(file.name), scenario.title.in(language), text.in(language)});
    }
  }
  return all;
}

}  // namespace finwait
