#include "time_words.hpp"

namespace tickmark::cli_commands {

void add_time_words(Command& command, TimeOptions& times) {
    command
        .text(
            {"--as-of", "the date it speaks of; today, or the end of --period", "DATE"},
            times.as_of)
        .text(
            {"--known-at", "use only what had been collected by then; now", "TIME"}, times.known_at)
        .text(
            {"--period",
             "2026-10, 2026 or 2026-01-01..2026-10-31; 12 months up to --as-of",
             "PERIOD"},
            times.period);
}

} // namespace tickmark::cli_commands
