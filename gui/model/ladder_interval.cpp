#include "gui/model/ladder_interval.hpp"

#include <algorithm>
#include <array>

#include "gui/model/words.hpp"

namespace finwait {
namespace {

constexpr float kLengthEm = 14;
constexpr float kEndsEm = 11;
constexpr float kPad = 10;  // design units beside the texts
constexpr int kMostLines = 6;  // of its own height that the pill may be away from the middle

class IntervalMaker {
 public:
  IntervalMaker(const LadderInput& input, LadderModel& model)
      : in_(input), m_(model), ui_(input.type.ui) {}

  void place(const Interval& measured) {
    const auto y_of = [&](Time t) {
      const float y = m_.body.y0 + static_cast<float>(in_.axis.y(t) - m_.scroll);
      return std::clamp(y, m_.body.y0, m_.body.y1);
    };
    LadderInterval out;
    out.y0 = y_of(measured.from);
    out.y1 = y_of(measured.to);
    const std::string length = "\u0394t " + time_text(measured.to - measured.from);
    const std::string ends = instant_text(measured.from) + " \u2013 " + instant_text(measured.to);
    const float wide = std::max(in_.type.width(Face::Bold, kLengthEm, length),
                                in_.type.width(Face::Mono, kEndsEm, ends));
    const float first = in_.type.size(kLengthEm) * kLine;
    const float second = in_.type.size(kEndsEm) * kLine;
    const float pad = kPad * ui_;
    const Rect size{0, 0, wide + 2 * pad, first + second + pad};
    out.pill = place_for(size, (out.y0 + out.y1) / 2);
    make_room(out.pill);
    const float x = out.pill.center().x;
    const float y = out.pill.y0 + pad / 2;
    out.length = make_label(in_.type, {x, y + first / 2}, Align::Center, Face::Bold, kLengthEm,
                            in_.theme.ink, length);
    out.ends = make_label(in_.type, {x, y + first + second / 2}, Align::Center, Face::Mono,
                          kEndsEm, in_.theme.soft, ends);
    m_.interval = std::move(out);
  }

 private:
  // As near to the middle of the interval as it covers nothing.
  Rect place_for(const Rect& size, float middle) const {
    const auto at = [&](float part, float y) {
      const float x = m_.x[0] + (m_.x[1] - m_.x[0]) * part;
      const float half = size.height() / 2 + 2;
      const float inside = std::clamp(y, m_.body.y0 + half, m_.body.y1 - half);
      return around({x, inside}, size.width(), size.height());
    };
    for (int line = 0; line <= 2 * kMostLines; ++line) {
      const auto off = static_cast<float>(line % 2 == 0 ? line / 2 : -(line + 1) / 2);
      for (float part : {0.5f, 0.3f, 0.7f})
        if (const Rect pill = at(part, middle + off * size.height()); is_free(pill)) return pill;
    }
    return at(0.5f, middle);
  }

  bool is_free(const Rect& pill) const {
    Label box;
    box.box = pill;
    return m_.body.contains(pill) &&
           std::none_of(m_.labels.begin(), m_.labels.end(),
                        [&](const Label& l) { return overlap(l, box); });
  }

  void make_room(const Rect& pill) {
    Label box;
    box.box = pill;
    std::erase_if(m_.labels, [&](const Label& l) { return overlap(l, box); });
    for (LadderBreak& b : m_.breaks)
      if (b.pill.overlaps(pill)) b.pill = {};
    for (LadderCrowd& c : m_.crowds)
      if (c.pill.overlaps(pill)) c.pill = {};
  }

  const LadderInput& in_;
  LadderModel& m_;
  float ui_;
};

}  // namespace

void place_interval(const LadderInput& input, LadderModel& model) {
  if (input.measured) IntervalMaker(input, model).place(*input.measured);
}

}  // namespace finwait
