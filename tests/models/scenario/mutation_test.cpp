#include <functional>
#include <set>

#include <catch2/catch.hpp>

#include "models/scenario/document.hpp"
#include "models/scenario/words.hpp"
#include "texts.hpp"

using namespace souk;

namespace {

/// The full scenario in its resolved form: one `key = value` on each line.
std::vector<std::string> lines_of_full() {
  const Scenario scenario = parse_scenario(test::full_scenario(), "full.toml", test::with_files());
  std::vector<std::string> lines;
  for (const std::string_view line : split_words(scenario.text, '\n')) lines.emplace_back(line);
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

/// "good", or "faulty"; fails the test for anything but a ScenarioError that says what is wrong,
/// and where.
std::string outcome(const std::string& text) {
  for (const bool sweep : {false, true}) {
    try {
      if (sweep)
        read_sweep(text, "mutant.toml", test::with_files());
      else
        parse_scenario(text, "mutant.toml", test::with_files());
    } catch (const ScenarioError& error) {
      REQUIRE_FALSE(error.faults().empty());
      for (const Fault& fault : error.faults()) {
        CHECK_FALSE(fault.message.empty());
        CHECK_FALSE(fault.place.file.empty());
        const bool whole = test::contains(fault.message, "is missing") ||
                           test::contains(fault.message, "has no [[");
        CHECK((fault.place.line > 0 || whole));
      }
      CHECK(test::contains(error.what(), "; nothing was run"));
      return "faulty";
    }
  }
  return "good";
}

/// The path of a line's key in its table ("provider: nodes"), and whether it is one.
std::string label(const std::string& section, const std::string& line) {
  return section + ": " + line.substr(0, line.find(" = "));
}

/// Calls `each(label, lines, i)` for each line that gives a key.
void for_each_key(
    const std::function<void(const std::string&, std::vector<std::string>, std::size_t)>& each) {
  const auto lines = lines_of_full();
  std::string section;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with('['))
      section = std::string{
          split_words(lines[i], '[')[0].substr(0, lines[i].find(']') - lines[i].rfind('[') - 1)};
    if (!lines[i].starts_with('[')) each(label(section, lines[i]), lines, i);
  }
}

/// Mutants of one value for every key; returns the labels of those that were read as good.
std::set<std::string> good_with(const std::string& value, std::size_t& count) {
  std::set<std::string> good;
  for_each_key([&](const std::string& key, std::vector<std::string> lines, std::size_t i) {
    lines[i] = lines[i].substr(0, lines[i].find(" = ") + 3) + value;
    CAPTURE(lines[i]);
    if (outcome(joined(lines)) == "good") good.insert(key);
    ++count;
  });
  return good;
}

}  // namespace

TEST_CASE("a key that is missing is missed, unless it has a default", "[scenario][contract]") {
  std::size_t count = 0;
  std::set<std::string> faulty;
  for_each_key([&](const std::string& key, std::vector<std::string> lines, std::size_t i) {
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
    CAPTURE(key);
    if (outcome(joined(lines)) == "faulty") faulty.insert(key);
    ++count;
  });
  CHECK(count > 90);
  const std::set<std::string> needed{
      "scenario: name",
      "scenario: horizon",
      "market: mechanism.name",
      "market: round",  // the price of coop moves
      "device: name",
      "device: throughput",  // named by provider and kind
      "provider: name",
      "provider: idle.process",  // mean_on and trace would be of no use
      "provider: idle.mean_on",
      "provider: idle.mean_off",
      "provider: idle.trace",
      "provider: owner_priority",  // its members evict
      "provider: opening_price",
      "provider: pricing.name",
      "provider: pricing.step",
      "provider: pricing.floor",
      "provider: region",  // of the link
      "consumer: name",
      "consumer: jobs.process",
      "consumer: jobs.rate",
      "consumer: jobs.interarrival",
      "consumer: jobs.population",
      "consumer: jobs.think",
      "consumer: jobs.list",
      "consumer: jobs.trace.file",
      "consumer: jobs.work",
      "consumer: jobs.duration",
      "dataset: name",
      "dataset: size",
      "dataset: at",
      "model: name",
      "model: size",
      "model: at",
      "link: from",
      "link: to",
      "link: bandwidth",
      "link: latency",
      "sweep: key",
      "sweep: from",
      "sweep: to",
      "sweep: points",
      "sweep: values",
      "provider: scheduling.name",
      "provider: placement.name",
      "consumer: agent.name"};
  for (const std::string& key : faulty) {
    CAPTURE(key);
    CHECK(needed.contains(key));
  }
}

