// The scenarios that come with Souk: each is valid and runs with its books in balance.

#include <algorithm>
#include <sstream>
#include <tuple>

#include <fmt/ranges.h>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

std::string scenario(const std::string& name) {
  return std::string{SOUK_SCENARIOS} + "/" + name + ".toml";
}

/// The rows of an SWF text: its header tells the names of users, whose numbers alone are rows.
std::vector<std::string> without_header(const std::string& swf) {
  std::vector<std::string> lines = lines_of(swf);
  std::erase_if(lines, [](const std::string& line) { return line.starts_with(';'); });
  return lines;
}

/// The numbers under `name` of a CSV text without quotes.
std::vector<double> column(const std::string& csv, const std::string& name) {
  const auto cell = [](std::string line, std::size_t index) {
    std::istringstream cells{std::move(line)};
    std::string found;
    for (std::size_t i = 0; i <= index; ++i) std::getline(cells, found, ',');
    return found;
  };
  const Words lines = lines_of(csv);
  std::size_t index = 0;
  while (cell(lines.at(0), index) != name) REQUIRE(++index < 100);
  std::vector<double> numbers;
  for (std::size_t i = 1; i < lines.size(); ++i)
    numbers.push_back(std::stod(cell(lines[i], index)));
  return numbers;
}

/// The summary of a run whose audit holds in every law.
std::string run_audited(const Workplace& place, const Words& words) {
  Words all{"run"};
  all.insert(all.end(), words.begin(), words.end());
  all.emplace_back("--quiet");
  const Ran ran = place.souk(all);
  CAPTURE(words, ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK(summary_line(ran.out, "audit ") == "holds: jobs, gpu_seconds, capacity, bytes, money");
  return ran.out;
}

}  // namespace

TEST_CASE("every scenario that comes with Souk passes souk check", "[cli][contract]") {
  const Workplace place;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{SOUK_SCENARIOS}) {
    if (entry.path().extension() != ".toml") continue;
    ++files;
    const Ran ran = place.souk({"check", entry.path().string()});
    CAPTURE(entry.path().string(), ran.err);
    CHECK(ran.code == 0);
    CHECK(contains(ran.out, ": good; "));
  }
  CHECK(files >= 6);
  CHECK(place.listing().empty());
}

TEST_CASE("campus, pooling and idle-gpus run with every audit law holding", "[cli][contract]") {
  const Workplace place;
  run_audited(place, {scenario("idle-gpus")});
  run_audited(
      place, {scenario("campus"), "--set", "scenario.horizon=6 d", "--set", "scenario.warmup=1 d"});
  const std::string pooling = run_audited(
      place,
      {scenario("pooling"), "--set", "scenario.horizon=300 d", "--set", "scenario.warmup=10 d"});
  CHECK(contains(pooling, "What sharing changed"));
  for (const char* name : {"campus", "pooling", "idle-gpus"})
    CHECK(place.has(std::string{"results/"} + name + ".h5"));
}

TEST_CASE("the README shows what the first command prints", "[cli][golden]") {
  const Workplace place;
  const std::string readme = place.read(std::string{SOUK_SCENARIOS} + "/../README.md");
  const std::string fence = "```text\n";
  const auto begin = readme.find(fence) + fence.size();
  const std::string shown = readme.substr(begin, readme.find("```", begin) - begin);
  CHECK(run_audited(place, {scenario("campus")}) == shown);
}

TEST_CASE("pooling by first come, first served gives each owner what theory says",
          "[cli][oracle]") {
  // Apart the light owner, at load 0.1, waits 0.1 / 0.9 = 0.111 h; pooled both are M/M/2 at load
  // 0.5 and wait 1/3 h (Erlang C: 1/3, over 2 (1 - 0.5)). With 25,000 and 226,000 jobs the means
  // are within 6 %. A market in which all is free gives the very same waits.
  const Workplace place;
  const std::string ruled = run_audited(place, {scenario("pooling")});
  const std::string market =
      run_audited(place, {scenario("pooling"), "--set", "market.mechanism.name=posted_offers"});
  // Its row: name, GPUs, jobs, jobs alone, wait, wait alone, each wait in minutes.
  const Words row = split(ruled.substr(ruled.find("\n  light ")));
  REQUIRE(row.size() > 7);
  REQUIRE(row[5] + row[7] == "minmin");
  CHECK(std::stod(row[4]) == Approx(20).epsilon(0.06));
  CHECK(std::stod(row[6]) == Approx(60.0 / 9).epsilon(0.06));
  CHECK(contains(ruled, "1 loses time: light"));
  CHECK(summary_line(market, "wait ") == summary_line(ruled, "wait "));
}

