#include "gui/model/why.hpp"

#include <algorithm>
#include <array>

#include "gui/model/beside_bar.hpp"
#include "gui/model/story.hpp"
#include "gui/model/what_if.hpp"
#include "gui/model/words.hpp"

namespace finwait {
namespace {

constexpr float kPad = 14;
constexpr size_t kMostRules = 3;

class WhyMaker {
 public:
  WhyMaker(const Session& session, const Rect& panel, const Type& type)
      : s_(session), type_(type), theme_(theme_of(session.theme)), ui_(type.ui) {
    m_.panel = panel;
    left_ = panel.x0 + kPad * ui_;
    right_ = panel.x1 - kPad * ui_;
  }

  WhyModel make() {
    if (s_.run) in_.emplace(inspected(s_));
    title();
    if (!in_) return std::move(m_);
    account_ = account();
    chips();
    edits();
    headline();
    asked();
    paragraph(joined(account_.facts), theme_.ink);
    backstory();
    for (size_t i = 0; i < std::min(account_.rules.size(), kMostRules); ++i) {
      rule(i);
      if (i == 0) paragraph(account_.cause, theme_.ink);
    }
    if (account_.rules.empty()) paragraph(account_.cause, theme_.ink);
    paragraph(account_.hint, theme_.accent);
    for (const std::string& chip : without_room_) text(Face::Mono, 11.5f, theme_.soft, chip);
    place();
    return std::move(m_);
  }

 private:
  Account account() const {
    if (in_->packet) return account_of_packet(s_, *in_, *in_->packet);
    if (in_->record) return account_of_record(s_, *in_, *in_->record);
    return account_of_step(s_, *in_);
  }

  void add(Label label) { m_.labels.push_back(std::move(label)); }

  // A full stop of Chinese has its own room behind it.
  static std::string joined(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& s : sentences)
      text += (text.empty() || text.ends_with("\u3002") ? "" : " ") + s;
    return text;
  }

  // Over as many lines as it takes.
  void headline() {
    const float line = 22 * ui_;
    y_ = m_.panel.y0 + 46 * ui_ - line;
    for (const std::string& part :
         wrap_text(type_.measure, Face::Bold, 17 * ui_, account_.headline, right_ - left_)) {
      y_ += line;
      add(fit_label(type_, {left_, y_}, Align::Left, Face::Bold, 17, theme_.ink, part,
                    right_ - left_));
    }
    y_ += 8 * ui_;
  }

  void title() {
    const float y = m_.panel.y0 + 18 * ui_;
    add(make_label(type_, {left_, y}, Align::Left, Face::Bold, 13, theme_.soft,
                   s_.phrases(Phrase::Why)));
    if (!in_) return;
    const std::string text =
        s_.beside ? s_.phrases(Phrase::OfBranch, {branch_name(s_, in_->branch)})
                  : s_.phrases(Phrase::EventOf, {std::to_string(s_.cursor.step),
                                                   std::to_string(last_step(s_))});
    add(fit_label(type_, {right_, y}, Align::Right, Face::Text, 12.5f,
                  in_->beside ? theme_.accent : theme_.soft, text, (right_ - left_) / 2));
    causes(m_.labels.front().box.x1 + 18 * ui_, m_.labels.back().box.x0 - 14 * ui_, y);
  }

  // In the heading, as many as find room: "because of  B RTO < B FIN,ACK 101 < B close()".
  void causes(float x, float end, float y) {
    const Source source = source_of_run();
    const auto chain = causes_of(source.trace, main_record());
    if (chain.empty()) return;
    Label title = make_label(type_, {x, y}, Align::Left, Face::Text, 12.5f, theme_.soft,
                             s_.phrases(Phrase::CauseTitle));
    x = title.box.x1 + 8 * ui_;
    for (uint32_t record : chain) {
      const std::string text = cause_text(source, record);
      Label label =
          make_label(type_, {x + 8 * ui_, y}, Align::Left, Face::Mono, 11.5f, theme_.accent, text);
      const Rect rect{x, y - 11 * ui_, label.box.x1 + 8 * ui_, y + 11 * ui_};
      if (rect.x1 > end) break;
      m_.causes.push_back({rect, std::move(label), to_cause(source.trace, record)});
      x = rect.x1 + 5 * ui_;
    }
    if (!m_.causes.empty()) add(std::move(title));
  }

  Source source_of_run() const { return {in_->run.script(), in_->run.trace(), s_.phrases}; }

