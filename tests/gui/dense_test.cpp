// Windows onto so much that not all of it can be drawn or named: the picture is whole.
#include <doctest/doctest.h>

#include "tests/gui/fixture.hpp"

namespace finwait {

TEST_CASE("picture: shapes with more corners than 16 bits count are drawn where they are") {
  test::Context context;
  SoftRenderer renderer;
  ImGui::GetIO().DisplaySize = {100, 100};
  ImGui::GetIO().DeltaTime = 1.f / 60;
  ImGui::NewFrame();
  ImDrawList* list = ImGui::GetForegroundDrawList();
  for (int i = 0; i < 20000; ++i) list->AddRectFilled({10, 10}, {20, 20}, IM_COL32(0, 0, 255, 255));
  list->AddRectFilled({50, 50}, {60, 60}, IM_COL32(255, 0, 0, 255));
  ImGui::Render();
  renderer.render(ImGui::GetDrawData(), 100, 100, IM_COL32(0, 0, 0, 255));
  const auto at = [&](size_t x, size_t y) { return renderer.pixels()[y * 100 + x]; };
  CHECK(at(15, 15) == IM_COL32(0, 0, 255, 255));
  CHECK(at(55, 55) == IM_COL32(255, 0, 0, 255));
  CHECK(at(35, 35) == IM_COL32(0, 0, 0, 255));
  renderer.shut_down();
}

}  // namespace finwait
