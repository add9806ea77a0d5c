#include "gui/model/inspector.hpp"

#include <algorithm>
#include <array>

#include "gui/model/beside_bar.hpp"
#include "gui/model/focus.hpp"
#include "gui/model/inspected.hpp"
#include "gui/model/story.hpp"
#include "gui/model/words.hpp"

namespace finwait {
namespace {

constexpr float kPad = 14;
constexpr float kRow = 19;
constexpr float kLow = 350;  // a panel less high than this has narrower rows
constexpr float kSmall = 12;
constexpr float kFinPart = 29;  // of a ruler
constexpr size_t kMostTimers = 3;
constexpr std::string_view kNone_ = "\u2013";

class InspectorMaker {
 public:
  InspectorMaker(const Session& session, uint8_t host, const Rect& panel, const Type& type)
      : s_(session),
        type_(type),
        theme_(theme_of(session.theme)),
        ui_(type.ui) {
    if (session.run) in_.emplace(inspected(session));
    if (in_) focus_ = focus_of(*in_);
    m_.host = host;
    m_.beside = in_ && in_->beside;
    m_.panel = panel;
    left_ = panel.x0 + kPad * ui_;
    right_ = panel.x1 - kPad * ui_;
    y_ = panel.y0;
    low_ = panel.height() < kLow * ui_;
    m_.calls = make_call_buttons(session, host, panel, type);
    bottom_ = m_.calls.empty() ? panel.y1 - 6 * ui_ : m_.calls.front().rect.y0 - 4 * ui_;
  }

  InspectorModel make() {
    find();
    header();
    numbers();
    if (is_kernel()) {
      kernel_note();
    } else {
      timers();
      if (tcb_ != nullptr) rulers();
      bin();
    }
    calls();
    return std::move(m_);
  }

 private:
  // The connection that the lifeline shows, if it still has a TCB.
  void find() {
    if (!in_) return;
    const Span& span = in_->run.index.span_at_record(m_.host, in_->record_limit);
    m_.state = span.state;
    socket_ = span.socket;
    if (socket_ == kNoSocket || span.state == State::Closed || span.state == State::Listen) return;
    const World& world = in_->run.simulation.world();
    const uint32_t slot = world.slot_of(socket_);
    if (slot != kNone) tcb_ = &world.tcb(slot);
  }

  Label& add(Label label) {
    m_.labels.push_back(std::move(label));
    return m_.labels.back();
  }
  float advance(float design) { return y_ += design * ui_; }

  void header() {
    m_.token = {left_ + 13 * ui_, advance(26)};
    m_.token_radius = 13 * ui_;
    const bool two = s_.beside.has_value();  // then it says of which it tells
    const float y = two ? y_ - 8 * ui_ : y_;
    const Color color = m_.state == State::Closed ? theme_.soft : state_color(theme_, m_.state);
    const Label& state = add(make_label(type_, {right_, y}, Align::Right, Face::Mono, 13.5f, color,
                                        std::string(state_name(m_.state))));
    if (!in_) return;
    if (!is_kernel() && socket_ != kNoSocket) spot(state.box.inset(-4 * ui_, -1), Value::State);
    const HostConfig& config = host_config();
    const float x = left_ + 36 * ui_;
    const float room = state.box.x0 - x - 8 * ui_;
    add(fit_label(type_, {x, y}, Align::Left, Face::Bold, 15, theme_.ink,
                  host_text(s_.phrases, config.name) + " \u00b7 " + system_name(config), room));
    if (two)
      add(fit_label(type_, {x, y + 17 * ui_}, Align::Left, Face::Text, kSmall,
                    m_.beside ? theme_.accent : theme_.soft,
                    s_.phrases(Phrase::OfBranch, {branch_name(s_, in_->branch)}), right_ - x));
    advance(10);
  }

  const HostConfig& host_config() const { return in_->run.script().hosts[m_.host]; }
  bool is_kernel() const { return in_ && host_config().outside; }

