// souk report --figures: what lies in the folder, and what happens without a browser.

#include <filesystem>
#include <regex>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

constexpr int no_browser = 69;

/// Parses each SVG as XML: prints a line for one without marks, or that refers to anything beside
/// itself.
constexpr const char* check_svgs = R"(
import sys, xml.dom.minidom
for name in sys.argv[1:]:
    elements = xml.dom.minidom.parse(name).getElementsByTagName('*')
    if elements[0].tagName != 'svg' or elements[1].tagName != 'title': print(name, 'has no title')
    marks = [e for e in elements if e.tagName in ('path', 'rect', 'line') and e.parentNode.getAttribute('class').startswith('mark-')]
    if not marks: print(name, 'has no marks')
    for e in elements:
        for key, value in e.attributes.items():
            if not key.startswith('xmlns') and ('://' in value or 'var(' in value or key.endswith('href')):
                print(name, key, value)
)";

std::size_t count_of(const std::string& text, const std::string& pattern) {
  const std::regex found{pattern};
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator{text.begin(), text.end(), found}, {}));
}

void write_results(const Workplace& place) {
  place.write("run.toml", market_scene);
  place.write("study.toml", sensitivity_scene);
  REQUIRE(place.souk(split("run run.toml --quiet -o run.h5")).code == 0);
  REQUIRE(place.souk(split("sweep study.toml --quiet -o study.h5")).code == 0);
}

}  // namespace

TEST_CASE("every chart of a page is a vector picture as SVG and as a PDF of one page",
          "[cli][contract]") {
  const Workplace place;
  write_results(place);
  const Ran ran = place.souk(split("report run.h5 study.h5 --figures out/figures -o page.html"));
  if (ran.code == no_browser) {
    WARN("skipped: " << ran.err);
    return;
  }
  REQUIRE(ran.code == 0);
  const std::size_t charts = count_of(place.read("page.html"), "<figure class=\"chart");
  CHECK(charts > 10);
  CHECK(contains(ran.out, "written: " + std::to_string(charts) +
                              " figures as SVG and PDF in out/figures\nwritten: page.html\n"));
  Words check{"/usr/bin/python3", "-c", check_svgs};
  std::size_t svgs = 0, pdfs = 0;
  for (const auto& [name, bytes] : place.listing()) {
    if (!name.starts_with("out/figures/")) continue;
    CAPTURE(name);
    if (name.ends_with(".svg")) {
      ++svgs;
      check.push_back(name);
    } else if (name.ends_with(".pdf")) {
      ++pdfs;
      CHECK(bytes.starts_with("%PDF-"));
      CHECK(count_of(bytes, "/Type /Page[^s]") == 1);
      CHECK_FALSE(contains(bytes, "/Subtype /Image"));
    } else {
      CHECK(name == "out/figures/");
    }
  }
  CHECK(svgs == charts);
  CHECK(pdfs == charts);
  CHECK(place.has("out/figures/who-gained-and-who-lost-by-organisation.svg"));
  CHECK(place.has("out/figures/mean-wait-where-its-variance-comes-from.pdf"));
  const Ran svg = place.run(check);
  CHECK(svg.code == 0);
  CHECK(svg.out.empty());
}

TEST_CASE("figures that cannot be drawn leave nothing behind", "[cli][contract]") {
  const Workplace place;
  place.write("run.toml", market_scene);
  REQUIRE(place.souk(split("run run.toml --quiet -o run.h5")).code == 0);
  place.write("bin/chromium", "#!/bin/sh\nexit 1\n");
  std::filesystem::permissions(place.path("bin/chromium"), std::filesystem::perms::owner_all);
  const Listing before = place.listing();
  const Words words = split("report run.h5 --figures figures -o page.html");
  const Ran absent = place.souk(words, {.environment = {{"PATH", "/nowhere"}}, .out = {}});
  CHECK(absent.code == no_browser);
  CHECK(contains(absent.err, "no Chromium in PATH"));
  const Ran broken = place.souk(words, {.environment = {{"PATH", place.path("bin")}}, .out = {}});
  CHECK(broken.code == no_browser);
  CHECK(contains(broken.err, "Chromium ended early"));
  CHECK(place.souk(split("report absent.h5 --figures figures")).code == 66);
  CHECK(place.listing() == before);
}
