// Rule: the clause that justified a reply, a drop, a state change or a result.
//
// The ids are those of the fact sheets: T rows (transitions and timers), A rows (socket calls),
// N rows (the network). The trace, the "why" texts, `finwait rules` and the coverage board all use
// them. T164m is T164's macOS variant.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace finwait {

enum class Rule : uint16_t {
  None = 0,
  T001 = 1, T002, T003, T004, T005, T006, T007, T008, T009, T010, T011, T012, T013, T014, T015,
  T016, T017, T018, T019, T020, T021, T022, T023, T024, T025, T026, T027, T028, T029, T030, T031,
  T032, T033, T034, T035, T036, T037, T038, T039, T040, T041, T042, T043, T044, T045, T046, T047,
  T048, T049, T050, T051, T052, T053, T054, T055, T056, T057, T058, T059, T060, T061, T062, T063,
  T064, T065, T066, T067, T068, T069, T070, T071, T072, T073, T074, T075, T076, T077, T078, T079,
  T080, T081, T082, T083, T084, T085, T086, T087, T088, T089, T090, T091, T092, T093, T094, T095,
  T096, T097, T098, T099, T100, T101, T102, T103, T104, T105, T106, T107, T108, T109, T110, T111,
  T112, T113, T114, T115, T116, T117, T118, T119, T120, T121, T122, T123, T124, T125, T126, T127,
  T128, T129, T130, T131, T132, T133, T134, T135, T136, T137, T138, T139, T140, T141, T142, T143,
  T144, T145, T146, T147, T148, T149, T150, T151, T152, T153, T154, T155, T156, T157, T158, T159,
  T160, T161, T162, T163, T164, T165, T166, T167, T168, T169, T170, T171, T172, T173, T174, T175,
  T176, T177, T178, T179, T180, T181, T182, T183, T184,
  T164m = 200,
  A001 = 256, A002, A003, A004, A005, A006, A007, A008, A009, A010, A011, A012, A013, A014, A015,
  A016, A017, A018, A019, A020, A021, A022, A023, A024, A025, A026, A027, A028, A029, A030, A031,
  A032, A033, A034, A035, A036, A037, A038, A039, A040, A041, A042, A043, A044, A045, A046, A047,
  A048, A049, A050, A051, A052, A053, A054, A055, A056, A057, A058, A059, A060, A061, A062, A063,
  A064, A065, A066, A067, A068, A069, A070, A071, A072, A073, A074, A075, A076, A077, A078, A079,
  A080, A081, A082, A083, A084, A085, A086, A087, A088, A089, A090, A091, A092, A093, A094, A095,
  A096, A097, A098, A099, A100, A101, A102, A103, A104, A105, A106, A107, A108, A109, A110, A111,
  A112, A113, A114, A115, A116, A117, A118, A119, A120, A121, A122, A123, A124, A125, A126, A127,
  A128, A129, A130, A131, A132, A133, A134, A135, A136, A137, A138, A139, A140, A141, A142, A143,
  A144, A145, A146, A147, A148, A149, A150, A151, A152, A153, A154, A155, A156, A157, A158, A159,
  A160, A161, A162, A163, A164, A165,
  N001 = 512, N002, N003, N004, N005, N006, N007, N008, N009, N010, N011, N012, N013, N014, N015,
  N016, N017,
};

// What a rule says. All texts are in English; sentences for people come from the catalogues.
struct RuleInfo {
  Rule rule = Rule::None;
  std::string_view rfc;      // "9293", "5961", ...; empty for an operating system's behaviour
  std::string_view section;  // "3.10.7.4", or the OS fact's origin ("Linux", "POSIX", "Winsock")
  std::string_view step;     // "first" ... "eighth" of 3.10.7.4, or ""
  std::string_view title;    // the condition: "TIME_WAIT: the peer's FIN comes again"
  std::string_view text;     // what is done, one sentence
  bool modelled = true;      // false: listed, but no profile that needs it exists yet
};

enum class ProfileName : uint8_t;

// How it is known that a system follows a rule (facts 0.1).
enum class Evidence : uint8_t {
  Rfc,         // the RFC says so
  Measured,    // seen on a running system
  Documented,  // in its documentation or source
  Unverified,  // general knowledge that no source here confirms
};
Evidence evidence_of(Rule rule, ProfileName system);
std::string_view evidence_name(Evidence evidence);  // "RFC", "measured", ...

// Every rule, in the order of ids.
std::span<const RuleInfo> all_rules();

// The entry of a rule; that of Rule::None is empty.
const RuleInfo& rule_info(Rule rule);

// "T111", "A096", "T164m"; "" for None.
std::string rule_name(Rule rule);

// Reads rule_name's form in any case.
std::optional<Rule> parse_rule(std::string_view name);

}  // namespace finwait
