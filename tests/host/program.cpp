#include "tests/host/program.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace finwait {
namespace {

std::string whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

ProgramResult finwait_program(const std::string& arguments, const std::string& environment,
                              const std::string& tail) {
  const ScratchFolder scratch;
  const std::string command = "env -u NO_COLOR -u COLORTERM COLUMNS=80 " + environment +
                              " '" FINWAIT_PROGRAM "' " + arguments + " " + tail + " >'" +
                              scratch.path("out") + "' 2>'" + scratch.path("err") + "'";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, scratch.read("out"), scratch.read("err")};
}

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "finwait-test-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  folder_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void ScratchFolder::write(const std::string& name, const std::string& text) const {
  std::ofstream(path(name), std::ios::binary) << text;
}

std::string ScratchFolder::read(const std::string& name) const {
  return whole(path(name));
}

}  // namespace finwait
