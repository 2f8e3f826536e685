#include "models/devices/nelder_mead.hpp"

#include <algorithm>
#include <utility>

namespace souk {
namespace {

using Function = std::function<double(const std::vector<double>&)>;

class Simplex {
 public:
  Simplex(const Function& function, const std::vector<double>& start, double step)
      : function_{function} {
    corners_.push_back({start, call(start)});
    for (std::size_t i = 0; i < start.size(); ++i) {
      std::vector<double> corner = start;
      corner[i] += step;
      corners_.push_back({corner, call(corner)});
    }
    sort();
  }

  [[nodiscard]] double spread() const { return corners_.back().value - corners_.front().value; }
  [[nodiscard]] int calls() const { return calls_; }
  [[nodiscard]] const Minimum& best() const { return corners_.front(); }

  void move() {
    const std::vector<double> centre = centre_of_better();
    Minimum reflected = along(centre, -1);
    if (reflected.value < best().value) {
      Minimum expanded = along(centre, -2);
      take(expanded.value < reflected.value ? std::move(expanded) : std::move(reflected));
    } else if (reflected.value < corners_[corners_.size() - 2].value) {
      take(std::move(reflected));
    } else {
      const bool outside = reflected.value < corners_.back().value;
      Minimum contracted = along(centre, outside ? -0.5 : 0.5);
      if (contracted.value < std::min(reflected.value, corners_.back().value))
        take(std::move(contracted));
      else
        shrink();
    }
    sort();
  }

 private:
  double call(const std::vector<double>& at) {
    ++calls_;
    return function_(at);
  }
  void sort() { std::ranges::stable_sort(corners_, {}, &Minimum::value); }
  void take(Minimum corner) { corners_.back() = std::move(corner); }

  [[nodiscard]] std::vector<double> centre_of_better() const {
    std::vector<double> centre(best().at.size());
    for (std::size_t corner = 0; corner + 1 < corners_.size(); ++corner)
      for (std::size_t i = 0; i < centre.size(); ++i)
        centre[i] += corners_[corner].at[i] / static_cast<double>(centre.size());
    return centre;
  }
  /// The point centre + factor (worst - centre).
  Minimum along(const std::vector<double>& centre, double factor) {
    std::vector<double> at(centre.size());
    for (std::size_t i = 0; i < at.size(); ++i)
      at[i] = centre[i] + factor * (corners_.back().at[i] - centre[i]);
    const double value = call(at);
    return {std::move(at), value};
  }
  void shrink() {
    for (std::size_t corner = 1; corner < corners_.size(); ++corner) {
      for (std::size_t i = 0; i < best().at.size(); ++i)
        corners_[corner].at[i] = (corners_[corner].at[i] + best().at[i]) / 2;
      corners_[corner].value = call(corners_[corner].at);
    }
  }

  const Function& function_;
  std::vector<Minimum> corners_;  // best first
  int calls_ = 0;
};

}  // namespace

Minimum nelder_mead(const Function& function, const std::vector<double>& start, double step,
                    double tolerance, int most_calls) {
  Simplex simplex{function, start, step};
  while (simplex.spread() > tolerance && simplex.calls() < most_calls) simplex.move();
  return simplex.best();
}

}  // namespace souk
