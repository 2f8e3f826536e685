#include "analysis/sweep_grid.hpp"

#include <cctype>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "analysis/student.hpp"
#include "models/check.hpp"

namespace souk {
namespace {

/// A coordinate's name: letters, digits and _ . + - of its label, and none of a curve's own names.
std::string coordinate_name(const std::string& label, std::set<std::string>& taken) {
  std::string name;
  for (const char c : label) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' ||
                       c == '+' || c == '-';
    name += plain ? c : '_';
  }
  if (name.empty() || std::isalpha(static_cast<unsigned char>(name[0])) == 0) name = "_" + name;
  while (!taken.insert(name).second) name += "_";
  return name;
}

hsize_t product(const std::vector<hsize_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies<>{});
}

}  // namespace

SweepGrid::SweepGrid(const Sweep& swept, std::size_t runs,
                     std::vector<std::string> names_of_members)
    : sweep{swept}, members{std::move(names_of_members)} {
  const std::size_t points = sweep.points.size();
  SOUK_CHECK(points > 0 && runs % points == 0, "a sweep with a part of its runs");
  replications = runs / points;
  name_axes({"mean", "low", "high", "n", "sample", "flag", "event_hash", "bootstrap_low",
             "bootstrap_high", "variance_reduction", "resolved", "replication", "member"});
  SOUK_CHECK(product(shape) == points, "a sweep whose points are not its axes' grid");
  if (!members.empty()) shape.push_back(members.size());
  cells = product(shape);
  sample_shape = shape;
  sample_shape.insert(sample_shape.begin(), replications);
}

void SweepGrid::name_axes(std::set<std::string> taken) {
  for (const SweepAxis& axis : sweep.axes) {
    names.push_back(coordinate_name(axis.label.empty() ? axis.key : axis.label, taken));
    shape.push_back(axis.values.size());
  }
  for (const SweepAxis& each : sweep.coordinates) {
    SOUK_CHECK(shape.size() == 1 && each.values.size() == sweep.points.size(),
               "coordinates of a sweep whose points are not numbered");
    coordinate_names.push_back(coordinate_name(each.label.empty() ? each.key : each.label, taken));
  }
}

SweepGroup::SweepGroup(const Hdf5Node& group, const SweepGrid& grid, bool by_run)
    : group_{group}, grid_{grid}, by_run_{by_run} {
  if (by_run) add_replications();
  for (std::size_t a = 0; a < grid.names.size(); ++a) add_axis(grid.sweep.axes[a], grid.names[a]);
  for (std::size_t c = 0; c < grid.coordinate_names.size(); ++c)
    per_cell(write_coordinate(grid.sweep.coordinates[c], grid.coordinate_names[c]));
  if (!grid.members.empty()) add_members();  // after what varies by point alone
}

void SweepGroup::add_replications() {
  std::vector<std::int32_t> numbers(grid_.replications);
  std::iota(numbers.begin(), numbers.end(), 0);
  const hsize_t size = numbers.size();
  scales_.push_back(write_variable<std::int32_t>(
      group_, {"replication", "1", "number of the replication"}, {&size, 1}, numbers));
  make_scale(scales_.back(), "replication");
}

void SweepGroup::add_axis(const SweepAxis& axis, const std::string& name) {
  scales_.push_back(write_coordinate(axis, name));
  make_scale(scales_.back(), name);
}

void SweepGroup::add_members() {
  scales_.push_back(write_texts(group_, {"member", "", "member of the market"}, grid_.members));
  make_scale(scales_.back(), "member");
}

Hdf5Node SweepGroup::write_coordinate(const SweepAxis& axis, const std::string& name) {
  const std::string about = axis.label.empty() ? axis.key : axis.label;
  const hsize_t size = axis.numbers.size();
  Hdf5Node variable =
      axis.numbers.empty()
          ? write_texts(group_, {name, "", about}, axis.values)
          : write_variable<double>(group_, {name, axis.unit, about}, {&size, 1}, axis.numbers);
  write_attribute(variable, "key", axis.key);
  return variable;
}

void SweepGroup::attach(const Hdf5Node& variable, std::size_t first) {
  for (std::size_t s = first; s < scales_.size(); ++s)
    attach_scale(variable, scales_[s], static_cast<unsigned>(s - first));
}

void write_curve(const Hdf5Node& parent, const SweepGrid& grid, const Samples& samples,
                 double level) {
  std::vector<double> mean, low, high, column(grid.replications);
  std::vector<std::int32_t> n;
  for (std::size_t c = 0; c < grid.cells; ++c) {
    for (std::size_t r = 0; r < grid.replications; ++r)
      column[r] = samples.values[r * grid.cells + c];
    const MeanBand band = mean_band(column, level);
    mean.push_back(band.mean);
    low.push_back(band.low);
    high.push_back(band.high);
    n.push_back(static_cast<std::int32_t>(band.n));
  }
  const auto& [name, unit, about, values, flags] = samples;
  const Hdf5Node group = make_group(parent, name);
  write_attribute(group, "long_name", about);
  SweepGroup variables{group, grid};
  variables.per_cell<double>({"mean", unit, "mean over replications: " + about}, mean);
  const std::string interval =
      fmt::format(" end of Student's {:.6g} % interval of the mean", 100 * level);
  variables.per_cell<double>({"low", unit, "lower" + interval}, low);
  variables.per_cell<double>({"high", unit, "upper" + interval}, high);
  variables.per_cell<std::int32_t>({"n", "1", "replications in which it is defined"}, n);
  variables.per_run<double>({"sample", unit, "value in each run: " + about}, values);
  variables.per_run<std::uint8_t>({"flag", "", "state of each value", metric_flags}, flags);
}

}  // namespace souk
