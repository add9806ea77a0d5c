#include "gui/model/dialog_layout.hpp"

#include <algorithm>

#include "gui/model/leave.hpp"
#include "gui/model/menu.hpp"

namespace finwait {
namespace {

constexpr float kRow = 30;
constexpr float kMargin = 20;
constexpr float kQuestion = 220;  // of three answers

Phrase export_phrase(Export what) {
  for (const MenuItem& item : menu_items()) {
    const Command command = item.command();
    const auto* opens = std::get_if<command::OpenDialog>(&command);
    if (opens && opens->kind == DialogKind::Export && opens->what == what) return item.phrase;
  }
  return Phrase::Nothing;
}

// Without the menu's "..." behind it.
std::string export_name(const Session& s, Export what) {
  std::string text = s.phrases(export_phrase(what));
  constexpr std::string_view kEllipsis = "\u2026";
  if (text.ends_with(kEllipsis)) text.resize(text.size() - kEllipsis.size());
  return text;
}

Phrase path_phrase(TypedPath::Kind kind) {
  switch (kind) {
    case TypedPath::Kind::None: return Phrase::PathNone;
    case TypedPath::Kind::File: return Phrase::PathFile;
    case TypedPath::Kind::Folder: return Phrase::PathFolder;
  }
  return Phrase::PathNone;
}

class DialogMaker {
 public:
  DialogMaker(const Session& session, const ScreenLayout& layout, const Type& type)
      : s_(session),
        d_(session.dialog),
        layout_(layout),
        type_(type),
        theme_(theme_of(session.theme)),
        ui_(layout.ui) {}

  DialogModel make() {
    m_.open = d_.kind != DialogKind::None;
    if (!m_.open) return std::move(m_);
    const auto rows = dialog_rows(s_);
    m_.rows = rows.size();
    const float wish = d_.kind == DialogKind::Leave ? kQuestion * ui_ : wanted(rows.size());
    const float high = std::min(wish, layout_.screen.height() - 40 * ui_);
    m_.box = around(layout_.screen.center(), width(), high);
    left_ = m_.box.x0 + kMargin * ui_;
    right_ = m_.box.x1 - kMargin * ui_;
    head();
    if (d_.kind == DialogKind::Connections && !d_.lines.empty()) heading(Face::Mono, d_.lines[0]);
    if (d_.kind == DialogKind::Leave) heading(Face::Text, unsaved_names(s_));
    list(rows);
    m_.hint = fit_label(type_, {left_, m_.box.y1 - 20 * ui_}, Align::Left, Face::Text, 12.5f,
                        d_.replace ? theme_.accent : theme_.soft, s_.phrases(hint()),
                        right_ - left_);
    return std::move(m_);
  }

 private:
  // The menu is as high as its items; what is searched for in a folder keeps its height.
  float wanted(size_t rows) const {
    if (d_.kind != DialogKind::Menu) return 760 * ui_;
    const size_t all = std::max(rows, menu_items().size());
    return (142 + kRow * static_cast<float>(all)) * ui_;
  }

  bool is_looked_at() const { return !d_.typed.empty() && d_.path.typed == d_.typed; }

  bool wide() const { return d_.kind == DialogKind::Connections; }
  bool writes() const { return d_.kind == DialogKind::SaveAs || d_.kind == DialogKind::Export; }

  float width() const {
    const float wish = d_.kind == DialogKind::Menu ? 560 : wide() ? 1420 : 760;
    return std::min(wish * ui_, layout_.screen.width() - 32 * ui_);
  }

  std::string title() const {
    switch (d_.kind) {
      case DialogKind::None: break;
      case DialogKind::Menu: return s_.phrases(Phrase::DialogMenu);
      case DialogKind::Open: return s_.phrases(Phrase::DialogOpen);
      case DialogKind::SaveAs: return s_.phrases(Phrase::DialogSaveAs);
      case DialogKind::Export: return s_.phrases(Phrase::DialogExport, {export_name(s_, d_.what)});
      case DialogKind::Connections:
        return s_.phrases(Phrase::DialogConnections, {path_name(d_.file)});
      case DialogKind::Leave:
        return s_.phrases(Phrase::DialogLeave, {std::to_string(unsaved_branches(s_).size())});
    }
    return {};
  }

  Phrase placeholder() const {
    if (d_.kind == DialogKind::Open) return Phrase::HintFilter;
    return writes() ? Phrase::HintName : Phrase::HintSearch;
  }

