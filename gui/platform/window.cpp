#include "gui/platform/window.hpp"

#include <glad/gl.h>
// glad first
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

namespace finwait {
namespace {

constexpr int kFramesAfterInput = 4;  // until hovering, clicking and layout have settled
constexpr double kLongest = 0.1;

}  // namespace

struct Window::Inside {
  GLFWwindow* window = nullptr;
  bool initialized = false;
  bool imgui = false;
  std::string problem;
  std::vector<std::string> dropped;
  std::string title;
  int awake = kFramesAfterInput;
  double last = 0;
  double looked = 0;  // when it was looked at the file

  void fail(const std::string& what) {
    const char* text = nullptr;
    glfwGetError(&text);
    problem = text != nullptr ? what + ": " + text : what;
  }
};

namespace {

template <class... Rest>
void woken(GLFWwindow* window, Rest...) {
  static_cast<Window::Inside*>(glfwGetWindowUserPointer(window))->awake = kFramesAfterInput;
}

void on_drop(GLFWwindow* window, int count, const char** paths) {
  auto* in = static_cast<Window::Inside*>(glfwGetWindowUserPointer(window));
  in->dropped.insert(in->dropped.end(), paths, paths + count);
  woken(window);
}

// Whatever comes in keeps the window awake for some frames. ImGui's backend calls these, too.
void listen(GLFWwindow* window) {
  glfwSetKeyCallback(window, woken<int, int, int, int>);
  glfwSetCharCallback(window, woken<unsigned>);
  glfwSetMouseButtonCallback(window, woken<int, int, int>);
  glfwSetCursorPosCallback(window, woken<double, double>);
  glfwSetScrollCallback(window, woken<double, double>);
  glfwSetCursorEnterCallback(window, woken<int>);
  glfwSetWindowFocusCallback(window, woken<int>);
  glfwSetWindowRefreshCallback(window, woken<>);
  glfwSetFramebufferSizeCallback(window, woken<int, int>);
  glfwSetWindowCloseCallback(window, woken<>);
  glfwSetDropCallback(window, on_drop);
}

}  // namespace

Window::Window(int width, int height, const std::string& title) : in_(std::make_unique<Inside>()) {
  in_->initialized = glfwInit() == GLFW_TRUE;
  if (!in_->initialized) {
    in_->fail("no display could be opened");
    return;
  }
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  in_->window = glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr);
  if (in_->window == nullptr) {
    in_->fail("no window with OpenGL 3.3 could be opened");
    return;
  }
  glfwSetWindowUserPointer(in_->window, in_.get());
  listen(in_->window);
  glfwSetWindowSizeLimits(in_->window, 960, 600, GLFW_DONT_CARE, GLFW_DONT_CARE);
  glfwMakeContextCurrent(in_->window);
  glfwSwapInterval(1);
  if (gladLoadGL(glfwGetProcAddress) == 0) {
    in_->fail("OpenGL could not be loaded");
    return;
  }
  ImGui_ImplGlfw_InitForOpenGL(in_->window, true);
  ImGui_ImplOpenGL3_Init("#version 330");
  in_->imgui = true;
  in_->last = glfwGetTime();
}

Window::~Window() {
  if (in_->imgui) {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
  }
  if (in_->window != nullptr) glfwDestroyWindow(in_->window);
  if (in_->initialized) glfwTerminate();
}

bool Window::ok() const {
  return in_->imgui;
}

const std::string& Window::problem() const {
  return in_->problem;
}

bool Window::take_wish_to_close() {
  const bool wished = glfwWindowShouldClose(in_->window) != 0;
  glfwSetWindowShouldClose(in_->window, GLFW_FALSE);
  return wished;
}

WindowPlace Window::place() const {
  WindowPlace p;
  glfwGetWindowPos(in_->window, &p.x, &p.y);
  glfwGetWindowSize(in_->window, &p.width, &p.height);
  return p;
}

void Window::move_to(const WindowPlace& p) {
  constexpr int kLeast = 60;  // so much of it must be in sight
  int count = 0;
  GLFWmonitor** monitors = glfwGetMonitors(&count);
  for (int i = 0; i < count; ++i) {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    glfwGetMonitorWorkarea(monitors[i], &x, &y, &width, &height);
    const bool across = p.x + p.width > x + kLeast && p.x < x + width - kLeast;
    if (across && p.y >= y && p.y < y + height - kLeast)
      return glfwSetWindowPos(in_->window, p.x, p.y);
  }
}

double Window::wait(bool moving, double look_seconds, const std::function<bool()>& look) {
  // ImGui takes quick typing in small bites, some in each frame: what is left must not wait.
  moving = moving || ImGui::GetCurrentContext()->InputEventsQueue.Size > 0;
  // Callbacks set `awake` while events are polled.
  if (in_->awake > 0) --in_->awake;
  const double begin = glfwGetTime();
  if (moving || in_->awake > 0) {
    glfwPollEvents();
    const bool due = begin - in_->looked >= look_seconds;
    if (due && look()) wake();
    if (due) in_->looked = begin;
  }
  while (!moving && in_->awake == 0) {
    glfwWaitEventsTimeout(look_seconds);
    if (look()) wake();
  }
  const double now = glfwGetTime();
  const double passed = std::clamp(now - in_->last, 0.0, kLongest);
  in_->last = now;
  return passed;
}

void Window::wake() {
  in_->awake = kFramesAfterInput;
}

std::vector<std::string> Window::take_dropped() {
  return std::exchange(in_->dropped, {});
}

void Window::set_title(const std::string& title) {
  if (title == in_->title) return;
  in_->title = title;
  glfwSetWindowTitle(in_->window, title.c_str());
}

void Window::begin_frame() {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
}

void Window::end_frame(Color background) {
  ImGui::Render();
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(in_->window, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(static_cast<float>(background.r) / 255, static_cast<float>(background.g) / 255,
               static_cast<float>(background.b) / 255, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(in_->window);
}

}  // namespace finwait
