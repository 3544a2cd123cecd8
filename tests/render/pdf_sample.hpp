#pragma once

#include "tickmark/ports/files.hpp"
#include "tickmark/render/pdf/document.hpp"
#include "tickmark/render/pdf/table_sections.hpp"

#include "support/scratch.hpp"
#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <string>

namespace tickmark::testing {

/// A document of the house style with every stamp.
inline PdfDocument sample_document() {
    PdfDocument document;
    document.title = "Audit pack \xE2\x80\x94 HIPAA";
    document.author = "Meridian Health";
    document.subject = "Controls & obligations";
    document.created = Instant(1793400000000);
    document.style_css = read_file(project_file("templates/shared/house.css"));
    document.stamps = {
        "Meridian Health",
        "Audit pack, as of 2026-10-31",
        "CONFIDENTIAL",
        "Prepared by management",
        ""};
    document.bates = PdfBates{"MER-", 6, 1};
    return document;
}

inline PdfSection section(const std::string& name, const std::string& html) {
    return {name, html, false, false};
}

/// A register of numbered rows, `per_section` to a section.
inline std::unique_ptr<SectionSource> register_of(int rows, std::size_t per_section) {
    TableSectionsSpec spec;
    spec.name = "register";
    spec.before = "<h1 id=\"register\">Register</h1>";
    spec.rows_per_section = per_section;
    spec.head = "<thead><tr><th class=\"w-15\">Record</th><th class=\"w-40\">Note</th>"
                "<th class=\"w-25\">Status</th><th class=\"w-20 num\">Value</th></tr></thead>";
    auto next = std::make_shared<int>(0);
    return std::make_unique<TableSections>(spec, [rows, next]() -> std::optional<std::string> {
        if (*next >= rows) {
            return std::nullopt;
        }
        ++*next;
        return fmt::format(
            "<tr><td class=\"w-15\">REC-{:06}</td><td class=\"w-40\">A note that wraps over more "
            "than one line of its cell, "
            "number {}</td><td class=\"w-25\"><span class=\"status "
            "effective\">Effective</span></td>"
            "<td class=\"w-20 num\">{}</td></tr>",
            *next,
            *next * 7,
            *next * 37);
    });
}

/// Standard output of a shell command.
inline std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> bytes{};
    while (const std::size_t count = fread(bytes.data(), 1, bytes.size(), pipe)) {
        out.append(bytes.data(), count);
    }
    pclose(pipe);
    return out;
}

inline std::size_t count_of(const std::string& text, const std::string& word) {
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos;
         at = text.find(word, at + word.size())) {
        ++count;
    }
    return count;
}

} // namespace tickmark::testing