TEST_CASE("a value of the wrong type or unit, negative, huge or NaN is a fault with its place",
          "[scenario][contract]") {
  std::size_t count = 0;
  const std::set<std::string> none;
  CHECK(good_with("nan", count) == none);
  CHECK(good_with("-1", count) == none);
  CHECK(good_with("\"-1 s\"", count) == std::set<std::string>{"scenario: title", "sweep: label"});
  CHECK(good_with("\"7 furlong\"", count) ==
        std::set<std::string>{"scenario: title", "sweep: label"});
  CHECK(good_with("[]", count) == std::set<std::string>{"output: tables", "provider: idle.trace",
                                                        "consumer: jobs.list",
                                                        "consumer: jobs.devices"});
  CHECK(good_with("{}", count) == none);  // of throughput too: a job is of the kind "vision"
  CHECK(good_with("[[[3]]]", count) == none);
  CHECK(good_with("2026-04-01", count) == std::set<std::string>{"scenario: epoch"});
  CHECK(good_with("12:00:00", count) == none);
  CHECK(good_with("1e300", count) == none);
  CHECK(good_with("\"\\u0000\"", count) ==
        std::set<std::string>{"scenario: title", "sweep: label"});
  CHECK(good_with("9223372036854775807", count) ==
        std::set<std::string>{"scenario: seed", "engine: flows_per_link", "scheduling: queue_limit",
                              "consumer: jobs.limit", "consumer: jobs.trace.limit"});
  CHECK(count > 1000);
}

TEST_CASE("a text cut at any place is read or refused", "[scenario][contract]") {
  const std::string text = joined(lines_of_full());
  for (std::size_t end = 0; end < text.size(); end += 7) outcome(text.substr(0, end));
  for (std::size_t start = 1; start < text.size(); start += 101) outcome(text.substr(start));
}

TEST_CASE("bytes that are no text are refused", "[scenario][contract]") {
  const std::string text = joined(lines_of_full());
  std::uint64_t state = 1;
  for (int i = 0; i < 300; ++i) {  // one byte of the text becomes any other; Knuth's 64-bit LCG
    std::string mutant = text;
    for (int j = 0; j < 3; ++j) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      mutant[(state >> 33U) % mutant.size()] = static_cast<char>(state >> 25U);
    }
    CAPTURE(i);
    outcome(mutant);
  }
  for (const char* garbage : {"\x7f"
                              "ELF\x02\x01\x01",
                              "\xff\xfe[\x00s", "\x89PNG\r\n\x1a\n", "PK\x03\x04", "{\"a\": 1}",
                              "<xml/>", "\xef\xbb\xbf"})
    CHECK(outcome(garbage) == "faulty");
}

TEST_CASE("deep nesting is refused, not followed", "[scenario][contract]") {
  std::string dots = "a";
  for (int i = 0; i < 100000; ++i) dots += ".a";
  CHECK(outcome(dots + " = 1\n") == "faulty");
  CHECK(outcome("[" + dots + "]\n") == "faulty");
  CHECK(outcome("a = " + std::string(100000, '[')) == "faulty");
  std::string tables;
  for (int i = 0; i < 100000; ++i) tables += "{ a = ";
  CHECK(outcome("a = " + tables) == "faulty");
  CHECK(test::report_on(test::small_scenario("# "
                                             "....................................................."
                                             ".................................\n")) == "no fault");
}
