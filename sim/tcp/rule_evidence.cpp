// How each rule is known, by system: facts 0.1 and the marks of each row.
#include <algorithm>
#include <array>

#include "sim/tcp/profile.hpp"
#include "sim/tcp/rule.hpp"

namespace finwait {
namespace {

constexpr size_t kSystems = 3;  // Linux; FreeBSD and macOS; Windows

// The A rows: three letters each, for the systems in that order. K: measured on a Linux kernel, or
// run with CPython; D: documentation or source; U: unverified. Where a row says what was measured
// and nothing of BSD, that BSD does the same is unverified.
constexpr std::string_view kSocketEvidence =
    "DDD DDD DDD DDD KDD KUD KUD KUD KUD KUD "  // A001-A010
    "KUD KUD KUD DDD DDD KUD KUD KUD KDD DDD "  // A011-A020
    "DDD KUD KUD KDD DUD KDU KUD DDD KUD KUD "  // A021-A030
    "KDD DDD KUD KUD KUU KDD DDD DDD KUD KUU "  // A031-A040
    "DDD KUU KUU KUU KDD DDD DDD KUD DDD KUD "  // A041-A050
    "KUU KUD KDU KDD DDD DDD DDD DDD DDD DDD "  // A051-A060
    "DDD DDD KDU KUU KUD KDD DDD KUD DDD KUD "  // A061-A070
    "DDD DDD KUD DDD KUU KUD KUD KUD KUD KDD "  // A071-A080
    "KUU KDD KDU KDD KUD KUU KUD DDD DDD DDD "  // A081-A090
    "DDD KUD DDD DDD KUD KDU KUD KUU KUD KUU "  // A091-A100
    "KUU KDD DDD DDD UUD DDD DDD DDD DDD KDD "  // A101-A110
    "KDD KDD KDD KDD KDU DDD DDD DDD DDD KDU "  // A111-A120
    "DDD KUD DDD DDD KUD DDD KUU KUU KUD DDD "  // A121-A130
    "KUU DDD DDD KUU DDD DDD DDD DDD DDD DDD "  // A131-A140
    "DDD DDD DDD DDD DDD KDD DDD DDD KDD DDD "  // A141-A150
    "DDD DDD KDD KUD DDD DDD DDD DDD UUU DDD "  // A151-A160
    "KDD KDD KDD KUD DDD ";                     // A161-A165
constexpr size_t kStride = kSystems + 1;
constexpr size_t kSocketRules = 165;
static_assert(kSocketEvidence.size() == kSocketRules * kStride);

// Rules that are right in themselves, while what a system makes of them is a setting.
struct RuleSetting {
  Rule rule;
  std::string_view setting;
};
constexpr std::array<RuleSetting, 6> kSettings = {{{Rule::T118, "unread_close"},
                                                   {Rule::T135, "synack_retries"},
                                                   {Rule::T137, "orphan_retries"},
                                                   {Rule::T138, "persist_style"},
                                                   {Rule::T141, "fin_wait_2_timeout"},
                                                   {Rule::T142, "delayed_ack"}}};

// What profile rfc9293 does as POSIX has it, not as Linux was measured: the differences between
// socket_rules_of() of the two, and what follows from a TCB of the RFC's.
constexpr std::array<Rule, 9> kNotAsLinux = {Rule::A034, Rule::A035, Rule::A043,
                                             Rule::A045, Rule::A053, Rule::A065,
                                             Rule::A069, Rule::A080, Rule::A128};

size_t column_of(ProfileName name) {
  switch (name) {
    case ProfileName::Rfc9293:  // its socket calls are POSIX as Linux has it
    case ProfileName::Linux: return 0;
    case ProfileName::FreeBsd:
    case ProfileName::MacOs: return 1;
    case ProfileName::Windows: return 2;
  }
  return 0;
}

Evidence read_letter(char letter) {
  return letter == 'K'   ? Evidence::Measured
         : letter == 'D' ? Evidence::Documented
                         : Evidence::Unverified;
}

// A T row that is no RFC's: measured where it is Linux's, else from source or documentation.
Evidence system_evidence(const RuleInfo& info, size_t column) {
  const bool on_linux = column == 0;
  if (info.section == "Linux") {
    if (on_linux) return Evidence::Measured;
    return info.rule == Rule::T151 ? Evidence::Unverified : Evidence::Documented;
  }
  return Evidence::Documented;
}

}  // namespace

Evidence evidence_of(Rule rule, ProfileName system) {
  const RuleInfo& info = rule_info(rule);
  for (const RuleSetting& s : kSettings)
    if (s.rule == rule && is_unverified(system, s.setting)) return Evidence::Unverified;
  if (!info.rfc.empty()) return Evidence::Rfc;
  const size_t column = column_of(system);
  const bool apart = std::find(kNotAsLinux.begin(), kNotAsLinux.end(), rule) != kNotAsLinux.end();
  if (system == ProfileName::Rfc9293 && apart) return Evidence::Documented;
  if (rule < Rule::A001 || rule > Rule::A165) return system_evidence(info, column);
  const size_t row = static_cast<size_t>(rule) - static_cast<size_t>(Rule::A001);
  return read_letter(kSocketEvidence[row * kStride + column]);
}

std::string_view evidence_name(Evidence evidence) {
  constexpr std::array<std::string_view, 4> kNames = {"RFC", "measured", "documented",
                                                      "unverified"};
  return kNames[static_cast<size_t>(evidence)];
}

}  // namespace finwait
