#pragma once

namespace souk {

/// An estimate's lower and upper bound; both NaN where there is too little to say.
struct Interval {
  double low = 0, high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

}  // namespace souk
