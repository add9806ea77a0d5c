#include "sim/host/pdf.hpp"

#include <filesystem>
#include <system_error>

#include "sim/host/files.hpp"
#include "sim/host/program.hpp"

namespace finwait {

std::optional<Error> pdf_problem(const std::string& target) {
  if (!find_program("rsvg-convert").empty()) return std::nullopt;
  return Error{target, 0, 0,
               "a PDF needs the program rsvg-convert, which is not on this machine (Debian: "
               "apt install librsvg2-bin)"};
}

Result<std::string> pdf_octets(const std::string& target, const std::string& svg) {
  const std::string picture = target + ".svg.part";
  const std::string made = target + ".pdf.part";
  if (auto error = create_file(picture, svg)) return *error;
  Result<Program> program = Program::start(
      {"env", "SOURCE_DATE_EPOCH=0", "rsvg-convert", "-f", "pdf", "-o", made, picture},
      Program::Output::ToStandardError);
  const int code = program ? program.value().wait() : 127;
  Result<std::string> octets =
      code == 0 ? read_file(made) : Error{target, 0, 0, "rsvg-convert could not make it"};
  std::error_code none;
  for (const std::string& file : {picture, made}) std::filesystem::remove(path_of(file), none);
  return octets;
}

}  // namespace finwait
