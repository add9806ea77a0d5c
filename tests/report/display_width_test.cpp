#include "sim/report/display_width.hpp"

#include <doctest/doctest.h>

using namespace finwait;
using Lines = std::vector<std::string>;

TEST_CASE("display width: Chinese takes two columns, marks none, lines and arrows one") {
  CHECK(display_width("") == 0);
  CHECK(display_width("FIN_WAIT_1") == 10);
  CHECK(display_width("─▶┃●✗…") == 6);
  CHECK(display_width("最后一个 ACK 丢失") == 17);
  CHECK(display_width("（故障）") == 8);
  CHECK(display_width("e\xcc\x81") == 1);
}

TEST_CASE("display width: bytes that are no UTF-8 count one each and end nothing") {
  CHECK(display_width("\xff\xfe") == 2);
  CHECK(display_width("a\xe4\xb8") == 3);
  CHECK(display_width("\xc0\xaf") == 2);
}

TEST_CASE("fit_width: what is too long is cut and says so") {
  CHECK(fit_width("ESTABLISHED", 11) == "ESTABLISHED");
  CHECK(fit_width("ESTABLISHED", 6) == "ESTAB…");
  CHECK(fit_width("确认报文段", 6) == "确认…");
  CHECK(fit_width("确认报文段", 0).empty());
}

TEST_CASE("wrap_width: at spaces outside parentheses, else inside, else behind punctuation") {
  CHECK(wrap_width("connect → ETIMEDOUT (131 s)", 24) == Lines{"connect → ETIMEDOUT", "(131 s)"});
  CHECK(wrap_width("connect(server:80)", 12) == Lines{"connect(", "server:80)"});
  CHECK(wrap_width("one two", 40) == Lines{"one two"});
  CHECK(wrap_width("", 10) == Lines{""});
  CHECK(wrap_width("ABCDEFGH", 3) == Lines{"ABC", "DEF", "GH"});
  CHECK(wrap_width("确认报文段", 4) == Lines{"确认", "报文", "段"});
  CHECK(wrap_width("数据 abc 报文段", 12) == Lines{"数据 abc 报", "文段"});
  CHECK(wrap_width("报文段，确认", 6) == Lines{"报文", "段，确", "认"});
}

TEST_CASE("wrap_width: no line is wider than asked, nothing but spaces is lost") {
  const std::string text = "两个 FIN 在途中相遇 (simultaneous close), CLOSING → TIME_WAIT/2MSL";
  for (int columns = 2; columns < 70; ++columns) {
    std::string joined;
    for (const std::string& line : wrap_width(text, columns)) {
      CHECK(display_width(line) <= columns);
      joined += line;
    }
    const auto bare = [](std::string s) {
      std::erase(s, ' ');
      return s;
    };
    CHECK(bare(joined) == bare(text));
  }
}
