// The texts of the packet timeline: placed one after the other, the important ones first, each only
// where it covers nothing.
#pragma once

#include <array>

#include "gui/model/ladder_stack.hpp"
#include "gui/model/ladder_window.hpp"
#include "gui/model/row_finder.hpp"

namespace finwait {

// Widths of the timeline's columns in design units.
constexpr float kBracketColumn = 10;
constexpr float kTimeColumn = 62;    // texts at the lifeline may reach into it
constexpr size_t kMostBeside = 150;  // texts at a lifeline; of more those of a line are one
constexpr float kRowPx = 16;         // such a line
constexpr float kArrowEm = 12;       // of a segment's label

class LadderTexts {
 public:
  LadderTexts(const LadderInput& input, LadderModel& model)
      : in_(input),
        m_(model),
        box_rows_(model.body.y0, model.body.y1),
        way_rows_(model.body.y0, model.body.y1),
        end_rows_(model.body.y0, model.body.y1) {}
  // Adds every label of the body.
  void place();

 private:
  struct Beside {  // a text at a lifeline
    float y;
    std::string text;
    Color color;
    int rank;  // states 0, calls 1, results 2, calls that programs make by themselves 3
    uint32_t order = 0;   // the record that it stands for: the earlier one is higher
    uint32_t record = 0;  // that can be chosen; 0: none
    LadderMark::Sign sign = LadderMark::Sign::Call;
    std::string shorter = {};  // where the whole text has no room; "": it is cut
  };
  enum class Ground : uint8_t { Free, Own, Others };  // which arrows a label may stand on
  struct ArrowPlace {  // of an arrow's label
    float along = 0.5f;  // from its left end to its right one
    float side = -1;     // -1: above the arrow, 0: on it, 1: below it
    Ground ground = Ground::Free;
  };
  struct Slant {  // of an arrow, from left to right
    float angle = 0;
    bool steep = false;  // its label lies flat beside it
    float cosine = 1;    // of its label's angle
    float sine = 0;
    std::array<bool, 2> hemmed{};  // above it, and below it, as is_hemmed() tells
  };
  struct Writing {  // a text that looks for its place beside an arrow
    Label label;
    Slant slant;
  };
  void note_ways();
  bool are_many() const;
  void add(Label label);
  void add(Label label, const Rect& box);
  std::vector<const LadderArrow*> labelled_arrows() const;
  void place_arrows();
  bool place_one_of_many(const LadderArrow& arrow);
  bool place_free(const LadderArrow& arrow, const std::string& text);
  bool place_on(const LadderArrow& arrow, const std::string& text, Ground ground);
  bool is_counted(const LadderArrow& arrow) const;
  bool bundle_is_named(const LadderArrow& arrow) const;
  void place_crowd(LadderCrowd& crowd);
  Point between_crowd(const LadderCrowd& crowd, float part, float along) const;
  bool hits_arrow(const Label& label, const Quad& corners, size_t own) const;
  void find_ends();
  void add_end(size_t arrow, bool head, Point a, Point b);
  bool hits_end(const Writing& writing, const Quad& corners, size_t own) const;
  const Slant& slant_of(const LadderArrow& arrow);
  Slant find_slant(const LadderArrow& arrow) const;
  bool is_hemmed(const LadderArrow& arrow, const Slant& slant, float side) const;
  bool are_one(const LadderArrow& a, const LadderArrow& b) const;
  Writing writing_of(const LadderArrow& arrow, const std::string& text);
  void set_along(Writing& writing, Point a, Point b, const ArrowPlace& place) const;
  void set_beside_loop(Label& label, const LadderArrow& arrow) const;
  bool try_arrow(const LadderArrow& arrow, Writing& writing, const ArrowPlace& place);
  Label cross_label(Point at) const;
  void place_breaks();
  bool try_break(LadderBreak& drawn, Point middle, const std::string& text);
  bool is_idle(const TimeAxis::Break& b) const;
  void place_now();
  void place_divergence();
  void place_beside(uint8_t host);
  std::string telling_part(const Beside& text, float em, float room) const;
  std::vector<Beside> beside(uint8_t host) const;
  void add_states(uint8_t host, std::vector<Beside>& out) const;
  void add_marks(uint8_t host, std::vector<Beside>& out) const;
  void add_mark(const Mark& mark, std::vector<Beside>& out) const;
  std::string counted(Phrase phrase, size_t count) const;
  // The end of what stands in the same line as i of `shown`; i + 1 while there are few.
  template <class When>  // Time when(size_t i)
  size_t row_of(const IndexRange& shown, size_t i, const When& when) const {
    if (shown.size() <= kMostBeside) return i + 1;
    const Time row = row_end(in_.axis, when(i), kRowPx * in_.type.ui);
    return gallop(i + 1, shown.end, [&](size_t k) { return when(k) >= row; });
  }
  Color timer_color(const Mark& mark) const;
  uint32_t chosen_by(const Mark& mark) const;
  static LadderMark::Sign sign_of(const Mark& mark);
  void mark(uint8_t host, const Beside& text, const Label& label);
  std::vector<StackedLine> lines_of(const std::vector<Beside>& texts) const;
  void place_ticks();
  void place_piece(Time from, Time to);
  bool try_tick(Time t);
  bool is_free(const Label& label) const;
  bool is_free(const Quad& corners, bool turned) const;
  float y_of(Time t) const;
  std::vector<std::string> wordings(const LadderArrow& arrow) const;
  std::vector<std::string> short_wordings(const LadderArrow& arrow) const;

  const LadderInput& in_;
  LadderModel& m_;
  TimeRange times_;
  std::vector<Rect> boxes_;  // of m_.labels, upright
  std::vector<Quad> corners_;
  std::vector<Rect> ways_;   // of m_.arrows
  std::vector<std::optional<Slant>> slants_;  // of those that were asked for
  struct End {  // of an arrow
    size_t arrow;
    bool head;
    Point a;
    Point b;
    Rect box;
  };
  std::vector<End> ends_;
  struct Kind {  // of segments in a bundle
    uint32_t bundle;
    Color color;
  };
  std::vector<Kind> named_;  // that have a label
  RowFinder box_rows_;       // where the labels are
  RowFinder way_rows_;       // the arrows, with their crosses
  RowFinder end_rows_;
};

}  // namespace finwait
