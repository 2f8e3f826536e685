// The runner is tried on files written here: it must fail where a careless one would pass.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <unistd.h>
#include <catch2/catch.hpp>

#include "tests/oracles/runner.hpp"

using namespace souk::oracles;
using Catch::Matchers::Contains;

namespace {

/// A folder of one oracle file; gone with this object.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "souk-oracles-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream{path_ / name} << text;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Outcome {
  int code = 0;
  std::string text;
};

Outcome run_file(const std::string& text, RunnerOptions options = {}) {
  const Folder folder;
  folder.write("queues.toml", text);
  std::ostringstream out;
  const int code = run_oracles(folder.path(), options, out);
  return {code, out.str()};
}

const std::string head = "schema = 1\narea = \"queues\"\n";

std::string one_case(const std::string& name, const std::string& params,
                     const std::string& expected, const std::string& tolerance) {
  return "[[case]]\nname = \"" + name + "\"\nformula = \"f\"\nsource = \"by hand\"\n" +
         "[case.params]\n" + params + "\n[case.expected]\n" + expected + "\n[case.tolerance]\n" +
         tolerance + "\n";
}

// D/D/1: jobs at 0, 2, 4 of 3 s each begin at 0, 3, 6: they wait 0, 1, 2 and the last ends at 9.
const std::string dd1 = "model = \"D/D/1\"\ninterarrival = 2.0\nservice = 3.0\nn = 3";
const std::string dd1_waits = "Wq_last = 2.0\nWq_mean = 1.0\nmakespan = 9.0";
const std::string exact = "kind = \"exact\"\nabs = 1e-9\nrel = 1e-9";

// M/M/1 with lambda 1/2 and mu 1: rho = 1/2, L = rho / (1 - rho) = 1, W = 1 / (mu - lambda) = 2,
// Wq = W - 1 / mu = 1.
const std::string mm1 = "model = \"M/M/1\"\nlambda_ = 0.5\nmu = 1.0\ndiscipline = \"FCFS\"\nt = []";
const std::string mm1_means = "rho = 0.5\nL = 1.0\nW = 2.0\nWq = 1.0";
const std::string statistical =
    "kind = \"statistical\"\nreplications = 20\njobs_per_replication = 20000\n"
    "warmup_fraction = 0.1\nz = 4.0\nmax_rel_se = 0.02";

}  // namespace

TEST_CASE("a queue worked by hand passes, by its exact and by its statistical rule", "[oracles]") {
  const Outcome outcome = run_file(head + one_case("mm1_hand", mm1, mm1_means, statistical) +
                                   one_case("dd1_hand", dd1, dd1_waits, exact));
  INFO(outcome.text);
  CHECK(outcome.code == 0);
  CHECK_THAT(outcome.text, Catch::Matchers::EndsWith("area run passed failed unsupported\n"
                                                     "queues 2 2 0 0\n"));
}

TEST_CASE("a wrong expected value fails, and is printed with what was got", "[oracles]") {
  const Outcome wrong =
      run_file(head + one_case("dd1_hand", dd1, "Wq_last = 2.1\nWq_mean = 1.0", exact));
  CHECK(wrong.code == 1);
  CHECK_THAT(wrong.text, Contains("dd1_hand Wq_last got 2 want 2.1 tolerance +- 2.1e-09"));
  CHECK_THAT(wrong.text, Contains("queues 1 0 1 0"));
  CHECK(run_file(head + one_case("mm1_hand", mm1, "W = 2.2", statistical)).code == 1);
}

TEST_CASE("a measure that is too noisy for its rule does not pass", "[oracles]") {
  // Ten jobs a replication: a standard error of 1e-6 of the mean is out of reach.
  const std::string noisy =
      "kind = \"statistical\"\nreplications = 4\njobs_per_replication = 10\n"
      "warmup_fraction = 0.1\nz = 4.0\nmax_rel_se = 1e-6";
  CHECK(run_file(head + one_case("mm1_hand", mm1, "W = 2.0", noisy)).code == 1);
  CHECK(run_file(head + one_case("mm1_hand", mm1, "W = 2.0", noisy), {.whole = true}).code == 1);
}

TEST_CASE("a whole run takes more jobs until its measures are precise enough", "[oracles]") {
  const std::string few =
      "kind = \"statistical\"\nreplications = 20\njobs_per_replication = 1000\n"
      "warmup_fraction = 0.1\nz = 4.0\nmax_rel_se = 0.02";
  const Outcome outcome =
      run_file(head + one_case("mm1_hand", mm1, mm1_means, few), {.whole = true, .verbose = true});
  INFO(outcome.text);
  CHECK(outcome.code == 0);
  CHECK_THAT(outcome.text, !Contains("20 x 1000 jobs"));
}

