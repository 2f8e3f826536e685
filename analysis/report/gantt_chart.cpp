#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/vega_lite.hpp"

namespace souk::report {
namespace {

constexpr int most_lanes = 72;  ///< GPUs drawn, one row of pixels each
constexpr std::size_t most_bars = 2000;
constexpr std::array<double, 12> windows{60,        600,        3600,       6 * 3600,
                                         12 * 3600, 86400,      172800,     3 * 86400,
                                         7 * 86400, 14 * 86400, 30 * 86400, infinity};

struct Use {
  double start, end;
  int site, node, gpus;
  std::size_t job;
};

/// A node that is drawn: its first lane, and which lanes are taken until when.
struct Node {
  int site, node, first_lane;
  std::vector<double> busy_until;
};

/// GPUs in use by one job: from /leases, or from the jobs that ran once.
std::vector<Use> uses_of(const RunData& run) {
  std::vector<Use> uses;
  const auto whole = [](double number) { return static_cast<int>(number); };
  if (!run.leases.empty() && !run.jobs.empty()) {
    std::vector<std::size_t> job_of;
    for (std::size_t j = 0; j < run.jobs.rows; ++j) {
      const auto order = static_cast<std::size_t>(run.jobs["order"][j]);
      if (order >= job_of.size()) job_of.resize(order + 1, run.jobs.rows);
      job_of[order] = j;
    }
    for (std::size_t l = 0; l < run.leases.rows; ++l) {
      const double order = run.leases["order"][l];
      const double end = run.leases["end_s"][l];
      if (order < 0 || order >= static_cast<double>(job_of.size()) ||
          run.leases["first_node"][l] < 0)
        continue;
      uses.push_back({run.leases["start_s"][l], std::isnan(end) ? run.end_s : end,
                      whole(run.leases["site"][l]), whole(run.leases["first_node"][l]),
                      whole(run.leases["gpus"][l]), job_of[static_cast<std::size_t>(order)]});
    }
  } else {
    for (std::size_t j = 0; j < run.jobs.rows; ++j) {
      if (run.jobs["attempts"][j] != 1 || run.jobs["first_node"][j] < 0) continue;
      const double end = run.jobs["end_s"][j];
      uses.push_back({run.jobs["start_s"][j] - run.jobs["hold_s"][j],
                      std::isnan(end) ? run.end_s : end, whole(run.jobs["site"][j]),
                      whole(run.jobs["first_node"][j]), whole(run.jobs["gpus"][j]), j});
    }
  }
  std::erase_if(uses, [](const Use& use) { return !(use.end > use.start) || use.site < 0; });
  std::stable_sort(uses.begin(), uses.end(),
                   [](const Use& a, const Use& b) { return a.start < b.start; });
  return uses;
}

/// The first nodes of every site in turn, until 72 GPUs are drawn.
std::vector<Node> nodes_of(const RunData& run) {
  std::vector<int> taken(run.sites.size());
  int lanes = 0;
  for (bool more = true; more;) {
    more = false;
    for (std::size_t s = 0; s < run.sites.size(); ++s) {
      const StoredSite& site = run.sites[s];
      if (taken[s] >= site.nodes || site.gpus_per_node < 1 ||
          lanes + site.gpus_per_node > most_lanes)
        continue;
      ++taken[s];
      lanes += site.gpus_per_node;
      more = true;
    }
  }
  std::vector<Node> nodes;
  int lane = 0;
  for (std::size_t s = 0; s < run.sites.size(); ++s)
    for (int n = 0; n < taken[s]; ++n) {
      const int gpus = run.sites[s].gpus_per_node;
      nodes.push_back({static_cast<int>(s), n, lane,
                       std::vector<double>(static_cast<std::size_t>(gpus), -infinity)});
      lane += gpus;
    }
  return nodes;
}

struct Window {
  double from, to;
};

/// The longest window around the middle of the run in which the drawn nodes have at most 2,000
/// uses.
Window window_of(const std::vector<Use>& uses, double end) {
  Window window{0, end};
  for (auto length = windows.rbegin(); length != windows.rend(); ++length) {
    if (std::isfinite(*length) && *length > end) continue;
    if (std::isfinite(*length))
      window = {std::max(0.0, (end - *length) / 2), std::min(end, (end + *length) / 2)};
    const auto inside = std::count_if(uses.begin(), uses.end(), [&](const Use& use) {
      return use.end > window.from && use.start < window.to;
    });
    if (static_cast<std::size_t>(inside) <= most_bars) break;
  }
  return window;
}

/// Puts a use into free lanes of its node; one bar per run of neighbouring lanes.
std::vector<std::pair<int, int>> lanes_for(Node& node, const Use& use) {
  std::vector<std::pair<int, int>> bars;
  int wanted = std::min(use.gpus, static_cast<int>(node.busy_until.size()));
  for (std::size_t lane = 0; lane < node.busy_until.size() && wanted > 0; ++lane) {
    if (node.busy_until[lane] > use.start + 1e-6) continue;
    node.busy_until[lane] = use.end;
    --wanted;
    const int at = static_cast<int>(lane);
    if (!bars.empty() && bars.back().second == at)
      ++bars.back().second;
    else
      bars.emplace_back(at, at + 1);
  }
  return bars;
}

std::string whose(const RunData& run, const Members& members, const Use& use) {
  const int user = members.of_job(run, use.job),
            owner = members.of_site[static_cast<std::size_t>(use.site)];
  return user == owner ? "own members" : "others";
}

std::string node_name(const RunData& run, const Members& members, const Node& node) {
  const auto site = static_cast<std::size_t>(node.site);
  const int owner = members.of_site[site];
  std::string name = run.sites[site].name;
  if (owner >= 0 && name.starts_with(members.names[static_cast<std::size_t>(owner)] + "/0"))
    name = members.names[static_cast<std::size_t>(owner)];
  return run.sites[site].nodes > 1 ? fmt::format("{} node {}", name, node.node) : name;
}

class Gantt {
 public:
  Gantt(const RunData& run, const Members& members)
      : run_{run}, members_{members}, time_{run.time()} {
    nodes_ = nodes_of(run);
    std::vector<Use> uses = uses_of(run);
    std::erase_if(uses, [&](const Use& use) { return node_at(use) == nullptr; });
    window_ = window_of(uses, run.end_s);
    for (const Use& use : uses) draw(use);
  }
  [[nodiscard]] bool empty() const { return bars_.empty(); }
  [[nodiscard]] Chart chart() const;

