// What the window says, in one of its languages: from the catalogues under assets/messages. States,
// flags, calls and errors keep their names in every language.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "sim/report/catalogue.hpp"
#include "sim/run/builtin.hpp"
#include "sim/run/scenario.hpp"
#include "sim/tcp/rule.hpp"

namespace finwait {

enum class Phrase : uint16_t {
  StateDiagram,
  Figure5,
  PacketTimeline,
  TimelineHint,
  Why,
  EventOf,
  EventStatus,
  Left,
  Restarted,
  Timers,
  NoTimers,
  SendSpace,
  ReceiveSpace,
  SocketCalls,
  NoCalls,
  NoConnection,
  Acknowledged,
  InFlight,
  Unsent,
  Unread,
  Read,
  Held,
  Discarded,
  Delay,
  Jitter,
  Loss,
  DuplicateChip,
  Reorder,
  Msl,
  Seed,
  Idle,
  Retransmission,
  RetransmissionN,
  Forged,
  Duplicate,
  SimRealTime,
  AxisCompressed,
  AxisLinear,
  AxisPerEvent,
  ThemeDark,
  ThemeLight,
  KeysButton,
  Start,
  AtStart,
  Nothing,
  KeysTitle,
  KeyPlay,
  KeyStep,
  KeyEnds,
  KeyAxis,
  KeyFit,
  KeyTheme,
  KeyLanguage,
  KeyHelp,
  KeyZoom,
  KeyPan,
  KeyEscape,
  KeyDrop,
  KeyQuit,
  KeyNameWheel,
  KeyNameDrag,
  KeyNameFile,
  Dismiss,
  FindScenario,
  NoBuiltin,
  LanguageName,
  HostCrashes,
  HostReboots,
  HostPowersOff,
  HostCut,
  HostHealed,
  Calls,
  CallFails,
  CallReturns,
  Told,
  Sends,
  SendsAgain,
  ForgedSent,
  Receives,
  Arrives,
  IsLost,
  IsDropped,
  TakenByFault,
  LostByLink,
  DroppedBecause,
  DropLoss,
  DropFault,
  DropExpired,
  DropQueue,
  DropChecksum,
  DropNoHost,
  DropCut,
  Goes,
  TimerFires,
  StaysInTimeWait,
  WasSetAt,
  FollowsFrom,
  IfUnread,
  IfNothingUnread,
  IfLingerZero,
  IfLingerOff,
  IfGone,
  IfExact,
  IfAhead,
  IfFinAcked,
  IfFinNotAcked,
  IfUserGone,
  IfUserReads,
  WouldSend,
  WouldEnter,
  WouldSendEnter,
  WouldIgnore,
  CauseTitle,
  KeyCause,
  SegmentFrom,
  TripFlying,
  TripArrived,
  TripChanged,
  TripDropped,
  WithRemark,
  TimerRetransmission,
  TimerTimeWait,
  TimerPersist,
  TimerKeepalive,
  TimerFinWait2,
  TimerDelayedAck,
  TimerUser,
  TimerOverride,
  TimerLinger,
  LabelRetransmission,
  LabelTimeWait,
  LabelPersist,
  LabelKeepalive,
  LabelFinWait2,
  LabelDelayedAck,
  LabelUser,
  LabelOverride,
  LabelLinger,
  PowerOff,
  Crash,
  Reboot,
  Cut,
  Heal,
  Forge,
  OptionOff,
  AtStartEdit,
  TryDrop,
  EditDrop,
  EditDelay,
  EditDuplicate,
  EditCorrupt,
  EditDeliver,
  BranchOriginal,
  BranchDrop,
  BranchDelay,
  BranchDuplicate,
  BranchCorrupt,
  BranchDeliver,
  BranchValue,
  Saved,
  NotSaved,
  KeyDropSegment,
  KeyUndo,
  KeyBranches,
  KeySave,
  RuleSays,
  Evidence,
  Count,
};
constexpr size_t kPhrases = static_cast<size_t>(Phrase::Count);

// The name that the catalogues use: "state-diagram".
std::string_view phrase_key(Phrase phrase);

class Phrases {
 public:
  explicit Phrases(Language language = Language::En);

  Language language() const { return language_; }
  // What a catalogue lacks is said in its key; a test sees to it that none lacks anything.
  const std::string& operator()(Phrase phrase) const {
    return texts_[static_cast<size_t>(phrase)];
  }
  // What a rule is called and says.
  std::string rule_title(Rule rule) const;
  std::string rule_text(Rule rule) const;
  // With "{0}", "{1}", ... replaced.
  std::string operator()(Phrase phrase, std::initializer_list<std::string_view> values) const;

 private:
  Language language_;
  std::array<std::string, kPhrases> texts_;
  Catalogue rules_;  // none for English, which the rules themselves speak
};

// The embedded catalogues, by the language's name: "zh-Hans"; those of the rules "rules.zh-Hans".
std::span<const BuiltinFile> builtin_messages();

}  // namespace finwait
