// Session: everything that the window knows, and `apply`, the only function that changes it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gui/model/backstory.hpp"
#include "gui/model/beside.hpp"
#include "gui/model/branch_tree.hpp"
#include "gui/model/branches.hpp"
#include "gui/model/computing.hpp"
#include "gui/model/dialog.hpp"
#include "gui/model/ladder_view.hpp"
#include "gui/model/live.hpp"
#include "gui/model/past_commands.hpp"
#include "gui/model/phrases.hpp"
#include "gui/model/run_index.hpp"
#include "gui/model/theme.hpp"
#include "gui/model/tour.hpp"
#include "gui/model/window_commands.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

// A scenario that was read and played to its end, or as far as it was computed.
struct Run {
  explicit Run(Scenario scenario);  // to its end
  explicit Run(Simulation computed);

  Simulation simulation;  // its world stands at the session's cursor
  RunIndex index;

  const Script& script() const { return simulation.script(); }
  const Trace& trace() const { return simulation.trace(); }
};

// What is looked at: a step of the run and an instant at or after it, before the next one.
struct Cursor {
  uint64_t step = 0;
  Time now;
};

// The branch that stands beside the one that is shown, and how they differ.
struct Beside {
  size_t branch = 0;
  size_t shown = 0;  // what it was compared with: a branch, and which run of it
  uint64_t generation = 0;
  Run run;
  Divergence divergence;
  std::shared_ptr<const Instants> instants;  // of both
  bool inspected = false;  // the selection is here: its world stands at the cursor, too
  std::optional<uint32_t> selected = {};  // of `run`, as in Session
  std::optional<uint32_t> selected_record = {};
  std::optional<uint32_t> hovered = {};
  std::array<std::vector<OfferedCall>, 2> calls = {};  // possible in it, while it is inspected,
  std::optional<uint64_t> offered_at = {};             // at this step
};

// Of which event or thing Why's text was scrolled; of another one it begins at the top again.
struct WhyPlace {
  uint64_t generation = 0;
  uint64_t step = 0;
  size_t branch = 0;
  std::optional<uint32_t> packet = {};
  std::optional<uint32_t> record = {};
  size_t top = 0;  // the first line that shows
};

// A change of state that was just shown, for the edge that lights up.
struct Lit {
  uint32_t record = 0;  // the State record; 0: none
  double since = 0;     // on the session's clock, seconds
};

constexpr double kLitSeconds = 0.25;
constexpr double kSlowest = 1e-3;
constexpr double kFastest = 1e3;

struct Session {
  Session();  // these in one place: whoever holds one need not compile all that is in it
  Session(const Session&);
  Session(Session&&) noexcept;
  Session& operator=(const Session&);
  Session& operator=(Session&&) noexcept;
  ~Session();
  std::optional<Run> run;
  std::vector<Branch> branches;  // the first is the scenario as it was opened
  size_t branch = 0;             // the one that is shown
  std::vector<size_t> undone;    // branches left by undo, for redo
  std::vector<LeftScenario> left, ahead;  // undo leads back to those, redo on to these
  uint64_t generation = 0;       // grows with every run, so that caches notice
  uint64_t patience = UINT64_MAX;  // steps that are computed at once
  std::optional<Wanted> wanted;    // what takes longer
  uint64_t tickets = 0;            // that were given to such runs
  Cursor cursor;
  double speed = 0.05;     // simulated seconds in a second
  bool own_speed = false;  // the user chose it; else it suits the run
  bool playing = false;
  double clock = 0;        // seconds of animation, moved by Tick
  std::array<Lit, 2> lit;  // by host
  Backstory backstory;     // of what Why tells about
  WhyPlace why_place;      // how far its text was scrolled
  // One thing is selected at most: a packet, or the record of a call or of a timer.
  std::optional<uint32_t> selected;
  std::optional<uint32_t> selected_record;
  std::optional<AskedValue> asked;  // what is selected changed it
  std::array<std::vector<OfferedCall>, 2> calls;  // possible at the cursor, as asked then:
  uint64_t offered_in = 0, offered_at = 0;        // generation, step
  std::optional<CallMenu> menu;
  std::optional<Beside> beside;
  std::optional<uint32_t> hovered;
  ThemeName theme = ThemeName::Dark;
  Phrases phrases;  // in the window's language
  AxisMode axis = AxisMode::Compressed;
  std::optional<AxisChange> axis_change;  // where the picture comes from
  bool absolute = false;  // sequence numbers as they are on the wire, not from the ISS
  bool two_diagrams = false;
  SidePanel side = SidePanel::Diagram;  // where not all panels have room
  std::vector<Time> bookmarks;            // in order
  LadderView view;                        // of the timeline
  std::optional<LadderView> view_before;  // that a click zoomed into
  std::optional<Time> unfolded;           // in the silence that is drawn in full height
  std::optional<Measured> measured;
  bool drop_mode = false;
  bool show_keys = false;
  Dialog dialog;
  std::vector<std::string> recent;  // files, the last one first
  std::vector<Errand> errands;      // for the program
  std::optional<Live> live;         // while it goes on, of the first branch
  std::string progress;             // of long work: "reading x.pcap, 40 %"
  bool present = false;             // presenter mode
  Lab lab;
  bool show_palette = false;
  float scale = 1;             // 1 to 3: type and shapes, as far as they fit
  bool reduce_motion = false;  // what moves jumps
  Time glide;                  // with reduced motion: how far the time has come unseen
  Tour tour;
  bool quit = false;
  std::string error;   // the last thing that went wrong; "" for nothing
  std::string notice;  // good news, until the next thing is done or Escape

