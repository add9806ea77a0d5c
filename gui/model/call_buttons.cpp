#include "gui/model/call_buttons.hpp"

#include <algorithm>

#include "gui/model/inspected.hpp"
#include "gui/model/story.hpp"
#include "gui/model/words.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr float kPad = 14;
constexpr float kButton = 22;  // height
constexpr float kGap = 5;
constexpr float kEm = 11;

constexpr float kMenuWidth = 330;
constexpr float kMenuRow = 24;
constexpr float kMenuTitle = 34;
constexpr float kReasonLine = 17;
constexpr size_t kReasonLines = 5;

// The buttons in rows from y 0 on; they are moved to the panel's bottom afterwards.
std::vector<CallButton> in_rows(const Session& s, uint8_t host, const Rect& panel,
                                const Type& type, float& height) {
  const Theme& theme = theme_of(s.theme);
  const float ui = type.ui;
  const float left = panel.x0 + kPad * ui;
  const float right = panel.x1 - kPad * ui;
  std::vector<CallButton> buttons;
  const HostConfig& config = inspected(s).run.script().hosts[host];
  const std::vector<OfferedCall>& calls = calls_of_inspected(s, host);
  float x = left;
  float y = 0;
  for (size_t i = 0; i < calls.size(); ++i) {
    const OfferedCall& call = calls[i];
    const float wide = type.width(Face::Mono, kEm, call.sign) + 12 * ui;
    if (x > left && x + wide > right) {
      x = left;
      y += (kButton + kGap) * ui;
    }
    const Rect rect{x, y, x + wide, y + kButton * ui};
    const Color color = call.possible() ? theme.ink : theme.dim;
    buttons.push_back({rect,
                       make_label(type, rect.center(), Align::Center, Face::Mono, kEm, color,
                                  call.sign),
                       i, call.possible(),
                       call_reason(s.phrases, config, call)});
    x = rect.x1 + kGap * ui;
    height = rect.y1;
  }
  return buttons;
}

std::string short_result(const HostConfig& host, const OfferedCall& call) {
  const CallAnswer& a = call.answer;
  if (a.nobody) return "\u2013";
  return a.blocks ? "\u2026" : result_word(host, call.entry.call, a.error, a.value);
}

class MenuMaker {
 public:
  MenuMaker(const Session& s, const CallMenu& menu, const LadderModel& ladder,
            const TimeAxis& axis, const Type& type)
      : s_(s), menu_(menu), ladder_(ladder), axis_(axis), type_(type), theme_(theme_of(s.theme)) {}

  CallMenuModel make() {
    m_.open = true;
    place();
    const float ui = type_.ui;
    const std::string letter(host_letter(menu_.host));
    m_.title = fit_label(type_, {m_.rect.x0 + kPad * ui, m_.rect.y0 + 18 * ui}, Align::Left,
                         Face::Bold, 13, theme_.ink,
                         s_.phrases(Phrase::CallsOfAt, {letter, instant_text(menu_.at)}),
                         m_.rect.width() - 2 * kPad * ui);
    float y = m_.rect.y0 + kMenuTitle * ui;
    for (size_t i = 0; i < menu_.calls.size(); ++i, y += kMenuRow * ui) row(i, y);
    reason(y + 6 * ui);
    return std::move(m_);
  }

 private:
  const HostConfig& host() const {
    const Run& run = menu_.beside && s_.beside ? s_.beside->run : *s_.run;
    return run.script().hosts[menu_.host];
  }

  void place() {
    const float ui = type_.ui;
    const float wide = std::min(kMenuWidth * ui, ladder_.body.width());
    const float high = (kMenuTitle + kMenuRow * static_cast<float>(menu_.calls.size()) +
                        kReasonLine * static_cast<float>(reason_lines(wide)) + 16) * ui;
    const float off = ladder_.strip;
    const float wish = menu_.host == 0 ? ladder_.x[0] + off : ladder_.x[1] - off - wide;
    const float x = std::clamp(wish, ladder_.body.x0, ladder_.body.x1 - wide);
    const auto at = static_cast<float>(axis_.y(menu_.at) - ladder_.scroll) + ladder_.body.y0;
    const float lowest = std::max(ladder_.body.y0, ladder_.body.y1 - high);
    const float y = std::clamp(at - kMenuTitle * ui, ladder_.body.y0, lowest);
    m_.rect = {x, y, x + wide, y + high};
  }

  // Of the longest, so that the menu does not change its height.
  size_t reason_lines(float wide) const {
    size_t most = 1;
    for (const OfferedCall& call : menu_.calls)
      most = std::max(most, reason_of(call, wide).size());
    return std::min(most, kReasonLines);
  }

  std::vector<std::string> reason_of(const OfferedCall& call, float wide) const {
    return wrap_text(type_.measure, Face::Text, 12 * type_.ui,
                     call_reason(s_.phrases, host(), call), wide - 2 * kPad * type_.ui);
  }

  void row(size_t i, float y) {
    const float ui = type_.ui;
    const OfferedCall& call = menu_.calls[i];
    CallMenuRow row;
    row.rect = {m_.rect.x0 + 6 * ui, y, m_.rect.x1 - 6 * ui, y + kMenuRow * ui};
    row.possible = call.possible();
    row.chosen = i == menu_.chosen;
    const float middle = row.rect.center().y;
    row.result = make_label(type_, {row.rect.x1 - 8 * ui, middle}, Align::Right, Face::Mono, kEm,
                            row.possible ? theme_.soft : theme_.dim,
                            short_result(host(), call));
    row.name = fit_label(type_, {row.rect.x0 + 8 * ui, middle}, Align::Left, Face::Mono, 12.5f,
                         row.possible ? theme_.ink : theme_.dim, call.name,
                         row.result.box.x0 - row.rect.x0 - 16 * ui);
    m_.rows.push_back(std::move(row));
  }

  void reason(float y) {
    const float ui = type_.ui;
    const float room = m_.rect.width() - 2 * kPad * ui;
    const auto lines = reason_of(menu_.calls[menu_.chosen], m_.rect.width());
    for (size_t i = 0; i < std::min(lines.size(), kReasonLines); ++i, y += kReasonLine * ui) {
      const bool cut = i + 1 == kReasonLines && lines.size() > kReasonLines;
      m_.reason.push_back(fit_label(type_, {m_.rect.x0 + kPad * ui, y + kReasonLine / 2 * ui},
                                    Align::Left, Face::Text, 12, theme_.soft,
                                    cut ? lines[i] + " \u2026" : lines[i], room));
    }
  }

  const Session& s_;
  const CallMenu& menu_;
  const LadderModel& ladder_;
  const TimeAxis& axis_;
  const Type& type_;
  const Theme& theme_;
  CallMenuModel m_;
};

}  // namespace

std::vector<CallButton> make_call_buttons(const Session& s, uint8_t host, const Rect& panel,
                                          const Type& type) {
  float height = 0;
  if (!s.run) return {};
  std::vector<CallButton> buttons = in_rows(s, host, panel, type, height);
  const float down = panel.y1 - 9 * type.ui - height;
  for (CallButton& button : buttons) {
    button.rect.y0 += down;
    button.rect.y1 += down;
    button.label.box.y0 += down;
    button.label.box.y1 += down;
  }
  return buttons;
}

CallMenuModel make_call_menu_model(const Session& s, const LadderModel& ladder,
                                   const TimeAxis& axis, const Type& type) {
  if (!s.run || !s.menu) return {};
  return MenuMaker(s, *s.menu, ladder, axis, type).make();
}

}  // namespace finwait
