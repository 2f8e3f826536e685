#include "tests/oracles/station.hpp"

#include <cmath>

#include <fmt/format.h>

namespace souk::oracles {

std::string exponential_law(double mean) {
  return fmt::format("{{ law = \"exponential\", mean = \"{} s\" }}", mean);
}

std::string service_law(Inputs service) {
  const std::string dist = service.text("dist");
  const auto s = [&](std::string_view key) { return fmt::format("\"{} s\"", service.number(key)); };
  std::string law;
  if (dist == "deterministic") {
    law = s("value");
  } else if (dist == "exponential") {
    law = service.has("mean") ? exponential_law(service.number("mean"))
                              : exponential_law(1 / service.number("rate"));
  } else if (dist == "uniform") {
    law = fmt::format("{{ law = \"uniform\", low = {}, high = {} }}", s("low"), s("high"));
  } else if (dist == "erlang") {
    law = fmt::format("{{ law = \"erlang\", stages = {}, mean = {} }}", service.count("k"),
                      s("mean"));
  } else if (dist == "h2_balanced") {
    law = fmt::format("{{ law = \"hyperexponential\", mean = {}, cv2 = {} }}", s("mean"),
                      service.number("cv2"));
  } else if (dist == "lognormal") {
    law = fmt::format("{{ law = \"lognormal\", mean = {}, cv2 = {} }}", s("mean"),
                      service.number("cv2"));
  } else if (dist == "bounded_pareto") {
    law = fmt::format("{{ law = \"bounded_pareto\", low = {}, high = {}, alpha = {} }}", s("low"),
                      s("high"), service.number("alpha"));
  } else {
    throw Unsupported{fmt::format("scenarios have no law \"{}\"", dist)};
  }
  service.finish();
  return law;
}

std::string station_text(const Station& station, std::uint64_t jobs) {
  const auto n = static_cast<double>(jobs);
  const double time = (n + 5 * std::sqrt(n)) / station.rate;  // 5 standard deviations more
  std::string text = fmt::format(
      "[scenario]\nname = \"station\"\nhorizon = {}\nwarmup = \"{} s\"\n"
      "[scheduling]\nname = \"{}\"\nqueue_limit = {}\n"
      "[[provider]]\nname = \"servers\"\nnodes = {}\n"
      "[[consumer]]\nname = \"customers\"\n"
      "jobs.process = \"poisson\"\njobs.rate = \"{} /s\"\njobs.duration = {}\n",
      station.drains ? "\"inf\"" : fmt::format("\"{} s\"", time), station.warmup * time,
      station.scheduling, station.places ? std::to_string(*station.places) : "\"inf\"",
      station.servers, station.rate, station.service);
  if (station.drains) text += fmt::format("jobs.limit = {}\n", jobs);
  if (!station.patience.empty()) text += "jobs.patience = " + station.patience + "\n";
  return text;
}

}  // namespace souk::oracles
