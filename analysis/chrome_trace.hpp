#pragma once

// The event log in the Chrome trace format, for Perfetto and chrome://tracing.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/event_log.hpp"
#include "models/events.hpp"

namespace souk {

/// Each site is a process with the leases as spans on its tracks (as many tracks as leases held at
/// once), the run of the job inside each lease; transfers are spans of a process "network"; orders
/// that were turned away are instants of a process "market"; samples are counters. 1 us in the
/// trace is 1 us of simulated time. JSON array format; memory: what is open.
class ChromeTrace final : public EventSink {
 public:
  /// `write` takes pieces of text. Only the events of `job`, if given.
  explicit ChromeTrace(std::function<void(std::string_view)> write,
                       std::optional<OrderId> job = std::nullopt);
  void on(const Event& event) override;
  /// Closes the array.
  void finish();

 private:
  /// Tracks of one process: a span takes the lowest that is free.
  struct Tracks {
    std::set<std::uint32_t> free;
    std::uint32_t used = 0;
    std::uint32_t take();
  };
  struct Span {
    Seconds start;
    std::uint32_t process = 0;
    std::uint32_t track = UINT32_MAX;  ///< none before a transfer starts
    OrderId order;
    std::string name;
  };

  void show(const RunStarted& event);
  void show(const OrderSubmitted& event);
  void show(const LeaseStarted& event);
  void show(const LeaseEnded& event);
  void show(const JobStarted& event);
  void show(const JobEnded& event);
  void show(const TransferQueued& event);
  void show(const TransferStarted& event);
  void show(const TransferEnded& event);
  void show(const OrderFinal& event);
  void show(const Sample& event);
  template <class E>
  void show(const E&) {}

  void name_process(std::uint32_t process, std::string_view name);
  void close(const Span& span, Seconds end, std::string_view outcome);
  void emit(const std::string& object);

  std::function<void(std::string_view)> write_;
  std::optional<OrderId> job_;
  OrderOfEvent order_of_;
  bool first_ = true;
  std::vector<std::string> agents_, goods_;
  std::uint32_t network_ = 0, market_ = 0;     ///< processes after those of the sites
  std::vector<Tracks> tracks_;                 ///< by process
  std::map<std::uint32_t, AgentId> consumer_;  ///< of open orders
  std::map<std::uint32_t, Span> leases_, runs_, transfers_;
};

}  // namespace souk
