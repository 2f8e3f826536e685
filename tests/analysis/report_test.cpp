// The structure of a page; what it looks like is tried in a browser, by tests/cli.

#include <algorithm>
#include <regex>

#include <catch2/catch.hpp>

#include "analysis/errors.hpp"
#include "analysis/report/charts.hpp"
#include "analysis/report/html.hpp"
#include "analysis/report/members.hpp"
#include "analysis/report/numbers.hpp"
#include "analysis/report/report.hpp"
#include "tests/analysis/small_sweep.hpp"

using namespace souk;
using namespace souk::report;

namespace {

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
    ++count;
  return count;
}

/// The page without its scripts: what the browser reads as HTML.
std::string markup_of(const std::string& page) {
  std::string out;
  for (std::size_t from = 0;;) {
    const auto begin = page.find("<script", from);
    out += page.substr(from, begin - from);
    if (begin == std::string::npos) return out;
    from = page.find("</script>", begin);
    REQUIRE(from != std::string::npos);
  }
}

std::string run_page(const TemporaryFolder& folder, GroupBy by = GroupBy::home) {
  write_small_run(folder / "run.h5");
  return report_page({folder / "run.h5"}, by);
}

std::string sweep_page(const TemporaryFolder& folder) {
  write_small_sweep(folder / "sweep.h5");
  return report_page({folder / "sweep.h5"}, GroupBy::home);
}

/// A small run whose only consumer and title have this name.
void write_named_run(const std::string& path, const std::string& name) {
  ResultHeader header = small_header();
  header.title = name;
  header.scenario = "[scenario]\nname = \"" + name + "\"\n";
  ResultWriter writer{path, header, all_tables()};
  std::vector<Event> events = small_events();
  std::get<RunStarted>(events[0]).agents[1].name = name + "/0";
  std::get<RunStarted>(events[0]).sites[0].name = name + "/0";
  for (const Event& event : events) writer.sink().on(event);
  writer.finish(small_summary());
}

/// A small run whose consumer completes its jobs at `rho` times the time alone.
void write_replication(const std::string& path, std::uint32_t replication, double rho) {
  ResultHeader header = small_header();
  header.replication = replication;
  ResultWriter writer{path, header, all_tables()};
  for (const Event& event : small_events()) writer.sink().on(event);
  RunSummary summary = small_summary();
  summary.agents[1].jobs = 1;
  summary.agents[1].mean_jct_s = 13;
  summary.agents[1].rho = rho;
  summary.agents[1].jobs_alone = 1;
  summary.agents[1].mean_jct_alone_s = 13 / rho;
  writer.finish(summary);
}

}  // namespace

TEST_CASE("every chart of a page has a text, a specification and a table", "[analysis][report]") {
  const TemporaryFolder folder;
  for (const std::string& page : {run_page(folder), sweep_page(folder)}) {
    const std::size_t charts = count_of(page, "<figure class=\"chart");
    CHECK(charts >= 1);
    CHECK(count_of(page, "<p class=\"seen\"") == charts);
    CHECK(count_of(page, "<script type=\"application/json\">") == charts);
    CHECK(count_of(page, "<summary>Data of this chart</summary>\n<div class=\"scroll\"") == charts);
  }
}

TEST_CASE("charts of one page have names of their own, fit for files", "[analysis][report]") {
  const TemporaryFolder folder;
  write_small_run(folder / "run.h5");
  write_small_sweep(folder / "sweep.h5");
  const std::string page =
      report_page({folder / "run.h5", folder / "sweep.h5", folder / "sweep.h5"}, GroupBy::home);
  const std::regex named{"data-name=\"([^\"]*)\""};
  std::vector<std::string> names;
  for (std::sregex_iterator at{page.begin(), page.end(), named}, end; at != end; ++at) {
    names.push_back((*at)[1]);
    CHECK(std::regex_match(names.back(), std::regex{"[a-z0-9]+(-[a-z0-9]+)*"}));
    CHECK(std::count(names.begin(), names.end(), names.back()) == 1);
  }
  CHECK(names.size() == count_of(page, "<figure class=\"chart"));
  CHECK(std::count(names.begin(), names.end(), "mean-wait") == 1);
  CHECK(std::count(names.begin(), names.end(), "mean-wait-2") == 1);
}

TEST_CASE("a page of the same files has the same bytes", "[analysis][report]") {
  const TemporaryFolder folder;
  CHECK(run_page(folder) == run_page(folder));
  CHECK(sweep_page(folder) == sweep_page(folder));
}

