#include <algorithm>

#include <catch2/catch.hpp>

#include "audit_cases.hpp"
#include "models/metrics/audit.hpp"

using namespace souk;
using namespace souk::test;

namespace {

RunSummary audited(const std::vector<Event>& events) {
  Census census;
  Audit audit;
  feed(census, audit, events);
  RunSummary summary;
  audit.finish(summary, census);
  return summary;
}

bool holds(const RunSummary& summary, std::string_view name) {
  for (const AuditLine& line : summary.audit)
    if (line.name == name) return line.holds;
  FAIL("no line " << name);
  return false;
}

/// Exactly the named line fails, and says why.
void check_only(const std::vector<Event>& events, std::string_view name) {
  const RunSummary summary = audited(events);
  for (const AuditLine& line : summary.audit) {
    CAPTURE(line.name, line.expected, line.found, summary.notes);
    CHECK(line.holds == (line.name != name));
  }
  CHECK_FALSE(summary.notes.empty());
}

/// The place of the n-th event of a kind.
template <class E>
std::size_t place_of(const std::vector<Event>& events, std::size_t n) {
  for (std::size_t i = 0; i < events.size(); ++i)
    if (std::holds_alternative<E>(events[i]) && n-- == 0) return i;
  FAIL("no such event");
  return 0;
}
template <class E>
E& at(std::vector<Event>& events, std::size_t n) {
  return std::get<E>(events[place_of<E>(events, n)]);
}
std::size_t posting(const std::vector<Event>& events, Cause cause) {
  const auto is = [&](const Event& e) {
    return std::holds_alternative<Posting>(e) && std::get<Posting>(e).cause == cause;
  };
  return static_cast<std::size_t>(std::find_if(events.begin(), events.end(), is) - events.begin());
}

}  // namespace

TEST_CASE("the audit of a good run holds in every line", "[metrics][contract]") {
  for (const auto& events : {good_market(), evicted_market(), gang_market(),
                             queue_events({.servers = 2, .arrival_rate = 1, .jobs = 500})}) {
    const RunSummary summary = audited(events);
    CHECK(summary.audit.size() == 5);
    CHECK(summary.notes == std::vector<std::string>{});
    for (const AuditLine& line : summary.audit) {
      CAPTURE(line.name);
      CHECK(line.holds);
      if (line.name != "capacity") CHECK(line.found == Approx(line.expected).epsilon(1e-9));
    }
  }
  // Three servers, never more than three in use; the gang takes 6 of 8.
  CHECK(audited(good_market()).audit[2].found == 3);
  CHECK(audited(gang_market()).audit[2].found == 6);
  // 50 + 80 paid and 5 + 8 in fees, in micro-credits.
  CHECK(audited(evicted_market()).audit[4].found == Approx(143e-6));
}

TEST_CASE("the audit finds a job that is lost", "[metrics]") {
  auto events = good_market();
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(place_of<OrderFinal>(events, 50)));
  CHECK_FALSE(holds(audited(events), "jobs"));
}

TEST_CASE("the audit finds a job with two ends, even when another has none", "[metrics]") {
  auto events = queue_events({.servers = 2, .arrival_rate = 1, .jobs = 200});
  at<OrderFinal>(events, 51).order = at<OrderFinal>(events, 50).order;  // the count is right
  check_only(events, "jobs");

  events = queue_events({.servers = 2, .arrival_rate = 1, .jobs = 200});
  const std::size_t place = place_of<OrderFinal>(events, 50);
  events.insert(events.begin() + static_cast<std::ptrdiff_t>(place), events[place]);
  check_only(events, "jobs");
}

TEST_CASE("the audit finds an attempt that never ends and a wrong number of jobs", "[metrics]") {
  auto events = good_market();
  at<JobEnded>(events, 7).attempt = 1;
  check_only(events, "jobs");
  events = good_market();
  at<RunEnded>(events, 0).jobs = 199;
  check_only(events, "jobs");
}

TEST_CASE("the audit finds time that goes back", "[metrics]") {
  auto events = gang_market();
  at<OrderFinal>(events, 0).time = Seconds{9};
  check_only(events, "jobs");
}

TEST_CASE("the audit finds a posting of a wrong amount, by one micro-credit", "[metrics]") {
  for (const Cause cause : {Cause::escrow, Cause::payment, Cause::fee}) {
    for (const std::int64_t by : {-1, 1}) {
      auto events = good_market();
      std::get<Posting>(events[posting(events, cause)]).amount.micro += by;
      CAPTURE(name_of(cause), by);
      check_only(events, "money");
    }
  }
}

TEST_CASE("the audit finds a payment and a refund that only balance together", "[metrics]") {
  // The order was served, but one micro-credit of its payment came back: the escrow is empty all
  // the same.
  auto events = good_market();
  const std::size_t place = posting(events, Cause::payment);
  Posting& payment = std::get<Posting>(events[place]);
  payment.amount.micro -= 1;
  Posting refund = payment;
  refund.amount = Money{1};
  refund.to_account = account(1, AccountKind::wallet);
  refund.cause = Cause::refund;
  events.insert(events.begin() + static_cast<std::ptrdiff_t>(place), refund);
  check_only(events, "money");
}

