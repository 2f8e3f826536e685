#pragma once

// A market without an engine: a scenario's text in, its events out, on a calendar of a few lines.

#include <catch2/catch.hpp>
#include <functional>
#include <initializer_list>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/accounts.hpp"
#include "models/scenario/parse.hpp"
#include "models/world/world.hpp"

namespace souk::test {

constexpr double never = std::numeric_limits<double>::quiet_NaN();

/// A scenario of a few lines; without a [scenario] it runs until all is final.
inline Scenario read(const std::string& text) {
  const bool whole = text.find("[scenario]") != std::string::npos;
  return parse_scenario((whole ? "" : "[scenario]\nname = 'case'\nhorizon = 'inf'\n") + text,
                        "case.toml");
}

/// One job of a list: seconds, seconds, GPUs, other keys as TOML.
struct Row {
  double submit = 0, duration = 0;
  int gpus = 1;
  std::string more = {};
};

/// A consumer with a list of jobs; `more` holds its other keys, a line each.
inline std::string consumer(const std::string& name, std::initializer_list<Row> rows,
                            const std::string& more = "") {
  std::string text =
      fmt::format("[[consumer]]\nname = '{}'\n{}\njobs.process = 'list'\n", name, more);
  text += "jobs.list = [\n";
  for (const Row& row : rows)
    text += fmt::format("  {{ submit = '{} s', duration = '{} s', gpus = {}{}{} }},\n", row.submit,
                        row.duration, row.gpus, row.more.empty() ? "" : ", ", row.more);
  return text + "]\n";
}

inline std::string provider(const std::string& name, int nodes, int gpus_per_node = 1,
                            const std::string& more = "") {
  return fmt::format("[[provider]]\nname = '{}'\nnodes = {}\ngpus_per_node = {}\n{}\n", name, nodes,
                     gpus_per_node, more);
}

/// What became of one order.
struct Fate {
  OrderSubmitted order;
  double start = never;  ///< of its last attempt
  double end = never;    ///< final
  int starts = 0, finals = 0;
  OrderState state{};
  Reason reason{};
  SiteId site;  ///< of its last lease
  std::vector<Slice> slices;
  Price price;
  Money payment, fee;
};

struct Played {
  std::vector<Event> events;
  std::vector<AgentRow> agents;
  std::vector<Fate> jobs;             ///< by order
  std::vector<std::int64_t> balance;  ///< by account, from the postings alone
  RunSummary summary;

  template <class E>
  [[nodiscard]] std::vector<E> all() const {
    std::vector<E> found;
    for (const Event& event : events)
      if (const E* one = std::get_if<E>(&event)) found.push_back(*one);
    return found;
  }
  [[nodiscard]] AgentId agent(const std::string& name) const {
    for (std::uint32_t i = 0; i < agents.size(); ++i)
      if (agents[i].name == name) return AgentId{i};
    throw std::runtime_error{"no agent " + name};
  }
  /// In micro-credits.
  [[nodiscard]] std::int64_t account(AgentId who, AccountKind kind) const {
    return balance.at(account_of(who, kind).value);
  }
  [[nodiscard]] std::int64_t wallet(const std::string& name) const {
    return account(agent(name), AccountKind::wallet);
  }
  [[nodiscard]] AgentId platform() const {
    return AgentId{static_cast<std::uint32_t>(agents.size())};
  }
  [[nodiscard]] std::vector<double> starts() const {
    std::vector<double> seconds;
    for (const Fate& job : jobs) seconds.push_back(job.start);
    return seconds;
  }
  [[nodiscard]] std::vector<double> ends() const {
    std::vector<double> seconds;
    for (const Fate& job : jobs) seconds.push_back(job.end);
    return seconds;
  }
  /// The jobs of one agent, in order of submission.
  [[nodiscard]] std::vector<Fate> of(const std::string& name) const {
    std::vector<Fate> mine;
    for (const Fate& job : jobs)
      if (job.order.consumer == agent(name)) mine.push_back(job);
    return mine;
  }
};

struct PlayOptions {
  std::uint64_t seed = 1;
  std::uint32_t replication = 0;
  double rate = 0;  ///< bytes per second of each transfer, whatever else moves; 0: none may start
  std::function<void(const World&, Seconds)> after_step = {};
  std::function<void(const World&, Seconds)> after_instant = {};  ///< when it is quiet
};

/// Collects the events and folds them into the fates of orders.
class Recorder final : public EventSink {
 public:
  void on(const Event& event) override {
    played.events.push_back(event);
    std::visit([&](const auto& e) { fold(e); }, event);
  }
  Played played;

