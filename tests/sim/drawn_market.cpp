#include <array>
#include <initializer_list>
#include <vector>

#include <fmt/format.h>

#include "market_texts.hpp"
#include "random_scene.hpp"

namespace souk {
namespace {

/// Writes a scenario, feature by feature.
class Writer {
 public:
  explicit Writer(std::uint64_t seed) : draw_{seed} {}

  DrawnMarket write() {
    moves_ = coin();
    priced_ = coin();
    whole_ = draw_.below(3) == 0;
    sections();
    const std::uint32_t providers = 1 + draw_.below(3);
    for (std::uint32_t i = 0; i < providers; ++i) provider(i);
    if (moves_) goods(providers);
    const std::uint32_t consumers = 1 + draw_.below(3);
    for (std::uint32_t i = 0; i < consumers; ++i) consumer(providers);
    line("[[consumer]]\nname = \"nobody\"\njobs.process = \"list\"\njobs.list = []");
    return {std::move(text_), moves_};
  }

 private:
  bool coin() { return draw_.below(2) == 0; }
  void line(const std::string& words) { text_ += words + "\n"; }
  std::string one_of(std::initializer_list<const char*> words) {
    return words.begin()[draw_.below(static_cast<std::uint32_t>(words.size()))];
  }
  /// A time in seconds around `scale`, whole where the market keeps whole seconds.
  std::string time(double scale) {
    if (whole_)
      return fmt::format("\"{} s\"", 10 * (1 + draw_.below(static_cast<unsigned>(scale) / 5)));
    return fmt::format("\"{} s\"", scale * (0.1 + 2 * draw_.unit()));
  }
  std::string law_of_time(double scale) {
    if (whole_)
      return fmt::format("{{ law = \"discrete\", values = [{}, {}, {}], weights = [2, 1, 1] }}",
                         time(scale), time(scale), time(scale));
    return fmt::format("{{ law = \"exponential\", mean = {} }}", time(scale));
  }

  void sections() {
    line("[scenario]\nname = \"drawn\"\nhorizon = \"4000 s\"");
    if (coin()) line("warmup = 0.1");
    if (moves_) {
      line(fmt::format("[network]\nlatency = \"{} ms\"", coin() ? 0 : 5 * draw_.below(10)));
      if (coin()) line("backbone = \"300 MB/s\"");
      if (coin()) line(fmt::format("[engine]\nflows_per_link = {}", 1 + draw_.below(4)));
    }
    line("[market]\nmechanism.name = " + std::string{priced_ ? "\"posted_offers\"" : "\"none\""});
    rounds_ = coin();
    if (rounds_) line("round = \"60 s\"");
    if (priced_ && coin()) line("fee = { rate = 0.1, payer = \"seller\" }");
    if (priced_ && coin()) line("endowment = \"40 credit\"");
    line("[scheduling]\nname = " + one_of({"\"fcfs\"", "\"sjf\""}));
    line("scope = " + one_of({"\"pool\"", "\"site\""}));
    if (coin()) line(fmt::format("queue_limit = {}", draw_.below(30)));
    line("[placement]\nname = " + one_of({"\"first_fit\"", "\"best_fit\""}));
    line("span = " + one_of({"true", "false"}));
  }

  void provider(std::uint32_t number) {
    line(fmt::format("[[provider]]\nname = \"p{}\"\ncount = {}\nnodes = {}\ngpus_per_node = {}",
                     number, 1 + draw_.below(3), 1 + draw_.below(4), 1 + draw_.below(4)));
    if (coin()) {
      line(fmt::format("share = {}", 0.25 * draw_.below(5)));
      if (coin()) line("owner_priority = true");
    } else if (coin()) {
      line("owner_priority = true\nowner_claim = \"evict\"");
    }
    if (moves_ && coin())
      line(fmt::format("access = {{ up = \"{} MB/s\", down = \"{} MB/s\", latency = \"{} ms\" }}",
                       20 * (1 + draw_.below(5)), 50 * (1 + draw_.below(5)), draw_.below(3)));
    if (priced_) line(fmt::format("opening_price = \"{} credit/GPUh\"", 1 + draw_.below(4)));
    if (priced_ && rounds_ && coin())
      line("pricing = { name = \"tatonnement\", step = 0.3, floor = \"0.5 credit/GPUh\" }");
    const std::string back = one_of({"drain", "evict"});
    if (coin())
      line(
          fmt::format("idle = {{ process = \"on_off\", mean_on = {}, mean_off = {}, on_return = "
                      "\"{}\", notice = {} }}",
                      time(900), time(300), back, coin() ? "\"0 s\"" : "\"20 s\""));
  }

  void goods(std::uint32_t providers) {
    for (const char* kind : {"dataset", "model"})
      line(fmt::format("[[{}]]\nname = \"{}-a\"\nsize = \"{} MB\"\nat = [\"p{}\"]", kind, kind,
                       500 * (1 + draw_.below(20)), draw_.below(providers)));
  }

  void consumer(std::uint32_t providers) {
    line(fmt::format("[[consumer]]\nname = \"c{}\"\ncount = {}", consumers_++, 1 + draw_.below(4)));
    if (coin()) line(fmt::format("home = \"p{}\"", draw_.below(providers)));
    if (priced_)
      line("value = " +
           one_of({"\"3 credit/GPUh\"", "\"1 credit\"",
                   "{ law = \"uniform\", low = \"0 credit/GPUh\", high = \"8 credit/GPUh\" }"}));
    arrivals();
    line("jobs.duration = " + law_of_time(200));
    line("jobs.gpus = " + one_of({"1", "2", "{ law = \"uniform\", low = 1, high = 5 }"}));
    if (coin()) line("jobs.estimate = { law = \"uniform\", low = 0.5, high = 2 }");
    if (coin()) line("jobs.patience = " + law_of_time(200));
    if (coin())
      line(fmt::format("jobs.deadline = {}\njobs.late = {}", law_of_time(400),
                       one_of({"\"keep\"", "\"worthless\"", "\"cancel\""})));
    if (!moves_) return;
    if (coin()) line("jobs.dataset = \"dataset-a\"");
    if (coin()) line("jobs.model = \"model-a\"");
    if (coin()) line("jobs.output = \"" + one_of({"20 MB", "300 MB", "4 GB"}) + "\"");
  }

  void arrivals() {
    const std::uint32_t process = draw_.below(4);
    line("jobs.process = " +
         std::string{std::array{"'poisson'", "'deterministic'", "'renewal'", "'closed'"}[process]});
    if (process < 2) return line("jobs.rate = " + one_of({"'0.01 /s'", "'0.02 /s'"}));
    if (process == 2) return line("jobs.interarrival = " + law_of_time(100));
    line(
        fmt::format("jobs.population = {}\njobs.think = {}", 1 + draw_.below(5), law_of_time(100)));
  }

  Draw draw_;
  std::string text_;
  bool moves_ = false, priced_ = false, whole_ = false, rounds_ = false;
  std::uint32_t consumers_ = 0;
};

}  // namespace

DrawnMarket draw_market(std::uint64_t seed) {
  return Writer{seed}.write();
}

}  // namespace souk
