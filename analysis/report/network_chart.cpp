#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/vega_lite.hpp"

namespace souk::report {
namespace {

constexpr std::size_t most_links = 200;
constexpr int outside = -1;

struct Link {
  int from, to;
  double bytes = 0, transfers = 0;
};

std::string name_of(const RunData& run, int site) {
  if (site == outside) return "outside";
  const std::string& name = run.sites[static_cast<std::size_t>(site)].name;
  return name.ends_with("/0") ? name.substr(0, name.size() - 2) : name;
}

/// Between different sites, the most bytes first.
std::vector<Link> links_of(const RunData& run) {
  std::map<std::pair<int, int>, Link> links;
  for (std::size_t t = 0; t < run.transfers.rows; ++t) {
    const int from = static_cast<int>(run.transfers["from"][t]),
              to = static_cast<int>(run.transfers["to"][t]);
    const double bytes = run.transfers["bytes"][t];
    if (from == to || !(bytes > 0) || std::isnan(run.transfers["end_s"][t])) continue;
    Link& link = links.try_emplace({from, to}, Link{from, to}).first->second;
    link.bytes += bytes;
    link.transfers += 1;
  }
  std::vector<Link> sorted;
  for (const auto& [ends, link] : links) sorted.push_back(link);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Link& a, const Link& b) { return a.bytes > b.bytes; });
  return sorted;
}

struct Point {
  double x, y;
};

/// Sites on a circle, from the top clockwise; outside in the middle.
Point place_of(const RunData& run, int site) {
  if (site == outside) return {0, 0};
  const double turn = 2 * std::numbers::pi * site / static_cast<double>(run.sites.size());
  return {std::sin(turn), std::cos(turn)};
}

/// Either direction on its own side of the line between two sites; the arrow sits at 60 % of it.
json link_row(const RunData& run, const Link& link) {
  Point a = place_of(run, link.from), b = place_of(run, link.to);
  const double dx = b.x - a.x, dy = b.y - a.y, length = std::max(1e-9, std::hypot(dx, dy));
  const double side = 0.018, trim = std::min(0.1, length / 4);
  for (Point* point : {&a, &b}) {
    point->x += side * dy / length;
    point->y -= side * dx / length;
  }
  a = {a.x + trim * dx / length, a.y + trim * dy / length};
  b = {b.x - trim * dx / length, b.y - trim * dy / length};
  const double angle = std::atan2(dx, dy) * 180 / std::numbers::pi;
  const double rate = link.bytes / std::max(1.0, run.end_s);
  return {name_of(run, link.from),
          name_of(run, link.to),
          rounded(a.x),
          rounded(a.y),
          rounded(b.x),
          rounded(b.y),
          rounded(a.x + 0.6 * (b.x - a.x)),
          rounded(a.y + 0.6 * (b.y - a.y)),
          rounded(angle, 4),
          rounded(rate * 8 / 1e6),
          rate_text(rate),
          bytes_text(link.bytes),
          link.transfers};
}

json site_rows(const RunData& run, const std::vector<Link>& links) {
  json rows = json::array();
  const auto add = [&](int site, double gpus, const std::string& access) {
    const Point at = place_of(run, site);
    double in = 0, out = 0;
    for (const Link& link : links) {
      if (link.to == site) in += link.bytes;
      if (link.from == site) out += link.bytes;
    }
    rows.push_back({name_of(run, site), rounded(at.x), rounded(at.y), rounded(1.16 * at.x),
                    rounded(1.13 * at.y), gpus, bytes_text(in), bytes_text(out), access});
  };
  for (std::size_t s = 0; s < run.sites.size(); ++s)
    add(static_cast<int>(s), run.sites[s].nodes * run.sites[s].gpus_per_node,
        rate_text(run.sites[s].up));
  if (std::any_of(links.begin(), links.end(),
                  [](const Link& l) { return l.from == outside || l.to == outside; }))
    add(outside, 0, "–");
  return rows;
}

