#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <utility>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/house/house_rules.hpp"

using namespace souk::house;
namespace fs = std::filesystem;

namespace {

/// A checkout with the given files, in a folder of its own that goes with it.
class Checkout {
 public:
  Checkout(std::initializer_list<std::pair<const char*, std::string>> files)
      : root_{fs::temp_directory_path() / ("souk house " + std::to_string(getpid()))} {
    for (const auto& [path, text] : files) {
      fs::create_directories((root_ / path).parent_path());
      std::ofstream{root_ / path} << text;
    }
  }
  Checkout(const Checkout&) = delete;
  Checkout& operator=(const Checkout&) = delete;
  ~Checkout() { fs::remove_all(root_); }

  const fs::path& root() const { return root_; }
  SourceTree sources() const { return read_sources(root_); }

 private:
  fs::path root_;
};

std::string includes(const std::string& target) {
  return "#include \"" + target + "\"\n";
}
std::string includes_library(const std::string& target) {
  return "#include <" + target + ">\n";
}

}  // namespace

TEST_CASE("this checkout keeps the rules of the house", "[house][contract]") {
  const fs::path root{SOUK_SOURCE_ROOT};
  const SourceTree tree = read_sources(root);
  REQUIRE(tree.size() > 20);  // the rooms were found
  CHECK(direction_faults(tree) == Faults{});
  CHECK(library_faults(tree) == Faults{});
  CHECK(single_file_faults(tree) == Faults{});
  CHECK(public_header_faults(tree) == Faults{});
  CHECK(file_faults(tree) == Faults{});
  CHECK(machine_path_faults(root) == Faults{});
  CHECK(readme_faults(root) == Faults{});
}

TEST_CASE("an include against the direction of the rooms is found", "[house]") {
  const auto [from, to] = GENERATE(table<std::string, std::string>({
      {"models/world/a.cpp", "sim/clock.hpp"},
      {"models/world/a.cpp", "analysis/file.hpp"},
      {"models/world/a.cpp", "gpu/kernel.hpp"},
      {"models/world/a.cpp", "tests/house/source_tree.hpp"},
      {"sim/platform.cpp", "analysis/file.hpp"},
      {"sim/platform.cpp", "gpu/kernel.hpp"},
      {"sim/platform.cpp", "sim/cli/run.hpp"},
      {"analysis/curve.cpp", "sim/clock.hpp"},
      {"analysis/curve.cpp", "gpu/kernel.hpp"},
      {"gpu/gemm.cu", "sim/clock.hpp"},
      {"gpu/gemm.cu", "analysis/file.hpp"},
      {"tests/models/world/a_test.cpp", "sim/clock.hpp"},
      {"tests/analysis/curve_test.cpp", "sim/clock.hpp"},
  }));
  const Checkout checkout{{from.c_str(), "\n" + includes(to)}, {to.c_str(), ""}};
  CAPTURE(from, to);
  const Faults faults = direction_faults(checkout.sources());
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].starts_with(from + ":2: includes " + to));
}

TEST_CASE("a wrong include is found however it is written", "[house]") {
  SECTION("from the file's own folder") {
    const Checkout checkout{{"models/world/a.cpp", includes("../../sim/clock.hpp")},
                            {"sim/clock.hpp", ""}};
    CHECK(direction_faults(checkout.sources()).size() == 1);
  }
  SECTION("in brackets and with spaces") {
    const Checkout checkout{{"models/a.cpp", "  #  include <sim/clock.hpp>\n"},
                            {"sim/clock.hpp", ""}};
    CHECK(direction_faults(checkout.sources()).size() == 1);
  }
  SECTION("of a header that only the build writes") {
    const Checkout checkout{{"sim/run.cpp", includes("analysis/bundle.hpp")}};
    CHECK(direction_faults(checkout.sources()).size() == 1);
  }
}

TEST_CASE("includes along the direction of the rooms are allowed", "[house]") {
  const Checkout checkout{
      {"models/units.hpp", ""},
      {"models/world/a.cpp", includes("models/units.hpp") + "// #include \"sim/clock.hpp\"\n"},
      {"sim/clock.hpp", includes("models/units.hpp")},
      {"sim/clock.cpp", includes("clock.hpp") + includes_library("simgrid/s4u.hpp")},
      {"gpu/gemm.cu", includes("models/units.hpp") + includes_library("cuda_runtime.h")},
      {"analysis/curve.hpp", includes("models/units.hpp")},
      {"analysis/file.cpp", includes_library("hdf5.h") + includes_library("tbb/parallel_for.h")},
      {"sim/cli/run.cpp", includes("sim/clock.hpp") + includes("analysis/curve.hpp")},
      {"tests/sim/run_test.cpp", includes("sim/clock.hpp") + includes("analysis/curve.hpp")},
      {"tests/models/a_test.cpp", includes("models/units.hpp") + includes_library("fstream")},
  };
  CHECK(direction_faults(checkout.sources()) == Faults{});
  CHECK(library_faults(checkout.sources()) == Faults{});
  CHECK(public_header_faults(checkout.sources()) == Faults{});
}

