// souk log and souk diff: the event log as CSV, the same as a Chrome trace, and where two runs
// part.

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;
using nlohmann::json;

namespace {

struct Row {
  std::string event, time, kind, order, line;
};

/// The rows of a log, without the header, which is checked.
std::vector<Row> rows_of(const std::string& text) {
  std::vector<std::string> lines = lines_of(text);
  REQUIRE_FALSE(lines.empty());
  CHECK(lines[0] == "event,time_s,kind,order,details");
  std::vector<Row> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    Row row{.event = "", .time = "", .kind = "", .order = "", .line = lines[i]};
    std::string rest = lines[i];
    for (std::string* cell : {&row.event, &row.time, &row.kind, &row.order}) {
      *cell = rest.substr(0, rest.find(','));
      rest.erase(0, cell->size() + 1);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::size_t count_of(const std::vector<Row>& rows, const std::string& kind) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const Row& row) { return row.kind == kind; }));
}

/// Spans of one track of a Chrome trace, in us.
struct Span {
  double start, end;
  std::string name;
  std::int64_t order;
};
using Tracks = std::map<std::pair<int, int>, std::vector<Span>>;

/// The spans whose name begins so.
Tracks tracks_of(const json& trace, const std::string& name) {
  Tracks tracks;
  for (const json& each : trace) {
    if (each.at("ph") != "X" || !each.at("name").get<std::string>().starts_with(name)) continue;
    const double start = each.at("ts"), duration = each.at("dur");
    CHECK(duration >= 0);
    tracks[{each.at("pid"), each.at("tid")}].push_back(
        {start, start + duration, each.at("name"), each.at("args").at("order")});
  }
  for (auto& [track, spans] : tracks)
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
      return std::pair{a.start, a.end} < std::pair{b.start, b.end};
    });
  return tracks;
}

constexpr double rounding = 0.002;  ///< us: a time is printed to 0.001 us

std::size_t check_no_overlap(const Tracks& tracks) {
  std::size_t count = 0;
  for (const auto& [track, spans] : tracks) {
    count += spans.size();
    for (std::size_t i = 1; i < spans.size(); ++i) {
      CAPTURE(track.first, track.second, spans[i - 1].name, spans[i].name);
      CHECK(spans[i].start >= spans[i - 1].end - rounding);
    }
  }
  return count;
}

/// Whether `inner` lies in a span of `outer` that is of the same order.
bool inside(const Span& inner, const std::vector<Span>& outer) {
  return std::any_of(outer.begin(), outer.end(), [&](const Span& span) {
    return span.order == inner.order && span.start <= inner.start + rounding &&
           inner.end <= span.end + rounding;
  });
}

}  // namespace

TEST_CASE("the log has a row for each event, in order, and diff finds in it what a run gives",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Ran log = place.souk(split("log s.toml -o log.csv"));
  REQUIRE(log.code == 0);
  const std::vector<Row> rows = rows_of(place.read("log.csv"));
  std::size_t events = 0;
  double time = 0;
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK((row.kind == "Sample" ? row.event.empty() : row.event == std::to_string(events)));
    events += row.kind == "Sample" ? 0 : 1;
    CHECK(std::stod(row.time) >= time);
    time = std::stod(row.time);
  }
  CHECK(contains(log.out, "log.csv: " + std::to_string(events) + " events, event hash "));
  CHECK(rows.front().kind == "RunStarted");
  CHECK(rows.back().kind == "RunEnded");
  CHECK(count_of(rows, "OrderSubmitted") == count_of(rows, "OrderFinal"));
  CHECK(count_of(rows, "LeaseStarted") == count_of(rows, "LeaseEnded"));
  CHECK(place.souk(split("log s.toml")).out == place.read("log.csv"));

  for (const char* words : {"diff log.csv s.toml", "diff s.toml log.csv", "diff log.csv log.csv"}) {
    const Ran same = place.souk(split(words));
    CHECK(same.code == 0);
    CHECK(same.out == "the same events\n");
  }
}

