#include <cmath>
#include <fstream>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "analysis/result_reader.hpp"
#include "analysis/standing.hpp"
#include "analysis/student.hpp"
#include "tests/analysis/small_sweep.hpp"

using namespace souk;

namespace {

const Curve& rho_of(const std::vector<Curve>& members) {
  for (const Curve& curve : members)
    if (curve.metric == "rho") return curve;
  throw std::runtime_error{"no rho"};
}

}  // namespace

TEST_CASE("Student's factor is that of the published table", "[analysis][oracle]") {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: t of 0.975.
  const std::pair<std::size_t, double> table[] = {{1, 12.706}, {2, 4.303},  {5, 2.571},
                                                  {10, 2.228}, {29, 2.045}, {30, 2.042},
                                                  {31, 2.040}, {60, 2.000}, {100, 1.984}};
  for (const auto& [freedom, t] : table) {
    CAPTURE(freedom);
    CHECK(std::abs(student_95(freedom) - t) <= 0.0005);
  }
  CHECK(student_95(1'000'000'000) == Approx(1.959963985).epsilon(1e-9));
  // f = 1 is Cauchy's law and f = 2 has a closed form: tan(0.475 pi), sqrt(2 * 0.95^2 / (1 -
  // 0.95^2)).
  CHECK(student_95(1) == Approx(std::tan(0.475 * 3.14159265358979324)).epsilon(1e-12));
  CHECK(student_95(2) == Approx(0.95 * std::sqrt(2 / (1 - 0.95 * 0.95))).epsilon(1e-12));
}

TEST_CASE("a band needs two values and leaves out those that are undefined", "[analysis]") {
  CHECK(std::isnan(mean_band({}).mean));
  const double one[] = {NAN, 4};
  CHECK(mean_band(one).mean == 4);
  CHECK(mean_band(one).n == 1);
  CHECK(std::isnan(mean_band(one).low));
  // 2, NaN, 4: mean 3, variance 2, standard error 1, factor 12.706.
  const double two[] = {2, NAN, 4};
  CHECK(mean_band(two).n == 2);
  CHECK(mean_band(two).high == Approx(3 + 12.706204736174705));
  CHECK(mean_band(two).low == Approx(3 - 12.706204736174705));
}

TEST_CASE("a curve reads back with its coordinates, samples and bands", "[analysis]") {
  const TemporaryFolder folder;
  write_small_sweep(folder / "s.h5");
  const ResultReader read{folder / "s.h5"};
  CHECK(read.is_sweep());
  CHECK(read.replications() == 2);
  CHECK(read.header().title == "two orders");
  CHECK(read.event_hashes() == std::vector<std::uint64_t>{0, 1, 2, 3, 10, 11, 12, 13});
  const auto curves = read.curves();
  REQUIRE(curves.size() == metric_entries().size());
  const Curve& wait = curves[metric_index("mean_wait_s")];
  CHECK(wait.metric == "mean_wait_s");
  CHECK(wait.unit == "s");
  REQUIRE(wait.axes.size() == 2);
  CHECK(wait.axes[0].name == "share");
  CHECK(wait.axes[0].key == "provider.*.share");
  CHECK(wait.axes[0].numbers == std::vector<double>{0.25, 1});
  CHECK(wait.axes[1].values == std::vector<std::string>{"posted_price", "tâtonnement"});
  CHECK(wait.axes[1].numbers.empty());
  CHECK(wait.samples == std::vector<double>{0, 1, 2, 3, 10, 11, 12, 13});
  // Point 2: samples 2 and 12, mean 7, variance 50, standard error 5.
  CHECK(wait.mean == std::vector<double>{5, 6, 7, 8});
  CHECK(wait.high[2] == Approx(7 + 5 * 12.706204736174705));
  CHECK(wait.n == std::vector<double>{2, 2, 2, 2});
  CHECK(std::isnan(curves[metric_index("data_efficiency")].mean[0]));
  CHECK(curves[metric_index("data_efficiency")].n[0] == 0);
}

TEST_CASE("a sweep of nothing swept is one point", "[analysis]") {
  const TemporaryFolder folder;
  Sweep sweep;
  sweep.points.resize(1);
  const std::vector<RunSummary> runs(3, small_summary());
  write_sweep_file(folder / "s.h5", small_header(), sweep, runs);
  const auto curves = ResultReader{folder / "s.h5"}.curves();
  CHECK(curves[metric_index("mean_wait_s")].axes.empty());
  CHECK(curves[metric_index("mean_wait_s")].mean == std::vector<double>{3});
  CHECK(curves[metric_index("mean_wait_s")].low == std::vector<double>{3});
  CHECK(curves[metric_index("mean_wait_s")].samples == std::vector<double>{3, 3, 3});
}

TEST_CASE("a sampled sweep has its keys as coordinates of its points", "[analysis]") {
  const TemporaryFolder folder;
  Sweep sweep;
  sweep.axes = {{"", "point", {"0", "1", "2"}, {0, 1, 2}, "1"}};
  sweep.coordinates = {
      {"provider.pool.share", "share", {"0.5", "0.75", "0.25"}, {0.5, 0.75, 0.25}, "1"},
      {"scheduling.name", "scheduling.name", {"fcfs", "sjf", "fcfs"}, {}, ""}};
  sweep.points.resize(3);
  const std::vector<RunSummary> runs(6, small_summary());
  write_sweep_file(folder / "s.h5", small_header(), sweep, runs);
  const Curve wait = ResultReader{folder / "s.h5"}.curves()[metric_index("mean_wait_s")];
  REQUIRE(wait.axes.size() == 1);
  CHECK(wait.axes[0].name == "point");
  CHECK(wait.axes[0].key.empty());
  CHECK(wait.axes[0].numbers == std::vector<double>{0, 1, 2});
  REQUIRE(wait.coordinates.size() == 2);
  const auto scheduling = wait.coordinates[wait.coordinates[0].key == "scheduling.name" ? 0 : 1];
  const auto share = wait.coordinates[wait.coordinates[0].key == "scheduling.name" ? 1 : 0];
  CHECK(share.key == "provider.pool.share");
  CHECK(share.name == "share");
  CHECK(share.numbers == std::vector<double>{0.5, 0.75, 0.25});
  CHECK(scheduling.values == std::vector<std::string>{"fcfs", "sjf", "fcfs"});
  CHECK(scheduling.numbers.empty());
  export_csv(folder / "s.h5", folder / "csv");
  CHECK(first_difference(folder / "s.h5", folder / "s.h5") == std::nullopt);
}

TEST_CASE("the bands of a sweep are at the level that is asked for", "[analysis]") {
  const TemporaryFolder folder;
  StudySpec study;
  study.interval = 0.5;
  write_small_sweep(folder / "s.h5", study);
  const Curve wait = ResultReader{folder / "s.h5"}.curves()[metric_index("mean_wait_s")];
  // Point 2: mean 7, standard error 5; at 50 % and one degree of freedom the factor is tan(pi / 4).
  CHECK(wait.high[2] == Approx(12));
  CHECK(wait.low[2] == Approx(2));
}

TEST_CASE("what a study finds is filed beside the curves", "[analysis]") {
  const TemporaryFolder folder;
  StudySpec study;
  study.given = true;
  study.interval = 0.5;
  write_small_sweep(folder / "s.h5", study);
  const ResultReader read{folder / "s.h5"};
  // The metric of run (r, p) is 10 r + p: each point lies p above the first, in every pair.
  CHECK(read.numbers("/comparison/mean") == std::vector<double>{0, 1, 2, 3});
  CHECK(read.numbers("/comparison/low") == std::vector<double>{0, 1, 2, 3});
  CHECK(read.numbers("/comparison/bootstrap_high") == std::vector<double>{0, 1, 2, 3});
  CHECK(read.numbers("/comparison/n") == std::vector<double>{2, 2, 2, 2});
  CHECK(read.numbers("/comparison/resolved") == std::vector<double>{0, 1, 1, 1});
  CHECK(std::isinf(read.numbers("/comparison/variance_reduction")[1]));
  CHECK_FALSE(read.has("/sensitivity"));
  write_small_sweep(folder / "plain.h5");
  CHECK_FALSE(ResultReader{folder / "plain.h5"}.has("/comparison"));
  export_csv(folder / "s.h5", folder / "csv");
  std::ifstream csv{folder / "csv/comparison.csv"};
  std::string titles, first;
  std::getline(csv, titles);
  std::getline(csv, first);
  CHECK(titles ==
        "share,provider.coop.pricing,mean,low,high,n,bootstrap_low,bootstrap_high,"
        "variance_reduction,resolved");
  // The baseline never differs from itself.
  CHECK(first == "0.25,posted_price,0,0,0,2,0,0,inf,no");
}

TEST_CASE("the sensitivity indices of a study are filed by swept key", "[analysis]") {
  const TemporaryFolder folder;
  write_small_sensitivity(folder / "s.h5");
  const ResultReader read{folder / "s.h5"};
  // y = 2 x in both blocks, whose second key does nothing: (f(a), f(b), f(ab_1), f(ab_2)) are
  // (0, 2, 2, 0) and (2, 0, 0, 2). m = 1 and V = 1; first_1 is the mean of (2 - 1)(2 - 0) and
  // (0 - 1)(0 - 2), 2; total_1 that of 4 and 4, by 2 V, 2. Two blocks are few: the truth is 1.
  CHECK(read.texts("/sensitivity/parameter") == std::vector<std::string>{"x", "y"});
  CHECK(read.numbers("/sensitivity/first_order") == std::vector<double>{2, 0});
  CHECK(read.numbers("/sensitivity/total") == std::vector<double>{2, 0});
  // The two blocks give the same, so every resample of them does.
  for (const char* end : {"first_order_low", "first_order_high", "total_low", "total_high"})
    CHECK(read.numbers(std::string{"/sensitivity/"} + end) == std::vector<double>{2, 0});
  CHECK(read.has("/comparison/x"));
  export_csv(folder / "s.h5", folder / "csv");
}

TEST_CASE("a sweep keeps each note of its runs once, with the runs that have it", "[analysis]") {
  const TemporaryFolder folder;
  Sweep sweep;
  sweep.axes = {{"scheduling.name", "rule", {"fcfs", "sjf"}, {}, ""}};
  sweep.points.resize(2);
  std::vector<RunSummary> runs(8, small_summary());
  for (std::size_t run = 0; run < 8; ++run) {
    runs[run].notes = {"shared"};
    if (run < 3 || run > 4) runs[run].notes.emplace_back("of some");
  }
  runs[4].notes.emplace_back("of one");
  write_sweep_file(folder / "s.h5", small_header(), sweep, runs);
  CHECK(ResultReader{folder / "s.h5"}.notes() ==
        std::vector<std::string>{"all runs: shared", "runs 0 to 2, 5 to 7: of some",
                                 "run 4: of one"});
}

TEST_CASE("a sweep keeps what each member did at each point", "[analysis]") {
  const TemporaryFolder folder;
  write_member_sweep(folder / "s.h5");
  const ResultReader read{folder / "s.h5"};
  const std::vector<Curve> curves = read.members(GroupBy::home);
  REQUIRE(curves.size() == member_columns().size());
  const Curve& rho = rho_of(curves);
  REQUIRE(rho.axes.size() == 3);
  CHECK(rho.axes[0].name == "share");
  CHECK(rho.axes[2].name == "member");
  CHECK(rho.axes[2].values == std::vector<std::string>{"lab", "hall"});
  REQUIRE(rho.mean.size() == 8);
  CHECK(rho.mean[0] == 0.5);
  CHECK(std::isnan(rho.mean[1]));  // no hall at the first point
  CHECK(rho.n[1] == 0);
  // Samples 1.2 and 1.4: mean 1.3, standard error 0.1.
  CHECK(rho.mean[5] == Approx(1.3));
  CHECK(rho.high[5] == Approx(1.3 + 0.1 * 12.706204736174705));
  CHECK(rho.samples[5] == 1.2);
  CHECK(rho.samples[8 + 5] == 1.4);
  CHECK(read.members(GroupBy::population)[1].mean == std::vector<double>{7, 7, 7, 7});
  write_small_sweep(folder / "none.h5");
  CHECK(ResultReader{folder / "none.h5"}.members(GroupBy::home).empty());
  CHECK_FALSE(ResultReader{folder / "none.h5"}.has("/members"));
}

TEST_CASE("the members of a sweep are exported as its curves are", "[analysis]") {
  const TemporaryFolder folder;
  write_member_sweep(folder / "s.h5");
  export_csv(folder / "s.h5", folder / "csv");
  std::ifstream means{folder / "csv/organisations.csv"},
      samples{folder / "csv/population_samples.csv"};
  std::string titles, first;
  std::getline(means, titles);
  std::getline(means, first);
  CHECK(titles == "metric,share,provider.coop.pricing,member,mean,low,high,n");
  CHECK(first == "gpus,0.25,posted_price,lab,8,8,8,2");
  std::getline(samples, titles);
  CHECK(titles == "metric,replication,share,provider.coop.pricing,member,sample,flag");
}

TEST_CASE("the members of a sampled sweep lie on its points", "[analysis]") {
  const TemporaryFolder folder;
  Sweep sweep;
  sweep.axes = {{"", "point", {"0", "1"}, {0, 1}, "1"}};
  sweep.coordinates = {{"provider.pool.share", "share", {"0.5", "0.75"}, {0.5, 0.75}, "1"}};
  sweep.points.resize(2);
  std::vector<RunSummary> runs(2, small_summary());
  for (RunSummary& run : runs) run.organisations = {{.name = "lab"}, {.name = "hall"}};
  write_sweep_file(folder / "s.h5", small_header(), sweep, runs);
  const auto curves = ResultReader{folder / "s.h5"}.members(GroupBy::home);
  const Curve& rho = rho_of(curves);
  REQUIRE(rho.axes.size() == 2);
  REQUIRE(rho.coordinates.size() == 1);
  CHECK(rho.coordinates[0].numbers == std::vector<double>{0.5, 0.75});
  CHECK(rho.mean.size() == 4);
}

TEST_CASE("a member gains or loses where its whole interval says so", "[analysis]") {
  CHECK(standing_of({NAN, NAN, NAN, 0}) == MemberStanding::unknown);
  CHECK(standing_of({0.9, NAN, NAN, 1}) == MemberStanding::sooner);
  CHECK(standing_of({0.9, 0.8, 0.98, 5}) == MemberStanding::sooner);
  CHECK(standing_of({0.9, 0.8, 1.0, 5}) == MemberStanding::not_clear);
  CHECK(standing_of({0.995, 0.992, 0.998, 5}) == MemberStanding::as_before);
  CHECK(standing_of({1.2, 1.1, 1.3, 5}) == MemberStanding::later);
  CHECK(standing_of({1.2, 1.005, 1.3, 5}) == MemberStanding::not_clear);
}
