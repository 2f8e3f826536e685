#include "analysis/report/origin.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "analysis/report/html.hpp"

namespace souk::report {

std::string fact(const char* name, const std::string& html) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html);
}

/// Lines of text, with <br> between.
std::string lines_html(const std::string& lines) {
  std::string out;
  for (const char c : lines)
    out += c == '\n' ? std::string{"<br>"} : escaped(std::string_view{&c, 1});
  return out;
}

namespace {

/// The notes of a run are fewer; a sweep may have one for each of thousands of runs.
constexpr std::size_t most_notes = 40;

std::string inputs_html(const ResultHeader& header) {
  std::string out;
  for (const InputFile& input : header.inputs)
    out += fmt::format("{}{} (sha256 <code>{}</code>)", out.empty() ? "" : "<br>",
                       escaped(input.name), escaped(input.sha256));
  return out.empty() ? "none beside the scenario" : out;
}

}  // namespace

std::string notes_fact(const std::vector<std::string>& notes) {
  std::string lines;
  for (std::size_t i = 0; i < std::min(notes.size(), most_notes); ++i)
    lines += (i == 0 ? "" : "\n") + notes[i];
  if (notes.size() > most_notes)
    lines += fmt::format("\n... and {} more, in the result file", notes.size() - most_notes);
  return notes.empty() ? "" : fact("notes", lines_html(lines));
}

std::string header_facts(const ResultHeader& header) {
  return fact("version", "souk " + escaped(header.souk_version)) +
         fact("seed", fmt::format("{}", header.seed)) + fact("inputs", inputs_html(header)) +
         fact("modelled", lines_html(header.modelled)) +
         (header.assumed.empty() ? "" : fact("assumed", lines_html(header.assumed))) +
         fact("ignored", lines_html(header.ignored));
}

std::string scenario_html(const ResultHeader& header) {
  return fmt::format("<h3>Scenario, as it was run</h3><pre tabindex=\"0\">{}</pre>",
                     escaped(header.scenario));
}

}  // namespace souk::report
