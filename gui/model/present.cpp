#include "gui/model/present.hpp"

#include <algorithm>
#include <cmath>

#include "gui/model/ladder_interval.hpp"
#include "gui/model/view_ease.hpp"

namespace finwait {
namespace {

constexpr float kWidth = 1920;
constexpr float kHeight = 1080;
constexpr float kNodeEm = 13;    // the diagram's type in design units
constexpr float kLadderEm = 11.5f;
constexpr float kNodeWidth = 106;  // design units: narrower than in the figure
constexpr LadderStyle kLadder = {
    .heading = 54, .title = false, .left = 138, .right = 100, .min_stretch = 0.66,
    .whole_stretch = 0.36};
constexpr float kHeadlineEm = 38;
constexpr float kDetailEm = 27;
constexpr float kCaption = 152;   // its height
constexpr float kPad = 30;        // around its texts
constexpr float kDotApart = 16;   // of progress; nearer to each other they are none

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
    const float middle = bottom - (kCaption + 26) * u_;
    const float room = m_.screen.width() - 2 * edge - 14 * u_;
    const float split = edge + room * 0.46f;
    m_.caption = {edge, middle + 14 * u_, m_.screen.x1 - edge, bottom - 12 * u_};
    diagram({edge, edge, split, middle});
    ladder({split + 14 * u_, edge, m_.screen.x1 - edge, middle});
    caption();
    controls();
    return std::move(m_);
  }

 private:
  Type type(float ui) const { return {measure_, ui, kPresentEm * u_}; }

  void diagram(const Rect& panel) {
    const DiagramStyle style{.title = false, .all_texts = false, .tokens = DiagramTokens::Corners,
                             .node_width = kNodeWidth};
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

  // The sentence, and below it in smaller type what Why adds.
  void caption() {
    const Account account = account_of_event();
    const float left = m_.caption.x0 + kPad * u_;
    const float right = clause(account);
    const std::vector<std::string> lines = sentence(account.headline, right - left);
    const float line = sentence_em_ * kLine * u_;
    const float detail_line = kDetailEm * kLine * u_;
    const float below = m_.caption.height() - 28 * u_ - line * static_cast<float>(lines.size());
    const auto most = static_cast<size_t>(std::max(0.f, below / detail_line));
    const std::vector<std::string> more = detail(account, most);
    const float high = line * static_cast<float>(lines.size()) +
                       detail_line * static_cast<float>(more.size());
    float y = m_.caption.center().y - high / 2;
    for (const std::string& text : lines) {
      m_.sentence.push_back(fit_label(type(u_), {left, y + line / 2}, Align::Left, Face::Bold,
                                      sentence_em_, theme_.ink, text, right - left));
      y += line;
    }
    for (const std::string& text : more) {
      m_.detail.push_back(fit_label(type(u_), {left, y + detail_line / 2}, Align::Left, Face::Text,
                                    kDetailEm, theme_.soft, text, detail_room()));
      y += detail_line;
    }
  }

  // Two lines at most: smaller type if they do not do, then an ellipsis.
  std::vector<std::string> sentence(const std::string& text, float room) {
    std::vector<std::string> lines;
    for (sentence_em_ = kHeadlineEm; sentence_em_ >= 30; sentence_em_ -= 4) {
      lines = wrap_text(measure_, Face::Bold, sentence_em_ * u_, text, room);
      if (lines.size() <= 2) return lines;
    }
    sentence_em_ = 30;
    lines.resize(2);
    lines[1] += " \u2026";
    return lines;
  }

  float detail_room() const { return m_.caption.width() - 2 * kPad * u_; }

  // Whole facts only, in at most so many lines.
  std::vector<std::string> detail(const Account& account, size_t most) const {
    std::vector<std::string> lines;
    std::string text;
    for (const std::string& fact : account.facts) {
      if (fact == s_.phrases(Phrase::TryDrop)) continue;  // said to the user, not to the audience
      if (!text.empty() && text.back() == '.') text += ' ';
      text += fact;
      std::vector<std::string> longer =
          wrap_text(measure_, Face::Text, kDetailEm * u_, text, detail_room());
      if (longer.size() > most) break;
      lines = std::move(longer);
    }
    return lines;
  }

  // On the caption's right; returns where it begins.
  float clause(const Account& account) {
    const float right = m_.caption.x1 - kPad * u_;
    if (account.rules.empty()) return right;
    const std::string text = chip_clause(s_.phrases, rule_info(account.rules[0]));
    if (text.empty()) return right;
    const float y = m_.caption.y0 + 42 * u_;
    WhyChip chip;
    chip.label = make_label(type(u_), {right - 18 * u_, y}, Align::Right, Face::Mono, kPresentEm,
                            theme_.soft, text);
    chip.rect = {chip.label.box.x0 - 18 * u_, y - 21 * u_, right, y + 21 * u_};
    const float left = chip.rect.x0 - 24 * u_;
    m_.clause = std::move(chip);
    return left;
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
    progress(m_.event.box.x1 + 34 * u_, right - 20 * u_, y);
  }

  void progress(float from, float to, float y) {
    if (to - from < 100 * u_) return;
    m_.progress = {from, y - 20 * u_, to, y + 20 * u_};
    const auto last = static_cast<float>(std::max<uint64_t>(1, last_step(s_)));
    const float apart = (to - from) / last;
    m_.knob = from + apart * static_cast<float>(s_.cursor.step);
    if (apart < kDotApart * u_) return;
    for (float i = 0; i <= last; ++i) m_.dots.push_back(from + apart * i);
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
  float sentence_em_ = kHeadlineEm;
  PresentModel m_;
};

}  // namespace

PresentModel make_present_model(const Session& session, float width, float height,
                                const Measure& measure, AxisCache& axes) {
  return PresentMaker(session, width, height, measure, axes).make();
}

uint64_t present_step(const Session& s, const PresentModel& m, float x) {
  if (m.progress.width() <= 0) return s.cursor.step;
  const float part = std::clamp((x - m.progress.x0) / m.progress.width(), 0.f, 1.f);
  return static_cast<uint64_t>(std::lround(part * static_cast<float>(last_step(s))));
}

const LadderStyle& present_ladder_style() {
  return kLadder;
}

}  // namespace finwait
