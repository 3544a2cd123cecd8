#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/process.hpp"
#include "tickmark/render/pdf/engine.hpp"

#include <fmt/format.h>

namespace tickmark {

namespace {

std::string millimetres(double length) {
    return fmt::format("{:.2f}mm", length);
}

ProcessSpec spec_for(const EngineJob& job, const EngineLimits& limits) {
    ProcessSpec spec;
    spec.argv = {
        "wkhtmltopdf",
        "-q",
        "-n",
        "--javascript-delay",
        "0",
        "--proxy",
        "http://127.0.0.1:9", // a third wall: nothing listens there
        "-s",
        job.page == PageSize::a4 ? "A4" : "Letter",
        "-O",
        job.landscape ? "Landscape" : "Portrait",
        "-T",
        millimetres(job.top_mm),
        "-B",
        millimetres(job.bottom_mm),
        "-L",
        millimetres(job.side_mm),
        "-R",
        millimetres(job.side_mm),
        job.html.string(),
        job.pdf.string()};
    // The dots per inch make lengths true, the fixed hash seed makes the bytes repeatable.
    spec.environment = {
        "QT_FONT_DPI=384",
        "QT_HASH_SEED=0",
        "QT_QPA_PLATFORM=offscreen",
        "LC_ALL=C.UTF-8",
        "XDG_RUNTIME_DIR=" + job.html.parent_path().string()};
    spec.time_limit = limits.time;
    spec.cpu_seconds = limits.cpu_seconds;
    spec.memory_bytes = limits.memory_bytes;
    return spec;
}

std::string last_line(const std::string& text) {
    const auto lines = split(trim(text), '\n');
    return lines.empty() ? "" : lines.back();
}

} // namespace

void WkhtmltopdfEngine::render(const EngineJob& job, const std::stop_token& stop) const {
    const ProcessOutcome outcome = run_process(spec_for(job, limits_), stop);
    if (outcome.ok()) {
        return;
    }
    if (outcome.end == ProcessOutcome::End::cancelled) {
        throw Error(
            ErrorCode::cancelled, {"rendering section \"" + job.section + "\"", "stopped", "", ""});
    }
    const std::string said = last_line(outcome.error_output);
    throw Error(
        ErrorCode::render_failed,
        {"rendering section \"" + job.section + "\"",
         "wkhtmltopdf: " + outcome.text() + (said.empty() ? "" : ": " + said),
         "",
         outcome.end == ProcessOutcome::End::timed_out ? "split the section into smaller ones"
                                                       : ""});
}

} // namespace tickmark
