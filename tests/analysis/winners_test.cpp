// What a run's header says, from its file to its page: the winners of its kinds of jobs.

#include <catch2/catch.hpp>

#include "analysis/report/origin.hpp"
#include "analysis/report/report.hpp"
#include "analysis/report/winners.hpp"
#include "analysis/result_reader.hpp"
#include "tests/analysis/small_run.hpp"

using namespace souk;
using namespace souk::report;

namespace {

const std::string record =
    "Where a step is cheapest\ndata sheets name another\nkind\tby profile\tby data sheet\n"
    "a<b\tt4\tl4\ntrain\th100\th100\na<b is cheapest on t4";

}  // namespace

TEST_CASE("the winners of a run are a table of its page, with what is said of them",
          "[analysis][report]") {
  const TemporaryFolder folder;
  ResultHeader header = small_header();
  header.winners = record;
  {
    ResultWriter writer{folder / "run.h5", header, all_tables()};
    for (const Event& event : small_events()) writer.sink().on(event);
    writer.finish(small_summary());
  }
  CHECK(ResultReader{folder / "run.h5"}.header() == header);
  const std::string page = report_page({folder / "run.h5"}, GroupBy::home);
  const auto at = page.find(">Where a step is cheapest</h2>");
  REQUIRE(at != std::string::npos);
  const std::string section = page.substr(at, page.find("</section>", at) - at);
  const auto has = [&](const std::string& part) { return section.find(part) != std::string::npos; };
  CHECK(has("data sheets name another"));
  CHECK(has("by data sheet</th>"));
  CHECK(has("a&lt;b</th>"));
  CHECK(has("l4</td>"));
  CHECK(has("<li>a&lt;b is cheapest on t4</li>"));
  CHECK_FALSE(has("\t"));
}

TEST_CASE("a run without winners has no section of them", "[analysis][report]") {
  CHECK_FALSE(winners_section(small_header()));
}

TEST_CASE("a page says what is assumed where anything is", "[analysis][report]") {
  ResultHeader header = small_header();
  CHECK(header_facts(header).find("<dt>assumed</dt><dd>no failures</dd>") != std::string::npos);
  header.assumed.clear();
  CHECK(header_facts(header).find("assumed") == std::string::npos);
}
