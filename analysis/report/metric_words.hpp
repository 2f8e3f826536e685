#pragma once

// How charts name metrics, their units and the axes of a sweep.

#include <string>

#include "analysis/result_reader.hpp"

namespace souk::report {

/// "mean_wait_s" as "Mean wait".
std::string readable(std::string metric);

struct Unit {
  double size = 1;
  std::string title;  ///< empty for pure numbers
};
/// What an axis counts in: time in what fits `largest`, else `unit` itself.
Unit unit_of(const std::string& unit, double largest);

/// The label of an axis with its unit, if it has one.
std::string axis_title(const CurveAxis& axis);

}  // namespace souk::report
