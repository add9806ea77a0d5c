#include "sim/report/palette.hpp"

namespace finwait {
namespace {

// In the order of Ink: Plain, Strong, Faint, Syn, Data, Ack, Fin, Rst, TimeWait.
constexpr Palette kLight = {"#ffffff",
                            "#b4bfcc",
                            {"#131a26", "#131a26", "#556172", "#0072b2", "#00855f", "#667281",
                             "#b86e00", "#d23c1e", "#a8457d"}};
constexpr Palette kDark = {"#0d1117",
                           "#465160",
                           {"#e9eef4", "#e9eef4", "#9ba7b5", "#56b4e9", "#2fc28b", "#a3aebb",
                            "#e69f00", "#ff5d4d", "#cc79a7"}};
// Darker shades, which stay apart as greys, too.
constexpr Palette kPrint = {"#ffffff",
                            "#999999",
                            {"#000000", "#000000", "#444444", "#00507d", "#006146", "#555555",
                             "#8a5200", "#a82a12", "#7d2f5b"}};

}  // namespace

const Palette& palette_of(PictureTheme theme) {
  switch (theme) {
    case PictureTheme::Light: return kLight;
    case PictureTheme::Dark: return kDark;
    case PictureTheme::Print: return kPrint;
  }
  return kLight;
}

}  // namespace finwait
