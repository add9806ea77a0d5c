// PO files: what is read, and the errors of broken ones.
#include "sim/report/catalogue.hpp"

#include <doctest/doctest.h>

namespace finwait {
namespace {

std::string error(std::string_view text) {
  const auto read = read_catalogue(text, "x.po");
  return read ? std::string("none") : read.error().text();
}

}  // namespace

TEST_CASE("catalogues: entries, escapes, strings over several lines, the header") {
  const auto read = read_catalogue(
      "# a comment\nmsgid \"\"\nmsgstr \"\"\n\"Language: en\\n\"\n\r\n"
      "msgid \"b\"\nmsgstr \"one \\\"two\\\" \\\\ \"\n\"three\\n\"\n"
      "msgid \"a\"\nmsgstr \"first\"",
      "x.po");
  REQUIRE(read.ok());
  CHECK(read.value().entries().size() == 2);
  CHECK(read.value().find("a") == "first");
  CHECK(read.value().find("b") == "one \"two\" \\ three\n");
  CHECK(read.value().find("c") == "");
}

TEST_CASE("catalogues: what is wrong is said with its line and column") {
  CHECK(error("msgstr \"x\"\n") == "x.po:1:1: expected msgid, found msgstr");
  CHECK(error("msgid \"a\"\nmsgid \"b\"\n") == "x.po:2:1: expected msgstr, found another msgid");
  CHECK(error("msgid \"a\"\n") ==
        "x.po:1:1: expected msgstr, found the end of the file");
  CHECK(error("msgid a\n") == "x.po:1:7: expected a string in quotes");
  CHECK(error("msgid \"a\n") == "x.po:1:9: expected '\"' at the string's end");
  CHECK(error("msgid \"a\\q\"\n") == "x.po:1:9: expected one of \\n \\t \\\" \\\\");
  CHECK(error("msgid \"a\" b\n") == "x.po:1:10: expected the end of the line behind the string");
  CHECK(error("nonsense\n") ==
        "x.po:1:1: expected a comment, msgid, msgstr or a string, found 'nonsense'");
  CHECK(error("\"x\"\n") == "x.po:1:1: expected msgid, found a string");
  CHECK(error("msgid \"a\"\nmsgstr \"x\"\nmsgid \"a\"\nmsgstr \"y\"\n") ==
        "x.po: the key 'a' comes twice");
}

TEST_CASE("catalogues: places are filled in any order, unknown ones stay") {
  CHECK(filled("{1} and {0}", {"a", "b"}) == "b and a");
  CHECK(filled("{0}{2}{x} {", {"a"}) == "a{2}{x} {");
}

}  // namespace finwait
