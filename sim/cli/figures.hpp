#pragma once

// The charts of a page as pictures for papers.

#include <string>
#include <vector>

namespace souk::cli {

struct Figure {
  std::string name;  ///< of its files: the chart's title in lower case with hyphens
  std::string svg;   ///< one picture without references; light colours on no background
  std::string pdf;   ///< one page as large as the picture, of lines and text, not of pixels
};

/// The charts of a page of souk report in its order, each 640 CSS pixels (6.7 inches) wide, drawn
/// by Chromium. Which fonts and digits of coordinates come out depends on its version and on the
/// fonts here. Throws NoBrowser; std::runtime_error if a chart cannot be drawn.
std::vector<Figure> figures_of(const std::string& page);

/// Writes NAME.svg and NAME.pdf of each into `folder`, which it makes: all or none. Throws
/// CannotWrite.
void write_figures(const std::string& folder, const std::vector<Figure>& figures);

}  // namespace souk::cli
