#include "tests/oracles/runner.hpp"

#include <chrono>
#include <map>
#include <ostream>
#include <set>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "tests/oracles/case_run.hpp"

namespace souk::oracles {
namespace {

struct Count {
  int run = 0, passed = 0, failed = 0, unsupported = 0;
};

class Report {
 public:
  Report(const RunnerOptions& options, std::ostream& out) : options_{options}, out_{out} {}

  void add(const Case& oracle, const CaseResult& result, double seconds) {
    Count& count = counts_[oracle.area];
    if (result.fate == Fate::unsupported) return add_unsupported(oracle, result, count);
    if (result.fate == Fate::slow) {
      ++slow_;
      fmt::print(out_, "slow {}: {}\n", oracle.name, result.reason);
      return;
    }
    ++count.run;
    ++(result.fate == Fate::passed ? count.passed : count.failed);
    if (!result.reason.empty()) fmt::print(out_, "FAILED {}: {}\n", oracle.name, result.reason);
    for (const CheckResult& check : result.checks) add_check(oracle.name, check);
    if (!options_.verbose) return;
    std::set<std::string> skipped;
    for (const Skip& skip : result.skips)
      if (skipped.insert(skip.key).second)
        fmt::print(out_, "skipped {} {}: {}\n", oracle.name, skip.key, skip.reason);
    fmt::print(out_, "ran {}: {} x {} jobs, {:.1f} s\n", oracle.name, result.replications,
               result.jobs, seconds);
  }

  void add_broken_file(const std::string& area, const std::string& fault) {
    ++counts_[area].failed;
    fmt::print(out_, "FAILED {}\n", fault);
  }

  /// The table, and the exit code.
  int finish() {
    Count all;
    for (const auto& [area, count] : counts_) {
      all.run += count.run;
      all.failed += count.failed;
      all.unsupported += count.unsupported;
    }
    if (undecided_ > 0)
      fmt::print(out_, "{} keys are too noisy for a quick run; --whole decides them\n", undecided_);
    if (slow_ > 0) fmt::print(out_, "{} cases are slow; --whole runs them\n", slow_);
    fmt::print(out_, "{} cases are unsupported{}\n", all.unsupported,
               options_.verbose ? "" : "; --verbose names them");
    if (all.run == 0) fmt::print(out_, "FAILED: no case ran\n");
    fmt::print(out_, "area run passed failed unsupported\n");
    for (const auto& [area, count] : counts_)
      fmt::print(out_, "{} {} {} {} {}\n", area, count.run, count.passed, count.failed,
                 count.unsupported);
    return all.run == 0 || all.failed > 0 ? 1 : 0;
  }

 private:
  void add_unsupported(const Case& oracle, const CaseResult& result, Count& count) {
    ++count.unsupported;
    // A case that nobody has thought of is named in any run.
    if (options_.verbose || result.reason.starts_with("no adapter"))
      fmt::print(out_, "unsupported {}: {}\n", oracle.name, result.reason);
  }

  void add_check(const std::string& name, const CheckResult& check) {
    undecided_ += check.undecided ? 1 : 0;
    const bool good = check.holds && check.precise;
    if (good && !options_.verbose) return;
    const std::string_view verdict = good ? "ok" : check.undecided ? "undecided" : "FAILED";
    if (check.undecided && !options_.verbose) return;
    fmt::print(out_, "{} {} {} got {:.9g} want {:.9g} tolerance {}\n", verdict, name, check.key,
               check.got, check.want, check.tolerance);
  }

  const RunnerOptions& options_;
  std::ostream& out_;
  std::map<std::string, Count> counts_;
  int undecided_ = 0, slow_ = 0;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void run_file(const std::filesystem::path& file, const RunnerOptions& options, Report& report,
              std::ostream& out) {
  std::vector<Case> cases;
  try {
    cases = read_oracles(read_text(file), file.filename().string());
  } catch (const OracleFault& fault) {
    report.add_broken_file(file.stem().string(), fault.what());
    return;
  }
  for (const Case& oracle : cases) {
    if (!options.area.empty() && oracle.area != options.area) continue;
    if (!oracle.name.starts_with(options.name)) continue;
    out.flush();  // what is left in the buffer would be printed by each child that exits
    const auto start = std::chrono::steady_clock::now();
    const CaseResult result = run_case(oracle, options);
    report.add(oracle, result, seconds_since(start));
  }
}

}  // namespace

int run_oracles(const std::filesystem::path& folder, const RunnerOptions& options,
                std::ostream& out) {
  if (!std::filesystem::is_directory(folder)) {
    fmt::print(out,
               "skipped: there are no oracles at {}; SOUK_ORACLES names the folder of oracle "
               "files\n",
               folder.string());
    return 77;
  }
  Report report{options, out};
  for (const std::filesystem::path& file : oracle_files(folder))
    run_file(file, options, report, out);
  return report.finish();
}

}  // namespace souk::oracles