  // Of a real kernel only its states and what it sent are known.
  void kernel_note() {
    advance(low_ ? 20 : 21);
    for (const std::string& line :
         wrap_text(type_.measure, Face::Text, type_.size(kSmall), s_.phrases(Phrase::KernelNote),
                   right_ - left_)) {
      add(make_label(type_, {left_, y_}, Align::Left, Face::Text, kSmall, theme_.soft, line));
      advance(18);
    }
  }

  std::string system_name(const HostConfig& config) const {
    if (config.outside) return s_.phrases(Phrase::KernelSystem);
    switch (config.profile.name) {
      case ProfileName::Rfc9293: return "RFC 9293";
      case ProfileName::Linux: return "Linux";
      case ProfileName::FreeBsd: return "FreeBSD";
      case ProfileName::Windows: return "Windows";
      case ProfileName::MacOs: return "macOS";
    }
    return {};
  }

  // Nobody knows why a real kernel's number is what it is.
  void spot(const Rect& rect, Value value) {
    if (is_kernel()) return;
    const bool asked = s_.asked && s_.asked->value == value && s_.asked->host == m_.host &&
                       s_.asked->generation == s_.generation && s_.asked->branch == in_->branch;
    m_.values.push_back({rect, value, asked});
  }

  void number(float x0, float x1, Value asks, std::string_view name, std::string value) {
    const float half = row_height() / 2 * ui_;
    if (tcb_ != nullptr) spot({x0 - 4 * ui_, y_ - half, x1 + 4 * ui_, y_ + half}, asks);
    add(make_label(type_, {x0, y_}, Align::Left, Face::Mono, kSmall, theme_.soft,
                   std::string(name)));
    const Color color = value == kNone_ ? theme_.dim : theme_.ink;
    add(make_label(type_, {x1, y_}, Align::Right, Face::Mono, kSmall, color, std::move(value)));
  }

  // Relative to the ISS, as the arrows' labels are.
  std::string sent(SeqNum n) const {
    return tcb_ ? std::to_string(distance(tcb_->iss, n)) : std::string(kNone_);
  }
  bool heard() const { return tcb_ && m_.state != State::SynSent; }
  std::string received(SeqNum n) const {
    return heard() ? std::to_string(distance(tcb_->irs, n)) : std::string(kNone_);
  }
  std::string time(Duration d) const {
    return tcb_ && d.ns > 0 ? time_text(d) : std::string(kNone_);
  }
  std::string count(uint64_t n, bool known) const {
    return known ? std::to_string(n) : std::string(kNone_);
  }

  void numbers() {
    const Tcb none;
    const Tcb& t = tcb_ ? *tcb_ : none;
    const float middle = (left_ + right_) / 2;
    const float gap = 10 * ui_;
    const bool known = tcb_ != nullptr;
    const std::string none_text(kNone_);
    const std::string iss = known ? grouped_text(t.iss.value) : none_text;
    std::array<std::array<std::string, 4>, 4> rows = {{
        {"SND.UNA", sent(t.snd.una), "RCV.NXT", received(t.rcv.nxt)},
        {"SND.NXT", sent(t.snd.nxt), "RCV.WND", count(t.rcv.wnd, heard())},
        {"SND.WND", count(t.snd.wnd, heard()), "SRTT", time(t.srtt)},
        {"ISS", iss, "RTO", time(t.rto)},
    }};
    if (is_kernel())
      for (auto& row : rows) row[3] = none_text;
    if (is_kernel()) rows[0][1] = rows[2][1] = none_text;
    constexpr std::array<std::array<Value, 2>, 4> kAsks = {{{Value::SndUna, Value::RcvNxt},
                                                            {Value::SndNxt, Value::RcvWnd},
                                                            {Value::SndWnd, Value::Srtt},
                                                            {Value::Iss, Value::Rto}}};
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      advance(row_height());
      number(left_, middle - gap, kAsks[i][0], row[0], row[1]);
      number(middle + gap, right_, kAsks[i][1], row[2], row[3]);
    }
    advance(4);
  }

  float row_height() const { return low_ ? 17 : kRow; }

