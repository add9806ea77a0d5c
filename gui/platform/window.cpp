#include "gui/platform/window.hpp"

#include <glad/gl.h>
// glad first
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <utility>

namespace finwait {
namespace {

constexpr int kFramesAfterInput = 4;  // until hovering, clicking and layout have settled
constexpr double kCaretSeconds = 0.25;
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

  void fail(const std::string& what) {
    const char* text = nullptr;
    glfwGetError(&text);
    problem = text != nullptr ? what + ": " + text : what;
  }
};

namespace {

template <class... Rest>
void wake(GLFWwindow* window, Rest...) {
  static_cast<Window::Inside*>(glfwGetWindowUserPointer(window))->awake = kFramesAfterInput;
}

void on_drop(GLFWwindow* window, int count, const char** paths) {
  auto* in = static_cast<Window::Inside*>(glfwGetWindowUserPointer(window));
  in->dropped.insert(in->dropped.end(), paths, paths + count);
  wake(window);
}

// Whatever comes in keeps the window awake for some frames. ImGui's backend calls these, too.
void listen(GLFWwindow* window) {
  glfwSetKeyCallback(window, wake<int, int, int, int>);
  glfwSetCharCallback(window, wake<unsigned>);
  glfwSetMouseButtonCallback(window, wake<int, int, int>);
  glfwSetCursorPosCallback(window, wake<double, double>);
  glfwSetScrollCallback(window, wake<double, double>);
  glfwSetCursorEnterCallback(window, wake<int>);
  glfwSetWindowFocusCallback(window, wake<int>);
  glfwSetWindowRefreshCallback(window, wake<>);
  glfwSetFramebufferSizeCallback(window, wake<int, int>);
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

bool Window::wants_to_close() const {
  return glfwWindowShouldClose(in_->window) != 0;
}

double Window::wait(bool moving) {
  // Callbacks set `awake` while events are polled.
  if (in_->awake > 0) --in_->awake;
  if (moving || in_->awake > 0)
    glfwPollEvents();
  else if (ImGui::GetIO().WantTextInput)
    glfwWaitEventsTimeout(kCaretSeconds);
  else
    glfwWaitEvents();
  const double now = glfwGetTime();
  const double passed = std::clamp(now - in_->last, 0.0, kLongest);
  in_->last = now;
  return passed;
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
