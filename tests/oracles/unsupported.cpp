#include <array>

#include "tests/oracles/adapters.hpp"

namespace souk::oracles {
namespace {

constexpr std::string_view tasks = "comes with graphs of tasks";
constexpr std::string_view drf = "comes with sharing of several resources";
constexpr std::string_view mechanisms = "comes with auctions";
constexpr std::string_view share = "comes with proportional-share mechanisms";
constexpr std::string_view lp = "comes with mechanisms that solve optimisation problems";
constexpr std::string_view theory = "a formula beside the market; no scenario computes it";
constexpr std::string_view training = "comes with the costs of training jobs";
constexpr std::string_view cache = "comes with caches";
constexpr std::string_view swarm = "comes with distribution among peers";
constexpr std::string_view players = "comes with agents that learn and imitate";
constexpr std::string_view growth = "comes with open collaboration";

constexpr std::array rows{
    UnsupportedRow{"queues", "mg1_ps_", "comes with processor sharing"},
    UnsupportedRow{"queues", "mm1_priority_", "comes with priority classes"},
    UnsupportedRow{"queues", "mm1_setup_", "comes with start-up times"},
    UnsupportedRow{"queues", "mm1_breakdown_", "comes with failures and repairs"},
    UnsupportedRow{"queues", "jackson_", "comes with jobs that visit several sites"},
    UnsupportedRow{"queues", "closed_mva_", "a closed network of stations is no market"},
    UnsupportedRow{"queues", "halfin_whitt_", theory},
    UnsupportedRow{"queues", "forkjoin", tasks},
    UnsupportedRow{"queues", "power_of_d", "comes with placement by sampled queues"},

    UnsupportedRow{"fairness_network", "waterfill_", share},
    UnsupportedRow{"fairness_network", "drf_", drf},
    UnsupportedRow{"fairness_network", "asset_fairness_", drf},
    UnsupportedRow{"fairness_network", "ceei_", drf},
    UnsupportedRow{"fairness_network", "maxmin_net_",
                   "weights and bounds of endless flows; transfer_* tries the sharing of links"},
    UnsupportedRow{"fairness_network", "cpu_ps_", "a GPU is leased whole: no two jobs share one"},
    UnsupportedRow{"fairness_network", "cpu_multicore_",
                   "a GPU is leased whole: no two jobs share one"},
    UnsupportedRow{"fairness_network", "alpha_fair_", "no rule of sharing is alpha-fair"},

    UnsupportedRow{"scheduling", "gittins_", "no user asks for a table of Gittins indices"},
    UnsupportedRow{"scheduling", "tiresias_", "comes with preemptive scheduling"},
    UnsupportedRow{"scheduling", "gang_time_slicing", "comes with preemptive scheduling"},
    UnsupportedRow{"scheduling", "gavel_", "comes with scheduling over unlike devices"},
    UnsupportedRow{"scheduling", "themis_", "comes with jobs that change their number of GPUs"},
    UnsupportedRow{"scheduling", "fgd_", "comes with parts of GPUs"},
    UnsupportedRow{"scheduling", "wspt_", "an optimum over all orders; no rule of scheduling"},
    UnsupportedRow{"scheduling", "deadlines_", "an optimum over all orders; no rule of scheduling"},

    UnsupportedRow{"mechanisms", "single_item_", mechanisms},
    UnsupportedRow{"mechanisms", "auction_revenue_", mechanisms},
    UnsupportedRow{"mechanisms", "multiunit_", mechanisms},
    UnsupportedRow{"mechanisms", "vcg_", mechanisms},
    UnsupportedRow{"mechanisms", "double_auction_", mechanisms},
    UnsupportedRow{"mechanisms", "reverse_auction_", mechanisms},
    UnsupportedRow{"mechanisms", "myerson_satterthwaite_", theory},
    UnsupportedRow{"mechanisms", "posted_price_", theory},
    UnsupportedRow{"mechanisms", "competitive_equilibrium_", theory},
    UnsupportedRow{"mechanisms", "platform_fee_", theory},
    UnsupportedRow{"mechanisms", "kelly_", share},
    UnsupportedRow{"mechanisms", "fisher_", share},
    UnsupportedRow{"mechanisms", "stable_matching_", "comes with matching"},
    UnsupportedRow{"mechanisms", "max_weight_matching_", lp},
    UnsupportedRow{"mechanisms", "general_matching_", lp},
    UnsupportedRow{"mechanisms", "min_cost_flow_", lp},
    UnsupportedRow{"mechanisms", "shapley_", "comes with rewards of contributors"},
    UnsupportedRow{"mechanisms", "nash_bargaining_", theory},
    UnsupportedRow{"mechanisms", "bankruptcy_", theory},
    UnsupportedRow{"mechanisms", "property_", "comes with the mechanism that it is about"},

    UnsupportedRow{"distributed", "amdahl_", training},
    UnsupportedRow{"distributed", "collectives_", training},
    UnsupportedRow{"distributed", "pipeline_", training},
    UnsupportedRow{"distributed", "roofline_", training},
    UnsupportedRow{"distributed", "train_time_", training},
    UnsupportedRow{"distributed", "optimal_workers_", training},
    UnsupportedRow{"distributed", "checkpoint_", "comes with failures and checkpoints"},
    UnsupportedRow{"distributed", "graham_", tasks},
    UnsupportedRow{"distributed", "lpt_", tasks},
    UnsupportedRow{"distributed", "makespan_small_", tasks},
    UnsupportedRow{"distributed", "bag_exp_", tasks},
    UnsupportedRow{"distributed", "replication_", tasks},
    UnsupportedRow{"distributed", "k_of_n_", tasks},

    UnsupportedRow{"content", "distribution_", swarm},
    UnsupportedRow{"content", "mundinger_", swarm},
    UnsupportedRow{"content", "broadcast_trees_", swarm},
    UnsupportedRow{"content", "qiu_srikant_", swarm},
    UnsupportedRow{"content", "coupon_collector_", swarm},
    UnsupportedRow{"content", "lru_", cache},
    UnsupportedRow{"content", "che_", cache},
    UnsupportedRow{"content", "cache_trace_", cache},
    UnsupportedRow{"content", "ttl_cache_", cache},
    UnsupportedRow{"content", "federated_", training},
    UnsupportedRow{"content", "erasure_", "comes with failures and repairs"},

    UnsupportedRow{"dynamics", "bass_", growth},
    UnsupportedRow{"dynamics", "logistic_adoption_", growth},
    UnsupportedRow{"dynamics", "barabasi_albert_", growth},
    UnsupportedRow{"dynamics", "simon_yule_", growth},
    UnsupportedRow{"dynamics", "attractiveness_", growth},
    UnsupportedRow{"dynamics", "public_goods_", growth},
    UnsupportedRow{"dynamics", "commons_", growth},
    UnsupportedRow{"dynamics", "replicator_", players},
    UnsupportedRow{"dynamics", "repeated_", players},
    UnsupportedRow{"dynamics", "ucb1_", players},
    UnsupportedRow{"dynamics", "beta_reputation_", "comes with trust"},
    UnsupportedRow{"dynamics", "cobweb_", theory},
    UnsupportedRow{"dynamics", "tatonnement_",
                   "an exchange economy of two goods; no scenario has"
                   " one"},
    UnsupportedRow{"dynamics", "scarf_", "an exchange economy of three goods; no scenario has one"},
    UnsupportedRow{"dynamics", "cournot_", theory},
    UnsupportedRow{"dynamics", "hotelling_", theory},
    UnsupportedRow{"dynamics", "routing_", theory},
    UnsupportedRow{"dynamics", "rochet_tirole_", theory},
    UnsupportedRow{"dynamics", "urn_ball_", "comes with matching"},
};

}  // namespace

std::span<const UnsupportedRow> unsupported_rows() {
  return rows;
}

}  // namespace souk::oracles
