// Whatever happens to the writer: under the name is the old file, or the whole new one, or none.
#include <csignal>
#include <fstream>
#include <iterator>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "analysis/errors.hpp"
#include "analysis/result_reader.hpp"
#include "tests/analysis/small_run.hpp"

using namespace souk;

namespace {

/// More than a chunk of jobs, so that data is written before finish().
void write_long_run(const std::string& path) {
  ResultWriter writer{path, small_header(), OutputSpec{}};
  writer.sink().on(small_world());
  for (std::uint32_t job = 0; job < 100'000; ++job) {
    OrderSubmitted wish = small_order(job, job * 1.0000001);
    wish.work = GpuSeconds{std::sqrt(job)};
    writer.sink().on(wish);
    writer.sink().on(OrderFinal{wish.time, wish.order});
  }
  writer.finish(small_summary());
}

void write_text(const std::string& path) {
  std::ofstream{path} << "old";
}
std::string text_of(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Runs `work` in a child, which exits with 0 or with the exit code of what it threw.
template <class Work>
int exit_code_of(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      work();
      _exit(0);
    } catch (const CannotWrite& error) {
      _exit(error.exit_code());
    } catch (...) {
      _exit(1);
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("a place that takes no file is an error before anything is run", "[analysis]") {
  const TemporaryFolder folder;
  write_text(folder / "file");
  for (const std::string& path : {folder / "file/r.h5", folder / "no/such/r.h5", folder / ".",
                                  std::string{"/proc/souk/r.h5"}}) {
    CAPTURE(path);
    try {
      ResultWriter writer{path, small_header(), OutputSpec{}};
      FAIL("no error");
    } catch (const CannotWrite& error) {
      CHECK(error.stage() == CannotWrite::Stage::create);
      CHECK(error.exit_code() == 73);
      CHECK(std::string{error.what()}.find(path) == 0);
    }
  }
  CHECK(text_of(folder / "file") == "old");
}

TEST_CASE("a writer that is given up leaves the old file and no part", "[analysis]") {
  const TemporaryFolder folder;
  write_text(folder / "r.h5");
  {
    ResultWriter writer{folder / "r.h5", small_header(), all_tables()};
    for (const Event& event : small_events()) writer.sink().on(event);
  }
  CHECK(text_of(folder / "r.h5") == "old");
  CHECK_FALSE(std::filesystem::exists(folder / "r.h5.part"));
  write_small_run(folder / "r.h5");
  CHECK_FALSE(std::filesystem::exists(folder / "r.h5.part"));
  CHECK(ResultReader{folder / "r.h5"}.header() == small_header());
}

TEST_CASE("a disk that fills up is exit code 74, with the old file intact and no part",
          "[analysis]") {
  // A limit on the size of files stands in for the full disk: the same write fails in the same way.
  // The limits meet the first flush of a chunk, the groups at the end, and the closing.
  const TemporaryFolder folder;
  write_long_run(folder / "whole.h5");
  const auto whole = std::filesystem::file_size(folder / "whole.h5");
  write_text(folder / "r.h5");
  for (const std::uintmax_t limit : {std::uintmax_t{4096}, whole / 3, whole - 40'000, whole - 1}) {
    const int code = exit_code_of([&] {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit most{limit, limit};
      setrlimit(RLIMIT_FSIZE, &most);
      write_long_run(folder / "r.h5");
    });
    CAPTURE(limit, whole);
    CHECK(code == 74);
    CHECK(text_of(folder / "r.h5") == "old");
    CHECK_FALSE(std::filesystem::exists(folder / "r.h5.part"));
  }
}

TEST_CASE("a writer killed at any moment leaves the old file or the whole new one", "[analysis]") {
  const TemporaryFolder folder;
  write_long_run(folder / "whole.h5");
  for (const useconds_t after : {0, 3'000, 10'000, 20'000, 40'000, 70'000, 110'000, 160'000}) {
    write_text(folder / "r.h5");
    const pid_t child = fork();
    if (child == 0) {
      write_long_run(folder / "r.h5");
      _exit(0);
    }
    usleep(after);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    CAPTURE(after);
    const bool old = text_of(folder / "r.h5") == "old";
    CHECK((old || !first_difference(folder / "r.h5", folder / "whole.h5")));
  }
  write_long_run(folder / "r.h5");  // what a killed writer left is no hindrance
  CHECK_FALSE(first_difference(folder / "r.h5", folder / "whole.h5"));
}
