#include "sim/cli/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "analysis/part_file.hpp"
#include "sim/cli/chromium.hpp"
#include "sim/cli/temporary_folder.hpp"

namespace souk::cli {
namespace {

using nlohmann::json;

constexpr int width_px = 640;
constexpr int margin_px = 24;  ///< 1.5rem of page.css, on both sides
constexpr double px_per_inch = 96;

/// RFC 4648, section 4; stops at the padding.
std::string from_base64(const std::string& text) {
  std::array<int, 256> value{};
  value.fill(-1);
  int next = 0;
  for (const char c :
       std::string{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"})
    value[static_cast<unsigned char>(c)] = next++;
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int six = value[static_cast<unsigned char>(c)];
    if (six < 0) break;
    bits = bits << 6 | static_cast<std::uint32_t>(six);
    if ((held += 6) < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xff);
  }
  return bytes;
}

/// The charts, once all are drawn: [{name, svg, width, height}], sizes in pixels.
json drawn_figures(Chromium& browser, const std::filesystem::path& page) {
  browser.open();
  (void)browser.call("Emulation.setDeviceMetricsOverride", {{"width", width_px + 2 * margin_px},
                                                            {"height", 900},
                                                            {"deviceScaleFactor", 1},
                                                            {"mobile", false}});
  (void)browser.call("Emulation.setEmulatedMedia",
                     {{"media", "screen"},
                      {"features", {{{"name", "prefers-color-scheme"}, {"value", "light"}}}}});
  (void)browser.call("Page.navigate", {{"url", "file://" + page.string()}});
  json figures = browser.value_of(
      "new Promise(done => { const look = () => window.soukFigures ? done(soukFigures()) : "
      "setTimeout(look, 20); look(); })");
  if (const json failures = browser.value_of("soukFailures"); !failures.empty())
    throw std::runtime_error{"a chart could not be drawn: " + failures[0].get<std::string>()};
  return figures;
}

/// A page as large as the picture on it.
std::string pdf_of(Chromium& browser, const json& figure) {
  const double width = std::ceil(figure.at("width").get<double>()),
               height = std::ceil(figure.at("height").get<double>());
  const std::string frame =
      browser.call("Page.getFrameTree").at("frameTree").at("frame").at("id").get<std::string>();
  (void)browser.call(
      "Page.setDocumentContent",
      {{"frameId", frame},
       {"html", fmt::format("<!doctype html><meta charset=\"utf-8\"><title>{0}</title><style>"
                            "@page {{ size: {1}px {2}px; margin: 0 }} body {{ margin: 0 }} "
                            "svg {{ display: block }}</style>{3}",
                            figure.at("name").get<std::string>(), width, height,
                            figure.at("svg").get<std::string>())}});
  const json printed = browser.call("Page.printToPDF", {{"printBackground", true},
                                                        {"preferCSSPageSize", true},
                                                        {"paperWidth", width / px_per_inch},
                                                        {"paperHeight", height / px_per_inch},
                                                        {"marginTop", 0},
                                                        {"marginBottom", 0},
                                                        {"marginLeft", 0},
                                                        {"marginRight", 0}});
  return from_base64(printed.at("data").get<std::string>());
}

}  // namespace

std::vector<Figure> figures_of(const std::string& page) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "page.html";
  write_text_file(file.string(), page);
  Chromium browser{folder.path() / "profile"};
  const json drawn = drawn_figures(browser, file);
  browser.open();
  std::vector<Figure> figures;
  for (const json& figure : drawn)
    figures.push_back({figure.at("name").get<std::string>(), figure.at("svg").get<std::string>(),
                       pdf_of(browser, figure)});
  return figures;
}

void write_figures(const std::string& folder, const std::vector<Figure>& figures) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw CannotWrite{CannotWrite::Stage::create, folder, error.message()};
  std::vector<PartFile> files;
  for (const Figure& figure : figures)
    for (const auto& [end, bytes] : {std::pair{".svg", &figure.svg}, {".pdf", &figure.pdf}}) {
      files.emplace_back(folder + "/" + figure.name + end);
      files.back().write(*bytes);
    }
  for (PartFile& file : files) file.close();
  for (PartFile& file : files) file.publish();
}

}  // namespace souk::cli
