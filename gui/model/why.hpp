// Why: what happened in the event under the cursor, or to the selected segment, and the clause that
// says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/inspected.hpp"
#include "gui/model/session.hpp"

namespace finwait {

// What there is to say, before it is laid out.
struct Account {
  std::string headline;
  std::vector<std::string> facts;
  std::string cause;        // what led to it; "" when it began by itself
  std::vector<Rule> rules;  // the telling one first
  std::string hint = {};    // what to try next
  size_t outcome = 0;       // how many of the facts, the first ones, tell what came of it
};

// Of the event under the cursor, of a segment, of anything else that happened.
Account account_of_step(const Session& session, const Inspected& in);
Account account_of_packet(const Session& session, const Inspected& in, uint32_t packet);
Account account_of_record(const Session& session, const Inspected& in, uint32_t record);
// Why a lost segment's arrival cannot be moved, and what makes it arrive; "" of another one.
std::string lost_text(const Inspected& in, uint32_t packet, const Phrases& phrases);
// The same in the branch that is shown.
Account account_of_step(const Session& session);
Account account_of_packet(const Session& session, uint32_t packet);

struct WhyChip {
  Rect rect;
  Label label;
};

// What led to it; a click goes there.
struct CauseChip {
  Rect rect;
  Label label;
  std::vector<Command> commands;
};

// What can be done to the selected segment, call or timer.
struct EditButton {
  Rect rect;
  Label label;
  std::string name;  // for tests and scripts: "edit-drop"
  Command command;
};

// The change that makes the point of the event, beside the chips.
struct WhatIfButton {
  Rect rect;
  Label label;
  std::vector<Command> commands;
};

// Where the text has more lines than room: which of them show, and what says that there are more.
struct WhyScroll {
  size_t top = 0;    // the first line that shows
  size_t shown = 0;  // how many do
  size_t last = 0;   // `top` at the end
  Rect track;        // at the text's right
  Rect thumb;
  Rect button;       // a page on, at the end back to the top
  Label name;        // how many lines are below; "" at the end
  std::string tip;
};

struct WhyModel {
  Rect panel;
  std::vector<Label> labels;
  std::optional<WhyScroll> scroll;
  std::vector<WhyChip> chips;
  std::vector<CauseChip> causes;  // the nearest first
  std::vector<EditButton> edits;
  std::optional<WhatIfButton> what_if;
};

WhyModel make_why_model(const Session& session, const Rect& panel, const Type& type);

}  // namespace finwait
