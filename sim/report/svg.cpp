#include "sim/report/svg.hpp"

#include "sim/report/markup.hpp"

namespace finwait {
namespace {

constexpr std::string_view kFonts =
    "Inter, 'DejaVu Sans', 'Noto Sans', 'Noto Sans CJK SC', "
    "'Microsoft YaHei', Helvetica, Arial, sans-serif";

std::string number(std::string_view name, int value) {
  return " " + std::string(name) + "=\"" + std::to_string(value) + "\"";
}

std::string word(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + "\"";
}

std::string spot_text(Spot s) {
  return std::to_string(s.x) + " " + std::to_string(s.y);
}

class SvgWriter {
 public:
  explicit SvgWriter(PictureTheme theme) : palette_(palette_of(theme)) {}

  std::string text(const Picture& picture, const std::vector<std::string>& caption);

 private:
  void begin(const Picture& picture, const std::vector<std::string>& caption);
  void put_heads();
  void put(const PictureBox& box);
  void put(const PictureLine& line);
  void put(const PictureCross& cross);
  void put(const PictureLabel& label);
  void put_path(const std::string& path, std::string_view colour, int width,
                const std::string& more);

  const Palette& palette_;
  std::string out_;
};

// One arrow head for each ink: SVG 1.1 has no "colour of the line".
void SvgWriter::put_heads() {
  out_ += "<defs>\n";
  for (size_t i = 0; i < palette_.inks.size(); ++i)
    out_ += "<marker" + word("id", "head" + std::to_string(i)) +
            " markerUnits=\"userSpaceOnUse\" markerWidth=\"11\" markerHeight=\"10\" refX=\"10\" "
            "refY=\"5\" orient=\"auto\"><path d=\"M0 0L11 5L0 10Z\"" +
            word("fill", palette_.inks[i]) + "/></marker>\n";
  out_ += "</defs>\n";
}

void SvgWriter::begin(const Picture& picture, const std::vector<std::string>& caption) {
  const std::string size = number("width", picture.width) + number("height", picture.height);
  out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"" +
          size + word("viewBox", "0 0 " + spot_text({picture.width, picture.height})) +
          " role=\"img\"" + word("font-family", kFonts) + ">\n";
  out_ += "<title>" + xml_text_of(caption.front()) + "</title>\n<desc>";
  for (size_t i = 1; i < caption.size(); ++i)
    out_ += (i == 1 ? "" : "\n") + xml_text_of(caption[i]);
  out_ += "</desc>\n";
  put_heads();
  out_ += "<rect" + size + word("fill", palette_.paper) + "/>\n";
}

void SvgWriter::put(const PictureBox& b) {
  const std::string_view colour = b.quiet ? palette_.line : palette_.ink(b.ink);
  out_ += "<rect" + number("x", b.box.x0) + number("y", b.box.y0) +
          number("width", b.box.x1 - b.box.x0) + number("height", b.box.y1 - b.box.y0);
  if (b.round > 0) out_ += number("rx", b.round);
  out_ += word("fill", b.filled ? colour : b.quiet ? palette_.paper : colour);
  if (!b.filled)
    out_ += word("fill-opacity", b.quiet ? "1" : "0.16") + word("stroke", colour) +
            number("stroke-width", b.quiet ? 1 : 2);
  out_ += "/>\n";
}

void SvgWriter::put_path(const std::string& path, std::string_view colour, int width,
                         const std::string& more) {
  out_ += "<path" + word("d", path) + " fill=\"none\"" + word("stroke", colour) +
          number("stroke-width", width) + more + "/>\n";
}

void SvgWriter::put(const PictureLine& line) {
  std::string path = "M" + spot_text(line.spots.front());
  for (size_t i = 1; i < line.spots.size(); ++i)
    path += (line.curve ? (i == 1 ? "C" : " ") : "L") + spot_text(line.spots[i]);
  const std::string_view colour = palette_.ink(line.ink);
  std::string more;
  if (line.dashes == Dashes::Dashed) more += word("stroke-dasharray", "7 4");
  if (line.dashes == Dashes::Dotted) more += word("stroke-dasharray", "2 4");
  const std::string head =
      line.head ? word("marker-end", "url(#head" + std::to_string(static_cast<int>(line.ink)) + ")")
                : "";
  put_path(path, colour, line.doubled ? line.width + 4 : line.width,
           more + (line.doubled ? "" : head));
  if (line.doubled) put_path(path, palette_.paper, line.width + 1, head);
}

void SvgWriter::put(const PictureCross& c) {
  const int x = c.at.x;
  const int y = c.at.y;
  const std::string down =
      "M" + spot_text({x - c.half, y - c.half}) + "L" + spot_text({x + c.half, y + c.half});
  const std::string up =
      "M" + spot_text({x - c.half, y + c.half}) + "L" + spot_text({x + c.half, y - c.half});
  put_path(down + up, palette_.ink(c.ink), 3, "");
}

// A rim in the colour of the paper keeps a text readable where a line passes behind it.
void SvgWriter::put(const PictureLabel& label) {
  constexpr std::array<std::string_view, 3> kAnchors = {"start", "middle", "end"};
  out_ +=
      "<text" + number("x", label.at.x) + number("y", label.at.y) + number("font-size", label.size);
  if (label.bold) out_ += word("font-weight", "600");
  if (label.align != Align::Left)
    out_ += word("text-anchor", kAnchors[static_cast<size_t>(label.align)]);
  out_ += word("fill", palette_.ink(label.ink)) + word("stroke", palette_.paper) +
          " stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\" "
          "xml:space=\"preserve\">" +
          xml_text_of(label.text) + "</text>\n";
}

std::string SvgWriter::text(const Picture& picture, const std::vector<std::string>& caption) {
  begin(picture, caption);
  for (const PictureBox& box : picture.boxes) put(box);
  for (const PictureLine& line : picture.lines) put(line);
  for (const PictureCross& cross : picture.crosses) put(cross);
  for (const PictureLabel& label : picture.labels) put(label);
  return std::move(out_) + "</svg>\n";
}

}  // namespace

std::string svg_text(const Picture& picture, PictureTheme theme,
                     const std::vector<std::string>& caption) {
  return SvgWriter(theme).text(picture, caption);
}

}  // namespace finwait
