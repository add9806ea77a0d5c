#include <algorithm>

#include "gui/model/keys_sheet.hpp"
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

void draw_keys(Canvas& c, const Session& s, const ScreenLayout& layout) {
  const Measure measure = make_measure(c.fonts());
  const KeysSheet sheet =
      make_keys_sheet(layout.screen, s.phrases, c.theme(), Type{measure, c.ui()});
  c.fill(layout.screen, c.theme().background.fade(0.72f));
  c.place("key sheet card", sheet.box);
  c.card(sheet.box);
  c.labels(sheet.labels);
}

// An error, what takes its time, or good news.
void draw_message(Canvas& c, const Session& s, const ScreenLayout& layout, Commands& out) {
  const bool bad = !s.error.empty();
  const bool busy = !bad && !s.progress.empty();
  const std::string& text = bad ? s.error : busy ? s.progress : s.notice;
  const Measure measure = make_measure(c.fonts());
  const Type type{measure, c.ui()};
  const Theme& theme = c.theme();
  const float wide = std::min(c.px(980), layout.screen.width() - c.px(64));
  const auto lines = wrap_text(measure, Face::Mono, 13 * c.ui(), text, wide - c.px(60));
  const float high = c.px(20) * static_cast<float>(lines.size()) + c.px(48);
  const float x0 = layout.screen.center().x - wide / 2;
  const Rect box{x0, layout.top.y1 + c.px(8), x0 + wide, layout.top.y1 + c.px(8) + high};
  const Color edge = bad ? theme.rst : theme.accent;
  const Point sign{box.x0 + c.px(22), box.y0 + c.px(23)};
  c.fill(box, mix(theme.card, edge, 0.12f), c.px(8));
  c.frame(box, edge, c.px(8), c.px(1.4f));
  if (bad)
    c.cross(sign, c.px(5), edge, c.px(2.2f));
  else
    c.disc(sign, c.px(4), edge);
  float y = box.y0 + c.px(23);
  for (const std::string& line : lines) {
    c.label(fit_label(type, {box.x0 + c.px(42), y}, Align::Left, Face::Mono, 13, theme.ink, line,
                      wide - c.px(60)));
    y += c.px(20);
  }
  if (busy) return c.place("progress", box);
  c.label(make_label(type, {box.x0 + c.px(42), y}, Align::Left, Face::Text, 12, theme.soft,
                     s.phrases(Phrase::Dismiss)));
  if (c.hit(bad ? "error" : "notice", box).clicked) out.push_back(command::Escape{});
}

}  // namespace

Commands draw_notices(Canvas& canvas, const Session& s, const ScreenLayout& layout) {
  Commands out;
  Canvas c = canvas.on(ImGui::GetForegroundDrawList());
  const bool quiet = s.error.empty() && s.notice.empty() && s.progress.empty();
  if (!quiet) draw_message(c, s, layout, out);
  if (s.show_keys) {
    draw_keys(c, s, layout);
    if (c.hit("key sheet", layout.screen).clicked) out.push_back(command::ToggleKeys{});
  }
  return out;
}

}  // namespace finwait