TEST_CASE("the replay scenarios run traces of their formats", "[cli][contract]") {
  const Workplace place;
  const std::tuple<const char*, const char*, std::string> cases[] = {
      {"philly", "t.csv", philly_trace},
      {"philly-shaken", "t.csv", philly_trace},
      {"replay", "n.csv", native_trace},
      {"my-consortium", "jobs.txt", sacct_trace}};
  for (const auto& [name, file, text] : cases) {
    place.write(file, text);
    const std::string out = run_audited(place, {scenario(name), "--trace", file});
    CHECK(summary_line(out, "jobs ") == "3 submitted: 3 finished, 0 unfinished");
    CHECK(place.souk({"check", scenario(name), "--trace", file}).code == 0);
  }
  place.write("t.swf", swf_trace);
  run_audited(place, {scenario("replay"), "--trace", "t.swf", "--set",
                      "consumer.users.jobs.trace.format=swf"});
  // 102 belongs to no owner: it is a guest; the recorded waits are 300, 0 and 600 s.
  const std::string out = run_audited(place, {scenario("my-consortium"), "--trace", "jobs.txt"});
  CHECK(contains(out, "jobs.txt: recorded wait of 3 jobs: mean 5 min, median 5 min"));
  CHECK(contains(out, "recorded wait\n"));
  for (const auto& [owner, wait] : {std::pair{"physics", "5 min"}, std::pair{"biology", "0 s"}}) {
    const std::string row = out.substr(out.find(std::string{"\n  "} + owner + " ") + 1);
    CHECK(row.substr(0, row.find('\n')).ends_with(wait));
  }
}

TEST_CASE("order k of a replay is row k of what souk trace writes", "[cli]") {
  const Workplace place;
  Words lines = lines_of(sacct_trace);
  std::reverse(lines.begin() + 1, lines.end());  // files need not be sorted
  place.write("jobs.txt", fmt::format("{}\n", fmt::join(lines, "\n")));
  run_audited(place, {scenario("my-consortium"), "--trace", "jobs.txt"});
  REQUIRE(place.souk(split("export results/my-consortium.h5 --csv tables")).code == 0);
  REQUIRE(place.souk(split("trace sacct jobs.txt -o rows.csv")).code == 0);
  const std::vector<double> of_order = column(place.read("tables/jobs.csv"), "order");
  const std::vector<double> submits = column(place.read("tables/jobs.csv"), "submit_s");
  const std::vector<double> gpus = column(place.read("tables/jobs.csv"), "gpus");
  const std::string rows = place.read("rows.csv");
  CHECK(column(rows, "start_s") == std::vector<double>{300, 1800, 7800});
  REQUIRE(of_order.size() == 3);
  for (std::size_t job = 0; job < of_order.size(); ++job) {
    const auto row = static_cast<std::size_t>(of_order[job]);
    CHECK(column(rows, "submit_s").at(row) == submits[job]);
    CHECK(column(rows, "gpus").at(row) == gpus[job]);
  }
}

TEST_CASE("types of GPUs in a trace name devices, or are ignored as the scenario says", "[cli]") {
  const Workplace place;
  std::string typed = sacct_trace;
  const std::string plain = "gres/gpu=4";
  for (auto at = typed.find(plain); at != std::string::npos; at = typed.find(plain, at + 30))
    typed.insert(at + plain.size(), ",gres/gpu:a100=4");
  place.write("jobs.txt", typed);
  const std::string out = run_audited(place, {scenario("my-consortium"), "--trace", "jobs.txt"});
  CHECK(summary_line(out, "jobs ") == "3 submitted: 3 finished, 0 unfinished");
  REQUIRE(place.souk(split("export results/my-consortium.h5 --csv tables")).code == 0);
  CHECK(contains(place.read("tables/header.csv"), "1 jobs name a device; they run on any"));
  const Ran matched = place.souk({"run", scenario("my-consortium"), "--trace", "jobs.txt", "--set",
                                  "consumer.users.jobs.trace.devices=match"});
  CHECK(matched.code == 65);
  CHECK(contains(matched.err, "the trace names device \"a100\", which the scenario lacks"));
  CHECK(contains(matched.err, "jobs.trace.devices = \"ignore\""));
}

TEST_CASE("souk trace writes what it read as native CSV and SWF, which give the same jobs",
          "[cli][slow]") {
  const Workplace place;
  place.write("n.csv", native_trace);
  place.write("p.csv", philly_trace);
  place.write("t.swf", swf_trace);
  place.write("j.txt", sacct_trace);
  const std::pair<std::string, std::string> traces[] = {
      {"native", "n.csv"}, {"philly", "p.csv"}, {"swf", "t.swf"}, {"sacct", "j.txt"}};
  for (const auto& [format, file] : traces) {
    CAPTURE(format);
    CHECK(place.souk({"trace", format, file, "-o", "out.csv"}).code == 0);
    CHECK(place.souk({"trace", "auto", file, "-o", "auto.csv"}).code == 0);
    CHECK(place.souk({"trace", "native", "out.csv", "-o", "again.csv"}).code == 0);
    CHECK(place.read("again.csv") == place.read("out.csv"));
    CHECK(place.read("auto.csv") == place.read("out.csv"));
    CHECK(place.souk({"trace", format, file, "-o", "out.swf"}).code == 0);
    CHECK(place.souk({"trace", "swf", "out.swf", "-o", "again.swf"}).code == 0);
    CHECK(without_header(place.read("again.swf")) == without_header(place.read("out.swf")));
  }
}
