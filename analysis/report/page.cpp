#include "analysis/report/page.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "analysis/report/assets.hpp"

namespace souk::report {
namespace {

/// Nothing may be fetched: what the page needs is in it. No eval either: the charts' expressions
/// are interpreted.
constexpr const char* policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

/// Numbers the elements of a page, and names its charts.
struct Numbering {
  std::size_t charts = 0, sections = 0;
  std::set<std::string> names;  ///< of charts so far
};

/// "Mean wait" as "mean-wait", or "mean-wait-2" where that is taken: a name for a file.
std::string file_name(const std::string& title, std::set<std::string>& taken) {
  std::string name = title.starts_with("ρ") ? "rho" : "";
  for (const char c : title)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 128)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!name.empty() && name.back() != '-')
      name += '-';
  name.resize(std::min<std::size_t>(name.size(), 120));
  while (!name.empty() && name.back() == '-') name.pop_back();
  if (name.empty()) name = "chart";
  std::string free = name;
  for (int number = 2; !taken.insert(free).second; ++number)
    free = fmt::format("{}-{}", name, number);
  return free;
}

std::string html_of(const Chart& chart, Numbering& numbers) {
  const std::size_t id = ++numbers.charts;
  const std::string note =
      chart.note.empty() ? "" : fmt::format("<p class=\"note\">{}</p>\n", escaped(chart.note));
  return fmt::format(
      "<figure class=\"chart{0}\" id=\"chart-{1}\" data-title=\"{2}\" "
      "data-name=\"{7}\">\n<h3>{2}</h3>\n"
      "<p class=\"seen\" id=\"seen-{1}\">{3}</p>\n<div class=\"plot\"></div>\n"
      "<script type=\"application/json\">{4}</script>\n{5}"
      "<div class=\"tools\"><details><summary>Data of this chart</summary>\n{6}</details></div>\n"
      "</figure>\n",
      chart.wide ? "" : " half", id, escaped(chart.title), escaped(chart.text),
      script_json(chart.spec), note, html_of(chart.table), file_name(chart.title, numbers.names));
}

std::string html_of(const Section& section, Numbering& numbers) {
  std::string out =
      fmt::format("<section aria-labelledby=\"section-{0}\"><h2 id=\"section-{0}\">{1}</h2>\n",
                  ++numbers.sections, escaped(section.title));
  if (!section.intro.empty()) out += fmt::format("<p>{}</p>\n", escaped(section.intro));
  out += section.body;
  if (!section.charts.empty()) {
    out += "<div class=\"charts\">\n";
    for (const Chart& chart : section.charts) out += html_of(chart, numbers);
    out += "</div>\n";
  }
  return out + "</section>\n";
}

std::string head_of(const Article& article, bool first) {
  return fmt::format(
      "<header class=\"top\"><p class=\"kind\">{0}</p><{1}>{2}</{1}><p "
      "class=\"sub\">{3}</p></header>\n",
      escaped(article.kind), first ? "h1" : "h2", escaped(article.title), escaped(article.facts));
}

std::string tiles_of(const Article& article) {
  if (article.tiles.empty()) return "";
  std::string out = "<dl class=\"tiles\">\n";
  for (const auto& [name, value] : article.tiles)
    out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), escaped(value));
  return out + "</dl>\n";
}

std::string contents_of(const std::vector<Article>& articles) {
  std::string out = "<nav aria-label=\"Sections\"><div>";
  std::size_t number = 0;
  for (const Article& article : articles)
    for (const Section& section : article.sections)
      out += fmt::format("<a href=\"#section-{}\">{}</a>", ++number, escaped(section.title));
  return out + "<button type=\"button\" id=\"theme\" hidden></button></div></nav>\n";
}

std::string scripts() {
  std::string out;
  for (const std::string_view script :
       {vega_js(), vega_lite_js(), vega_embed_js(), vega_interpreter_js(), page_js()})
    out += fmt::format("<script>{}</script>\n", script_safe(script));
  return out;
}

std::string foot() {
  return fmt::format(
      "<footer><p>Made by souk report. This page holds all it shows and asks for nothing from the "
      "network.</p>\n"
      "<details class=\"screen\"><summary>Licences of the software in this "
      "page</summary><pre>{}</pre></details></footer>\n",
      escaped(licences()));
}

}  // namespace

void add_section(Article& article, std::string title, std::string intro, std::vector<Chart> charts,
                 std::string otherwise) {
  std::string said = charts.empty() ? std::move(otherwise) : std::move(intro);
  article.sections.push_back({std::move(title), std::move(said), "", std::move(charts)});
}

std::string page_of(const std::vector<Article>& articles) {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>{} – "
      "Souk</title>\n<style>\n{}</style>\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#main\">Skip to the results</a>\n",
      policy, escaped(articles.front().title), page_css());
  Numbering numbers;
  out += head_of(articles.front(), true) + contents_of(articles) + "<main id=\"main\">\n";
  for (const Article& article : articles) {
    if (&article != &articles.front()) out += head_of(article, false);
    out += tiles_of(article);
    for (const Section& section : article.sections) out += html_of(section, numbers);
  }
  return out + "</main>\n" + foot() + scripts() + "</body>\n</html>\n";
}

}  // namespace souk::report
