// The packet timeline: two lifelines, time downwards, arrows whose slope is the true delay. Only
// what lies in the window is laid out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/beside.hpp"
#include "gui/model/geometry.hpp"
#include "gui/model/ladder_style.hpp"
#include "gui/model/ladder_view.hpp"
#include "gui/model/run_index.hpp"
#include "gui/model/story.hpp"
#include "gui/model/time_axis.hpp"
#include "gui/model/visible_trips.hpp"

namespace finwait {

// What the timeline is made from.
struct LadderInput {
  Source source;
  const RunIndex& index;
  const TimeAxis& axis;
  Time now;
  uint32_t record_limit = 0;  // later records have not happened yet
  std::optional<uint32_t> selected;
  std::optional<uint32_t> selected_record;
  std::optional<uint32_t> hovered;
  double scroll = 0;  // pixels of the axis above the window, when it does not follow
  std::optional<Anchor> anchor;  // goes before `scroll`
  bool follow = true;
  std::optional<LadderEase> ease = {};  // from another place
  bool hint = true;  // the heading says how to move the timeline
  const Differing* differing = nullptr;  // from another run that stands beside it
  std::optional<Time> divergence = {};   // where that one parts from it
  std::string title = {};                // "": the usual one
  std::optional<Interval> measured = {};
  Rect panel;
  Type type;
  const Theme& theme;
  LadderStyle style = {};
  Motion motion = Motion::Dots;
};

// A copy of a segment. In flight it ends at its dot; lost, at its cross.
struct LadderArrow {
  uint32_t trip = 0;  // index in RunIndex::trips
  uint32_t packet = 0;
  Point from;
  Point to;
  Point goal;  // where it would have arrived; same as `to` when it did
  Color color;
  float opacity = 1;
  bool head = true;
  bool dashed = false;   // retransmission
  bool doubled = false;  // RST
  bool twin = false;     // one of several copies that the network made
  bool forged = false;
  bool hatched = false;  // an old duplicate: its connection has a successor by now
  std::optional<float> life = {};  // in flight and hatched: what is left of MSL, 1 to 0
  bool cross = false;              // it was lost
  std::optional<Point> reset = {};  // a cross on the way, behind the head: RST
  bool dot = false;     // in flight
  bool streak = false;  // in flight, too quick for a dot
  bool loop = false;    // to the sender itself: bulges sideways
  bool strong = false;  // selected or hovered
  bool differs = false;  // the run beside it has no such thing
  uint32_t bundle = 0;   // those that leave and arrive together have one number; 0: alone
  uint32_t alike = 1;    // of its bundle, those of its kind
  float above = 0;       // pixels from it to the bundle's highest arrow
  float below = 0;       // and to its lowest
};

// What is on its way: one segment, or those of one kind that travel together. A bundle of several
// kinds has as many parts one above the other, and one halo.
struct LadderDot {
  Rect rect;
  Rect halo;
  Color color;
  uint32_t bundle = 0;             // 0: alone
  std::optional<float> life = {};  // as LadderArrow's
};

// Segments of one host so close to each other that they are drawn as one.
struct LadderFold {
  uint8_t host = 0;
  std::array<Point, 4> corners{};  // first and last sent, last and first arrived
  uint32_t count = 0;
  Color color;
  uint32_t first = 0;  // indices in RunIndex::trips
  uint32_t last = 0;
};

// The sign beside such segments without a gap between them, and how many they are.
struct LadderCrowd {
  uint8_t host = 0;
  float y0 = 0;  // at the sender's lifeline
  float y1 = 0;
  uint32_t count = 0;
  uint32_t first_fold = 0;  // in LadderModel::folds; those of the other host lie between
  uint32_t last_fold = 0;
  Rect pill;  // around the number; empty if it found no room
};

struct LadderStrip {
  uint8_t host = 0;
  State state = State::Closed;
  Rect rect;
  Color color;
  bool thin = false;  // no connection: CLOSED
  bool crowd = false;  // several states, each too short to be seen
  bool differs = false;  // the run beside it is not in this state then
  uint32_t record = 0;    // that began it; 0: none, or several
  bool selected = false;
};

// From where a timer was set to where it fired.
struct LadderBracket {
  float x = 0;
  float y0 = 0;
  float y1 = 0;
  float tick = 0;  // length of its ends; negative: to the left
  Color color;
  uint32_t record = 0;  // of the timer that fired
  uint8_t host = 0;
};

// From a bracket's end to the lifeline, where the segment leaves that the timer sent, or the state
// begins that it brought; broken where texts stand.
struct LadderLeader {
  uint32_t record = 0;  // of the timer
  uint32_t effect = 0;  // the record of what it caused
  Point from;
  Point tip;
  std::vector<std::array<float, 2>> pieces;  // between from.x and tip.x
  Color color;
  bool strong = false;  // the timer or its segment is selected or hovered
};

// A call, a fired timer or a state that can be chosen: its text at the lifeline, or its bracket.
struct LadderMark {
  enum class Sign : uint8_t { Call, Result, Timer, Bracket, State };
  Rect rect;
  uint32_t record = 0;  // of the call, the timer or the state
  uint8_t host = 0;
  Sign sign = Sign::Call;
  bool selected = false;
};

struct LadderBreak {
  size_t number = 0;  // TimeAxis::break_number
  float y0 = 0;
  float y1 = 0;
  Rect pill;
  bool idle = true;  // nothing is on its way either
  bool unfolded = false;
  std::vector<std::array<float, 2>> pieces = {};  // of its line, broken where texts stand
};

// The interval that is measured, above everything else.
struct LadderInterval {
  float y0 = 0;  // as far as the window shows it
  float y1 = 0;
  Rect pill;
  Label length;  // "Δt 540 ms"
  Label ends;    // "265 ms – 805 ms"
};

struct LadderToken {
  uint8_t host = 0;
  Point center;
  float radius = 0;
};

struct LadderModel {
  // Defined in one place, so that whoever holds one does not compile all that is in it.
  LadderModel();
  LadderModel(const LadderModel&);
  LadderModel(LadderModel&&) noexcept;
  LadderModel& operator=(const LadderModel&);
  LadderModel& operator=(LadderModel&&) noexcept;
  ~LadderModel();

