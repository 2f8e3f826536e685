// Do the intervals of a sweep hold what they promise? Each study is a point of a sweep over
// scenario.seed, so that the intervals are those that a user gets.

#include <fmt/format.h>

#include "tests/studies/swept_curves.hpp"

using namespace souk;

namespace {

struct Queue {
  const char* name;
  int servers;
  double rate;  ///< arrivals a minute; a service takes a minute on average
  const char* duration;
  const char* places;  ///< to wait
  const char* metric;
  double want;
};

constexpr const char* exponential = "{ law = \"exponential\", mean = \"1 min\" }";
constexpr const char* two_phases = "{ law = \"hyperexponential\", mean = \"1 min\", cv2 = 2 }";

std::vector<Queue> queues() {
  return {{"M/M/1", 1, 0.5, exponential, "\"inf\"", "mean_wait_s", 60 * mmc_wait(1, 0.5)},
          {"M/M/4", 4, 2.8, exponential, "\"inf\"", "mean_wait_s", 60 * mmc_wait(4, 2.8)},
          // Pollaczek and Khinchin: (1 + cv2) / 2 times the wait of M/M/1.
          {"M/G/1", 1, 0.5, two_phases, "\"inf\"", "mean_wait_s", 60 * 1.5 * mmc_wait(1, 0.5)},
          {"Erlang B", 4, 3, exponential, "0", "p_refused", erlang_b(4, 3)}};
}

/// `minutes` are observed, after a warm-up of a tenth of that.
std::string scene(const Queue& queue, int minutes, int replications, int studies) {
  return fmt::format(
      "[scenario]\nname = \"queue\"\nhorizon = \"{} min\"\nwarmup = \"{} min\"\n"
      "replications = {}\n[scheduling]\nname = \"fcfs\"\nqueue_limit = {}\n"
      "[[provider]]\nname = \"servers\"\nnodes = {}\n"
      "[[consumer]]\nname = \"customers\"\njobs.process = \"poisson\"\njobs.rate = \"{} /min\"\n"
      "jobs.duration = {}\n"
      "[[sweep]]\nkey = \"scenario.seed\"\nfrom = 1\nto = {}\npoints = {}\n",
      minutes * 11 / 10, minutes / 10, replications, queue.places, queue.servers, queue.rate,
      queue.duration, studies, studies);
}

/// In how many of the studies of seeds 1 to 100 the interval holds the truth.
int covered(const Queue& queue, int customers, int replications) {
  const auto minutes = static_cast<int>(customers / queue.rate);
  const Workplace place;
  place.write("s.toml", scene(queue, minutes, replications, 100));
  const auto points = SweptCurves{place, "s.toml"}.of(queue.metric);
  REQUIRE(points.size() == 100);
  int count = 0;
  for (const CurvePoint& point : points)
    if (point.low <= queue.want && queue.want <= point.high) ++count;
  return count;
}

}  // namespace

TEST_CASE("the 95 % interval of a study of M/M/1 holds the truth in 90 of 100 studies",
          "[cli][oracle]") {
  CHECK(covered(queues()[0], 2000, 5) >= 90);
}

TEST_CASE("95 % intervals hold the truth in 90 of 100 studies of each queue that theory knows",
          "[cli][oracle][slow]") {
  for (const Queue& queue : queues()) {
    CAPTURE(queue.name);
    CHECK(covered(queue, 10'000, 10) >= 90);
  }
}

TEST_CASE("paired differences vary less than those of independent streams", "[cli][contract]") {
  const Workplace place;
  const std::pair<const char*, const char*> changes[] = {
      {"scheduling.name", "[\"fcfs\", \"sjf\"]"},
      {"provider.servers.nodes", "[2, 3]"},
      {"consumer.customers.jobs.rate", "[\"1.4 /min\", \"1.5 /min\"]"}};
  const Queue queue{"M/M/2", 2, 1.4, exponential, "\"inf\"", "mean_wait_s", 0};
  std::string text = scene(queue, 1000, 20, 1);
  text.resize(text.find("[[sweep]]"));
  for (const auto& [key, values] : changes) {
    CAPTURE(key);
    place.write("s.toml", fmt::format("{}[study]\nbaseline = 0\n[[sweep]]\nkey = \"{}\"\n"
                                      "values = {}\n",
                                      text, key, values));
    const SweptCurves swept{place, "s.toml"};
    const auto rows = rows_of_csv(place.read("swept/comparison.csv"));
    REQUIRE(rows.size() == 2);
    CHECK(std::stod(rows[1].at("variance_reduction")) > 1);
    CHECK(std::stod(rows[1].at("n")) == 20);
  }
}

TEST_CASE("a study to a half-width meets it at every point", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", scene(queues()[0], 1000, 5, 8) +
                            "[study]\nmetric = \"mean_wait_s\"\nhalf_width = 0.1\n");
  const SweptCurves swept{place, "s.toml"};
  CHECK(contains(swept.out, "met at every point"));
  const auto points = swept.of("mean_wait_s");
  REQUIRE(points.size() == 8);
  for (const CurvePoint& point : points) {
    CHECK(point.half() <= 0.1 * point.mean);
    CHECK(point.mean == Approx(60).epsilon(0.25));
  }
}
