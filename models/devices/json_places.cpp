#include "models/devices/json_places.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>

#include <fmt/format.h>

namespace souk {
namespace {

using Json = nlohmann::ordered_json;

/// Far more than a profile has. Each place is kept by its whole path, so the depth bounds the
/// memory.
constexpr std::size_t most_depth = 64;

/// Reads characters and tells how many were read.
class CountedIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountedIterator(const char* at, const char* begin, std::size_t* read)
      : at_{at}, begin_{begin}, read_{read} {}
  reference operator*() const { return *at_; }
  CountedIterator& operator++() {
    ++at_;
    *read_ = static_cast<std::size_t>(at_ - begin_);
    return *this;
  }
  CountedIterator operator++(int) {
    CountedIterator old = *this;
    ++*this;
    return old;
  }
  friend bool operator==(const CountedIterator& a, const CountedIterator& b) {
    return a.at_ == b.at_;
  }
  friend bool operator!=(const CountedIterator& a, const CountedIterator& b) { return !(a == b); }

 private:
  const char *at_, *begin_;
  std::size_t* read_;
};

Place place_of(std::string_view text, std::size_t offset, const std::string& file_name) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {file_name, static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1),
          static_cast<std::uint32_t>(before.size() - line_start + 1)};
}

std::string pointer_part(std::string_view key) {
  std::string part = "/";
  for (const char c : key) {
    if (c == '~')
      part += "~0";
    else if (c == '/')
      part += "~1";
    else
      part += c;
  }
  return part;
}

/// Notes where each field of the text begins; the values are read elsewhere.
class PlaceReader final : public nlohmann::json_sax<Json> {
 public:
  PlaceReader(std::string_view text, const std::string& file_name, PlacedJson& out)
      : text_{text}, file_name_{file_name}, out_{out} {}

  std::size_t read = 0;

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(std::int64_t) override { return value(); }
  bool number_unsigned(std::uint64_t) override { return value(); }
  bool number_float(double, const std::string&) override { return value(); }
  bool string(std::string&) override { return value(); }
  bool binary(Json::binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_array() override { return close(); }

  bool key(std::string& key) override {
    std::size_t start = read - 1;  // of the closing quote
    while (start > 0 && (text_[start - 1] != '"' || (start > 1 && text_[start - 2] == '\\')))
      --start;
    levels_.back().key = key;
    key_place_ = place_of(text_, start - 1, file_name_);
    if (!levels_.back().keys.insert(key).second)
      out_.twice.push_back({key_place_, fmt::format("\"{}\" is given twice", key)});
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception&) override {
    throw ScenarioError{
        {{place_of(text_, position == 0 ? 0 : position - 1, file_name_),
          fmt::format("this is no JSON: unexpected {}", token.empty() || position > text_.size()
                                                            ? "end of the file"
                                                            : "\"" + token + "\"")}},
        text_};
  }

 private:
  struct Level {
    bool array = false;
    std::size_t index = 0;
    std::string key, pointer;
    std::set<std::string, std::less<>> keys;
  };

  std::string note(bool begins_here) {
    std::string pointer;
    if (!levels_.empty()) {
      Level& level = levels_.back();
      pointer = level.pointer +
                (level.array ? "/" + std::to_string(level.index++) : pointer_part(level.key));
    }
    const bool element = levels_.empty() || levels_.back().array;
    const Place place =
        begins_here && element && read > 0 ? place_of(text_, read - 1, file_name_) : key_place_;
    out_.places.insert_or_assign(pointer, place);
    return pointer;
  }
  bool value() {
    note(false);
    return true;
  }
  bool open(bool array) {
    if (levels_.size() == most_depth)
      throw ScenarioError{{{place_of(text_, read - 1, file_name_),
                            fmt::format("nested more than {} deep", most_depth)}},
                          text_};
    std::string pointer = note(true);
    levels_.push_back({.array = array, .pointer = std::move(pointer)});
    return true;
  }
  bool close() {
    levels_.pop_back();
    return true;
  }

  std::string_view text_;
  const std::string& file_name_;
  PlacedJson& out_;
  std::vector<Level> levels_;
  Place key_place_{file_name_, 1, 1};
};

}  // namespace

PlacedJson read_json(std::string_view text, const std::string& file_name) {
  PlacedJson out;
  PlaceReader reader{text, file_name, out};
  const char* begin = text.data();
  const char* end = begin + text.size();
  Json::sax_parse(CountedIterator{begin, begin, &reader.read},
                  CountedIterator{end, begin, &reader.read}, &reader);
  out.root = Json::parse(text);
  return out;
}

}  // namespace souk
