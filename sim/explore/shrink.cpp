#include "sim/explore/shrink.hpp"

#include <algorithm>

#include "sim/base/text.hpp"

namespace finwait {
namespace {

class Shrinker {
 public:
  Shrinker(Scenario scenario, const std::function<bool(const Scenario&)>& shows)
      : best_(std::move(scenario)), shows_(shows) {}

  Scenario run() {
    change([](Script& s) { s.links[1] = s.links[0]; });
    bool smaller = true;
    while (smaller) {
      smaller = drop_from(&Script::timeline);
      smaller = drop_from(&Script::faults) || smaller;
      smaller = plain_links() || smaller;
      smaller = plain_hosts() || smaller;
      smaller = plain_entries() || smaller;
    }
    return std::move(best_);
  }

 private:
  bool keep_if(Scenario candidate) {
    if (candidate.script == best_.script || !shows_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  // Removes runs of elements: halves first, then quarters, down to single ones.
  template <class T>
  bool drop_from(std::vector<T> Script::*list) {
    bool dropped = false;
    for (size_t run = (best_.script.*list).size(); run > 0; run /= 2) {
      for (size_t i = 0; i < (best_.script.*list).size();) {
        Scenario candidate = best_;
        std::vector<T>& items = candidate.script.*list;
        const size_t end = std::min(i + run, items.size());
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(i),
                    items.begin() + static_cast<std::ptrdiff_t>(end));
        if (keep_if(std::move(candidate))) dropped = true;
        else i += run;
      }
    }
    return dropped;
  }

  template <class Change>
  bool change(Change with) {
    Scenario candidate = best_;
    with(candidate.script);
    return keep_if(std::move(candidate));
  }

  bool plain_links() {
    bool any = false;
    for (size_t i = 0; i < 2; ++i) {
      const auto link = [&](auto with) {
        any = change([&](Script& s) { with(s.links[i]); }) || any;
      };
      link([](LinkConfig& l) { l.loss = {}; });
      link([](LinkConfig& l) { l.duplicate = {}; });
      link([](LinkConfig& l) { l.corrupt = {}; });
      link([](LinkConfig& l) { l.reorder = {}; });
      link([](LinkConfig& l) { l.reorder_by = {}; });
      link([](LinkConfig& l) { l.jitter = {}; });
      link([](LinkConfig& l) { l.keep_order = false; });
      link([](LinkConfig& l) { l.bits_per_second = 0, l.queue = 64; });
      link([](LinkConfig& l) { l.delay = milliseconds(50); });
    }
    return any;
  }

  bool plain_hosts() {
    bool any = false;
    for (size_t i = 0; i < 2; ++i) {
      const auto host = [&](auto with) {
        any = change([&](Script& s) { with(s.hosts[i]); }) || any;
      };
      host([](HostConfig& h) { h.profile = default_profile(ProfileName::Rfc9293); });
      host([](HostConfig& h) { h.profile = default_profile(h.profile.name); });
      host([](HostConfig& h) { h.isns.clear(); });
      host([](HostConfig& h) { h.auto_read = true; });
      host([](HostConfig& h) { h.auto_accept = true; });
      for (const Setting& s : all_settings())
        host([&](HostConfig& h) { restore(h.profile, s); });
    }
    return any;
  }

  // Gives one setting its usual value again.
  static void restore(Profile& p, const Setting& s) {
    const Profile& usual = default_profile(p.name);
    const std::string value = setting_text(usual, s.name);
    if (value == setting_text(p, s.name)) return;
    bool done = false;
    if (value == "true" || value == "false") done = set_flag(p, s.name, value == "true");
    else if (s.kind == SettingKind::Count) done = set_count(p, s.name, number(value));
    else if (s.kind == SettingKind::Word)
      done = set_word(p, s.name, std::string_view(value).substr(1, value.size() - 2));
    else if (const auto time = parse_duration(std::string_view(value).substr(1, value.size() - 2)))
      done = set_time(p, s.name, *time);
    // What cannot be written (a default that means "none") stays as it is.
    static_cast<void>(done);
  }
  static int64_t number(const std::string& text) {
    const auto n = parse_unsigned(text);
    return n ? static_cast<int64_t>(*n) : -1;
  }

  bool plain_entries() {
    bool any = false;
    for (size_t i = 0; i < best_.script.timeline.size(); ++i) {
      const auto entry = [&](auto with) {
        any = change([&](Script& s) { with(s.timeline[i]); }) || any;
      };
      entry([](Entry& e) { e.repeat = 1, e.every = {}; });
      entry([](Entry& e) { e.after_result = false; });
      entry([](Entry& e) { e.nonblocking.reset(); });
      entry([](Entry& e) { e.urgent = false; });
      entry([](Entry& e) {
        if (e.bytes && *e.bytes > 1) *e.bytes /= 2;
      });
      entry([](Entry& e) {
        if (e.at) e.at = Time{e.at->ns / 1000000000 * 1000000000};
      });
      entry([](Entry& e) {
        if (e.at) e.at = Time{e.at->ns / 100000000 * 100000000};
      });
    }
    return any;
  }

  Scenario best_;
  const std::function<bool(const Scenario&)>& shows_;
};

}  // namespace

Scenario shrink(Scenario scenario, const std::function<bool(const Scenario&)>& shows) {
  return Shrinker(std::move(scenario), shows).run();
}

}  // namespace finwait
