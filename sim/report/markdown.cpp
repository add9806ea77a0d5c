#include "sim/report/markdown.hpp"

#include <algorithm>

#include "sim/report/byte_fates.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/ladder_canvas.hpp"
#include "sim/report/ladder_index.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/rules_text.hpp"
#include "sim/report/run_caption.hpp"

namespace finwait {
namespace {

constexpr int kPageColumns = 100;  // of the ladder

struct Headings {
  std::array<std::string_view, 5> sections;  // ladder, calls, states, octets, expectations
  std::string_view calls;                    // columns of tables
  std::string_view states;
  std::string_view octets;
  std::string_view expectations;
};

// By Language.
constexpr std::array<Headings, 3> kHeadings = {{
    {{"Ladder", "Calls", "States", "Bytes", "Expectations"},
     "| time | host | socket | call | result | after |\n|--:|---|---|---|---|--:|\n",
     "| time | host | socket | from | to | rule | clause |\n|--:|---|---|---|---|---|---|\n",
     "| direction | written |",
     "| | line | what | expected | found |\n|---|--:|---|---|---|\n"},
    {{"时序图", "调用", "状态", "字节", "预期"},
     "| 时间 | 主机 | 套接字 | 调用 | 结果 | 历时 |\n|--:|---|---|---|---|--:|\n",
     "| 时间 | 主机 | 套接字 | 从 | 到 | 规则 | 条款 |\n|--:|---|---|---|---|---|---|\n",
     "| 方向 | 写入 |",
     "| | 行 | 内容 | 预期 | 实际 |\n|---|--:|---|---|---|\n"},
    {{"時序圖", "呼叫", "狀態", "位元組", "預期"},
     "| 時間 | 主機 | 通訊端 | 呼叫 | 結果 | 歷時 |\n|--:|---|---|---|---|--:|\n",
     "| 時間 | 主機 | 通訊端 | 從 | 到 | 規則 | 條款 |\n|--:|---|---|---|---|---|---|\n",
     "| 方向 | 寫入 |",
     "| | 行 | 內容 | 預期 | 實際 |\n|---|--:|---|---|---|\n"},
}};

class Page {
 public:
  Page(const Simulation& simulation, Language language)
      : simulation_(simulation),
        script_(simulation.script()),
        trace_(simulation.trace()),
        language_(language),
        headings_(kHeadings[static_cast<size_t>(language)]) {
    const Time last = trace_.records.empty() ? Time{} : trace_.records.back().t;
    places_ = ladder_geometry(script_, last, kPageColumns).places;
  }

  std::string text(const std::vector<Outcome>& outcomes);

 private:
  void section(size_t index);
  void row(const std::vector<std::string>& cells);
  void put_caption();
  void put_ladder();
  void put_calls();
  void put_states();
  void put_octets();
  void put_expectations(const std::vector<Outcome>& outcomes);

  std::string time(Time t) const { return ladder_time(t, places_); }
  std::string host(const Record& r) const { return markdown_text_of(script_.hosts[r.host].name); }
  std::string socket(const Record& r) const {
    if (r.socket == kNoSocket) return {};
    return markdown_text_of(socket_name(trace_, script_, r.socket));
  }

  const Simulation& simulation_;
  const Script& script_;
  const Trace& trace_;
  const Language language_;
  const Headings& headings_;
  int places_ = 3;
  std::string out_;
};

void Page::section(size_t index) {
  out_ += "\n## " + std::string(headings_.sections[index]) + "\n\n";
}

void Page::row(const std::vector<std::string>& cells) {
  out_ += "|";
  for (const std::string& cell : cells) out_ += (cell.empty() ? "" : " " + cell) + " |";
  out_ += "\n";
}

void Page::put_caption() {
  const std::vector<std::string> caption = run_caption(simulation_, language_);
  out_ += "# " + markdown_text_of(caption.front()) + "\n";
  for (size_t i = 1; i < caption.size(); ++i) out_ += "\n" + markdown_text_of(caption[i]) + "\n";
}

// The fence is longer than any that stands in the ladder.
void Page::put_ladder() {
  LadderOptions options;
  options.width = kPageColumns;
  options.language = language_;
  std::string text = ladder_head(simulation_.scenario(), trace_, options);
  for (const LadderLine& line : ladder_lines(script_, trace_, options)) text += line.text + "\n";
  text += "\n" + ladder_ending(simulation_, options);
  std::string fence = "```";
  while (text.find(fence) != std::string::npos) fence += '`';
  out_ += fence + "text\n" + text + fence + "\n";
}

void Page::put_calls() {
  out_ += headings_.calls;
  const LadderIndex index(script_, trace_);
  for (uint32_t id = 1; id <= trace_.records.size(); ++id) {
    const Record& call = trace_.record(id);
    if (call.kind != RecordKind::Call || call.entry() == kAutoCall) continue;
    std::vector<std::string> cells = {time(call.t), host(call), socket(call),
                                      markdown_code_of(call_text(script_, call))};
    const uint32_t result_id = index.result_of(id);
    if (result_id != 0) {
      const Record& result = trace_.record(result_id);
      const std::string detail = result_detail(script_, trace_, result);
      const std::string value = result_text(script_, result);
      const std::string doubt(doubt_mark(script_, result));
      cells.push_back(markdown_code_of(value + (detail.empty() ? "" : " (" + detail + ")")) +
                      doubt);
      cells.push_back(people_duration(result.t - call.t));
    } else {
      cells.insert(cells.end(), {"…", ""});
    }
    row(cells);
  }
}

void Page::put_states() {
  out_ += headings_.states;
  for (const Record& r : trace_.records) {
    if (r.kind != RecordKind::State) continue;
    const bool ruled = r.rule != Rule::None;
    row({time(r.t), host(r), socket(r), std::string(state_name(r.from())),
         std::string(state_name(r.to())) + std::string(doubt_mark(script_, r)),
         ruled ? rule_name(r.rule) : "",
         ruled ? markdown_text_of(clause_text(rule_info(r.rule))) : ""});
  }
}

void Page::put_octets() {
  out_ += headings_.octets;
  for (const LedgerPart& part : kLedgerParts) out_ += " " + std::string(part.name) + " |";
  out_ += "\n|---|--:|";
  for (size_t i = 0; i < kLedgerParts.size(); ++i) out_ += "--:|";
  out_ += "\n";
  const std::vector<StreamFate> fates = byte_fates(simulation_);
  for (const StreamFate& fate : fates) {
    std::vector<std::string> cells = {markdown_text_of(direction_text(simulation_, fate)),
                                      std::to_string(fate.ledger.written)};
    for (const LedgerPart& part : kLedgerParts)
      cells.push_back(std::to_string(fate.ledger.*part.count));
    row(cells);
  }
}

void Page::put_expectations(const std::vector<Outcome>& outcomes) {
  section(4);
  out_ += headings_.expectations;
  for (const Outcome& o : outcomes)
    row({o.ok ? "✔" : "✗", std::to_string(o.line), markdown_text_of(o.what),
         markdown_code_of(o.expected), markdown_code_of(o.found)});
}

std::string Page::text(const std::vector<Outcome>& outcomes) {
  put_caption();
  section(0);
  put_ladder();
  section(1);
  put_calls();
  section(2);
  put_states();
  section(3);
  put_octets();
  if (!outcomes.empty()) put_expectations(outcomes);
  return std::move(out_);
}

}  // namespace

std::string markdown_text(const Simulation& simulation, const std::vector<Outcome>& outcomes,
                          Language language) {
  return Page(simulation, language).text(outcomes);
}

}  // namespace finwait
