#include "analysis/result_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "analysis/errors.hpp"
#include "analysis/hdf5_input.hpp"

namespace souk {
namespace {

std::string text_attribute(const Hdf5Node& node, const std::string& name) {
  const Cells cells = read_attribute(node, name);
  if (cells.size() != 1)
    throw BadResultFile{node.file->path, "attribute " + name + " is no scalar"};
  return cells.printed(0);
}

std::string optional_text(const Hdf5Node& node, const std::string& name) {
  return has_attribute(node, name) ? text_attribute(node, name) : "";
}

std::uint64_t whole_attribute(const Hdf5Node& node, const std::string& name) {
  const Cells cells = read_attribute(node, name);
  if (cells.kind == CellKind::text || cells.size() != 1)
    throw BadResultFile{node.file->path, "attribute " + name + " is no number"};
  return cells.bits[0];
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<double> numbers_of(const Hdf5Node& group, const std::string& name) {
  const Cells cells = read_all(open_object(group, name));
  std::vector<double> numbers(cells.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = cells.number(i);
  return numbers;
}

std::vector<std::string> texts_of(const Hdf5Node& group, const std::string& name) {
  const Cells cells = read_all(open_object(group, name));
  std::vector<std::string> texts(cells.size());
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = cells.printed(i);
  return texts;
}

Money money_of(double credits) {
  return std::isinf(credits) ? Money::infinite() : round_to_money(Credits{credits});
}

template <class Tag>
Id<Tag> id_of(double number) {
  return number < 0 ? Id<Tag>{} : Id<Tag>{static_cast<std::uint32_t>(number)};
}

CurveAxis read_axis(const Hdf5Node& group, const std::string& name) {
  const Hdf5Node scale = open_object(group, name);
  CurveAxis axis{name,
                 optional_text(scale, "key"),
                 text_attribute(scale, "long_name"),
                 optional_text(scale, "units"),
                 texts_of(group, name),
                 {}};
  if (!axis.unit.empty()) axis.numbers = numbers_of(group, name);
  return axis;
}

Curve read_curve(const Hdf5Node& curves, const std::string& metric) {
  const Hdf5Node group = open_object(curves, metric);
  const Hdf5Node mean = open_object(group, "mean");
  Curve curve;
  curve.metric = metric;
  curve.unit = text_attribute(mean, "units");
  curve.long_name = text_attribute(group, "long_name");
  for (const std::string& axis : dimension_names(mean))
    curve.axes.push_back(read_axis(group, axis));
  for (const std::string& name : child_names(group)) {
    const auto is_axis = [&](const CurveAxis& axis) { return axis.name == name; };
    if (has_attribute(open_object(group, name), "key") &&
        std::none_of(curve.axes.begin(), curve.axes.end(), is_axis))
      curve.coordinates.push_back(read_axis(group, name));
  }
  curve.replications = numbers_of(group, "replication").size();
  curve.mean = numbers_of(group, "mean");
  curve.low = numbers_of(group, "low");
  curve.high = numbers_of(group, "high");
  curve.n = numbers_of(group, "n");
  curve.samples = numbers_of(group, "sample");
  return curve;
}

std::vector<Curve> read_curves(const Hdf5Node& group) {
  std::vector<Curve> curves;
  for (const std::string& metric : child_names(group)) curves.push_back(read_curve(group, metric));
  return curves;
}

}  // namespace

struct ResultReader::State {
  Hdf5Node root;
};

ResultReader::ResultReader(const std::string& path)
    : state_{std::make_unique<State>(State{open_hdf5(path)})} {
  if (!has_attribute(state_->root, "souk_version") || !has_attribute(state_->root, "kind"))
    throw BadResultFile{path, "is not a result file of Souk"};
}
ResultReader::~ResultReader() = default;
ResultReader::ResultReader(ResultReader&&) noexcept = default;
ResultReader& ResultReader::operator=(ResultReader&&) noexcept = default;

bool ResultReader::is_sweep() const {
  return text_attribute(state_->root, "kind") == "sweep";
}

ResultHeader ResultReader::header() const {
  const Hdf5Node& root = state_->root;
  ResultHeader header;
  header.title = text_attribute(root, "title");
  header.souk_version = text_attribute(root, "souk_version");
  header.scenario = text_attribute(root, "scenario");
  header.seed = whole_attribute(root, "seed");
  if (has_attribute(root, "replication"))
    header.replication = static_cast<std::uint32_t>(whole_attribute(root, "replication"));
  if (has_attribute(root, "epoch"))
    header.epoch = static_cast<std::int64_t>(whole_attribute(root, "epoch"));
  header.modelled = text_attribute(root, "modelled");
  header.assumed = text_attribute(root, "assumed");
  header.ignored = text_attribute(root, "ignored");
  if (has_attribute(root, "winners")) header.winners = text_attribute(root, "winners");
  for (const std::string& line : lines_of(text_attribute(root, "inputs"))) {
    const auto gap = line.find("  ");
    if (gap == std::string::npos) throw BadResultFile{root.file->path, "a broken list of inputs"};
    header.inputs.push_back({line.substr(gap + 2), line.substr(0, gap)});
  }
  return header;
}

std::size_t ResultReader::replications() const {
  return is_sweep() ? whole_attribute(state_->root, "replications") : 1;
}

std::uint64_t ResultReader::event_hash() const {
  const std::string hex = text_attribute(state_->root, "event_hash");
  std::uint64_t hash = 0;
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), hash, 16);
  if (error != std::errc{} || end != hex.data() + hex.size() || hex.size() != 16)
    throw BadResultFile{state_->root.file->path, "a broken event hash"};
  return hash;
}

std::vector<std::uint64_t> ResultReader::hash_blocks() const {
  return read_all(open_object(state_->root, "provenance/hash_blocks")).bits;
}

std::vector<std::uint64_t> ResultReader::event_hashes() const {
  return read_all(open_object(state_->root, "provenance/event_hash")).bits;
}

std::vector<std::string> ResultReader::notes() const {
  return lines_of(text_attribute(open_object(state_->root, "provenance"), "notes"));
}
std::vector<std::string> ResultReader::warnings() const {
  return lines_of(optional_text(open_object(state_->root, "provenance"), "warnings"));
}

std::vector<StoredMetric> ResultReader::summary() const {
  const Hdf5Node group = open_object(state_->root, "summary");
  std::vector<StoredMetric> metrics;
  for (const std::string& name : child_names(group)) {
    const Hdf5Node variable = open_object(group, name);
    const auto flag = static_cast<MetricFlag>(whole_attribute(variable, "flag"));
    metrics.push_back({name,
                       text_attribute(variable, "units"),
                       text_attribute(variable, "long_name"),
                       {read_all(variable).number(0), flag}});
  }
  return metrics;
}

std::vector<StoredAgent> ResultReader::agents() const {
  const Hdf5Node group = open_object(state_->root, "agents");
  const std::vector<std::string> names = texts_of(group, "name");
  std::vector<StoredAgent> agents(names.size());
  const auto each = [&](const std::string& column, const auto& set) {
    const std::vector<double> values = numbers_of(group, column);
    if (values.size() != agents.size())
      throw BadResultFile{group.file->path, "/agents/" + column + " is cut short"};
    for (std::size_t i = 0; i < agents.size(); ++i) set(agents[i], values[i]);
  };
  for (std::size_t i = 0; i < names.size(); ++i) agents[i].row.name = names[i];
  using Row = StoredAgent&;
  each("role", [](Row a, double v) { a.row.role = static_cast<Role>(static_cast<int>(v)); });
  each("home", [](Row a, double v) { a.row.home = id_of<SiteTag>(v); });
  each("site", [](Row a, double v) { a.row.site = id_of<SiteTag>(v); });
  each("gpus", [](Row a, double v) { a.row.gpus = static_cast<int>(v); });
  each("spent_credit", [](Row a, double v) { a.totals.spent = money_of(v); });
  each("earned_credit", [](Row a, double v) { a.totals.earned = money_of(v); });
  each("jobs", [](Row a, double v) { a.totals.jobs = static_cast<std::uint64_t>(v); });
  each("jobs_alone", [](Row a, double v) { a.totals.jobs_alone = static_cast<std::uint64_t>(v); });
  for (const auto& [column, member] :
       {std::pair{"surplus_credit", &AgentSummary::surplus_credit},
        {"gpu_hours_used", &AgentSummary::gpu_hours_used},
        {"gpu_hours_lent", &AgentSummary::gpu_hours_lent},
        {"gpu_hours_taken", &AgentSummary::gpu_hours_taken},
        {"rho", &AgentSummary::rho},
        {"mean_wait_s", &AgentSummary::mean_wait_s},
        {"mean_jct_s", &AgentSummary::mean_jct_s},
        {"p95_wait_s", &AgentSummary::p95_wait_s},
        {"mean_wait_alone_s", &AgentSummary::mean_wait_alone_s},
        {"mean_jct_alone_s", &AgentSummary::mean_jct_alone_s},
        {"surplus_alone_credit", &AgentSummary::surplus_alone_credit}})
    each(column, [m = member](Row a, double v) { a.totals.*m = v; });
  return agents;
}

std::vector<AuditLine> ResultReader::audit() const {
  const Hdf5Node group = open_object(state_->root, "audit");
  const auto names = texts_of(group, "name");
  const auto expected = numbers_of(group, "expected"), found = numbers_of(group, "found"),
             holds = numbers_of(group, "holds");
  std::vector<AuditLine> lines;
  for (std::size_t i = 0; i < names.size(); ++i)
    lines.push_back({names[i], expected.at(i), found.at(i), holds.at(i) != 0});
  return lines;
}

std::vector<Curve> ResultReader::curves() const {
  return read_curves(open_object(state_->root, "curves"));
}

std::vector<Curve> ResultReader::members(GroupBy by) const {
  const std::string group = "members/" + std::string{member_word(by)};
  return has("/" + group) ? read_curves(open_object(state_->root, group)) : std::vector<Curve>{};
}

bool ResultReader::has(const std::string& path) const {
  // HDF5 asks for every group on the way to be there.
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1))
    if (!has_object(state_->root, path.substr(0, slash))) return false;
  return has_object(state_->root, path);
}

std::vector<double> ResultReader::numbers(const std::string& path) const {
  return numbers_of(state_->root, path);
}

std::vector<std::string> ResultReader::texts(const std::string& path) const {
  return texts_of(state_->root, path);
}

std::string ResultReader::attribute(const std::string& path, const std::string& name) const {
  return text_attribute(open_object(state_->root, path), name);
}

std::vector<std::size_t> Curve::place_of(std::size_t point) const {
  std::vector<std::size_t> place(axes.size());
  for (std::size_t a = axes.size(); a-- > 0; point /= axes[a].values.size())
    place[a] = point % axes[a].values.size();
  return place;
}

std::vector<std::string> Curve::values_at(std::size_t point) const {
  const std::vector<std::size_t> place = place_of(point);
  std::vector<std::string> values;
  for (std::size_t a = 0; a < axes.size(); ++a) values.push_back(axes[a].values[place[a]]);
  return values;
}

}  // namespace souk
