// The close lab: the same script on two to four systems, and every way of closing on every system.
// What was run is kept until another script or other systems are chosen.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/ladder_view.hpp"
#include "sim/base/time.hpp"
#include "sim/run/scenario.hpp"

namespace finwait {

struct LabRuns;      // lab_runs.hpp
struct CloseMatrix;  // sim/report/close_matrix.hpp

enum class LabPage : uint8_t { Script, Matrix };
constexpr size_t kFewestSystems = 2;
constexpr size_t kMostSystems = 4;

struct LabCell {
  size_t row = 0;
  size_t system = 0;  // column
  bool operator==(const LabCell&) const = default;
};

struct Lab {
  bool open = false;
  LabPage page = LabPage::Script;
  std::vector<std::string> systems;  // chosen ones, in the engine's order
  std::shared_ptr<const LabRuns> runs;
  std::shared_ptr<const CloseMatrix> matrix;  // once it was asked for
  Language language = Language::En;           // of the matrix
  uint64_t generation = 0;                    // of the session's run that `runs` were made for
  Time now;                                   // the cursor of all ladders
  // What differs first, as long as nobody has moved cursor or view: where not all of the run
  // shows, the cursor stands where that one is in sight.
  std::optional<Time> first_look;
  std::optional<LabCell> selected;
  size_t top = 0;  // the table's first visible row
  LadderView view;  // of all ladders
};

}  // namespace finwait
