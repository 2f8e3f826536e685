#include <algorithm>
#include <random>
#include <set>

#include "tests/cli/mutants.hpp"

namespace souk {
namespace {

using Lines = std::vector<std::string>;

/// One key on each line, so that a mutation is one of a line. Sections and keys that are wrong in
/// no way.
const Lines good{"[scenario]",
                 "name = \"good\"",
                 "horizon = \"2 d\"",
                 "warmup = \"1 h\"",
                 "seed = 7",
                 "replications = 2",
                 "series_interval = \"1 h\"",
                 "epoch = 2026-04-01T00:00:00",
                 "[engine]",
                 "compute = \"analytic\"",
                 "flows_per_link = 16",
                 "[market]",
                 "mechanism.name = \"posted_offers\"",
                 "round = \"1 min\"",
                 "fee.rate = 0.02",
                 "fee.payer = \"buyer\"",
                 "endowment = \"1000 credit\"",
                 "[scheduling]",
                 "name = \"fcfs\"",
                 "queue_limit = 50",
                 "[placement]",
                 "name = \"best_fit\"",
                 "[network]",
                 "latency = \"10 ms\"",
                 "backbone = \"100 Gbit/s\"",
                 "[[provider]]",
                 "name = \"lab\"",
                 "count = 2",
                 "nodes = 2",
                 "gpus_per_node = 4",
                 "share = 0.5",
                 "owner_priority = true",
                 "owner_claim = \"evict\"",
                 "opening_price = \"1 credit/GPUh\"",
                 "reserve_price = \"0.5 credit/GPUh\"",
                 "pricing = { name = \"tatonnement\", step = 0.2, floor = \"0.50 credit/GPUh\" }",
                 "access.up = \"1 Gbit/s\"",
                 "[[dataset]]",
                 "name = \"corpus\"",
                 "size = \"10 GB\"",
                 "at = [\"lab\"]",
                 "[[consumer]]",
                 "name = \"person\"",
                 "count = 3",
                 "home = \"lab\"",
                 "value = { law = \"uniform\", low = \"1 credit/GPUh\", high = \"4 credit/GPUh\" }",
                 "delay_cost = \"4 credit/d\"",
                 "jobs.process = \"poisson\"",
                 "jobs.rate = \"6 /d\"",
                 "jobs.duration = { law = \"lognormal\", median = \"1 h\", sigma = 1 }",
                 "jobs.gpus = { law = \"discrete\", values = [1, 2], weights = [3, 1] }",
                 "jobs.patience = \"12 h\"",
                 "jobs.dataset = \"corpus\"",
                 "jobs.output = \"1 GB\"",
                 "[[sweep]]",
                 "key = \"provider.lab.nodes\"",
                 "values = [1, 2]"};

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string key_of(const std::string& line) {
  return line.substr(0, line.find(" = "));
}

std::size_t line_with(const std::string& start) {
  return static_cast<std::size_t>(
      std::find_if(good.begin(), good.end(),
                   [&](const std::string& line) { return line.starts_with(start); }) -
      good.begin());
}

/// Calls `each(i)` for every line that gives a key.
template <class Each>
void for_keys(Each each) {
  for (std::size_t i = 0; i < good.size(); ++i)
    if (good[i][0] != '[') each(i);
}

/// Values that no key of the scenario takes, but for the pairs that are left out by name.
void add_bad_values(std::vector<Mutant>& all) {
  const Lines values{"-1",   "1e300",         "nan",         "true",
                     "[[]]", "\"3 parsecs\"", "{ law = 1 }", "1979-05-27T07:32:00"};
  const std::set<std::string> taken{"owner_priority = true", "epoch = 1979-05-27T07:32:00"};
  for (const std::string& value : values)
    for_keys([&](std::size_t i) {
      Lines lines = good;
      lines[i] = key_of(good[i]) + " = " + value;
      if (!taken.contains(lines[i])) all.push_back({lines[i], joined(lines)});
    });
}

void add_missing_keys(std::vector<Mutant>& all) {
  for (const std::string start :
       {"name = \"good\"", "horizon", "name = \"lab\"", "name = \"corpus\"", "size", "at",
        "name = \"person\"", "jobs.process", "jobs.rate", "jobs.duration", "key", "values"}) {
    Lines lines = good;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line_with(start)));
    all.push_back({"without " + start, joined(lines)});
  }
}

