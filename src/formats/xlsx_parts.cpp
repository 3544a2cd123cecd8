#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "formats/xlsx_parts_internal.hpp"
#include <charconv>

namespace tickmark::formats {

namespace {

unsigned number_of(std::string_view text) {
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

void RelationsHandler::start(std::string_view name, const XmlAttributes& attributes) {
    if (name != "Relationship" || attributes.get("TargetMode") == "External") {
        return;
    }
    const std::string_view type = attributes.get("Type");
    const std::size_t slash = type.rfind('/');
    relations.push_back(
        {std::string(attributes.get("Id")),
         std::string(slash == std::string_view::npos ? type : type.substr(slash + 1)),
         std::string(attributes.get("Target"))});
}

std::string resolved_part(std::string_view part, std::string_view target) {
    std::vector<std::string> steps;
    if (!target.starts_with('/')) {
        steps = split(part, '/');
        steps.pop_back();
    }
    for (const std::string& step : split(target, '/')) {
        if (step == "..") {
            if (!steps.empty()) {
                steps.pop_back();
            }
        } else if (!step.empty() && step != ".") {
            steps.push_back(step);
        }
    }
    return join(steps, "/");
}

void WorkbookHandler::start(std::string_view name, const XmlAttributes& attributes) {
    if (name == "workbookPr") {
        from_1904 = attributes.is_true("date1904");
    } else if (name == "sheet") {
        const std::string_view state = attributes.get("state");
        sheets.push_back(
            {std::string(attributes.get("name")),
             std::string(attributes.get("id")),
             state == "hidden" || state == "veryHidden"});
    }
}

void StylesHandler::start(std::string_view name, const XmlAttributes& attributes) {
    if (name == "numFmt" && !in_cell_styles_) {
        custom_[number_of(attributes.get("numFmtId"))] = number_kind(attributes.get("formatCode"));
    } else if (name == "cellXfs") {
        in_cell_styles_ = true;
    } else if (name == "xf" && in_cell_styles_) {
        const unsigned id = number_of(attributes.get("numFmtId"));
        const auto custom = custom_.find(id);
        kinds.push_back(custom != custom_.end() ? custom->second : builtin_number_kind(id));
    }
}

void StylesHandler::end(std::string_view name) {
    if (name == "cellXfs") {
        in_cell_styles_ = false;
    }
}

void RichText::start(std::string_view name) {
    if (name == "rPh") {
        ++phonetic_;
    } else if (name == "t") {
        in_text_ = phonetic_ == 0;
    }
}

void RichText::end(std::string_view name) {
    if (name == "rPh") {
        --phonetic_;
    } else if (name == "t") {
        in_text_ = false;
    }
}

void RichText::text(std::string_view piece) {
    if (!in_text_) {
        return;
    }
    if (text_.size() + piece.size() > longest) {
        throw Error(
            ErrorCode::source_failed,
            {"reading a workbook", "a cell's text is longer than 16 MB", "", ""});
    }
    text_ += piece;
}

void StringsHandler::start(std::string_view name, const XmlAttributes&) {
    if (name == "si") {
        rich_.clear();
    }
    rich_.start(name);
}

void StringsHandler::end(std::string_view name) {
    rich_.end(name);
    if (name == "si") {
        strings_.add(without_escapes(rich_.raw()));
    }
}

} // namespace tickmark::formats
