#include "gui/platform/exports.hpp"

#include "gui/platform/files.hpp"
#include "sim/host/files.hpp"
#include "sim/host/pdf.hpp"
#include "sim/report/ladder_picture.hpp"
#include "sim/report/machine_picture.hpp"
#include "sim/report/markdown.hpp"
#include "sim/report/pcapng.hpp"
#include "sim/report/run_caption.hpp"
#include "sim/report/svg.hpp"

namespace finwait {
namespace {

std::optional<Error> write_part(const Session& s, PicturePart part, const std::string& path,
                                const PictureSize& size) {
  Offscreen offscreen(size.scale);
  const Pixels p = offscreen.part(s, part, size.width, size.height);
  const auto written = write_png(path, p.width, p.height, p.pixels);
  if (!written) return written.error();
  return std::nullopt;
}

std::string svg(const Session& s, const Simulation& run, const Picture& picture) {
  const auto theme = s.theme == ThemeName::Dark ? PictureTheme::Dark : PictureTheme::Light;
  return svg_text(picture, theme, run_caption(run, s.phrases.language()));
}

// As `finwait convert` writes it: for paper, so with the light colours.
std::optional<Error> write_pdf(const Session& s, const Simulation& run, const std::string& path) {
  if (auto problem = pdf_problem(path)) return problem;
  const Language language = s.phrases.language();
  const Picture both = beside(ladder_picture(run, language), machine_picture(run, language));
  const auto octets = pdf_octets(
      path, svg_text(both, PictureTheme::Light, run_caption(run, language)));
  if (!octets) return octets.error();
  return write_file(path, octets.value());
}

}  // namespace

std::optional<Error> export_run(const Session& s, Export what, const std::string& path,
                                const PictureSize& size) {
  const Language language = s.phrases.language();
  Simulation run = s.run->simulation;
  run.run();
  switch (what) {
    case Export::ScreenPng: return write_part(s, PicturePart::Screen, path, size);
    case Export::LadderPng: return write_part(s, PicturePart::Ladder, path, size);
    case Export::DiagramPng: return write_part(s, PicturePart::Diagram, path, size);
    case Export::LadderSvg: return write_file(path, svg(s, run, ladder_picture(run, language)));
    case Export::DiagramSvg: return write_file(path, svg(s, run, machine_picture(run, language)));
    case Export::BothSvg:
      return write_file(
          path, svg(s, run, beside(ladder_picture(run, language), machine_picture(run, language))));
    case Export::BothPdf: return write_pdf(s, run, path);
    case Export::Capture:
      return write_file(path,
                        pcapng_octets(run, {FINWAIT_VERSION, CapturePoint::Senders, language}));
    case Export::Report:
      return write_file(path, markdown_text(run, check_expectations(run), language));
    case Export::Gif:
    case Export::Mp4: break;
  }
  return Error{path, 0, 0, "a film is made piece by piece"};
}

}  // namespace finwait
