#include "gui/model/palette.hpp"

#include <algorithm>

#include "gui/model/inspected.hpp"
#include "gui/model/words.hpp"

namespace finwait {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

class PaletteMaker {
 public:
  explicit PaletteMaker(const Session& session) : s_(session) {}

  std::vector<PaletteEntry> make() {
    if (s_.run) moving();
    if (s_.run) editing();
    looks();
    return std::move(all_);
  }

 private:
  void add(Phrase name, std::string_view key, Command command) {
    all_.push_back(
        {item_text(s_.phrases(name)), english_(name), std::string(key), std::move(command)});
  }

  void moving() {
    add(Phrase::CmdPlay, "Space", command::TogglePlay{});
    add(Phrase::CmdStep, "\u2192", command::Step{1});
    add(Phrase::CmdStepBack, "\u2190", command::Step{-1});
    add(Phrase::CmdStart, "Home", command::ToStart{});
    add(Phrase::CmdEnd, "End", command::ToEnd{});
    add(Phrase::CmdFaster, "+", command::ScaleSpeed{1});
    add(Phrase::CmdSlower, "-", command::ScaleSpeed{-1});
    add(Phrase::CmdAxis, "T", command::CycleAxis{});
    add(Phrase::CmdFit, "F", command::Fit{});
    add(Phrase::CmdMeasure, "I", command::MeasureHere{});
    if (s_.view_before || s_.unfolded) add(Phrase::KeyBack, "Backspace", command::Back{});
    add(Phrase::KeyCause, "Ctrl+\u2190", command::FollowCause{-1});
    add(Phrase::KeyNumbers, "N", command::ToggleNumbers{});
    add(Phrase::KeyDiagrams, "2", command::ToggleDiagrams{});
    add(Phrase::KeySide, "V", command::NextSide{1});
    add(Phrase::KeyBookmarks, "B", command::ToggleBookmark{});
    add(Phrase::KeySelectHere, "Enter", command::SelectHere{});
    add(Phrase::KeyDropMode, "X", command::ToggleDropMode{});
    add(Phrase::CmdNextSegment, "\u2193", command::SelectNext{1});
    add(Phrase::CmdLastSegment, "\u2191", command::SelectNext{-1});
    add(Phrase::CmdNextEvent, ">", command::SelectEvent{1});
    add(Phrase::CmdLastEvent, "<", command::SelectEvent{-1});
  }

  void edit(Phrase name, std::string_view key, PacketEdit edit) {
    const Inspected in = inspected(s_);
    if (in.packet && *in.packet < in.run.trace().packets.size() &&
        can_edit(in.run.simulation, in.run.index, *in.packet, edit))
      add(name, key, edit_in(in, command::EditPacket{*in.packet, edit}));
  }

  void editing() {
    edit(Phrase::CmdDrop, "X", PacketEdit::Drop);
    edit(Phrase::CmdDelay, "", PacketEdit::Delay);
    edit(Phrase::CmdDuplicate, "", PacketEdit::Duplicate);
    edit(Phrase::CmdCorrupt, "", PacketEdit::Corrupt);
    edit(Phrase::CmdDeliver, "", PacketEdit::Deliver);
    if (s_.branch != 0 || !s_.left.empty()) add(Phrase::CmdUndo, "Ctrl+Z", command::Undo{});
    if (!s_.undone.empty() || !s_.ahead.empty()) add(Phrase::CmdRedo, "Ctrl+Y", command::Redo{});
    if (s_.branches.size() > 1) {
      add(Phrase::CmdNextBranch, "]", command::HopBranch{1});
      add(Phrase::CmdLastBranch, "[", command::HopBranch{-1});
      add(Phrase::KeyCompare, "|", command::ToggleBeside{});
      add(Phrase::KeyCompareWith, "}", command::HopBeside{1});
      if (s_.beside) {
        add(Phrase::KeyCompareSwap, "\\", command::SwapBeside{});
        add(Phrase::KeyInspectOther, "J", command::InspectOther{});
      }
    }
    if (s_.live) add(Phrase::KeyStopLive, "Ctrl+D", command::StopLive{});
    add(Phrase::CmdSave, "Ctrl+S", command::Save{});
    add(Phrase::MenuCopyScreen, "Ctrl+I", command::Copy{CopyWhat::ScreenPicture});
    add(Phrase::MenuCopyLadderPicture, "Ctrl+Shift+I", command::Copy{CopyWhat::LadderPicture});
    add(Phrase::MenuCopyDiagram, "", command::Copy{CopyWhat::DiagramPicture});
    add(Phrase::MenuCopyLink, "Ctrl+L", command::Copy{CopyWhat::Link});
    add(Phrase::KeySaveAs, "Ctrl+Shift+S", command::OpenDialog{DialogKind::SaveAs});
  }

  void looks() {
    if (s_.run) {
      add(Phrase::CmdPresent, "P", command::TogglePresent{});
      add(Phrase::CmdLab, "K", command::OpenLab{});
    }
    add(Phrase::KeyOpen, "Ctrl+O", command::OpenDialog{DialogKind::Open});
    add(Phrase::KeyMenu, "Ctrl+E", command::OpenDialog{DialogKind::Menu});
    add(Phrase::CmdTour, "", command::StartTour{});
    add(Phrase::CmdTheme, "H", command::ToggleTheme{});
    add(Phrase::CmdLanguage, "L", command::CycleLanguage{});
    add(Phrase::CmdLarger, "Ctrl++", command::Enlarge{1});
    add(Phrase::CmdSmaller, "Ctrl+-", command::Enlarge{-1});
    add(Phrase::CmdUsualSize, "Ctrl+0", command::Enlarge{0});
    add(s_.reduce_motion ? Phrase::CmdMotion : Phrase::CmdLessMotion, "M",
        command::ToggleMotion{});
    add(Phrase::CmdKeys, "?", command::ToggleKeys{});
    add(Phrase::CmdQuit, "Ctrl+Q", command::Quit{});
  }

  const Session& s_;
  Phrases english_{Language::En};
  std::vector<PaletteEntry> all_;
};

bool matches(const PaletteEntry& entry, std::string_view filter) {
  const std::string text = lower(entry.name + " " + entry.english + " " + entry.key);
  const std::string wanted = lower(filter);
  for (size_t from = 0; from < wanted.size();) {
    const size_t end = std::min(wanted.find(' ', from), wanted.size());
    if (text.find(wanted.substr(from, end - from)) == std::string::npos) return false;
    from = end + 1;
  }
  return true;
}

}  // namespace

std::vector<PaletteEntry> make_palette(const Session& session) {
  return PaletteMaker(session).make();
}

std::vector<PaletteEntry> filter_palette(std::vector<PaletteEntry> entries,
                                         std::string_view filter) {
  std::erase_if(entries, [&](const PaletteEntry& e) { return !matches(e, filter); });
  return entries;
}

}  // namespace finwait
