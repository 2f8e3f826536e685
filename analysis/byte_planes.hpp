#pragma once

// One chunk of numbers as HDF5's shuffle and deflate filters would store it, only faster.

#include <cstddef>
#include <span>
#include <vector>

namespace souk {

/// Shuffles and deflates one chunk after the other; keeps its buffers.
///
/// Shuffling puts the first bytes of all numbers together, then the second ones, ...: byte planes.
/// The low planes of a double that was drawn at random do not compress, and most of gzip's time
/// goes into trying; so a sample of each plane is deflated first, and a plane whose sample saves
/// less than an eighth is stored as it is, inside the same zlib stream. Any reader of deflate reads
/// it.
class BytePlanes {
 public:
  BytePlanes();
  ~BytePlanes();
  BytePlanes(const BytePlanes&) = delete;
  BytePlanes& operator=(const BytePlanes&) = delete;

  /// `raw`: whole numbers of `width` bytes each. `used` of them, from the first, tell something
  /// (the rest pads a last chunk). The result holds until the next call. Level 4; deterministic.
  std::span<const std::byte> pack(std::span<const std::byte> raw, std::size_t width,
                                  std::size_t used);

 private:
  bool saves(std::span<const std::byte> sample);

  struct Streams;
  Streams* streams_;
  std::vector<std::byte> planes_, packed_, tried_;
};

}  // namespace souk
