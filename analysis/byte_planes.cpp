#include "analysis/byte_planes.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "models/check.hpp"

namespace souk {
namespace {

constexpr int level = 4;
constexpr std::size_t sample_size = 4096;

const Bytef* in(const std::byte* bytes) {
  return reinterpret_cast<const Bytef*>(bytes);
}

/// HDF5's shuffle filter: byte b of number i goes to place b * numbers + i.
void shuffle(std::span<const std::byte> raw, std::size_t width, std::byte* out) {
  const std::size_t numbers = raw.size() / width;
  for (std::size_t b = 0; b < width; ++b)
    for (std::size_t i = 0; i < numbers; ++i) *out++ = raw[i * width + b];
}

}  // namespace

struct BytePlanes::Streams {
  z_stream whole{}, sample{};
};

BytePlanes::BytePlanes() : streams_{new Streams} {
  // Two streams, so that trying a sample does not disturb the one under way.
  const bool good =
      deflateInit(&streams_->whole, level) == Z_OK && deflateInit(&streams_->sample, 1) == Z_OK;
  SOUK_CHECK(good, "zlib has no memory");
}

BytePlanes::~BytePlanes() {
  deflateEnd(&streams_->whole);
  deflateEnd(&streams_->sample);
  delete streams_;
}

bool BytePlanes::saves(std::span<const std::byte> sample) {
  z_stream& stream = streams_->sample;
  deflateReset(&stream);
  tried_.resize(deflateBound(&stream, sample.size()));
  stream.next_in = const_cast<Bytef*>(in(sample.data()));
  stream.avail_in = static_cast<uInt>(sample.size());
  stream.next_out = reinterpret_cast<Bytef*>(tried_.data());
  stream.avail_out = static_cast<uInt>(tried_.size());
  SOUK_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib lost a sample");
  return stream.total_out < sample.size() - sample.size() / 8;
}

std::span<const std::byte> BytePlanes::pack(std::span<const std::byte> raw, std::size_t width,
                                            std::size_t used) {
  planes_.resize(raw.size());
  shuffle(raw, width, planes_.data());
  const std::size_t plane = raw.size() / width;
  z_stream& stream = streams_->whole;
  deflateReset(&stream);
  packed_.resize(deflateBound(&stream, raw.size()) + 64 * width);
  stream.next_out = reinterpret_cast<Bytef*>(packed_.data());
  stream.avail_out = static_cast<uInt>(packed_.size());
  for (std::size_t b = 0; b < width; ++b) {
    const std::byte* start = planes_.data() + b * plane;
    const std::size_t length = std::min(sample_size, used);
    // Padding always shrinks; too small a sample would not show it.
    const bool shrinks = 2 * used < plane || saves({start + (used - length) / 2, length});
    int status = deflateParams(&stream, shrinks ? level : Z_NO_COMPRESSION, Z_DEFAULT_STRATEGY);
    stream.next_in = const_cast<Bytef*>(in(start));
    stream.avail_in = static_cast<uInt>(plane);
    if (status == Z_OK) status = deflate(&stream, b + 1 == width ? Z_FINISH : Z_NO_FLUSH);
    SOUK_CHECK(status == (b + 1 == width ? Z_STREAM_END : Z_OK) && stream.avail_in == 0,
               "zlib lost a chunk");
  }
  return {packed_.data(), stream.total_out};
}

}  // namespace souk