 private:
  Fate& fate(OrderId order) { return played.jobs.at(order.value); }
  void fold(const RunStarted& e) {
    played.agents = e.agents;
    played.balance.assign((e.agents.size() + 1) * account_kinds, 0);
  }
  void fold(const OrderSubmitted& e) {
    REQUIRE(e.order.value == played.jobs.size());
    played.jobs.emplace_back().order = e;
  }
  void fold(const TradeMade& e) {
    fate(e.order).price = e.price;
    fate(e.order).payment = e.payment;
    fate(e.order).fee = e.fee;
  }
  void fold(const LeaseStarted& e) {
    order_ = e.order;
    fate(e.order).site = e.site;
    fate(e.order).slices.clear();
    if (e.nodes == 1) fate(e.order).slices.push_back({e.node_first.value, e.gpus});
  }
  void fold(const NodesTaken& e) { fate(order_).slices.push_back({e.node.value, e.gpus}); }
  void fold(const JobStarted& e) {
    fate(e.order).start = e.time.value;
    ++fate(e.order).starts;
  }
  void fold(const OrderFinal& e) {
    fate(e.order).end = e.time.value;
    fate(e.order).state = e.state;
    fate(e.order).reason = e.reason;
    ++fate(e.order).finals;
  }
  void fold(const Posting& e) {
    played.balance.at(e.from_account.value) -= e.amount.micro;
    played.balance.at(e.to_account.value) += e.amount.micro;
  }
  template <class E>
  void fold(const E&) {}

  OrderId order_;
};

/// Drives a world as sim/ does: by (time, phase, id), one scheduling pass when the earlier phases
/// of an instant are done.
class TestClock {
 public:
  TestClock(const Scenario& scenario, const PlayOptions& options)
      : options_{options},
        journal_{scenario, &recorder_},
        world_{scenario, options.seed, options.replication, journal_} {}

  Played run() {
    open_market(world_, effects_);
    carry_out(Seconds{0});
    while (!calendar_.empty() && !ended_) {
      const double date = calendar_.begin()->time;
      instant(date);
      if (options_.after_instant && !ended_) options_.after_instant(world_, Seconds{date});
    }
    if (!ended_) close_market(world_, last_, Reason::done);
    recorder_.played.summary = journal_.finish();
    return std::move(recorder_.played);
  }

 private:
  void instant(double date) {
    for (int turns = 0; !ended_; carry_out(Seconds{date})) {
      REQUIRE(++turns < 100'000);
      const bool due = !calendar_.empty() && calendar_.begin()->time == date;
      if (effects_.pass_wanted && !(due && calendar_.begin()->phase() < Phase::pass)) {
        effects_.pass_wanted = false;
        scheduling_pass(world_, Seconds{date}, effects_);
        continue;
      }
      if (!due) return;
      const Occurrence next = *calendar_.begin();
      calendar_.erase(calendar_.begin());
      if (next.phase() != Phase::sample) last_ = Seconds{date};
      step(world_, next, effects_);
    }
  }

  void carry_out(Seconds now) {
    ended_ = effects_.ended;
    for (const Occurrence& wake : effects_.wakes) calendar_.insert(wake);
    for (const StartCompute& start : effects_.computes)
      calendar_.insert({now + start.duration, Phase::compute_end, Kind::compute_end,
                        start.order.value, start.slot, start.attempt});
    for (const StartTransfer& start : effects_.transfers) {
      REQUIRE(options_.rate > 0);
      calendar_.insert({now + start.bytes / BytesPerSecond{options_.rate}, Phase::transfer_end,
                        Kind::transfer_end, start.transfer.value, start.slot});
    }
    effects_.wakes.clear();
    effects_.computes.clear();
    effects_.stopped.clear();
    effects_.transfers.clear();
    if (options_.after_step) options_.after_step(world_, now);
  }

  PlayOptions options_;
  Recorder recorder_;
  Journal journal_;
  World world_;
  Effects effects_;
  std::multiset<Occurrence> calendar_;
  Seconds last_;
  bool ended_ = false;
};

/// Plays a scenario and holds it to the laws of every run: each order has one final state, and the
/// audit finds nothing.
inline Played play(const Scenario& scenario, const PlayOptions& options = {}) {
  Played played = TestClock{scenario, options}.run();
  for (const Fate& job : played.jobs) CHECK(job.finals == 1);
  for (const AuditLine& line : played.summary.audit) {
    CAPTURE(line.name, line.expected, line.found);
    CHECK(line.holds);
  }
  return played;
}
inline Played play(const std::string& text, const PlayOptions& options = {}) {
  return play(read(text), options);
}

}  // namespace souk::test
