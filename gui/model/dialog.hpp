// The list above the window: the menu, a folder's files, the connections of a capture. One row is
// chosen; typing filters, names a file or goes somewhere. What needs files is an Errand, which the
// program carries out and answers with commands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace finwait {

enum class DialogKind : uint8_t { None, Menu, Open, SaveAs, Export, Connections, Leave };

// What can be written of a run.
enum class Export : uint8_t {
  ScreenPng,
  LadderPng,
  DiagramPng,
  LadderSvg,
  DiagramSvg,
  BothSvg,
  BothPdf,
  Capture,
  Report,
  Gif,
  Mp4,
};
constexpr int kExports = 11;
// With its dot: ".png".
std::string export_extension(Export what);

enum class CopyWhat : uint8_t {
  Selected,
  Ladder,
  Report,
  Link,
  ScreenPicture,
  LadderPicture,
  DiagramPicture
};

struct FileEntry {
  std::string name;
  bool folder = false;
  bool operator==(const FileEntry&) const = default;
};

// What a path that is being typed leads to, and what lies in its folder; the program looks.
struct TypedPath {
  enum class Kind : uint8_t { None, File, Folder };
  std::string typed;  // what was looked at; "" for nothing
  Kind kind = Kind::None;
  std::string folder;              // that its last part is a name in
  std::vector<FileEntry> entries;  // of that folder
};

struct Dialog {
  DialogKind kind = DialogKind::None;
  Export what = Export::ScreenPng;  // of kind Export
  std::string folder;               // absolute, with '/'
  std::vector<FileEntry> entries;   // of the folder: folders, then files
  std::string file;                 // Connections: the capture
  std::vector<std::string> lines;   // Connections: a heading, one line each, counts
  std::string typed;
  TypedPath path;  // of `typed`, when that is known
  size_t chosen = 0;
  bool replace = false;  // the file is there already: choosing again replaces it
  uint64_t serial = 0;   // grows when `typed` was not changed by typing
};

// What the program is asked to do, as the reducer has no files.
struct Errand {
  enum class Kind : uint8_t {
    ListFolder,
    LookAt,  // a path that is being typed
    Open,
    OpenConnection,
    Save,
    SaveAs,
    SaveAll,  // branches that were not saved; then the window closes
    Export,
    Copy,
    StopLive
  };
  Kind kind = Kind::Save;
  std::string path{};
  Export what = Export::ScreenPng;
  CopyWhat copy = CopyWhat::Selected;
  size_t connection = 0;  // from 0
  bool replace = false;
};

constexpr size_t kMostRecent = 8;

namespace command {
struct OpenDialog {
  DialogKind kind = DialogKind::Menu;
  Export what = Export::ScreenPng;
};
struct TypeInDialog {
  std::string text;
};
// The typed path as far as the names that begin so agree.
struct CompleteInDialog {};
struct MoveInDialog {
  int by = 1;
};
// The row, or the one that is chosen, or what was typed.
struct ChooseInDialog {
  std::optional<size_t> row;
};
struct CloseDialog {};
struct OpenFile {
  std::string path;
  std::optional<size_t> connection{};  // of a capture, from 0
};
struct Save {};  // the branch as a scenario file
struct Copy {
  CopyWhat what = CopyWhat::Selected;
};
// The program's answers.
struct ShowFolder {
  std::string folder;
  std::vector<FileEntry> entries;
};
struct ShowTypedPath {
  TypedPath path;
};
struct ShowConnections {
  std::string file;
  std::vector<std::string> lines;
};
struct AskToReplace {};
struct BranchSaved {
  size_t branch = 0;
};
// The file of the first branch has changed. One that only grows, as a capture does that is being
// written, is followed by who looks at its end.
struct Reload {
  std::string text;
  bool grows = false;
};
struct ShowProgress {
  std::string text;
};  // "" when it is over
}  // namespace command

struct Session;

// A row that can be chosen.
struct DialogRow {
  enum class Sort : uint8_t { Item, Recent, Folder, File, Connection, Answer };
  Sort sort = Sort::Item;
  std::string text;
  std::string detail;  // at the right: a key, a folder
  std::string path;    // of files and folders
  size_t number = 0;   // of items, connections and answers
};
std::vector<DialogRow> dialog_rows(const Session& session);

// The last part of a path, and what stands before it.
std::string path_name(const std::string& path);
std::string path_folder(const std::string& path);
// Whether what is typed names a place rather than searching among the names that are shown.
bool looks_like_path(const std::string& text);
// Where completing leads from what is typed; the same where nothing more is known.
std::string completed_path(const Dialog& dialog);
// `typed` as seen from `folder`: absolute ones stay; "~/" is left to the program.
std::string path_from(const std::string& folder, const std::string& typed);

}  // namespace finwait
