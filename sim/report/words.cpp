#include "sim/report/words.hpp"

#include <array>

namespace finwait {
namespace {

using Row = std::array<std::string_view, 3>;  // en, zh-Hans, zh-Hant

// By Word.
constexpr std::array<Row, kWords> kTable = {{
    {"{} idle", "静默 {}", "靜默 {}"},
    {"retransmission", "重传", "重傳"},
    {"duplicate", "重复", "重複"},
    {"forged", "伪造", "偽造"},
    {"lost", "丢失", "遺失"},
    {"lost (fault)", "丢失（故障）", "遺失（故障）"},
    {"expired (MSL)", "超过 MSL", "超過 MSL"},
    {"queue full", "队列已满", "佇列已滿"},
    {"bad checksum", "校验和错误", "總和檢查碼錯誤"},
    {"no such host", "没有此主机", "沒有此主機"},
    {"unplugged", "网络中断", "網路中斷"},
    {"ignored ({})", "忽略（{}）", "忽略（{}）"},
    {"after {}", "用时 {}", "費時 {}"},
    {"crash", "崩溃", "當機"},
    {"reboot", "重启", "重新開機"},
    {"power off", "断电", "斷電"},
    {"cable unplugged", "拔掉网线", "拔掉網路線"},
    {"cable plugged in", "插上网线", "插上網路線"},
    {"2MSL over", "2MSL 到期", "2MSL 到期"},
    {"2MSL starts over", "2MSL 重新计时", "2MSL 重新計時"},
    {"FIN_WAIT_2 timeout", "FIN_WAIT_2 超时", "FIN_WAIT_2 逾時"},
    {"RTO expires", "重传超时", "重傳逾時"},
    {"persist timer", "持续定时器", "持續計時器"},
    {"keep-alive timer", "保活定时器", "保持連線計時器"},
    {"delayed ACK", "延迟确认", "延遲確認"},
    {"user timeout", "用户超时", "使用者逾時"},
    {"override timer", "覆盖定时器", "覆寫計時器"},
    {"linger over", "逗留超时", "逗留逾時"},
    {"{} bytes discarded", "丢弃 {} 字节", "丟棄 {} 位元組"},
    {"still waiting", "仍在等待", "仍在等待"},
    {"{} one way", "单程 {}", "單程 {}"},
    {"seed", "种子", "種子"},
    {"every expectation holds ({})", "全部 {} 项期望成立", "全部 {} 項期望成立"},
    {"{} of {} expectations failed", "{} 项期望不成立（共 {} 项）", "{} 項期望不成立（共 {} 項）"},
    {"expectations not checked", "未检查期望", "未檢查期望"},
    {"expected", "期望", "期望"},
    {"found", "实际", "實際"},
    {"quiet at {}", "{} 起再无事件", "{} 起再無事件"},
    {"stopped at {} (until)", "在 {} 停止（until）", "在 {} 停止（until）"},
    {"segment limit reached at {}", "在 {} 达到报文段上限", "在 {} 達到區段上限"},
    {"not over at {}", "在 {} 尚未结束", "在 {} 尚未結束"},
    {"{} segments", "{} 个报文段", "{} 個區段"},
    {"{} lost", "{} 个丢失", "{} 個遺失"},
    {"{} bytes written", "写入 {} 字节", "寫入 {} 位元組"},
    {"{} read", "已读 {}", "已讀 {}"},
    {"{} unread", "未读 {}", "未讀 {}"},
    {"{} unsent", "未发送 {}", "未傳送 {}"},
    {"{} in flight", "途中 {}", "途中 {}"},
    {"{} held out of order", "失序保留 {}", "失序保留 {}"},
    {"{} discarded", "丢弃 {}", "丟棄 {}"},
    {"{} foreign", "外来 {}", "外來 {}"},
    {"{} written", "写入 {}", "寫入 {}"},
    {"pending", "尚未返回", "尚未傳回"},
    {"none", "无", "無"},
    {"{} at {}", "{} 于 {}", "{} 於 {}"},
    {"and more", "等", "等"},
    {"never: {} stays in {}", "从未：{} 停在 {}", "從未：{} 停在 {}"},
    {"{}, all sockets", "{}，所有套接字", "{}，所有通訊端"},
    {"nothing", "未发送", "未傳送"},
    {"waits", "等待", "等待"},
    {"(has closed)", "（已关闭）", "（已關閉）"},
    {"{} bytes, then {}", "{} 字节，然后 {}", "{} 位元組，然後 {}"},
    {"peer: {}", "对端：{}", "對端：{}"},
    {"nothing pending", "无未处理数据", "無未處理資料"},
    {"unread data", "未读数据", "未讀資料"},
    {"unsent data, window closed", "未发送数据，窗口已关闭", "未傳送資料，視窗已關閉"},
    {"peer already closed", "对端已先关闭", "對端已先關閉"},
    {"peer dead (cut off)", "对端失联（网络中断）", "對端失聯（網路中斷）"},
    {"close(), linger 0 s", "close()，逗留 0 s", "close()，逗留 0 s"},
    {"close(), linger 2 s", "close()，逗留 2 s", "close()，逗留 2 s"},
    {"close(), linger 2 s, non-blocking", "close()，逗留 2 s，非阻塞", "close()，逗留 2 s，非阻塞"},
    {"?: no source at hand confirms this of the system", "?：手头没有资料证实该系统如此",
     "?：手邊沒有資料證實該系統如此"},
    {"at the end", "结束时", "結束時"},
    {"states", "状态", "狀態"},
    {"segments", "报文段", "區段"},
    {"calls", "调用", "呼叫"},
    {"bytes", "字节", "位元組"},
    {"end", "结束", "結束"},
    {"sent", "发送数", "傳送數"},
    {"first that differs", "第一个不同的", "第一個不同的"},
    {"first RST", "第一个 RST", "第一個 RST"},
    {"all CLOSED", "全部 CLOSED", "全部 CLOSED"},
    {"end of the run", "运行结束", "執行結束"},
    {"One system only: nothing to compare with.", "只有一个系统：没有可比较的。",
     "只有一個系統：沒有可比較的。"},
    {"No row differs.", "没有不同的行。", "沒有不同的列。"},
    {"{} of {} rows differ (≠) from {}.", "有 {} 行（共 {} 行）与 {} 不同（≠）。",
     "有 {} 列（共 {} 列）與 {} 不同（≠）。"},
    {"written", "写入", "寫入"},
    {"unsent", "未发送", "未傳送"},
    {"in flight", "途中", "途中"},
    {"held", "失序保留", "失序保留"},
    {"unread", "未读", "未讀"},
    {"read", "已读", "已讀"},
    {"discarded", "丢弃", "丟棄"},
    {"foreign", "外来", "外來"},
    {"{} byte discarded, {}", "丢弃 {} 字节，{}", "丟棄 {} 位元組，{}"},
    {"{} bytes discarded, {}", "丢弃 {} 字节，{}", "丟棄 {} 位元組，{}"},
    {"killed by", "原因", "原因"},
    {"rule", "规则", "規則"},
    {"writer told", "写方得知", "寫方得知"},
    {"never: no later call of {} failed", "从未：{} 此后没有失败的调用",
     "從未：{} 此後沒有失敗的呼叫"},
    {"{}() of {} → {} at {}", "{}()（{}）→ {}，{}", "{}()（{}）→ {}，{}"},
    {"{} of {} at {}", "{}（{}，{}）", "{}（{}，{}）"},
    {"{}, which reached {} at {}", "{}，到达 {}（{}）", "{}，到達 {}（{}）"},
    {"{}, the last copy: {} at {}", "{}，最后一份：{}（{}）", "{}，最後一份：{}（{}）"},
    {"{}, a timer of {} at {}", "{}，{} 的定时器（{}）", "{}，{} 的計時器（{}）"},
    {"{}, sent by {} at {}", "{}，由 {} 发送（{}）", "{}，由 {} 傳送（{}）"},
    {"{} foreign: read here, but written in an earlier connection or by a stranger",
     "{} 外来：在此读到，但写于先前的连接，或出自陌生者",
     "{} 外來：在此讀到，但寫於先前的連線，或出自陌生者"},
    {"No byte was written.", "没有写入任何字节。", "沒有寫入任何位元組。"},
    {"{} direction without a byte", "{} 个方向没有字节", "{} 個方向沒有位元組"},
    {"{} directions without a byte", "{} 个方向没有字节", "{} 個方向沒有位元組"},
    {"RFC", "RFC", "RFC"},
    {"measured", "实测", "實測"},
    {"documented", "有文档", "有文件"},
    {"unverified", "未核实", "未核實"},
    {"clause", "条款", "條款"},
    {"when", "何时", "何時"},
    {"done", "处理", "處理"},
    {"known", "依据", "依據"},
    {"tested", "测试", "測試"},
    {"not modelled: no profile that needs it exists yet", "未模拟：尚无需要它的系统",
     "未模擬：尚無需要它的系統"},
    {"by no test that names it", "没有指名它的测试", "沒有指名它的測試"},
    {"Ways of closing", "各种关闭方式", "各種關閉方式"},
}};

std::string with_unit(int64_t value, int64_t unit, int places, std::string_view name) {
  std::string out = std::to_string(value / unit);
  std::string fraction = std::to_string(value % unit + unit).substr(1);
  fraction.resize(std::min(fraction.size(), static_cast<size_t>(places)));
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (!fraction.empty()) out += "." + fraction;
  return out + " " + std::string(name);
}

}  // namespace

std::string_view language_tag(Language language) {
  constexpr std::array<std::string_view, 3> kTags = {"en", "zh-Hans", "zh-Hant"};
  return kTags[static_cast<size_t>(language)];
}

std::string_view word(Word w, Language language) {
  return kTable[static_cast<size_t>(w)][static_cast<size_t>(language)];
}

std::string word(Word w, Language language, std::string_view first, std::string_view second,
                 std::string_view third, std::string_view fourth) {
  std::string out(word(w, language));
  size_t from = 0;
  for (std::string_view value : {first, second, third, fourth}) {
    const size_t place = out.find("{}", from);
    if (place == std::string::npos) break;
    out.replace(place, 2, value);
    from = place + value.size();
  }
  return out;
}

std::string_view evidence_word(Evidence evidence, Language language) {
  switch (evidence) {
    case Evidence::Rfc: return word(Word::KnownRfc, language);
    case Evidence::Measured: return word(Word::KnownMeasured, language);
    case Evidence::Documented: return word(Word::KnownDocumented, language);
    case Evidence::Unverified: return word(Word::KnownUnverified, language);
  }
  return {};
}

Word ending_word(EndReason reason) {
  switch (reason) {
    case EndReason::Running: return Word::Running;
    case EndReason::Quiet: return Word::Quiet;
    case EndReason::Until: return Word::Until;
    case EndReason::Limit: return Word::Limit;
  }
  return Word::Running;
}

std::string people_duration(Duration d) {
  if (d.ns >= 1000000000) return with_unit(d.ns, 1000000000, 6, "s");
  if (d.ns >= 1000000 || d.ns == 0) return with_unit(d.ns, 1000000, 3, "ms");
  return with_unit(d.ns, 1000, 3, "us");
}

}  // namespace finwait
