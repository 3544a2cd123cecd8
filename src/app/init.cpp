#include "tickmark/app/init.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/config/shipped.hpp"
#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>; ///< path, bytes

constexpr std::string_view starter_settings =
    R"yaml(# One organisation's set-up. `tickmark check` says what is wrong with it, line by line.
organisation:
  name: Our organisation
  bates_prefix: OUR            # stands before the page numbers of what you produce
  timezone: Europe/Berlin      # says which day a moment falls on
  page: A4                     # or Letter

store: .tickmark               # evidence as it was collected, and its history
operator: ${env:USER}          # kept with every collection

catalogs: [hipaa]              # what must be shown: shipped by name, your own by path
controls: [shipped:hipaa]      # what you do about it, and how it is tested

# What does not apply, and why; printed in every report.
# scope:
#   - {obligation: "hipaa:164.314(b)(1)", applies: false, reason: "no group health plan",
#      approved_by: General Counsel, on: 2026-01-15}

sources:
  training:
    collector: csv
    path: data/training.csv    # relative to this folder; globs such as data/*.csv are fine
    dataset: training
    fields:                    # field of the dataset: column of the file
      person_id: Employee
      person_name: Name
      course: Course
      assigned_on: {from: Assigned, date: "%d.%m.%Y"}
      due_on: {from: Due, date: "%d.%m.%Y"}
      completed_on: {from: Completed, date: "%d.%m.%Y"}
      status: {from: State, map: {done: completed, open: in-progress}}
    max_age: 35d               # older evidence reads stale
    expect: {rows: ">= 1"}     # outside it the collection fails and the old data stays

# A database. A secret is never written here: ${env:NAME} or ${file:PATH}.
#  accounts:
#    collector: sql
#    connection: postgresql://reader@db.example.org/directory
#    password: ${env:DIRECTORY_PASSWORD}
#    query: SELECT system_id, account_id, person_id, mfa FROM accounts
#    dataset: accounts
)yaml";

constexpr std::string_view starter_training =
    "Employee;Name;Course;Assigned;Due;Completed;State\n"
    "1001;Ada Example;HIPAA-101;02.01.2026;31.01.2026;20.01.2026;done\n"
    "1002;Ben Example;HIPAA-101;02.01.2026;31.01.2026;;open\n";

Files starter_files() {
    return {
        {".gitignore", ".tickmark/\noutput/\nsecrets/\n"},
        {"data/training.csv", std::string(starter_training)},
        {"tickmark.yaml", std::string(starter_settings)}};
}

/// What an example's folder holds, without what running it left behind.
Files example_files() {
    const fs::path folder = fs::path(shipped_folder()) / "examples/meridian";
    std::error_code ignored;
    if (!fs::exists(folder / "tickmark.yaml", ignored)) {
        throw Error(
            ErrorCode::config_invalid,
            {"copying the example",
             "it did not come with the program",
             folder.string(),
             "run tickmark init without --example"});
    }
    Files files;
    for (const std::string& path : matching_paths(folder.string() + "/**/*")) {
        const std::string name = fs::path(path).lexically_relative(folder).string();
        if (!name.starts_with("output/") && !name.starts_with(".")) {
            files.emplace_back(name, read_file(path));
        }
    }
    return files;
}

void refuse_overwriting(const fs::path& folder, const Files& files) {
    for (const auto& file : files) {
        std::error_code ignored;
        if (fs::exists(folder / file.first, ignored)) {
            throw Error(
                ErrorCode::usage,
                {"making a workspace",
                 file.first + " is there already",
                 folder.string(),
                 "name a folder that is new or empty"});
        }
    }
}

} // namespace

std::vector<std::string> make_workspace(const std::string& folder, bool example) {
    const fs::path root = folder;
    const Files files = example ? example_files() : starter_files();
    refuse_overwriting(root, files);
    std::vector<std::string> names;
    for (const auto& [name, bytes] : files) {
        const fs::path path = root / name;
        std::error_code fault;
        fs::create_directories(path.parent_path(), fault);
        if (fault) {
            throw_system_error(fault.value(), "making a folder", path.parent_path().string());
        }
        write_file_whole(path.string(), bytes);
        names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace tickmark
