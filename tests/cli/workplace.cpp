#include "tests/cli/workplace.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace souk {
namespace {

namespace fs = std::filesystem;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_of(const Given& given) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    bool replaced = false;
    for (const auto& [name, value] : given.environment)
      replaced = replaced || text.starts_with(name + "=");
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [name, value] : given.environment) all.push_back(name + "=" + value);
  return all;
}

std::string text_of(int file) {
  std::string text(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = pread(file, text.data() + done, text.size() - done, static_cast<off_t>(done));
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return text;
}

}  // namespace

Running::Running(const fs::path& folder, const Words& words, const Given& given)
    : out_{memfd_create("out", MFD_CLOEXEC)}, err_{memfd_create("err", MFD_CLOEXEC)} {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (given.out.empty())
    posix_spawn_file_actions_adddup2(&actions, out_, STDOUT_FILENO);
  else
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, given.out.c_str(), O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, err_, STDERR_FILENO);
  Words copy = words;
  std::vector<std::string> environment = environment_of(given);
  const int error = posix_spawn(&process_, words[0].c_str(), &actions, nullptr,
                                pointers(copy).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::system_error{error, std::generic_category(), words[0]};
}

Running::~Running() {
  if (process_ > 0) {
    kill(SIGKILL);
    (void)wait();
  }
  close(out_);
  close(err_);
}

void Running::kill(int signal) const {
  ::kill(process_, signal);
}

Ran Running::wait() {
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  return {.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
          .out = text_of(out_),
          .err = text_of(err_)};
}

Workplace::Workplace() {
  std::string name = (fs::temp_directory_path() / "souk-cli-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    throw std::system_error{errno, std::generic_category(), name};
  folder_ = name;
}

Workplace::~Workplace() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Workplace::write(const std::string& name, std::string_view text) const {
  fs::create_directories((folder_ / name).parent_path());
  std::ofstream{folder_ / name, std::ios::binary} << text;
}

std::string Workplace::read(const std::string& name) const {
  std::ifstream file{folder_ / name, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

bool Workplace::has(const std::string& name) const {
  return fs::exists(folder_ / name);
}

Listing Workplace::listing() const {
  Listing all;
  for (const auto& entry : fs::recursive_directory_iterator{folder_}) {
    const std::string name = entry.path().lexically_relative(folder_).string();
    if (entry.is_directory())
      all[name + "/"];
    else
      all[name] = read(name);
  }
  return all;
}

Ran Workplace::souk(const Words& words, const Given& given) const {
  Words all{SOUK_PROGRAM};
  all.insert(all.end(), words.begin(), words.end());
  return run(all, given);
}

Ran Workplace::run(const Words& words, const Given& given) const {
  return Running{folder_, words, given}.wait();
}

Running Workplace::start(const Words& words) const {
  Words all{SOUK_PROGRAM};
  all.insert(all.end(), words.begin(), words.end());
  return Running{folder_, all, {}};
}

Words split(const std::string& words) {
  std::istringstream in{words};
  return {std::istream_iterator<std::string>{in}, {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string summary_line(const std::string& out, const std::string& title) {
  for (const std::string& line : lines_of(out))
    if (line.starts_with(title)) {
      const auto start = line.find_first_not_of(' ', title.size());
      return start == std::string::npos ? "" : line.substr(start);
    }
  return "";
}

}  // namespace souk
