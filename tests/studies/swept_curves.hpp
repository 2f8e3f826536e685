#pragma once

// The curves of a sweep as the program exports them, and formulas to hold them to.

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "tests/cli/workplace.hpp"

namespace souk {

struct CurvePoint {
  double mean = 0, low = 0, high = 0;
  [[nodiscard]] double half() const { return (high - low) / 2; }
};

/// Lines of a CSV file without quotes, by column title.
inline std::vector<std::map<std::string, std::string>> rows_of_csv(const std::string& text) {
  std::vector<std::vector<std::string>> cells;
  for (const std::string& line : lines_of(text)) {
    cells.push_back({""});
    for (const char c : line)
      if (c == ',')
        cells.back().emplace_back();
      else
        cells.back().back() += c;
  }
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t r = 1; r < cells.size(); ++r) {
    REQUIRE(cells[r].size() == cells[0].size());
    for (std::size_t c = 0; c < cells[0].size(); ++c) {
      if (c == 0) rows.emplace_back();
      rows.back()[cells[0][c]] = cells[r][c];
    }
  }
  return rows;
}

/// `souk sweep SCENARIO MORE...`, and what it found.
class SweptCurves {
 public:
  SweptCurves(const Workplace& place, const std::string& scenario, const Words& more = {}) {
    Words words{"sweep", scenario, "-o", "swept.h5", "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    const Ran ran = place.souk(words);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    REQUIRE(place.souk(split("export swept.h5 --csv swept")).code == 0);
    rows_ = rows_of_csv(place.read("swept/curves.csv"));
    out = ran.out;
  }

  /// In the order of the points.
  [[nodiscard]] std::vector<CurvePoint> of(const std::string& metric) const {
    const auto number = [](const std::string& cell) {
      return cell.empty() ? NAN : std::stod(cell);
    };
    std::vector<CurvePoint> points;
    for (const auto& row : rows_)
      if (row.at("metric") == metric)
        points.push_back({number(row.at("mean")), number(row.at("low")), number(row.at("high"))});
    return points;
  }

  std::string out;  ///< what the sweep printed

 private:
  std::vector<std::map<std::string, std::string>> rows_;
};

/// Twice the half-width of a 95 % interval of ten replications is 4.5 standard errors: a true value
/// lies beyond in one of a thousand. `precision`: the greatest half-width, as a part of `want`.
inline void check_near(const CurvePoint& got, double want, double precision) {
  CAPTURE(got.mean, got.low, got.high, want);
  CHECK(std::abs(got.mean - want) <= 2 * got.half());
  CHECK(got.half() <= precision * std::abs(want));
}

/// Erlang's loss and delay formulas for c servers at a erlangs.
/// Source: Kleinrock, Queueing Systems I (1975), 3.5 and 3.6.
inline double erlang_b(int c, double a) {
  double b = 1;
  for (int i = 1; i <= c; ++i) b = a * b / (i + a * b);
  return b;
}
inline double erlang_c(int c, double a) {
  const double b = erlang_b(c, a);
  return c * b / (c - a * (1 - b));
}

/// The mean wait of M/M/c in units of the mean service.
inline double mmc_wait(int c, double a) {
  return erlang_c(c, a) / (c - a);
}

}  // namespace souk
