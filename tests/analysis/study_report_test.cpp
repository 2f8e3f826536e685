// What a page says of a study beside its curves.

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "analysis/report/report.hpp"
#include "tests/analysis/small_sweep.hpp"

using namespace souk;
using namespace souk::report;

TEST_CASE("a page of a study draws its differences to the baseline", "[analysis][report]") {
  const TemporaryFolder folder;
  StudySpec study;
  study.given = true;
  write_small_sweep(folder / "s.h5", study);
  const std::string page = report_page({folder / "s.h5"}, GroupBy::home);
  CHECK(page.find("data-title=\"Mean wait: paired differences to the baseline\"") !=
        std::string::npos);
  // The three other points lie 1, 2 and 3 s above the baseline in both pairs.
  CHECK(
      page.find("Mean wait less that of the baseline (share, provider.coop.pricing = 0.25, "
                "posted_price): higher at 3, lower at 0 of 3 points; no difference shown at 0.") !=
      std::string::npos);
  CHECK(page.find("<td class=\"n\" data-v=\"3\">3 s</td><td>3 s to 3 s</td>") != std::string::npos);
  write_small_sweep(folder / "plain.h5");
  CHECK(report_page({folder / "plain.h5"}, GroupBy::home).find("paired differences") ==
        std::string::npos);
}

TEST_CASE("a page of a study begins with what the curves are not to be trusted for",
          "[analysis][report]") {
  const TemporaryFolder folder;
  write_small_sensitivity(folder / "s.h5");  // its replications are the same
  const std::string page = report_page({folder / "s.h5"}, GroupBy::home);
  CHECK(page.find("<li>replications are identical, so that they add nothing, at 8 of") !=
        std::string::npos);
  CHECK(page.find("Before these curves are trusted") < page.find(">Curves<"));
  write_small_sweep(folder / "good.h5");
  CHECK(report_page({folder / "good.h5"}, GroupBy::home).find("not stationary") ==
        std::string::npos);
}

TEST_CASE("a curve is drawn for what a study asks, and for efficiency", "[analysis][report]") {
  const TemporaryFolder folder;
  Sweep sweep;
  sweep.axes = {{"network.backbone", "rate", {"1", "10", "100"}, {1, 10, 100}, "byte/s"}};
  sweep.points.resize(3);
  std::vector<RunSummary> runs(3, small_summary());
  for (std::size_t p = 0; p < 3; ++p)
    for (const char* metric : {"compute_efficiency", "gini", "p50_wait_s"})
      runs[p].metrics[metric_index(metric)].value = 0.1 * static_cast<double>(p + 1);
  ResultHeader header = small_header();
  header.scenario =
      "[scenario]\nname = 's'\nhorizon = '1 d'\n[study]\nmetric = 'gini'\n"
      "[[provider]]\nname = 'p'\n[[consumer]]\nname = 'c'\n"
      "jobs = { process = 'poisson', rate = '1 /h', duration = '1 h' }\n";
  write_sweep_file(folder / "s.h5", header, sweep, runs);
  const std::string page = report_page({folder / "s.h5"}, GroupBy::home);
  const auto asked = page.find("data-title=\"Gini\""),
             efficiency = page.find("data-title=\"Compute efficiency\"");
  CHECK(asked < efficiency);
  CHECK(efficiency != std::string::npos);
  CHECK(page.find("data-title=\"Median wait\"") == std::string::npos);
  // Equal ratios make a logarithmic axis, and one replication has no bands.
  CHECK(page.find("\"type\":\"log\"") != std::string::npos);
  CHECK(page.find("\"type\":\"area\"") == std::string::npos);
}

TEST_CASE("an interval with 0 in it shows no difference", "[analysis][report]") {
  // Differences of -1 and 3: mean 1, standard error 2, so Student's interval has 0 in it.
  const TemporaryFolder folder;
  Sweep sweep;
  sweep.axes = {{"scheduling.name", "rule", {"fcfs", "sjf"}, {}, ""}};
  sweep.points.resize(2);
  std::vector<RunSummary> runs(4, small_summary());
  const double waits[] = {5, 4, 5, 8};
  for (std::size_t run = 0; run < 4; ++run)
    runs[run].metrics[metric_index("mean_wait_s")].value = waits[run];
  StudySpec study;
  study.given = true;
  write_sweep_file(folder / "s.h5", small_header(), sweep, runs, study);
  const std::string page = report_page({folder / "s.h5"}, GroupBy::home);
  CHECK(page.find("higher at 0, lower at 0 of 1 points; no difference shown at 1.") !=
        std::string::npos);
  CHECK(page.find("<td>no difference shown</td>") != std::string::npos);
}

TEST_CASE("a page of a sensitivity study draws its indices", "[analysis][report]") {
  const TemporaryFolder folder;
  write_small_sensitivity(folder / "s.h5");
  const std::string page = report_page({folder / "s.h5"}, GroupBy::home);
  CHECK(page.find("data-title=\"Mean wait: where its variance comes from\"") != std::string::npos);
  CHECK(page.find("x accounts for most of it: 2 of the variance alone, 2 with its interactions.") !=
        std::string::npos);
  CHECK(page.find("<th scope=\"row\">x</th><td class=\"n\" data-v=\"2\">2</td><td>2 to 2</td>") !=
        std::string::npos);
}

