// The reference results under results/reference: what Souk printed before, it prints now.

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

Words cells_of(const std::string& line) {
  Words cells{""};
  for (const char c : line)
    if (c == ',')
      cells.emplace_back();
    else
      cells.back() += c;
  return cells;
}

/// Whether two cells are the same word, or numbers within the relative tolerance.
bool near(const std::string& now, const std::string& before, double tolerance) {
  if (now == before) return true;
  char* end_now = nullptr;
  char* end_before = nullptr;
  const double a = std::strtod(now.c_str(), &end_now);
  const double b = std::strtod(before.c_str(), &end_before);
  if (now.empty() || before.empty() || *end_now != 0 || *end_before != 0) return false;
  return std::fabs(a - b) <= tolerance * std::max(std::fabs(a), std::fabs(b));
}

/// The first line of `before` whose cells are not those that `now` begins the same line with;
/// empty: there is none.
std::string moved(const std::string& now, const std::string& before, double tolerance) {
  const std::vector<std::string> lines = lines_of(now), wanted = lines_of(before);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Words cells = i < lines.size() ? cells_of(lines[i]) : Words{};
    const Words wanted_cells = cells_of(wanted[i]);
    for (std::size_t c = 0; c < wanted_cells.size(); ++c)
      if (c >= cells.size() || !near(cells[c], wanted_cells[c], tolerance))
        return fmt::format("was {}, is {}", wanted[i], i < lines.size() ? lines[i] : "missing");
  }
  return lines.size() == wanted.size()
             ? ""
             : fmt::format("{} lines are new", lines.size() - wanted.size());
}

}  // namespace

TEST_CASE("the reference results hold within their tolerances", "[cli][golden]") {
  const Workplace place;
  const std::string folder = std::string{SOUK_SCENARIOS} + "/../results/reference/";
  const std::vector<std::string> index = lines_of(place.read(folder + "index.csv"));
  REQUIRE(index.size() > 2);
  for (std::size_t i = 1; i < index.size(); ++i) {
    const Words row = cells_of(index[i]);
    REQUIRE(row.size() == 3);
    CAPTURE(row[1]);
    const Words command = split(row[1]);
    const std::string scenario = std::string{SOUK_SCENARIOS} + "/" + command.at(1);
    REQUIRE(place.souk({command[0], scenario, "-o", "r.h5", "--quiet"}).code == 0);
    REQUIRE(place.souk({"export", "r.h5", "--csv", row[0]}).code == 0);
    const std::string table = row[0] + (command[0] == "run" ? "/summary.csv" : "/curves.csv");
    CHECK(moved(place.read(table), place.read(folder + row[0]), std::stod(row[2])) == "");
  }
}

TEST_CASE("a reference result that has moved is seen", "[cli]") {
  const std::string before = "metric,value\na,1\nb,\nc,inf\n";
  CHECK(moved("metric,value,units\na,1.0000000001,s\nb,,\nc,inf,1\n", before, 1e-9) == "");
  CHECK(moved("metric,value\na,1.00001\nb,\nc,inf\n", before, 1e-9) == "was a,1, is a,1.00001");
  CHECK(moved("metric,value\na,1\nb,2\nc,inf\n", before, 1e-9) == "was b,, is b,2");
  CHECK(moved("metric,value\na,1\nb,\n", before, 1e-9) == "was c,inf, is missing");
  CHECK(moved(before + "d,1\n", before, 1e-9) == "1 lines are new");
}