  void section(Phrase title) {
    advance(low_ ? 20 : 21);
    add(make_label(type_, {left_, y_}, Align::Left, Face::Bold, kSmall, theme_.soft,
                   s_.phrases(title)));
  }

  void timers() {
    section(Phrase::Timers);
    size_t shown = 0;
    for (int i = 0; tcb_ && i < kTimers; ++i) {
      const auto timer = static_cast<Timer>(i);
      if (tcb_->timers.running(timer) && shown < kMostTimers) {
        timer_row(timer);
        ++shown;
      }
    }
    if (shown > 0) return;
    const std::string& text = s_.phrases(tcb_ ? Phrase::NoTimers : Phrase::NoConnection);
    add(make_label(type_, {right_, y_}, Align::Right, Face::Text, kSmall, theme_.dim, text));
  }

  void timer_row(Timer timer) {
    advance(row_height());
    const Time deadline = tcb_->timers.at(timer);
    const Duration left = max(deadline - in_->now, {});
    const uint32_t set = last_timer_set(*in_, socket_, timer);
    if (set != 0 && focus_.has(set))
      m_.focus.push_back({left_ - 4 * ui_, y_ - 9 * ui_, right_ + 4 * ui_, y_ + 9 * ui_});
    const Duration whole = set != 0 ? deadline - in_->run.trace().record(set).t : left;
    const Color color = timer == Timer::TimeWait ? theme_.time_wait : theme_.fin;
    add(make_label(type_, {left_, y_}, Align::Left, Face::Mono, kSmall, theme_.soft,
                   s_.phrases(timer_label(timer))));
    add(make_label(type_, {right_, y_}, Align::Right, Face::Mono, kSmall, color,
                   deadline == kNever ? "\u221e" : time_text(left)));
    const float x0 = left_ + 92 * ui_;
    const float x1 = right_ - 78 * ui_;
    const float part =
        whole.ns > 0
            ? static_cast<float>(static_cast<double>(left.ns) / static_cast<double>(whole.ns))
            : 0;
    m_.timers.push_back({{x0, y_ - 4 * ui_, x1, y_ + 4 * ui_},
                         std::clamp(part, 0.f, 1.f),
                         color,
                         {left_ - 4 * ui_, y_ - 8 * ui_, right_ + 4 * ui_, y_ + 8 * ui_},
                         set});
  }

  // What a ruler is made of, in octets.
  struct Part {
    uint32_t octets = 0;
    Phrase name = Phrase::Acknowledged;
    Color color;
    Value value = Value::Acknowledged;
  };

  void rulers() {
    const Color base = mix(theme_.card, theme_.data, 0.42f);
    const uint32_t una = data_number(tcb_->snd.una);
    const uint32_t nxt = data_number(tcb_->snd.nxt);
    const uint32_t end = data_number(tcb_->snd.end);
    section(Phrase::SendSpace);
    sending_ = y_;
    ruler({Part{una, Phrase::Acknowledged, base, Value::Acknowledged},
           Part{nxt - una, Phrase::InFlight, theme_.data, Value::InFlight},
           Part{end - nxt, Phrase::Unsent, mix(theme_.card, theme_.soft, 0.3f), Value::Unsent}},
          tcb_->snd.fin_queued || tcb_->snd.fin_sent, tcb_->fin_acked(), Value::FinSent);
    focus_on(true);
    section(Phrase::ReceiveSpace);
    uint32_t all = heard() ? distance_or_zero(tcb_->irs + 1, tcb_->rcv.nxt) : 0;
    if (tcb_->rcv.fin && all > 0) --all;
    const uint32_t unread = std::min(tcb_->rcv.unread, all);
    ruler({Part{all - unread, Phrase::Read, base, Value::Read},
           Part{unread, Phrase::Unread, theme_.data, Value::Unread},
           Part{held(), Phrase::Held, mix(theme_.card, theme_.soft, 0.3f), Value::Held}},
          tcb_->rcv.fin, true, Value::FinReceived);
    focus_on(false);
  }