 private:
  Node* node_at(const Use& use) {
    for (Node& node : nodes_)
      if (node.site == use.site && node.node == use.node) return &node;
    return nullptr;
  }
  void draw(const Use& use);
  [[nodiscard]] json spec() const;

  const RunData& run_;
  const Members& members_;
  TimeScale time_;
  std::vector<Node> nodes_;
  Window window_{};
  json bars_ = json::array();
  std::size_t drawn_ = 0, guests_ = 0;
  Table table_{
      "Jobs on nodes", {"node", "GPUs", "from", "to", "length", "job of", "at", "GPUs of"}, {}, {}};
};

void Gantt::draw(const Use& use) {
  Node& node = *node_at(use);
  const auto lanes = lanes_for(node, use);
  if (use.end <= window_.from || use.start >= window_.to || lanes.empty()) return;
  const int user = members_.of_job(run_, use.job);
  const std::string who = user < 0 ? "–" : members_.names[static_cast<std::size_t>(user)];
  const std::string name = node_name(run_, members_, node), guest = whose(run_, members_, use);
  const double from = std::max(use.start, window_.from), to = std::min(use.end, window_.to);
  for (const auto& [first, last] : lanes)
    bars_.push_back({time_.at(from), time_.at(to), node.first_lane + first + 0.06,
                     node.first_lane + last - 0.06, guest, who, name, use.gpus,
                     duration_text(use.end - use.start)});
  ++drawn_;
  guests_ += guest == "others" ? 1 : 0;
  if (table_.rows.size() >= 500) return;
  table_.rows.push_back(
      {words(name), number(use.gpus, number_text(use.gpus)), words(time_.text(use.start)),
       words(time_.text(use.end)), number(use.end - use.start, duration_text(use.end - use.start)),
       words(who), words(run_.sites[static_cast<std::size_t>(use.site)].name), words(guest)});
}

json Gantt::spec() const {
  json centres = json::array(), names = json::array(), edges = json::array();
  int lanes = 0;
  for (const Node& node : nodes_) {
    const auto gpus = static_cast<int>(node.busy_until.size());
    centres.push_back(node.first_lane + gpus / 2.0);
    names.push_back(node_name(run_, members_, node));
    edges.push_back({node.first_lane});
    lanes = node.first_lane + gpus;
  }
  edges.push_back({lanes});
  const json axis{{"values", centres},
                  {"grid", false},
                  {"title", nullptr},
                  {"labelColor", "var(--ink)"},
                  {"labelExpr", labels_at(centres, names)}};
  json x{{"field", "from"},
         {"type", time_.dates() ? "temporal" : "quantitative"},
         {"title", time_.title()},
         {"scale", {{"nice", false}}}};
  if (time_.dates()) x["axis"] = {{"format", "%d %b %H:%M"}, {"labelOverlap", true}};
  x["scale"][time_.dates() ? "type" : "zero"] = time_.dates() ? json("utc") : json(false);
  const json y{
      {"field", "top"},
      {"type", "quantitative"},
      {"axis", axis},
      {"scale", {{"domain", {0, lanes}}, {"reverse", true}, {"nice", false}, {"zero", false}}}};
  const json colour{
      {"field", "guest"},
      {"type", "nominal"},
      {"title", "job of"},
      {"legend", {{"orient", "top"}}},
      {"scale", {{"domain", {"own members", "others"}}, {"range", {"var(--c1)", "var(--c2)"}}}}};
  const json hints{hint("who", "job of", ""), hint("node", "node", ""), hint("gpus", "GPUs", ",d"),
                   hint("length", "length", "")};
  json spec = chart_of(std::max(120, 8 * lanes));
  spec["data"] =
      table_data({"from", "to", "top", "bottom", "guest", "who", "node", "gpus", "length"}, bars_);
  spec["layer"] = {
      {{"data", table_data({"edge"}, edges)},
       {"mark", {{"type", "rule"}, {"aria", false}, {"color", "var(--line)"}}},
       {"encoding", {{"y", {{"field", "edge"}, {"type", "quantitative"}}}}}},
      {{"mark", {{"type", "rect"}, {"aria", false}, {"clip", true}, {"opacity", 0.85}}},
       {"encoding",
        {{"x", x},
         {"x2", {{"field", "to"}}},
         {"y", y},
         {"y2", {{"field", "bottom"}}},
         {"color", colour},
         {"tooltip", hints}}}}};
  return spec;
}

Chart Gantt::chart() const {
  int all = 0;
  for (const StoredSite& site : run_.sites) all += site.nodes;
  Chart chart;
  chart.title = "GPUs of some nodes, and whose jobs held them";
  chart.text = fmt::format(
      "{} leases of GPUs on {} nodes from {} to {}; {} of them by jobs of others than the node's "
      "own members.",
      number_text(static_cast<double>(drawn_)), nodes_.size(), time_.text(window_.from),
      time_.text(window_.to), number_text(static_cast<double>(guests_)));
  chart.note = fmt::format(
      "A row is a GPU. Drawn: {} of {} nodes, the first of each site in turn up to {} GPUs, in the "
      "longest window around the "
      "middle of the run with at most {} leases. A gang over several nodes is drawn on its first. "
      "{}The table has the first 500.",
      nodes_.size(), all, most_lanes, number_text(static_cast<double>(most_bars)),
      run_.leases.empty()
          ? "Jobs that were started more than once are left out, since the leases were not kept. "
          : "");
  chart.spec = spec();
  chart.table = table_;
  return chart;
}

}  // namespace

std::vector<Chart> gantt_chart(const RunData& run, const Members& members) {
  if (run.jobs.empty() || run.sites.empty()) return {};
  const Gantt gantt{run, members};
  if (gantt.empty()) return {};
  return {gantt.chart()};
}

}  // namespace souk::report
