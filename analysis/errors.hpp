#pragma once

// What can go wrong with a file of results.

#include <stdexcept>
#include <string>
#include <string_view>

namespace souk {

/// A file that was to be written is not there: nothing was created (exit code 73), or writing it
/// failed midway (74). What was there before under its name is untouched. `what()` names the file
/// and the cause.
class CannotWrite : public std::runtime_error {
 public:
  enum class Stage { create, write };

  CannotWrite(Stage stage, const std::string& path, std::string_view cause)
      : std::runtime_error{path + ": cannot " + (stage == Stage::create ? "create" : "write") +
                           ": " + std::string{cause}},
        stage_{stage} {}

  [[nodiscard]] Stage stage() const { return stage_; }
  [[nodiscard]] int exit_code() const { return stage_ == Stage::create ? 73 : 74; }

 private:
  Stage stage_;
};

/// A file that is not a whole result file of Souk, or that lacks what was asked of it.
class BadResultFile : public std::runtime_error {
 public:
  BadResultFile(const std::string& path, std::string_view cause)
      : std::runtime_error{path + ": " + std::string{cause}} {}
};

}  // namespace souk
