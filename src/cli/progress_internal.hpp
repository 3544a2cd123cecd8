#pragma once

#include "tickmark/cli/command.hpp"
#include "tickmark/ports/clock.hpp"

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tickmark::cli_internal {

/// What one line of the display says.
struct ProgressLine {
    std::string name;
    std::string doing; ///< "loading"; empty while rows come
    std::int64_t rows = 0;
    std::optional<std::int64_t> total;
    bool estimated = false;        ///< the total is a guess
    std::int64_t milliseconds = 0; ///< since it began to do that
};

/// "lms  [=====>     ]  1,200 of about 4,800 rows, 300/s, about 12 s left", in at most `columns`
/// columns; the bar goes first where there is no room.
std::string
render_progress_line(const ProgressLine& line, std::size_t name_width, std::size_t columns);

/// "12 s", "3 min", "2 h 5 min"
std::string render_time_left(std::int64_t seconds);

/// Lines that are drawn again and again at the foot of a terminal, one for each thing under way.
class ProgressDisplay {
public:
    ProgressDisplay(std::ostream& out, Clock now, std::function<TerminalSize()> size);
    ~ProgressDisplay();
    ProgressDisplay(const ProgressDisplay&) = delete;
    ProgressDisplay& operator=(const ProgressDisplay&) = delete;
    ProgressDisplay(ProgressDisplay&&) = delete;
    ProgressDisplay& operator=(ProgressDisplay&&) = delete;

    /// What is under way by that name; its time starts when `doing` changes.
    void set(const ProgressLine& line);
    void remove(const std::string& name);
    /// Takes the lines off the terminal, so that something else can be printed.
    void clear();
    /// Draws what there is, but not more often than the eye follows unless `at_once`.
    void draw(bool at_once = false);

private:
    struct Entry {
        ProgressLine line;
        Instant since;
    };
    std::string erase(std::size_t columns);

    std::ostream& out_;
    Clock now_;
    std::function<TerminalSize()> size_;
    std::vector<Entry> entries_;
    std::vector<std::size_t> drawn_; ///< columns of each line that stands on the terminal
    std::optional<Instant> drawn_at_;
};

/// Lines for a log: now and then how far each thing is.
class ProgressLog {
public:
    ProgressLog(std::ostream& out, Clock now) : out_(out), now_(std::move(now)) {}
    void set(const ProgressLine& line);
    void remove(const std::string& name);

private:
    std::ostream& out_;
    Clock now_;
    std::vector<std::pair<std::string, Instant>> told_; ///< names, and when they last were
};

} // namespace tickmark::cli_internal
