#pragma once

// Words in messages: the nearest known one, and lists of what is allowed.

#include <string>
#include <string_view>
#include <vector>

namespace souk {

/// The known word with the fewest edits (insert, delete, replace, swap neighbours) from `word`, if
/// at most a third of its letters (at least one) must change; else empty. The first of equals.
std::string_view nearest_word(std::string_view word, const std::vector<std::string_view>& known);

/// `; did you mean "x"?`, or `; known are a, b, c` when nothing is near (empty if nothing is
/// known).
std::string known_words(std::string_view word, const std::vector<std::string_view>& known);

/// "a b c" as its words.
std::vector<std::string_view> split_words(std::string_view words, char separator = ' ');

std::string join_words(const std::vector<std::string_view>& words, std::string_view between = ", ");

/// `[a-z][a-z0-9-]*`
bool is_name(std::string_view text);

}  // namespace souk