  // Steps are those of the run that is shown.
  std::vector<Command> to_cause(const Trace& trace, uint32_t record) const {
    if (in_->beside)
      return {command::SeekTime{trace.record(record).t}, command::SelectBeside{{}, record}};
    return {command::Select{}, command::SeekStep{trace.step_of(record)}};
  }

  // The record that the account is about.
  uint32_t main_record() const {
    const Trace& trace = in_->run.trace();
    if (in_->packet) return trace.packet(*in_->packet).sent;
    if (in_->record) return *in_->record;
    const auto& ends = trace.step_ends;
    const uint64_t step = in_->step;
    const uint32_t first = step == 0 ? 1 : ends[step - 1] + 1;
    return std::min(first, static_cast<uint32_t>(trace.records.size()));
  }

  // The value that was asked why, while what changed it is selected.
  void asked() {
    if (!s_.asked || s_.asked->generation != s_.generation || s_.asked->branch != in_->branch)
      return;
    const AskedValue& a = *s_.asked;
    const ValueChange& c = a.change;
    const std::string when = instant_text(in_->run.trace().record(c.record).t);
    paragraph(s_.phrases(c.before ? Phrase::ValueChanged : Phrase::ValueBegan,
                         {value_name(s_.phrases, a.value), host_letter(a.host),
                          value_text(a.value, c.before), value_text(a.value, c.after), when}),
              theme_.accent);
  }

  // The numbers that were compared, and what would have happened with others.
  void backstory() {
    if (s_.backstory.step == 0 || s_.backstory.generation != s_.generation ||
        s_.backstory.beside != in_->beside)
      return;
    const Source source = source_of_run();
    for (const NearMiss& miss : s_.backstory.near)
      paragraph(near_miss_text(source, miss), theme_.ink);
    text(Face::Mono, 11.5f, theme_.soft, guard_text(source, s_.backstory));
  }

  void paragraph(const std::string& words, Color color) { text(Face::Text, 13.5f, color, words); }

  // A line of the text, from its top on.
  struct Line {
    Face face = Face::Text;
    float em = 0;
    Color color;
    std::string words;
    float below = 0;  // room that ends a paragraph
  };

  void text(Face face, float em, Color color, const std::string& words) {
    for (std::string& line : wrap_text(type_.measure, face, em * ui_, words, right_ - left_))
      lines_.push_back({face, em, color, std::move(line)});
    if (!words.empty() && !lines_.empty()) lines_.back().below = 3 * ui_;
  }

  static constexpr float kLine = 20;

  // How many lines from one on find room down to `bottom`.
  size_t fitting(size_t from, float bottom) const {
    float y = y_;
    size_t count = 0;
    for (size_t i = from; i < lines_.size() && y + 1.5f * kLine * ui_ <= bottom; ++i, ++count)
      y += kLine * ui_ + lines_[i].below;
    return count;
  }

  // The lines that have room; where they are not all, what scrolls to the others.
  void place() {
    size_t shown = fitting(0, bottom_);
    size_t top = 0;
    if (shown < lines_.size()) {
      const Rect button = scroll_button();
      size_t last = lines_.size() - 1;
      while (last > 0 && fitting(last - 1, bottom_) == lines_.size() - last + 1) --last;
      top = std::min(wanted_top(), last);
      shown = fitting(top, bottom_);
      scroll(WhyScroll{top, shown, last, {}, {}, button, {}, {}});
    }
    for (size_t i = top; i < top + shown; ++i) {
      const Line& line = lines_[i];
      y_ += kLine * ui_;
      add(fit_label(type_, {left_, y_}, Align::Left, line.face, line.em, line.color, line.words,
                    right_ - left_));
      y_ += line.below;
    }
  }

  size_t wanted_top() const {
    const WhyPlace& p = s_.why_place;
    const bool same = p.generation == s_.generation && p.step == in_->step &&
                      p.branch == in_->branch && p.packet == in_->packet &&
                      p.record == in_->record;
    return same ? p.top : 0;
  }