TEST_CASE("--job shows the rows of that order and no others", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const std::vector<Row> all = rows_of(place.souk(split("log s.toml")).out);
  for (const std::string job : {"0", "41"}) {
    std::vector<std::string> wanted, shown;
    for (const Row& row : all)
      if (row.order == job) wanted.push_back(row.line);
    const std::vector<Row> rows = rows_of(place.souk(split("log s.toml --job " + job)).out);
    for (const Row& row : rows) shown.push_back(row.line);
    CHECK(shown == wanted);
    REQUIRE_FALSE(rows.empty());
    CHECK(rows.front().kind == "OrderSubmitted");
    CHECK(count_of(rows, "OrderFinal") == 1);
    CHECK(count_of(rows, "LeaseStarted") == count_of(rows, "LeaseEnded"));
  }
  CHECK(rows_of(place.souk(split("log s.toml --job 1000000")).out).empty());
}

TEST_CASE("diff names the first event in which two seeds differ", "[cli][contract]") {
  const Workplace place;
  place.write("a.toml", market_scene);
  place.write("b.toml", "base = \"a.toml\"\n[scenario]\nseed = 8\n");
  const auto a = lines_of(place.souk(split("log a.toml")).out);
  const auto b = lines_of(place.souk(split("log b.toml")).out);
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  REQUIRE(x != a.end());
  const Ran ran = place.souk(split("diff a.toml b.toml"));
  CHECK(ran.code == 1);
  CHECK(lines_of(ran.out) ==
        std::vector<std::string>{"the first event that differs (event,time_s,kind,order,details):",
                                 "a.toml: " + *x, "b.toml: " + *y});
}

TEST_CASE("diff of two results names the event at which the longer one goes on", "[cli]") {
  const Workplace place;
  // The same run, stopped after 13.5 and after 14 days: 116,867 events in all, so that the first
  // difference is in the second block of 65,536.
  const std::string scenario = std::string{SOUK_SCENARIOS} + "/idle-gpus.toml";
  const auto run = [&](const std::string& file, const std::string& horizon) {
    return place.souk({"run", scenario, "--quiet", "-o", file, "--set",
                       "scenario.horizon=" + horizon, "--set", "scenario.series_interval=1 h"});
  };
  REQUIRE(run("a.h5", "13.5 d").code == 0);
  REQUIRE(run("b.h5", "14 d").code == 0);
  const Ran ran = place.souk(split("diff a.h5 b.h5"));
  CHECK(ran.code == 1);
  const auto lines = lines_of(ran.out);
  REQUIRE(lines.size() == 3);
  const auto event = std::stoul(lines[1].substr(lines[1].find(' ')));
  CHECK(event > 65'536);
  CHECK(contains(lines[1], "," + std::to_string(static_cast<int>(13.5 * 86400)) + ","));
  CHECK(place.souk(split("diff a.h5 a.h5")).out == "the same events\n");
}

TEST_CASE("in the Chrome trace every lease is a span and spans on one track never overlap",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const std::vector<Row> rows = rows_of(place.souk(split("log s.toml")).out);
  REQUIRE(place.souk(split("log s.toml -o t.json")).code == 0);
  const json trace = json::parse(place.read("t.json"));

  const Tracks leases = tracks_of(trace, "order ");
  CHECK(check_no_overlap(leases) == count_of(rows, "LeaseStarted"));
  const Tracks runs = tracks_of(trace, "run, ");
  CHECK(check_no_overlap(runs) == count_of(rows, "JobStarted"));
  for (const auto& [track, spans] : runs)
    for (const Span& span : spans) CHECK(inside(span, leases.at(track)));
  Tracks transfers = tracks_of(trace, "corpus");
  for (auto& [track, spans] : tracks_of(trace, "output"))
    transfers[track].insert(transfers[track].end(), spans.begin(), spans.end());
  for (auto& [track, spans] : transfers)
    std::sort(spans.begin(), spans.end(),
              [](const Span& a, const Span& b) { return a.start < b.start; });
  CHECK(check_no_overlap(transfers) == count_of(rows, "TransferStarted"));

  REQUIRE(place.souk(split("log s.toml --job 3 -o job.json")).code == 0);
  const json one = json::parse(place.read("job.json"));
  for (const json& each : one)
    if (each.at("ph") == "X") CHECK(each.at("args").at("order") == 3);
}

TEST_CASE("a job that the run has not is told, and no file is left", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  for (const char* words : {"log s.toml --job 99999", "log s.toml --job 99999 -o l.csv"}) {
    const Ran ran = place.souk(split(words));
    CHECK(ran.code == 64);
    CHECK(contains(ran.err, "--job 99999: there is no such order; the run has "));
  }
  CHECK_FALSE(place.has("l.csv"));
}
