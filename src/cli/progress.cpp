#include "tickmark/base/text.hpp"

#include "progress_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <ostream>
#include <utility>

namespace tickmark::cli_internal {

namespace {

constexpr std::int64_t milliseconds_a_second = 1'000;

std::string bar(double share) {
    constexpr std::size_t width = 20;
    const auto full = static_cast<std::size_t>(share * static_cast<double>(width));
    std::string text(std::min(full, width), '=');
    if (text.size() < width) {
        text += '>';
        text.resize(width, ' ');
    }
    return "[" + text + "]  ";
}

std::string counts(const ProgressLine& line) {
    std::string text = with_thousands(line.rows);
    if (line.total) {
        text += line.estimated ? " of about " : " of ";
        text += with_thousands(*line.total);
    }
    return text + (text == "1" ? " row" : " rows");
}

std::string pace(const ProgressLine& line) {
    if (line.rows <= 0 || line.milliseconds < milliseconds_a_second) {
        return {};
    }
    const std::int64_t rate = line.rows * milliseconds_a_second / line.milliseconds;
    std::string text = ", " + with_thousands(rate) + "/s";
    if (line.total && *line.total > line.rows) {
        const std::int64_t left =
            (*line.total - line.rows) * line.milliseconds / line.rows / milliseconds_a_second;
        text += ", about " + render_time_left(left) + " left";
    }
    return text;
}

} // namespace

std::string render_time_left(std::int64_t seconds) {
    constexpr std::int64_t minute = 60;
    constexpr std::int64_t hour = 3'600;
    if (seconds < 2 * minute) {
        return fmt::format("{} s", std::max<std::int64_t>(seconds, 1));
    }
    if (seconds < 2 * hour) {
        return fmt::format("{} min", seconds / minute);
    }
    return fmt::format("{} h {} min", seconds / hour, seconds % hour / minute);
}

std::string
render_progress_line(const ProgressLine& line, std::size_t name_width, std::size_t columns) {
    const std::string name = fmt::format("{:<{}}  ", line.name, name_width);
    std::string says = line.doing;
    if (line.rows > 0 || line.doing.empty()) {
        says += (says.empty() ? "" : " ") + counts(line) + pace(line);
    }
    std::string drawn;
    if (line.total && *line.total > 0 && line.rows > 0) {
        const double share = static_cast<double>(line.rows) / static_cast<double>(*line.total);
        drawn = bar(std::min(share, 1.0));
    }
    if (name.size() + drawn.size() + says.size() > columns) {
        drawn.clear();
    }
    std::string text = name + drawn + says;
    if (text.size() > columns) {
        text.resize(columns);
    }
    return text;
}

ProgressDisplay::ProgressDisplay(std::ostream& out, Clock now, std::function<TerminalSize()> size) :
    out_(out), now_(std::move(now)), size_(std::move(size)) {}

ProgressDisplay::~ProgressDisplay() {
    clear();
}

void ProgressDisplay::set(const ProgressLine& line) {
    const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& one) {
        return one.line.name == line.name;
    });
    if (known == entries_.end()) {
        entries_.push_back({line, now_()});
        draw(true);
        return;
    }
    const bool turns = known->line.doing != line.doing;
    if (turns) {
        known->since = now_();
    }
    known->line = line;
    draw(turns);
}

void ProgressDisplay::remove(const std::string& name) {
    std::erase_if(entries_, [&](const Entry& one) { return one.line.name == name; });
    draw(true);
}

/// Back to the first line that was drawn, and nothing from there on. A terminal that has become
/// narrower since shows each line on several of its own.
std::string ProgressDisplay::erase(std::size_t columns) {
    std::size_t height = 0;
    for (const std::size_t width : drawn_) {
        height += std::max<std::size_t>(1, (width + columns - 1) / columns);
    }
    drawn_.clear();
    return height == 0 ? std::string() : fmt::format("\x1b[{}A\r\x1b[J", height);
}

void ProgressDisplay::clear() {
    if (!drawn_.empty()) {
        out_ << erase(std::max<std::size_t>(size_().columns, 1)) << std::flush;
        drawn_at_.reset();
    }
}

void ProgressDisplay::draw(bool at_once) {
    constexpr std::int64_t often_enough = 100;
    const Instant now = now_();
    if (!at_once && drawn_at_ && now.milliseconds() - drawn_at_->milliseconds() < often_enough) {
        return;
    }
    drawn_at_ = now;
    const TerminalSize size = size_();
    const std::size_t columns = std::max<std::size_t>(size.columns, 2);
    const std::size_t most = std::max<std::size_t>(size.rows, 3) - 2;
    std::size_t name_width = 0;
    for (const Entry& entry : entries_) {
        name_width = std::max(name_width, entry.line.name.size());
    }
    std::string text = erase(columns);
    for (Entry& entry : entries_) {
        if (drawn_.size() == most) {
            break;
        }
        entry.line.milliseconds = now.milliseconds() - entry.since.milliseconds();
        // The last column stays free: some terminals begin a line after it, some do not.
        const std::string line = render_progress_line(entry.line, name_width, columns - 1);
        text += line + "\n";
        drawn_.push_back(line.size());
    }
    out_ << text << std::flush;
}

void ProgressLog::set(const ProgressLine& line) {
    constexpr std::int64_t between = 10 * milliseconds_a_second;
    const Instant now = now_();
    const auto known = std::find_if(
        told_.begin(), told_.end(), [&](const auto& one) { return one.first == line.name; });
    if (known == told_.end()) {
        told_.emplace_back(line.name, now);
    } else if (now.milliseconds() - known->second.milliseconds() >= between) {
        known->second = now;
        out_ << line.name << ": " << line.doing << (line.doing.empty() ? "" : " ") << counts(line)
             << "\n"
             << std::flush;
    }
}

void ProgressLog::remove(const std::string& name) {
    std::erase_if(told_, [&](const auto& one) { return one.first == name; });
}

} // namespace tickmark::cli_internal