  // The octets of the segment that is pointed at, on the ruler that was just drawn.
  void focus_on(bool sending) {
    if (!focus_.packet || m_.rulers.back().parts.empty()) return;
    const Packet& p = in_->run.trace().packet(*focus_.packet);
    const bool ours = (p.host & 1) == m_.host;
    const SeqNum base = sending ? tcb_->iss : tcb_->irs;
    if (ours != sending || p.segment.text == 0 || p.seq_base != base.value) return;
    Ruler& r = m_.rulers.back();
    float text_end = r.parts.back().rect.x1;
    if (r.parts.back().control) text_end = r.parts.back().rect.x0 - 1;
    const auto at = [&](int64_t octet) {
      const double part = whole_ > 0 ? static_cast<double>(octet) / static_cast<double>(whole_) : 0;
      return r.rect.x0 +
             (text_end - r.rect.x0) * static_cast<float>(std::clamp(part, 0.0, 1.0));
    };
    const float x0 = at(p.seq() - 1);
    const float x1 = at(p.seq() - 1 + p.segment.text);
    if (x1 > x0) r.focus = Rect{x0, r.rect.y0, std::max(x1, x0 + 2 * ui_), r.rect.y1};
  }

  // What this end's user wrote in vain, behind the heading of the send sequence space.
  void bin() {
    if (socket_ == kNoSocket) return;
    const uint32_t stream = in_->run.trace().socket(socket_).stream;
    const World& world = in_->run.simulation.world();
    if (stream == kNoStream || stream > world.stream_count()) return;
    const uint64_t lost = world.ledger(stream).discarded;
    if (lost == 0) return;
    if (sending_ == 0) {
      section(Phrase::SendSpace);
      sending_ = y_;
    }
    Label label = make_label(type_, {right_, sending_}, Align::Right, Face::Mono, 11.5f,
                             theme_.rst, s_.phrases(Phrase::Discarded, {grouped_text(lost)}));
    const float x = label.box.x0 - 7 * ui_;
    m_.bin = DiscardBin{{x - 10 * ui_, sending_ - 6 * ui_, x, sending_ + 6 * ui_}, label};
    spot({x - 12 * ui_, label.box.y0, right_ + 2 * ui_, label.box.y1}, Value::Discarded);
    add(std::move(label));
  }

  static uint32_t distance_or_zero(SeqNum from, SeqNum to) { return from < to ? to - from : 0; }
  // Octets of data before n: neither the SYN nor the FIN counts.
  uint32_t data_number(SeqNum n) const {
    const SeqNum first = tcb_->iss + 1;
    return distance_or_zero(first, later(first, earlier(n, later(first, tcb_->snd.end))));
  }
  uint32_t held() const {
    uint32_t octets = 0;
    for (size_t i = 0; i < tcb_->rcv.held_count; ++i)
      octets += tcb_->rcv.held[i].end - tcb_->rcv.held[i].start;
    return octets;
  }

  void ruler(const std::array<Part, 3>& parts, bool fin, bool fin_done, Value fin_asks) {
    advance(19);
    const float half = 8 * ui_;
    Ruler r;
    r.rect = {left_, y_ - half, right_, y_ + half};
    const float fin_room = fin ? (kFinPart + 2) * ui_ : 0;
    uint64_t whole = 0;
    for (const Part& part : parts) whole += part.octets;
    whole_ = whole;
    float x = left_;
    uint32_t number = 1;
    for (const Part& part : parts) {
      if (part.octets == 0) continue;
      const float width =
          (right_ - left_ - fin_room) * static_cast<float>(part.octets) / static_cast<float>(whole);
      r.parts.push_back({{x, r.rect.y0, x + width, r.rect.y1}, part.color});
      part_label(r.parts.back(), part, number);
      if (width >= 1) spot(r.parts.back().rect, part.value);
      number += part.octets;
      x += width;
    }
    if (fin) fin_part(r, x, fin_done);
    if (fin) spot(r.parts.back().rect, fin_asks);
    m_.rulers.push_back(r);
  }

