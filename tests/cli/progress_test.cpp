#include "tickmark/base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/progress_internal.hpp"
#include <sstream>

namespace tickmark::testing {
namespace {

using cli_internal::ProgressDisplay;
using cli_internal::ProgressLine;
using cli_internal::ProgressLog;
using cli_internal::render_progress_line;

/// What a terminal shows of what was written to it: it knows line ends, cursor up and erasing to
/// the end, and wraps lines that are too long.
std::vector<std::string> screen(const std::string& written, std::size_t columns) {
    std::vector<std::string> lines{""};
    std::size_t row = 0;
    std::size_t column = 0;
    const auto down = [&] {
        if (++row == lines.size()) {
            lines.emplace_back();
        }
    };
    for (std::size_t i = 0; i < written.size(); ++i) {
        const char c = written[i];
        if (c == '\n') {
            down();
            column = 0;
        } else if (c == '\r') {
            column = 0;
        } else if (c == '\x1b') {
            const std::size_t end = written.find_first_of("AJ", i);
            if (written[end] == 'A') {
                row -= std::min<std::size_t>(row, std::stoul(written.substr(i + 2, end - i - 2)));
            } else {
                lines.resize(row + 1);
                lines[row].resize(std::min(lines[row].size(), column));
            }
            i = end;
        } else {
            if (column == columns) {
                down();
                column = 0;
            }
            lines[row].resize(std::max(lines[row].size(), column + 1), ' ');
            lines[row][column++] = c;
        }
    }
    while (lines.size() > 1 && lines.back().empty()) {
        lines.pop_back();
    }
    return lines;
}

ProgressLine line(const std::string& name, std::int64_t rows) {
    return {name, "", rows, {}, false, 0};
}

class Progress: public ::testing::Test {
protected:
    ProgressDisplay display() {
        return {out_, [this] { return now_; }, [this] { return size_; }};
    }
    std::vector<std::string> seen() const { return screen(out_.str(), size_.columns); }

    std::ostringstream out_;
    Instant now_ = Instant(1'000'000);
    TerminalSize size_{80, 24};
};

TEST_F(Progress, a_line_says_rows_rate_and_time_left_by_the_clock_it_is_given) {
    ProgressLine lms{"lms", "", 1'200, 4'800, true, 4'000};
    EXPECT_EQ(
        render_progress_line(lms, 3, 100),
        "lms  [=====>              ]  1,200 of about 4,800 rows, 300/s, about 12 s left");
    lms.estimated = false;
    EXPECT_EQ(
        render_progress_line(lms, 8, 100),
        "lms       [=====>              ]  1,200 of 4,800 rows, 300/s, about 12 s left");
    lms.total.reset();
    EXPECT_EQ(render_progress_line(lms, 3, 100), "lms  1,200 rows, 300/s");
    lms.milliseconds = 0;
    EXPECT_EQ(render_progress_line(lms, 3, 100), "lms  1,200 rows");
}

TEST_F(Progress, no_time_is_left_once_more_rows_came_than_were_expected) {
    const ProgressLine lms{"lms", "loading", 5'000, 4'800, true, 5'000};
    EXPECT_EQ(
        render_progress_line(lms, 3, 100),
        "lms  [====================]  loading 5,000 of about 4,800 rows, 1,000/s");
}

TEST_F(Progress, a_line_fits_a_narrow_terminal) {
    const ProgressLine lms{"lms", "", 1'200, 4'800, true, 4'000};
    EXPECT_EQ(
        render_progress_line(lms, 3, 60), "lms  1,200 of about 4,800 rows, 300/s, about 12 s left");
    EXPECT_EQ(render_progress_line(lms, 3, 10), "lms  1,200");
}

TEST_F(Progress, time_left_is_in_seconds_minutes_and_hours) {
    EXPECT_EQ(cli_internal::render_time_left(0), "1 s");
    EXPECT_EQ(cli_internal::render_time_left(119), "119 s");
    EXPECT_EQ(cli_internal::render_time_left(121), "2 min");
    EXPECT_EQ(cli_internal::render_time_left(7'500), "2 h 5 min");
}

TEST_F(Progress, each_source_has_one_line_that_is_drawn_over) {
    ProgressDisplay shown = display();
    shown.set(line("lms", 0));
    shown.set(line("vendors", 0));
    now_ = Instant(1'002'000);
    shown.set(line("lms", 600));
    EXPECT_THAT(seen(), ::testing::ElementsAre("lms      600 rows, 300/s", "vendors  0 rows"));
    shown.remove("lms");
    EXPECT_THAT(seen(), ::testing::ElementsAre("vendors  0 rows"));
    shown.clear();
    EXPECT_THAT(seen(), ::testing::ElementsAre(""));
}

TEST_F(Progress, what_is_printed_between_two_drawings_stands_above_the_lines) {
    ProgressDisplay shown = display();
    shown.set(line("lms", 5));
    shown.set(line("vendors", 7));
    shown.clear();
    out_ << "lms: 5 rows\n";
    shown.remove("lms");
    EXPECT_THAT(seen(), ::testing::ElementsAre("lms: 5 rows", "vendors  7 rows"));
}

TEST_F(Progress, lines_of_a_terminal_that_became_narrower_leave_nothing_behind) {
    ProgressDisplay shown = display();
    shown.set({"lms", "read, waits for those before it,", 1'000'000, {}, false, 0});
    size_.columns = 20; // the line stands on three lines now
    shown.set(line("vendors", 7));
    EXPECT_THAT(seen(), ::testing::ElementsAre("lms      read, wait", "vendors  7 rows"));
}

TEST_F(Progress, more_sources_than_the_terminal_has_lines_do_not_scroll_it) {
    size_.rows = 5;
    ProgressDisplay shown = display();
    for (const char* name : {"a", "b", "c", "d", "e"}) {
        shown.set(line(name, 1));
    }
    EXPECT_THAT(seen(), ::testing::ElementsAre("a  1 row", "b  1 row", "c  1 row"));
}

TEST_F(Progress, it_is_drawn_ten_times_a_second_at_most) {
    ProgressDisplay shown = display();
    shown.set(line("lms", 1));
    const auto first = out_.str().size();
    now_ = Instant(1'000'099);
    shown.set(line("lms", 2));
    EXPECT_EQ(out_.str().size(), first);
    now_ = Instant(1'000'100);
    shown.draw();
    EXPECT_THAT(seen(), ::testing::ElementsAre("lms  2 rows"));
}

TEST_F(Progress, a_log_gets_a_plain_line_every_ten_seconds) {
    ProgressLog log(out_, [this] { return now_; });
    log.set(line("lms", 0));
    log.set(line("lms", 10'000));
    EXPECT_EQ(out_.str(), "");
    now_ = Instant(1'010'000);
    log.set({"lms", "", 20'000, 48'000, true, 0});
    log.set(line("lms", 30'000));
    EXPECT_EQ(out_.str(), "lms: 20,000 of about 48,000 rows\n");
}

} // namespace
} // namespace tickmark::testing
