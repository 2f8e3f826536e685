#pragma once

// What became of one order and why: its choices at each grant, from the events of a run.

#include <map>
#include <string>
#include <vector>

#include "models/events.hpp"
#include "models/scenario/scenario.hpp"

namespace souk::cli {

/// Follows one order through the events of a run.
class JobStory final : public EventSink {
 public:
  /// `scenario` outlives it.
  JobStory(const Scenario& scenario, OrderId order) : scenario_{&scenario}, order_{order} {}

  void on(const Event& event) override;

  /// What was wanted, then a line per step with its instant; at each grant a table of the sites as
  /// they were just before: device, free GPUs, price, run time and cost there, and what spoke
  /// against each. Empty: there was no such order.
  [[nodiscard]] std::string text() const;

 private:
  struct Site {
    int free = 0;       ///< GPUs not leased, those that serve members alone included
    bool open = false;  ///< its pooled part is offered
    Price price;
  };
  struct Held {
    SiteId site;
    int gpus = 0;
  };

  void note(const RunStarted& event);
  void note(const OrderSubmitted& event);
  void note(const OfferOpened& event) { sites_[site_of(event.provider)].open = true; }
  void note(const NodeState& event);
  void note(const PricePosted& event) { sites_[site_of(event.provider)].price = event.price; }
  void note(const TradeMade& event);
  void note(const LeaseStarted& event);
  void note(const LeaseEnded& event);
  void note(const JobStarted& event);
  void note(const JobEnded& event);
  void note(const OrderFinal& event);
  template <class E>
  void note(const E&) {}

  [[nodiscard]] std::uint32_t site_of(AgentId provider) const;
  [[nodiscard]] std::vector<std::string> site_row(std::uint32_t site, std::uint32_t chosen) const;
  [[nodiscard]] std::string against(std::uint32_t site, std::uint32_t chosen) const;
  [[nodiscard]] bool is_home(std::uint32_t site) const;
  [[nodiscard]] double cost_at(std::uint32_t site) const;  ///< credits, before fees
  [[nodiscard]] Seconds time_at(std::uint32_t site) const;
  void tell(Seconds at, const std::string& what);

  const Scenario* scenario_;
  OrderId order_;
  RunStarted started_;
  OrderSubmitted wish_;
  std::vector<Site> sites_;
  std::map<LeaseId, Held> leases_;
  std::string text_;
};

}  // namespace souk::cli
