#include "tickmark/app/make_report.hpp"

#include "tickmark/app/program.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/config/render_settings.hpp"
#include "tickmark/config/shipped.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/render/html.hpp"
#include "tickmark/render/pdf/document.hpp"
#include "tickmark/render/workbook.hpp"
#include "tickmark/report/definition.hpp"
#include "tickmark/report/model.hpp"
#include "tickmark/report/provenance.hpp"

#include "report_pictures_internal.hpp"
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <sstream>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

/// What a reader can comfortably carry inside the PDF; a larger one stands beside it only.
constexpr std::uintmax_t attachment_limit = 16U << 20U;

ReportDefinition find_definition(const std::string& name) {
    std::vector<std::string> known;
    for (const std::string& file : shipped_files("templates", ".yaml")) {
        const fs::path path(file);
        if (path.filename() == "report.yaml") {
            known.push_back(path.parent_path().filename().string());
            if (known.back() == name) {
                Problems problems;
                ReportDefinition definition =
                    load_report_definition(path.parent_path().string(), problems);
                throw_if_any(problems, "reading the report '" + name + "'");
                return definition;
            }
        }
    }
    throw Error(
        ErrorCode::usage,
        {"making a report",
         "there is no report '" + name + "'" + did_you_mean(name, known),
         "",
         "there are: " + join(known, ", ")});
}

RenderSettings find_render_settings(const Workspace& workspace) {
    Problems problems;
    RenderSettings settings = read_render_settings(workspace, problems);
    throw_if_any(problems, "reading how reports look");
    return settings;
}

std::string pack_name(const ReportRequest& request, const AssessedWorkspace& assessed) {
    std::vector<std::string> words{request.name};
    for (const Catalog& catalog : assessed.project.catalogs) {
        words.push_back(catalog.id);
    }
    words.push_back(assessed.assessment.period.as_of.iso());
    return join(words, "-");
}

/// --out names the pack's folder; one that holds other things already holds the pack as well.
std::string pack_folder(const ReportRequest& request, const AssessedWorkspace& assessed) {
    const std::string name = pack_name(request, assessed);
    if (request.out.empty()) {
        return assessed.project.workspace.root + "/output/" + name;
    }
    const bool holds_other_things = fs::is_directory(request.out) && !fs::is_empty(request.out) &&
                                    !fs::exists(request.out + "/bagit.txt");
    return holds_other_things ? request.out + "/" + name : request.out;
}

/// One run: the parts are written one after the other into a pack in the making.
class ReportRun {
public:
    ReportRun(const ReportRequest& request, AssessedWorkspace& assessed) :
        request_(request),
        assessed_(assessed),
        definition_(find_definition(request.name)),
        render_(find_render_settings(assessed.project.workspace)),
        folder_(pack_folder(request, assessed)),
        pack_(folder_),
        data_(pack_.data_folder()) {}

    MadeReport run() {
        facts_ = gathered_facts();
        write_provenance_file();
        ReportModel model = make_report_model(
            {definition_,
             assessed_.project.workspace,
             assessed_.project.dictionary,
             assessed_.project.catalogs,
             assessed_.assessment,
             *assessed_.snapshot,
             program_title(),
             render_,
             picture_loader(*assessed_.store),
             load_logo(render_.logo)});
        write_pdf(model); // first: the others say which Bates numbers its pages have
        set_bates_range(model, made_.bates_first, made_.bates_last);
        write_html_report(model, data_ + "/report.html");
        write_workbook(model, data_ + "/workbook.xlsx");
        return seal();
    }

private:
    /// What the report was made with, the same on every machine.
    std::vector<std::pair<std::string, std::string>> gathered_facts() const {
        std::vector<std::pair<std::string, std::string>> facts{
            {"report", request_.name},
            {"organisation", assessed_.project.workspace.organisation.name},
            {"program", program_title()}};
        for (const auto& [name, digest] : project_digests(assessed_.project)) {
            facts.emplace_back(name + "_sha256", digest.hex());
        }
        Sha256 templates;
        for (const std::string& folder : {definition_.folder, definition_.folder + "/../shared"}) {
            for (const std::string& file : matching_paths(folder + "/*")) {
                templates.update(sha256(read_file(file)).hex() + "\n");
            }
        }
        facts.emplace_back("templates_sha256", templates.finish().hex());
        if (!render_.logo.empty()) {
            facts.emplace_back("logo_sha256", sha256(read_file(render_.logo)).hex());
        }
        return facts;
    }

    void write_provenance_file() {
        write_file_by(data_ + "/provenance.json", [this](std::ostream& out) {
            write_provenance(out, assessed_.assessment, facts_, *assessed_.snapshot);
        });
    }

