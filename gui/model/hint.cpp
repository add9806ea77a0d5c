#include "gui/model/hint.hpp"

#include <algorithm>
#include <array>

#include "gui/model/story.hpp"
#include "gui/model/words.hpp"

namespace finwait {
namespace {

constexpr float kEm = 13;
constexpr float kRow = 20;      // of text, design units
constexpr float kHeading = 44;  // headline and buttons
constexpr float kPad = 14;
constexpr float kPointed = 0.12f;  // of the arrow: near its tail, where no text stands

class HintMaker {
 public:
  HintMaker(const Session& session, Rect& ladder, const Type& type)
      : s_(session), ladder_(ladder), type_(type), theme_(theme_of(session.theme)), ui_(type.ui) {}

  HintModel make() {
    left_ = ladder_.x0 + kPad * ui_;
    right_ = ladder_.x1 - kPad * ui_;
    m_.card = {ladder_.x0, ladder_.y0, ladder_.x1, ladder_.y0 + (kHeading + 8) * ui_};
    y_ = ladder_.y0 + kHeading * ui_;
    button(HintAction::Close, "");
    if (s_.tour.experiment >= kExperiments)
      farewell();
    else if (has_tour_answer(s_))
      answer();
    else
      offer();
    ladder_.y0 = m_.card.y1 + 10 * ui_;
    return std::move(m_);
  }

 private:
  // From the right; the headline gets what is left. A named one is filled with the accent.
  void button(HintAction action, const std::string& text) {
    const float y = ladder_.y0 + 22 * ui_;
    const float width =
        text.empty() ? 26 * ui_ : type_.width(Face::Text, 12.5f, text) + 26 * ui_;
    HintButton b;
    b.action = action;
    b.rect = {right_ - width, y - 13 * ui_, right_, y + 13 * ui_};
    b.label = make_label(type_, b.rect.center(), Align::Center, Face::Text, 12.5f, theme_.card,
                         text);
    right_ = b.rect.x0 - 8 * ui_;
    m_.buttons.push_back(std::move(b));
  }

  void headline(const std::string& text) {
    m_.labels.push_back(fit_label(type_, {left_, ladder_.y0 + 22 * ui_}, Align::Left, Face::Bold,
                                  15, theme_.ink, text, right_ - left_));
  }

  // Wrapped; room is taken even for what is not shown yet, so that the timeline stands still.
  void paragraph(const std::string& text, bool shown, const std::string& bullet = "") {
    const float indent = bullet.empty() ? 0 : 20 * ui_;
    const float room = ladder_.x1 - kPad * ui_ - left_ - indent;
    const auto lines = wrap_text(type_.measure, Face::Text, type_.size(kEm), text, room);
    for (size_t i = 0; i < lines.size(); ++i) {
      const float y = y_ + kRow * ui_ / 2;
      if (shown && i == 0 && !bullet.empty())
        m_.labels.push_back(
            make_label(type_, {left_, y}, Align::Left, Face::Mono, 12, theme_.accent, bullet));
      if (shown)
        m_.labels.push_back(fit_label(type_, {left_ + indent, y}, Align::Left, Face::Text, kEm,
                                      theme_.ink, lines[i], room));
      y_ += kRow * ui_;
    }
    m_.card.y1 = y_ + 10 * ui_;
  }

  static Phrase experiment_phrase(size_t experiment) {
    constexpr std::array<Phrase, kExperiments> kPhraseOf = {
        Phrase::TourLastAck, Phrase::TourFirstFin, Phrase::TourSecondFin};
    return kPhraseOf[std::min(experiment, kExperiments - 1)];
  }

  void offer() {
    m_.target = tour_target(s_);
    if (m_.target) button(HintAction::Drop, s_.phrases(Phrase::TourDropIt));
    headline(s_.phrases(experiment_phrase(s_.tour.experiment)));
    if (!m_.target) return;
    const Trace& trace = s_.run->trace();
    const Packet& p = trace.packet(*m_.target);
    paragraph(s_.phrases(Phrase::TourHow, {arrow_label(p), s_.run->script().hosts[p.host].name,
                                           instant_text(trace.record(p.sent).t)}),
              true);
    paragraph(nothing_lost(), s_.cursor.now >= s_.run->index.end);
  }

  // What the user sees who only looked on.
  std::string nothing_lost() const {
    if (s_.tour.experiment == 0)
      for (const auto& spans : s_.run->index.spans)
        for (const Span& span : spans)
          if (span.state == State::TimeWait && span.to < kNever)
            return s_.phrases(Phrase::TourNothingLost, {time_text(span.to - span.from)});
    return s_.phrases(Phrase::TourWasWaited);
  }

  void answer() {
    const std::vector<TourStep> steps = tour_answer(s_);
    const uint32_t seen = record_limit(s_);
    const bool all = std::all_of(steps.begin(), steps.end(),
                                 [&](const TourStep& step) { return step.record <= seen; });
    if (all) button(HintAction::Next, s_.phrases(Phrase::TourNext));
    headline(s_.phrases(Phrase::TourAnswer));
    int number = 0;
    for (const TourStep& step : steps)
      paragraph(step.text, step.record <= seen, std::to_string(++number));
  }

  void farewell() {
    headline(s_.phrases(Phrase::TourDone));
    paragraph(s_.phrases(Phrase::TourDoneMore), true);
  }

  const Session& s_;
  Rect& ladder_;
  const Type& type_;
  const Theme& theme_;
  float ui_;
  float left_ = 0;
  float right_ = 0;
  float y_ = 0;
  HintModel m_;
};

}  // namespace

HintModel make_hint_model(const Session& session, Rect& ladder, const Type& type) {
  if (!is_tour_visible(session)) return {};
  return HintMaker(session, ladder, type).make();
}

void point_hint(HintModel& hint, const LadderModel& ladder) {
  if (!hint.target) return;
  for (const LadderArrow& a : ladder.arrows) {
    if (a.packet != *hint.target) continue;
    const Point p = between(a.from, a.goal, kPointed);
    if (!ladder.body.contains(p)) return;
    hint.pointer = p;
    const Point start{p.x, hint.card.y1};
    const auto in_the_way = [&](const Label& l) { return crosses(l, start, p); };
    hint.leader = std::none_of(ladder.labels.begin(), ladder.labels.end(), in_the_way) &&
                  std::none_of(ladder.heading.begin(), ladder.heading.end(), in_the_way);
    return;
  }
}

}  // namespace finwait
