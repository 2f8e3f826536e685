#include "models/world/order.hpp"

#include <array>

#include "models/check.hpp"

namespace souk {
namespace {

constexpr unsigned bit(auto stage) {
  return 1U << static_cast<unsigned>(stage);
}

/// Where a wish may go from each stage.
constexpr std::array<unsigned, 7> order_edges{
    /* open */ bit(OrderStage::matched) | bit(OrderStage::refused) | bit(OrderStage::expired) |
        bit(OrderStage::cancelled) | bit(OrderStage::unfinished),
    /* matched */ bit(OrderStage::settled) | bit(OrderStage::open) | bit(OrderStage::cancelled) |
        bit(OrderStage::unfinished),
    /* settled */ 0,
    /* refused */ 0,
    /* expired */ 0,
    /* cancelled */ 0,
    /* unfinished */ 0,
};

/// Where the work may go from each stage.
constexpr std::array<unsigned, 9> job_edges{
    /* blocked */ bit(JobStage::waiting) | bit(JobStage::cancelled) | bit(JobStage::unfinished),
    /* waiting */ bit(JobStage::granted) | bit(JobStage::cancelled) | bit(JobStage::unfinished),
    /* granted */ bit(JobStage::staging) | bit(JobStage::running),
    /* staging */ bit(JobStage::running) | bit(JobStage::waiting) | bit(JobStage::cancelled) |
        bit(JobStage::unfinished),
    /* running */ bit(JobStage::saving) | bit(JobStage::done) | bit(JobStage::waiting) |
        bit(JobStage::cancelled) | bit(JobStage::unfinished),
    /* saving */ bit(JobStage::done) | bit(JobStage::cancelled) | bit(JobStage::unfinished),
    /* done */ 0,
    /* cancelled */ 0,
    /* unfinished */ 0,
};

}  // namespace

void advance(Order& order, OrderStage to) {
  SOUK_CHECK((order_edges[static_cast<std::size_t>(order.stage)] & bit(to)) != 0,
             "an order took a step that its transition table does not have");
  order.stage = to;
}

void advance(Order& order, JobStage to) {
  SOUK_CHECK((job_edges[static_cast<std::size_t>(order.job_stage)] & bit(to)) != 0,
             "a job took a step that its transition table does not have");
  order.job_stage = to;
}

}  // namespace souk
