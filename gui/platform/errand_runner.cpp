#include "gui/platform/errand_runner.hpp"

#include <filesystem>
#include <sstream>
#include <utility>

#include "gui/model/copied_text.hpp"
#include "gui/model/leave.hpp"
#include "gui/model/link.hpp"
#include "gui/model/words.hpp"
#include "gui/platform/files.hpp"
#include "gui/platform/live_feed.hpp"
#include "gui/platform/picture_clipboard.hpp"
#include "sim/base/hash.hpp"
#include "sim/host/files.hpp"
#include "sim/report/capture_text.hpp"

namespace finwait {
namespace {

constexpr double kSlice = 0.012;  // seconds of reading between two frames
constexpr double kFilmSlice = 0.1;

void complain(Session& s, const Error& error) {
  apply(s, command::ShowError{error.text()});
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Of a PNG: its header says so, the higher octets first.
std::pair<uint32_t, uint32_t> png_size(const std::string& path) {
  const auto octets = read_file(path);
  if (!octets || octets.value().size() < 24) return {0, 0};
  const auto word = [&](size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i)
      value = value << 8 | static_cast<uint8_t>(octets.value()[at + i]);
    return value;
  };
  return {word(16), word(20)};
}

Simulation whole_run(const Session& s) {
  Simulation whole = s.run->simulation;
  whole.run();
  return whole;
}

}  // namespace

ErrandRunner::ErrandRunner(Clipboard clipboard) : clipboard_(std::move(clipboard)) {}
ErrandRunner::~ErrandRunner() = default;

bool ErrandRunner::carry_out(Session& s) {
  bool any = false;
  while (!s.errands.empty()) {
    any = true;
    const Errand errand = s.errands.front();
    s.errands.erase(s.errands.begin());
    carry_out(errand, s);
  }
  return any;
}

void ErrandRunner::carry_out(const Errand& errand, Session& s) {
  switch (errand.kind) {
    case Errand::Kind::ListFolder: return list(errand.path, s);
    case Errand::Kind::LookAt: return look_at(errand.path, s);
    case Errand::Kind::Open: return open(errand.path, s);
    case Errand::Kind::OpenConnection: return open_capture(errand.path, errand.connection, s);
    case Errand::Kind::Save: return save(s);
    case Errand::Kind::SaveAll: return save_all(s);
    case Errand::Kind::SaveAs:
    case Errand::Kind::Export: return write(errand, s);
    case Errand::Kind::Copy: return copy(errand.copy, s);
    case Errand::Kind::StopLive:
      if (live_) live_->stop();
      return;
  }
}

void ErrandRunner::list(const std::string& path, Session& s) {
  const std::string folder = full_path(path);
  auto entries = list_folder(folder);
  if (!entries) return complain(s, entries.error());
  apply(s, command::ShowFolder{folder, entries.take()});
}

// Costs a listing for each letter that is typed, of at most as many names as a dialog shows.
void ErrandRunner::look_at(const std::string& typed, Session& s) {
  TypedPath path;
  path.typed = typed;
  const std::string full = full_path(path_from(s.dialog.folder, typed));
  const bool folder = is_folder(full);
  path.folder = path_name(typed).empty() ? full : path_folder(full);
  if (folder)
    path.kind = TypedPath::Kind::Folder;
  else if (file_exists(full))
    path.kind = TypedPath::Kind::File;
  if (auto entries = list_folder(path.folder)) path.entries = entries.take();
  apply(s, command::ShowTypedPath{std::move(path)});
}

// One that was dropped on the window is shown, too.
void ErrandRunner::open_folder(const std::string& path, Session& s) {
  list(path, s);
  if (s.dialog.kind == DialogKind::None) apply(s, command::OpenDialog{DialogKind::Open});
}

void ErrandRunner::open(const std::string& typed, Session& s) {
  const bool builtin = typed.find('/') == std::string::npos && !file_exists(typed);
  const std::string path = builtin ? typed : full_path(typed);
  if (is_folder(path)) return open_folder(path, s);
  if (file_kind(path) == FileKind::Capture) return open_capture(path, std::nullopt, s);
  watched_.changed(path);  // what is written from now on is a change
  auto origin = read_origin(path);
  if (!origin) return complain(s, origin.error());
  apply(s, command::Load{origin.take()});
}

void ErrandRunner::open_capture(const std::string& path, std::optional<size_t> connection,
                                Session& s) {
  watched_.changed(full_path(path));  // what is written from now on is a change
  auto reading = CaptureReading::open(path, connection);
  if (!reading) return complain(s, reading.error());
  reading_ = reading.take();
  again_ = false;
  go_on(s);
}

void ErrandRunner::read_again(const std::string& path, Session& s) {
  auto reading = CaptureReading::open(path, connection_);
  if (!reading) return;  // another one is being put in its place
  reading_ = reading.take();
  again_ = true;
  go_on(s);
}

void ErrandRunner::go_on(Session& s) {
  if (s.wanted && !maker_) compute(s);
  if (reading_) read_on(s);
  if (film_) film_on(s);
}

void ErrandRunner::read_on(Session& s) {
  if (reading_->advance(kSlice)) {
    apply(s, command::ShowProgress{});
    return finish_reading(s);
  }
  if (again_) return;
  const std::string name = path_name(reading_->path());
  const auto percent = reading_->percent();
  const Phrase phrase = percent ? Phrase::ReadingFile : Phrase::ReadingMore;
  const uint64_t amount = percent ? static_cast<uint64_t>(*percent) : reading_->position() >> 20;
  apply(s, command::ShowProgress{s.phrases(phrase, {name, std::to_string(amount)})});
}

void ErrandRunner::finish_reading(Session& s) {
  const CaptureReading reading = std::move(*reading_);
  reading_.reset();
  if (again_) return finish_again(reading, s);
  if (reading.error()) return complain(s, *reading.error());
  if (!reading.wanted()) {
    apply(s, command::ShowConnections{reading.path(), lines_of(capture_list(reading.table()))});
    return;
  }
  auto origin = reading.origin();
  if (!origin) return complain(s, origin.error());
  connection_ = *reading.wanted();
  apply(s, command::Load{origin.take()});
}

// Its last packet may be half written yet: what stands before it counts.
void ErrandRunner::finish_again(const CaptureReading& reading, Session& s) {
  auto origin = reading.origin();
  if (!origin || s.branches.empty() || s.branches[0].origin.path != origin.value().path) return;
  apply(s, command::Reload{origin.take().text, true});
}

void ErrandRunner::show_live(LiveFeed feed, Session& s) {
  live_ = std::make_unique<LiveShow>(std::move(feed));
  live_->begin(s);
}

// Nobody waits for a thread here: one that is not needed any more stops by itself.
bool ErrandRunner::compute(Session& s) {
  std::erase_if(dismissed_, [](const RunMaker& maker) { return maker.is_over(); });
  if (maker_ && (!s.wanted || s.wanted->ticket != maker_->ticket())) {
    maker_->stop();
    dismissed_.push_back(std::move(*maker_));
    maker_.reset();
    apply(s, command::ShowProgress{});
  }
  if (!s.wanted) return false;
  if (!maker_) maker_.emplace(*s.wanted);
  if (auto run = maker_->take()) {
    apply(s, command::TakeRun{maker_->ticket(), std::move(run)});
    return compute(s), true;
  }
  const std::string segments = grouped_text(maker_->segments());
  apply(s, command::ShowProgress{s.phrases(Phrase::ComputingRun, {segments})});
  return true;
}

bool ErrandRunner::look(Session& s) {
  if ((s.wanted || maker_) && compute(s)) return true;
  if (live_) {
    const bool news = live_->look(s);
    if (live_->is_over()) live_.reset();
    return news;
  }
  if (s.branches.empty()) return false;
  const std::string& path = s.branches[0].origin.path;
  if (path.empty() || reading_ || !watched_.changed(path)) return false;
  if (file_kind(path) == FileKind::Capture) return read_again(path, s), true;
  auto origin = read_origin(path);
  if (origin)
    apply(s, command::Reload{origin.take().text});
  else
    complain(s, origin.error());
  return true;
}

void ErrandRunner::save(Session& s) {
  if (!s.run) return;
  const Simulation whole = whole_run(s);
  const auto saved = save_scenario(s.origin().name, recorded(whole));
  if (!saved)
    return apply(s, command::ShowError{s.phrases(Phrase::NotSaved, {saved.error().text()})});
  apply(s, command::BranchSaved{s.branch});
  const std::string path = full_path(saved.value());
  const std::string replay = shell_line({"finwait", "run", path});
  const std::string hash = hash_text(whole.hash());
  apply(s, command::ShowNotice{s.phrases(Phrase::Saved, {path, hash, replay})});
}

void ErrandRunner::save_all(Session& s) {
  for (const Branch* branch : unsaved_branches(s)) {
    const Origin& origin = branch->origin;
    auto scenario = read_scenario(origin.text, origin.name, origin.overrides);
    if (!scenario) return complain(s, scenario.error());
    Simulation whole(scenario.take());
    whole.run();
    const auto saved = save_scenario(origin.name, recorded(whole));
    if (!saved)
      return apply(s, command::ShowError{s.phrases(Phrase::NotSaved, {saved.error().text()})});
  }
  apply(s, command::Quit{.anyway = true});
}

void ErrandRunner::write(const Errand& errand, Session& s) {
  if (!s.run) return;
  const std::string path = full_path(errand.path);
  if (is_folder(path)) return list(path, s);
  if (!errand.replace && file_exists(path)) return apply(s, command::AskToReplace{});
  const DialogKind kind = s.dialog.kind;
  apply(s, command::CloseDialog{});  // it is not part of any picture
  const bool film = errand.what == Export::Gif || errand.what == Export::Mp4;
  std::optional<Error> failed;
  if (errand.kind == Errand::Kind::SaveAs)
    failed = write_file(path, write_scenario(recorded(whole_run(s))));
  else if (film)
    return begin_film(path, s);
  else
    failed = export_run(s, errand.what, path, {size_.width * 2, size_.height * 2, size_.scale});
  if (!failed && errand.kind == Errand::Kind::SaveAs) apply(s, command::BranchSaved{s.branch});
  if (!failed) return apply(s, command::ShowNotice{s.phrases(Phrase::Wrote, {path})});
  s.dialog.kind = kind;
  complain(s, *failed);
}

void ErrandRunner::begin_film(const std::string& path, Session& s) {
  FilmOptions options{
      .path = path, .width = size_.width, .height = size_.height, .scale = size_.scale};
  if (s.bookmarks.size() > 1) {  // what lies between the first and the last of them
    options.from = s.bookmarks.front();
    options.to = s.bookmarks.back();
  }
  auto film = Film::start(s, options);
  if (!film) return complain(s, film.error());
  film_ = film.take();
}

void ErrandRunner::film_on(Session& s) {
  if (!film_->advance(kFilmSlice)) {
    const std::string percent = std::to_string(film_->percent());
    return apply(
        s, command::ShowProgress{s.phrases(Phrase::Filming, {path_name(film_->path()), percent})});
  }
  const Film film = std::move(*film_);
  film_.reset();
  apply(s, command::ShowProgress{});
  if (film.error()) return complain(s, *film.error());
  apply(s, command::ShowNotice{s.phrases(Phrase::Wrote, {film.path()})});
}

// Where nothing but a file can open the branch again, it is saved first.
void ErrandRunner::copy_link(Session& s) {
  const MomentLink link = link_of(s);
  std::vector<std::string> words = {"finwait-gui"};
  if (link.origin) {
    words.insert(words.end(), link.origin->begin(), link.origin->end());
    if (file_kind(link.origin->front()) == FileKind::Capture) {
      words.emplace_back("--connection");
      words.push_back(std::to_string(connection_ + 1));
    }
  } else {
    const bool beside = link.branch != s.branch && s.beside;
    Simulation whole = beside ? s.beside->run.simulation : s.run->simulation;
    whole.run();
    const auto saved = save_scenario(s.branches[link.branch].origin.name, recorded(whole));
    if (!saved) return complain(s, saved.error());
    apply(s, command::BranchSaved{link.branch});
    words.push_back(full_path(saved.value()));
  }
  words.insert(words.end(), link.moment.begin(), link.moment.end());
  const std::string line = shell_line(words);
  clipboard_(line);
  apply(s, command::ShowNotice{s.phrases(Phrase::Copied, {line})});
}

// By way of a file, as the programs that know the clipboard read one. It is what the window shows,
// without the news above it.
void ErrandRunner::copy_picture(Export what, Session& s) {
  const std::string path = passing_path(".png");
  if (const auto possible = clipboard_command(path); !possible)
    return complain(s, possible.error());
  s.notice.clear();
  s.error.clear();
  const PictureSize size{size_.width * 2, size_.height * 2, size_.scale};
  std::optional<Error> failed = export_run(s, what, path, size);
  const auto pixels = failed ? std::pair<uint32_t, uint32_t>{} : png_size(path);
  if (!failed) failed = copy_png(path);
  std::error_code none;
  std::filesystem::remove(path_of(path), none);
  if (failed) return complain(s, *failed);
  const std::string picture = s.phrases(
      Phrase::CopiedPicture, {std::to_string(pixels.first), std::to_string(pixels.second)});
  apply(s, command::ShowNotice{s.phrases(Phrase::Copied, {picture})});
}

void ErrandRunner::copy(CopyWhat what, Session& s) {
  switch (what) {
    case CopyWhat::Link: return copy_link(s);
    case CopyWhat::ScreenPicture: return copy_picture(Export::ScreenPng, s);
    case CopyWhat::LadderPicture: return copy_picture(Export::LadderPng, s);
    case CopyWhat::DiagramPicture: return copy_picture(Export::DiagramPng, s);
    case CopyWhat::Selected:
    case CopyWhat::Ladder:
    case CopyWhat::Report: break;
  }
  const CopiedText copied = copied_text(s, what);
  clipboard_(copied.text);
  apply(s, command::ShowNotice{s.phrases(Phrase::Copied, {copied.summary})});
}

}  // namespace finwait
