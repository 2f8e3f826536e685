#pragma once

// What a page says of a sweep.

#include <string>

#include "analysis/report/page.hpp"
#include "analysis/result_reader.hpp"

namespace souk::report {

/// `path` is the file that `reader` has open; its members are grouped `by` home, else by
/// population. Throws BadResultFile.
Article sweep_article(const ResultReader& reader, const std::string& path, GroupBy by);

}  // namespace souk::report
