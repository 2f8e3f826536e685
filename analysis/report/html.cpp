#include "analysis/report/html.hpp"

#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace souk::report {
namespace {

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string out;
  for (std::size_t from = 0;;) {
    const std::size_t at = text.find(what, from);
    out += text.substr(from, at - from);
    if (at == std::string_view::npos) return out;
    out += by;
    from = at + what.size();
  }
}

std::string title_of(const Table& table, std::size_t column) {
  const std::string hint = column < table.hints.size() && !table.hints[column].empty()
                               ? fmt::format(" title=\"{}\"", escaped(table.hints[column]))
                               : "";
  const bool is_number = !table.rows.empty() && table.rows[0][column].number;
  return fmt::format("<th scope=\"col\"{}{}>{}</th>", is_number ? " class=\"n\"" : "", hint,
                     escaped(table.titles[column]));
}

std::string html_of(const Cell& cell, bool head) {
  std::string attributes = cell.number ? " class=\"n" : cell.mark.empty() ? "" : " class=\"";
  if (!cell.mark.empty()) attributes += (cell.number ? " " : "") + cell.mark;
  if (!attributes.empty()) attributes += '"';
  if (head) return fmt::format("<th scope=\"row\"{}>{}</th>", attributes, escaped(cell.text));
  if (cell.number && std::isfinite(cell.key))
    attributes += fmt::format(" data-v=\"{:.6g}\"", cell.key);
  return fmt::format("<td{}>{}</td>", attributes, escaped(cell.text));
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  return out;
}

std::string script_json(const nlohmann::json& value) {
  return replaced(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), "<",
                  "\\u003c");
}

std::string script_safe(std::string_view script) {
  return replaced(replaced(script, "</script", "<\\/script"), "<!--", "<\\!--");
}

Cell words(std::string text) {
  return {std::move(text), 0, false, ""};
}

Cell number(double value, std::string text) {
  return {std::move(text), value, true, ""};
}

std::string html_of(const Table& table, bool sortable) {
  std::string out = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"{0}\"><table{1}><caption>{0}"
      "</caption><thead><tr>",
      escaped(table.caption), sortable ? " class=\"sortable\"" : "");
  for (std::size_t c = 0; c < table.titles.size(); ++c) out += title_of(table, c);
  out += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) out += html_of(row[c], c == 0);
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace souk::report