  // Beside the chips, which make room for it but for the first; where there is none all the same,
  // in a row of its own.
  Rect scroll_button() {
    const float wide = 44 * ui_;
    const float y = m_.panel.y1 - 24 * ui_;
    const float end = m_.what_if ? m_.what_if->rect.x0 - 8 * ui_ : right_;
    const Rect beside{end - wide, y - 12 * ui_, end, y + 12 * ui_};
    while (m_.chips.size() > 1 && m_.chips.back().rect.x1 + 8 * ui_ > beside.x0) {
      text(Face::Mono, 11.5f, theme_.soft, m_.chips.back().label.text);
      m_.chips.pop_back();
    }
    const float left = m_.chips.empty() ? left_ : m_.chips.back().rect.x1 + 8 * ui_;
    bottom_ = std::min(bottom_, beside.y0 - 4 * ui_);
    if (left <= beside.x0) return beside;
    bottom_ -= kLine * ui_;
    return {right_ - wide, bottom_, right_, bottom_ + kLine * ui_};
  }

  // The track stands at the right of the text.
  void scroll(WhyScroll scroll) {
    const float x = m_.panel.x1 - 7 * ui_;
    scroll.track = {x, y_ + 8 * ui_, x + 3 * ui_, bottom_ - 4 * ui_};
    const float high = scroll.track.height();
    const auto all = static_cast<float>(lines_.size());
    const float thumb = std::max(8 * ui_, high * static_cast<float>(scroll.shown) / all);
    const float part = static_cast<float>(scroll.top) / static_cast<float>(scroll.last);
    const float y = scroll.track.y0 + part * std::max(0.f, high - thumb);
    scroll.thumb = {x, y, x + 3 * ui_, y + thumb};
    const size_t below = lines_.size() - scroll.top - scroll.shown;
    const std::string number = below == 0 ? "" : std::to_string(below);
    scroll.tip = below == 0 ? s_.phrases(Phrase::WhyTop) : s_.phrases(Phrase::WhyMore, {number});
    scroll.name = make_label(type_, {scroll.button.x0 + 22 * ui_, scroll.button.center().y},
                             Align::Left, Face::Text, 12.5f, theme_.accent, number);
    m_.scroll = std::move(scroll);
  }

  void rule(size_t i) {
    const RuleInfo& info = rule_info(account_.rules[i]);
    if (info.rule == Rule::None) return;
    const Phrases& say = s_.phrases;
    std::string text = say(Phrase::RuleSays, {say.rule_title(info.rule),
                                              capitalized(say.rule_text(info.rule))});
    if (!doubt(info.rule).empty())
      text += " " + say(Phrase::Evidence, {evidence_words(info.rule, say.language())});
    paragraph(text, theme_.soft);
  }

  // " ?" where no source confirms the rule of one of the systems that take part.
  std::string doubt(Rule rule) const {
    for (const HostConfig& host : in_->run.script().hosts)
      if (evidence_of(rule, host.profile.name) == Evidence::Unverified) return " ?";
    return "";
  }

  // One per rule, while there is room; the others end the text.
  void chips() {
    bottom_ = m_.panel.y1 - 10 * ui_;
    const float y = m_.panel.y1 - 24 * ui_;
    float x = left_;
    for (Rule rule : account_.rules) {
      const std::string text =
          rule_name(rule) + "  " + chip_clause(s_.phrases, rule_info(rule)) + doubt(rule);
      const Label label =
          make_label(type_, {x + 12 * ui_, y}, Align::Left, Face::Mono, 11.5f, theme_.soft, text);
      const Rect rect{x, y - 12 * ui_, label.box.x1 + 12 * ui_, y + 12 * ui_};
      if (rect.x1 > right_) {
        without_room_.push_back(text);
        continue;
      }
      m_.chips.push_back({rect, label});
      bottom_ = rect.y0 - 4 * ui_;
      x = rect.x1 + 8 * ui_;
    }
    what_if_button(y);
  }

  // To the right of the chips, of which only the first is worth more.
  void what_if_button(float y) {
    const std::optional<WhatIf> change = what_if(s_);
    if (!change) return;
    const float wide = type_.width(Face::Text, 12.5f, change->text) + 24 * ui_;
    const Rect rect{right_ - wide, y - 13 * ui_, right_, y + 13 * ui_};
    const float left = m_.chips.empty() ? left_ : m_.chips.front().rect.x1 + 8 * ui_;
    if (rect.x0 < left) return;
    while (!m_.chips.empty() && m_.chips.back().rect.x1 + 8 * ui_ > rect.x0) {
      without_room_.insert(without_room_.begin(), m_.chips.back().label.text);
      m_.chips.pop_back();
    }
    m_.what_if = WhatIfButton{rect,
                              make_label(type_, rect.center(), Align::Center, Face::Text, 12.5f,
                                         theme_.ink, change->text),
                              change->commands};
    bottom_ = std::min(bottom_, rect.y0 - 4 * ui_);
  }

