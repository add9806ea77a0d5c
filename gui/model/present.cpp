#include "gui/model/present.hpp"

#include <algorithm>

#include "gui/model/ladder_interval.hpp"
#include "gui/model/view_ease.hpp"

namespace finwait {
namespace {

constexpr float kWidth = 1920;
constexpr float kHeight = 1080;
constexpr float kNodeEm = 13;    // the diagram's type in design units
constexpr float kLadderEm = 11.5f;
constexpr float kNodeWidth = 101;  // design units: narrower than in the figure
constexpr LadderStyle kLadder = {.heading = 46, .title = false, .left = 138, .right = 100};

class PresentMaker {
 public:
  PresentMaker(const Session& session, float width, float height, const Measure& measure,
               AxisCache& axes)
      : s_(session), measure_(measure), axes_(axes), theme_(theme_of(session.theme)) {
    m_.screen = {0, 0, width, height};
    m_.unit = u_ = std::min(width / kWidth, height / kHeight);
    m_.diagram_ui = u_ * kPresentEm / kNodeEm;
    m_.ladder_ui = u_ * kPresentEm / kLadderEm;
    m_.playing = session.playing;
  }

  PresentModel make() {
    const float edge = 24 * u_;
    const float bottom = m_.screen.y1 - edge - 58 * u_;  // of the sentence
    const float middle = bottom - 12 * u_ - 122 * u_;
    const float room = m_.screen.width() - 2 * edge - 14 * u_;
    const float split = edge + room * 0.445f;
    m_.caption = {edge, middle + 14 * u_, m_.screen.x1 - edge, bottom - 12 * u_};
    diagram({edge, edge, split, middle});
    ladder({split + 14 * u_, edge, m_.screen.x1 - edge, middle});
    sentence();
    controls();
    return std::move(m_);
  }

 private:
  Type type(float ui) const { return {measure_, ui, kPresentEm * u_}; }

  void diagram(const Rect& panel) {
    const DiagramStyle style{.title = false, .all_texts = false, .node_width = kNodeWidth};
    m_.diagram = make_diagram_model(s_, panel, type(m_.diagram_ui), style);
  }

  void ladder(const Rect& panel) {
    LadderInput input{.source = {s_.run->script(), s_.run->trace(), s_.phrases,
                                 s_.absolute},
                      .index = s_.run->index,
                      .axis = axes_.ladder(s_, panel, m_.ladder_ui, kLadder),
                      .now = s_.cursor.now,
                      .record_limit = record_limit(s_),
                      .selected = s_.selected,
                      .selected_record = s_.selected_record,
                      .hovered = s_.hovered,
                      .scroll = s_.view.scroll,
                      .anchor = s_.view.anchor,
                      .follow = s_.view.follow,
                      .ease = ladder_ease(s_.view, s_.clock),
                      .hint = false,
                      .measured = measured_interval(s_),
                      .panel = panel,
                      .type = type(m_.ladder_ui),
                      .theme = theme_,
                      .style = kLadder,
                      .motion = motion_of(s_)};
    m_.ladder = make_ladder_model(input);
  }

  // Two lines at most: smaller type if they do not do, then an ellipsis.
  void sentence() {
    const Account account = account_of_event();
    const float room = m_.caption.width() - 24 * u_;
    float em = 38;
    std::vector<std::string> lines;
    for (; em >= 30; em -= 4) {
      lines = wrap_text(measure_, Face::Bold, em * u_, account.headline, room);
      if (lines.size() <= 2) break;
    }
    const bool cut = lines.size() > 2;
    if (cut) lines.resize(2);
    if (cut) lines[1] += " \u2026";
    const float line = std::min(em * kLine * u_, m_.caption.height() / 2);
    float y = m_.caption.center().y - line * (static_cast<float>(lines.size()) - 1) / 2;
    for (const std::string& text : lines) {
      m_.sentence.push_back(fit_label(type(u_), {m_.caption.x0 + 12 * u_, y}, Align::Left,
                                      Face::Bold, em, theme_.ink, text, room));
      y += line;
    }
  }

  void controls() {
    const float y = m_.screen.y1 - 24 * u_ - 26 * u_;
    float x = m_.caption.x0;
    for (PresentButton b :
         {PresentButton::StepBack, PresentButton::Play, PresentButton::StepForward}) {
      m_.controls.push_back({b, {x, y - 26 * u_, x + 76 * u_, y + 26 * u_}, {}});
      x += 88 * u_;
    }
    const std::string event = s_.phrases(
        Phrase::EventOf, {std::to_string(s_.cursor.step), std::to_string(last_step(s_))});
    m_.event = make_label(type(u_), {x + 16 * u_, y}, Align::Left, Face::Text, kPresentEm,
                          theme_.soft, event);
    float right = m_.caption.x1;
    right = named(PresentButton::Leave, s_.phrases(Phrase::PresentLeave), right, y);
    right = named(PresentButton::Theme, s_.phrases(next_theme_phrase(s_.theme)), right, y);
    clause({m_.event.box.x1 + 34 * u_, y}, right);
  }

  // Beside the number of the event, if there is room.
  void clause(Point at, float right) {
    const Account account = account_of_event();
    if (account.rules.empty()) return;
    const std::string text = chip_clause(rule_info(account.rules[0]));
    const float pad = 18 * u_;
    WhyChip chip;
    chip.label = make_label(type(u_), {at.x + pad, at.y}, Align::Left, Face::Mono, kPresentEm,
                            theme_.soft, text);
    chip.rect = {at.x, at.y - 21 * u_, chip.label.box.x1 + pad, at.y + 21 * u_};
    if (!text.empty() && chip.rect.x1 < right) m_.clause = std::move(chip);
  }

  Account account_of_event() const {
    return s_.selected ? account_of_packet(s_, *s_.selected) : account_of_step(s_);
  }

  float named(PresentButton button, const std::string& text, float right, float y) {
    const Type t = type(u_);
    const float width = t.width(Face::Text, kPresentEm, text) + 44 * u_;
    const Rect rect{right - width, y - 26 * u_, right, y + 26 * u_};
    m_.controls.push_back({button, rect,
                           make_label(t, rect.center(), Align::Center, Face::Text, kPresentEm,
                                      theme_.ink, text)});
    return rect.x0 - 14 * u_;
  }

  const Session& s_;
  const Measure& measure_;
  AxisCache& axes_;
  const Theme& theme_;
  float u_ = 1;
  PresentModel m_;
};

}  // namespace

PresentModel make_present_model(const Session& session, float width, float height,
                                const Measure& measure, AxisCache& axes) {
  return PresentMaker(session, width, height, measure, axes).make();
}

const LadderStyle& present_ladder_style() {
  return kLadder;
}

}  // namespace finwait
