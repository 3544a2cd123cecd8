#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"

#include "finish_section_internal.hpp"
#include "prepared_internal.hpp"
#include "sections_internal.hpp"
#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <fstream>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace tickmark::pdf {

namespace {

constexpr double points_per_mm = 72 / 25.4;
constexpr double first_reserve_mm = 12;

class Workshop {
public:
    Workshop(
        SectionSource& source,
        const PdfDocument& document,
        const HtmlEngine& engine,
        std::filesystem::path folder) :
        source_(source), document_(document), engine_(engine), folder_(std::move(folder)) {}

    std::vector<FinishedSection> run(unsigned jobs) {
        {
            std::vector<std::jthread> workers;
            for (unsigned i = 0; i < std::max(1U, jobs); ++i) {
                workers.emplace_back([this] { work(); });
            }
        }
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        std::vector<FinishedSection> sections;
        sections.reserve(done_.size());
        for (std::optional<FinishedSection>& section : done_) {
            sections.push_back(std::move(*section));
        }
        return sections;
    }

private:
    void work() {
        while (!stop_.stop_requested()) {
            std::size_t index = 0;
            try {
                std::optional<PdfSection> section = take(index);
                if (!section) {
                    return;
                }
                FinishedSection finished = make(*section, index);
                const std::scoped_lock lock(mutex_);
                done_[index] = std::move(finished);
            } catch (...) {
                note_failure(index);
            }
        }
    }

    std::optional<PdfSection> take(std::size_t& index) {
        const std::scoped_lock lock(mutex_);
        index = done_.size();
        std::optional<PdfSection> section = source_.next();
        if (section) {
            done_.emplace_back();
        }
        return section;
    }

    /// The earliest section's failure is the one to tell; those after it were only stopped.
    void note_failure(std::size_t index) {
        const std::scoped_lock lock(mutex_);
        if (!failure_ || (index < failed_index_ && !stop_.stop_requested())) {
            failure_ = std::current_exception();
            failed_index_ = index;
        }
        stop_.request_stop();
    }

    FinishedSection make(const PdfSection& section, std::size_t index) {
        PrepareOptions options;
        options.style_css = &document_.style_css;
        options.tagged = document_.accessible && document_.archive == PdfArchive::automatic;
        const PreparedSection prepared = prepare_section(section, options);
        const std::string stem = fmt::format("{:06}", index);
        const std::filesystem::path html = folder_ / (stem + ".html");
        write_text(html, prepared.html);

        EngineJob job;
        job.section = section.name;
        job.html = html;
        job.pdf = folder_ / (stem + ".raw.pdf");
        job.page = document_.page;
        job.landscape = section.landscape;
        const double top_mm = job.top_mm;
        double reserve_mm = prepared.has_repeated_heading ? first_reserve_mm : 0;

        FinishRequest request;
        request.section = &prepared;
        request.images = &document_.images;
        request.raw = job.pdf;
        request.pdf = folder_ / (stem + ".pdf");
        request.structure = options.tagged ? folder_ / (stem + ".tree") : std::filesystem::path();
        for (int attempt = 0; attempt < 3; ++attempt) {
            job.top_mm = top_mm + reserve_mm;
            engine_.render(job, stop_.get_token());
            request.layout = {
                top_mm * points_per_mm, reserve_mm * points_per_mm, job.bottom_mm * points_per_mm};
            FinishOutcome outcome = finish_section(request);
            if (outcome.section) {
                std::filesystem::remove(html);
                std::filesystem::remove(job.pdf);
                return std::move(*outcome.section);
            }
            reserve_mm = outcome.reserve_needed / points_per_mm + 1;
        }
        throw Error(
            ErrorCode::render_failed,
            {"rendering section \"" + section.name + "\"",
             "its table headings do not settle at a height",
             "",
             "shorten the headings"});
    }

    static void write_text(const std::filesystem::path& path, const std::string& text) {
        std::ofstream out(path, std::ios::binary);
        out << text;
        out.close();
        if (!out) {
            throw_system_error(errno, "writing a section's page", path.string());
        }
    }

    SectionSource& source_;
    const PdfDocument& document_;
    const HtmlEngine& engine_;
    std::filesystem::path folder_;
    std::mutex mutex_;
    std::stop_source stop_;
    std::vector<std::optional<FinishedSection>> done_;
    std::exception_ptr failure_;
    std::size_t failed_index_ = 0;
};

} // namespace

std::vector<FinishedSection> render_sections(
    SectionSource& source,
    const PdfDocument& document,
    const HtmlEngine& engine,
    const std::filesystem::path& folder,
    unsigned jobs) {
    return Workshop(source, document, engine, folder).run(jobs);
}

} // namespace tickmark::pdf
