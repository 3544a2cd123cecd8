// How fast the store takes rows in: a first load, the same again, and one in which a tenth of the
// rows changed; then its check and a count through a snapshot.
// Use: load_speed [rows]

#include "tickmark/ports/clock.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/ports/sql.hpp"
#include "tickmark/store/store.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <sys/resource.h>

namespace {

using namespace tickmark;

Dataset training() {
    Dataset dataset;
    dataset.id = "training";
    dataset.key = {"person_id", "course"};
    for (const char* name :
         {"person_id", "course", "person_name", "department", "due_on", "completed_on", "status"}) {
        Field field;
        field.name = name;
        dataset.fields.push_back(field);
    }
    Field score;
    score.name = "score";
    score.type = FieldType::number;
    dataset.fields.push_back(score);
    return dataset;
}

long peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

template <class Work>
void timed(const std::string& what, const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    const std::string result = work();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::cout << what << ": " << seconds.count() << " s, peak " << peak_megabytes() << " MB, "
              << result << "\n";
}

Record record_of(std::int64_t number, std::int64_t every_tenth) {
    const std::string person = "P" + std::to_string(number * 7919 % 10'000'019);
    const bool changes = every_tenth > 0 && number % 10 == 0;
    return {
        person + " | security-101",
        {person,
         "security-101",
         "Someone " + std::to_string(number),
         "Department " + std::to_string(number % 40),
         "2026-10-31",
         changes ? "2026-10-30" : "2026-10-15",
         "completed",
         std::to_string(60 + number % 40)},
        "line " + std::to_string(number + 2)};
}

std::string load(Store& store, const Dataset& dataset, std::int64_t rows, std::int64_t round) {
    LoadRequest request;
    request.facts.source = "lms";
    request.facts.dataset = dataset.id;
    const std::string spooled = store.work_folder() + "/in.csv";
    std::ofstream(spooled) << "round " << round;
    request.facts.payloads = {store.keep_payload(spooled, "in.csv")};
    const auto loader = store.begin_load(dataset, request);
    for (std::int64_t i = 0; i < rows; ++i) {
        loader->add(record_of(i, round), 0);
    }
    const Collection kept = loader->commit();
    return std::to_string(kept.added) + " added, " + std::to_string(kept.changed) + " changed";
}

} // namespace

int main(int count, char** words) {
    constexpr std::int64_t usual_rows = 1'000'000;
    const std::int64_t rows = count > 1 ? std::stoll(words[1]) : usual_rows;
    const ScratchFolder scratch;
    const Dataset dataset = training();
    const Dictionary dictionary{{dataset.id, dataset}};
    const auto store = open_store(scratch.path() + "/store", dictionary, true, &system_now);
    timed("first load", [&] { return load(*store, dataset, rows, 0); });
    timed("unchanged load", [&] { return load(*store, dataset, rows, 0); });
    timed("a tenth changed", [&] { return load(*store, dataset, rows, 1); });
    timed("count through a snapshot", [&] {
        const auto snapshot = store->snapshot(
            dictionary, {Date::from_iso("2026-10-31").value(), system_now()}, TimeZone::utc());
        return snapshot->connection()
            .scalar("SELECT count(*) FROM training WHERE score >= 80 AND status = 'completed'")
            .value_or("");
    });
    timed("verify", [&] {
        const auto checks = store->verify();
        return std::to_string(std::count_if(
                   checks.begin(), checks.end(), [](const auto& check) { return !check.ok; })) +
               " faults";
    });
}
