#pragma once

// Minimum of a function of a few variables without derivatives.

#include <functional>
#include <vector>

namespace souk {

struct Minimum {
  std::vector<double> at;
  double value = 0;
};

/// The simplex search of Nelder and Mead from `start`, with edges of length `step`; ends when the
/// values at the corners differ by less than `tolerance` or after `most_calls` calls of `function`.
/// The result is never worse than the start. Deterministic; O(most_calls).
/// Source: Nelder and Mead, The Computer Journal 7 (1965), with the usual coefficients 1, 2, 1/2.
Minimum nelder_mead(const std::function<double(const std::vector<double>&)>& function,
                    const std::vector<double>& start, double step, double tolerance,
                    int most_calls);

}  // namespace souk
