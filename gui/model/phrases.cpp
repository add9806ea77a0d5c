#include "gui/model/phrases.hpp"

namespace finwait {
namespace {

struct PhraseEntry {
  Phrase phrase;
  std::string_view key;
};

constexpr std::array<PhraseEntry, kPhrases> kKeys = {{
    {Phrase::StateDiagram, "state-diagram"},
    {Phrase::Figure5, "figure-5"},
    {Phrase::PacketTimeline, "packet-timeline"},
    {Phrase::TimelineHint, "timeline-hint"},
    {Phrase::Why, "why"},
    {Phrase::EventOf, "event-of"},
    {Phrase::EventStatus, "event-status"},
    {Phrase::Left, "left"},
    {Phrase::Restarted, "restarted"},
    {Phrase::Timers, "timers"},
    {Phrase::NoTimers, "no-timers"},
    {Phrase::SendSpace, "send-space"},
    {Phrase::ReceiveSpace, "receive-space"},
    {Phrase::SocketCalls, "socket-calls"},
    {Phrase::NoCalls, "no-calls"},
    {Phrase::NoConnection, "no-connection"},
    {Phrase::Acknowledged, "acknowledged"},
    {Phrase::InFlight, "in-flight"},
    {Phrase::Unsent, "unsent"},
    {Phrase::Unread, "unread"},
    {Phrase::Read, "read"},
    {Phrase::Held, "held"},
    {Phrase::Discarded, "discarded"},
    {Phrase::Delay, "delay"},
    {Phrase::Jitter, "jitter"},
    {Phrase::Loss, "loss"},
    {Phrase::DuplicateChip, "duplicate-chip"},
    {Phrase::Reorder, "reorder"},
    {Phrase::Msl, "msl"},
    {Phrase::Seed, "seed"},
    {Phrase::Idle, "idle"},
    {Phrase::ManySegments, "many-segments"},
    {Phrase::ManyCalls, "many-calls"},
    {Phrase::ManyStates, "many-states"},
    {Phrase::Retransmission, "retransmission"},
    {Phrase::RetransmissionN, "retransmission-n"},
    {Phrase::Forged, "forged"},
    {Phrase::Duplicate, "duplicate"},
    {Phrase::SimRealTime, "sim-real-time"},
    {Phrase::AxisCompressed, "axis-compressed"},
    {Phrase::AxisLinear, "axis-linear"},
    {Phrase::AxisPerEvent, "axis-per-event"},
    {Phrase::ThemeDark, "theme-dark"},
    {Phrase::ThemeLight, "theme-light"},
    {Phrase::KeysButton, "keys-button"},
    {Phrase::PresentButton, "present-button"},
    {Phrase::PresentLeave, "present-leave"},
    {Phrase::Start, "start"},
    {Phrase::AtStart, "at-start"},
    {Phrase::Nothing, "nothing"},
    {Phrase::KeysTitle, "keys-title"},
    {Phrase::KeyPlay, "key-play"},
    {Phrase::KeyStep, "key-step"},
    {Phrase::KeyEnds, "key-ends"},
    {Phrase::KeyAxis, "key-axis"},
    {Phrase::KeyNumbers, "key-numbers"},
    {Phrase::KeyDiagrams, "key-diagrams"},
    {Phrase::KeyBookmarks, "key-bookmarks"},
    {Phrase::KeyFit, "key-fit"},
    {Phrase::KeyTheme, "key-theme"},
    {Phrase::KeyLanguage, "key-language"},
    {Phrase::KeyPresent, "key-present"},
    {Phrase::KeyHelp, "key-help"},
    {Phrase::KeyZoom, "key-zoom"},
    {Phrase::KeyPan, "key-pan"},
    {Phrase::KeyEscape, "key-escape"},
    {Phrase::KeyDrop, "key-drop"},
    {Phrase::KeyQuit, "key-quit"},
    {Phrase::KeyNameWheel, "key-name-wheel"},
    {Phrase::KeyNameDrag, "key-name-drag"},
    {Phrase::KeyNameFile, "key-name-file"},
    {Phrase::Dismiss, "dismiss"},
    {Phrase::FindScenario, "find-scenario"},
    {Phrase::NoBuiltin, "no-builtin"},
    {Phrase::LanguageName, "language-name"},
    {Phrase::HostCrashes, "host-crashes"},
    {Phrase::HostReboots, "host-reboots"},
    {Phrase::HostPowersOff, "host-powers-off"},
    {Phrase::HostCut, "host-cut"},
    {Phrase::HostHealed, "host-healed"},
    {Phrase::Calls, "calls"},
    {Phrase::CallFails, "call-fails"},
    {Phrase::CallReturns, "call-returns"},
    {Phrase::Told, "told"},
    {Phrase::Sends, "sends"},
    {Phrase::SendsAgain, "sends-again"},
    {Phrase::ForgedSent, "forged-sent"},
    {Phrase::Receives, "receives"},
    {Phrase::Arrives, "arrives"},
    {Phrase::IsLost, "is-lost"},
    {Phrase::IsDropped, "is-dropped"},
    {Phrase::TakenByFault, "taken-by-fault"},
    {Phrase::LostByLink, "lost-by-link"},
    {Phrase::DroppedBecause, "dropped-because"},
    {Phrase::DropLoss, "drop-loss"},
    {Phrase::DropFault, "drop-fault"},
    {Phrase::DropExpired, "drop-expired"},
    {Phrase::DropQueue, "drop-queue"},
    {Phrase::DropChecksum, "drop-checksum"},
    {Phrase::DropNoHost, "drop-no-host"},
    {Phrase::DropCut, "drop-cut"},
    {Phrase::Goes, "goes"},
    {Phrase::TimerFires, "timer-fires"},
    {Phrase::StaysInTimeWait, "stays-in-time-wait"},
    {Phrase::WasSetAt, "was-set-at"},
    {Phrase::FollowsFrom, "follows-from"},
    {Phrase::IfUnread, "if-unread"},
    {Phrase::IfNothingUnread, "if-nothing-unread"},
    {Phrase::IfLingerZero, "if-linger-zero"},
    {Phrase::IfLingerOff, "if-linger-off"},
    {Phrase::IfGone, "if-gone"},
    {Phrase::IfExact, "if-exact"},
    {Phrase::IfAhead, "if-ahead"},
    {Phrase::IfFinAcked, "if-fin-acked"},
    {Phrase::IfFinNotAcked, "if-fin-not-acked"},
    {Phrase::IfUserGone, "if-user-gone"},
    {Phrase::IfUserReads, "if-user-reads"},
    {Phrase::WouldSend, "would-send"},
    {Phrase::WouldEnter, "would-enter"},
    {Phrase::WouldSendEnter, "would-send-enter"},
    {Phrase::WouldIgnore, "would-ignore"},
    {Phrase::CauseTitle, "cause-title"},
    {Phrase::KeyCause, "key-cause"},
    {Phrase::SegmentFrom, "segment-from"},
    {Phrase::TripFlying, "trip-flying"},
    {Phrase::TripArrived, "trip-arrived"},
    {Phrase::TripChanged, "trip-changed"},
    {Phrase::TripDropped, "trip-dropped"},
    {Phrase::WithRemark, "with-remark"},
    {Phrase::TimerRetransmission, "timer-retransmission"},
    {Phrase::TimerTimeWait, "timer-time-wait"},
    {Phrase::TimerPersist, "timer-persist"},
    {Phrase::TimerKeepalive, "timer-keepalive"},
    {Phrase::TimerFinWait2, "timer-fin-wait-2"},
    {Phrase::TimerDelayedAck, "timer-delayed-ack"},
    {Phrase::TimerUser, "timer-user"},
    {Phrase::TimerOverride, "timer-override"},
    {Phrase::TimerLinger, "timer-linger"},
    {Phrase::LabelRetransmission, "label-retransmission"},
    {Phrase::LabelTimeWait, "label-time-wait"},
    {Phrase::LabelPersist, "label-persist"},
    {Phrase::LabelKeepalive, "label-keepalive"},
    {Phrase::LabelFinWait2, "label-fin-wait-2"},
    {Phrase::LabelDelayedAck, "label-delayed-ack"},
    {Phrase::LabelUser, "label-user"},
    {Phrase::LabelOverride, "label-override"},
    {Phrase::LabelLinger, "label-linger"},
    {Phrase::PowerOff, "power-off"},
    {Phrase::Crash, "crash"},
    {Phrase::Reboot, "reboot"},
    {Phrase::Cut, "cut"},
    {Phrase::Heal, "heal"},
    {Phrase::Forge, "forge"},
    {Phrase::OptionOff, "option-off"},
    {Phrase::AtStartEdit, "at-start-edit"},
    {Phrase::TryDrop, "try-drop"},
    {Phrase::EditDrop, "edit-drop"},
    {Phrase::EditDelay, "edit-delay"},
    {Phrase::EditDuplicate, "edit-duplicate"},
    {Phrase::EditCorrupt, "edit-corrupt"},
    {Phrase::EditDeliver, "edit-deliver"},
    {Phrase::BranchOriginal, "branch-original"},
    {Phrase::BranchDrop, "branch-drop"},
    {Phrase::BranchDelay, "branch-delay"},
    {Phrase::BranchDuplicate, "branch-duplicate"},
    {Phrase::BranchCorrupt, "branch-corrupt"},
    {Phrase::BranchDeliver, "branch-deliver"},
    {Phrase::BranchValue, "branch-value"},
    {Phrase::CallWouldReturn, "call-would-return"},
    {Phrase::CallWouldBlock, "call-would-block"},
    {Phrase::CallNobody, "call-nobody"},
    {Phrase::CallsOfAt, "calls-of-at"},
    {Phrase::BranchCall, "branch-call"},
    {Phrase::BranchOff, "branch-off"},
    {Phrase::BranchTimerNever, "branch-timer-never"},
    {Phrase::BranchTimerNow, "branch-timer-now"},
    {Phrase::StopsTimer, "stops-timer"},
    {Phrase::FiresTimer, "fires-timer"},
    {Phrase::EditSwitchOff, "edit-switch-off"},
    {Phrase::EditEarlier, "edit-earlier"},
    {Phrase::EditLater, "edit-later"},
    {Phrase::EditNeverFires, "edit-never-fires"},
    {Phrase::EditFireNow, "edit-fire-now"},
    {Phrase::TimerSelected, "timer-selected"},
    {Phrase::TimerWasSet, "timer-was-set"},
    {Phrase::TimerRunsOut, "timer-runs-out"},
    {Phrase::ProgramDoes, "program-does"},
    {Phrase::CompareButton, "compare-button"},
    {Phrase::CompareEnd, "compare-end"},
    {Phrase::FirstDifference, "first-difference"},
    {Phrase::NoDifference, "no-difference"},
    {Phrase::NothingMore, "nothing-more"},
    {Phrase::SaveButton, "save-button"},
    {Phrase::KeyCalls, "key-calls"},
    {Phrase::KeyCallsHere, "key-calls-here"},
    {Phrase::KeySelectHere, "key-select-here"},
    {Phrase::KeyMoveCall, "key-move-call"},
    {Phrase::KeyCompare, "key-compare"},
    {Phrase::KeyNameRight, "key-name-right"},
    {Phrase::Saved, "saved"},
    {Phrase::NotSaved, "not-saved"},
    {Phrase::Reloaded, "reloaded"},
    {Phrase::Opened, "opened"},
    {Phrase::Wrote, "wrote"},
    {Phrase::ReadingFile, "reading-file"},
    {Phrase::ReadingMore, "reading-more"},
    {Phrase::Filming, "filming"},
    {Phrase::SettingsBroken, "settings-broken"},
    {Phrase::NoConnections, "no-connections"},
    {Phrase::Copied, "copied"},
    {Phrase::CopiedLadder, "copied-ladder"},
    {Phrase::CopiedReport, "copied-report"},
    {Phrase::DialogMenu, "dialog-menu"},
    {Phrase::DialogOpen, "dialog-open"},
    {Phrase::DialogSaveAs, "dialog-save-as"},
    {Phrase::DialogExport, "dialog-export"},
    {Phrase::DialogConnections, "dialog-connections"},
    {Phrase::HintFilter, "hint-filter"},
    {Phrase::HintName, "hint-name"},
    {Phrase::HintChoose, "hint-choose"},
    {Phrase::HintWrite, "hint-write"},
    {Phrase::HintReplace, "hint-replace"},
    {Phrase::RecentFile, "recent-file"},
    {Phrase::MenuButton, "menu-button"},
    {Phrase::MenuOpen, "menu-open"},
    {Phrase::MenuSave, "menu-save"},
    {Phrase::MenuSaveAs, "menu-save-as"},
    {Phrase::MenuScreenPng, "menu-screen-png"},
    {Phrase::MenuLadderPng, "menu-ladder-png"},
    {Phrase::MenuDiagramPng, "menu-diagram-png"},
    {Phrase::MenuLadderSvg, "menu-ladder-svg"},
    {Phrase::MenuDiagramSvg, "menu-diagram-svg"},
    {Phrase::MenuBothSvg, "menu-both-svg"},
    {Phrase::MenuCapture, "menu-capture"},
    {Phrase::MenuReport, "menu-report"},
    {Phrase::MenuGif, "menu-gif"},
    {Phrase::MenuMp4, "menu-mp4"},
    {Phrase::MenuCopySelected, "menu-copy-selected"},
    {Phrase::MenuCopyLadder, "menu-copy-ladder"},
    {Phrase::MenuCopyReport, "menu-copy-report"},
    {Phrase::MenuQuit, "menu-quit"},
    {Phrase::KeyDropSegment, "key-drop-segment"},
    {Phrase::KeyUndo, "key-undo"},
    {Phrase::KeyBranches, "key-branches"},
    {Phrase::KeySave, "key-save"},
    {Phrase::KeyOpen, "key-open"},
    {Phrase::KeySaveAs, "key-save-as"},
    {Phrase::KeyMenu, "key-menu"},
    {Phrase::KeyCopy, "key-copy"},
    {Phrase::KeyCopyReport, "key-copy-report"},
    {Phrase::RuleSays, "rule-says"},
    {Phrase::Evidence, "evidence"},
}};

constexpr bool in_order() {
  for (size_t i = 0; i < kKeys.size(); ++i)
    if (static_cast<size_t>(kKeys[i].phrase) != i) return false;
  return true;
}
static_assert(in_order());

Catalogue catalogue_of(Language language, std::string_view prefix) {
  for (const BuiltinFile& file : builtin_messages()) {
    if (!file.name.starts_with(prefix)) continue;
    if (parse_language(file.name.substr(prefix.size())) != language) continue;
    auto read = read_catalogue(file.text, std::string(file.name) + ".po");
    if (read) return read.take();
  }
  return {};
}

}  // namespace

Phrase next_theme_phrase(ThemeName theme) {
  return theme == ThemeName::Dark ? Phrase::ThemeLight : Phrase::ThemeDark;
}

std::string_view phrase_key(Phrase phrase) {
  return kKeys[static_cast<size_t>(phrase)].key;
}

Phrases::Phrases(Language language)
    : language_(language), rules_(catalogue_of(language, "rules.")) {
  const Catalogue catalogue = catalogue_of(language, "");
  for (const PhraseEntry& entry : kKeys) {
    const std::string_view text = catalogue.find(entry.key);
    texts_[static_cast<size_t>(entry.phrase)] = text.empty() ? entry.key : text;
  }
}

std::string Phrases::rule_title(Rule rule) const {
  const std::string_view text = rules_.find(rule_name(rule) + ".title");
  return std::string(text.empty() ? rule_info(rule).title : text);
}

std::string Phrases::rule_text(Rule rule) const {
  const std::string_view text = rules_.find(rule_name(rule) + ".text");
  return std::string(text.empty() ? rule_info(rule).text : text);
}

std::string Phrases::operator()(Phrase phrase,
                                std::initializer_list<std::string_view> values) const {
  return filled((*this)(phrase), values);
}

}  // namespace finwait
