#include "sim/cli/job_story.hpp"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

constexpr std::size_t most_sites = 12;  // rows of a table of choices

}  // namespace

void JobStory::on(const Event& event) {
  std::visit([this](const auto& each) { note(each); }, event);
}

std::string JobStory::text() const {
  return text_;
}

void JobStory::tell(Seconds at, const std::string& what) {
  text_ += fmt::format("  {:>10}  {}\n", duration_text((at - wish_.time).value), what);
}

std::uint32_t JobStory::site_of(AgentId provider) const {
  return started_.agents[provider.value].site.value;
}

void JobStory::note(const RunStarted& event) {
  started_ = event;
  for (const SiteRow& row : event.sites)
    sites_.push_back({.free = static_cast<int>(row.nodes) * row.gpus_per_node});
}

void JobStory::note(const NodeState& event) {
  if (event.state != NodeMode::offered) sites_[event.site.value].open = false;
}

void JobStory::note(const OrderSubmitted& event) {
  if (event.order != order_) return;
  wish_ = event;
  const AgentRow& consumer = started_.agents[event.consumer.value];
  text_ = fmt::format("Order {} of {}, kind {}: {} GPU{}, {} GPU-hours of work, submitted at {}\n",
                      order_.value, consumer.name, scenario_->kinds[event.job_kind.value],
                      event.gpus, event.gpus == 1 ? "" : "s", number_text(event.work.value / 3600),
                      duration_text(event.time.value));
  if (consumer.home.exists())
    text_ += fmt::format("its home is {}, whose nodes it takes first and without payment\n",
                         started_.sites[consumer.home.value].name);
}

/// On one attempt, if it were alone: as the world has it, but for a factor of cost.noise.
Seconds JobStory::time_at(std::uint32_t site) const {
  const Device& device = scenario_->devices[started_.sites[site].device.value];
  return Seconds{wish_.work.value / (wish_.gpus * device.throughput[wish_.job_kind.value])};
}

bool JobStory::is_home(std::uint32_t site) const {
  return started_.agents[wish_.consumer.value].home == SiteId{site};
}

double JobStory::cost_at(std::uint32_t site) const {
  const double price = is_home(site) ? 0 : sites_[site].price.value;
  return price * time_at(site).value * wish_.gpus / 3600;
}

std::string JobStory::against(std::uint32_t site, std::uint32_t chosen) const {
  const SiteRow& row = started_.sites[site];
  const KindCost& cost = scenario_->devices[row.device.value].costs[wish_.job_kind.value];
  if (!cost.refusal.empty()) return "refused: " + cost.refusal;
  if (static_cast<std::int64_t>(row.nodes) * row.gpus_per_node < wish_.gpus) return "too small";
  if (sites_[site].free < wish_.gpus) return "no room";
  if (is_home(site)) return "";
  if (!sites_[site].open) return "not offered";
  return cost_at(site) < cost_at(chosen) ? "kept for orders before it" : "";
}

std::vector<std::string> JobStory::site_row(std::uint32_t site, std::uint32_t chosen) const {
  const SiteRow& row = started_.sites[site];
  return {row.name,
          started_.devices[row.device.value],
          fmt::format("{}/{}", sites_[site].free,
                      static_cast<std::int64_t>(row.nodes) * row.gpus_per_node),
          number_text(is_home(site) ? 0 : sites_[site].price.value),
          duration_text(time_at(site).value),
          number_text(cost_at(site)),
          site == chosen ? "chosen" : against(site, chosen)};
}

void JobStory::note(const TradeMade& event) {
  if (event.order != order_) return;
  const std::uint32_t chosen = site_of(event.provider);
  tell(event.time, fmt::format("granted by {} at {} credit/GPUh", started_.sites[chosen].name,
                               number_text(event.price.value)));
  std::vector<std::uint32_t> order(sites_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
    if ((a == chosen) != (b == chosen)) return a == chosen;
    if (cost_at(a) != cost_at(b)) return cost_at(a) < cost_at(b);
    return time_at(a) < time_at(b);
  });
  std::vector<std::vector<std::string>> rows{
      {"site", "device", "free", "credit/GPUh", "run time", "credits", ""}};
  for (std::size_t i = 0; i < std::min(order.size(), most_sites); ++i)
    rows.push_back(site_row(order[i], chosen));
  text_ += table_text(rows, 14);
  if (order.size() > most_sites)
    text_ += fmt::format("{:14}and {} more sites\n", "", order.size() - most_sites);
}

void JobStory::note(const LeaseStarted& event) {
  sites_[event.site.value].free -= event.gpus;
  leases_[event.lease] = {event.site, event.gpus};
}

void JobStory::note(const LeaseEnded& event) {
  const auto held = leases_.find(event.lease);
  sites_[held->second.site.value].free += held->second.gpus;
  leases_.erase(held);
}

void JobStory::note(const JobStarted& event) {
  if (event.order == order_)
    tell(event.time, fmt::format("starts, for {}", duration_text(event.duration_expected.value)));
}

void JobStory::note(const JobEnded& event) {
  if (event.order == order_) tell(event.time, fmt::format("stops: {}", name_of(event.outcome)));
}

void JobStory::note(const OrderFinal& event) {
  if (event.order != order_) return;
  tell(event.time, event.reason == Reason::done || event.reason == Reason::none
                       ? std::string{name_of(event.state)}
                       : fmt::format("{}: {}", name_of(event.state), name_of(event.reason)));
}

}  // namespace souk::cli