TEST_CASE("a rule, a param or an expected key that nobody knows fails", "[oracles]") {
  const std::string kind = one_case("dd1_hand", dd1, dd1_waits, "kind = \"roughly\"");
  const std::string field = one_case("dd1_hand", dd1, dd1_waits, exact + "\nfactor = 2");
  const std::string param = one_case("dd1_hand", dd1 + "\nvacations = 3", dd1_waits, exact);
  const std::string key = one_case("dd1_hand", dd1, dd1_waits + "\nWq_median = 1.0", exact);
  const auto [text, said] = GENERATE_COPY(
      table<std::string, std::string>({{kind, "unknown tolerance.kind \"roughly\""},
                                       {field, "unknown to the adapter: tolerance.factor"},
                                       {param, "unknown to the adapter: params.vacations"},
                                       {key, "neither checked nor skipped: Wq_median"}}));
  const Outcome outcome = run_file(head + text);
  CHECK(outcome.code == 1);
  CHECK_THAT(outcome.text, Contains(said));
}

TEST_CASE("flows that start at one instant are told apart", "[oracles]") {
  // Link a of 100 B/s carries 100, 200, 300, 400 B from 0 on. Each has 1/4, then 1/3,
  // 1/2 and all of it: they end at 4, 4 + 100 x 3 / 100 = 7, 7 + 2 = 9, 9 + 1 = 10.
  const std::string flow = ", route = [\"a\"], latency = 0 }";
  const std::string params =
      "links = [\"a\"]\nbandwidth = [100]\nflows = [{ start = 0, size = 300" + flow +
      ", { start = 0, size = 100" + flow + ", { start = 0, size = 400" + flow +
      ", { start = 0, size = 200" + flow + "]";
  const Outcome outcome =
      run_file("schema = 1\narea = \"fairness_network\"\n" +
               one_case("transfer_hand", params, "finish = [9.0, 4.0, 10.0, 7.0]\nmakespan = 10.0",
                        "kind = \"exact\"\nabs = 1e-6\nrel = 1e-9"));
  INFO(outcome.text);
  CHECK(outcome.code == 0);
}

TEST_CASE("jobs of a batch are told apart, whatever their order of submission", "[oracles]") {
  // One node: job 1 (at 0) runs until 4, job 2 (at 1) until 6, job 0 (at 2) until 9; the fourth
  // wants two nodes and is refused.
  const Outcome outcome = run_file(
      "schema = 1\narea = \"scheduling\"\n" +
      one_case("batch_hand",
               "nodes = 1\nsubmit = [2, 0, 1, 0]\nsize = [1, 1, 1, 2]\nruntime = [3, 4, 2, 1]\n"
               "estimate = [3, 4, 2, 1]",
               "rejected = [3]\nstart_of_0 = 6\nfinish_of_0 = 9\nstart_of_2 = 4", exact));
  INFO(outcome.text);
  CHECK(outcome.code == 0);
}

TEST_CASE("a case that no adapter takes is named and counted", "[oracles]") {
  const Outcome outcome =
      run_file(head + one_case("dd1_hand", dd1, dd1_waits, exact) +
               one_case("polling_two", "model = \"polling\"", "W = 1", exact) +
               one_case("mm1_gated", "model = \"M/M/1 gated\"", "W = 1", exact) +
               one_case("forkjoin2", "ways = 2", "W = 1", exact));
  CHECK(outcome.code == 0);
  CHECK_THAT(outcome.text, Contains("unsupported polling_two: no adapter\n"));
  CHECK_THAT(outcome.text, Contains("unsupported mm1_gated: no adapter for model"));
  CHECK_THAT(outcome.text, Contains("queues 1 1 0 3"));
}

TEST_CASE("a run of no case fails", "[oracles]") {
  CHECK(run_file(head).code == 1);
  CHECK(run_file(head + one_case("forkjoin2", "ways = 2", "W = 1", exact)).code == 1);
  const Outcome other =
      run_file(head + one_case("dd1_hand", dd1, dd1_waits, exact), {.area = "content"});
  CHECK(other.code == 1);
  CHECK_THAT(other.text, Contains("no case ran"));
}

TEST_CASE("a file that is no oracle file fails", "[oracles]") {
  const std::string text = one_case("dd1_hand", dd1, dd1_waits, exact);
  CHECK(run_file(head + text).code == 0);
  CHECK(run_file(head + text + text).code == 1);                        // one name twice
  CHECK(run_file("schema = 2\narea = \"queues\"\n" + text).code == 1);  // another format
  CHECK(run_file("schema = 1\n" + text).code == 1);                     // no area
  CHECK(run_file(head + text + "[case").code == 1);                     // no TOML
  CHECK(run_file(head + text + "[[case]]\nname = \"dd1_bare\"\n").code == 1);
}

TEST_CASE("an absent folder is skipped with code 77", "[oracles]") {
  const Folder folder;
  std::ostringstream out;
  CHECK(run_oracles(folder.path() / "none", {}, out) == 77);
  CHECK_THAT(out.str(), Contains("SOUK_ORACLES"));
}
