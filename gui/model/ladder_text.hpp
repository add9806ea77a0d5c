// The texts of the packet timeline: placed one after the other, the important ones first, each only
// where it covers nothing.
#pragma once

#include "gui/model/ladder.hpp"

namespace finwait {

// Widths of the timeline's columns in design units.
constexpr float kBracketColumn = 10;
constexpr float kTimeColumn = 62;    // texts at the lifeline may reach into it
constexpr float kStateColumn = 122;  // of the right lifeline
constexpr float kLeftColumn = 138;   // of the left one, instants included

class LadderTexts {
 public:
  LadderTexts(const LadderInput& input, LadderModel& model) : in_(input), m_(model) {}
  // Adds every label of the body.
  void place();

 private:
  struct Beside {  // a text at a lifeline
    float y;
    std::string text;
    Color color;
    int rank;  // states 0, calls 1, results 2, calls that programs make by themselves 3
  };
  void place_arrow(const LadderArrow& arrow);
  bool set_along(Label& label, Point a, Point b, float along, float side) const;
  void set_beside_loop(Label& label, const LadderArrow& arrow) const;
  bool try_arrow(const LadderArrow& arrow, const std::string& text, float along, float side);
  Label cross_label(const LadderArrow& arrow) const;
  void place_breaks();
  bool try_break(LadderBreak& drawn, Point middle, const std::string& text);
  bool is_idle(const TimeAxis::Break& b) const;
  void place_now();
  void place_beside(uint8_t host);
  std::vector<Beside> beside(uint8_t host) const;
  void add_states(uint8_t host, std::vector<Beside>& out) const;
  void add_marks(uint8_t host, std::vector<Beside>& out) const;
  Color timer_color(const Mark& mark) const;
  bool fits_beside(const Label& label) const;
  void place_ticks();
  void place_piece(Time from, Time to);
  bool try_tick(Time t);
  bool is_free(const Label& label) const;
  float y_of(Time t) const;
  std::vector<std::string> wordings(const LadderArrow& arrow) const;

  const LadderInput& in_;
  LadderModel& m_;
};

}  // namespace finwait
