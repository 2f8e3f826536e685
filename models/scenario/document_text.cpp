#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "models/scenario/document.hpp"

namespace souk {
namespace {

bool is_bare(std::string_view key) {
  if (key.empty()) return false;
  for (const char c : key)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
          c == '_'))
      return false;
  return true;
}

std::string write_array(const Node& node) {
  std::string out = "[";
  for (const Node& item : node.children) {
    if (out.size() > 1) out += ", ";
    out += write_value(item);
  }
  return out + "]";
}

std::string write_table(const Node& node) {
  if (node.children.empty()) return "{}";
  std::string out = "{ ";
  for (const Node& child : node.children) {
    if (out.size() > 2) out += ", ";
    out += fmt::format("{} = {}", is_bare(child.key) ? child.key : quoted(child.key),
                       write_value(child));
  }
  return out + " }";
}

/// A TOML float must not read back as an integer.
std::string write_float(double number) {
  std::string text = number_text(number);
  if (std::isfinite(number) && text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace

std::string number_text(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return {buffer, end};
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string write_value(const Node& node) {
  switch (node.type) {
    case Node::Type::table:
      return write_table(node);
    case Node::Type::array:
      return write_array(node);
    case Node::Type::text:
      return quoted(node.text);
    case Node::Type::integer:
      return fmt::format("{}", node.integer);
    case Node::Type::number:
      return write_float(node.number);
    case Node::Type::boolean:
      return node.flag ? "true" : "false";
    case Node::Type::date:
    case Node::Type::clock:
      return node.text;
  }
  return {};
}

}  // namespace souk
