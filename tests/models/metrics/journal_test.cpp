#include <ctime>

#include <catch2/catch.hpp>

#include "models/journal.hpp"
#include "small_market.hpp"

using namespace souk;
using namespace souk::test;

namespace {

class Kept final : public EventSink {
 public:
  void on(const Event& event) override { events.push_back(event); }
  std::vector<Event> events;
};

RunSummary journalled(const std::vector<Event>& events, EventSink* sink) {
  Journal journal{Scenario{}, sink};
  for (const Event& event : events) std::visit([&](const auto& e) { journal.record(e); }, event);
  return journal.finish();
}

}  // namespace

TEST_CASE("a journal hashes, audits and measures alike with a sink and without",
          "[metrics][contract]") {
  auto events = queue_events({.servers = 2, .arrival_rate = 1.5, .jobs = 300, .priced = true});
  events.insert(events.begin() + 1, Sample{});
  Kept sink;
  const RunSummary with = journalled(events, &sink);
  const RunSummary without = journalled(events, nullptr);
  CHECK(sink.events == events);
  CHECK(encode(with) == encode(without));
  CHECK(with.events == events.size() - 1);  // all but the sample
  CHECK(with.hash_blocks.size() == 1);
  CHECK(with.metrics.size() == metric_entries().size());
  CHECK(with.agents.size() == 2);
  CHECK(with.audit.size() == 5);
  CHECK(with.notes.empty());

  EventHash hash;
  for (const Event& event : events) std::visit([&](const auto& e) { hash.add(e); }, event);
  CHECK(with.event_hash == hash.value());
}

namespace {

template <class Use>
/// Of processor time.
double ns_per_job(const QueueSpec& spec, Use use) {
  const std::clock_t begin = std::clock();
  use(spec);
  const auto took = static_cast<double>(std::clock() - begin);
  return took * (1e9 / CLOCKS_PER_SEC) / static_cast<double>(spec.jobs);
}

}  // namespace

// Not a test of correctness: `models_metrics "[cost]"` prints what a journal costs a run, in a
// release build.
TEST_CASE("what each part of the journal costs", "[.cost]") {
  for (const int servers : {100, 10000}) {
    const QueueSpec spec{
        .servers = servers, .arrival_rate = 0.9 * servers, .jobs = 1000000, .priced = true};
    std::uint64_t sum = 0;
    const double play = ns_per_job(spec, [&](const QueueSpec& s) {
      play_queue(s, [&](const auto& event) { sum += word_of(event.time); });
    });
    const double hashed = ns_per_job(spec, [&](const QueueSpec& s) {
      EventHash hash;
      play_queue(s, [&](const auto& event) { hash.add(event); });
      sum += hash.value();
    });
    const double counted = ns_per_job(spec, [&](const QueueSpec& s) {
      Census census;
      play_queue(s, [&](const auto& event) { fold_event(census, event); });
      sum += census.orders().size();
    });
    const double audited = ns_per_job(spec, [&](const QueueSpec& s) {
      Census census;
      Audit audit;
      play_queue(s, [&](const auto& event) { fold_event(census, event, audit); });
      RunSummary summary;
      audit.finish(summary, census);
      sum += summary.audit.size();
    });
    const double measured = ns_per_job(spec, [&](const QueueSpec& s) {
      Census census;
      Metrics metrics{Scenario{}};
      play_queue(s, [&](const auto& event) { fold_event(census, event, metrics); });
      RunSummary summary;
      metrics.finish(summary, {});
      sum += summary.metrics.size();
    });
    WARN(servers << " servers, ns per job: hash " << hashed - play << ", census " << counted - play
                 << ", on it the audit " << audited - counted << " and metrics "
                 << measured - counted << " (queue itself " << play << ")");
    CHECK(sum != 0);
  }
}
