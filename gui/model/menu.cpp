#include "gui/model/menu.hpp"

#include <array>

namespace finwait {
namespace {

template <Export what>
Command exporting() {
  return command::OpenDialog{DialogKind::Export, what};
}

template <CopyWhat what>
Command copying() {
  return command::Copy{what};
}

constexpr std::array<MenuItem, 23> kItems = {{
    {Phrase::MenuOpen, "Ctrl+O", [] { return Command{command::OpenDialog{DialogKind::Open}}; }},
    {Phrase::MenuSave, "Ctrl+S", [] { return Command{command::Save{}}; }},
    {Phrase::MenuSaveAs, "Ctrl+Shift+S",
     [] { return Command{command::OpenDialog{DialogKind::SaveAs}}; }},
    {Phrase::KeyDropMode, "X", [] { return Command{command::ToggleDropMode{}}; }},
    {Phrase::MenuScreenPng, "", exporting<Export::ScreenPng>},
    {Phrase::MenuLadderPng, "", exporting<Export::LadderPng>},
    {Phrase::MenuDiagramPng, "", exporting<Export::DiagramPng>},
    {Phrase::MenuLadderSvg, "", exporting<Export::LadderSvg>},
    {Phrase::MenuDiagramSvg, "", exporting<Export::DiagramSvg>},
    {Phrase::MenuBothSvg, "", exporting<Export::BothSvg>},
    {Phrase::MenuBothPdf, "", exporting<Export::BothPdf>},
    {Phrase::MenuGif, "", exporting<Export::Gif>},
    {Phrase::MenuMp4, "", exporting<Export::Mp4>},
    {Phrase::MenuCapture, "", exporting<Export::Capture>},
    {Phrase::MenuReport, "", exporting<Export::Report>},
    {Phrase::MenuCopySelected, "Ctrl+C", copying<CopyWhat::Selected>},
    {Phrase::MenuCopyLadder, "", copying<CopyWhat::Ladder>},
    {Phrase::MenuCopyReport, "Ctrl+Shift+C", copying<CopyWhat::Report>},
    {Phrase::MenuCopyScreen, "Ctrl+I", copying<CopyWhat::ScreenPicture>},
    {Phrase::MenuCopyLadderPicture, "Ctrl+Shift+I", copying<CopyWhat::LadderPicture>},
    {Phrase::MenuCopyDiagram, "", copying<CopyWhat::DiagramPicture>},
    {Phrase::MenuCopyLink, "Ctrl+L", copying<CopyWhat::Link>},
    {Phrase::MenuQuit, "Ctrl+Q", [] { return Command{command::Quit{}}; }},
}};

}  // namespace

std::span<const MenuItem> menu_items() {
  return kItems;
}

}  // namespace finwait