TEST_CASE("the audit finds a refund that is missing or goes to another", "[metrics]") {
  auto events = evicted_market();
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(posting(events, Cause::refund)));
  check_only(events, "money");
  events = evicted_market();
  std::get<Posting>(events[posting(events, Cause::refund)]).to_account =
      account(0, AccountKind::wallet);
  check_only(events, "money");
}

TEST_CASE("an order may be evicted from a paid lease and end on a free one", "[metrics]") {
  // The second trade is on its owner's nodes, at price 0: nothing more is due.
  auto events = evicted_market();
  TradeMade& free = at<TradeMade>(events, 1);
  free.price = Price{0};
  free.payment = free.fee = Money{0};
  const auto late = [](const Event& event) {
    const auto* posting = std::get_if<Posting>(&event);
    return posting != nullptr && posting->time >= Seconds{6};
  };
  events.erase(std::remove_if(events.begin(), events.end(), late), events.end());
  CHECK(audited(events).notes == std::vector<std::string>{});
}

TEST_CASE("an endowment enters the market and is nobody's payment", "[metrics]") {
  auto events = evicted_market();
  events.insert(events.begin() + 1, Posting{Seconds{0}, 9, account(2, AccountKind::mint),
                                            account(1, AccountKind::wallet), Money{1000000},
                                            Cause::endowment, OrderId{}});
  const RunSummary summary = audited(events);
  CHECK(summary.notes == std::vector<std::string>{});
  CHECK(summary.audit[4].expected == Approx(143e-6));
}

TEST_CASE("the audit finds postings between accounts that do not exist or without a trade",
          "[metrics]") {
  auto events = evicted_market();
  std::get<Posting>(events[posting(events, Cause::fee)]).to_account = account(3, AccountKind::fee);
  check_only(events, "money");
  events = evicted_market();
  std::get<Posting>(events[posting(events, Cause::payment)]).order = OrderId{9};
  check_only(events, "money");
}

TEST_CASE("the audit finds a GPU that is given twice", "[metrics]") {
  auto events = good_market();
  at<LeaseStarted>(events, 5).gpus = 2;
  CHECK_FALSE(holds(audited(events), "capacity"));

  // Node 1 has 4 GPUs of which the gang says it takes 2; a slice of 5 cannot be there.
  events = gang_market();
  at<NodesTaken>(events, 1).gpus = 5;
  check_only(events, "capacity");
  events = gang_market();
  at<NodesTaken>(events, 1).node = NodeId{0};  // 4 + 2 on a node of 4
  check_only(events, "capacity");
  events = gang_market();
  at<NodesTaken>(events, 1).node = NodeId{2};
  check_only(events, "capacity");
  events = gang_market();
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(place_of<NodesTaken>(events, 1)));
  check_only(events, "capacity");
}

TEST_CASE("the audit finds a lease that never ends", "[metrics]") {
  auto events = gang_market();
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(place_of<LeaseEnded>(events, 0)));
  check_only(events, "gpu_seconds");
}

TEST_CASE("the audit finds a wrong useful time", "[metrics]") {
  auto events = gang_market();
  at<LeaseEnded>(events, 0).useful = GpuSeconds{48 + 1e-6};  // 60 held: the slack is 6 x 1e-8
  check_only(events, "gpu_seconds");
  at<LeaseEnded>(events, 0).useful = GpuSeconds{48 + 1e-9};  // rounding
  CHECK(holds(audited(events), "gpu_seconds"));
  at<LeaseEnded>(events, 0).useful = GpuSeconds{std::nan("")};
  check_only(events, "gpu_seconds");
  events = gang_market();
  at<LeaseEnded>(events, 0).lost = GpuSeconds{-12};
  at<LeaseEnded>(events, 0).useful = GpuSeconds{60};
  check_only(events, "gpu_seconds");
}

TEST_CASE("the audit finds bytes that are lost and transfers that never end", "[metrics]") {
  auto events = gang_market();
  at<TransferEnded>(events, 0).bytes = Bytes{99};
  check_only(events, "bytes");
  at<TransferEnded>(events, 0).outcome = Outcome::horizon;  // stated: no fault
  CHECK(holds(audited(events), "bytes"));
  at<TransferEnded>(events, 0).bytes = Bytes{101};
  check_only(events, "bytes");
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(place_of<TransferEnded>(events, 0)));
  check_only(events, "bytes");
}

TEST_CASE("the audit finds a transfer that starts twice, or was never queued", "[metrics]") {
  auto events = gang_market();
  const std::size_t place = place_of<TransferStarted>(events, 0);
  events.insert(events.begin() + static_cast<std::ptrdiff_t>(place), events[place]);
  check_only(events, "bytes");
  events = gang_market();
  at<TransferStarted>(events, 0).transfer = TransferId{7};
  check_only(events, "bytes");
}

TEST_CASE("the audit keeps count of many faults and words for the first four", "[metrics]") {
  auto events = queue_events({.servers = 2, .arrival_rate = 1, .jobs = 200});
  for (std::size_t i = 0; i < 10; ++i) at<LeaseEnded>(events, i).staging = GpuSeconds{1};
  const RunSummary summary = audited(events);
  CHECK(summary.notes.size() == 5);
  CHECK(summary.notes.back() == "audit: ... and 6 more like this");
}
