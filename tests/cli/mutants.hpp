#pragma once

// Inputs that are wrong in one way, and what the program must do with each.

#include <cstddef>
#include <string>
#include <vector>

namespace souk {

struct Mutant {
  std::string name;  ///< what is wrong
  std::string text;
};

/// Scenarios in which one thing is wrong; the same in every run.
std::vector<Mutant> bad_scenarios();

/// Texts that are no trace of `format`, by the same damages for each format.
std::vector<Mutant> bad_traces(const std::string& format);

/// Bytes that no text has, from a seed.
std::string garbage(unsigned seed, std::size_t size);

}  // namespace souk