json map_spec(const RunData& run, const std::vector<Link>& links) {
  json rows = json::array();
  for (const Link& link : links) rows.push_back(link_row(run, link));
  const json scale{{"domain", {-1.3, 1.3}}, {"nice", false}};
  const auto place = [&](const char* field) {
    return json{{"field", field}, {"type", "quantitative"}, {"axis", nullptr}, {"scale", scale}};
  };
  const json link_data = table_data(
      {"from", "to", "x", "y", "x2", "y2", "mx", "my", "angle", "v", "rate", "bytes", "transfers"},
      rows);
  const json hints{hint("from", "from", ""), hint("to", "to", ""),
                   hint("rate", "mean bandwidth used", ""), hint("bytes", "moved", ""),
                   hint("transfers", "transfers", ",d")};
  const json width{{"field", "v"},
                   {"type", "quantitative"},
                   {"title", "mean Mbit/s used"},
                   {"scale", {{"type", "sqrt"}, {"range", {0.5, 9}}}},
                   {"legend",
                    {{"orient", "bottom-right"},
                     {"tickCount", 3},
                     {"symbolType", "stroke"},
                     {"symbolStrokeColor", "var(--c1)"}}}};
  const json site_data = table_data({"site", "x", "y", "lx", "ly", "gpus", "in", "out", "access"},
                                    site_rows(run, links));
  const json site_hints{hint("site", "site", ""), hint("gpus", "GPUs", ",d"),
                        hint("in", "received", ""), hint("out", "sent", ""),
                        hint("access", "access link, up", "")};
  json spec = chart_of(520);
  spec["layer"] = {
      {{"data", link_data},
       {"mark",
        {{"type", "rule"}, {"color", "var(--c1)"}, {"opacity", 0.6}, {"strokeCap", "round"}}},
       {"encoding",
        {{"x", place("x")},
         {"y", place("y")},
         {"x2", {{"field", "x2"}}},
         {"y2", {{"field", "y2"}}},
         {"strokeWidth", width},
         {"tooltip", hints}}}},
      {{"data", link_data},
       {"mark",
        {{"type", "point"},
         {"shape", "triangle-up"},
         {"filled", true},
         {"size", 70},
         {"color", "var(--c1)"},
         {"opacity", 1},
         {"aria", false}}},
       {"encoding",
        {{"x", place("mx")},
         {"y", place("my")},
         {"angle", {{"field", "angle"}, {"type", "quantitative"}, {"scale", nullptr}}},
         {"tooltip", hints}}}},
      {{"data", site_data},
       {"mark", {{"type", "point"}, {"filled", true}, {"color", "var(--ink)"}, {"opacity", 1}}},
       {"encoding",
        {{"x", place("x")},
         {"y", place("y")},
         {"size",
          {{"field", "gpus"},
           {"type", "quantitative"},
           {"legend", nullptr},
           {"scale", {{"range", {60, 700}}}}}},
         {"tooltip", site_hints}}}},
      {{"data", site_data},
       {"mark", {{"type", "text"}, {"fontSize", 12}, {"aria", false}}},
       {"encoding",
        {{"x", place("lx")},
         {"y", place("ly")},
         {"text", {{"field", "site"}, {"type", "nominal"}}}}}}};
  return spec;
}

}  // namespace

std::vector<Chart> network_chart(const RunData& run) {
  std::vector<Link> links = links_of(run);
  if (links.empty()) return {};
  double bytes = 0;
  for (const Link& link : links) bytes += link.bytes;
  Chart chart;
  chart.title = "Bandwidth used between sites";
  chart.text =
      fmt::format("{} moved between sites over {}; most of it from {} to {}: {}, {} on average.",
                  bytes_text(bytes), duration_text(run.end_s), name_of(run, links[0].from),
                  name_of(run, links[0].to), bytes_text(links[0].bytes),
                  rate_text(links[0].bytes / std::max(1.0, run.end_s)));
  chart.table = {chart.title,
                 {"from", "to", "moved", "transfers", "mean bandwidth used", "sender's access link",
                  "share of it"},
                 {},
                 {}};
  const std::size_t all = links.size();
  if (links.size() > most_links) links.resize(most_links);
  for (const Link& link : links) {
    const double rate = link.bytes / std::max(1.0, run.end_s);
    const double up =
        link.from == outside ? infinity : run.sites[static_cast<std::size_t>(link.from)].up;
    const double share = rate / up;
    chart.table.rows.push_back(
        {words(name_of(run, link.from)), words(name_of(run, link.to)),
         number(link.bytes, bytes_text(link.bytes)),
         number(link.transfers, number_text(link.transfers)), number(rate, rate_text(rate)),
         number(up, rate_text(up)),
         number(share, std::isinf(up) ? "–" : fmt::format("{:.2f} %", 100 * share))});
  }
  chart.note =
      "The width of an arrow is its mean bandwidth over the whole run; the size of a dot, the GPUs "
      "of its site.";
  if (all > most_links)
    chart.note += fmt::format(" Drawn: the {} links with most bytes of {}.", most_links, all);
  chart.spec = map_spec(run, links);
  return {chart};
}

}  // namespace souk::report
