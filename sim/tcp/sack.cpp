// Selective acknowledgments: what the receiver reports (RFC 2018) and what the sender makes of it
// (RFC 6675, as far as holes, their repair and the amount in flight show).
#include <array>

#include "sim/tcp/machine.hpp"

namespace finwait {
namespace {

constexpr uint32_t kDupThresh = 3;

bool covers(const SackBlock& block, SeqNum n) { return block.start <= n && n < block.end; }

// What is held beyond holes, in runs; a FIN right behind one belongs to it.
struct Runs {
  std::array<SackBlock, kMaxHeld + 1> block;
  size_t count = 0;

  explicit Runs(const Tcb& tcb) {
    const auto& rcv = tcb.rcv;
    for (size_t i = 0; i < rcv.held_count; ++i) {
      // Texts of different streams (of a forger, say) are held apart even where they touch.
      if (count > 0 && block[count - 1].end == rcv.held[i].start)
        block[count - 1].end = rcv.held[i].end;
      else block[count++] = {rcv.held[i].start, rcv.held[i].end};
    }
    if (!rcv.held_fin) return;
    if (count > 0 && block[count - 1].end == rcv.held_fin_seq) block[count - 1].end += 1;
    // One that lies inside text was forged, or the text was.
    else if (rcv.held_fin_seq > rcv.nxt && !with(rcv.held_fin_seq))
      block[count++] = {rcv.held_fin_seq, rcv.held_fin_seq + 1};
  }

