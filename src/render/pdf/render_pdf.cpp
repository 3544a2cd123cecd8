#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/render/pdf/document.hpp"
#include "tickmark/render/pdf/engine.hpp"

#include "markup_rules_internal.hpp"
#include "sections_internal.hpp"
#include "stamps_internal.hpp"
#include "volume_internal.hpp"
#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string_view>

namespace tickmark {

namespace {

/// Files that are moved to their places together; what was not moved is removed.
class Staged {
public:
    Staged() = default;
    Staged(const Staged&) = delete;
    Staged& operator=(const Staged&) = delete;
    Staged(Staged&&) = delete;
    Staged& operator=(Staged&&) = delete;
    ~Staged() {
        for (const auto& [from, to] : files_) {
            std::error_code ignored;
            std::filesystem::remove(from, ignored);
        }
    }

    std::filesystem::path add(const std::filesystem::path& to) {
        std::filesystem::path from = to;
        from += ".part";
        files_.emplace_back(from, to);
        return from;
    }

    void commit() {
        for (const auto& [from, to] : files_) {
            sync_path(from.string());
            std::error_code problem;
            std::filesystem::rename(from, to, problem);
            if (problem) {
                throw_system_error(problem.value(), "putting the PDF in its place", to.string());
            }
        }
        files_.clear();
    }

private:
    std::vector<std::pair<std::filesystem::path, std::filesystem::path>> files_;
};

void make_volume(
    pdf::Volume& volume, const pdf::LabelSheet& labels, const std::filesystem::path& path) {
    try {
        pdf::merge_sections(volume);
        pdf::add_destinations(volume);
        pdf::add_outline(volume);
        pdf::add_page_labels(volume);
        pdf::stamp_pages(volume, labels);
        pdf::describe_document(volume);
        pdf::attach_files(volume);
        pdf::write_volume(volume, path);
    } catch (const std::runtime_error& problem) { // qpdf's own
        throw Error(
            ErrorCode::render_failed, {"finishing the PDF", problem.what(), path.string(), ""});
    }
}

PdfResult describe_result(
    const pdf::DocumentPlan& plan,
    const PdfDocument& document,
    const std::vector<pdf::FinishedSection>& sections) {
    PdfResult result;
    result.pages = plan.pages;
    for (const pdf::VolumePlan& volume : plan.volumes) {
        PdfVolume made;
        made.path = volume.out;
        made.pages = volume.pages;
        if (document.bates && volume.pages > 0) {
            made.bates_first = pdf::bates_number(*document.bates, volume.first_page);
            made.bates_last =
                pdf::bates_number(*document.bates, volume.first_page + volume.pages - 1);
        }
        result.volumes.push_back(std::move(made));
    }
    if (!result.volumes.empty()) {
        result.bates_first = result.volumes.front().bates_first;
        result.bates_last = result.volumes.back().bates_last;
    }
    for (const pdf::FinishedSection& section : sections) {
        for (const auto& [character, count] : section.substitutions) {
            result.substitutions.push_back({character, section.name, count});
        }
    }
    return result;
}

bool is_plain_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

/// What the file would claim wrongly whatever its sections hold.
void check_document(const PdfDocument& document) {
    const auto refuse = [](const std::string& why, const std::string& hint) {
        throw Error(ErrorCode::render_failed, {"making the PDF", why, "", hint});
    };
    if (document.title.empty()) {
        refuse("the document has no title", "a reader shows it for the file's name");
    }
    if (!pdf::is_language_tag(document.language)) {
        refuse("\"" + document.language + "\" is no language", "write en-US");
    }
    if (document.bates && !is_plain_ascii(document.bates->prefix)) {
        refuse(
            "the Bates prefix \"" + document.bates->prefix +
                "\" holds more than letters, digits and signs of ASCII",
            "write it like MER-");
    }
    std::set<std::string> names;
    for (const PdfAttachment& file : document.attachments) {
        if (!is_plain_ascii(file.name) || !names.insert(file.name).second) {
            refuse(
                "the attachment \"" + file.name + "\" needs another name",
                "give each a name of its own, in ASCII and without blanks");
        }
        constexpr std::array<std::string_view, 5> relations{
            "Source", "Data", "Alternative", "Supplement", "Unspecified"};
        if (std::find(relations.begin(), relations.end(), file.relationship) == relations.end()) {
            refuse(
                "\"" + file.relationship + "\" is no relation of the attachment \"" + file.name +
                    "\" to the document",
                "write Data");
        }
        const auto slash = file.media_type.find('/');
        if (file.name.empty() || slash == std::string::npos ||
            file.media_type.find_first_of(" ;") != std::string::npos) {
            refuse(
                "the attachment \"" + file.name + "\" has no name or no media type",
                "write application/octet-stream if nothing else fits");
        }
    }
}

} // namespace

PdfResult render_pdf(SectionSource& sections, const PdfDocument& document, const PdfRun& run) {
    return render_pdf(sections, document, run, WkhtmltopdfEngine());
}

PdfResult render_pdf(
    SectionSource& sections,
    const PdfDocument& document,
    const PdfRun& run,
    const HtmlEngine& engine) {
    check_document(document);
    const ScratchFolder folder(run.scratch.string());
    const std::filesystem::path scratch = folder.path();
    const pdf::LabelSheet labels = pdf::render_labels(document, engine, scratch);
    const std::vector<pdf::FinishedSection> finished =
        pdf::render_sections(sections, document, engine, scratch, run.jobs);
    if (finished.empty()) {
        throw Error(
            ErrorCode::render_failed, {"making the PDF", "the document has no sections", "", ""});
    }
    const pdf::DocumentPlan plan = pdf::plan_document(finished, document, run.out);
    Staged staged;
    for (std::size_t i = 0; i < plan.volumes.size(); ++i) {
        pdf::Volume volume;
        volume.document = &document;
        volume.plan = &plan;
        volume.index = i;
        volume.tagged = document.accessible && document.archive == PdfArchive::automatic;
        make_volume(volume, labels, staged.add(plan.volumes[i].out));
    }
    staged.commit();
    return describe_result(plan, document, finished);
}

} // namespace tickmark
