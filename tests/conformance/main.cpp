// conformance [-v] [-1] [-q] [-k PART] [-r ROWS] [-o PAGE] FOLDER|FILE...: this machine's kernel as
// the judge of profile `linux`. Exit codes as everywhere: 0 good, 1 not, 2 bad usage, 5 skipped.
// -v shows every run, -1 asks only once, -q leaves out the cases that last more than 5 s, -k takes
// the cases whose name holds PART, -r is the table of what was observed before (observed.txt).
#include <pthread.h>
#include <sched.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "sim/host/files.hpp"
#include "tests/conformance/kernel_capture.hpp"
#include "tests/conformance/kernel_run.hpp"
#include "tests/conformance/report.hpp"
#include "tests/conformance/simulated_run.hpp"

using namespace finwait;

namespace {

constexpr std::array<size_t, 4> kAtOnce = {24, 8, 3, 1};  // cases at the same time, by attempt
constexpr Duration kQuick = seconds(5);
constexpr size_t kEnough = 95;  // % of the cases

struct Arguments {
  bool verbose = false;
  bool quick = false;
  size_t attempts = kAtOnce.size();
  std::string rows;
  std::string page;
  std::vector<std::string> files;
  std::string only;
};

// The kernel's answers must be timed when they come, not when this program has its turn.
void ask_for_priority() {
  sched_param param{};
  param.sched_priority = 10;
  pthread_setschedparam(pthread_self(), SCHED_FIFO, &param);
}

std::optional<Arguments> read_arguments(int argc, char** argv) {
  Arguments a;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "-v") a.verbose = true;
    else if (word == "-1") a.attempts = 1;
    else if (word == "-q") a.quick = true;
    else if (word == "-r" && i + 1 < argc) a.rows = argv[++i];
    else if (word == "-o" && i + 1 < argc) a.page = argv[++i];
    else if (word == "-k" && i + 1 < argc) a.only = argv[++i];
    else if (word.starts_with("-")) return std::nullopt;
    else a.files.push_back(word);
  }
  if (a.files.empty()) return std::nullopt;
  return a;
}