  // The one that `n` lies in; null when what was there is held no longer.
  const SackBlock* with(SeqNum n) const {
    for (size_t i = 0; i < count; ++i)
      if (covers(block[i], n)) return &block[i];
    return nullptr;
  }
};

// Unless it stands there, at `first` or behind.
void add_once(Options& options, const SackBlock& block, size_t first, int room) {
  for (size_t i = first; i < options.sack_count; ++i)
    if (options.sack[i] == block) return;
  if (options.sack_count < room) options.sack[options.sack_count++] = block;
}

void remove_block(Tcb& tcb, size_t index) {
  for (size_t i = index; i + 1 < tcb.snd.sacked_count; ++i)
    tcb.snd.sacked[i] = tcb.snd.sacked[i + 1];
  --tcb.snd.sacked_count;
}

// Merges a block into the scoreboard; true when it tells something new. One that finds no room is
// forgotten: its octets will be sent again.
bool insert_block(Tcb& tcb, SackBlock block) {
  auto& sacked = tcb.snd.sacked;
  size_t at = 0;
  while (at < tcb.snd.sacked_count && sacked[at].end < block.start) ++at;
  if (at < tcb.snd.sacked_count && sacked[at].start <= block.start && block.end <= sacked[at].end)
    return false;
  while (at < tcb.snd.sacked_count && sacked[at].start <= block.end) {
    block.start = earlier(block.start, sacked[at].start);
    block.end = later(block.end, sacked[at].end);
    remove_block(tcb, at);
  }
  if (tcb.snd.sacked_count == kMaxSacked) return false;
  for (size_t i = tcb.snd.sacked_count; i > at; --i) sacked[i] = sacked[i - 1];
  sacked[at] = block;
  ++tcb.snd.sacked_count;
  return true;
}

}  // namespace

// -- Receiver

namespace {

// Behind the peer's FIN nothing can exist: what a forger put there is of no use.
bool holds(const Tcb& tcb) {
  return !tcb.rcv.fin && (tcb.rcv.held_count > 0 || tcb.rcv.held_fin);
}

bool repeats(const Tcb& tcb) { return tcb.rcv.again.start != tcb.rcv.again.end; }

bool reports(const Tcb& tcb) { return tcb.sack && (holds(tcb) || repeats(tcb)); }

}  // namespace

void note_block(Tcb& tcb, SeqNum in_it) {
  const Runs runs(tcb);
  const SackBlock* newest = runs.with(in_it);
  if (!newest) return;
  const auto before = tcb.rcv.recent;
  const size_t count = tcb.rcv.recent_count;
  tcb.rcv.recent[0] = in_it;
  tcb.rcv.recent_count = 1;
  for (size_t i = 0; i < count && tcb.rcv.recent_count < kMaxSackBlocks; ++i)
    if (!covers(*newest, before[i]) && runs.with(before[i]))
      tcb.rcv.recent[tcb.rcv.recent_count++] = before[i];
}

void note_duplicate(Tcb& tcb, SeqNum start, SeqNum end, const Step& step) {
  if (step.profile.dsack && tcb.sack && start < end) tcb.rcv.again = {start, end};
}

void note_held_again(Tcb& tcb, const Segment& seg, const Step& step) {
  const SeqNum from = seg.text_seq();
  const SeqNum to = from + seg.text;
  bool any = false;
  SackBlock again{};  // the first run of them, which may be held in pieces that touch
  for (size_t i = 0; i < tcb.rcv.held_count; ++i) {
    const HeldText& held = tcb.rcv.held[i];
    if (held.end <= from || to <= held.start) continue;
    if (any && again.end < held.start) break;
    if (!any) again.start = later(held.start, from);
    again.end = earlier(held.end, to);
    any = true;
  }
  if (any) note_duplicate(tcb, again.start, again.end, step);
}

uint32_t sack_option_length(const Tcb& tcb) {
  if (!reports(tcb)) return 0;
  Options options;
  report_blocks(tcb, options);
  return options.sack_count > 0 ? 4 + 8u * options.sack_count : 0;
}

// RFC 2018 4: the newest first, then those that were reported lately, then whatever has room.
void report_blocks(const Tcb& tcb, Options& options) {
  if (!reports(tcb)) return;
  const int room = tcb.timestamps ? kMaxSackBlocks - 1 : kMaxSackBlocks;
  if (repeats(tcb)) options.sack[options.sack_count++] = tcb.rcv.again;
  if (!holds(tcb)) return;
  const size_t first = options.sack_count;
  const Runs runs(tcb);
  for (size_t i = 0; i < tcb.rcv.recent_count; ++i)
    if (const SackBlock* block = runs.with(tcb.rcv.recent[i]))
      add_once(options, *block, first, room);
  for (size_t i = 0; i < runs.count; ++i) add_once(options, runs.block[i], first, room);
}

// -- Sender

bool take_blocks(Tcb& tcb, const Segment& seg) {
  bool told = false;
  for (size_t i = 0; i < seg.options.sack_count; ++i) {
    const SackBlock& block = seg.options.sack[i];
    // A block at or left of the acknowledgment reports a duplicate (RFC 2883).
    const bool sensible = block.start < block.end && block.end <= tcb.snd.max &&
                          block.start > later(tcb.snd.una, seg.ack);
    if (sensible && insert_block(tcb, block)) told = true;
  }
  return told;
}

void forget_blocks(Tcb& tcb) {
  while (tcb.snd.sacked_count > 0 && tcb.snd.sacked[0].end <= tcb.snd.una) remove_block(tcb, 0);
  if (tcb.snd.sacked_count > 0)
    tcb.snd.sacked[0].start = later(tcb.snd.sacked[0].start, tcb.snd.una);
}

void forget_scoreboard(Tcb& tcb, const Step& step) {
  tcb.snd.high_rxt = tcb.snd.una;
  // Linux keeps it unless the receiver has gone back on its word: the head is what it reported.
  const bool reneged = tcb.snd.sacked_count > 0 && tcb.snd.sacked[0].start <= tcb.snd.una;
  if (reneged || !step.profile.sack_after_rto) tcb.snd.sacked_count = 0;
}

SeqNum next_block(const Tcb& tcb, SeqNum from) {
  for (size_t i = 0; i < tcb.snd.sacked_count; ++i)
    if (tcb.snd.sacked[i].start > from) return tcb.snd.sacked[i].start;
  return tcb.snd.nxt;
}

SeqNum skip_block(const Tcb& tcb, SeqNum from) {
  for (size_t i = 0; i < tcb.snd.sacked_count; ++i)
    if (covers(tcb.snd.sacked[i], from)) return tcb.snd.sacked[i].end;
  return from;
}

uint32_t sacked_before(const Tcb& tcb, SeqNum seq) {
  uint32_t sum = 0;
  for (size_t i = 0; i < tcb.snd.sacked_count && tcb.snd.sacked[i].start < seq; ++i)
    sum += earlier(tcb.snd.sacked[i].end, seq) - tcb.snd.sacked[i].start;
  return sum;
}

bool is_lost(const Tcb& tcb, SeqNum seq, uint32_t mss) {
  uint32_t runs = 0;
  uint32_t octets = 0;
  for (size_t i = 0; i < tcb.snd.sacked_count; ++i) {
    if (tcb.snd.sacked[i].start <= seq) continue;
    ++runs;
    octets += tcb.snd.sacked[i].end - tcb.snd.sacked[i].start;
  }
  return runs >= kDupThresh || octets > (kDupThresh - 1) * mss;
}

uint32_t pipe(const Tcb& tcb, uint32_t mss) {
  uint32_t sum = 0;
  const auto add_gap = [&](SeqNum from, SeqNum to) {
    if (to <= from) return;
    if (!is_lost(tcb, from, mss)) sum += to - from;
    if (tcb.snd.high_rxt > from) sum += earlier(tcb.snd.high_rxt, to) - from;
  };
  SeqNum at = tcb.snd.una;
  for (size_t i = 0; i < tcb.snd.sacked_count; ++i) {
    add_gap(at, tcb.snd.sacked[i].start);
    at = tcb.snd.sacked[i].end;
  }
  add_gap(at, tcb.snd.nxt);
  return sum;
}

SeqNum next_hole(const Tcb& tcb, uint32_t mss, bool lost_only) {
  SeqNum at = later(tcb.snd.una, tcb.snd.high_rxt);
  for (size_t i = 0; i < tcb.snd.sacked_count; ++i) {
    const SackBlock& block = tcb.snd.sacked[i];
    if (at < block.start) return !lost_only || is_lost(tcb, at, mss) ? at : tcb.snd.nxt;
    at = later(at, block.end);
  }
  return tcb.snd.nxt;
}

}  // namespace finwait