  const Origin& origin() const;  // of the branch that is shown
};

namespace command {
struct Load {
  Origin origin;
};  // a scenario's text; on error the run stays
struct LoadBuiltin {
  std::string name;
};
struct SetValue {
  Override value;
};  // restarts from the beginning with it
struct TogglePlay {};
struct Step {
  int by = 1;
};
struct ToStart {};
struct ToEnd {};
struct SeekStep {
  uint64_t step = 0;
};
struct SeekTime {
  Time t;
};
// To the event that caused the one under the cursor (-1), or to the first that it caused (1).
struct FollowCause {
  int by = -1;
};
struct SetSpeed {
  double speed = 1;
};
struct Tick {
  double seconds = 0;
};  // real time passed
// Sets one at the cursor, or takes away the one that is there.
struct ToggleBookmark {};
struct ToBookmark {
  int by = 1;  // the next one, or with -1 the one before
};
struct Select {
  std::optional<uint32_t> packet;
  std::optional<uint32_t> record = {};  // of a call or a timer, if it is no packet
};
struct Hover {
  std::optional<uint32_t> packet;
};
struct Undo {};  // back to the branch that this one was made from
struct Redo {};
struct HopBranch {
  int by = 1;
};
struct ShowBranch {
  size_t branch = 0;
};
}  // namespace command

using AnyCommand = std::variant<
    command::Load, command::LoadBuiltin, command::TakeRun, command::SetValue, command::TogglePlay,
    command::Step, command::ToStart, command::ToEnd, command::SeekStep, command::SeekTime,
    command::FollowCause, command::SetSpeed, command::Tick, command::ToggleBookmark,
    command::ToBookmark, command::ToggleNumbers, command::ToggleDiagrams, command::CycleAxis,
    command::Fit, command::Zoom, command::Scroll, command::ZoomInto, command::Unfold,
    command::Back, command::Measure, command::MeasureHere, command::ToggleTheme,
    command::ToggleKeys, command::TogglePresent, command::OpenPalette, command::ClosePalette,
    command::Enlarge, command::ToggleMotion, command::ScaleSpeed, command::SelectNext,
    command::SelectEvent, command::StartTour, command::NextExperiment, command::EndTour,
    command::OpenLab, command::CloseLab, command::ToggleLabSystem, command::ShowLabPage,
    command::SelectLabCell, command::OpenLabCell, command::MoveLabCell, command::ScrollLab,
    command::ShowSide, command::ScrollWhy, command::NextSide, command::SetLanguage,
    command::CycleLanguage, command::Select, command::SelectHere, command::AskWhy, command::Hover,
    command::EditPacket, command::MovePacket, command::BranchSaved, command::ToggleDropMode,
    command::OpenCalls, command::MoveInMenu, command::PointInMenu, command::ChooseCall,
    command::MakeCall, command::EditCall, command::MoveCall, command::EditTimer, command::Undo,
    command::Redo, command::ToggleBeside, command::CompareWith, command::HopBeside,
    command::SwapBeside, command::SelectBeside, command::HoverBeside, command::EditBeside,
    command::InspectOther, command::HopBranch, command::ShowBranch, command::Save,
    command::OpenDialog, command::TypeInDialog, command::CompleteInDialog, command::MoveInDialog,
    command::ChooseInDialog, command::CloseDialog, command::OpenFile, command::Copy,
    command::ShowFolder, command::ShowTypedPath, command::ShowConnections, command::AskToReplace,
    command::Reload, command::BeginLive, command::GrowLive, command::EndLive, command::StopLive,
    command::ShowProgress, command::ShowNotice, command::ShowError, command::Escape, command::Quit>;
// Copied, moved and destroyed in one place: the tables for so many kinds take long to compile.
struct Command : AnyCommand {
  using AnyCommand::AnyCommand;
  Command();
  Command(const Command& other);
  Command(Command&& other) noexcept;
  Command& operator=(const Command& other);
  Command& operator=(Command&& other) noexcept;
  ~Command();
};

void apply(Session& session, const Command& command);

// Whether the picture changes without anybody touching it.
bool is_moving(const Session& session);
// The last record that the cursor has seen; 0 at the very start.
uint32_t record_limit(const Session& session);
uint64_t last_step(const Session& session);
// The time that a segment usually takes, for the scale of pictures: the longer link's delay.
Duration usual_flight(const Run& run);

}  // namespace finwait