TEST_CASE("a page refers to nothing that a browser would fetch", "[analysis][report]") {
  const TemporaryFolder folder;
  for (const std::string& page : {run_page(folder), sweep_page(folder)}) {
    CHECK(page.find("content=\"default-src 'none'; script-src 'unsafe-inline'; "
                    "style-src 'unsafe-inline'; img-src data:\"") != std::string::npos);
    CHECK(page.find("sourceMappingURL") == std::string::npos);
    const std::string markup = markup_of(page);
    // Only links within the page, and the empty icon that keeps browsers from asking for one.
    const std::regex reference{R"re(\b(?:src|href|action|data)="([^"]*)")re"};
    for (auto at = std::sregex_iterator{markup.begin(), markup.end(), reference};
         at != std::sregex_iterator{}; ++at) {
      const std::string target = (*at)[1];
      CAPTURE(target);
      CHECK((target.starts_with("#") || target == "data:,"));
    }
    CHECK(markup.find("@import") == std::string::npos);
    CHECK(markup.find("url(") == std::string::npos);
  }
}

TEST_CASE("names that look like HTML are text in a page", "[analysis][report]") {
  const TemporaryFolder folder;
  const std::string name = "</script><img src=x onerror=alert(1)>&\"'<!--";
  write_named_run(folder / "a.h5", "plain");
  write_named_run(folder / "b.h5", name);
  const std::string plain = report_page({folder / "a.h5"}, GroupBy::home);
  const std::string page = report_page({folder / "b.h5"}, GroupBy::home);
  CHECK(count_of(page, "<script") == count_of(plain, "<script"));
  CHECK(count_of(page, "</script") == count_of(plain, "</script"));
  CHECK(count_of(page, "<img src") ==
        count_of(plain, "<img src"));  // vega-embed has it in a string
  CHECK(count_of(page, "<!--") == count_of(plain, "<!--"));
  CHECK(page.find("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;&lt;!--") !=
        std::string::npos);
}

TEST_CASE("scripts and JSON cannot end their element", "[analysis][report]") {
  CHECK(script_json({{"a", "</script><!--"}}) == R"({"a":"\u003c/script>\u003c!--"})");
  CHECK(script_safe("x = '</script>' + '<!--';") == R"(x = '<\/script>' + '<\!--';)");
  CHECK(escaped("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
}

TEST_CASE("the member table leads a page of a run", "[analysis][report]") {
  const TemporaryFolder folder;
  const std::string page = run_page(folder);
  const auto table = page.find("<table class=\"sortable\"><caption>Members, by organisation");
  REQUIRE(table != std::string::npos);
  CHECK(table < page.find("<figure"));
  // The provider and the consumer at home there are one organisation.
  CHECK(page.find("<th scope=\"row\">coop</th>", table) != std::string::npos);
}

TEST_CASE("replications give the member table intervals", "[analysis][report]") {
  const TemporaryFolder folder;
  write_replication(folder / "0.h5", 0, 0.4);
  write_replication(folder / "1.h5", 1, 0.6);
  const std::string page = report_page({folder / "0.h5", folder / "1.h5"}, GroupBy::home);
  CHECK(page.find("Run, 2 replications") != std::string::npos);
  CHECK(count_of(page, "<caption>Members, by organisation") == 1);
  // Mean 0.5; the half-width is t(1) s / sqrt 2 = 12.7062 x 0.1 = 1.27062.
  CHECK(page.find("0.5 [-0.7706, 1.771]") != std::string::npos);
  CHECK(page.find(">not clear<") != std::string::npos);
}

TEST_CASE("a group's rho weighs its members' times alone by their jobs", "[analysis][report]") {
  // Alone 10 s and 40 s; shared 5 s (3 jobs) and 60 s (1 job): (15 + 60) / (30 + 40) = 15 / 14.
  RunData run;
  run.agents.resize(2);
  for (StoredAgent& agent : run.agents) agent.row.role = Role::consumer;
  run.agents[0].row.name = "team/0";
  run.agents[1].row.name = "team/1";
  run.agents[0].totals.jobs = 3;
  run.agents[0].totals.mean_jct_s = 5;
  run.agents[0].totals.jobs_alone = 3;
  run.agents[0].totals.mean_jct_alone_s = 10;
  run.agents[1].totals.jobs = 1;
  run.agents[1].totals.mean_jct_s = 60;
  run.agents[1].totals.jobs_alone = 1;
  run.agents[1].totals.mean_jct_alone_s = 40;
  const Members members = members_of(run, GroupBy::population);
  REQUIRE(members.names == std::vector<std::string>{"team"});
  const MemberTotals team = totals_of(run, members)[0];
  CHECK(team.rho == Approx(15.0 / 14));  // 75 / 4 s over 70 / 4 s
  CHECK(std::isnan(team.p95_wait_s));    // two agents' own do not tell that of both
  CHECK(members_of(run, GroupBy::agent).names == std::vector<std::string>{"team/0", "team/1"});
  CHECK(members_of(run, GroupBy::home).one == "population");  // nobody has a home
}

TEST_CASE("GPU-hours between members are those of leases", "[analysis][report]") {
  // The consumer at home at coop/0 holds 4 GPUs there from 2 s to 14 s: 48 GPU-seconds.
  const TemporaryFolder folder;
  write_small_run(folder / "run.h5");
  const RunData run = read_run(ResultReader{folder / "run.h5"}, folder / "run.h5");
  const auto by_home = gpu_hours_between(run, members_of(run, GroupBy::home));
  REQUIRE(by_home.size() == 1);
  CHECK(by_home[0][0] == Approx(48.0 / 3600));
  const Members agents = members_of(run, GroupBy::agent);
  const auto by_agent = gpu_hours_between(run, agents);
  REQUIRE(by_agent.size() == 2);
  CHECK(by_agent[1][0] == Approx(48.0 / 3600));
}

TEST_CASE("a section without data says so and draws nothing", "[analysis][report]") {
  const TemporaryFolder folder;
  OutputSpec none = all_tables();
  none.jobs = none.trades = none.transfers = none.series = none.leases = false;
  ResultWriter writer{folder / "bare.h5", small_header(), none};
  for (const Event& event : small_events()) writer.sink().on(event);
  RunSummary summary = small_summary();
  summary.agents[1].spent = Money{};
  writer.finish(summary);
  const std::string page = report_page({folder / "bare.h5"}, GroupBy::home);
  CHECK(count_of(page, "<figure") == 0);
  for (const char* said :
       {"Nothing was sampled over time", "No jobs to show", "No jobs on nodes to show",
        "No credits changed hands", "Nothing moved between sites"})
    CHECK(page.find(said) != std::string::npos);
}

TEST_CASE("a page names its scenario, versions and event hash", "[analysis][report]") {
  const TemporaryFolder folder;
  const std::string page = run_page(folder);
  CHECK(page.find("0123456789abcdef") != std::string::npos);
  CHECK(page.find("souk 0.1.0") != std::string::npos);
  CHECK(page.find("name = &quot;two-orders&quot;") != std::string::npos);
  CHECK(page.find(std::string(64, 'a')) != std::string::npos);
}

TEST_CASE("a page of a file that is no result is refused", "[analysis][report]") {
  CHECK_THROWS_AS(report_page({"/nowhere.h5"}, GroupBy::home), BadResultFile);
}

TEST_CASE("numbers are printed with four digits and a unit that fits", "[analysis][report]") {
  CHECK(number_text(101444) == "101,444");
  CHECK(number_text(0.81234) == "0.8123");
  CHECK(number_text(NAN) == "–");
  CHECK(duration_text(210) == "3.5 min");
  CHECK(duration_text(0) == "0 s");
  CHECK(bytes_text(2e9) == "2 GB");
  CHECK(rate_text(1.25e8) == "1 Gbit/s");
  CHECK(rounded(123456.7) == 123460);
}

TEST_CASE("time is printed as dates where the scenario has an epoch", "[analysis][report]") {
  // 2026-09-07 00:00 UTC is 1,788,739,200 s after 1970.
  const TimeScale dates{86400, 1788739200};
  CHECK(dates.at(60) == 1788739260000.0);
  CHECK(dates.text(86400 + 3660) == "2026-09-08 01:01");
  const TimeScale days{30 * 86400, std::nullopt};
  CHECK(days.at(43200) == 0.5);
  CHECK(days.text(43200) == "0.5 d");
}

TEST_CASE("a queue that every site tells alike is drawn once", "[analysis][report]") {
  // Two sites, two samples. The queue is the market's; prices differ.
  RunData run;
  run.sites = {{"a/0", 0, 1, 4}, {"b/0", 1, 1, 4}};
  run.series_time = {0, 60};
  run.end_s = 60;
  run.series.rows = 4;
  run.series.columns = {{"busy_gpus", {1, 2, 3, 4}},
                        {"offered_gpus", {4, 4, 4, 4}},
                        {"queue_length", {5, 5, 7, 7}},
                        {"price_credit_per_gpu_h", {1, 2, 1, 3}}};
  const std::vector<Chart> charts = series_charts(run);
  REQUIRE(charts.size() == 3);
  CHECK(charts[0].text == "Of 8 GPUs, 5 are busy on average and 7 at the most.");
  CHECK(charts[1].table.titles == std::vector<std::string>{"time", "whole market"});
  CHECK(charts[1].table.rows[1][1].text == "7");
  CHECK(charts[2].table.titles == std::vector<std::string>{"time", "a", "b"});
}
