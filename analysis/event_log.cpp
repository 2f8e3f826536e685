#include "analysis/event_log.hpp"

#include <cmath>
#include <tuple>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "analysis/csv_file.hpp"

namespace souk {
namespace {

/// Values as words; an empty text stands for "none".
std::string text_of(double x) {
  return std::isnan(x) ? "" : fmt::format("{}", x);
}
template <class T>
requires std::is_integral_v<T> std::string text_of(T x) {
  return fmt::format("{}", x);
}
template <class T>
requires std::is_enum_v<T> std::string text_of(T x) {
  return std::string{name_of(x)};
}
template <class Tag>
std::string text_of(Quantity<Tag> x) {
  return text_of(x.value);
}
template <class Tag>
std::string text_of(Id<Tag> x) {
  return x.exists() ? fmt::format("{}", x.value) : "";
}
std::string text_of(Money x) {
  return x.is_infinite() ? "inf" : fmt::format("{}", x.micro);
}

void append(std::string& text, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  if (!text.empty()) text += ' ';
  text += name;
  text += '=';
  text += value;
}

/// The next name of "time, order, ...".
std::string_view next_name(std::string_view& names) {
  const auto comma = names.find(',');
  std::string_view name = names.substr(0, comma);
  names = comma == names.npos ? std::string_view{} : names.substr(comma + 1);
  while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
  return name;
}

std::string details_of(const RunStarted& event) {
  std::string text = fmt::format("seed={} replication={}", event.seed, event.replication);
  for (std::size_t i = 0; i < event.agents.size(); ++i)
    append(text, fmt::format("agent{}", i), event.agents[i].name);
  for (std::size_t i = 0; i < event.sites.size(); ++i) {
    const SiteRow& site = event.sites[i];
    append(text, fmt::format("site{}", i),
           fmt::format("{}:{}x{}:{}", site.name, site.nodes, site.gpus_per_node,
                       event.devices[site.device.value]));
  }
  for (std::size_t i = 0; i < event.goods.size(); ++i)
    append(text, fmt::format("good{}", i),
           fmt::format("{}:{}B", event.goods[i], event.good_sizes[i].value));
  return text;
}

template <class E>
std::string details_of(const E& event) {
  std::string text;
  std::string_view names = E::names;
  std::apply(
      [&](const auto&... field) {
        (
            [&] {
              const std::string_view name = next_name(names);
              if (name != "time" && name != "order") append(text, name, text_of(field));
            }(),
            ...);
      },
      event.fields());
  return text;
}

template <class Tag>
void remember(std::vector<OrderId>& orders, Id<Tag> id, OrderId order) {
  if (orders.size() <= id.value) orders.resize(id.value + 1);
  orders[id.value] = order;
}

}  // namespace

OrderId OrderOfEvent::operator()(const Event& event) {
  if (const auto* lease = std::get_if<LeaseStarted>(&event))
    remember(of_lease_, lease->lease, lease->order);
  if (const auto* transfer = std::get_if<TransferQueued>(&event))
    remember(of_transfer_, transfer->transfer, transfer->order);
  return std::visit(
      [this]<class E>(const E& each) {
        if constexpr (requires { each.order; })
          return each.order;
        else if constexpr (requires { each.lease; })
          return of_lease_.at(each.lease.value);
        else if constexpr (requires { each.transfer; })
          return of_transfer_.at(each.transfer.value);
        else
          return OrderId{};
      },
      event);
}

std::string event_details(const Event& event) {
  return std::visit([](const auto& each) { return details_of(each); }, event);
}

EventLog::EventLog(std::function<void(std::string_view)> write, std::optional<OrderId> job,
                   std::uint64_t first)
    : write_{std::move(write)}, job_{job}, first_{first} {
  write_(header);
}

void EventLog::on(const Event& event) {
  const bool hashed = !std::holds_alternative<Sample>(event);
  const std::uint64_t number = number_;
  number_ += hashed ? 1 : 0;
  const OrderId order = order_of_(event);
  if (number < first_ || (job_ && order != *job_)) return;
  line_ = hashed ? fmt::format("{}", number) : "";
  std::visit(
      [&]<class E>(const E& each) {
        append_csv_cell(line_, false, fmt::format("{}", each.time.value));
        append_csv_cell(line_, false, E::kind);
      },
      event);
  append_csv_cell(line_, false, text_of(order));
  append_csv_cell(line_, false, event_details(event));
  line_ += '\n';
  write_(line_);
}

}  // namespace souk
