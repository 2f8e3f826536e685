#pragma once

// The event log as text: one line per event, for reading, grep and comparison.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/events.hpp"

namespace souk {

/// Tells which order an event belongs to, also of leases, trades and transfers.
class OrderOfEvent {
 public:
  /// none: no order's. Every event must be shown to it, in order.
  OrderId operator()(const Event& event);

 private:
  std::vector<OrderId> of_lease_, of_transfer_;  ///< by id
};

/// What a line says of an event after its time and kind: `name=value` of each field that has a
/// value, numbers in their shortest exact form, states and reasons by name.
std::string event_details(const Event& event);

/// CSV with the columns event (0, 1, ... over what is hashed; empty for Sample), time_s, kind,
/// order, details.
class EventLog final : public EventSink {
 public:
  static constexpr std::string_view header = "event,time_s,kind,order,details\n";

  /// `write` takes whole lines. Only the events of `job`, if given, from number `first` on.
  explicit EventLog(std::function<void(std::string_view)> write,
                    std::optional<OrderId> job = std::nullopt, std::uint64_t first = 0);
  void on(const Event& event) override;

 private:
  std::function<void(std::string_view)> write_;
  std::optional<OrderId> job_;
  std::uint64_t first_, number_ = 0;
  OrderOfEvent order_of_;
  std::string line_;
};

}  // namespace souk
