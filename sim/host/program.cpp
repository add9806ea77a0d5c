#include "sim/host/program.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

#include "sim/host/files.hpp"
#include "sim/host/namespace.hpp"

#ifdef __unix__
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>
#endif
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace finwait {
namespace {

#ifdef _WIN32
constexpr char kPathSeparator = ';';
#else
constexpr char kPathSeparator = ':';
#endif

}  // namespace

std::string find_program(const std::string& name) {
  const char* list = std::getenv("PATH");
  const std::string paths = list != nullptr ? list : "";
  for (size_t at = 0; at < paths.size();) {
    const size_t end = std::min(paths.find(kPathSeparator, at), paths.size());
    for (const char* ending : {"", ".exe"}) {
      const std::string path = paths.substr(at, end - at) + "/" + name + ending;
      std::error_code none;
      if (std::filesystem::is_regular_file(path_of(path), none)) return path;
    }
    at = end + 1;
  }
  return {};
}

std::optional<Error> check_program(const std::string& name) {
  std::error_code none;
  if (name.find('/') == std::string::npos) {
    if (!find_program(name).empty()) return std::nullopt;
    errno = ENOENT;
  } else if (std::filesystem::is_directory(path_of(name), none)) {
    errno = EISDIR;
  } else {
#ifdef __unix__
    if (access(name.c_str(), X_OK) == 0) return std::nullopt;
#else
    if (std::filesystem::is_regular_file(path_of(name), none)) return std::nullopt;
    errno = ENOENT;
#endif
  }
  return system_error("run " + name);
}

Program::Program(Program&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), code_(other.code_) {}

Program::~Program() { stop(); }

#ifdef __unix__

Result<Program> Program::start(const std::vector<std::string>& words, Output output) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) return system_error("start " + words[0]);
  if (pid > 0) return Program(pid);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // nor does it outlive us when we are killed
#endif
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  if (output == Output::ToStandardError) dup2(2, 1);
  execvp(argv[0], argv.data());
  const std::string message = "finwait: " + system_error("run " + words[0]).message + "\n";
  if (write(2, message.data(), message.size()) < 0) _exit(126);
  _exit(127);
}

std::optional<int> Program::exit_code() {
  int status = 0;
  if (code_ || pid_ < 0 || waitpid(pid_, &status, WNOHANG) != pid_) return code_;
  code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return code_;
}

int Program::wait() {
  int status = 0;
  while (!code_ && pid_ >= 0) {
    if (waitpid(pid_, &status, 0) == pid_)
      code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    else if (errno != EINTR)
      code_ = 127;
  }
  return code_.value_or(127);
}

void Program::stop() {
  constexpr int kSteps = 100;
  if (pid_ < 0 || exit_code()) return;
  kill(pid_, SIGTERM);
  for (int i = 0; i < kSteps && !exit_code(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  if (code_) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  code_ = 128 + SIGKILL;
}

#else

Result<Program> Program::start(const std::vector<std::string>& words, Output) {
  errno = ENOSYS;
  return system_error("start " + words[0]);
}

std::optional<int> Program::exit_code() { return code_; }
int Program::wait() { return code_.value_or(127); }
void Program::stop() {}

#endif

}  // namespace finwait
