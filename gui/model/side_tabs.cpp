#include "gui/model/side_tabs.hpp"

#include "gui/model/beside_bar.hpp"
#include "gui/model/words.hpp"

namespace finwait {
namespace {

std::string host_name(const Session& s, uint8_t host) {
  std::string name(host_letter(host));
  if (s.run) name += " " + s.run->script().hosts[host].name;
  return name;
}

std::string name_of(const Session& s, SidePanel panel) {
  switch (panel) {
    case SidePanel::Diagram:
      return s.beside ? branch_name(s, s.beside->branch) : s.phrases(Phrase::StateDiagram);
    case SidePanel::Why: return s.phrases(Phrase::Why);
    case SidePanel::InspectorA: return host_name(s, 0);
    case SidePanel::InspectorB: return host_name(s, 1);
    case SidePanel::Network: return s.phrases(Phrase::Network);
  }
  return {};
}

}  // namespace

std::vector<SideTab> make_side_tabs(const Session& s, const Rect& row, const Type& type) {
  std::vector<SideTab> tabs;
  if (row.width() <= 0) return tabs;
  const Theme& theme = theme_of(s.theme);
  const float gap = 5 * type.ui;
  const float wide = (row.width() - gap * (kSidePanels - 1)) / kSidePanels;
  float x = row.x0;
  for (int i = 0; i < kSidePanels; ++i, x += wide + gap) {
    SideTab tab;
    tab.panel = static_cast<SidePanel>(i);
    tab.front = s.side == tab.panel;
    tab.rect = {x, row.y0, x + wide, row.y1};
    tab.name = fit_label(type, tab.rect.center(), Align::Center,
                         tab.front ? Face::Bold : Face::Text, 12.5f,
                         tab.front ? theme.ink : theme.soft, name_of(s, tab.panel),
                         wide - 10 * type.ui);
    tabs.push_back(std::move(tab));
  }
  return tabs;
}

}  // namespace finwait