TEST_CASE("a page of a study leads with who gains and who loses at each point",
          "[analysis][report]") {
  const TemporaryFolder folder;
  write_member_sweep(folder / "s.h5");
  const std::string page = report_page({folder / "s.h5"}, GroupBy::home);
  CHECK(page.find(">Who gains, who loses</h2>") < page.find(">Curves</h2>"));
  // At share 1 the jobs of lab are sooner, and hall, 1.3 within 0.03 to 2.57, is not clear.
  CHECK(page.find("<th scope=\"row\">1</th><td>posted_price</td><td class=\"n\" data-v=\"1\">1</td>"
                  "<td class=\"n\" data-v=\"0\">0</td><td class=\"n\" data-v=\"0\">0</td>"
                  "<td class=\"n\" data-v=\"1\">1</td><td>lab (0.5)</td><td>hall (1.3)</td>") !=
        std::string::npos);
  for (const char* chart : {"ρ of each organisation, provider.coop.pricing = posted_price",
                            "ρ of each organisation, provider.coop.pricing = tâtonnement",
                            "95th percentile of the wait of each organisation, "
                            "provider.coop.pricing = posted_price"})
    CHECK(page.find(fmt::format("data-title=\"{}\"", chart)) != std::string::npos);
  CHECK(page.find("<caption>Every organisation at each point") != std::string::npos);
  // Populations have no rho here: no charts, but the table of all.
  const std::string by_population = report_page({folder / "s.h5"}, GroupBy::population);
  CHECK(by_population.find("<caption>Every population at each point") != std::string::npos);
  CHECK(by_population.find("(ρ) is not in this result") != std::string::npos);
}

TEST_CASE("the lines of many members are those furthest from even", "[analysis][report]") {
  const TemporaryFolder folder;
  Sweep sweep;
  sweep.axes = {{"provider.*.share", "share", {"0", "1"}, {0, 1}, "1"}};
  sweep.points.resize(2);
  std::vector<RunSummary> runs(2, small_summary());
  for (int member = 0; member < 14; ++member)
    for (RunSummary& run : runs)
      run.organisations.push_back({.name = fmt::format("lab{}", member), .rho = 1 - 0.05 * member});
  write_sweep_file(folder / "s.h5", small_header(), sweep, runs);
  const std::string page = report_page({folder / "s.h5"}, GroupBy::home);
  CHECK(page.find("8 of 14: those at most points, and of them whose ρ is furthest from 1.") != std::string::npos);
  const auto legend = page.find("\"domain\":[\"lab6\",\"lab7\"");
  CHECK(legend != std::string::npos);
}

TEST_CASE("a part of a sweep in which nobody has a rho is left out of its charts",
          "[analysis][report]") {
  const TemporaryFolder folder;
  Sweep sweep;
  sweep.axes = {{"provider.*.nodes", "nodes", {"1", "4"}, {1, 4}, "1"},
                {"provider.*.share", "share", {"0", "0.5", "1"}, {0, 0.5, 1}, "1"}};
  sweep.points.resize(6);
  std::vector<RunSummary> runs(6, small_summary());
  for (std::size_t run = 0; run < 6; ++run)
    runs[run].organisations = {
        {.name = "lab/0", .rho = run < 3 ? NAN : 0.5 + 0.1 * static_cast<double>(run)}};
  write_sweep_file(folder / "s.h5", small_header(), sweep, runs);
  const std::string page = report_page({folder / "s.h5"}, GroupBy::home);
  CHECK(page.find("data-title=\"ρ of each organisation, nodes = 4\"") != std::string::npos);
  CHECK(page.find("data-title=\"ρ of each organisation, nodes = 1\"") == std::string::npos);
  CHECK(page.find("data-name=\"rho-of-each-organisation-nodes-4\"") != std::string::npos);
  CHECK(page.find("<td>lab (0.8)</td><td>lab (0.8)</td>") != std::string::npos);  // without its /0
  CHECK(page.find("interval of") == std::string::npos);  // one replication has none
}

TEST_CASE("a page holds the first rows of a sweep with very many members", "[analysis][report]") {
  const TemporaryFolder folder;
  Sweep sweep;
  sweep.points.resize(1);
  std::vector<RunSummary> runs(1, small_summary());
  for (int member = 0; member < 2500; ++member)
    runs[0].organisations.push_back({.name = fmt::format("lab/{}", member), .rho = 0.5});
  write_sweep_file(folder / "s.h5", small_header(), sweep, runs);
  const std::string page = report_page({folder / "s.h5"}, GroupBy::home);
  CHECK(page.find("The first 2000 of 2500 rows") != std::string::npos);
  CHECK(page.find(">lab/1999<") != std::string::npos);
  CHECK(page.find(">lab/2000<") == std::string::npos);
}
