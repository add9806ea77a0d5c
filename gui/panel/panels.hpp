// The panels: each paints its model and returns what the user asked for. None of them keeps or
// changes anything by itself.
#pragma once

#include "gui/model/dialog_layout.hpp"
#include "gui/model/inspected.hpp"
#include "gui/model/lab_screen.hpp"
#include "gui/model/ladder_fit.hpp"
#include "gui/model/palette.hpp"
#include "gui/model/present.hpp"
#include "gui/model/screen.hpp"
#include "gui/model/view_ease.hpp"
#include "gui/panel/canvas.hpp"

namespace finwait {

// Its nodes and edges tell who came there and when; a click leads to that event.
Commands draw_diagram(Canvas& canvas, const DiagramModel& model, const Session& session);
void paint_diagram(Canvas& canvas, const DiagramModel& model);  // for the eye only
// Of panels that share a place.
Commands draw_side_tabs(Canvas& canvas, const std::vector<SideTab>& tabs, const Session& session);
// `by`: lines that keys scroll its text in this frame.
Commands draw_why(Canvas& canvas, const WhyModel& model, int by);
Commands draw_inspector(Canvas& canvas, const InspectorModel& model);
// The numbers and rows that can be asked why.
Commands draw_values(Canvas& canvas, const InspectorModel& model, const Session& session);

// The buttons of the calls, and the timers, which can be chosen.
Commands draw_call_buttons(Canvas& canvas, const InspectorModel& model);
// Above everything, while it is open.
Commands draw_call_menu(Canvas& canvas, const CallMenuModel& model, const Rect& screen);
// What can be chosen and dragged at the lifelines; `axis` is the timeline's, `in` whose it is.
// Before draw_ladder, so that it gets the mouse; the states themselves after the folds.
Commands draw_ladder_marks(Canvas& canvas, const LadderModel& model, const TimeAxis& axis,
                           const Inspected& in, const Session& s);
Commands draw_ladder_states(Canvas& canvas, const LadderModel& model, const Inspected& in);

// What mouse and keyboard are doing to the timelines.
struct LadderHold {
  double drag_from = 0;  // where the timeline stood when the mouse took hold of it
  std::optional<Time> measure_from;  // while an interval is dragged
  int zoom = 0;            // by keys, in this frame: in (1) or out (-1)
  int pan = 0;             // later (1) or earlier (-1)
  int why = 0;             // lines that Why's text is scrolled by
  std::optional<Anchor> middle;  // of the timeline that was drawn last: what is there
  LadderPlace place;             // of that one
  bool over_fold = false;  // the mouse, in this frame: the wheel goes through
};
// Silences and crowds of segments: what they hold, and a click that opens them. `name` tells
// timelines apart. Before draw_ladder, so that they get the mouse.
struct FoldedRun {
  const Run& run;
  const Phrases& phrases;
  const TimeAxis& axis;
  std::string name;
  ShownScale scale;
  bool opens = true;  // else a click on a silence does nothing, one on a crowd zooms
};
Commands draw_ladder_folds(Canvas& canvas, const LadderModel& model, const FoldedRun& folded,
                           LadderHold& hold);
// "59.2 s in which nothing happens: from 820 ms to 60 s".
std::string silence_text(const Phrases& phrases, bool idle, Time from, Time to);
// Moves and zooms a timeline and measures in it; `last` is what it shows at most.
Commands handle_timeline(Canvas& canvas, const LadderModel& model, const TimeAxis& axis,
                         const ShownScale& scale, Time last, const Canvas::Press& press,
                         LadderHold& hold);
// The same by the keys of this frame.
Commands travel(const LadderModel& model, const TimeAxis& axis, const ShownScale& scale,
                LadderHold& hold);
// How near to a lifeline a right click means its calls.
constexpr float kLifelineReach = 26;  // design units
// At the mouse: a line of a tooltip, and one of a single line.
void tip(Canvas& canvas, const std::string& text);
void tooltip_line(Canvas& canvas, Face face, float em, Color color, const std::string& text);

Commands draw_ladder(Canvas& canvas, const ScreenModel& model, const Session& session,
                     AxisCache& axes, LadderHold& hold);
// The other branch and the bar that tells the difference.
Commands draw_beside(Canvas& canvas, const ScreenModel& model, const Session& session,
                     AxisCache& axes, LadderHold& hold);
// While clicks drop; before the timelines, so that it gets the mouse.
Commands draw_drop_banner(Canvas& canvas, const ScreenModel& model);
// Lifelines and arrows as they are, for the eye only.
void paint_timeline(Canvas& canvas, const LadderModel& model);
// Lifelines and arrows, without the heading's buttons.
Commands draw_timeline(Canvas& canvas, const LadderModel& model, const Session& session,
                       const TimeAxis& axis, LadderHold& hold);
Commands draw_present(Canvas& canvas, const PresentModel& model, const Session& session,
                      AxisCache& axes, LadderHold& hold);
Commands draw_hint(Canvas& canvas, const HintModel& model);
Commands draw_lab(Canvas& canvas, const Session& session, const LabModel& model,
                  LadderHold& hold);
void draw_transport_button(Canvas& canvas, TransportButton which, bool playing, const Rect& rect,
                           Commands& out);
void draw_transport_icon(Canvas& canvas, TransportButton which, bool playing, const Rect& rect);
// `axis` is the scrubber's.
Commands draw_transport(Canvas& canvas, const TransportModel& model, const TimeAxis& axis,
                        const Session& session);

// The command palette while it is open.
struct PaletteState {
  bool open = false;
  std::string filter;
  size_t index = 0;  // of those that the filter leaves
  bool moved = false;
  std::vector<PaletteEntry> entries;
};
Commands draw_palette(Canvas& canvas, const Session& session, const ScreenLayout& layout,
                      PaletteState& state);

// What the top bar is doing with the keyboard: the chip that is being edited, the open list.
struct TopBarState {
  std::string editing;  // a chip's path; "" for none
  std::string text;
  bool focus = false;
  std::string filter;
  Language language = Language::En;  // of the list
  std::string hint;
  std::vector<CatalogueEntry> catalogue;  // read when the list is opened
};
Commands draw_top_bar(Canvas& canvas, const TopBarModel& model, const Session& session,
                      TopBarState& state);

// What the dialog's field holds.
struct DialogState {
  std::string text;
  uint64_t serial = 0;
  bool focus = false;
};
// The dialog above everything else; nothing while none is open.
Commands draw_dialog(Canvas& canvas, const Session& session, const DialogModel& model,
                     DialogState& state);

// The sheet of keys and the last error, above everything.
Commands draw_notices(Canvas& canvas, const Session& session, const ScreenLayout& layout);

}  // namespace finwait
