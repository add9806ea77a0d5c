#include "gui/model/session_files.hpp"

#include <algorithm>

#include "gui/model/menu.hpp"
#include "gui/model/session_parts.hpp"

namespace finwait::session {
namespace {

bool is_writing(DialogKind kind) {
  return kind == DialogKind::SaveAs || kind == DialogKind::Export;
}

void retype(Dialog& d, std::string text) {
  d.typed = std::move(text);
  d.chosen = 0;
  d.replace = false;
  ++d.serial;
}

// "lost-last-ack" of a scenario's file or name.
std::string stem(const std::string& origin) {
  const std::string name = path_name(origin);
  const size_t point = name.find('.');
  return name.substr(0, point == 0 ? std::string::npos : point);
}

// Pictures of parts do not take the name of the whole screen's.
std::string export_ending(Export what) {
  const std::string extension = export_extension(what);
  switch (what) {
    case Export::LadderPng:
    case Export::LadderSvg: return "-ladder" + extension;
    case Export::DiagramPng:
    case Export::DiagramSvg: return "-diagram" + extension;
    default: return extension;
  }
}

std::string with_extension(const std::string& path, const std::string& extension) {
  const bool has_one = path_name(path).find('.') != std::string::npos;
  return has_one ? path : path + extension;
}

// Where writing goes: into the folder unless the name says otherwise.
void write(Session& s) {
  Dialog& d = s.dialog;
  if (d.typed.empty()) return;
  const std::string path = path_from(d.folder, d.typed);
  Errand errand;
  errand.replace = d.replace;
  errand.what = d.what;
  if (d.kind == DialogKind::SaveAs) {
    errand.kind = Errand::Kind::SaveAs;
    errand.path = with_extension(path, ".toml");
  } else {
    errand.kind = Errand::Kind::Export;
    errand.path = with_extension(path, export_extension(d.what));
  }
  s.errands.push_back(std::move(errand));
}

// What was typed before, or is chosen now, need not be looked at any more.
void forget_looking(Session& s) {
  std::erase_if(s.errands, [](const Errand& e) { return e.kind == Errand::Kind::LookAt; });
}

// The program is asked what is there; its answer comes before the next frame.
void look_at_typed(Session& s) {
  forget_looking(s);
  const Dialog& d = s.dialog;
  const bool opens = d.kind == DialogKind::Open && looks_like_path(d.typed);
  if (d.typed.empty() || (!opens && !is_writing(d.kind))) return;
  s.errands.push_back({.kind = Errand::Kind::LookAt, .path = d.typed});
}

void choose_row(Session& s, const DialogRow& row) {
  Errand errand;
  errand.path = row.path;
  switch (row.sort) {
    case DialogRow::Sort::Item: {
      s.dialog.kind = DialogKind::None;
      const Command chosen = menu_items()[row.number].command();
      apply(s, chosen);
      return;
    }
    case DialogRow::Sort::Answer: return answer(s, static_cast<LeaveAnswer>(row.number));
    case DialogRow::Sort::Folder: errand.kind = Errand::Kind::ListFolder; break;
    case DialogRow::Sort::Recent:
    case DialogRow::Sort::File: errand.kind = Errand::Kind::Open; break;
    case DialogRow::Sort::Connection:
      errand.kind = Errand::Kind::OpenConnection;
      errand.path = s.dialog.file;
      errand.connection = row.number;
      break;
  }
  s.errands.push_back(std::move(errand));
}

}  // namespace

void on(Session& s, const command::OpenDialog& c) {
  Dialog& d = s.dialog;
  d.kind = c.kind;
  d.what = c.what;
  d.entries.clear();
  d.path = {};
  retype(d, "");
  if (is_writing(c.kind) && s.run)
    d.typed = stem(s.origin().name) +
              (c.kind == DialogKind::SaveAs ? ".toml" : export_ending(c.what));
  if (c.kind == DialogKind::Open || is_writing(c.kind))
    s.errands.push_back({.kind = Errand::Kind::ListFolder, .path = d.folder});
}

void on(Session& s, const command::TypeInDialog& c) {
  s.dialog.typed = c.text;
  s.dialog.chosen = 0;
  s.dialog.replace = false;
  look_at_typed(s);
}

void on(Session& s, const command::CompleteInDialog&) {
  Dialog& d = s.dialog;
  if (d.kind != DialogKind::Open && !is_writing(d.kind)) return;
  const std::string more = completed_path(d);
  if (more == d.typed) return;
  retype(d, more);
  look_at_typed(s);
}

void on(Session& s, const command::ShowTypedPath& c) {
  s.dialog.path = c.path;
}

void on(Session& s, const command::MoveInDialog& c) {
  const auto count = static_cast<int64_t>(dialog_rows(s).size());
  if (count == 0) return;
  const int64_t to = static_cast<int64_t>(s.dialog.chosen) + c.by;
  s.dialog.chosen = static_cast<size_t>(std::clamp<int64_t>(to, 0, count - 1));
}

void on(Session& s, const command::ChooseInDialog& c) {
  forget_looking(s);
  const std::vector<DialogRow> rows = dialog_rows(s);
  if (!c.row && is_writing(s.dialog.kind)) return write(s);
  const size_t row = c.row.value_or(s.dialog.chosen);
  const TypedPath& path = s.dialog.path;
  const bool is_there = path.typed == s.dialog.typed && path.kind != TypedPath::Kind::None;
  const bool exactly = s.dialog.kind == DialogKind::Open && !c.row && row == 0 && is_there &&
                       looks_like_path(s.dialog.typed);
  if (!exactly && row < rows.size()) return choose_row(s, rows[row]);
  if (s.dialog.kind == DialogKind::Open && !s.dialog.typed.empty())
    s.errands.push_back(
        {.kind = Errand::Kind::Open, .path = path_from(s.dialog.folder, s.dialog.typed)});
}

void on(Session& s, const command::CloseDialog&) {
  s.dialog.kind = DialogKind::None;
}

void on(Session& s, const command::OpenFile& c) {
  const auto kind = c.connection ? Errand::Kind::OpenConnection : Errand::Kind::Open;
  s.errands.push_back({.kind = kind, .path = c.path, .connection = c.connection.value_or(0)});
}

void on(Session& s, const command::Save&) {
  if (s.run) s.errands.push_back({.kind = Errand::Kind::Save});
}

void on(Session& s, const command::Copy& c) {
  if (s.run) s.errands.push_back({.kind = Errand::Kind::Copy, .copy = c.what});
}

void on(Session& s, const command::ShowFolder& c) {
  Dialog& d = s.dialog;
  const bool moved = d.folder != c.folder;
  d.folder = c.folder;
  d.entries = c.entries;
  if (d.kind == DialogKind::Open && moved) retype(d, "");
  d.chosen = 0;
  look_at_typed(s);
}

void on(Session& s, const command::ShowConnections& c) {
  s.dialog.kind = DialogKind::Connections;
  s.dialog.file = c.file;
  s.dialog.lines = c.lines;
  retype(s.dialog, "");
}

void on(Session& s, const command::AskToReplace&) {
  s.dialog.replace = true;
}

// The branches that are the file with other values follow it, those that were made by a change of
// the past stay what they are.
void on(Session& s, const command::Reload& c) {
  if (s.branches.empty()) return;
  if (c.text == s.branches[0].origin.text) return s.error.clear();
  const std::string before = s.branches[0].origin.text;
  const bool follows = !s.run || s.origin().text == before;
  Origin origin = follows ? s.origin() : s.branches[0].origin;
  origin.text = c.text;
  const bool at_end = c.grows && s.run && s.cursor.now >= s.run->index.end;
  const Time now = s.cursor.now;
  // What grows is asked for again and again: it would never be there.
  std::optional<AllAtOnce> at_once;
  if (c.grows) at_once.emplace(s);
  play(s, origin, [=](Session& anew) {
    for (Branch& branch : anew.branches)
      if (branch.origin.text == before) branch.origin.text = c.text;
    if (!follows) anew.branch = 0;
    seek_time(anew, at_end ? anew.run->index.end : now);
    if (!c.grows) anew.notice = anew.phrases(Phrase::Reloaded, {path_name(origin.path)});
  });
}

void on(Session& s, const command::ShowProgress& c) {
  s.progress = c.text;
}

void remember(Session& s, const std::string& path) {
  if (path.empty()) return;
  std::erase(s.recent, path);
  s.recent.insert(s.recent.begin(), path);
  if (s.recent.size() > kMostRecent) s.recent.resize(kMostRecent);
}

}  // namespace finwait::session
