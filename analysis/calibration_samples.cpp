#include "analysis/calibration_samples.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "analysis/result_groups.hpp"
#include "analysis/table_columns.hpp"

namespace souk {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// One value per row, into a variable of the group.
template <class Row, class Of>
void add(NumberedGroup& group, const VariableSpec& spec, std::span<const Row> rows, Of of) {
  using Value = std::decay_t<std::invoke_result_t<Of, const Row&>>;
  std::vector<Value> values(rows.size());
  std::ranges::transform(rows, values.begin(),
                         [&](const Row& row) { return std::invoke(of, row); });
  if constexpr (std::is_same_v<Value, std::string>)
    group.add(spec, values);
  else
    group.add<Value>(spec, values);
}

/// The columns of an operation, of rows that have one.
template <class Row, class Of>
void add_work(NumberedGroup& group, std::span<const Row> rows, Of work) {
  const auto number = [&](const char* name, const char* units, const char* what,
                          double OpWork::*member) {
    add<Row>(group, {name, units, what}, rows,
             [&](const Row& row) { return std::invoke(work, row).*member; });
  };
  add<Row>(
      group, {"op_class", "", "class of the work", flag_meanings(OpClass::layer_norm)}, rows,
      [&](const Row& row) { return static_cast<std::uint8_t>(std::invoke(work, row).op_class); });
  add<Row>(group, {"dtype", "", "number format", flag_meanings(Dtype::fp8)}, rows,
           [&](const Row& row) { return static_cast<std::uint8_t>(std::invoke(work, row).dtype); });
  number("batch", "1", "products in one call", &OpWork::batch);
  number("m", "1", "rows of the result; 0: no product", &OpWork::m);
  number("n", "1", "columns of the result", &OpWork::n);
  number("k", "1", "inner extent", &OpWork::k);
  number("read_bytes", "byte", "read, each operand once", &OpWork::read_bytes);
  number("write_bytes", "byte", "written", &OpWork::write_bytes);
}

void add_state(NumberedGroup& group, std::span<const Measured> rows) {
  using Row = Measured;
  const auto figure = [&](const char* name, const char* units, const char* what,
                          Figure Measured::*member) {
    add<Row>(group, {name, units, what}, rows,
             [&](const Row& row) { return (row.*member).value_or(unknown); });
  };
  figure("clock_before_mhz", "MHz", "clock before the first sample", &Row::clock_before_mhz);
  figure("clock_after_mhz", "MHz", "clock after the last sample", &Row::clock_after_mhz);
  figure("power_w", "W", "power after the last sample", &Row::power_w);
  figure("temperature_c", "degC", "temperature after the last sample", &Row::temperature_c);
  add<Row>(group, {"throttled", "", "why the device held back; empty: it did not"}, rows,
           &Row::throttled);
  add<Row>(group, {"skipped", "", "why the probe was not run; empty: it was"}, rows, &Row::skipped);
  add<Row>(group, {"converged", "", "11 samples put the median within 2 %", {"no", "yes"}}, rows,
           [](const Row& row) { return std::uint8_t{row.timing.converged}; });
}

void write_seconds(NumberedGroup& group, std::span<const Measured> rows) {
  std::size_t longest = 1;
  for (const Measured& row : rows) longest = std::max(longest, row.seconds.size());
  std::vector<std::int32_t> numbers(longest);
  std::iota(numbers.begin(), numbers.end(), 0);
  const hsize_t length = longest;
  const Hdf5Node sample = write_variable<std::int32_t>(
      group.node, {"sample", "1", "number of the sample"}, {&length, 1}, numbers);
  make_scale(sample, "sample");
  std::vector<double> seconds(rows.size() * longest, unknown);
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::ranges::copy(rows[i].seconds, seconds.begin() + static_cast<std::ptrdiff_t>(i * longest));
  const std::array<hsize_t, 2> shape{rows.size(), length};
  const Hdf5Node variable = write_variable<double>(
      group.node, {"seconds", "s", "time of one operation; NaN behind the last sample"}, shape,
      seconds);
  attach_scale(variable, group.scale, 0);
  attach_scale(variable, sample, 1);
}

void write_samples(const Hdf5Node& root, std::span<const Measured> rows) {
  using Row = Measured;
  NumberedGroup group{root, "samples", "probe", rows.size()};
  add<Row>(group, {"kind", "", "what was timed", flag_meanings(ProbeKind::block)}, rows,
           [](const Row& row) { return static_cast<std::uint8_t>(row.probe.kind); });
  add<Row>(group, {"family", "", "of the kernels"}, rows,
           [](const Row& row) { return row.probe.family; });
  add<Row>(group, {"block", "", "name of the block; empty: it is none"}, rows,
           [](const Row& row) { return row.probe.block; });
  add_work<Row>(group, rows, [](const Row& row) -> const OpWork& { return row.probe.work; });
  add<Row>(group, {"bytes", "byte", "of a chase or a copy"}, rows,
           [](const Row& row) { return row.probe.bytes; });
  add<Row>(group, {"fitted", "", "whether the fits saw it", {"no", "yes"}}, rows,
           [](const Row& row) { return std::uint8_t{row.probe.fitted}; });
  add_state(group, rows);
  write_seconds(group, rows);
}

void write_operations(const Hdf5Node& root, std::span<const Measured> rows) {
  struct Operation {
    std::int32_t probe;
    OpWork work;
  };
  std::vector<Operation> all;
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const OpWork& work : rows[i].probe.operations)
      all.push_back({static_cast<std::int32_t>(i), work});
  NumberedGroup group{root, "operations", "operation", all.size()};
  add<Operation>(group, {"probe", "1", "the block it belongs to", {}, "/samples/block"}, all,
                 &Operation::probe);
  add_work<Operation>(group, all, &Operation::work);
}

}  // namespace

void write_calibration_samples(const std::string& path, const SamplesHeader& header,
                               std::span<const Measured> measured) {
  OutputFile file{path};
  write_attribute(file.root(), "title", "timings of " + header.device);
  write_attribute(file.root(), "Conventions", "CF-1.10");
  write_attribute(file.root(), "souk_version", header.souk_version);
  write_attribute(file.root(), "kind", "calibration");
  write_attribute(file.root(), "device", header.device);
  write_attribute(file.root(), "seed", header.seed);
  write_samples(file.root(), measured);
  write_operations(file.root(), measured);
  file.commit();
}

}  // namespace souk
