// Where the dialog's parts stand: a title, a field to type into, the rows around the chosen one,
// and a line that says which key does what.
#pragma once

#include <string>
#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/screen.hpp"

namespace finwait {

struct DialogLine {
  size_t row = 0;  // in dialog_rows
  bool chosen = false;
  Rect rect;
  Label text;
  Label detail;
};

struct DialogModel {
  bool open = false;
  Rect box;
  Rect field;
  std::string placeholder;  // in the field while nothing is typed
  Label title;
  Label folder;   // where the field's names count from
  Label heading;  // above the rows: of a capture's connections
  std::vector<DialogLine> lines;
  size_t rows = 0;  // in all
  Label hint;
};

DialogModel make_dialog_model(const Session& session, const ScreenLayout& layout, const Type& type);

}  // namespace finwait