  void part_label(const RulerPart& drawn, const Part& part, uint32_t number) {
    const std::string range = std::to_string(number) + ":" + std::to_string(number + part.octets);
    const Color color = drawn.color == theme_.data ? theme_.card : theme_.ink;
    for (const std::string& text : {s_.phrases(part.name) + " " + range, range}) {
      Label label =
          make_label(type_, drawn.rect.center(), Align::Center, Face::Mono, 10.5f, color, text);
      if (label.box.width() + 6 * ui_ > drawn.rect.width()) continue;
      add(std::move(label));
      return;
    }
  }

  void fin_part(Ruler& r, float x, bool done) {
    const float wide = kFinPart * ui_;
    r.parts.push_back({{x + 1, r.rect.y0, x + wide, r.rect.y1},
                       done ? mix(theme_.card, theme_.fin, 0.75f) : theme_.fin,
                       true});
    add(make_label(type_, {x + 1 + wide / 2, y_}, Align::Center, Face::Mono, 10.5f, theme_.card,
                   "FIN"));
  }

  void calls() {
    if (y_ + 29 * ui_ > bottom_) return;
    section(Phrase::SocketCalls);
    if (!in_) return;
    const auto& marks = in_->run.index.marks[m_.host];
    const auto room =
        static_cast<size_t>(std::max(0.f, (bottom_ - y_ - 8 * ui_) / (18 * ui_)));
    std::vector<const Mark*> last;
    const auto after =
        std::upper_bound(marks.begin(), marks.end(), in_->record_limit,
                         [](uint32_t limit, const Mark& mark) { return limit < mark.record; });
    for (auto m = after; m != marks.begin() && last.size() < room;)
      if ((--m)->kind != Mark::Kind::TimerFired) last.push_back(&*m);
    std::reverse(last.begin(), last.end());
    for (const Mark* mark : last) {
      advance(18);
      call_row(*mark, left_);
    }
    // Where there is no room for rows the last call stands in the heading's line.
    const float x = m_.labels.back().box.x1 + 12 * ui_;
    for (auto m = after; room == 0 && m != marks.begin();)
      if ((--m)->kind != Mark::Kind::TimerFired) return call_row(*m, x);
    if (!last.empty()) return;
    add(make_label(type_, {right_, y_}, Align::Right, Face::Text, kSmall, theme_.dim,
                   s_.phrases(Phrase::NoCalls)));
  }

  void call_row(const Mark& mark, float left) {
    m_.rows.push_back({{left - 4 * ui_, y_ - 9 * ui_, right_ + 4 * ui_, y_ + 9 * ui_},
                       mark.record,
                       in_->record == mark.record});
    if (focus_.has(mark.record) || (mark.result != 0 && focus_.has(mark.result)))
      m_.focus.push_back({left - 4 * ui_, y_ - 9 * ui_, right_ + 4 * ui_, y_ + 9 * ui_});
    const Label& when = add(make_label(type_, {right_, y_}, Align::Right, Face::Mono, 11,
                                       theme_.dim, time_text(mark.t - Time{})));
    const float room = when.box.x0 - left - 8 * ui_;
    const Source source{in_->run.script(), in_->run.trace(), s_.phrases};
    add(fit_label(type_, {left, y_}, Align::Left, Face::Mono, kSmall,
                  mark.automatic ? theme_.soft : theme_.ink, mark_label(source, mark), room));
  }

  const Session& s_;
  std::optional<Inspected> in_;  // none without a run
  const Type& type_;
  const Theme& theme_;
  float ui_;
  Focus focus_;
  float sending_ = 0;   // y of the heading of the send sequence space; 0: not there
  uint64_t whole_ = 0;  // octets of the ruler drawn last
  float left_ = 0;
  float right_ = 0;
  float y_ = 0;
  float bottom_ = 0;  // above the buttons
  bool low_ = false;
  uint32_t socket_ = kNoSocket;
  const Tcb* tcb_ = nullptr;
  InspectorModel m_;
};

}  // namespace

InspectorModel make_inspector_model(const Session& session, uint8_t host, const Rect& panel,
                                    const Type& type) {
  return InspectorMaker(session, host, panel, type).make();
}

}  // namespace finwait