  Rect panel;
  Rect body;                 // lifelines and arrows
  Rect clip;                 // what is drawn of them: a little more
  float ui = 1;              // pixels of a design unit
  double min_stretch = 1;    // as its style has it
  double whole_stretch = 1;  // the same
  std::array<float, 2> x{};  // the lifelines' middles
  float strip = 0;           // width of a lifeline
  std::array<LadderToken, 2> tokens;
  std::vector<LadderStrip> strips;
  std::vector<LadderArrow> arrows;
  std::vector<LadderDot> dots;
  std::vector<LadderFold> folds;
  std::vector<LadderCrowd> crowds;
  std::vector<LadderBracket> brackets;
  std::vector<LadderLeader> leaders;
  std::vector<LadderBreak> breaks;
  std::vector<LadderMark> marks;
  std::vector<Label> heading;  // title, host names: outside the body
  std::vector<Label> labels;   // inside the body
  std::vector<size_t> plated;  // of these labels, those that stand on arrows
  std::optional<float> now_y;
  std::vector<std::array<float, 2>> now_pieces;  // its line, broken where texts stand
  std::optional<float> divergence_y;
  std::optional<LadderInterval> interval;
  double scroll = 0;   // as it was applied
  double content = 0;  // height of the whole run
  double finer = 1;    // factors by which the scale may still grow, and shrink
  double coarser = 1;

  // The arrow under a point, or null.
  const LadderArrow* arrow_at(Point p, float reach) const;
};

// The shape of the time axis for a body of this height, and for a panel of this size.
TimeAxis::Shape ladder_axis_shape(AxisMode mode, Duration usual_flight, double zoom, float height,
                                  float ui, double min_stretch);
TimeAxis::Shape ladder_axis_shape(AxisMode mode, Duration usual_flight, double zoom,
                                  const Rect& panel, float ui, const LadderStyle& style = {});
// Design units of a timeline's height that stay empty below the end of a run.
constexpr float kLadderFoot = 20;
LadderModel make_ladder_model(const LadderInput& input);

}  // namespace finwait