std::vector<std::string> case_files(const std::vector<std::string>& named) {
  std::vector<std::string> files;
  for (const std::string& name : named) {
    if (!std::filesystem::is_directory(name)) {
      files.push_back(name);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(name))
      if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool load(const Arguments& arguments, std::vector<Case>& cases) {
  for (const std::string& file : case_files(arguments.files)) {
    auto text = read_file(file);
    if (!text) return std::fprintf(stderr, "%s\n", text.error().text().c_str()), false;
    auto some = read_cases(text.value(), std::filesystem::path(file).stem().string());
    if (!some) return std::fprintf(stderr, "%s\n", some.error().text().c_str()), false;
    for (Case& c : some.value()) {
      const bool asked = c.name.find(arguments.only) != std::string::npos &&
                         (!arguments.quick || *c.scenario.until <= Time{} + kQuick);
      if (asked) cases.push_back(std::move(c));
    }
  }
  return true;
}

bool load_rows(const Arguments& arguments, const std::vector<Case>& cases,
               std::vector<ObservedRow>& rows) {
  if (arguments.rows.empty()) return true;
  auto text = read_file(arguments.rows);
  if (!text) return std::fprintf(stderr, "%s\n", text.error().text().c_str()), false;
  auto read = read_observed_rows(text.value(), arguments.rows, cases);
  if (!read) return std::fprintf(stderr, "%s\n", read.error().text().c_str()), false;
  rows = read.take();
  return true;
}

// Once more on the kernel; the run that was disturbed least is kept.
void ask_again(const Case& c, Verdict& v) {
  Observation kernel = run_on_kernel(c);
  std::vector<std::string> found = differences(c, kernel, v.simulated);
  if (v.attempts++ > 0 && found.size() >= v.differences.size()) return;
  v.kernel = std::move(kernel);
  v.differences = std::move(found);
}

// The longest first, many at once: they mostly wait.
void ask_about(const std::vector<Case>& cases, const std::vector<size_t>& which, size_t at_once,
               std::vector<Verdict>& verdicts) {
  std::atomic<size_t> next{0};
  std::vector<std::thread> threads;
  for (size_t k = 0; k < std::min(at_once, which.size()); ++k)
    threads.emplace_back([&, k] {
      std::this_thread::sleep_for(std::chrono::milliseconds(25 * k));  // not all begin at once
      for (size_t i = next++; i < which.size(); i = next++)
        ask_again(cases[which[i]], verdicts[which[i]]);
    });
  for (std::thread& t : threads) t.join();
}

// A case that differs is asked about again, with fewer neighbours: the machine may have been busy.
std::vector<Verdict> judge_all(const std::vector<Case>& cases, size_t attempts) {
  std::vector<Verdict> verdicts(cases.size());
  std::vector<size_t> which(cases.size());
  for (size_t i = 0; i < cases.size(); ++i) {
    verdicts[i].simulated = run_simulated(cases[i]);
    which[i] = i;
  }
  std::stable_sort(which.begin(), which.end(), [&](size_t a, size_t b) {
    return *cases[a].scenario.until > *cases[b].scenario.until;
  });
  for (size_t attempt = 0; attempt < std::min(attempts, kAtOnce.size()); ++attempt) {
    ask_about(cases, which, kAtOnce[attempt], verdicts);
    std::erase_if(which, [&](size_t i) { return verdicts[i].identical() || !cases[i].counted; });
  }
  return verdicts;
}

void print(const Case& c, const Verdict& v, bool verbose) {
  const char* word = v.identical() ? "identical" : c.differs.empty() ? "DIFFERS" : "explained";
  if (!v.identical() || verbose)
    std::printf("%-10s %s: %s%s\n", word, c.file.c_str(), c.name.c_str(),
                v.attempts > 1 ? " (more than once)" : "");
  for (const std::string& line : v.differences) std::printf("    %s\n", line.c_str());
  if (!verbose) return;
  std::printf("  kernel:\n");
  for (const std::string& line : story(c, v.kernel)) std::printf("    %s\n", line.c_str());
  std::printf("  simulator:\n");
  for (const std::string& line : story(c, v.simulated)) std::printf("    %s\n", line.c_str());
}

// What `finwait capture` makes of the packets of two kernels. False when it is wrong about a state.
bool judge_all_captures(const std::vector<Case>& cases, const std::vector<Verdict>& verdicts) {
  CaptureTally tally;
  for (size_t i = 0; i < cases.size(); ++i) judge_captures(cases[i], verdicts[i].kernel, tally);
  if (tally.captures == 0) return true;
  for (const std::string& line : tally.differences) std::printf("WRONG      %s\n", line.c_str());
  std::printf("%zu captures of two kernels, %zu states inferred as the kernels had them, %zu that "
              "were lost with a packet, %zu wrong\n",
              tally.captures, tally.right, tally.untold, tally.wrong);
  return tally.wrong == 0;
}

std::string kernel_name() {
  utsname name{};
  uname(&name);
  return std::string(name.sysname) + " " + name.release;
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = read_arguments(argc, argv);
  if (!arguments) {
    std::fprintf(stderr, "usage: conformance [-v] [-1] [-q] [-k PART] [-r ROWS] [-o PAGE] CASES\n");
    return 2;
  }
  std::vector<Case> cases;
  if (!load(*arguments, cases)) return 2;
  std::vector<ObservedRow> rows;
  if (!load_rows(*arguments, cases, rows)) return 2;
  const std::string why_not = prepare_kernel();
  if (!why_not.empty()) {
    std::fprintf(stderr, "skipped: %s (it needs Linux, root and /dev/net/tun)\n", why_not.c_str());
    return 5;
  }
  ask_for_priority();
  const std::vector<Verdict> verdicts = judge_all(cases, arguments->attempts);
  for (size_t i = 0; i < cases.size(); ++i) print(cases[i], verdicts[i], arguments->verbose);
  if (!arguments->page.empty()) {
    const std::string page = report_page(cases, verdicts, rows, kernel_name());
    if (const auto error = write_file(arguments->page, page)) {
      std::fprintf(stderr, "%s\n", error->text().c_str());
      return 2;
    }
  }
  const Tally t = tally(cases, verdicts);
  std::printf("%zu cases, %zu identical, %zu explained, %zu not explained\n", t.cases,
              t.identical, t.explained, t.unexplained);
  const bool captures = judge_all_captures(cases, verdicts);
  return captures && t.unexplained == 0 && t.identical * 100 >= t.cases * kEnough ? 0 : 1;
}
