#pragma once

#include "formats/xlsx_strings_internal.hpp"
#include "formats/xlsx_values_internal.hpp"
#include "formats/xml_stream_internal.hpp"
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::formats {

/// A .rels part: what a part points to.
class RelationsHandler: public XmlHandler {
public:
    struct Relation {
        std::string id;
        std::string type; ///< the last step of its address: "worksheet"
        std::string target;
    };
    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    std::vector<Relation> relations;
};

/// The file a relation of `part` points to: absolute, or relative to the part's folder.
std::string resolved_part(std::string_view part, std::string_view target);

/// xl/workbook.xml
class WorkbookHandler: public XmlHandler {
public:
    struct Sheet {
        std::string name;
        std::string relation;
        bool hidden = false;
    };
    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    std::vector<Sheet> sheets;
    bool from_1904 = false;
};

/// xl/styles.xml: the kind of number of each cell style.
class StylesHandler: public XmlHandler {
public:
    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view) override {}

    std::vector<NumberKind> kinds;

private:
    std::map<unsigned, NumberKind> custom_;
    bool in_cell_styles_ = false;
};

/// A string with its runs, without how it is pronounced (phonetic runs).
class RichText {
public:
    /// Longest text of one cell; Excel itself allows 32,767 characters.
    static constexpr std::size_t longest = std::size_t{16} * 1024 * 1024;

    void start(std::string_view name);
    void end(std::string_view name);
    void text(std::string_view piece);
    void clear() { text_.clear(); }
    const std::string& raw() const noexcept { return text_; }

private:
    std::string text_;
    bool in_text_ = false;
    int phonetic_ = 0;
};

/// xl/sharedStrings.xml
class StringsHandler: public XmlHandler {
public:
    explicit StringsHandler(SharedStrings& strings) : strings_(strings) {}
    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view piece) override { rich_.text(piece); }

private:
    SharedStrings& strings_;
    RichText rich_;
};

} // namespace tickmark::formats