void add_doubles_and_strangers(std::vector<Mutant>& all) {
  for_keys([&](std::size_t i) {
    if (i % 3 != 0) return;  // a third of them is enough
    Lines lines = good;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i), good[i]);
    all.push_back({"twice " + good[i], joined(lines)});
    lines = good;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i), key_of(good[i]) + "x = 1");
    all.push_back({"unknown " + key_of(good[i]) + "x", joined(lines)});
  });
  const std::string text = joined(good);
  for (const std::string more :
       {"[scenario]\nname = \"again\"\n", "[[provider]]\nname = \"lab\"\n",
        "[[consumer]]\nname = \"lab\"\njobs.process = \"none\"\n", "[markets]\nround = \"1 s\"\n",
        "[[providers]]\nname = \"x\"\n", "[[market]]\n", "[provider]\nname = \"x\"\n",
        "[study]\ndesign = \"gird\"\n", "[[hub]]\nname = \"h\"\n", "stray", "= 3\n", "[]\n",
        "[[consumer]\n", "x = 1\n[x]\n"})
    all.push_back({"with " + more, text + more});
}

/// Cut inside strings, tables and arrays, at places from a seed.
void add_cuts(std::vector<Mutant>& all) {
  const std::string text = joined(good);
  std::vector<std::size_t> inside;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string) inside.push_back(i);
    if (text[i] == '"') in_string = !in_string;
  }
  std::mt19937 random{7};
  for (int i = 0; i < 12; ++i) {
    const std::size_t cut = inside[random() % inside.size()];
    all.push_back({"cut in a string at " + std::to_string(cut), text.substr(0, cut)});
  }
  for (const std::string open : {"[scenari", "[[provide", "{ name = \"tat", "[\"lab\"", "[1, 2"}) {
    const std::size_t cut = text.find(open) + open.size() - 1;
    all.push_back({"cut in " + open, text.substr(0, cut)});
  }
}

void add_bytes(std::vector<Mutant>& all) {
  const std::string text = joined(good);
  for (unsigned seed = 0; seed < 6; ++seed)
    all.push_back({"garbage " + std::to_string(seed), garbage(seed, 40 << seed)});
  std::mt19937 random{11};
  for (int i = 0; i < 6; ++i) {
    std::string zero = text, high = text;
    zero[random() % text.size()] = '\0';
    high.insert(random() % text.size(), "\xff\xfe");
    all.push_back({"a zero byte", zero});
    all.push_back({"bytes that are no UTF-8", high});
  }
  all.push_back({"nothing", ""});
  all.push_back({"blanks", "\n\n   \n"});
  all.push_back({"one zero byte", std::string(1, '\0')});
}

void add_giants(std::vector<Mutant>& all) {
  const std::string text = joined(good), million(1 << 20, 'a');
  const auto repeat = [](const std::string& piece, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += piece;
    return out;
  };
  all.push_back({"a name of 1 MB", "[scenario]\nname = \"" + million + "!\"\n"});
  all.push_back({"a value of 1 MB", text + "[output]\ntables = \"" + million + "\"\n"});
  all.push_back({"a key of 1 MB", text + "[output]\n" + million + " = 1\n"});
  all.push_back(
      {"a number of 1 MB", text + "[output]\ntables = " + std::string(1 << 20, '1') + "\n"});
  all.push_back({"a line of 1 MB", million});
  all.push_back({"arrays in arrays", text + "x = " + repeat("[", 100'000)});
  all.push_back({"closed arrays in arrays",
                 text + "[output]\ntables = " + repeat("[", 20'000) + repeat("]", 20'000) + "\n"});
  all.push_back({"tables in tables", text + "x = " + repeat("{ a = ", 100'000)});
  all.push_back(
      {"a key of 100,000 parts", text + "[output]\n" + repeat("a.", 100'000) + "a = 1\n"});
  all.push_back({"a section of 100,000 parts", text + "[" + repeat("a.", 100'000) + "a]\n"});
}

}  // namespace

std::string garbage(unsigned seed, std::size_t size) {
  std::mt19937 random{seed};
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(random() & 0xff);
  return bytes;
}

std::vector<Mutant> bad_scenarios() {
  std::vector<Mutant> all;
  add_bad_values(all);
  add_missing_keys(all);
  add_doubles_and_strangers(all);
  add_cuts(all);
  add_bytes(all);
  add_giants(all);
  return all;
}

}  // namespace souk
