#include "gui/model/dialog.hpp"

#include <array>

#include "gui/model/leave.hpp"
#include "gui/model/menu.hpp"
#include "gui/model/session.hpp"
#include "gui/model/words.hpp"

namespace finwait {
namespace {

constexpr size_t kRecentShown = 5;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool is_slash(char c) {
  return c == '/' || c == '\\';
}

bool is_absolute(const std::string& path) {
  if (path.empty()) return false;
  return is_slash(path[0]) || path[0] == '~' || (path.size() > 1 && path[1] == ':');
}

bool begins_with(const std::string& text, const std::string& start) {
  return lower(text.substr(0, start.size())) == lower(start);
}

class RowMaker {
 public:
  explicit RowMaker(const Session& session) : s_(session), d_(session.dialog) {}

  std::vector<DialogRow> make() {
    switch (d_.kind) {
      case DialogKind::None: break;
      case DialogKind::Menu: menu(); break;
      case DialogKind::Open:
        if (looks_like_path(d_.typed)) {
          path();
          break;
        }
        filter_ = lower(d_.typed);
        recent();
        folder(true);
        break;
      case DialogKind::SaveAs:
      case DialogKind::Export: folder(false); break;
      case DialogKind::Connections: connections(); break;
      case DialogKind::Leave: answers(); break;
    }
    return std::move(rows_);
  }

 private:
  bool matches(const std::string& text) const {
    return lower(text).find(filter_) != std::string::npos;
  }

  void menu() {
    filter_ = lower(d_.typed);
    for (size_t i = 0; i < menu_items().size(); ++i) {
      const MenuItem& item = menu_items()[i];
      const std::string text = item_text(s_.phrases(item.phrase));
      if (matches(text))
        rows_.push_back({DialogRow::Sort::Item, text, std::string(item.key), "", i});
    }
  }

  void recent() {
    size_t shown = 0;
    for (const std::string& path : s_.recent) {
      if (shown == kRecentShown || !matches(path_name(path))) continue;
      rows_.push_back({DialogRow::Sort::Recent, path_name(path), path_folder(path), path, 0});
      ++shown;
    }
  }

  void folder(bool files) {
    const std::string base = d_.folder == "/" ? "" : d_.folder;
    if (filter_.empty() && path_folder(d_.folder) != d_.folder)
      rows_.push_back({DialogRow::Sort::Folder, "..", "", path_folder(d_.folder), 0});
    for (const FileEntry& e : d_.entries) {
      if ((!files && !e.folder) || !matches(e.name)) continue;
      const auto sort = e.folder ? DialogRow::Sort::Folder : DialogRow::Sort::File;
      rows_.push_back({sort, e.name + (e.folder ? "/" : ""), "", base + "/" + e.name, 0});
    }
  }

  // What begins as the typed path does.
  void path() {
    if (d_.path.typed != d_.typed) return;
    const std::string base = d_.path.folder == "/" ? "" : d_.path.folder;
    for (const FileEntry& e : d_.path.entries) {
      if (!begins_with(e.name, path_name(d_.typed))) continue;
      const auto sort = e.folder ? DialogRow::Sort::Folder : DialogRow::Sort::File;
      rows_.push_back({sort, e.name + (e.folder ? "/" : ""), "", base + "/" + e.name, 0});
    }
  }

  void connections() {
    filter_ = lower(d_.typed);
    for (size_t i = 1; i + 1 < d_.lines.size(); ++i)
      if (matches(d_.lines[i]))
        rows_.push_back({DialogRow::Sort::Connection, d_.lines[i], "", "", i - 1});
  }

  void answers() {
    constexpr std::array<Phrase, kLeaveAnswers> kAnswers = {Phrase::LeaveSave, Phrase::LeaveAnyway,
                                                            Phrase::LeaveStay};
    filter_ = lower(d_.typed);
    for (size_t i = 0; i < kAnswers.size(); ++i)
      if (matches(s_.phrases(kAnswers[i])))
        rows_.push_back({DialogRow::Sort::Answer, s_.phrases(kAnswers[i]), "", "", i});
  }

  const Session& s_;
  const Dialog& d_;
  std::string filter_;
  std::vector<DialogRow> rows_;
};

}  // namespace

std::string export_extension(Export what) {
  constexpr std::array<std::string_view, kExports> kNames = {
      ".png", ".png", ".png",    ".svg", ".svg", ".svg",
      ".pdf", ".pcapng", ".md", ".gif", ".mp4"};
  return std::string(kNames[static_cast<size_t>(what)]);
}

std::vector<DialogRow> dialog_rows(const Session& session) {
  return RowMaker(session).make();
}

bool looks_like_path(const std::string& text) {
  return text.find_first_of("/\\") != std::string::npos || is_absolute(text);
}

std::string completed_path(const Dialog& d) {
  if (d.path.typed != d.typed) return d.typed;
  const std::string start = path_name(d.typed);
  std::optional<std::string> common;
  bool folder = false;
  for (const FileEntry& e : d.path.entries) {
    if (!begins_with(e.name, start)) continue;
    folder = !common && e.folder;
    if (!common) common = e.name;
    size_t same = 0;
    while (same < common->size() && same < e.name.size() && (*common)[same] == e.name[same]) ++same;
    common->resize(same);
  }
  if (!common || common->size() < start.size()) return d.typed;
  return d.typed.substr(0, d.typed.size() - start.size()) + *common + (folder ? "/" : "");
}

std::string path_name(const std::string& path) {
  const size_t slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string path_folder(const std::string& path) {
  const size_t slash = path.find_last_of("/\\");
  if (slash == std::string::npos) return path;
  if (slash == 0) return "/";
  if (slash == 2 && path[1] == ':') return path.substr(0, 3);  // C:/
  return path.substr(0, slash);
}

std::string path_from(const std::string& folder, const std::string& typed) {
  if (is_absolute(typed) || folder.empty()) return typed;
  return (is_slash(folder.back()) ? folder : folder + "/") + typed;
}

}  // namespace finwait