TEST_CASE("a library outside its rooms is found", "[house]") {
  const auto [file, header] = GENERATE(table<std::string, std::string>({
      {"models/a.cpp", "simgrid/s4u.hpp"},
      {"models/a.cpp", "hdf5.h"},
      {"models/a.cpp", "H5DSpublic.h"},
      {"models/a.cpp", "tbb/parallel_for.h"},
      {"models/a.cpp", "execution"},
      {"models/a.cpp", "cuda_runtime.h"},
      {"models/a.cpp", "fstream"},
      {"models/a.cpp", "thread"},
      {"models/a.cpp", "random"},
      {"analysis/a.cpp", "xbt/log.h"},
      {"gpu/a.cu", "simgrid/s4u.hpp"},
      {"gpu/a.cu", "hdf5.h"},
      {"sim/a.cpp", "hdf5.h"},
      {"sim/a.cpp", "oneapi/tbb.h"},
      {"sim/a.cpp", "cublas_v2.h"},
      {"sim/a.cpp", "random"},
      {"sim/cli/a.cpp", "hdf5.h"},
      {"tests/models/a_test.cpp", "simgrid/s4u.hpp"},
      {"tests/analysis/a_test.cpp", "simgrid/s4u.hpp"},
  }));
  const Checkout checkout{{file.c_str(), includes_library(header)}};
  CAPTURE(file, header);
  const Faults faults = library_faults(checkout.sources());
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].starts_with(file + ":1: includes " + header));
}

TEST_CASE("a second file with toml++ or CLI11 is found", "[house]") {
  const Checkout checkout{
      {"models/scenario/parse.cpp", includes_library("toml++/toml.h")},
      {"models/traces/trace.cpp", includes_library("toml++/toml.h")},
      {"sim/cli/run.cpp", includes_library("CLI/App.hpp") + includes_library("CLI/Config.hpp")},
      {"tests/oracles/read.cpp", includes_library("toml++/toml.h")},
  };
  CHECK(single_file_faults(checkout.sources()) ==
        Faults{"models/traces/trace.cpp:1: includes toml++/toml.h; one file does, and "
               "models/scenario/parse.cpp is it"});
}

TEST_CASE("another room's header that brings SimGrid or Boost is found", "[house]") {
  const std::string library = GENERATE("simgrid/s4u.hpp", "boost/graph/adjacency_list.hpp");
  const Checkout checkout{
      {"sim/engine.hpp", includes_library(library)},
      {"sim/clock.hpp", includes("sim/engine.hpp") + includes("sim/clock.hpp")},
      {"sim/run.cpp", includes("sim/clock.hpp")},
      {"sim/cli/run.cpp", includes("sim/clock.hpp")},
  };
  const Faults faults = public_header_faults(checkout.sources());
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].starts_with("sim/cli/run.cpp:1: includes sim/clock.hpp"));
}

TEST_CASE("a long file and a name that says nothing are found", "[house]") {
  std::string lines;
  for (int line = 0; line < 300; ++line) lines += "\n";
  const Checkout checkout{
      {"models/order_book.cpp", lines}, {"models/ledger.cpp", lines + "\n"},
      {"sim/host_manager.cpp", ""},     {"sim/utils.hpp", ""},
      {"sim/commonwealth.cpp", ""},
  };
  CHECK(file_faults(checkout.sources()) ==
        Faults{"models/ledger.cpp: 301 lines; at most 300",
               "sim/host_manager.cpp: named for no term of the field",
               "sim/utils.hpp: named for no term of the field"});
}

TEST_CASE("a path of one machine in the text is found", "[house]") {
  const std::string home = std::string{"/ho"} + "me/ada/";
  const Checkout checkout{
      {"README.md", "one\nsee `" + home + "souk`\n"},
      {"scenarios/a.toml", "# https://example.org" + home + "\n"},
      {"build/log", home + "\n"},
      {"results/a.h5", std::string{"\0 ", 2} + home + "\n"},
  };
  const Faults faults = machine_path_faults(checkout.root());
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].starts_with("README.md:2: names"));
}

TEST_CASE("the folder of the checkout itself is a path of one machine", "[house]") {
  const Checkout empty{};
  const Checkout checkout{
      {"a.md", "(" + fs::weakly_canonical(empty.root()).string() + "/results)\n"}};
  CHECK(machine_path_faults(checkout.root()).size() == 1);
}

TEST_CASE("a room without the first line of a README is found", "[house]") {
  const Checkout checkout{{"models/README.md", "models: the market itself.\n"},
                          {"sim/README.md", "\nlate\n"},
                          {"gpu/README.md", "gpu: kernels.\n"},
                          {"analysis/README.md", "analysis: results.\n"},
                          {"scenarios/README.md", "scenarios: questions.\n"},
                          {"tests/README.md", "tests: the rooms again.\n"}};
  const Faults faults = readme_faults(checkout.root());
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].starts_with("sim/README.md"));
  CHECK(faults[1].starts_with("results/README.md"));
}
