#include "sim/cli/chromium.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace souk::cli {
namespace {

using nlohmann::json;

constexpr int answer_ms = 120'000;
constexpr int end_ms = 5'000;

std::string program() {
  const char* found = std::getenv("PATH");
  const std::string path = found == nullptr ? "/usr/bin:/bin" : found;
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"})
    for (std::size_t from = 0; from <= path.size();) {
      const std::size_t end = std::min(path.find(':', from), path.size());
      const std::string file = path.substr(from, end - from) + "/" + name;
      if (access(file.c_str(), X_OK) == 0) return file;
      from = end + 1;
    }
  throw NoBrowser{
      "souk: no Chromium in PATH (chromium, chromium-browser or google-chrome), which draws the "
      "figures; nothing was written"};
}

std::vector<std::string> words_of(const std::string& file, const std::filesystem::path& profile) {
  // The sandbox needs user namespaces, which containers lack and root may not use. The page is one
  // that Souk wrote: it holds no script but Souk's own and may load nothing.
  return {file,
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-breakpad",
          "--host-resolver-rules=MAP * ~NOTFOUND",
          "--user-data-dir=" + profile.string(),
          "--remote-debugging-pipe",
          "about:blank"};
}

/// Starts it with `theirs` as its descriptors 3, which it reads, and 4, which it writes.
pid_t spawned(std::vector<std::string> words, int theirs) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, theirs, 3);
  posix_spawn_file_actions_adddup2(&actions, theirs, 4);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // so that all of it can be ended
  pid_t process = -1;
  const int error =
      posix_spawn(&process, words[0].c_str(), &actions, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw NoBrowser{fmt::format("souk: {} does not start: {}; nothing was written", words[0],
                                std::generic_category().message(error))};
  return process;
}

bool ended(pid_t process) {
  return waitpid(process, nullptr, WNOHANG) != 0;
}

}  // namespace

Chromium::Chromium(const std::filesystem::path& folder) {
  const std::string file = program();
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw std::system_error{errno, std::generic_category(), "socketpair"};
  socket_ = ends[0];
  // Above 4, so that copying it there does not meet itself.
  const int theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, 10);
  ::close(ends[1]);
  try {
    process_ = spawned(words_of(file, folder), theirs);
  } catch (...) {
    ::close(theirs);
    ::close(socket_);
    throw;
  }
  ::close(theirs);
}

Chromium::~Chromium() {
  try {
    session_.clear();
    (void)call("Browser.close");
  } catch (const std::exception&) {  // it has ended, or is ended below
  }
  ::close(socket_);
  using std::chrono::steady_clock;
  const auto last = steady_clock::now() + std::chrono::milliseconds{end_ms};
  while (!ended(process_)) {
    if (steady_clock::now() > last) {
      kill(-process_, SIGKILL);
      (void)waitpid(process_, nullptr, 0);
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

json Chromium::next() {
  std::size_t end = 0;
  while ((end = received_.find('\0')) == std::string::npos) {
    pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
    const int found = poll(&ready, 1, answer_ms);
    if (found < 0 && errno == EINTR) continue;
    if (found <= 0)
      throw NoBrowser{"souk: Chromium has not answered for two minutes; nothing was written"};
    std::array<char, 1 << 16> piece{};
    const ssize_t size = recv(socket_, piece.data(), piece.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) throw NoBrowser{"souk: Chromium ended early; nothing was written"};
    received_.append(piece.data(), static_cast<std::size_t>(size));
  }
  json message = json::parse(std::string_view{received_}.substr(0, end));
  received_.erase(0, end + 1);
  return message;
}

json Chromium::call(const std::string& method, json params) {
  const int number = ++number_;
  json message{{"id", number}, {"method", method}, {"params", std::move(params)}};
  if (!session_.empty()) message["sessionId"] = session_;
  const std::string text = message.dump() + '\0';
  for (std::size_t sent = 0; sent < text.size();) {
    // MSG_NOSIGNAL: that it has ended is an error here, not a signal.
    const ssize_t size = send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) throw NoBrowser{"souk: Chromium ended early; nothing was written"};
    sent += static_cast<std::size_t>(size);
  }
  for (;;) {
    json answer = next();
    if (answer.value("id", 0) != number) continue;  // an event
    if (answer.contains("error"))
      throw std::runtime_error{
          fmt::format("Chromium: {}: {}", method, answer["error"].value("message", std::string{}))};
    return std::move(answer["result"]);
  }
}

void Chromium::open() {
  session_.clear();
  const json page = call("Target.createTarget", {{"url", "about:blank"}});
  const json attached = call("Target.attachToTarget", {{"targetId", page.at("targetId")},  //
                                                       {"flatten", true}});
  session_ = attached.at("sessionId").get<std::string>();
  (void)call("Page.enable");
}

json Chromium::value_of(const std::string& expression) {
  json found = call("Runtime.evaluate",
                    {{"expression", expression}, {"awaitPromise", true}, {"returnByValue", true}});
  if (found.contains("exceptionDetails"))
    throw std::runtime_error{"Chromium: " + found["exceptionDetails"].dump().substr(0, 400)};
  return found.at("result").value("value", json{});
}

}  // namespace souk::cli