  // What is known of a path while it is typed goes before which key does what.
  Phrase hint() const {
    if (d_.kind == DialogKind::Leave) return Phrase::HintLeave;
    if (d_.replace) return Phrase::HintReplace;
    if (d_.kind == DialogKind::Open && looks_like_path(d_.typed) && is_looked_at())
      return path_phrase(d_.path.kind);
    if (writes() && is_looked_at() && d_.path.kind == TypedPath::Kind::File)
      return Phrase::PathTaken;
    if (writes() && is_looked_at() && d_.path.kind == TypedPath::Kind::Folder)
      return Phrase::PathFolder;
    if (d_.kind == DialogKind::Menu) return Phrase::HintDo;
    return writes() ? Phrase::HintWrite : Phrase::HintChoose;
  }

  void head() {
    y_ = m_.box.y0 + 30 * ui_;
    m_.title = fit_label(type_, {left_, y_}, Align::Left, Face::Bold, 16, theme_.ink, title(),
                         right_ - left_);
    y_ += 22 * ui_;
    if (d_.kind == DialogKind::Leave) return;  // a question: nothing is typed
    m_.field = {left_, y_, right_, y_ + 32 * ui_};
    m_.placeholder = s_.phrases(placeholder());
    y_ = m_.field.y1 + 10 * ui_;
    if (d_.kind != DialogKind::Open && !writes()) return;
    m_.folder = fit_label(type_, {left_, y_ + 9 * ui_}, Align::Left, Face::Mono, 12, theme_.soft,
                          d_.folder, right_ - left_);
    y_ += 24 * ui_;
  }

  void heading(Face face, const std::string& text) {
    m_.heading = fit_label(type_, {left_ + 8 * ui_, y_ + 9 * ui_}, Align::Left, face,
                           face == Face::Mono ? 11.f : 13.f, theme_.soft, text,
                           right_ - left_ - 16 * ui_);
    y_ += 24 * ui_;
  }

  // As many rows as there is room for, the chosen one among them.
  void list(const std::vector<DialogRow>& rows) {
    const float row = kRow * ui_;
    const float room = m_.box.y1 - 38 * ui_ - y_;
    const size_t shown = std::min(rows.size(), static_cast<size_t>(std::max(room / row, 1.f)));
    const size_t middle = d_.chosen > shown / 2 ? d_.chosen - shown / 2 : 0;
    const size_t first = std::min(middle, rows.size() - shown);
    for (size_t i = first; i < first + shown; ++i, y_ += row) line(rows[i], i, y_, row);
  }

  void line(const DialogRow& row, size_t index, float y, float high) {
    DialogLine l;
    l.row = index;
    l.chosen = index == d_.chosen;
    l.rect = {left_, y, right_, y + high - 2 * ui_};
    const float middle = l.rect.center().y;
    const bool recent = row.sort == DialogRow::Sort::Recent;
    const std::string detail =
        recent ? s_.phrases(Phrase::RecentFile) + " \u00b7 " + row.detail : row.detail;
    l.detail = fit_label(type_, {right_ - 10 * ui_, middle}, Align::Right, Face::Mono, 11.5f,
                         theme_.dim, detail, (right_ - left_) * 0.45f);
    const bool words = row.sort == DialogRow::Sort::Item || row.sort == DialogRow::Sort::Answer;
    const Face face = words ? Face::Text : Face::Mono;
    const float em = wide() ? 11.f : 13.f;
    const Color color = row.sort == DialogRow::Sort::Folder ? theme_.accent : theme_.ink;
    const float end = detail.empty() ? right_ - 8 * ui_ : l.detail.box.x0 - 12 * ui_;
    const float start = left_ + (wide() ? 8 : 12) * ui_;
    l.text = fit_label(type_, {start, middle}, Align::Left, face, em, color, row.text, end - start);
    m_.lines.push_back(std::move(l));
  }

  const Session& s_;
  const Dialog& d_;
  const ScreenLayout& layout_;
  const Type& type_;
  const Theme& theme_;
  float ui_;
  float left_ = 0;
  float right_ = 0;
  float y_ = 0;
  DialogModel m_;
};

}  // namespace

DialogModel make_dialog_model(const Session& session, const ScreenLayout& layout,
                              const Type& type) {
  return DialogMaker(session, layout, type).make();
}

}  // namespace finwait
