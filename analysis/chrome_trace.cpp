#include "analysis/chrome_trace.hpp"

#include <utility>

#include <fmt/format.h>

namespace souk {
namespace {

/// Simulated time in the format's microseconds.
std::string micro(Seconds time) {
  return fmt::format("{:.3f}", time.value * 1e6);
}

/// A JSON string. Names of a scenario and trace may hold any text.
std::string json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

}  // namespace

std::uint32_t ChromeTrace::Tracks::take() {
  if (free.empty()) return used++;
  return free.extract(free.begin()).value();
}

ChromeTrace::ChromeTrace(std::function<void(std::string_view)> write, std::optional<OrderId> job)
    : write_{std::move(write)}, job_{job} {
  write_("[");
}

void ChromeTrace::on(const Event& event) {
  const OrderId order = order_of_(event);
  const bool names = std::holds_alternative<RunStarted>(event);
  if (job_ && order != *job_ && !names) return;
  std::visit([this](const auto& each) { show(each); }, event);
}

void ChromeTrace::finish() {
  write_("\n]\n");
}

void ChromeTrace::emit(const std::string& object) {
  write_(std::exchange(first_, false) ? "\n" : ",\n");
  write_(object);
}

void ChromeTrace::name_process(std::uint32_t process, std::string_view name) {
  emit(fmt::format(R"({{"ph":"M","name":"process_name","pid":{},"args":{{"name":{}}}}})", process,
                   json(name)));
}

void ChromeTrace::close(const Span& span, Seconds end, std::string_view outcome) {
  emit(fmt::format(
      R"({{"ph":"X","name":{},"pid":{},"tid":{},"ts":{},"dur":{},"args":{{"order":{},"outcome":"{}"}}}})",
      json(span.name), span.process, span.track, micro(span.start), micro(end - span.start),
      span.order.value, outcome));
}

void ChromeTrace::show(const RunStarted& event) {
  for (const AgentRow& agent : event.agents) agents_.push_back(agent.name);
  goods_ = event.goods;
  network_ = static_cast<std::uint32_t>(event.sites.size());
  market_ = network_ + 1;
  tracks_.resize(market_ + 1);
  for (std::uint32_t i = 0; i < network_; ++i)
    name_process(i, fmt::format("{} ({} nodes x {} GPUs)", event.sites[i].name,
                                event.sites[i].nodes, event.sites[i].gpus_per_node));
  name_process(network_, "network");
  name_process(market_, "market");
}

void ChromeTrace::show(const OrderSubmitted& event) {
  consumer_[event.order.value] = event.consumer;
}

void ChromeTrace::show(const LeaseStarted& event) {
  const std::string& consumer = agents_[consumer_.at(event.order.value).value];
  leases_[event.lease.value] = {
      event.time, event.site.value, tracks_[event.site.value].take(), event.order,
      fmt::format("order {} of {}, {} GPUs", event.order.value, consumer, event.gpus)};
}

void ChromeTrace::show(const LeaseEnded& event) {
  const Span span = leases_.extract(event.lease.value).mapped();
  tracks_[span.process].free.insert(span.track);
  close(span, event.time, name_of(event.reason));
}

void ChromeTrace::show(const JobStarted& event) {
  Span run = leases_.at(event.lease.value);
  run.start = event.time;
  run.name = fmt::format("run, attempt {}", event.attempt);
  runs_[event.lease.value] = std::move(run);
}

void ChromeTrace::show(const JobEnded& event) {
  close(runs_.extract(event.lease.value).mapped(), event.time, name_of(event.outcome));
}

void ChromeTrace::show(const TransferQueued& event) {
  transfers_[event.transfer.value] = {
      event.time, network_, UINT32_MAX, event.order,
      fmt::format("{}, {:.6g} MB",
                  event.good.exists() ? goods_[event.good.value] : std::string{"output"},
                  event.bytes.value / 1e6)};
}

void ChromeTrace::show(const TransferStarted& event) {
  Span& span = transfers_.at(event.transfer.value);
  span.start = event.time;
  span.track = tracks_[network_].take();
}

void ChromeTrace::show(const TransferEnded& event) {
  const Span span = transfers_.extract(event.transfer.value).mapped();
  if (span.track == UINT32_MAX) return;  // it never left its queue
  tracks_[network_].free.insert(span.track);
  close(span, event.time, name_of(event.outcome));
}

void ChromeTrace::show(const OrderFinal& event) {
  const std::string& consumer = agents_[consumer_.extract(event.order.value).mapped().value];
  if (event.state == OrderState::finished || event.state == OrderState::late) return;
  emit(fmt::format(
      R"({{"ph":"i","s":"p","name":{},"pid":{},"tid":0,"ts":{},"args":{{"order":{},"reason":"{}"}}}})",
      json(fmt::format("order {} of {} {}", event.order.value, consumer, name_of(event.state))),
      market_, micro(event.time), event.order.value, name_of(event.reason)));
}

void ChromeTrace::show(const Sample& event) {
  emit(fmt::format(
      R"({{"ph":"C","name":"GPUs and queue","pid":{},"ts":{},"args":{{"busy":{},"offered":{},"queue":{}}}}})",
      event.site.value, micro(event.time), event.busy_gpus, event.offered_gpus, event.queue));
}

}  // namespace souk
