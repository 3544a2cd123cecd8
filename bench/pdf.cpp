// How long the whole PDF takes against one bare wkhtmltopdf call on the same rows, in one run:
// bench_pdf [CSS [pages…]]; without arguments the house style and 20, 200, 1000 and 4000 pages.
// "Finish" is all that is not the engine's: the same document made again from the pages that the
// engine made the first time.

#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/ports/process.hpp"
#include "tickmark/render/pdf/document.hpp"
#include "tickmark/render/pdf/engine.hpp"
#include "tickmark/render/pdf/table_sections.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace {

using namespace tickmark;

constexpr int rows_per_page = 21;

const char* const head =
    "<thead><tr><th class=\"w-12\">Record</th><th class=\"w-20\">Name</th><th "
    "class=\"w-33\">Note</th>"
    "<th class=\"w-15\">Status</th><th class=\"w-20 num\">Value</th></tr></thead>";

std::string row(int i) {
    return fmt::format(
        "<tr><td class=\"w-12\">REC-{:06}</td><td class=\"w-20\">Ann Example {}</td><td "
        "class=\"w-33\">A note of "
        "some length that wraps over two lines or so, number {}</td><td class=\"w-15\"><span "
        "class=\"status "
        "effective\">Effective</span></td><td class=\"w-20 num\">{}</td></tr>",
        i,
        i,
        i * 7,
        i * 37);
}

