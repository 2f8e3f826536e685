#include <array>

#include "models/scenario/keys.hpp"

namespace souk {
namespace {

constexpr std::array keys{
    Key{.path = "study.design",
        .type = KeyType::word,
        .fallback = "grid",
        .meaning = "how the rows of [[sweep]] make points: every combination, in step, or sampled",
        .words = "grid list latin_hypercube sobol saltelli"},
    Key{.path = "study.points",
        .type = KeyType::integer,
        .meaning = "of a design that samples; saltelli: blocks, of a point per swept key and two",
        .bounds = {.at_least = 1, .at_most = 1e5}},
    Key{.path = "study.metric",
        .type = KeyType::text,
        .fallback = "mean_wait_s",
        .meaning = "what is compared, and made as precise as half_width says"},
    Key{.path = "study.half_width",
        .type = KeyType::number,
        .meaning =
            "batches of scenario.replications run until, at each point, half the interval is "
            "at most this part of the mean",
        .bounds = {.above = 0}},
    Key{.path = "study.max_replications",
        .type = KeyType::integer,
        .fallback = "1000",
        .meaning = "no batch begins that would go beyond it",
        .bounds = {.at_least = 2, .at_most = 1e6}},
    Key{.path = "study.interval",
        .type = KeyType::number,
        .fallback = "0.95",
        .meaning = "level of the intervals",
        .bounds = {.above = 0, .below = 1}},
    Key{.path = "study.baseline",
        .type = KeyType::value,
        .fallback = "0",
        .meaning = "the point that the others are compared with: its number, one of its values, or "
                   "\"LABEL = VALUE, ...\""},

    Key{.path = "sweep.*.key",
        .type = KeyType::text,
        .fallback = "-",
        .meaning = "path of the swept key"},
    Key{.path = "sweep.*.values",
        .type = KeyType::value,
        .meaning = "array of its values; of a design that samples, each as often as the others"},
    Key{.path = "sweep.*.from",
        .type = KeyType::value,
        .meaning = "first value, or lower end, instead of values"},
    Key{.path = "sweep.*.to", .type = KeyType::value, .meaning = "last value, or upper end"},
    Key{.path = "sweep.*.points",
        .type = KeyType::integer,
        .fallback = "-",
        .meaning = "how many values, those between the ends rounded to 12 digits; of a design that "
                   "samples see study.points",
        .bounds = {.at_least = 1, .at_most = 1e5}},
    Key{.path = "sweep.*.scale",
        .type = KeyType::word,
        .fallback = "linear",
        .meaning = "spacing of the values",
        .words = "linear log"},
    Key{.path = "sweep.*.group",
        .type = KeyType::text,
        .meaning = "rows of one group advance together"},
    Key{.path = "sweep.*.label",
        .type = KeyType::text,
        .meaning = "coordinate name; the key if not given"},
};

}  // namespace

std::span<const Key> study_keys() {
  return keys;
}

}  // namespace souk
