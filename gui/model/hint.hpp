// The card of the first thirty seconds, at the top of the timeline, which makes room for it.
#pragma once

#include <optional>
#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/ladder.hpp"
#include "gui/model/session.hpp"

namespace finwait {

enum class HintAction : uint8_t { Drop, Next, Close };

struct HintButton {
  HintAction action = HintAction::Close;
  Rect rect;
  Label label;  // of Close: none, a cross is drawn
};

struct HintModel {
  Rect card;  // empty: nothing is hinted at
  std::vector<Label> labels;
  std::vector<HintButton> buttons;
  std::optional<uint32_t> target;  // the segment that Drop drops
  std::optional<Point> pointer;    // where its arrow is, if it shows
  bool leader = false;             // a line from the card to it covers no text
};

// Takes the room for the card from the top of `ladder`.
HintModel make_hint_model(const Session& session, Rect& ladder, const Type& type);
// Finds the arrow, once the timeline is laid out.
void point_hint(HintModel& hint, const LadderModel& ladder);

}  // namespace finwait
