#include "gui/model/branch_chips.hpp"

#include <algorithm>

#include "gui/model/beside_bar.hpp"

namespace finwait {

std::vector<BranchChip> make_branch_chips(const Session& s, size_t shown,
                                          std::optional<size_t> without, const ChipRow& row,
                                          const Type& type) {
  std::vector<BranchChip> chips;
  std::vector<size_t> choice;
  for (size_t i = 0; i < s.branches.size(); ++i)
    if (i != without) choice.push_back(i);
  if (choice.size() < 2) return chips;
  const Theme& theme = theme_of(s.theme);
  const float ui = type.ui;
  const auto at = std::find(choice.begin(), choice.end(), shown) - choice.begin();
  float right = row.right;
  // So that the one that is shown is always among them.
  for (size_t k = std::min(choice.size(), static_cast<size_t>(at) + 2); k-- > 0;) {
    const size_t i = choice[k];
    const float room = std::min(right - row.left, 170 * ui) - 18 * ui;
    if (room < 40 * ui) break;
    Label label = fit_label(type, {right - 9 * ui, row.y}, Align::Right, Face::Text, 12,
                            i == shown ? theme.ink : theme.soft, branch_name(s, i), room);
    const Rect rect{label.box.x0 - 9 * ui, row.y - 11 * ui, right, row.y + 11 * ui};
    chips.push_back({i, i == shown, rect, std::move(label)});
    right = rect.x0 - 6 * ui;
  }
  return chips;
}

}  // namespace finwait
