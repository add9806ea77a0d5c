// Bad scenario files that are no TOML, or no text: one clear error each.
#include "tests/run/bad_scenario.hpp"

using namespace finwait;

TEST_CASE("bad scenario: not a text at all") {
  const std::string empty =
      "f:1:1: expected a scenario (format = 1, hosts, timeline), found an "
      "empty file";
  CHECK(error_of("") == empty);
  CHECK(error_of(" \t\r\n\n") == empty);
  CHECK(error_of("# only a remark\n\n# and another") == empty);
  CHECK(error_of("\xef\xbb\xbf\n") == empty);
  CHECK(error_of(std::string("a = 1\nb\0 = 2", 12)) ==
        "f:2:2: expected a text file in UTF-8, found the octet 0x00: a binary file");
  CHECK(error_of("\x7f"
                 "ELF\x02\x01\xff") ==
        "f:1:7: expected a text file in UTF-8, found the octet 0xFF");
  CHECK(error_of("t = \"\xc3\xa9\"\nu = \"\xc3\x28\"") ==
        "f:2:6: expected a text file in UTF-8, found the octet 0xC3");
  CHECK(error_of("\xed\xa0\x80") == "f:1:1: expected a text file in UTF-8, found the octet 0xED");
  CHECK(error_of("\xff\xfe"
                 "f") == "f:1:1: expected a text file in UTF-8, found the octet 0xFF");
}

TEST_CASE("bad scenario: larger or deeper than can be") {
  CHECK(error_of(std::string((16 << 20) + 1, '#')) ==
        "f: expected a scenario of at most 16 MiB, found 16777217 octets");
  std::string dotted = "a";
  for (int i = 0; i < 100000; ++i) dotted += ".a";
  CHECK(error_of(dotted + " = 1") == "f:1:66: expected a key of at most 32 parts, found more");
  CHECK(error_of("[" + dotted + "]") == "f:1:67: expected a key of at most 32 parts, found more");
  const std::string nested = error_of("x = " + std::string(100000, '['));
  CHECK(nested.substr(0, 4) == "f:1:");
}

TEST_CASE("bad scenario: wrong syntax") {
  check_cases(
      {
          {"format 1", "1:8: in a key-value pair: expected '=', found '1'"},
          {"format = 1 2", "1:10: expected a number, true or false, or text in quotes, found 1 2"},
          {"format = True",
           "1:10: expected a number, true or false, or text in quotes, found True"},
          {"network = { delay = 40ms }",
           "1:21: expected a number, true or false, or text in quotes, found 40ms"},
          {R"(title = "abc)",
           "1:13: expected the quote that ends the text, found the end of the line"},
          {"title = 'abc",
           "1:13: expected the quote that ends the text, found the end of the line"},
          {"title = '''abc",
           "1:16: expected the quote that ends the text, found the end of the file"},
          {"title = \"\x01\"",
           "1:10: expected an escape such as \\u0001 for an unprintable character, found the octet "
           "0x01"},
          {"seed = fa\nlimit = 1",
           "1:8: expected a number, true or false, or text in quotes, found fa"},
          {"= 3", "1:1: expected a key or a [table], found '='"},
          {"a..b = 1", "1:3: expected a key, found '.'"},
          {"a = \"\\q\"", "1:7: in a string: unknown escape sequence '\\q'"},
          {"seed = 1\nseed = 2", "2:8: expected each key once, found 'seed' again"},
          {"hosts.a = {}\nhosts.a = {}", "2:11: expected each key once, found 'hosts.a' again"},
          {"[hosts.a]\n[hosts.a]", "2:1: expected each key once, found 'hosts.a' again"},
          {"expect = [\n  { end = \"quiet\" }\n  { end = \"until\" }\n]",
           "3:3: in an array: expected a comma or closing ']', found '{'"},
          {"timeline = [\n  { at = \"0ms\" call = \"close\" }\n]",
           "2:16: in an inline table: expected a comma or closing '}', found 'c'"},
          {"timeline = [\n  { at = \"0ms, host = \"client\" }\n]",
           "2:24: in an inline table: expected a comma or closing '}', found 'c' "
           "(is a quote missing?)"},
          {"timeline = [\n  { at = \"0ms\"\n]",
           "2:15: in an inline table: expected a key or closing '}', found the end of the line"},
      },
      "");
}

TEST_CASE("bad scenario: characters beyond ASCII outside of text") {
  CHECK(error_of("format = 1\ntitle = \"é\" é\n") ==
        "f:2:13: expected text in quotes, or a key of a-z, digits, - and _, found 'é'");
  CHECK(error_of("größe = 1\n") ==
        "f:1:3: expected text in quotes, or a key of a-z, digits, - and _, found 'ö'");
  CHECK(error_of("a = \"\\é\"") == "f:1:7: in a string: unknown escape sequence '\\é'");
  CHECK(error_of("a = \"\"\"x \\\n  é\"\"\"") ==
        "f:2:3: expected an ASCII character after a backslash that ends a line, found 'é'");
  CHECK(error_of(kHosts + "# é\ntitle = 'é'\nsummary = \"\"\"é\"\"\"\n") == "no error");
}

TEST_CASE("bad scenario: two errors, the first by its place is reported") {
  CHECK(error_of(kHosts + "faults = [ { do = \"drop\", from = \"nobody\" } ]\nlimit = -5\n") ==
        "f:4:34: unknown host 'nobody'; expected one of client, server");
  CHECK(error_of(kHosts + "limit = -5\nfaults = [ { do = \"drop\", from = \"nobody\" } ]\n") ==
        "f:4:9: expected a number of segments from 1 to 4294967295, found -5");
  const std::string entries =
      kHosts + "timeline = [\n  { at = \"0ms\", host = \"client\", call = \"clos\" },\n";
  CHECK(error_of(entries + "  { at = \"0ms\" host = \"client\" },\n]\n") ==
        "f:5:41: unknown call 'clos', did you mean 'close'?");
  CHECK(error_of(entries + "  { at = \"\"\"\n0ms") ==
        "f:5:41: unknown call 'clos', did you mean 'close'?");
  CHECK(error_of("format = 1\nhosts.a = {}\nhosts.b = { profile = linux }\n") ==
        "f:3:23: expected a number, true or false, or text in quotes, found linux");
  CHECK(error_of("format = 1\nseeed = 1\nhosts.a = { profile = \"x\" }\n") ==
        "f:2:1: unknown key 'seeed', did you mean 'seed'?");
}
