// Rows about the M/M/c queue: speed, growth, memory.

#include <algorithm>

#include <fmt/format.h>

#include "rows.hpp"
#include "table.hpp"

namespace souk::bench {
namespace {

constexpr std::array<std::uint32_t, 3> hosts{100, 1'000, 10'000};

MarketQueue queue_of(std::uint32_t servers, std::uint64_t jobs,
                     Mechanism mechanism = Mechanism::posted_offers) {
  return {.queue = {.servers = servers, .jobs = jobs}, .mechanism = mechanism};
}

/// A rate, the bare calendar's, and how they compare.
void print_speed(const std::string& what, const Pair& pair, double least, double most_ratio) {
  const double rate = 1 / pair.souk_cpu_s;
  const std::string limit = most_ratio > 0 ? fmt::format(", <= {:g}x", most_ratio) : "";
  print({.what = what + (pair.same ? "" : " (ANOTHER QUEUE)"),
         .souk = per_second(rate),
         .bare = per_second(1 / pair.bare_cpu_s),
         .ratio = times(pair.ratio),
         .bar = fmt::format(">= {:.1f} M/s{}", least / 1e6, limit),
         .holds = rate >= least && (most_ratio <= 0 || pair.ratio <= most_ratio)});
}

void print_growth(const std::string& what, const Pair& small, const Pair& large, double most) {
  const double souk = large.souk_cpu_s / small.souk_cpu_s;
  const double bare = large.bare_cpu_s / small.bare_cpu_s;
  print({.what = what,
         .souk = times(souk),
         .bare = times(bare),
         .ratio = times(souk / bare),
         .bar = fmt::format("<= {:g}x beyond bare", most),
         .holds = souk / bare <= most});
}

MarketQueue longest(const Lab& lab) {
  return queue_of(100, lab.jobs(10'000'000));
}

}  // namespace

void engine_rows(Lab& lab) {
  for (const Mechanism mechanism : {Mechanism::posted_offers, Mechanism::none})
    for (const std::uint32_t servers : hosts)
      print_speed(
          fmt::format("{}, {} hosts",
                      mechanism == Mechanism::none ? "mechanism none" : "posted price", servers),
          lab.pair(queue_of(servers, lab.jobs(1'000'000), mechanism)), 1e6, 3);
}

void tables_rows(Lab& lab) {
  MarketQueue market = queue_of(1'000, lab.jobs(1'000'000));
  market.jobs_table = true;
  print_speed("posted price, 1000 hosts, /jobs", lab.pair(market), 4e5, 0);
}

void growth_rows(Lab& lab) {
  print_growth("hosts 100 -> 10,000", lab.pair(queue_of(hosts.front(), lab.jobs(1'000'000))),
               lab.pair(queue_of(hosts.back(), lab.jobs(1'000'000))), 1.5);
  print_growth(lab.quick() ? "jobs 1e2 -> 1e5, 100 hosts" : "jobs 1e4 -> 1e7, 100 hosts",
               lab.pair(queue_of(100, lab.jobs(10'000))), lab.pair(longest(lab)), 1.2);
}

void memory_rows(Lab& lab) {
  const double mib = lab.pair(longest(lab)).souk_mib;
  print(
      {.what = fmt::format("{:.0e} jobs, 100 hosts", static_cast<double>(longest(lab).queue.jobs)),
       .souk = fmt::format("{:.0f} MiB", mib),
       .bar = "< 2048 MiB",
       .holds = mib < 2048});
}

}  // namespace souk::bench
