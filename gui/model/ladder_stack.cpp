#include "gui/model/ladder_stack.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

constexpr float kTouching = 0.01f;
constexpr size_t kFew = 40;  // lines that are settled anew for each that is left out

// Lines that push each other: they move together, to the weighted mean of what they wish.
struct Block {
  double weight = 0;
  double sum = 0;
  size_t count = 0;
  double mean() const { return sum / weight; }
};

class Stacker {
 public:
  Stacker(const std::vector<StackedLine>& lines, const StackBounds& bounds)
      : lines_(lines), bounds_(bounds) {
    for (size_t i = 0; i < lines.size(); ++i) kept_.push_back(i);
  }

  std::vector<std::optional<float>> place() {
    if (lines_.size() > kFew && height() > bounds_.bottom - bounds_.top) thin_out();
    for (;;) {
      settle();
      const std::optional<size_t> worst = farthest();
      if (!worst) break;
      leave_out(*worst);
    }
    std::vector<std::optional<float>> middles(lines_.size());
    for (size_t k = 0; k < kept_.size(); ++k) middles[kept_[k]] = y_[k];
    return middles;
  }

 private:
  const StackedLine& line(size_t k) const { return lines_[kept_[k]]; }
  float step(size_t k) const { return (line(k - 1).height + line(k).height) / 2; }

  float height() const {
    float sum = 0;
    for (const StackedLine& l : lines_) sum += l.height;
    return sum;
  }

  // Of far more lines than there is room for: from above downwards each right below the one before
  // it. One that comes to stand too low then takes the place of a less important one above it, or
  // is left out.
  void thin_out() {
    kept_.clear();
    std::vector<float> ends;  // of those that are kept
    const auto put = [&](size_t i) {
      const StackedLine& l = lines_[i];
      const float above = ends.empty() ? bounds_.top : ends.back();
      const float top = std::max(above, l.wish - l.height / 2);
      kept_.push_back(i);
      ends.push_back(top + l.height);
      return ends.back() <= std::min(l.wish + l.height / 2 + bounds_.away / 2, bounds_.bottom);
    };
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (put(i)) continue;
      size_t out = kept_.size() - 1;  // the least important one of those that touch each other
      for (size_t k = out; k > 0 && starts(k, ends) <= ends[k - 1] + kTouching; --k)
        if (line(k - 1).rank > line(out).rank) out = k - 1;
      const std::vector<size_t> again(kept_.begin() + static_cast<std::ptrdiff_t>(out) + 1,
                                      kept_.end());
      kept_.resize(out);
      ends.resize(out);
      for (size_t k : again) put(k);
    }
  }
  float starts(size_t k, const std::vector<float>& ends) const { return ends[k] - line(k).height; }

  // The least weighted sum of squares (pool adjacent violators), then the bounds.
  void settle() {
    std::vector<Block> blocks;
    std::vector<double> offset(kept_.size());
    for (size_t k = 0; k < kept_.size(); ++k) {
      offset[k] = k == 0 ? 0 : offset[k - 1] + step(k);
      const double w = line(k).weight;
      blocks.push_back({w, w * (line(k).wish - offset[k]), 1});
      while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() >= blocks.back().mean()) {
        const Block last = blocks.back();
        blocks.pop_back();
        blocks.back().weight += last.weight;
        blocks.back().sum += last.sum;
        blocks.back().count += last.count;
      }
    }
    y_.clear();
    for (const Block& b : blocks)
      for (size_t i = 0; i < b.count; ++i)
        y_.push_back(static_cast<float>(b.mean() + offset[y_.size()]));
    keep_inside();
  }

  void keep_inside() {
    for (size_t k = 0; k < y_.size(); ++k) {
      const float least = k == 0 ? bounds_.top + line(k).height / 2 : y_[k - 1] + step(k);
      y_[k] = std::max(y_[k], least);
    }
    for (size_t k = y_.size(); k-- > 0;) {
      const bool last = k + 1 == y_.size();
      const float most = last ? bounds_.bottom - line(k).height / 2 : y_[k + 1] - step(k + 1);
      y_[k] = std::min(y_[k], most);
    }
  }

  float away(size_t k) const { return std::abs(y_[k] - line(k).wish); }

  // Beyond what is allowed, or beyond the top, if there are too many.
  std::optional<size_t> farthest() const {
    std::optional<size_t> worst;
    if (!y_.empty() && y_[0] - line(0).height / 2 < bounds_.top - kTouching) return 0;
    for (size_t k = 0; k < y_.size(); ++k)
      if (away(k) > bounds_.away && (!worst || away(k) > away(*worst))) worst = k;
    return worst;
  }

  // Of those that touch each other around k.
  void leave_out(size_t k) {
    size_t first = k;
    size_t last = k;
    while (first > 0 && y_[first] - y_[first - 1] < step(first) + kTouching) --first;
    while (last + 1 < y_.size() && y_[last + 1] - y_[last] < step(last + 1) + kTouching) ++last;
    size_t out = k;
    for (size_t i = first; i <= last; ++i) {
      if (line(i).rank < line(out).rank) continue;
      if (line(i).rank > line(out).rank || away(i) > away(out)) out = i;
    }
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(out));
  }

  const std::vector<StackedLine>& lines_;
  const StackBounds& bounds_;
  std::vector<size_t> kept_;  // indices in lines_
  std::vector<float> y_;      // of those that are kept
};

}  // namespace

std::vector<std::optional<float>> stack_lines(const std::vector<StackedLine>& lines,
                                              const StackBounds& bounds) {
  return Stacker(lines, bounds).place();
}

}  // namespace finwait
