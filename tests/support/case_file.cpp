#include "support/case_file.hpp"

#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace tickmark::testing {

namespace {

constexpr std::string_view section_mark = "=== ";
constexpr std::string_view any_text = "{*}";

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

bool line_matches(std::string_view pattern, std::string_view line) {
    const std::size_t wild = pattern.find(any_text);
    if (wild == std::string_view::npos) {
        return pattern == line;
    }
    if (!line.starts_with(pattern.substr(0, wild))) {
        return false;
    }
    const std::string_view rest = pattern.substr(wild + any_text.size());
    for (std::size_t at = wild; at <= line.size(); ++at) {
        if (line_matches(rest, line.substr(at))) {
            return true;
        }
    }
    return false;
}

bool lines_match(
    const std::vector<std::string>& pattern,
    std::size_t p,
    const std::vector<std::string>& lines,
    std::size_t l) {
    if (p == pattern.size()) {
        return l == lines.size();
    }
    if (pattern[p] == "...") {
        return lines_match(pattern, p + 1, lines, l) ||
               (l < lines.size() && lines_match(pattern, p, lines, l + 1));
    }
    return l < lines.size() && line_matches(pattern[p], lines[l]) &&
           lines_match(pattern, p + 1, lines, l + 1);
}

/// Reads a case's lines in turn; `body_` is where lines under the last section mark go.
class CaseReader {
public:
    CaseFile read(const std::string& text) {
        int number = 0;
        for (const std::string& line : lines_of(text)) {
            ++number;
            if (line.starts_with(section_mark)) {
                begin(line.substr(section_mark.size()), number);
            } else if (body_ != nullptr) {
                *body_ += line + "\n";
            }
        }
        if (case_.steps.empty()) {
            throw std::runtime_error("the case runs nothing");
        }
        return std::move(case_);
    }

private:
    void begin(const std::string& section, int number) {
        std::istringstream in(section);
        std::string kind;
        std::string value;
        in >> kind >> std::ws;
        std::getline(in, value);
        body_ = nullptr;
        if (kind == "copy") {
            case_.copy = value;
        } else if (kind == "env" && value.find('=') != std::string::npos) {
            const std::size_t sign = value.find('=');
            case_.env[value.substr(0, sign)] = value.substr(sign + 1);
        } else if (kind == "file") {
            body_ = &case_.files[value];
        } else if (kind == "run") {
            case_.steps.emplace_back();
            std::istringstream words(value);
            for (std::string word; words >> word;) {
                case_.steps.back().words.push_back(word);
            }
        } else if (!case_.steps.empty() && begin_expectation(case_.steps.back(), kind, value)) {
            return;
        } else {
            throw std::runtime_error("line " + std::to_string(number) + ": '" + section + "'?");
        }
    }

    bool begin_expectation(CaseStep& step, const std::string& kind, const std::string& value) {
        if (kind == "exit") {
            step.exit_code = std::stoi(value);
        } else if (kind == "out") {
            step.checks_out = true;
            body_ = &step.out;
        } else if (kind == "err") {
            step.checks_err = true;
            body_ = &step.err;
        } else {
            return false;
        }
        return true;
    }

    CaseFile case_;
    std::string* body_ = nullptr;
};

} // namespace

CaseFile parse_case(const std::string& text) {
    return CaseReader().read(text);
}

bool matches_pattern(const std::string& pattern, const std::string& text) {
    return lines_match(lines_of(pattern), 0, lines_of(text), 0);
}

} // namespace tickmark::testing
