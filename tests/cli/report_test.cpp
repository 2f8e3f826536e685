// souk report: where the page goes, what is refused, and what Chromium makes of it.

#include <iostream>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

constexpr int skipped = 77;  ///< exit code of report_in_browser.py without a browser

void write_run(const Workplace& place, const std::string& name) {
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("run s.toml --quiet -o " + name)).code == 0);
}

/// The pages hold to what report_in_browser.py asks of them, or there is no browser here.
void check_in_browser(const Workplace& place, const Words& pages) {
  Words words{"/usr/bin/python3", SOUK_BROWSER_CHECK};
  words.insert(words.end(), pages.begin(), pages.end());
  const Ran ran = place.run(words);
  std::cout << ran.out;
  CAPTURE(ran.err);
  CHECK((ran.code == 0 || ran.code == skipped));
}

}  // namespace

TEST_CASE("a report lies beside its first result unless it is told where", "[cli]") {
  const Workplace place;
  write_run(place, "r.h5");
  const Ran ran = place.souk(split("report r.h5"));
  CHECK(ran.code == 0);
  CHECK(ran.out == "written: r.html\n");
  CHECK(place.read("r.html").starts_with("<!doctype html>"));
  CHECK(place.souk(split("report r.h5 -o page.html --group-by agent")).code == 0);
  CHECK(contains(place.read("page.html"), "Members, by agent"));
  CHECK(contains(place.read("r.html"), "Members, by organisation"));
}

TEST_CASE("a report that cannot be made leaves nothing behind", "[cli][contract]") {
  const Workplace place;
  write_run(place, "r.h5");
  place.write("broken.h5", "no HDF5");
  const Listing before = place.listing();
  CHECK(place.souk(split("report absent.h5")).code == 66);
  CHECK(place.souk(split("report broken.h5")).code == 65);
  CHECK(place.souk(split("report r.h5 broken.h5")).code == 65);
  CHECK(place.souk(split("report r.h5 -o no/such/page.html")).code == 73);
  CHECK(place.souk(split("report r.h5 --group-by colour")).code == 64);
  CHECK(place.souk(split("report")).code == 64);
  CHECK(place.listing() == before);
}

TEST_CASE("members of a sweep are grouped as asked for, or it is said why not", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("sweep s.toml --quiet -o s.h5")).code == 0);
  REQUIRE(place.souk(split("report s.h5")).code == 0);
  CHECK(contains(place.read("s.html"), "Every organisation at each point"));
  REQUIRE(place.souk(split("report s.h5 --group-by population")).code == 0);
  CHECK(contains(place.read("s.html"), "Every population at each point"));
  const Ran agents = place.souk(split("report s.h5 --group-by agent"));
  CHECK(agents.code == 64);
  CHECK(contains(agents.err, "s.h5: a sweep keeps its members by home and by population"));
}

TEST_CASE("replications of one scenario share a member table with intervals", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  for (const char* n : {"0", "1", "2"})
    REQUIRE(
        place
            .souk(split(std::string{"run s.toml --quiet --replication "} + n + " -o r" + n + ".h5"))
            .code == 0);
  REQUIRE(place.souk(split("report r0.h5 r1.h5 r2.h5 -o page.html")).code == 0);
  CHECK(contains(place.read("page.html"), "Run, 3 replications"));
}

TEST_CASE("a member table says how many GPUs sharing spares at an equal 95th percentile",
          "[cli][oracle]") {
  // Four servers at load 0.8 each, pooled: the 95th percentile of M/M/4 at 3.2 erlangs is
  // ln(20 x 0.596) / 0.8 = 3.1 h. Alone it is ln(20 x 0.8) / 0.2 = 13.9 h with one server and
  // ln(20 x 0.229) / 1.2 = 1.27 h with two, so each would need one more.
  const Workplace place;
  const std::string scenario = std::string{SOUK_SCENARIOS} + "/organisations.toml";
  REQUIRE(
      place.souk({"run", scenario, "--quiet", "-o", "r.h5", "--set", "output.tables=[\"jobs\"]"})
          .code == 0);
  REQUIRE(place.souk(split("report r.h5")).code == 0);
  const std::string page = place.read("r.html");
  const auto after = [&](std::size_t from, std::string_view what) {
    const auto at = page.find(what, from);
    REQUIRE(at != std::string::npos);
    return at + what.size();
  };
  const auto titles =
      page.substr(page.find("<th scope"), page.find("</thead>") - page.find("<th scope"));
  std::size_t column = 0;
  for (std::size_t at = 0; (at = titles.find("<th ", at)) != std::string::npos; ++at, ++column)
    if (titles.compare(titles.find('>', at) + 1, 15, "GPUs not bought") == 0) break;
  std::size_t at = after(0, "<tbody>");
  for (int member = 0; member < 4; ++member) {
    at = after(at, "<tr>");
    std::size_t cell = at;
    for (std::size_t c = 0; c < column; ++c) cell = after(cell, "<td");
    CHECK(page.compare(after(cell, ">"), 6, "1</td>") == 0);
  }
}

TEST_CASE("a browser draws every chart of a run and of a sweep and asks for nothing",
          "[cli][contract]") {
  const Workplace place;
  write_run(place, "run.h5");
  REQUIRE(place.souk(split("sweep s.toml --quiet -o sweep.h5")).code == 0);
  const std::string idle = std::string{SOUK_SCENARIOS} + "/idle-gpus.toml";
  REQUIRE(place.souk({"run", idle, "--quiet", "-o", "idle.h5"}).code == 0);
  REQUIRE(place.souk(split("report run.h5 sweep.h5 -o both.html")).code == 0);
  REQUIRE(place.souk(split("report idle.h5")).code == 0);
  place.write("study.toml", sensitivity_scene);
  REQUIRE(place.souk(split("sweep study.toml --quiet -o study.h5")).code == 0);
  REQUIRE(place.souk(split("report study.h5")).code == 0);
  CHECK(contains(place.read("study.html"), "paired differences to the baseline"));
  CHECK(contains(place.read("study.html"), "where its variance comes from"));
  check_in_browser(place, {"both.html", "idle.html", "study.html"});
}