  // A row of buttons above the chips, or more where one has no room for all.
  void edits() {
    edit_x_ = left_;
    edit_y_ = bottom_ - 2 * ui_;
    const bool selects = in_->packet || in_->record;
    if (in_->beside && selects)
      button({"edit-swap", Phrase::CompareSwap}, command::SwapBeside{});
    if (in_->packet) packet_edits(*in_->packet);
    if (in_->record) record_edits(*in_->record);
    if (m_.edits.empty()) return;
    const float up = m_.edits.back().rect.y1 - (bottom_ - 2 * ui_);
    for (EditButton& b : m_.edits) {
      b.rect.y0 -= up;
      b.rect.y1 -= up;
      b.label = make_label(type_, b.rect.center(), Align::Center, Face::Text, 12.5f, theme_.ink,
                           b.label.text);
    }
    bottom_ = m_.edits.front().rect.y0 - 6 * ui_;
  }

  void packet_edits(uint32_t packet) {
    constexpr std::array<EditName, kPacketEdits> kNames = {
        {{"edit-drop", Phrase::EditDrop},
         {"edit-delay", Phrase::EditDelay},
         {"edit-duplicate", Phrase::EditDuplicate},
         {"edit-corrupt", Phrase::EditCorrupt},
         {"edit-deliver", Phrase::EditDeliver}}};
    for (int i = 0; i < kPacketEdits; ++i) {
      const auto edit = static_cast<PacketEdit>(i);
      if (can_edit(in_->run.simulation, in_->run.index, packet, edit))
        button(kNames[static_cast<size_t>(i)], edit_in(*in_, command::EditPacket{packet, edit}));
    }
  }

  void record_edits(uint32_t record) {
    constexpr std::array<EditName, kCallEdits> kCallNames = {
        {{"edit-off", Phrase::EditSwitchOff},
         {"edit-earlier", Phrase::EditEarlier},
         {"edit-later", Phrase::EditLater}}};
    constexpr std::array<EditName, kTimerEdits> kTimerNames = {
        {{"edit-never", Phrase::EditNeverFires}, {"edit-fire", Phrase::EditFireNow}}};
    const Simulation& simulation = in_->run.simulation;
    if (can_edit_call(simulation, in_->run.index, record))
      for (size_t i = 0; i < kCallNames.size(); ++i)
        button(kCallNames[i],
               edit_in(*in_, command::EditCall{record, static_cast<CallEdit>(i)}));
    for (size_t i = 0; i < kTimerNames.size(); ++i) {
      const auto edit = static_cast<TimerEdit>(i);
      if (can_edit_timer(simulation, in_->run.index, record, edit, in_->now))
        button(kTimerNames[i], edit_in(*in_, command::EditTimer{record, edit}));
    }
  }

  struct EditName {
    const char* name;
    Phrase phrase;
  };
  void button(const EditName& what, Command command) {
    const std::string& text = s_.phrases(what.phrase);
    const float wide = type_.width(Face::Text, 12.5f, text) + 24 * ui_;
    if (edit_x_ > left_ && edit_x_ + wide > right_) {
      edit_x_ = left_;
      edit_y_ += 32 * ui_;
    }
    const Rect rect{edit_x_, edit_y_ - 26 * ui_, edit_x_ + wide, edit_y_};
    m_.edits.push_back({rect,
                        make_label(type_, rect.center(), Align::Center, Face::Text, 12.5f,
                                   theme_.ink, text),
                        what.name, std::move(command)});
    edit_x_ = rect.x1 + 8 * ui_;
  }

  const Session& s_;
  std::optional<Inspected> in_;  // none without a run
  const Type& type_;
  const Theme& theme_;
  float ui_;
  float left_ = 0;
  float right_ = 0;
  float y_ = 0;
  float bottom_ = 0;
  float edit_x_ = 0;
  float edit_y_ = 0;
  std::vector<Line> lines_;                 // of the text, in all
  std::vector<std::string> without_room_;   // rules whose chips had none
  Account account_;
  WhyModel m_;
};

}  // namespace

WhyModel make_why_model(const Session& session, const Rect& panel, const Type& type) {
  return WhyMaker(session, panel, type).make();
}

}  // namespace finwait
