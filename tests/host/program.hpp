// Runs the program `finwait` as a user would.
#pragma once

#include <string>

namespace finwait {

struct ProgramResult {
  int exit = -1;
  std::string out;
  std::string err;
};

// `arguments` as in a shell, quoted where needed; `environment` stands before the program
// ("COLUMNS=60"), `tail` behind it ("< file", "| head -1").
ProgramResult finwait_program(const std::string& arguments, const std::string& environment = {},
                              const std::string& tail = {});

// A fresh empty folder for this test, which the program is run in; removed at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;

 private:
  std::string folder_;
};

}  // namespace finwait