    void attach(const ReportModel& model, PdfDocument& document) {
        document.attachments.push_back(
            {"figures.csv",
             "text/csv",
             "The figures of this report, exact, with what they count, their targets and states",
             "Data",
             csv_text(model.tables.at("figures"))});
        const std::string path = data_ + "/provenance.json";
        if (fs::file_size(path) > attachment_limit) {
            made_.remarks.emplace_back(
                "provenance.json is too large to be attached to the PDF; it stands beside it");
            return;
        }
        document.attachments.push_back(
            {"provenance.json",
             "application/json",
             "Every figure and test with its query, records, collections and digests",
             "Data",
             read_file(path)});
    }

    void write_pdf(const ReportModel& model) {
        PdfDocument document = make_pdf_document(model);
        if (render_.attachments) {
            attach(model, document);
        }
        const ScratchFolder scratch;
        const auto sections = make_section_source(model);
        const PdfResult result =
            render_pdf(*sections, document, {data_ + "/report.pdf", scratch.path(), request_.jobs});
        for (const PdfVolume& volume : result.volumes) {
            pages_["data/" + volume.path.filename().string()] = volume.pages;
        }
        made_.bates_first = result.bates_first;
        made_.bates_last = result.bates_last;
        for (const PdfVolume& volume : result.volumes) {
            bates_["data/" + volume.path.filename().string()] = {
                volume.bates_first, volume.bates_last};
        }
        for (const PdfSubstitution& missing : result.substitutions) {
            const std::string name =
                fmt::format("U+{:04X}", static_cast<std::uint32_t>(missing.character));
            made_.substitutions.push_back({name, missing.section, missing.count});
            made_.remarks.push_back(fmt::format(
                "no font has {0}; it is printed as [{0}] ({1} {2} in {3})",
                name,
                missing.count,
                missing.count == 1 ? "time" : "times",
                missing.section));
        }
    }

    PackBuilder::Info bag_info(const CustodyEntry& head) const {
        const Assessment& assessment = assessed_.assessment;
        PackBuilder::Info info{
            {"Source-Organization", assessed_.project.workspace.organisation.name},
            {"External-Identifier", pack_name(request_, assessed_)},
            {"Bagging-Date", assessment.time.known_at.iso().substr(0, 10)},
            {"Bag-Software-Agent", program_title()},
            {"As-Of", assessment.period.as_of.iso()},
            {"Period-Start", assessment.period.start.iso()},
            {"Known-At", assessment.time.known_at.iso()},
            {"Custody-Entry", std::to_string(head.number)},
            {"Custody-Head-SHA256", head.digest.hex()}};
        for (const auto& [name, value] : facts_) {
            if (name.ends_with("_sha256")) {
                info.emplace_back("Digest-Of-" + name.substr(0, name.size() - 7), value);
            }
        }
        return info;
    }

    MadeReport seal() {
        MadeReport made = std::move(made_);
        made.pack = fs::absolute(folder_).lexically_normal().string();
        std::string manifest;
        for (const PackFile& file : pack_.finish(bag_info(assessed_.store->custody_head()))) {
            const auto pages = pages_.find(file.path);
            const auto bates = bates_.find(file.path);
            made.files.push_back(
                {file,
                 pages == pages_.end() ? 0 : pages->second,
                 bates == bates_.end() ? "" : bates->second.first,
                 bates == bates_.end() ? "" : bates->second.second});
            if (file.path == "manifest-sha256.txt") {
                manifest = file.digest.hex();
            }
        }
        std::ostringstream details;
        JsonWriter(details, 0)
            .begin_object()
            .member("report", request_.name)
            .member("pack", fs::path(made.pack).filename().string())
            .member("manifest_sha256", manifest)
            .member("as_of", assessed_.assessment.period.as_of.iso())
            .member("known_at", assessed_.assessment.time.known_at.iso())
            .end_object();
        assessed_.store->append_custody(
            "report", assessed_.project.workspace.operator_name, details.str());
        made.assessment = assessed_.assessment;
        return made;
    }

    const ReportRequest& request_;
    AssessedWorkspace& assessed_;
    ReportDefinition definition_;
    RenderSettings render_;
    std::string folder_;
    PackBuilder pack_;
    std::string data_;
    std::vector<std::pair<std::string, std::string>> facts_;
    std::map<std::string, std::size_t> pages_;
    std::map<std::string, std::pair<std::string, std::string>> bates_; ///< by file: first, last
    MadeReport made_;
};

} // namespace

MadeReport make_report(const ReportRequest& request) {
    AssessedWorkspace assessed = assess_workspace(request.assess);
    return ReportRun(request, assessed).run();
}

} // namespace tickmark