double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Processor seconds used so far: unlike the wall clock they hardly depend on what else runs.
double processor_seconds(int who) {
    rusage usage{};
    getrusage(who, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

long peak_megabytes(int who) {
    rusage usage{};
    getrusage(who, &usage);
    return usage.ru_maxrss / 1024;
}

double bare(int rows, const std::string& css, const std::string& folder) {
    const std::string html = folder + "/bare.html";
    {
        std::ofstream out(html, std::ios::binary);
        out << "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><style>" << css
            << "html{zoom:5}table,thead,tbody{display:block}tr{display:table;width:100%;table-"
               "layout:fixed;"
               "page-break-inside:avoid}</style></head><body><h1>Register</h1><table>"
            << head << "<tbody>";
        for (int i = 1; i <= rows; ++i) {
            out << row(i);
        }
        out << "</tbody></table></body></html>";
    }
    ProcessSpec spec;
    spec.argv = {
        "wkhtmltopdf",
        "-q",
        "-n",
        "--javascript-delay",
        "0",
        "-s",
        "Letter",
        "-T",
        "22mm",
        "-B",
        "20mm",
        "-L",
        "18mm",
        "-R",
        "18mm",
        html,
        folder + "/bare.pdf"};
    spec.environment = {"QT_FONT_DPI=384", "QT_HASH_SEED=0", "QT_QPA_PLATFORM=offscreen"};
    spec.time_limit = std::chrono::minutes(20);
    spec.cpu_seconds = 1200;
    return seconds_of([&] {
        const ProcessOutcome outcome = run_process(spec);
        if (!outcome.ok()) {
            fmt::print("bare call: {}\n", outcome.text());
        }
    });
}

/// Keeps what wkhtmltopdf makes; made to replay, gives the same pages again without it.
class RecordingEngine: public HtmlEngine {
public:
    explicit RecordingEngine(std::string folder) : folder_(std::move(folder)) {}

    void replay() noexcept { replays_ = true; }

    void render(const EngineJob& job, const std::stop_token& stop) const override {
        namespace fs = std::filesystem;
        // A section is rendered again where its headings need more room: the height is part of it.
        const fs::path kept =
            folder_ + fmt::format("/{:.2f}-", job.top_mm) + job.pdf.filename().string();
        if (replays_) {
            fs::copy_file(kept, job.pdf, fs::copy_options::overwrite_existing);
            return;
        }
        engine_.render(job, stop);
        fs::copy_file(job.pdf, kept, fs::copy_options::overwrite_existing);
    }

private:
    WkhtmltopdfEngine engine_;
    std::string folder_;
    bool replays_ = false;
};

struct Measured {
    double seconds = 0;
    double finish = 0; ///< of them without the engine
    std::size_t pages = 0;
    std::size_t volumes = 0;
    double own_cpu = 0;
    double engine_cpu = 0;
};

PdfResult make(
    int rows,
    const std::string& css,
    const std::string& folder,
    bool tagged,
    const HtmlEngine& engine) {
    PdfDocument document;
    document.title = "Register";
    document.author = "Example";
    document.created = Instant(1793400000000);
    document.style_css = css;
    document.accessible = tagged;
    document.stamps = {"Example", "Register", "CONFIDENTIAL", "", ""};
    document.bates = PdfBates{"EX-", 6, 1};
    TableSectionsSpec spec;
    spec.name = "register";
    spec.before = "<h1 id=\"register\">Register</h1>";
    spec.head = head;
    int next = 0;
    TableSections sections(spec, [&]() -> std::optional<std::string> {
        return next < rows ? std::optional<std::string>(row(++next)) : std::nullopt;
    });
    return render_pdf(
        sections,
        document,
        {folder + "/ours.pdf", folder, std::max(1U, std::thread::hardware_concurrency())},
        engine);
}

Measured ours(int rows, const std::string& css, const std::string& folder, bool tagged) {
    Measured measured;
    const double own_before = processor_seconds(RUSAGE_SELF);
    const double engine_before = processor_seconds(RUSAGE_CHILDREN);
    measured.seconds = seconds_of([&] {
        const PdfResult result = make(rows, css, folder, tagged, WkhtmltopdfEngine());
        measured.pages = result.pages;
        measured.volumes = result.volumes.size();
    });
    measured.own_cpu = processor_seconds(RUSAGE_SELF) - own_before;
    measured.engine_cpu = processor_seconds(RUSAGE_CHILDREN) - engine_before;
    const ScratchFolder kept;
    RecordingEngine recorder(kept.path());
    make(rows, css, folder, tagged, recorder);
    recorder.replay();
    measured.finish = seconds_of([&] { make(rows, css, folder, tagged, recorder); });
    return measured;
}

} // namespace

int main(int argc, char** argv) {
    std::vector<int> sizes;
    for (int i = 2; i < argc; ++i) {
        sizes.push_back(std::atoi(argv[i]));
    }
    if (sizes.empty()) {
        sizes = {20, 200, 1000, 4000};
    }
    try {
        const std::string css = read_file(argc > 1 ? argv[1] : "templates/shared/house.css");
        const ScratchFolder folder;
        fmt::print(
            "pages  bare s  untagged s  ratio  finish s  tagged s  ratio  finish s  volumes  peak "
            "MB (own, one engine)\n");
        for (const int pages : sizes) {
            const int rows = pages * rows_per_page;
            const Measured plain = ours(rows, css, folder.path(), false);
            const Measured tagged = ours(rows, css, folder.path(), true);
            const long own = peak_megabytes(RUSAGE_SELF);
            const long child = peak_megabytes(RUSAGE_CHILDREN);
            const double before = processor_seconds(RUSAGE_CHILDREN);
            const double single = bare(rows, css, folder.path());
            const double single_cpu = processor_seconds(RUSAGE_CHILDREN) - before;
            fmt::print(
                "{:5}  {:6.2f}  {:10.2f}  {:5.2f}  {:8.2f}  {:8.2f}  {:5.2f}  {:8.2f}  {:7}  {}, "
                "{}\n",
                tagged.pages,
                single,
                plain.seconds,
                plain.seconds / single,
                plain.finish,
                tagged.seconds,
                tagged.seconds / single,
                tagged.finish,
                tagged.volumes,
                own,
                child);
            fmt::print(
                "       processor seconds: bare {:.2f}; untagged {:.2f} + {:.2f} engine; tagged "
                "{:.2f} + {:.2f} engine\n",
                single_cpu,
                plain.own_cpu,
                plain.engine_cpu,
                tagged.own_cpu,
                tagged.engine_cpu);
            std::fflush(stdout);
        }
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
