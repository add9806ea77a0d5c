// The catalogues: complete, with the same places for values in every language.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/geometry.hpp"
#include "gui/model/phrases.hpp"

namespace finwait {
namespace {

std::string places(const std::string& text) {
  std::string digits;
  for (size_t i = 0; i + 2 < text.size(); ++i)
    if (text[i] == '{' && text[i + 2] == '}') digits += text[i + 1];
  std::sort(digits.begin(), digits.end());
  return digits;
}

}  // namespace

TEST_CASE("phrases: every catalogue has every key, none more, and English's places for values") {
  const Phrases english(Language::En);
  size_t languages = 0;
  for (const BuiltinFile& file : builtin_messages()) {
    if (!parse_language(file.name)) continue;
    ++languages;
    const auto read = read_catalogue(file.text, std::string(file.name));
    REQUIRE(read.ok());
    CHECK(read.value().entries().size() == kPhrases);
    for (size_t i = 0; i < kPhrases; ++i) {
      INFO(file.name << " " << phrase_key(static_cast<Phrase>(i)));
      const std::string text(read.value().find(phrase_key(static_cast<Phrase>(i))));
      CHECK(text != "");
      CHECK(places(text) == places(english(static_cast<Phrase>(i))));
    }
  }
  CHECK(languages == kAllLanguages.size());
}

TEST_CASE("phrases: every rule has a title and a text in both kinds of Chinese, with its numbers") {
  const auto digits = [](std::string_view text) {
    std::string out;
    for (char c : text)
      if (c >= '0' && c <= '9') out += c;
    return out;
  };
  for (Language language : {Language::ZhHans, Language::ZhHant}) {
    const Phrases phrases(language);
    size_t with_other_digits = 0;
    for (const RuleInfo& info : all_rules()) {
      INFO(rule_name(info.rule));
      CHECK(phrases.rule_title(info.rule) != "");
      CHECK(phrases.rule_text(info.rule) != info.text);
      if (digits(phrases.rule_text(info.rule)) != digits(info.text)) ++with_other_digits;
    }
    CHECK(with_other_digits < 2);  // one of them says "returns 0" twice
  }
  const Phrases english(Language::En);
  for (const RuleInfo& info : all_rules()) CHECK(english.rule_text(info.rule) == info.text);
}

TEST_CASE("phrases: values stand where the language wants them") {
  CHECK(Phrases(Language::En)(Phrase::Goes, {"A", "LISTEN", "CLOSED"}) ==
        "A goes from LISTEN to CLOSED.");
  CHECK(Phrases(Language::ZhHans)(Phrase::SegmentFrom, {"FIN 1", "B"}) ==
        "\u6765\u81ea B \u7684 FIN 1");
}

TEST_CASE("wrapping: beside ideographs, never before a sign that ends a phrase") {
  // Every octet is one wide.
  const Measure measure = [](Face, float, std::string_view text) {
    return static_cast<float>(text.size());
  };
  using Lines = std::vector<std::string>;
  const auto wrap = [&](const char* text, float room) {
    return wrap_text(measure, Face::Text, 12, text, room);
  };
  CHECK(wrap("one two three", 8) == Lines{"one two", "three"});
  const char* lost = "\u62a5\u6587\u6bb5\u4e22\u5931\u3002";
  CHECK(wrap(lost, 9) == Lines{"\u62a5\u6587\u6bb5", "\u4e22\u5931\u3002"});
  CHECK(wrap(lost, 6) == Lines{"\u62a5\u6587", "\u6bb5\u4e22", "\u5931\u3002"});
  CHECK(wrap("\u5931\u3002", 3) == Lines{"\u5931\u3002"});
  CHECK(wrap("A \u6536\u5230 FIN", 8) == Lines{"A \u6536\u5230", "FIN"});
  CHECK(wrap("", 8).empty());
}

TEST_CASE("phrases: a Latin value stands apart from ideographs, a Chinese one does not") {
  const Phrases say(Language::ZhHans);
  const std::string fires = say(Phrase::TimerFires, {"A", "2MSL \u5b9a\u65f6\u5668"});
  CHECK(fires.find("\u7684 2MSL ") != std::string::npos);
  const std::string other = say(Phrase::TimerFires, {"A", "\u91cd\u4f20"});
  CHECK(other.find("\u7684\u91cd\u4f20\u5230") != std::string::npos);
}

}  // namespace finwait
